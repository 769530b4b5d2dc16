"""An outline of a place as it came from a file, and what was found about it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from shapely.geometry.base import BaseGeometry

Severity = Literal["error", "warn"]

# Levels of the general grid scheme with the digits of their codes: 6 county division (GB/T 2260) + 3 subdistrict,
# + 3 community, + 3 grid, + 2 microgrid. Levels of other schemes carry codes of their own and are not measured.
CODE_DIGITS = {"subdistrict": 9, "community": 12, "grid": 15, "microgrid": 17}
LEVEL_NAMES = {"subdistrict": "街道", "community": "社区", "grid": "网格", "microgrid": "微网格"}
_WORDS_OF_LEVELS = {
    "subdistrict": ("街道", "街道办事处", "镇", "乡"),
    "community": ("社区", "村居", "村", "居委会", "村委会"),
    "grid": ("网格", "基础网格"),
    "microgrid": ("微网格", "单元", "基础单元"),
}
LEVEL_WORDS = {word: key for key, words in _WORDS_OF_LEVELS.items() for word in (key, *words)}


@dataclass(frozen=True, slots=True)
class Outline:
    """One place: its code, name, level key, code of its parent, and outline in degrees (CGCS2000)."""

    code: str
    name: str
    level: str
    parent: str | None
    shape: BaseGeometry

    @property
    def title(self) -> str:
        return f"“{self.name}”({self.code})"


@dataclass(frozen=True, slots=True)
class OutlineRemark:
    """One thing found: a stable code, the Chinese sentence, the places it is about and, where it has one, an area.

    ``error``: the outline cannot be taken in. ``warn``: it can, and somebody should look at it.
    """

    code: str
    severity: Severity
    message: str
    places: tuple[str, ...] = ()
    area_m2: float | None = None
    at: tuple[float, float] | None = None
    feature: int | None = None


@dataclass(slots=True)
class OutlineReport:
    """What a file of outlines holds and what is to be said about it; ``outlines`` are those that can be taken in."""

    outlines: list[Outline] = field(default_factory=list)
    remarks: list[OutlineRemark] = field(default_factory=list)

    @property
    def errors(self) -> list[OutlineRemark]:
        return [remark for remark in self.remarks if remark.severity == "error"]

    @property
    def fit(self) -> bool:
        """Whether nothing forbids taking the file in."""
        return not self.errors

    def sentences(self) -> list[str]:
        """A first sentence that sums up, then one per remark, errors first; all in Chinese."""
        ordered = sorted(self.remarks, key=lambda remark: remark.severity != "error")
        return [self._summary(), *(remark.message for remark in ordered)]

    def _summary(self) -> str:
        levels = Counter(outline.level for outline in self.outlines)
        parts = "、".join(f"{level_name(level)}{count}个" for level, count in levels.items()) or "没有可用的图形"
        errors = len(self.errors)
        warns = len(self.remarks) - errors
        if not self.remarks:
            return f"读到{parts}；编码、边界、重叠和空隙均未发现问题。"
        return f"读到{parts}；必须改正的{errors}处，请核对的{warns}处。"


def level_name(level: str) -> str:
    """The office's word for a level key; a level of another scheme is its own word."""
    return LEVEL_NAMES.get(level, level)


def area_words(square_metres: float) -> str:
    """An area as a sentence says it: 0.84平方米, 1250平方米, 3.21平方公里."""
    if square_metres >= 1_000_000:
        return f"{square_metres / 1_000_000:.2f}平方公里"
    if square_metres >= 100:
        return f"{square_metres:.0f}平方米"
    return f"{square_metres:.2f}平方米"


def code_remarks(outlines: Iterable[Outline]) -> list[OutlineRemark]:
    """What is wrong with codes: digits missing, a code that does not begin with its parent's, a code used twice."""
    remarks: list[OutlineRemark] = []
    seen: dict[str, Outline] = {}
    for outline in outlines:
        first = seen.setdefault(outline.code, outline)
        if first is not outline:
            names = f"“{first.name}”和“{outline.name}”"
            message = f"编码{outline.code}用了两次：{names}。每个区划或网格只能有一个编码，请改正其中一个。"
            remarks.append(OutlineRemark("code.duplicate", "error", message, (outline.code,)))
        remarks.extend(_own_code(outline))
    return remarks


def _own_code(outline: Outline) -> list[OutlineRemark]:
    digits = CODE_DIGITS.get(outline.level)
    if digits is None:
        return []
    level = level_name(outline.level)
    if not re.fullmatch(rf"[0-9]{{{digits}}}", outline.code):
        message = f"{outline.title}的编码应为{digits}位数字({level})，现为{len(outline.code)}位“{outline.code}”。"
        return [OutlineRemark("code.length", "error", message, (outline.code,))]
    if set(outline.code[-3:] if digits < 17 else outline.code[-2:]) == {"0"}:
        message = f"{outline.title}的编码末段为零；{level}的顺序号从1编起。"
        return [OutlineRemark("code.zero_serial", "error", message, (outline.code,))]
    if outline.parent and not outline.code.startswith(outline.parent):
        message = f"{outline.title}的编码应以上级编码{outline.parent}开头；请改正编码或上级。"
        return [OutlineRemark("code.not_under_parent", "error", message, (outline.code,))]
    return []
