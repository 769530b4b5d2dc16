"""确认数据: a figure of last year's report becomes a reported value (来源: 上年总结), after a person looked at it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import prefetch_related_objects
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid, JingweiError
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.periods import Period
from jingwei.core.units import UnitError
from jingwei.indicators.definitions import Defined, named_definitions
from jingwei.indicators.models import Reported
from jingwei.indicators.reported import known_rows, spellings
from jingwei.indicators.statements import Standing, close, in_order, standing
from jingwei.reports.actions.draft import read_period
from jingwei.reports.models import ReadFigure
from jingwei.reports.policy import policy
from jingwei.reports.writing.conversion import same_kind, to_unit

SUPPLIER = "上年总结"
_FALLEN = re.compile(r"(?:下降|减少|降低|回落|下滑|减)(?:了|约|近|超|超过|达|为)?$")
_NO_VALUE = {"rank": "排名", "completion": "完成进度", "target": "目标"}


@register_action
class ConfirmFigure(Action):
    """Bind one read figure to an indicator. What suppliers reported and what was counted is never replaced."""

    name = "reports.confirm_figure"
    label = "确认"
    help = "把读出的数据确认为某个指标的上年数；文中写的是概数，就按概数保存。"
    target = ReadFigure
    declared = FieldSet(
        key="reports_confirm_figure",
        version=1,
        fields=(
            Field(key="indicator", label="指标", kind="text", required=True, help="指标代号，按名称相近推荐"),
            Field(key="period", label="统计期", kind="text", help="不填则用文中读出的统计期"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the reports' policy."""
        policy.may(act.actor, "confirm")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Store one value per figure; what an earlier confirmation said of the same period is closed, not lost."""
        with connection.cursor() as cursor:
            # The same lock as an import of values: two who report one period come after each other.
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4))", [act.scope.subdistrict])
        now = timezone.now()
        figures: list[ReadFigure] = [item.target for item in items]
        prefetch_related_objects(figures, "reading")
        defined = named_definitions(item.values["indicator"] for item in items)
        wanted = [_Wanted.of(item, defined[item.values["indicator"]]) for item in items]
        known = _known(wanted)
        made: list[Reported] = []
        closed: list[Reported] = []
        for one in wanted:
            stands = known.setdefault(one.key, Standing())
            _refuse_reported(one, stands)
            row = self._row(act, one, now)
            # The level and the growth of one period are mostly two figures: each counts by itself.
            over = stands.closed_by(row)
            for each in over:
                each.known_to = now
            closed += over
            stands.rows = [each for each in stands.rows if each not in over]
            stands.add(row)
            made.append(row)
            one.figure.state, one.figure.bound_to = ReadFigure.State.CONFIRMED, one.found.row.key
            one.figure.revision += 1
        close(closed, now)
        Reported.objects.bulk_create(made)
        ReadFigure.objects.bulk_update(figures, ["state", "bound_to", "revision"])
        return {"reported": [str(row.pk) for row in made]}

    def _row(self, act: Act, one: "_Wanted", now: datetime) -> Reported:
        figure = one.figure
        return Reported(
            subdistrict=act.scope.subdistrict,
            indicator=one.key[0],
            period=str(one.key[1]),
            value=one.value,
            unit=one.found.row.unit,
            growth=one.growth,
            approx=figure.approx if one.value is not None else "exact",
            stage="estimate" if figure.status == "forecast" else "final",
            supplier=SUPPLIER,
            paper=figure.reading.name[:200],
            known_from=now,
            actor_label=act.actor.label,
            source={"reading": str(figure.reading_id), "figure": figure.number, "quote": figure.quote},
        )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A figure with the indicator it shall be: `key` is the statistic and the period."""

    figure: ReadFigure
    found: Defined
    key: tuple[str, Period]
    value: Decimal | None
    growth: Decimal | None

    @classmethod
    def of(cls, item: Item, found: Defined) -> "_Wanted":
        """Raises Conflict or Invalid for what cannot be confirmed."""
        figure: ReadFigure = item.target
        if figure.state != ReadFigure.State.OPEN:
            raise Conflict(f"“{figure.quote}”已经处理过了（{figure.get_state_display()}）。")
        period = _period(item.values.get("period") or figure.period)
        _usable(figure)
        series = found.counting.source if found.kind == "reported" else found.row.key
        return cls(figure, found, (series, period), *_value(figure, found))


def _usable(figure: ReadFigure) -> None:
    """Raise Invalid for what is no value of an indicator: plans, ranks, degrees of completion, targets."""
    why = ""
    if figure.status == "plan":
        why = "这是计划或打算，不是完成数，不能作为上年数。"
    elif figure.kind in _NO_VALUE:
        why = f"这是{_NO_VALUE[figure.kind]}，不是指标的数值，不能作为上年数。"
    elif figure.kind == "growth" and figure.unit != "%":
        why = "这是增减量，不是增速，不能作为上年数。"
    if why:
        raise Invalid(
            [Problem(field="indicator", label="数据", value=figure.quote, message=why, code="figure.no_value")]
        )


def _value(figure: ReadFigure, found: Defined) -> tuple[Decimal | None, Decimal | None]:
    """Level in the indicator's unit, or growth in per cent with its sign."""
    if figure.kind == "growth":
        text = figure.reading.text[max(0, figure.start - 8) : figure.start]
        fallen = figure.value > 0 and _FALLEN.search(text) is not None
        return None, -figure.value if fallen else figure.value
    try:
        if not same_kind(figure.unit, found.row.unit):
            raise UnitError("unit.unlike", "")
        return to_unit(figure.value, figure.unit, found.row.unit), None
    except UnitError as error:
        message = f"文中的单位是“{figure.unit or '无'}”，指标“{found.row.name}”按“{found.row.unit}”计，请另选指标。"
        raise Invalid(
            [Problem(field="indicator", label="指标", value=found.row.key, message=message, code="unit.unlike")]
        ) from error


def _period(text: str) -> Period:
    """The period typed or read; a day counts as its month."""
    if not text:
        message = "文中没有写明统计期，请填写，例如2024年。"
        raise Invalid([Problem(field="period", label="统计期", value="", message=message, code="required")])
    try:
        return Period.around("month", date.fromisoformat(text)) if len(text) == 10 else read_period(text)
    except ValueError:
        return read_period(text)


def _known(wanted: Sequence[_Wanted]) -> dict[tuple[str, Period], Standing]:
    """What stands of the statistics and periods, in one query."""
    codes = {code for one in wanted for code in spellings(one.key[1])}
    return standing(in_order(known_rows().filter(indicator__in={one.key[0] for one in wanted}, period__in=codes)))


def _refuse_reported(one: _Wanted, stands: Standing) -> None:
    """Raise JingweiError where a supplier reported the same number."""
    said = stands.of.get("value" if one.growth is None else "growth")
    if said is not None and said.supplier != SUPPLIER:
        raise JingweiError(
            f"{one.key[1].name}的这个数已由{said.supplier}报来（{said.paper}），以报来的为准，不必再从总结中确认。",
            code="reported.known",
        )
