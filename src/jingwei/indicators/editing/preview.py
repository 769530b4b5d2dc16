"""What a definition that is not saved would come to: value, rows, communities, last year, and the version in force.

Nothing is written, and nobody else sees it. The number of queries is fixed; what takes too long is given up with a
sentence.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

from django.db import DataError, OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from jingwei.core.errors import JingweiError
from jingwei.core.facts.asked import as_engine
from jingwei.core.facts.table import FactRow
from jingwei.core.periods import Period
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined
from jingwei.indicators.engine import evaluate
from jingwei.indicators.growth import base_of
from jingwei.indicators.rows import Rows, rows_counted

MILLISECONDS = 5_000
SHOWN = 10
LEVEL = "community"
_TOO_LONG = (
    "这个定义数得太久（超过{:g}秒），没有数完。请减少套了几层的关联条件，或先换一个社区、较短的统计期看；保存不受影响。"
)


class TooLong(JingweiError):
    """The preview was given up."""

    code = "preview.too_long"
    status = 422


@dataclass(frozen=True, slots=True)
class Some:
    """Rows of which the first are shown: `total` counted, `visible` for this reader."""

    total: int
    visible: int
    first: Sequence[FactRow] = ()


@dataclass(frozen=True, slots=True)
class Preview:
    """The draft's cell of the period, of last year's, the one of the version in force; rows, came in, went out."""

    now: Cell
    base: Cell | None = None
    before: Cell | None = None
    rows: Some | None = None
    came: Some | None = None
    went: Some | None = None
    parts_of_before: Mapping[str, Cell] = field(default_factory=dict)


def preview(draft: Defined, before: Defined | None, period: Period, place: UUID | None) -> Preview:
    """`before` is the version in force, None for a new indicator. Raises TooLong, UnknownFact."""
    with hurried():
        return _made(draft, before, period, place)


@contextmanager
def hurried(milliseconds: int = MILLISECONDS) -> Iterator[None]:
    """Statements within that take too long are given up: TooLong is raised, and what went before stays as it was."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL statement_timeout = {int(milliseconds)}")
            yield
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError as error:
        if isinstance(error.__cause__, QueryCanceled):
            raise TooLong(_TOO_LONG.format(milliseconds / 1000)) from error
        raise
    except DataError as error:
        raise JingweiError("条件里的值与字段里登记的内容对不上，没有数出来。", code="preview.value") from error


def _made(draft: Defined, before: Defined | None, period: Period, place: UUID | None) -> Preview:
    key = draft.row.key
    ask = Ask(key, period, place, LEVEL if place is None and draft.kind != "reported" else "")
    bases = [base for base in (base_of(ask),) if base is not None]
    cells = evaluate([ask, *bases], proof=False, restated=True, drafts={key: draft})
    now = cells[ask]
    old = None
    if before is not None:
        old = evaluate([ask], proof=False, restated=True, drafts={key: before})[ask]
    rows = came = went = None
    # What stands on too few firms is not told, not even by the number of its rows.
    if draft.kind == "counted" and now.as_of is not None and now.rows is not None:
        mine = rows_counted(draft, ask, now.as_of, None)
        rows = Some(now.rows, mine.count(), mine.first(SHOWN))
        alike = before is not None and before.kind == "counted" and old is not None and old.rows is not None
        if alike and before is not None and before.counting.source == draft.counting.source:
            theirs = rows_counted(before, ask, now.as_of, None)
            came, went = _some(mine.without(theirs)), _some(theirs.without(mine))
    return Preview(
        now, cells[bases[0]] if bases else None, old, rows, came, went,
        {part.code: part.cell for part in old.parts} if old else {},
    )  # fmt: skip


def _some(rows: Rows) -> Some:
    with as_engine():
        total = rows.count()
    return Some(total, rows.count(), rows.first(SHOWN))
