"""Pairs of rows that share a key: one query, in which each row gives a few keys and rows of the same key meet.

No row is compared with all others. A key that many rows share tells nothing and is passed over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection

from jingwei.core.facts.sql import Sql
from jingwei.core.fields import Field
from jingwei.core.scope import current_scope
from jingwei.places.models import Division, Subdistrict
from jingwei.registers.alike.forms import address_form, code_form, last_numbers, name_form, region_words
from jingwei.registers.alike.telling import Telling
from jingwei.registers.selection import Selection

MOST = 20_000  # pairs weighed, those that share the most telling keys first
CODE, IDENTITY, NAME, SOUND, NEAR, SPOT = (1 << bit for bit in range(6))
_SHARED = {CODE: 12, IDENTITY: 12, NAME: 12, SOUND: 8, NEAR: 8, SPOT: 24}  # rows of one key, at most
_SHORTEST, _LONGEST = 5, 20  # signs of a name in which one may be wrong

_STATEMENT = """
WITH r AS MATERIALIZED (
  SELECT told.*, row_number() OVER ()::int AS i, {numbers} AS numbers FROM ({rows} OFFSET 0) told
), k AS (
  {keys}
), b AS (
  SELECT bit, array_agg(i) AS rows FROM k WHERE said IS NOT NULL GROUP BY bit, said
  HAVING count(*) > 1 AND count(*) <= CASE bit {caps} END AND min(i) < max(i)
), pairs AS (
  SELECT x.i AS one, y.i AS other, bit_or(b.bit) AS bits FROM b, unnest(b.rows) x(i), unnest(b.rows) y(i)
  WHERE x.i < y.i GROUP BY 1, 2
)
SELECT p.bits, {one}, {other} FROM pairs p JOIN r a ON a.i = p.one JOIN r b ON b.i = p.other
WHERE NOT EXISTS (SELECT 1 FROM registers_toldapart t WHERE t.withdrawn_at IS NULL
  AND t.one = LEAST(a.entry, b.entry) AND t.other = GREATEST(a.entry, b.entry))
ORDER BY p.bits & 7 = 0, p.bits & 24 = 0, a.sort, a.entry, b.entry LIMIT {most}
"""
_COLUMNS = ("entry", "place", "sort", "name", "address", "code", "phone", "lon", "lat", "numbers")


@dataclass(frozen=True, slots=True)
class Side:
    """One row of a pair; `name`, `address` and `code` in the form in which equal writings are equal."""

    entry: UUID
    place: UUID | None
    sort: str
    name: str | None
    address: str | None
    code: str | None
    phone: str | None
    lon: float | None
    lat: float | None
    numbers: str | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows that share the keys of `bits`."""

    bits: int
    one: Side
    other: Side


def candidates(selection: Selection, telling: Telling) -> list[Pair]:
    """The pairs among the rows asked for, without those that somebody has told apart. Two queries."""
    statement = _statement(selection, telling)
    with connection.cursor() as cursor:
        cursor.execute(statement.text, statement.values)
        rows = cursor.fetchall()
    width = len(_COLUMNS)
    return [Pair(bits, Side(*told[:width]), Side(*told[width:])) for bits, *told in rows]


def _statement(selection: Selection, telling: Telling) -> Sql:
    form = address_form if telling.addressed else _names()
    said = {
        "name": form("v.title") if telling.name else "NULL::text",
        "address": address_form(f"v.data->>'{telling.address.key}'") if telling.address else "NULL::text",
        "code": code_form(f"v.data->>'{telling.code.key}'") if telling.code else "NULL::text",
        "phone": _hashed(telling.phone),
        "identity": _hashed(telling.identity),
        "event": _events(telling),
    }
    picked = ", ".join(f"{text} AS {name}" for name, text in said.items())
    rows = selection.query(f"v.entry_id AS entry, v.place_id AS place, v.sort, v.lon, v.lat, {picked}")
    text = _STATEMENT.format(
        rows=rows.text,
        numbers=last_numbers("told.name" if telling.addressed else "told.address"),
        keys=" UNION ALL ".join(_keys(telling)),
        caps=" ".join(f"WHEN {bit} THEN {most}" for bit, most in _SHARED.items()),
        one=", ".join(f"a.{column}" for column in _COLUMNS),
        other=", ".join(f"b.{column}" for column in _COLUMNS),
        most=MOST,
    )
    return Sql(text, rows.values)


def _keys(telling: Telling) -> list[str]:
    """The queries that give each row's keys, as numbers: shorter than the texts they stand for."""
    keys = []
    if telling.code:
        keys.append(_key(CODE, "code"))
    if telling.identity:
        keys.append(_key(IDENTITY, "identity || event"))
    if telling.name:
        keys += [_key(NAME, "name || event", "length(name) > 1"), _key(SOUND, "sort || event")]
    if telling.addressed:
        keys.append(_key(SPOT, "numbers || COALESCE(place::text, '')"))
    elif telling.name and not telling.persons:
        keys += [_key(NEAR, "name || event", _MIDDLING), _NEAR_KEYS]
    return keys


def _key(bit: int, said: str, where: str = "TRUE") -> str:
    return f"SELECT {bit} AS bit, i, hashtextextended({said}, 0) AS said FROM r WHERE {where}"  # noqa: S608


# A name less one of its signs: two names of which one sign differs, is missing or is too many share such a key. Numbers
# are not left out: the first and the second branch are two.
_MIDDLING = f"length(name) BETWEEN {_SHORTEST} AND {_LONGEST}"
_NEAR_KEYS = (
    f"SELECT DISTINCT {NEAR} AS bit, i, hashtextextended(overlay(name PLACING '' FROM at FOR 1) || event, 0) AS said "  # noqa: S608
    f"FROM r, generate_series(1, length(name)) at WHERE {_MIDDLING} AND substr(name, at, 1) !~ '[0-9]'"
)


def _names() -> Callable[[str], str]:
    street = current_scope().subdistrict
    above = Division.objects.filter(code__in=[street[:2], street[:4], street[:6]]).order_by("code")
    county = Subdistrict.objects.filter(code=street).values_list("county", flat=True)
    regions = region_words("".join([*above.values_list("name", flat=True), *county]))
    return lambda text: name_form(text, list(dict.fromkeys(regions)))


def _events(telling: Telling) -> str:
    if not telling.events:
        return "''::text"
    return " || ".join(f"'|' || COALESCE(v.data->>'{field.key}', '')" for field in telling.events)


def _hashed(field: Field | None) -> str:
    """SQL of a value to be compared: of a personal one the keyed hash that the row carries."""
    if field is None:
        return "NULL::text"
    if not field.personal:
        return f"v.data->>'{field.key}'"
    return f"(SELECT min(h) FROM unnest(v.hashes) h WHERE h LIKE '{field.key}:%%')"  # noqa: S608
