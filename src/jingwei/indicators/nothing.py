"""What is answered where nothing was counted."""

from datetime import date, datetime
from decimal import Decimal

from jingwei.core.facts.facts import Facts
from jingwei.indicators.definitions import Defined
from jingwei.indicators.grammar import Counting
from jingwei.indicators.scan import Counted


def none_of(defined: Defined) -> Counted:
    """The count of a part that has no rows."""
    if defined.counting.verb in ("average", "lowest", "highest"):
        return Counted(None, 0)
    if defined.counting.verb == "share":
        return Counted(None, 0, numerator=Decimal(0), denominator=Decimal(0))
    return Counted(Decimal(0), 0)


def without_value(counting: Counting) -> str:
    """Why a count that was made has no value."""
    if counting.verb == "share":
        return "没有可作分母的记录"
    return "没有可用的记录" if not counting.span else "没有两个日期都填了的记录"


def before(facts: Facts, since: date | None, known_at: datetime | None) -> str:
    """Why a day before the ledger began has no value."""
    name = facts.source.name
    if since is None:
        return f"“{name}”{'当时' if known_at else ''}还没有记录"
    return f"“{name}”自{since.year}年{since.month}月{since.day}日起才有记录"
