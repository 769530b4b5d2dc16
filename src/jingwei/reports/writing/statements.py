"""What a slot says, once the figures are there: wording before, the chip, and what it rests on."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from jingwei.reports.writing.composed import MISSING, Measure, is_missing
from jingwei.reports.writing.conversion import readable_unit, same_kind, to_unit
from jingwei.reports.writing.figures import FigureRequest, FigureValue, Part
from jingwei.reports.writing.growth import Basis, Said, change, growth, stated_growth
from jingwei.reports.writing.occasion import Occasion
from jingwei.reports.writing.printing import Printed, decimals_for, print_approximately, print_value
from jingwei.reports.writing.slots import Condition, Slot
from jingwei.reports.writing.untold import (
    NOT_COMPARABLE,
    NOT_COMPARED,
    SOME_SHARE,
    break_note,
    broken,
    some,
    withheld_note,
)

# GB/T 4754 sections are chosen as “C 制造业”; prose says 制造业.
_CODE_LETTER = re.compile(r"^[A-Z]\s+")
_SMALLEST = Decimal("0.1")
_STAGES = {"estimate": "预计数", "flash": "快报数"}


@dataclass(frozen=True, slots=True)
class Statement:
    """One figure as it will stand in the sentence: `before` is prose, `printed` the chip."""

    before: str
    printed: str
    value: Decimal | None
    unit: str
    sources: tuple[FigureValue, ...]
    measure: Measure = "level"
    note: str = ""

    @property
    def missing(self) -> bool:
        """Whether it prints 【待核】."""
        return is_missing(self.printed)

    @property
    def hidden(self) -> bool:
        """Whether it is a level that is not told."""
        return self.measure in ("level", "part") and any(source.hidden for source in self.sources)


def requests_for(slot: Slot, occasion: Occasion) -> Iterator[FigureRequest]:
    """The figures a slot needs: itself, and the base of a comparison or the whole of a share."""
    place = slot.place or occasion.place
    period = occasion.shifted(slot.shift)
    yield FigureRequest(slot.key, period, place, slot.by or "")
    if slot.compare:
        yield FigureRequest(slot.key, occasion.shifted(slot.against), place)
    if slot.share_of:
        yield FigureRequest(slot.share_of, period, place)


class Answers:
    """The answers of one report, and how slots and conditions read them."""

    def __init__(self, occasion: Occasion, values: Mapping[FigureRequest, FigureValue]) -> None:
        self.occasion = occasion
        self.values = values

    def statements(self, slot: Slot) -> list[Statement]:
        """What the slot prints: one statement, or one for each part of an enumeration."""
        if slot.by:
            return self._parts(slot)
        if slot.compare:
            return [self._comparison(slot)]
        if slot.share_of:
            return [self._share(slot)]
        return [self._level(slot)]

    def holds(self, condition: Condition) -> bool:
        """Whether a condition is met; a figure that is missing meets none, one that is not told only that it is there
        and above nought."""
        statement = self.statements(condition.slot)[0]
        value = statement.value
        if value is None:
            op, limit = condition.op, condition.limit
            above_nought = (op == ">" and limit < 1) or (op == ">=" and limit <= 1)
            return not statement.missing and (not op or (statement.hidden and above_nought))
        match condition.op:
            case ">":
                return value > condition.limit
            case ">=":
                return value >= condition.limit
            case "<":
                return value < condition.limit
            case "<=":
                return value <= condition.limit
            case "=":
                return value == condition.limit
        return True

    def _level(self, slot: Slot) -> Statement:
        (request,) = requests_for(slot, self.occasion)
        answer = self.values.get(request)
        if answer and answer.hidden:
            return _withheld(slot, answer, "level")
        if answer is None or answer.value is None:
            return _missing(slot, request, answer, answer.unit if answer else "")
        return _stated(slot, answer, answer.value, "level")

    def _parts(self, slot: Slot) -> list[Statement]:
        (request,) = requests_for(slot, self.occasion)
        answer = self.values.get(request)
        parts = [part for part in answer.parts if part.value.value != 0] if answer else []
        if slot.top:
            parts = sorted(parts, key=_size, reverse=True)[: slot.top]
        if not parts:
            return [_missing(slot, request, answer, "", "没有可以列举的分项")]
        return [
            replace(self._part(slot, request, part), before=("、" if at else "") + _CODE_LETTER.sub("", part.name))
            for at, part in enumerate(parts)
        ]

    def _part(self, slot: Slot, request: FigureRequest, part: Part) -> Statement:
        if part.value.hidden:
            return _withheld(slot, part.value, "part")
        if part.value.value is None:
            return _missing(slot, request, part.value, part.value.unit)
        return _stated(slot, part.value, part.value.value, "part")

    def _comparison(self, slot: Slot) -> Statement:
        now, then = requests_for(slot, self.occasion)
        answer, base = self.values.get(now), self.values.get(then)
        measure: Measure = "growth" if slot.compare == "growth" else "change"
        basis = self.occasion.basis(slot.against)
        if answer and answer.stated_growth is not None and measure == "growth" and slot.against == "last":
            return _said(stated_growth(answer.stated_growth, basis, slot.decimals), (answer,), measure)
        untold = next((one for one in (answer, base) if one and one.hidden), None)
        if untold:
            sources = tuple(one for one in (answer, base) if one)
            return Statement(f"与{basis.name}", NOT_COMPARED, None, "", sources, measure, withheld_note(untold))
        if answer is None or answer.value is None:
            return replace(_missing(slot, now, answer, ""), before=basis.lead, measure=measure)
        if base is None or base.value is None:
            return replace(_missing(slot, then, base, ""), before=basis.lead, measure=measure)
        sources = (answer, base)
        if broken(answer, base):
            note = break_note(answer, base, basis)
            return Statement(f"与{basis.name}", NOT_COMPARABLE, None, "", sources, measure, note)
        if problem := _incomparable(answer, base, basis):
            return Statement(basis.lead, MISSING, None, "", sources, measure, problem)
        value, unit, note = _in_unit(answer.value, answer.unit, slot.unit)
        compare = growth if measure == "growth" else change
        said = compare(value, to_unit(base.value, base.unit, unit), unit, basis, slot.decimals)
        return _said(said, sources, measure, note)

    def _share(self, slot: Slot) -> Statement:
        of_part, of_whole = requests_for(slot, self.occasion)
        part, whole = self.values.get(of_part), self.values.get(of_whole)
        if untold := next((one for one in (part, whole) if one and one.hidden), None):
            sources = tuple(one for one in (part, whole) if one)
            return Statement("", SOME_SHARE, None, "%", sources, "share", withheld_note(untold))
        if part is None or part.value is None:
            return replace(_missing(slot, of_part, part, "%"), measure="share")
        if whole is None or whole.value is None:
            return replace(_missing(slot, of_whole, whole, "%"), measure="share")
        sources = (part, whole)
        problem = ""
        if whole.value <= 0:
            problem = f"分母“{whole.name}”为{whole.value}，算不出占比"
        elif not same_kind(part.unit, whole.unit):
            problem = f"“{part.name}”以{part.unit}计，“{whole.name}”以{whole.unit}计，单位不同，不能相除"
        if problem:
            return Statement("", _unknown("%", slot), None, "%", sources, "share", problem)
        value = to_unit(part.value, part.unit, whole.unit) / whole.value * 100
        printed = print_value(value, "%", decimals=slot.decimals, bare=slot.bare).text
        note = "" if 0 <= value <= 100 else "占比不在0到100之间，请核对分子和分母"
        return Statement("", printed, value, "%", sources, "share", note)


def _stated(slot: Slot, answer: FigureValue, value: Decimal, measure: Measure) -> Statement:
    value, unit, note = _in_unit(value, answer.unit, slot.unit)
    note = note or _STAGES.get(answer.stage, "")
    kept = answer.decimals if unit == answer.unit else None
    return Statement("", _print(slot, value, unit, kept).text, value, unit, (answer,), measure, note)


def _withheld(slot: Slot, answer: FigureValue, measure: Measure) -> Statement:
    """A small count of persons, in words."""
    said = some(answer.unit, bare=slot.bare)
    return Statement("", said, None, answer.unit, (answer,), measure, withheld_note(answer))


def _print(slot: Slot, value: Decimal, unit: str, kept: int | None) -> Printed:
    if slot.approx and not slot.bare:
        return print_approximately(value, unit, slot.approx, slot.digits)
    decimals = decimals_for(value, unit) if slot.decimals is None else slot.decimals
    if slot.decimals is None and kept is not None:
        decimals = min(decimals, kept)
    return print_value(value, unit, decimals=decimals, bare=slot.bare)


def _said(said: Said, sources: tuple[FigureValue, ...], measure: Measure, note: str = "") -> Statement:
    return Statement(said.before, said.number.text, said.value, said.unit, sources, measure, note)


def _missing(slot: Slot, request: FigureRequest, answer: FigureValue | None, unit: str, why: str = "") -> Statement:
    name = f"“{answer.name}”" if answer else f"指标“{request.key}”"
    reason = why or (answer.why if answer else "") or "没有取到数"
    sources = (answer,) if answer else ()
    return Statement("", _unknown(unit, slot), None, unit, sources, "level", f"{name}{request.period.name}：{reason}")


def _unknown(unit: str, slot: Slot) -> str:
    return MISSING if slot.bare else MISSING + (slot.unit or unit)


def _incomparable(answer: FigureValue, base: FigureValue, basis: Basis) -> str:
    """Why two values may not be compared although their definitions are the same: another unit."""
    if not same_kind(answer.unit, base.unit):
        return f"“{answer.name}”本期以{answer.unit}计，{basis.name}以{base.unit}计，不可比"
    return ""


def _in_unit(value: Decimal, unit: str, wanted: str | None) -> tuple[Decimal, str, str]:
    """The value in the unit the template wants (or a readable one), and a note where that cannot be."""
    target = wanted or readable_unit(value, unit)
    if not same_kind(unit, target):
        return value, unit, f"{unit}不能换算成{target}，按原单位写出"
    converted = to_unit(value, unit, target)
    if value and abs(converted) < _SMALLEST <= abs(value):
        return value, unit, ""  # 0.00亿元 would say nothing
    return converted, target, ""


def _size(part: Part) -> Decimal:
    return part.value.value if part.value.value is not None else Decimal("-Infinity")
