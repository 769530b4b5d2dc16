"""录入外部数据: one value from outside, with who supplied it and on which paper; the earlier one stays readable."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.indicators.definitions import Defined, named_definitions
from jingwei.indicators.models import Reported
from jingwei.indicators.policy import policy
from jingwei.indicators.reported import known_rows, spellings

_APPROX = (("exact", "准确数"), ("about", "约"), ("over", "余、多"), ("near", "近"), ("at_least", "不低于"))


@register_action
class EnterReported(Action):
    """Enter a reported value by hand. A value of the same period is corrected: closed, and shown as such."""

    name = "indicators.enter_reported"
    label = "录入外部数据"
    help = "逐个录入外部报来的数；同一统计期再次录入即为更正，原数保留可查。"
    declared = FieldSet(
        key="indicators_enter_reported",
        version=1,
        fields=(
            Field("indicator", "指标", "text", required=True),
            Field("period", "统计期", "text", required=True, help="例如2025年、2025年1—11月；累计数填1月至当月"),
            Field("value", "数值", "number", help="只公布增速的不填"),
            Field("growth", "公布同比", "number", unit="%", help="按来源文件照填，下降填负数"),
            Field(
                "approx", "概数", "choice",
                choices=tuple(Choice(*one) for one in _APPROX),
            ),
            Field("stage", "阶段", "choice", choices=tuple(Choice(*one) for one in Reported.Stage.choices)),
            Field("supplier", "提供单位", "text", required=True, max_length=80),
            Field("paper", "来源文件", "text", required=True, max_length=200, help="文件名称和期号"),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the indicators' policy."""
        policy.may(act.actor, "report")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the values; the same value again writes nothing."""
        with connection.cursor() as cursor:
            # The same lock as an import of values: two who report one period come after each other.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4))", [act.scope.subdistrict])
        now = timezone.now()
        defined = named_definitions(item.values["indicator"] for item in items)
        rows = [_row(act, defined[item.values["indicator"]], item.values, now) for item in items]
        known = _known(rows)
        made: list[Reported] = []
        closed: list[Reported] = []
        for row in rows:
            before = known.get(_key(row), [])
            if before and all(getattr(before[-1], name) == getattr(row, name) for name in _COMPARED):
                continue
            closed += before
            known[_key(row)] = [row]
            made.append(row)
        for one in closed:
            one.known_to = now
        Reported.objects.filter(pk__in=[one.pk for one in closed]).update(known_to=now)
        Reported.objects.bulk_create(made)
        return {"reported": [str(row.pk) for row in made], "same": len(items) - len(made)}


def _row(act: Act, found: Defined, values: Mapping[str, Any], now: datetime) -> Reported:
    """The value as it would be stored. Raises Invalid."""
    return Reported(
        subdistrict=act.scope.subdistrict,
        indicator=found.counting.source,
        period=str(_checked(found, values)),
        value=_decimal(values.get("value")),
        unit=found.row.unit,
        growth=_decimal(values.get("growth")),
        approx=values.get("approx") or "exact",
        stage=values.get("stage") or Reported.Stage.FINAL,
        supplier=values["supplier"],
        paper=values["paper"],
        known_from=now,
        actor_label=act.actor.label,
        source={"entered": act.actor.label},
    )


def _key(row: Reported) -> tuple[str, Period]:
    return row.indicator, Period.parse(row.period)


def _known(rows: Sequence[Reported]) -> dict[tuple[str, Period], list[Reported]]:
    """What is known of the same statistics and periods, the latest last; one query, locked."""
    asked = [_key(row) for row in rows]
    codes = {code for _, period in asked for code in spellings(period)}
    found = known_rows().filter(indicator__in={series for series, _ in asked}, period__in=codes).select_for_update()
    known: dict[tuple[str, Period], list[Reported]] = {}
    for row in found.order_by("known_from", "pk"):
        known.setdefault(_key(row), []).append(row)
    return known


_COMPARED = ("value", "growth", "approx", "stage", "supplier", "paper")


def _checked(found: Defined, values: Mapping[str, Any]) -> Period:
    """The period. Raises Invalid for what cannot be entered."""
    if found.kind != "reported":
        message = "这个指标由系统从台账取数，不能录入；数不对请更正台账。"
        raise Invalid([Problem("indicator", "指标", found.row.name, message, "indicator.counted")])
    if values.get("value") is None and values.get("growth") is None:
        raise Invalid([Problem("value", "数值", "", "数值和公布同比至少填一项。", "required")])
    try:
        return Period.parse(values["period"])
    except PeriodError as error:
        raise Invalid([Problem("period", "统计期", values["period"], error.message + "。", error.code)]) from error


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
