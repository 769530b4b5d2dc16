"""Targets and given lights as sources of facts: what was handed down, and how an authority lit us, may be counted."""

from collections.abc import Iterator

from jingwei.core.facts.source import Source, fact_sources
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.indicators.targets.models import GIVEN, TargetVersion

TARGETS = FieldSet(
    key="target_values",
    version=1,
    fields=(
        Field("indicator", "指标代号", "text"),
        Field("period", "统计期", "text"),
        Field("year", "统计年度首日", "date"),
        Field("measure", "目标类别", "text"),
        Field("operator", "要求", "choice", choices=tuple(Choice(*one) for one in TargetVersion.Operator.choices)),
        Field("value", "目标值", "number"),
        Field("upper", "上限", "number"),
        Field("unit", "单位", "text"),
        Field("issuer", "下达单位", "text"),
        Field("paper", "文号", "text"),
        Field("whole", "全街道目标", "yesno"),
    ),
)
_TARGETS = """(
  SELECT x.id, t.id AS entry_id, t.subdistrict, t.place AS place_id, '{}'::uuid[] AS places, t.indicator AS title,
    t.period || t.indicator AS sort, x.valid_from, x.valid_to, x.known_from, x.known_to,
    jsonb_strip_nulls(jsonb_build_object('key', t.id, 'indicator', t.indicator, 'period', t.period,
      'year', left(t.period, 4) || '-01-01', 'measure', t.measure, 'operator', x.operator,
      'value', COALESCE(x.low, x.high), 'upper', CASE WHEN x.low IS NOT NULL THEN x.high END, 'unit', x.unit,
      'issuer', t.issuer, 'paper', x.paper, 'whole', t.place IS NULL)) AS data
  FROM indicators_targetvalue t JOIN indicators_targetversion x ON x.target_id = t.id
)"""

SHEETS = FieldSet(
    key="light_sheets",
    version=1,
    fields=(
        Field("period", "考核期", "text"),
        Field("span", "考核期类别", "choice", choices=(
            Choice("year", "全年"), Choice("half", "半年"), Choice("quarter", "季度"), Choice("month", "月"),
            Choice("span", "累计"),
        )),
        Field("issuer", "考核单位", "text"),
        Field("assessed", "考核指标数", "integer"),
        Field("green", "绿灯", "integer"),
        Field("yellow", "黄灯", "integer"),
        Field("red", "红灯", "integer"),
    ),
)  # fmt: skip
_SPAN = (
    "CASE WHEN length(s.period) = 4 THEN 'year' WHEN s.period LIKE '%%Q_' THEN 'quarter' WHEN s.period LIKE '%%H_' "
    "THEN 'half' WHEN s.period LIKE '%%/%%' THEN 'span' ELSE 'month' END"
)
_MONTHS = (
    "CASE WHEN length(s.period) = 4 THEN ARRAY[1, 12] WHEN s.period LIKE '%%Q_' THEN "
    "ARRAY[right(s.period, 1)::int * 3 - 2, right(s.period, 1)::int * 3] WHEN s.period LIKE '%%H_' THEN "
    "ARRAY[right(s.period, 1)::int * 6 - 5, right(s.period, 1)::int * 6] WHEN s.period LIKE '%%/%%' THEN "
    "ARRAY[substr(s.period, 6, 2)::int, right(s.period, 2)::int] "
    "ELSE ARRAY[right(s.period, 2)::int, right(s.period, 2)::int] END"
)
# A sheet is true while the period it is about runs: as of the end of a quarter its own sheet holds, and no other.
_SHEETS = f"""(
  SELECT s.id, s.id AS entry_id, s.subdistrict, NULL::uuid AS place_id, '{{}}'::uuid[] AS places, s.issuer AS title,
    s.period AS sort, make_date(left(s.period, 4)::int, ({_MONTHS})[1], 1) AS valid_from,
    (make_date(left(s.period, 4)::int, ({_MONTHS})[2], 1) + interval '1 month')::date AS valid_to,
    s.known_from, s.known_to,
    jsonb_build_object('key', s.id, 'period', s.period, 'span', {_SPAN}, 'issuer', s.issuer, 'assessed', s.assessed,
      'green', s.green, 'yellow', s.yellow, 'red', s.red) AS data
  FROM indicators_lightsheet s WHERE s.period NOT LIKE '%%W%%'
)"""  # noqa: S608

LIGHTS = FieldSet(
    key="given_lights",
    version=1,
    fields=(
        Field("name", "指标名称", "text"),
        Field("indicator", "指标代号", "text"),
        Field("state", "亮灯", "choice", choices=tuple(Choice(*one) for one in GIVEN)),
        Field("span", "考核期类别", "text"),
        Field("issuer", "考核单位", "text"),
    ),
)
_LIGHTS = f"""(
  SELECT g.id, g.light AS entry_id, g.subdistrict, NULL::uuid AS place_id, '{{}}'::uuid[] AS places, g.name AS title,
    s.period AS sort, make_date(left(s.period, 4)::int, ({_MONTHS})[1], 1) AS valid_from,
    (make_date(left(s.period, 4)::int, ({_MONTHS})[2], 1) + interval '1 month')::date AS valid_to,
    s.known_from, s.known_to,
    jsonb_build_object('key', g.light, 'name', g.name, 'indicator', g.indicator, 'state', g.state, 'span', {_SPAN},
      'issuer', s.issuer) AS data
  FROM indicators_givenlight g JOIN indicators_lightsheet s ON s.id = g.sheet_id WHERE s.period NOT LIKE '%%W%%'
)"""  # noqa: S608

NO_SHEET = "这一时期的亮灯通报还没有录入"


@fact_sources
def targets_and_lights() -> Iterator[Source]:
    """What was handed down; the sheets of lights with their totals; the lights that they name."""
    yield Source("target_values", "目标", TARGETS, "key", _TARGETS)
    yield Source("light_sheets", "亮灯通报", SHEETS, "key", _SHEETS, silent=NO_SHEET)
    yield Source("given_lights", "通报所列各指标亮灯", LIGHTS, "key", _LIGHTS, silent=NO_SHEET)
