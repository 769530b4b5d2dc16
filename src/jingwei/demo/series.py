"""Twenty-four outside statistics by month for three years, with growth as published and months not reported."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from jingwei.demo.chance import chance
from jingwei.demo.profiles import LARGE, Profile

YEARS = (2023, 2024, 2025)
Flow = Literal["cumulative", "monthly", "stock"]

# Level of the year 2023, yearly growth in per cent for 2023, 2024 and 2025, roughness of months; stocks: end of 2022.
_COURSE: dict[str, tuple[float, tuple[float, float, float], float]] = {
    "budget_revenue": (42_680, (6.2, 4.8, 5.5), 0.20),
    "tax_revenue": (35_420, (5.6, 4.1, 6.0), 0.20),
    "industrial_output": (63.4, (7.4, 6.1, 8.2), 0.12),
    "industrial_value_added": (0, (6.9, 5.8, 7.6), 0.0),
    "wholesale_retail_sales": (118.6, (9.1, 7.7, 6.4), 0.14),
    "lodging_catering_turnover": (21_350, (14.2, 6.8, 5.1), 0.18),
    "retail_total": (46.8, (8.3, 6.0, 5.7), 0.13),
    "fixed_investment": (38.2, (8.8, 5.2, -3.1), 0.35),
    "industrial_investment": (9.7, (12.4, 9.6, 4.3), 0.35),
    "foreign_capital": (2_860, (11.0, -18.5, 6.4), 0.9),
    "domestic_capital": (21.4, (7.1, 6.5, 4.9), 0.4),
    "trade_total": (29.3, (3.8, 5.9, 7.2), 0.18),
    "service_revenue": (18.9, (10.4, 9.2, 8.8), 0.12),
    "construction_output": (24.5, (4.2, 3.3, -1.8), 0.25),
    "industrial_power": (9_420, (5.3, 4.9, 6.6), 0.08),
    "hotline_received": (5_480, (21.3, 12.6, 4.2), 0.16),
    "hotline_closed": (5_390, (21.8, 12.9, 4.5), 0.16),
    "hotline_satisfied": (4_980, (23.5, 14.2, 6.1), 0.16),
    "medical_insured": (58_240, (0.4, 0.6, 0.9), 0.0),
    "pension_insured": (21_630, (1.1, 0.9, 0.7), 0.0),
    "new_jobs": (1_820, (3.6, 2.8, 3.1), 0.22),
    "minimum_living": (742, (-3.2, -2.6, -1.9), 0.0),
    "household_waste": (31_200, (2.1, -1.4, -2.2), 0.06),
    "new_market_entities": (1_936, (12.8, 7.5, 5.9), 0.2),
}
# Months that no paper came for.
_MISSING = {
    ("foreign_capital", "2023-04"), ("industrial_power", "2023-08"), ("domestic_capital", "2024-02"),
    ("new_jobs", "2024-07"), ("trade_total", "2025-01"), ("household_waste", "2025-05"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Statistic:
    """A statistic from outside: key, name, unit, whether months add up, decimals, who supplies it on which paper."""

    key: str
    name: str
    unit: str
    flow: Flow
    decimals: int
    supplier: str
    paper: str
    growth: bool
    level: bool


@dataclass(frozen=True, slots=True)
class Value:
    """What was reported for one month. ``value`` None with ``growth`` None: not reported."""

    statistic: Statistic
    month: str
    value: float | None
    growth: float | None
    paper: str


@lru_cache(maxsize=1)
def statistics() -> tuple[Statistic, ...]:
    """The statistics listed in the pack."""
    text = files("jingwei.indicators").joinpath("pack/statistics.yaml").read_text("utf-8")
    rows: list[Mapping[str, Any]] = yaml.safe_load(text)["statistics"]
    return tuple(
        Statistic(
            row["key"], row["name"], row["unit"], row["flow"], row["decimals"], row["supplier"], row["paper"],
            row.get("growth", False), row.get("level", True),
        )
        for row in rows
    )  # fmt: skip


def make_series(profile: Profile) -> list[Value]:
    """All values of a subdistrict by statistic and month, 2023-01 to 2025-12."""
    size = profile.residents / LARGE.residents
    values = [value for s in statistics() for value in _course_of(s, profile, size)]
    return _consistent(values)


def _course_of(statistic: Statistic, profile: Profile, size: float) -> list[Value]:
    rng = chance(f"series {statistic.key}", profile)
    base, growths, rough = _COURSE[statistic.key]
    season = [max(0.15, rng.gauss(1.0, rough)) * (0.86 if month in (1, 2) else 1.0) for month in range(1, 13)]
    # Comparable prices and lists of units: what is published lies near what the levels say, not on it.
    apart = rng.uniform(-0.4, 0.4)
    level, values, last = base * size, [], [0.0] * 12
    for year, yearly in zip(YEARS, growths, strict=True):
        before = level
        if year != YEARS[0] or statistic.flow == "stock":
            level = before * (1 + yearly / 100)
        amounts = _months(statistic.flow, before, level, [share * rng.uniform(0.97, 1.03) for share in season])
        for month, amount in enumerate(amounts, start=1):
            key = f"{year}-{month:02d}"
            against = yearly + rng.uniform(-1.1, 1.1) * (13 - month) / 12
            if statistic.level and last[month - 1]:
                against = (amount / last[month - 1] - 1) * 100 + apart
            reported = (statistic.key, key) not in _MISSING
            value = _rounded(amount, statistic) if statistic.level and reported else None
            growth = round(against, 1) if statistic.growth and reported else None
            values.append(Value(statistic, key, value, growth, statistic.paper.format(year=year, month=month)))
        last = amounts
    return values


def _months(flow: Flow, before: float, level: float, season: list[float]) -> list[float]:
    """The twelve values of a year that brings ``level`` (a stock rises from ``before`` to it)."""
    if flow == "stock":
        return [before + (level - before) * month / 12 for month in range(1, 13)]
    shares = [share / sum(season) for share in season]
    return [level * (sum(shares[:month]) if flow == "cumulative" else shares[month - 1]) for month in range(1, 13)]


def _rounded(amount: float, statistic: Statistic) -> float:
    return round(amount, statistic.decimals) if statistic.decimals else round(amount)


def _consistent(values: list[Value]) -> list[Value]:
    """No part above its whole: tax in revenue, industry in investment, satisfied in closed in received orders."""
    table = {(value.statistic.key, value.month): index for index, value in enumerate(values)}
    for part, whole, most in (
        ("tax_revenue", "budget_revenue", 0.93),
        ("industrial_investment", "fixed_investment", 0.45),
        ("hotline_closed", "hotline_received", 0.995),
        ("hotline_satisfied", "hotline_closed", 0.975),
    ):
        for (key, month), index in list(table.items()):
            upper = values[table[whole, month]].value
            own = values[index].value
            if key == part and own is not None and upper is not None and own > upper * most:
                values[index] = replace(values[index], value=_rounded(upper * most, values[index].statistic))
    return _never_falling(values)


def _never_falling(values: list[Value]) -> list[Value]:
    """Cumulative values of a year do not fall from month to month."""
    highest: dict[tuple[str, str], float] = {}
    for index, value in enumerate(values):
        if value.value is None or value.statistic.flow != "cumulative":
            continue
        year = (value.statistic.key, value.month[:4])
        highest[year] = max(highest.get(year, 0.0), value.value)
        values[index] = replace(value, value=highest[year])
    return values
