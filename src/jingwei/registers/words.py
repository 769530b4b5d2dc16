"""The words of a row and the query that finds them: parts of words, in any order, and pinyin initials."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from jingwei.core import text
from jingwei.core.codes import looks_like_citizen_number
from jingwei.core.errors import JingweiError

_INITIALS = "~"
_LETTERS = re.compile(r"[^\W\d_]+")
_BLANKS = re.compile(r"[\s·.-]")
_PLATE = re.compile(
    r"^[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z](?=[A-Z]*[0-9])[A-Z0-9]{5,6}$"
)
_RUNS = re.compile(r"[a-z]+|[^a-z]+")


def row_words(own: Iterable[str], shared: Iterable[str], title: str) -> str:
    """All lexemes of a row, joined by blanks: bigrams of its texts, and behind a mark those of the title's initials.

    `own` are texts that tell this row from others, `shared` those that come back in many rows (a compound, a street).
    Lexemes are letters and digits only, so that the text is a tsvector as it stands.
    """
    words = [text.bigram_text(part) for part in own if part]
    words += [_shared_words(part) for part in shared if part]
    words += [_initial_words(run) for run in _LETTERS.findall(title)]
    return " ".join(words)


class NotSearched(JingweiError):
    """Something by which nobody is looked for."""

    code = "search.person"
    status = 422


def refuse_plates(asked: str) -> None:
    """Raise NotSearched for a number plate: over all ledgers nobody looks for a vehicle."""
    if _PLATE.search(_BLANKS.sub("", text.normalise(asked)).upper()):
        raise NotSearched("全局搜索不按车牌号查找；本单位和承包单位的车辆，请到那本车辆台账里找")


def tsquery(asked: str) -> str:
    """The tsquery text for what was typed: every word must be there, letters may also be initials; "" for nothing.

    Raises NotSearched for an identity number, wherever it was written: people are not looked for by it.
    """
    if looks_like_citizen_number(asked):
        raise NotSearched(
            "不能按身份证号查找人员，也不能跨台账拼接一个人的信息；请在自己经办的台账里按编号、地址查找。"
            "本人来查自己信息的，由办公室在“台账—本人查询”办理"
        )
    parts = []
    for word in asked.lower().split():
        for run in _RUNS.findall(word):
            tokens = text.search_bigrams(run)
            if not tokens:
                continue
            if run.isascii() and run.isalpha() and len(run) > 1:
                spoken = [_INITIALS + run[at : at + 2] for at in range(len(run) - 1)]
                parts.append(f"(({_all(tokens)}) | ({_all(spoken)}))")
            else:
                parts.append(f"({_all(tokens)})")
    return " & ".join(parts)


def _all(tokens: Sequence[str]) -> str:
    return " & ".join(_lexeme(token) for token in tokens)


def _lexeme(token: str) -> str:
    quoted = "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"
    return quoted + (":*" if len(token) == 1 else "")


_shared_words = lru_cache(maxsize=16384)(text.bigram_text)


# Streets and communities come back in thousands of addresses: the initials of each run of letters are made once.
@lru_cache(maxsize=65536)
def _initial_words(run: str) -> str:
    initials = text.pinyin_initials(run)
    return " ".join(_INITIALS + initials[at : at + 2] for at in range(len(initials) - 1))
