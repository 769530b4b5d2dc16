"""Text, long text, addresses and links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from textwrap import dedent
from typing import Any, ClassVar

from jingwei.core.codes import is_citizen_number
from jingwei.core.fields.field import Field
from jingwei.core.fields.forbidden import forbidden, words_of_persons
from jingwei.core.fields.kind import Kind
from jingwei.core.fields.problems import Wrong
from jingwei.core.fields.raw import as_text, refuse_formula_error, refuse_lost_digits

# Blanks of every sort and characters nobody sees; a text without them needs no tidying.
_UNSEEN = (
    "\x00-\x1f\x7f-\xa0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufff9-\ufffb\ufffe\uffff"
)
_NO_OTHER_BLANKS = re.compile(rf"[^{_UNSEEN}_\ud800-\udfff]*")
_BLANKS = re.compile(r"[\t\n\v\f\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
_BLANKS_IN_LINE = re.compile(r"[\t\v\f \x85\xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_BLANK_BESIDE_CHINESE = re.compile(r"(?<![\x21-\x7e]) | (?![\x21-\x7e])")
_XML_ESCAPE = re.compile(r"_x(00[01][0-9A-Fa-f])_")  # control characters as spreadsheets write them: _x000D_
_CITIZEN = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{16}[0-9Xx](?![0-9A-Za-z])")
_CITIZEN_LENGTH = 18
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_FULL_WIDTH |= {ord("－"): ord("-"), ord("＃"): ord("#"), ord("，"): ord(",")}


def tidy_line(text: str) -> str:
    """One line without invisible characters, runs of blanks or blanks at its ends. Raises Wrong for broken text."""
    text = text.strip()
    if "  " not in text and _NO_OTHER_BLANKS.fullmatch(text):
        return text
    return _BLANKS.sub(" ", _visible(text)).strip()


def tidy_lines(text: str) -> str:
    """Several lines, each tidy; at most one empty line between two. Raises Wrong for broken text.

    Plain blanks that begin a line stay: what is written as YAML or as a list means something by them.
    """
    text = _visible(text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n"))
    lines = (_tidy_behind_indent(line).rstrip() for line in dedent(text).split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _tidy_behind_indent(line: str) -> str:
    indent = len(line) - len(line.lstrip(" "))
    blanks = indent if indent > 1 and line[indent : indent + 1].strip() else 0
    return line[:blanks] + _BLANKS_IN_LINE.sub(" ", line[blanks:])


def _visible(text: str) -> str:
    if "_x00" in text:
        text = _XML_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text)
    if _SURROGATE.search(text):
        raise Wrong("text.broken", "文字里有损坏的字符（乱码），请重新录入这一格")
    return _INVISIBLE.sub("", text)


class Text(Kind):
    """One line of text."""

    key = "text"
    label = "单行文字"
    nothing = frozenset()
    longest: ClassVar[int] = 500
    untidy: ClassVar[str] = ""  # further characters that call for tidying

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        text = as_text(raw)
        longest = field.max_length or self.longest
        if _tidy_pattern(self.untidy, longest).fullmatch(text):
            _refuse_person(text, field)
            return text
        text = self.tidy(text)
        refuse_lost_digits(text)
        refuse_formula_error(text)
        if not text:
            self.empty(field)
            return None
        if len(text) > longest:
            raise Wrong("text.too_long", f"太长了：有{len(text)}个字，最多{longest}个字")
        _refuse_person(text, field)
        return text

    def tidy(self, text: str) -> str:
        """The text as it is kept."""
        return tidy_line(text)

    def parse_column(
        self, raws: Sequence[Any], field: Field, *, unit: str | None = None
    ) -> tuple[list[Any], dict[int, Wrong]]:
        """Tidy texts are their own result; only the others are looked at."""
        types = set(map(type, raws))
        if not types <= {str, type(None)}:
            return super().parse_column(raws, field, unit=unit)
        tidy = _tidy_pattern(self.untidy, field.max_length or self.longest).fullmatch
        odd = {raw for raw in dict.fromkeys(raws) if raw is None or not tidy(raw) or _looks_like_person(raw)}
        if not odd:
            return list(raws), {}
        places = [index for index, raw in enumerate(raws) if raw in odd]
        few, wrongs = super().parse_column([raws[index] for index in places], field, unit=unit)
        values = list(raws)
        for index, value in zip(places, few, strict=True):
            values[index] = value
        return values, {places[index]: wrong for index, wrong in wrongs.items()}

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "maxLength": field.max_length or self.longest}


def _looks_like_person(text: str) -> bool:
    return text in words_of_persons() or (len(text) >= _CITIZEN_LENGTH and _CITIZEN.search(text) is not None)


def _refuse_person(text: str, field: Field) -> None:
    """Raise Wrong for what is no text but a mark put on somebody, or an identity number where it lies open."""
    if not _looks_like_person(text):
        return
    refusal = forbidden(text) if text in words_of_persons() else None
    if refusal is not None:
        raise Wrong("text.forbidden", f"{refusal.message}；请删去这一格")
    found = None if field.personal else _CITIZEN.search(text)
    if found is not None and is_citizen_number(found[0]):
        raise Wrong(
            "text.id_number",
            f"里面有身份证号（末四位{found[0][-4:]}），不能写在这里；请删去，确需登记的填在标为“身份证号”的一栏",
        )


@lru_cache(maxsize=256)
def _tidy_pattern(untidy: str, longest: int) -> re.Pattern[str]:
    """Matches a text of 1 to `longest` characters that is kept as it stands (# and + may begin or mark an error)."""
    return re.compile(rf"(?!#)[^ {_UNSEEN}{untidy}_+\ud800-\udfff]{{1,{longest}}}")


class LongText(Text):
    """Several lines of text."""

    key = "longtext"
    label = "多行文字"
    widget = "textarea"
    longest = 20_000

    def tidy(self, text: str) -> str:
        return tidy_lines(text)


class Address(Text):
    """An address: one line, letters and digits half-width, no blanks between Chinese characters."""

    key = "address"
    label = "地址"
    longest = 200
    untidy = "".join(map(chr, _FULL_WIDTH))

    def tidy(self, text: str) -> str:
        return _BLANK_BESIDE_CHINESE.sub("", tidy_line(text.translate(_FULL_WIDTH)))


class Link(Text):
    """The key of an entry of the register `field.link`; the register itself looks whether it is there."""

    key = "link"
    label = "关联记录"
    widget = "link"
    longest = 200
