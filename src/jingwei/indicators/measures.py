"""The unit of what is measured: amounts are told in the indicator's unit, currencies never in each other's."""

from decimal import Decimal

from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.units import UnitError, convert, dimension_of
from jingwei.indicators.clauses import MEASURED
from jingwei.indicators.grammar import Counting

_KEPT_IN = {"amount": "元", "area": "平方米"}


def converted(facts: Facts, counting: Counting, unit: str, value: Decimal | None) -> Decimal | None:
    """A measured value of the ledger in the indicator's unit.

    Raises UnknownFact where the units are of two kinds (two currencies, 亩 and 平方公里), or a rate would be averaged.
    """
    if value is None or counting.verb not in MEASURED or not counting.field:
        return value
    field = facts.path(counting.field)
    kept = field.unit or _KEPT_IN.get(field.kind, "")
    if counting.verb == "average" and dimension_of(kept) == "rate":
        raise UnknownFact(f"“{field.label}”是比率，比率不能取平均，请用分子合计除以分母合计（ratio）。")
    if kept == unit or not (dimension_of(kept) and dimension_of(unit)):
        return value
    try:
        return convert(value, kept, unit)
    except UnitError as error:
        raise UnknownFact(f"“{field.label}”的单位是“{kept}”，指标的单位是“{unit}”：{error.message}。") from error
