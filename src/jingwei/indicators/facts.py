"""Statements from outside as a source of facts: listed and filtered like any other, but never counted."""

from collections.abc import Iterable, Mapping

from django.urls import reverse

from jingwei.core.facts.source import Shown, Source
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import Actor
from jingwei.indicators.models import Reported
from jingwei.indicators.policy import policy
from jingwei.indicators.statements import STAGES

# What a statement says holds for its period whatever day is asked for; its second time is its own.
_TABLE = """(
  SELECT r.id, r.id AS entry_id, r.subdistrict, NULL::uuid AS place_id, '{}'::uuid[] AS places, r.paper AS title,
    r.indicator || r.period || r.stage AS sort, DATE '1900-01-01' AS valid_from, DATE '9999-12-31' AS valid_to,
    r.known_from, r.known_to,
    jsonb_strip_nulls(jsonb_build_object('key', r.id, 'indicator', r.indicator, 'period', r.period, 'stage', r.stage,
      'value', trim_scale(r.value)::text || r.unit, 'growth', trim_scale(r.growth)::text || '%%',
      'completion', trim_scale(r.completion)::text || '%%', 'rank', r.rank, 'supplier', r.supplier,
      'recorded', (r.known_from AT TIME ZONE 'Asia/Shanghai')::date)) AS data
  FROM indicators_reported r
)"""


def statements_source(names: Mapping[str, str]) -> Source:
    """All statements; `names` are those of the statistics by key. One query for the periods there are."""
    periods = Reported.objects.order_by("period").values_list("period", flat=True).distinct()
    fieldset = FieldSet(
        "statements",
        1,
        (
            Field("indicator", "指标", "choice", choices=_choices(names.items()), facet=True),
            Field("period", "统计期", "choice", choices=_choices((p, _named(p)) for p in periods), facet=True),
            Field("stage", "阶段", "choice", choices=_choices(STAGES.items()), facet=True),
            Field("value", "数值", "text"),
            Field("growth", "公布同比", "text"),
            Field("completion", "完成年度计划", "text"),
            Field("rank", "位次", "integer"),
            Field("supplier", "提供单位", "text"),
            Field("recorded", "登记日期", "date"),
        ),
    )
    return Source("statements", "外部数据", fieldset, "key", _TABLE, shown=_shown)


def _shown() -> Shown:
    columns = ("indicator", "period", "stage", "value", "growth", "completion", "rank", "supplier", "recorded")
    return Shown(reverse("indicators:statements"), None, columns, "条", _see, _exports, title="来源文件", place="")


def _see(actor: Actor) -> None:
    policy.may(actor, "see")


def _exports(actor: Actor) -> bool:
    return policy.allows(actor, "see")


def _named(code: str) -> str:
    try:
        return Period.parse(code).name
    except PeriodError:
        return code


def _choices(named: Iterable[tuple[str, str]]) -> tuple[Choice, ...]:
    """Choices with labels of their own: a label borne twice is told apart by its value."""
    out: dict[str, Choice] = {}
    for value, label in named:
        if value:
            borne = label in {one.label for one in out.values()}
            out[value] = Choice(value, f"{label}（{value}）" if borne else label)
    return tuple(out.values())
