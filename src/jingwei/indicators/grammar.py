"""A definition as data: what is counted, of which source, under which conditions.

    houses:        {name: 房屋总数, unit: 套, count: houses}
    residents:     {name: 登记居住人口, unit: 人, sum: houses.residents}
    compounds:     {name: 有房屋登记的小区数, unit: 个, distinct: houses.compound}
    rented_share:  {name: 出租房屋占比, unit: '%', share: houses, where: {rented: true}}
    fiscal:        {name: 财政收入, unit: 万元, reported: fiscal}
    per_house:     {name: 户均人口, unit: 人, ratio: residents / houses}

`where` maps field → value, list or {min, max}; `of` narrows the denominator of a share; `at` names a date field that
must lie in the period, without it the state at the period's end is counted. `flow` says how the months of a reported
statistic relate: cumulative (from January on), monthly (may be added up) or stock (at the end of the month).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as column
from typing import Any, Literal

from jingwei.core.errors import JingweiError

Verb = Literal["count", "sum", "distinct", "share", "reported", "ratio"]
VERBS: tuple[Verb, ...] = ("count", "sum", "distinct", "share", "reported", "ratio")
Flow = Literal["cumulative", "monthly", "stock"]
FLOWS: tuple[Flow, ...] = ("cumulative", "monthly", "stock")
_TOLD = {"name", "unit", "decimals", "version", "owner", "basis", "from", "key", "supplier", "paper"}
_KNOWN = {*VERBS, *_TOLD, "where", "of", "at", "flow"}


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
    numerator: str = ""
    denominator: str = ""
    flow: Flow | None = None

    @property
    def kind(self) -> Literal["counted", "derived", "reported"]:
        """Counted from records, derived from other indicators, or reported from outside."""
        if self.verb == "reported":
            return "reported"
        return "derived" if self.verb == "ratio" else "counted"


def parse(key: str, body: Mapping[str, Any]) -> Counting:
    """Read one definition. Raises DefinitionError."""
    unknown = set(body) - _KNOWN
    if unknown:
        raise DefinitionError(f"指标“{key}”的定义里有不认识的项：{'、'.join(sorted(map(str, unknown)))}。")
    verbs = [verb for verb in VERBS if verb in body]
    if len(verbs) != 1:
        raise DefinitionError(f"指标“{key}”须在 count、sum、distinct、share、reported、ratio 中恰好选一项。")
    verb = verbs[0]
    said = str(body[verb])
    if verb == "ratio":
        numerator, slash, denominator = (part.strip() for part in said.partition("/"))
        if not slash or not numerator or not denominator:
            raise DefinitionError(f"指标“{key}”的 ratio 应写作“分子指标 / 分母指标”。")
        return Counting(verb, "", numerator=numerator, denominator=denominator)
    source, _, what = said.partition(".")
    if verb in ("sum", "distinct") and not what:
        raise DefinitionError(f"指标“{key}”的 {verb} 应写作“台账.字段”。")
    where, of = body.get("where") or {}, body.get("of") or {}
    if not isinstance(where, Mapping) or not isinstance(of, Mapping):
        raise DefinitionError(f"指标“{key}”的 where、of 应为“字段：值”。")
    if verb == "share" and not where:
        raise DefinitionError(f"指标“{key}”是占比，须用 where 写明分子的条件。")
    flow = body.get("flow")
    if flow is not None and flow not in FLOWS:
        raise DefinitionError(f"指标“{key}”的 flow 应为 {'、'.join(FLOWS)} 之一，写的是“{flow}”。")
    return Counting(verb, source, what, dict(where), dict(of), str(body.get("at") or ""), flow=flow)
