"""A small invented street for the tests of writing: its occasion and a resolver over plain numbers."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from jingwei.core.periods import Period
from jingwei.reports.writing.figures import FigureRequest, FigureValue, Part
from jingwei.reports.writing.occasion import Occasion

YEAR = Period.parse("2025")
HALF = Period.parse("2025H1")


def occasion(period: Period = YEAR) -> Occasion:
    return Occasion("望澜街道办事处", "望澜街道", "990101001", period, date(2026, 1, 5))


def value(number: Any, unit: str = "套", **more: Any) -> FigureValue:
    settled: dict[str, Any] = {
        "definition": "houses",
        "version": 1,
        "name": "房屋总数",
        "kind": "counted",
        "period": YEAR,
        "place": "990101001",
        "as_of": date(2025, 12, 31),
        "known_at": datetime(2026, 1, 4, 9, tzinfo=UTC),
    } | more
    return FigureValue(value=None if number is None else Decimal(str(number)), unit=unit, **settled)


def parts(**numbers: Any) -> tuple[Part, ...]:
    return tuple(Part(name, name, value(number, name=name)) for name, number in numbers.items())


class Resolver:
    """Answers by key and year; keeps what it was asked."""

    def __init__(self, now: Mapping[str, FigureValue], before: Mapping[str, FigureValue] | None = None) -> None:
        self.now = now
        self.before = before or {}
        self.calls: list[Sequence[FigureRequest]] = []

    def __call__(self, requests: Sequence[FigureRequest]) -> dict[FigureRequest, FigureValue]:
        self.calls.append(list(requests))
        found = {}
        for request in requests:
            answers = self.now if request.period.end.year == YEAR.end.year else self.before
            if request.key in answers:
                found[request] = answers[request.key]
        return found
