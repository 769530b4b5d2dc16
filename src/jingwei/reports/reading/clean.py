"""The text of a report made readable: furniture stripped, script mended, broken lines joined."""

import re
from dataclasses import dataclass

from jingwei.reports.reading.furniture import strip_furniture
from jingwei.reports.reading.script import folded, plain_signs, simplified, without_pinyin

_ENDS_SENTENCE = re.compile(r"[。!?:][”’)]?$")
_GOES_ON = re.compile(r"[,、;(“《+-]$")
_CONTINUES = re.compile(r"[,。;:、)”》%!?]")
_CUT_NUMBER = re.compile(r"\d\.?$")
_NUMBER_GOES_ON = re.compile(r"[.\d]|(?:余|多)?(?:[万亿年月日]|个|家|人|名|户|件|次|元|%|平方|公里)")
_HEADING = re.compile(
    r"[(]?[一二三四五六七八九十]{1,3}[)、.]|[(]?\d{1,2}[)、.](?!\d)|[①-⑳]|第[一二三四五六七八九十]{1,3}[章节部]|[-•●■◆]"
)
_FEWEST_WRAPPED = 4


@dataclass(frozen=True, slots=True)
class CleanText:
    """The cleaned text, one paragraph a line, and (year, month) of publication where the page names it."""

    text: str
    published: tuple[int, int] | None


def clean(raw: str) -> CleanText:
    """The report in `raw` as simplified text without page furniture and pinyin, one paragraph a line."""
    mended = simplified(without_pinyin(plain_signs(raw.replace("\r\n", "\n").replace("\r", "\n"))))
    lines = [re.sub(r" {2,}", " ", line).strip() for line in mended.split("\n")]
    kept, published = strip_furniture(lines)
    return CleanText("\n".join(_joined(kept)), published)


def _joined(lines: list[str]) -> list[str]:
    """Paragraphs out of lines: a line that was broken within a sentence is put back to its neighbour."""
    width = _wrap_width(lines)
    paragraphs: list[str] = []
    last, after_blank = "", False
    for line in lines:
        if not line:
            after_blank = True
            continue
        if paragraphs and _is_broken(folded(last), folded(line), width, after_blank):
            paragraphs[-1] += line
        else:
            paragraphs.append(line)
        last, after_blank = line, False
    return paragraphs


def _is_broken(before: str, line: str, width: int, after_blank: bool) -> bool:
    if _CONTINUES.match(line):
        return True
    if _HEADING.match(line) or _ENDS_SENTENCE.search(before):
        return False
    if _GOES_ON.search(before) or (_CUT_NUMBER.search(before) and _NUMBER_GOES_ON.match(line)):
        return True
    return bool(width) and not after_blank and len(before) >= width * 0.85


def _wrap_width(lines: list[str]) -> int:
    """The width at which the file was wrapped, 0 if its lines are paragraphs."""
    lengths = sorted(len(line) for line in lines if line)
    if len(lengths) < _FEWEST_WRAPPED:
        return 0
    width = lengths[int(len(lengths) * 0.9)]
    full = [line for line in lines if line and len(line) >= width * 0.85]
    open_ended = [line for line in full if not _ENDS_SENTENCE.search(folded(line))]
    wrapped = 15 <= width <= 100 and len(full) >= len(lengths) * 0.3 and len(open_ended) >= len(full) * 0.5
    return width if wrapped else 0
