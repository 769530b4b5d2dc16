"""Definitions for tests, and asks in short."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.engine import evaluate
from jingwei.indicators.models import Definition, Reported


def define(key: str, version: int = 1, **body: Any) -> Definition:
    """An indicator as a pack would bring it."""
    row = definition(key, version, **body)
    row.save()
    return row


def definition(key: str, version: int = 1, **body: Any) -> Definition:
    """The same, not kept yet."""
    body = {"name": f"指标{key}", "unit": "套", **body}
    return Definition(
        key=key, version=version, name=body["name"], unit=body["unit"], decimals=body.get("decimals", 0), body=body,
        basis=body.get("basis", ""), owner=body.get("owner", ""), valid_from=date(2020, 1, 1),
    )  # fmt: skip


def report(indicator: str, period: str, value: str | None, **more: Any) -> Reported:
    """A value that came from outside."""
    given = {"unit": "万元", "supplier": "区财政局", "paper": "《财政收支月报》", "actor_label": "测试", **more}
    row = Reported(
        indicator=indicator, period=period, value=None if value is None else Decimal(value),
        **{"known_from": timezone.now(), **given},
    )  # fmt: skip
    row.save()
    return row


def ask(key: str, period: str = "2025", **more: Any) -> Ask:
    """An ask, its period written as a code."""
    return Ask(key, Period.parse(period), **more)


def cell(key: str, period: str = "2025", known_at: Any = None, **more: Any) -> Cell:
    """The cell of one ask."""
    one = ask(key, period, **more)
    return evaluate([one], known_at)[one]


def parts(found: Cell) -> dict[str, int]:
    """The parts of a cell by name."""
    return {part.name: int(part.cell.value or 0) for part in found.parts}
