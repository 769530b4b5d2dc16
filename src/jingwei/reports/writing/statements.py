"""What a slot says, once the figures are there: wording before, the chip, and what it rests on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from jingwei.core.periods import Period
from jingwei.reports.writing.composed import MISSING, Measure
from jingwei.reports.writing.conversion import readable_unit, same_kind, to_unit
from jingwei.reports.writing.figures import FigureRequest, FigureValue
from jingwei.reports.writing.growth import Against, Said, base_word, change, growth, lead_word, stated_growth
from jingwei.reports.writing.occasion import Occasion
from jingwei.reports.writing.printing import Printed, print_approximately, print_value
from jingwei.reports.writing.slots import Condition, Slot


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
        """Whether a condition is met; a figure that is missing meets none."""
        value = self.statements(condition.slot)[0].value
        if value is None:
            return False
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

    def _answers(self, slot: Slot) -> list[FigureValue | None]:
        return [self.values.get(request) for request in requests_for(slot, self.occasion)]

    def _level(self, slot: Slot) -> Statement:
        answer = self._answers(slot)[0]
        if answer is None or answer.value is None:
            return self._missing(slot, answer, answer.unit if answer else "")
        value, unit, note = _in_unit(answer.value, answer.unit, slot.unit)
        return Statement("", _print(slot, value, unit).text, value, unit, (answer,), "level", note)

    def _parts(self, slot: Slot) -> list[Statement]:
        answer = self._answers(slot)[0]
        parts = [part for part in answer.parts if part.value.value != 0] if answer else []
        if slot.top:
            known = [part for part in parts if part.value.value is not None]
            parts = sorted(known, key=lambda part: part.value.value or Decimal(0), reverse=True)[: slot.top]
        if not parts:
            return [self._missing(slot, answer, "", "没有可以列举的分项")]
        statements: list[Statement] = []
        for part in parts:
            before = ("、" if statements else "") + part.name
            if part.value.value is None:
                missing = self._missing(slot, part.value, part.value.unit)
                statements.append(Statement(before, missing.printed, None, missing.unit, missing.sources, "part", missing.note))
                continue
            value, unit, note = _in_unit(part.value.value, part.value.unit, slot.unit)
            printed = print_value(value, unit, decimals=slot.decimals, bare=slot.bare).text
            statements.append(Statement(before, printed, value, unit, (part.value,), "part", note))
        return statements

    def _comparison(self, slot: Slot) -> Statement:
        answer, base = self._answers(slot)
        whole_year = self.occasion.whole_year
        lead = lead_word(slot.against, whole_year=whole_year)
        if slot.compare == "growth" and slot.against == "last" and answer and answer.stated_growth is not None:
            said = stated_growth(answer.stated_growth, whole_year=whole_year, decimals=slot.decimals)
            return _said(said, (answer,), "growth")
        for each, period in ((answer, None), (base, slot.against)):
            if each is None or each.value is None:
                missing = self._missing(slot, each, "", period=self.occasion.shifted(period))
                return Statement(lead, missing.printed, None, "", missing.sources, _measure(slot), missing.note)
        assert answer and base and answer.value is not None and base.value is not None
        if answer.definition_at != base.definition_at or not same_kind(answer.unit, base.unit):
            called = base_word(slot.against, whole_year=whole_year)
            note = f"“{answer.name}”本期口径为{answer.definition_at}，{called}为{base.definition_at}，口径或单位不同，不能比较"
            return Statement(lead, MISSING, None, "", (answer, base), _measure(slot), note)
        value, unit, note = _in_unit(answer.value, answer.unit, slot.unit)
        compare = growth if slot.compare == "growth" else change
        said = compare(
            value,
            to_unit(base.value, base.unit, unit),
            unit,
            against=slot.against,
            whole_year=whole_year,
            decimals=slot.decimals,
        )
        return _said(said, (answer, base), _measure(slot), note)

    def _share(self, slot: Slot) -> Statement:
        part, whole = self._answers(slot)
        for each in (part, whole):
            if each is None or each.value is None:
                missing = self._missing(slot, each, "%")
                return Statement("", missing.printed, None, "%", missing.sources, "share", missing.note)
        assert part and whole and part.value is not None and whole.value is not None
        sources = (part, whole)
        if whole.value <= 0:
            return Statement("", MISSING + "%", None, "%", sources, "share", f"分母“{whole.name}”为{whole.value}，算不出占比")
        if not same_kind(part.unit, whole.unit):
            note = f"“{part.name}”以{part.unit}计，“{whole.name}”以{whole.unit}计，单位不同，不能相除"
            return Statement("", MISSING + "%", None, "%", sources, "share", note)
        value = to_unit(part.value, part.unit, whole.unit) / whole.value * 100
        printed = print_value(value, "%", decimals=slot.decimals, bare=slot.bare).text
        note = "比率不在0到100之间，请核对分子分母" if not 0 <= value <= 100 else ""
        return Statement("", printed, value, "%", sources, "share", note)

    def _missing(
        self, slot: Slot, answer: FigureValue | None, unit: str, note: str = "", *, period: Period | None = None
    ) -> Statement:
        name = f"“{answer.name}”" if answer else f"指标“{slot.key}”"
        when = (period or self.occasion.shifted(slot.shift)).label
        why = note or (answer.why if answer else "") or "没有取到数"
        printed = MISSING + ("" if slot.bare else unit)
        return Statement("", printed, None, unit, (answer,) if answer else (), "level", f"{name}{when}：{why}")


def _print(slot: Slot, value: Decimal, unit: str) -> Printed:
    if slot.approx and not slot.bare:
        return print_approximately(value, unit, slot.approx, slot.digits)
    return print_value(value, unit, decimals=slot.decimals, bare=slot.bare)


def _said(said: Said, sources: tuple[FigureValue, ...], measure: Measure, note: str = "") -> Statement:
    return Statement(said.before, said.number.text, said.value, said.unit, sources, measure, note)


def _measure(slot: Slot) -> Measure:
    return "growth" if slot.compare == "growth" else "change"


def _in_unit(value: Decimal, unit: str, wanted: str | None) -> tuple[Decimal, str, str]:
    """The value in the unit the template wants (or a readable one), and a note where that cannot be."""
    target = wanted or readable_unit(value, unit)
    if same_kind(unit, target):
        return to_unit(value, unit, target), target, ""
    return value, unit, f"{unit}不能换算成{target}，按原单位写出"
