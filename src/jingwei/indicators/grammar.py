"""A definition as data: what is counted, of which source, under which conditions.

    houses:        {name: 房屋总数, unit: 套, count: houses}
    residents:     {name: 登记居住人口, unit: 人, sum: houses.residents}
    compounds:     {name: 有房屋登记的小区数, unit: 个, distinct: houses.compound}
    rented_share:  {name: 出租房屋占比, unit: '%', share: houses, where: {rented: true}}
    fiscal:        {name: 财政收入, unit: 万元, reported: fiscal}
    mean_age:      {name: 成员平均年龄, unit: 岁, average: members.age}
    age_at_vote:   {name: 当选时平均年龄, unit: 岁, average: members, aged: {born: born, at: elected_on}}
    per_house:     {name: 户均人口, unit: 人, ratio: residents / houses}
    members:       {name: “两委”成员数, unit: 名, formula: party_seats + residents_seats - both_seats}
    fiscal_growth: {name: 财政收入增长, unit: '%', growth: fiscal}
    houses_added:  {name: 新增房屋, unit: 套, increase: houses}

`where` are conditions (registers/conditions.py); `of` narrows the denominator of a share. `at` names a date field
that must lie in the period, `until` one that must not lie after its end (a running total); without either the state
at the period's end is counted. A field may lie behind links (seats.person.department). `flow` says how the months of
a reported statistic relate: cumulative (from January on), monthly (may be added up) or stock (at the end of the
month). `growth` (in per cent; of a rate in percentage points) and `increase` compare with the same period of last
year. Of rates no average is taken: their numerators and denominators are added up and divided.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as column
from typing import Any, Literal

from jingwei.core.errors import JingweiError
from jingwei.indicators.formula import FormulaError, Named, Term, names, read_formula

Verb = Literal["count", "sum", "average", "distinct", "share", "reported", "ratio", "formula", "growth", "increase"]
VERBS: tuple[Verb, ...] = (
    "count", "sum", "average", "distinct", "share", "reported", "ratio", "formula", "growth", "increase"
)  # fmt: skip
DERIVED: frozenset[Verb] = frozenset({"ratio", "formula", "growth", "increase"})
Flow = Literal["cumulative", "monthly", "stock"]
FLOWS: tuple[Flow, ...] = ("cumulative", "monthly", "stock")
_TOLD = {"name", "unit", "decimals", "version", "owner", "basis", "from", "key", "supplier", "paper"}
_KNOWN = {*VERBS, *_TOLD, "where", "of", "at", "until", "aged", "flow"}
_ON_FIELDS = ("sum", "distinct", "average")


class DefinitionError(JingweiError):
    """A definition that says nothing countable; the sentence names the indicator and what is wrong."""

    code = "definition.wrong"
    status = 422


@dataclass(frozen=True)
class Counting:
    """What a definition says. `source` is a register (or a statistic's key), `field` what is summed or told apart."""

    verb: Verb
    source: str
    field: str = ""
    where: Mapping[str, Any] = column(default_factory=dict)
    of: Mapping[str, Any] = column(default_factory=dict)
    at: str = ""
    until: str = ""
    aged: Mapping[str, str] = column(default_factory=dict)
    formula: Term | None = None
    flow: Flow | None = None

    @property
    def kind(self) -> Literal["counted", "derived", "reported"]:
        """Counted from records, derived from other indicators, or reported from outside."""
        if self.verb == "reported":
            return "reported"
        return "derived" if self.verb in DERIVED else "counted"

    @property
    def operands(self) -> tuple[Named, ...]:
        """The indicators a derived one is made of."""
        return tuple(dict.fromkeys(names(self.formula))) if self.formula else ()


def parse(key: str, body: Mapping[str, Any]) -> Counting:
    """Read one definition. Raises DefinitionError."""
    unknown = set(body) - _KNOWN
    if unknown:
        raise DefinitionError(f"指标“{key}”的定义里有不认识的项：{'、'.join(sorted(map(str, unknown)))}。")
    verbs = [verb for verb in VERBS if verb in body]
    if len(verbs) != 1:
        raise DefinitionError(f"指标“{key}”须在 {'、'.join(VERBS)} 中恰好选一项。")
    verb = verbs[0]
    said = str(body[verb])
    if verb in DERIVED:
        return Counting(verb, "", formula=_formula(key, verb, said))
    source, _, what = said.partition(".")
    aged = body.get("aged") or {}
    if not isinstance(aged, Mapping) or (aged and (verb != "average" or what or "born" not in aged)):
        raise DefinitionError(
            f"指标“{key}”的 aged 只与“average: 台账”合用，写作 {{born: 出生日期字段, at: 日期字段}}。"
        )
    if verb in _ON_FIELDS and not what and not aged:
        raise DefinitionError(f"指标“{key}”的 {verb} 应写作“台账.字段”。")
    where, of = body.get("where") or {}, body.get("of") or {}
    if not isinstance(where, Mapping) or not isinstance(of, Mapping):
        raise DefinitionError(f"指标“{key}”的 where、of 应为“字段：值”。")
    if verb == "share" and not where:
        raise DefinitionError(f"指标“{key}”是占比，须用 where 写明分子的条件。")
    flow = body.get("flow")
    if flow is not None and flow not in FLOWS:
        raise DefinitionError(f"指标“{key}”的 flow 应为 {'、'.join(FLOWS)} 之一，写的是“{flow}”。")
    at, until = str(body.get("at") or ""), str(body.get("until") or "")
    if at and until:
        raise DefinitionError(f"指标“{key}”的 at（统计期内）和 until（累计至期末）只能写一个。")
    return Counting(verb, source, what, dict(where), dict(of), at, until, dict(aged), flow=flow)


def _formula(key: str, verb: Verb, said: str) -> Term:
    text = said.strip()
    if verb == "ratio":
        top, slash, bottom = (part.strip() for part in text.partition("/"))
        if not slash or not top or not bottom:
            raise DefinitionError(f"指标“{key}”的 ratio 应写作“分子指标 / 分母指标”。")
    elif verb in ("growth", "increase"):
        if not text.isidentifier():
            raise DefinitionError(f"指标“{key}”的 {verb} 应写一个指标的代号。")
        # The growth of a rate is a difference too, in percentage points: the engine knows the unit, the formula not.
        text = f"{text} - last_year({text})"
    try:
        return read_formula(text)
    except FormulaError as error:
        raise DefinitionError(f"指标“{key}”的{error}。") from error
