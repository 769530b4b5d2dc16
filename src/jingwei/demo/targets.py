"""Targets and lights of the demo's last year: what a district might have handed down, and how it lit the subdistrict.

What is aimed at is drawn from what came out, so that something is met, something behind and something far behind.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.periods import Period
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.core.units import dimension_of
from jingwei.demo.manifest import StreetEntry
from jingwei.demo.marks import PREFIX
from jingwei.indicators.actions import AssessTargets, EnterLights, ExplainRed, SetTarget
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.engine import evaluate
from jingwei.indicators.targets.models import GivenLight, TargetValue
from jingwei.people.models import Department

_MARK = f"{PREFIX}targets"
_YEAR = Period.months(2025)
_DISTRICT, _PAPER = "观海区人民政府", "观政发〔2025〕6号 2025年度街道目标任务书（虚构）"
_OWN, _OWN_PAPER = "街道办事处", "2025年目标任务分解方案（虚构）"
# Indicator, operator, share of what came out (or the figure itself with a leading =), department, person, schedule.
_AIMS: tuple[tuple[str, str, str, str, str, str], ...] = (
    ("budget_revenue", "at_least", "0.98", "finance", "财政所所长", "3月 26%，6月 52%，9月 76%，12月 100%"),
    ("fixed_investment", "growth_at_least", "=5", "economy", "经发办主任", ""),
    ("fixed_investment", "at_least", "1.12", "economy", "经发办主任", ""),
    ("industrial_output", "growth_at_least", "=7", "economy", "经发办主任", ""),
    ("foreign_capital", "at_least", "1.3", "economy", "招商专班负责人", ""),
    ("retail_total", "at_least", "1.03", "economy", "经发办主任", ""),
    ("new_jobs", "at_least", "0.95", "public_service", "公服办主任", ""),
    ("medical_insured", "at_least", "1.01", "public_service", "公服办主任", ""),
    ("household_waste", "at_most", "1.02", "construction", "城建办主任", ""),
    ("hotline_received", "at_most", "0.96", "command", "中心主任", ""),
    ("enterprises_founded", "at_least", "0.85", "market", "市监所所长", ""),
)
# By quarter the lights of what has a target, how many others were green, and the rank among nine.
_NAMES = {
    "budget_revenue": "一般公共预算收入", "fixed_investment": "固定资产投资", "industrial_output": "规上工业总产值",
    "foreign_capital": "实际利用外资", "retail_total": "限上社零额", "new_jobs": "城镇新增就业",
}  # fmt: skip
_QUARTERS = (
    ("2025Q1", "绿黄绿红绿绿", 12, 4), ("2025Q2", "绿黄绿红绿绿", 13, 5), ("2025Q3", "绿红绿红绿绿", 13, 6),
    ("2025Q4", "绿红绿红绿绿", 14, 5),
)  # fmt: skip
_WHY = {
    "cause": "两个项目资金到位推迟，主要受审批和厂房交付影响。",
    "measure": "一个项目一个专班，每周调度；新增储备项目三个，争取年内到位一批。",
    "person": "招商专班负责人",
}


def bring_targets(street: StreetEntry, known: set[str]) -> None:
    """Set the targets, enter the sheets of lights, explain one red light and leave another; one transaction, once."""
    if _MARK in known:
        return
    with open_scope(Scope(Reader.STREET, street.code)):
        keys = {row[0] for row in _AIMS}
        cells = evaluate([Ask(key, _YEAR, by="community" if key == "enterprises_founded" else "") for key in keys])
        found = {ask.key: cell for ask, cell in cells.items()}
        departments = set(Department.objects.values_list("key", flat=True))
        perform(SetTarget(), list(_targets(found, departments)), key=_MARK)
        perform(EnterLights(), [_sheet(found, *quarter) for quarter in _QUARTERS])
        due = str(timezone.localdate() + timedelta(days=60))
        reds = GivenLight.objects.filter(state="red")
        waiting = reds.filter(name=_name(found, "fixed_investment"), sheet__period=_QUARTERS[-1][0])
        about = [str(light) for light in reds.exclude(pk__in=waiting).values_list("light", flat=True)]
        missed = TargetValue.objects.filter(indicator="foreign_capital")
        about += [str(key) for key in missed.values_list("pk", flat=True)]
        if about:
            perform(ExplainRed(), [{"about": key, "due": due, **_WHY} for key in about])
        perform(AssessTargets())


def _targets(found: Mapping[str, Cell], departments: set[str]) -> Iterator[dict[str, Any]]:
    for key, operator, share, department, person, schedule in _AIMS:
        value = found[key].value
        if value is None or not value:
            continue
        figure = Decimal(share[1:]) if share.startswith("=") else _round(value * Decimal(share), found[key].unit)
        yield {
            "indicator": key, "period": str(_YEAR), "operator": operator, "value": str(figure), "issuer": _DISTRICT,
            "paper": _PAPER, "department": department if department in departments else "", "person": person,
            "schedule": schedule,
        }  # fmt: skip
    for part in found["enterprises_founded"].parts:
        if part.code and part.cell.value:
            yield {
                "indicator": "enterprises_founded", "period": str(_YEAR), "operator": "at_least", "place": part.code,
                "value": str(_round(part.cell.value * Decimal("0.9"), part.cell.unit)), "issuer": _OWN,
                "paper": _OWN_PAPER, "person": "社区书记",
            }  # fmt: skip


def _round(value: Decimal, unit: str) -> Decimal:
    """A figure as authorities hand it down: three digits, of things whole ones, at least one."""
    kept = round(value, min(2 - value.adjusted(), 2 if dimension_of(unit) else 0))
    return max(kept, Decimal(1))


def _name(found: Mapping[str, Cell], key: str) -> str:
    return found[key].name if key in found else _NAMES[key]


def _sheet(found: Mapping[str, Cell], period: str, lights: str, others: int, rank: int) -> dict[str, str]:
    words = list(lights)
    green = words.count("绿") + others
    number = period[-1]
    return {
        "period": period, "issuer": "观海区考核办", "paper": f"《经济指标亮灯考核通报》2025年第{number}期（虚构）",
        "assessed": str(len(words) + others), "green": str(green), "yellow": str(words.count("黄")),
        "red": str(words.count("红")), "rank": str(rank), "rank_group": "全区各镇街", "rank_size": "9",
        "lights": "\n".join(f"{_name(found, key)} {word}灯" for key, word in zip(_NAMES, words, strict=True)),
    }  # fmt: skip
