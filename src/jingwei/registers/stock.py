"""Stock out of rows of movements: what came in, what went out, what is left of each item; never below nothing."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from jingwei.core.errors import Invalid
from jingwei.core.facts.facts import Facts
from jingwei.core.facts.sql import Sql
from jingwei.core.fields import KINDS, Field, Problem
from jingwei.registers.counting import over_the_whole_street
from jingwei.registers.facts import source_of
from jingwei.registers.fieldsets import fieldset_of, moving_of
from jingwei.registers.locks import lock_register
from jingwei.registers.models import Register

_TOLD = 5  # items named in a refusal
_MOVES = (
    "SELECT {item} AS item, {store} AS store, {day} AS day, {number} AS n, {comes} AS comes FROM {table} v WHERE {here}"
)
_STOCK = """
SELECT item, store, COALESCE(sum(n) FILTER (WHERE comes), 0), COALESCE(sum(n) FILTER (WHERE NOT comes), 0)
FROM ({moves}) moves WHERE day <= %s GROUP BY 1, 2 ORDER BY 1, 2
"""
# Of the same day all movements count together: nobody writes down the hour.
_SHORT = """
SELECT DISTINCT ON (item, store) item, store, day, came, went FROM (
  SELECT item, store, day, COALESCE(sum(n) FILTER (WHERE comes) OVER days, 0) AS came,
    COALESCE(sum(n) FILTER (WHERE NOT comes) OVER days, 0) AS went
  FROM ({moves}) moves WINDOW days AS (PARTITION BY item, store ORDER BY day)
) told WHERE came < went ORDER BY item, store, day LIMIT %s
"""


@dataclass(frozen=True, slots=True)
class Held:
    """What is left of one item, in one store where they are told apart."""

    item: str
    store: str
    came: Decimal
    went: Decimal

    @property
    def left(self) -> Decimal:
        """Received less issued."""
        return self.came - self.went


def lock_stock(register: Register) -> None:
    """Before movements are written: two who issue at once must see each other."""
    if moving_of(fieldset_of(register)) is not None:
        lock_register(register)


def demand_stock(register: Register) -> None:
    """Raise Invalid where more went out than had come in, on the first day it happens; nothing without a stock."""
    field = moving_of(fieldset_of(register))
    if field is None:
        return
    moves = _moves(register, field)
    with over_the_whole_street(), connection.cursor() as cursor:
        cursor.execute(_SHORT.format(moves=moves.text), [*moves.values, _TOLD])
        short = cursor.fetchall()
    if short:
        raise Invalid([_problem(register, field, *row) for row in short])


def stock(register: Register, on: date) -> list[Held]:
    """What is left of every item at the end of a day, over the whole subdistrict whoever asks."""
    field = moving_of(fieldset_of(register))
    if field is None:
        return []
    moves = _moves(register, field)
    with over_the_whole_street(), connection.cursor() as cursor:
        cursor.execute(_STOCK.format(moves=moves.text), [*moves.values, on.isoformat()])
        rows = cursor.fetchall()
    return [Held(*_named(register, field, item, store), came, went) for item, store, came, went in rows]


def _moves(register: Register, field: Field) -> Sql:
    facts, told = Facts(source_of(register)), field.stock
    assert told is not None
    here = facts.here
    text = _MOVES.format(
        item=facts.text(told.item).text,
        store=facts.text(told.store).text if told.store else "''",
        day=facts.iso(told.day).text,
        number=facts.number(field.key).text,
        comes=f"{facts.text(told.kind).text} = ANY(%s)",
        table=facts.source.table,
        here=here.text,
    )
    return Sql(text, (list(told.plus), *here.values))


def _named(register: Register, field: Field, item: str, store: str) -> tuple[str, str]:
    by_key, told = fieldset_of(register).by_key, field.stock
    assert told is not None
    named = by_key[told.item]
    kept = by_key.get(told.store)
    return KINDS[named.kind].display(item, named), KINDS[kept.kind].display(store, kept) if kept and store else ""


def _problem(
    register: Register, field: Field, item: str, store: str, day: str, came: Decimal, went: Decimal
) -> Problem:
    named, kept = _named(register, field, item, store)
    unit = field.unit or ""
    where = f"（{kept}）" if kept else ""
    message = (
        f"“{named}”{where}到{day}共收入{came.normalize():f}{unit}、发出{went.normalize():f}{unit}，"
        f"缺{(went - came).normalize():f}{unit}；发出不能超过结存，请核对数量和日期，或先登记收入。"
    )
    return Problem(field.key, field.label, "", message, "stock.below_nothing")
