"""录入外部数据: what one paper says of a statistic and a period, with who supplied it; the earlier stays readable."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.indicators.confirming import CONFIRMED, demand, doubts_about
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.imports_undone import lock_reported
from jingwei.indicators.models import Reported
from jingwei.indicators.policy import policy
from jingwei.indicators.reported import known_rows, spellings
from jingwei.indicators.statements import APPROX, MEASURES, Standing, close, given_unit, in_order, says, standing

_RANKED = tuple(Choice(*one) for one in Reported.Ranked.choices)


@register_action
class EnterReported(Action):
    """Enter what a paper says by hand. The same thing of the same period is corrected: closed, and shown as such.

    What looks wrong raises Invalid with codes `doubt.…` and a token in `confirmed`; the same values with that token are
    stored.
    """

    name = "indicators.enter_reported"
    label = "录入外部数据"
    help = "逐个录入外部报来的数；同一统计期再次录入即为更正，原数保留可查。"
    declared = FieldSet(
        key="indicators_enter_reported",
        version=2,
        fields=(
            Field("indicator", "指标", "text", required=True),
            Field("period", "统计期", "text", required=True, help="例如2025年、2025年1—11月；累计数填1月至当月"),
            Field("stage", "阶段", "choice", choices=tuple(Choice(*one) for one in Reported.Stage.choices)),
            Field("value", "数值", "number", help="只公布增速或位次的不填"),
            Field("unit", "单位", "text", max_length=16, help="与指标单位不同时填写，如指标按万元、文件写亿元"),
            Field("approx", "概数", "choice", choices=tuple(Choice(*one) for one in APPROX)),
            Field("growth", "公布同比", "number", unit="%", help="按来源文件照填，下降填负数"),
            Field("completion", "公布完成年度计划", "number", unit="%", help="按来源文件照填"),
            Field("rank", "公布位次", "integer", minimum=Decimal(1), help="第几位，只填数字"),
            Field("rank_group", "排名范围", "text", max_length=80, help="在哪些单位中排名，例如全区各镇街"),
            Field("rank_size", "参加排名的个数", "integer", minimum=Decimal(1)),
            Field("ranked", "按什么排名", "choice", choices=_RANKED, help="文件没有写明的不选"),
            Field("organiser", "组织排名单位", "text", max_length=80),
            Field("supplier", "提供单位", "text", required=True, max_length=80),
            Field("paper", "来源文件", "text", required=True, max_length=200, help="文件名称和期号"),
            CONFIRMED,
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the indicators' policy."""
        policy.may(act.actor, "report")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the statements; what stands already is not written again. Raises Invalid with doubts."""
        lock_reported(act.scope.subdistrict)
        defined = load_definitions()
        rows = [_row(act, item, defined, several=len(items) > 1) for item in items]
        for item, doubts in zip(items, doubts_about(rows, defined), strict=True):
            demand(doubts, item.values.get("confirmed"))
        now = timezone.now()
        known = _known(rows)
        made: list[Reported] = []
        closed: list[Reported] = []
        for row in rows:
            stands = known.setdefault(_key(row), Standing())
            if stands.says_all(row) and all(_same_paper(stands.of[measure], row) for measure in says(row)):
                continue
            row.known_from = now
            over = stands.closed_by(row)
            closed += over
            stands.rows = [one for one in stands.rows if one not in over]
            stands.add(row)
            made.append(row)
        for one in closed:
            one.known_to = now
        close(closed, now)
        Reported.objects.bulk_create(made)
        return {"reported": [str(row.pk) for row in made], "same": len(items) - len(made)}


def _key(row: Reported) -> tuple[str, Period]:
    return row.indicator, Period.parse(row.period)


def _known(rows: Sequence[Reported]) -> dict[tuple[str, Period], Standing]:
    """What stands of the same statistics and periods; one query, locked."""
    codes = {code for row in rows for code in spellings(Period.parse(row.period))}
    found = known_rows().filter(indicator__in={row.indicator for row in rows}, period__in=codes)
    return standing(in_order(found.select_for_update()))


def _same_paper(one: Reported, other: Reported) -> bool:
    return (one.supplier, one.paper) == (other.supplier, other.paper)


def _row(act: Act, item: Item, defined: Mapping[str, Defined], *, several: bool) -> Reported:
    """The statement, not yet stored. Raises Invalid for what cannot be entered."""
    values = item.values
    found = _defined(values, defined)
    rank = values.get("rank")
    return Reported(
        subdistrict=act.scope.subdistrict,
        indicator=found.counting.source if found.kind == "reported" else found.row.key,
        period=str(_period(values)),
        value=_decimal(values.get("value")),
        unit=_unit(values, found),
        growth=_decimal(values.get("growth")),
        completion=_decimal(values.get("completion")),
        rank=rank,
        rank_group=values.get("rank_group") or "" if rank else "",
        rank_size=values.get("rank_size") if rank else None,
        ranked=values.get("ranked") or "" if rank else "",
        organiser=values.get("organiser") or "" if rank else "",
        approx=values.get("approx") or "exact",
        stage=values.get("stage") or Reported.Stage.FINAL,
        supplier=values["supplier"],
        paper=values["paper"],
        actor_label=act.actor.label,
        source={"entered": act.actor.label, **({"row": item.row} if several else {})},
    )


def _defined(values: Mapping[str, Any], defined: Mapping[str, Defined]) -> Defined:
    key = values["indicator"]
    found = defined.get(key)
    if found is None:
        raise _wrong("indicator", "指标", key, f"没有代号为“{key}”的指标。", "indicator.unknown")
    if found.kind != "reported" and (values.get("value") is not None or values.get("growth") is not None):
        message = "这个指标由系统从台账取数，不能录入数值和同比，只能录入公布的位次；数不对请更正台账。"
        raise _wrong("indicator", "指标", found.row.name, message, "indicator.counted")
    if all(values.get(measure) is None for measure in MEASURES):
        raise _wrong("value", "数值", "", "数值、公布同比、公布完成年度计划、公布位次至少填一项。", "required")
    if values.get("rank") is not None and not values.get("rank_group"):
        message = "填了位次，要写明在哪些单位中排名，例如全区各镇街。"
        raise _wrong("rank_group", "排名范围", "", message, "required")
    return found


def _period(values: Mapping[str, Any]) -> Period:
    try:
        return Period.parse(values["period"])
    except PeriodError as error:
        raise _wrong("period", "统计期", values["period"], error.message + "。", error.code) from error


def _unit(values: Mapping[str, Any], found: Defined) -> str:
    """The unit as it is called, of the indicator's dimension; currencies are never converted."""
    said, own = values.get("unit") or "", found.row.unit
    if not said:
        return own
    unit = given_unit(said, own)
    if not unit:
        message = f"“{found.row.name}”按“{own}”计，不能填“{said}”；请核对单位，不同币种不换算。"
        raise _wrong("unit", "单位", said, message, "unit.unlike")
    return unit


def _wrong(field: str, label: str, value: str, message: str, code: str) -> Invalid:
    return Invalid([Problem(field, label, value, message, code)])


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))
