"""The controls by which a list is asked for one more condition on a field."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.facts.bounds import unit_of
from jingwei.core.facts.spelling import CHOSEN, DATES, RANGED
from jingwei.core.fields import Field
from jingwei.core.periods import Period
from jingwei.core.ui.forms import FormField

_MONEY = frozenset({"元", "万元", "亿元"})


def condition_fields(
    field: Field, name: str, now: tuple[list[str], Mapping[str, Any]], posted: Any = None
) -> Iterator[FormField]:
    """The controls of a condition on one field; `now` is what it says already: values, and bounds by word."""
    values, bounds = now
    if field.kind in ("choice", "choices"):
        choices = tuple((one.value, one.label) for one in field.choices if not one.into)
        yield FormField(name, field.label, "choices", values, choices=choices, wide=True)
    elif field.kind == "yesno":
        yes, no = _answers(field)
        yield FormField(name, field.label, "choices", values, choices=(("yes", yes), ("no", f"{no}（含未填）")))
    elif field.kind in ("text", "link", "industry", "division_code"):
        yield FormField(name, field.label, "textarea", "\n".join(values), help="与内容完全相同；几个值各写一行")
    if field.kind in RANGED:
        yield from _ranges(field, name, bounds, posted)
    if field.kind in CHOSEN and field.kind not in RANGED and field.kind != "yesno":
        ways = (("", "是所填的"), ("-not", "不是所填的"))
        yield FormField(f"{name}.way", "怎样算符合", "choice", "", choices=ways, required=True)
    said = (("", "不限"), ("filled", "已填"), ("empty", "未填"))
    yield FormField(f"{name}-is", "填写情况", "choice", "", choices=said)


def _ranges(field: Field, name: str, bounds: Mapping[str, Any], posted: Any) -> Iterator[FormField]:
    def value(word: str) -> str:
        return posted.get(f"{name}-{word}", "") if posted is not None else str(bounds.get(word, ""))

    if field.kind in DATES:
        yield FormField(f"{name}-min", "自", "date", value("min"))
        yield FormField(f"{name}-max", "至（含当日）", "date", value("max"))
        options = tuple((str(period), period.name) for period in _periods(timezone.localdate()))
        yield FormField(f"{name}-in", "统计期内", "choice", value("in"), choices=(("", "不限"), *options))
        yield FormField(
            f"{name}-last", "最近几天", "number", value("last"), unit="天", help="从所看的日期往前数，含当日"
        )
        return
    unit = unit_of(field) or ""
    hint = f"按{unit}计" + ("；也可带单位，如 5000万元、1.2亿元" if unit in _MONEY else "") if unit else ""
    yield FormField(f"{name}-min", "不小于", value=value("min"), help=hint, max_length=40)
    yield FormField(f"{name}-max", "不大于", value=value("max"), help=hint, max_length=40)


def _periods(day: date) -> Iterator[Period]:
    for year in (day.year, day.year - 1):
        yield Period.months(year)
        yield from (Period.months(year, first, first + 5) for first in (1, 7) if date(year, first, 1) <= day)
        yield from (Period.months(year, first, first + 2) for first in (1, 4, 7, 10) if date(year, first, 1) <= day)
    for back in range(3):
        month = day.month - 1 - back
        yield Period.months(day.year + month // 12, month % 12 + 1, month % 12 + 1)


def _answers(field: Field) -> tuple[str, str]:
    named = {choice.value: choice.label for choice in field.choices}
    return named.get("true", "是"), named.get("false", "否")
