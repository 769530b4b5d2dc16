"""What stands where a number is not told: a small count of persons, or a comparison across two definitions.

A small count is never worded 少于3人: what is hidden because another would follow from it is not below the limit, and
were the two told apart, a sum would give both away. 若干 is true of either.
"""

from jingwei.reports.writing.figures import FigureValue
from jingwei.reports.writing.growth import Basis
from jingwei.reports.writing.printing import is_rate

# With 与上年同期 before them.
NOT_COMPARED = "不作比较"
NOT_COMPARABLE = "口径不可比"
SOME_SHARE = "一定比例"


def some(unit: str, *, bare: bool = False) -> str:
    """若干人, without the unit 若干; a share is 一定比例."""
    if bare:
        return "若干"
    return SOME_SHARE if is_rate(unit) else f"若干{unit}"


def withheld_note(answer: FigureValue) -> str:
    """Why a number is not told, for its card."""
    return f"“{answer.name}”{answer.period.name}：{answer.why}"


def broken(answer: FigureValue, base: FigureValue) -> bool:
    """Whether two values were counted by different definitions, their own or those they are made of."""
    return (answer.definition_at, answer.made_of) != (base.definition_at, base.made_of)


def break_note(answer: FigureValue, base: FigureValue, basis: Basis) -> str:
    """What changed between two values, for the card of the comparison."""
    if answer.definition_at != base.definition_at:
        return f"“{answer.name}”口径已由{base.definition_at}改为{answer.definition_at}，与{basis.name}不可比"
    return f"“{answer.name}”所用指标的口径已有变动，与{basis.name}不可比"
