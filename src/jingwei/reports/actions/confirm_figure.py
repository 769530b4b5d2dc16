"""确认数据: a figure of last year's report becomes a reported value (来源: 上年总结), after a person looked at it."""

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
from jingwei.core.units import UnitError, convert
from jingwei.indicators.definitions import Defined, load_definitions, named_definitions
from jingwei.indicators.grammar import Verb
from jingwei.indicators.models import Reported
from jingwei.indicators.reported import known_rows, spellings
from jingwei.indicators.statements import (
    MEASURE_WORDS,
    Measure,
    Standing,
    close,
    given_unit,
    in_order,
    in_words,
    standing,
)
from jingwei.reports.actions.draft import read_period
from jingwei.reports.around import group_before, is_fall
from jingwei.reports.models import ReadFigure
from jingwei.reports.policy import policy
from jingwei.reports.writing.conversion import same_kind, to_unit

SUPPLIER = "上年总结"
_MEASURE: Mapping[str, Measure] = {"growth": "growth", "rank": "rank", "completion": "completion"}
_DERIVED: frozenset[Verb] = frozenset({"growth", "rank", "completion"})


@register_action
class ConfirmFigure(Action):
    """Bind one read figure to an indicator: its value, or the growth, rank or completion that was published of it.

    What suppliers reported and what was counted is never replaced: where a supplier said the same number, the figure is
    confirmed by it and nothing new is kept; where it said another, that is told.
    """

    name = "reports.confirm_figure"
    label = "确认"
    help = "把读出的数据确认为某个指标的上年数；文中写的是概数，就按概数保存。"
    target = ReadFigure
    declared = FieldSet(
        key="reports_confirm_figure",
        version=2,
        fields=(
            Field(key="indicator", label="指标", kind="text", required=True, help="指标代号，按名称相近推荐"),
            Field(key="period", label="统计期", kind="text", help="不填则用文中读出的统计期"),
            Field(key="rank_group", label="排名范围", kind="text", max_length=80, help="位次才填；不填则用文中读出的"),
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
        defined = load_definitions()
        found = named_definitions(item.values["indicator"] for item in items)
        wanted = [_Wanted.of(item, found[item.values["indicator"]], defined) for item in items]
        known = _known(wanted)
        made: list[Reported] = []
        closed: list[Reported] = []
        for one in wanted:
            stands = known.setdefault(one.key, Standing())
            if not _said_already(one, stands):
                # The level and the growth of one period are mostly two figures: each counts by itself.
                row = self._row(act, one, now)
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
        row = Reported(
            subdistrict=act.scope.subdistrict,
            indicator=one.key[0],
            period=str(one.key[1]),
            unit=one.unit,
            approx=figure.approx if one.measure == "value" else "exact",
            stage="estimate" if figure.status == "forecast" else "final",
            supplier=SUPPLIER,
            paper=figure.reading.name[:200],
            known_from=now,
            actor_label=act.actor.label,
            source={"reading": str(figure.reading_id), "figure": figure.number, "quote": figure.quote},
            rank_group=one.group,
        )
        setattr(row, one.measure, int(one.number) if one.measure == "rank" else one.number)
        return row


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A figure with the indicator it shall be: `key` is the statistic and the period, `number` what it says of it."""

    figure: ReadFigure
    found: Defined
    key: tuple[str, Period]
    measure: Measure
    number: Decimal
    unit: str
    group: str = ""

    @classmethod
    def of(cls, item: Item, found: Defined, defined: Mapping[str, Defined]) -> "_Wanted":
        """Raises Conflict or Invalid for what cannot be confirmed."""
        figure: ReadFigure = item.target
        if figure.state != ReadFigure.State.OPEN:
            raise Conflict(f"“{figure.quote}”已经处理过了（{figure.get_state_display()}）。")
        period = _period(item.values.get("period") or figure.period)
        _usable(figure)
        measure = _MEASURE.get(figure.kind, "value")
        group = ""
        if measure == "rank":
            group = item.values.get("rank_group") or group_before(figure.reading.text, figure.start)
            if not group:
                message = "文中没有写明在哪些单位中排名，请填写，例如全区各镇街。"
                raise Invalid([Problem("rank_group", "排名范围", "", message, "required")])
        of = defined.get(found.counting.operands[0].key, found) if found.counting.verb in _DERIVED else found
        if measure == "value" and of is not found:
            said = MEASURE_WORDS[_MEASURE[found.counting.verb]]
            message = f"“{found.row.name}”只收{said}，文中的是数值，请另选指标。"
            raise Invalid([Problem("indicator", "指标", found.row.key, message, "figure.no_value")])
        series = of.counting.source if of.kind == "reported" else of.row.key
        return cls(figure, found, (series, period), measure, _number(figure, of, measure), of.row.unit, group)


def _usable(figure: ReadFigure) -> None:
    """Raise Invalid for what nobody published of an indicator: plans, targets, differences."""
    why = ""
    if figure.status == "plan" or figure.kind == "target":
        why = "这是计划或打算，不是完成数，不能作为上年数。"
    elif figure.kind == "growth" and figure.unit != "%":
        why = "这是增减量，不是增速，不能作为上年数。"
    elif figure.kind == "rank" and (figure.value < 1 or figure.value != int(figure.value)):
        why = "位次应是不小于1的整数，请核对原文。"
    if why:
        raise Invalid(
            [Problem(field="indicator", label="数据", value=figure.quote, message=why, code="figure.no_value")]
        )


def _number(figure: ReadFigure, found: Defined, measure: Measure) -> Decimal:
    """The level in the indicator's unit; growth in per cent with its sign; a rank or a completion as it is."""
    if measure == "growth":
        fallen = figure.value > 0 and is_fall(figure.reading.text, figure.start)
        return -figure.value if fallen else figure.value
    if measure != "value":
        return figure.value
    try:
        if not same_kind(figure.unit, found.row.unit):
            raise UnitError("unit.unlike", "")
        return to_unit(figure.value, figure.unit, found.row.unit)
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


def _said_already(one: _Wanted, stands: Standing) -> bool:
    """Whether a supplier reported the very number. Raises JingweiError where it reported another."""
    said = stands.of.get(one.measure)
    if said is None or said.supplier == SUPPLIER:
        return False
    known = Decimal(getattr(said, one.measure))
    if one.measure == "value":
        known = convert(known, said.unit, one.unit) if given_unit(said.unit, one.unit) else known
    if known == one.number and (one.measure != "value" or one.figure.approx == said.approx):
        return True
    raise JingweiError(
        f"{one.key[1].name}的{MEASURE_WORDS[one.measure]}已由{said.supplier}报来（{said.paper}）：{in_words(said)}，"
        f"与文中的“{one.figure.quote}”不同；以报来的为准，不从总结中确认，请核对。",
        code="reported.known",
    )
