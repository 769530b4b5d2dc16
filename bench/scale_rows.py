"""The rows of `bench.scale`: subdistricts with 60 ledgers each, one of them wide and one the largest, made by SQL.

Of every street four tenths lie in the largest ledger (visits, which link to a house) and 7.3441 % in the wide one
(houses with 40 fields and a point on the map). Every tenth row has an earlier state, every twentieth was corrected.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

TABLES = ("registers_entry", "registers_version", "registers_confirmation")
REGISTERS = 60
LARGEST, WIDE = 0.4, 0.073441
WEST, SOUTH, SIDE = 119.8, 38.6, 0.08
QUARTERS = 8
_TEXTS = 25

_COLUMNS = """INSERT INTO registers_version (id, subdistrict, revision, entry_id, register_id, place_id, places, valid_from, valid_to,
  known_from, known_to, title, sort, data, fields_version, hashes, words, lon, lat, digest, actor_label, action, reason,
  entry_revision, mark)"""
_MADE = """
CREATE TEMPORARY TABLE made ON COMMIT DROP AS
SELECT gen_random_uuid() AS entry, n, (%s::uuid[])[1 + n %% %s] AS place, (%s::uuid[])[
    CASE WHEN n <= %s THEN 1 WHEN n <= %s THEN 2 ELSE 3 + n %% %s END] AS register,
  CASE WHEN n > %s AND n <= %s THEN %s + random() * %s END AS lon, %s + random() * %s AS lat
FROM generate_series(1, %s) n
"""
_ENTRIES = """
INSERT INTO registers_entry (id, subdistrict, revision, register_id, key, place_id, ended_reason)
SELECT entry, %s, 1, register, 'H' || n, place, '' FROM made
"""
# What is in force, what held before, and what was believed until it was corrected.
_VERSIONS = """
{columns}
SELECT gen_random_uuid(), %s, 1, entry, register, place, '{{}}', t.since::date, t.until::date, t.known::timestamptz,
  t.ended::timestamptz, '示例路' || n || '号', 'shi li lu ' || lpad(n::text, 8, '0'), {data}, 1, '{{}}',
  ('示例 例路 ' || n)::tsvector, CASE WHEN t.now THEN lon END, CASE WHEN lon IS NOT NULL AND t.now THEN lat END,
  gen_random_uuid(), '测量', 'registers.record', '', t.revision, 1
FROM made CROSS JOIN (VALUES
  ('2024-07-01', '9999-12-31', '2024-07-02', NULL, true, 2, 1),
  ('2023-01-01', '2024-07-01', '2023-01-02', NULL, false, 1, 10),
  ('2023-01-01', '9999-12-31', '2023-01-02', '2024-07-02', false, 1, 20)
) t(since, until, known, ended, now, revision, every) WHERE n %% t.every = 0 AND {which}
"""
# Every fifth row was not found again this quarter.
_CONFIRMED = """
INSERT INTO registers_confirmation (id, subdistrict, revision, entry_id, register_id, place_id, confirmed_on, known_from,
  actor_label, action, how)
SELECT gen_random_uuid(), %s, 1, entry, register, place, CURRENT_DATE - 15 - 92 * quarter, CURRENT_DATE - 15 - 92 * quarter, '测量',
  'registers.confirm', '' FROM made CROSS JOIN generate_series(0, %s) quarter WHERE (quarter > 0 OR n %% 5 > 0) AND {which}
"""
_PLAIN = (
    "'number', 'H' || n, 'address', '示例路' || n || '号', 'use', (ARRAY['home','shop','office'])[1 + n %% 3], "
    "'rented', n %% 3 = 0, 'residents', n %% 5"
)
_VISIT = f"jsonb_build_object({_PLAIN}, 'house', 'H' || (%s + n %% %s))"
_HOUSE = (
    f"jsonb_build_object({_PLAIN}, 'built', (1980 + n %% 40) || '-05-01', 'state', "
    "(ARRAY['good','fair','poor'])[1 + n %% 3], 'owner', (ARRAY['state','firm','person'])[1 + n %% 3], "
    "'floors', (1 + n %% 30)::text, 'rooms', n %% 9, 'lift', n %% 2 = 0, 'gas', n %% 2 = 1, "
    "'checked', '2024-0' || 1 + n %% 9 || '-01', "
    + ", ".join(f"'t{at}', '第' || (n + {at}) %% 997 || '项'" for at in range(1, _TEXTS + 1))
    + ")"
)


def wide_fields() -> list[Any]:
    """The 40 fields of the wide ledger."""
    from jingwei.core.fields import Choice, Field

    uses = (Choice("home", "住宅"), Choice("shop", "商铺"), Choice("office", "办公"))
    states = (Choice("good", "完好"), Choice("fair", "基本完好"), Choice("poor", "一般损坏"))
    owners = (Choice("state", "国有"), Choice("firm", "企业"), Choice("person", "个人"))
    return [
        Field("number", "房屋编号", "text", required=True),
        Field("address", "地址", "address", required=True),
        Field("grid", "网格编码", "text"),
        Field("use", "房屋性质", "choice", choices=uses, facet=True),
        Field("rented", "是否出租", "yesno", facet=True),
        Field("built", "建成日期", "date", facet=True),
        Field("state", "完损等级", "choice", choices=states, facet=True),
        Field("owner", "产权性质", "choice", choices=owners, facet=True),
        Field("floors", "层数", "text"),
        Field("residents", "居住人数", "integer"),
        Field("rooms", "间数", "integer"),
        Field("lift", "有无电梯", "yesno", facet=True),
        Field("gas", "是否通气", "yesno"),
        Field("checked", "检查日期", "date"),
        *(Field(f"t{at}", f"说明{at}", "text") for at in range(1, _TEXTS + 1)),
        Field("point", "位置", "location"),
    ]


@dataclass(frozen=True)
class Filled:
    """A street of the curve: how many entries it has, its ledgers by what they are, one house and its number."""

    street: Any
    entries: int
    largest: Any
    wide: Any
    house: Any


@contextmanager
def indexed_afterwards(*tables: str) -> Iterator[None]:
    """Take away the indexes that are not unique while millions of rows are made, and make them again."""
    from django.db import connection

    from jingwei.core.roles import OWNER
    from jingwei.core.scope import BASE_ROLE

    def owner(statements: Sequence[str]) -> None:
        with connection.cursor() as cursor:
            for statement in (f"SET ROLE {OWNER}", *statements, f"SET ROLE {BASE_ROLE}"):
                cursor.execute(statement)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
            [list(tables)],
        )
        found = cursor.fetchall()
    owner([f"DROP INDEX {name}" for name, _ in found])
    yield
    owner([made for _, made in found])


def fill_street(street: Any, entries: int) -> Filled:
    """60 ledgers with so many entries, confirmed every quarter."""
    from jingwei.core.scope import open_scope
    from jingwei.registers.models import Entry, Register
    from jingwei.registers.tests.ledgers import HOUSES

    with open_scope(street.scope("office")):
        visits = [*(f for f in HOUSES.fields if f.kind not in ("location", "area")), _link()]
        named = [("visits", "走访台账", visits, "quarter"), ("houses", "房屋台账", wide_fields(), "quarter")]
        named += [(f"r{n}", f"台账{n}", list(HOUSES.fields), "") for n in range(3, REGISTERS + 1)]
        registers = [_register(street, at, *one) for at, one in enumerate(named)]
        Register.objects.bulk_create(registers)
        fill(
            street.code, [r.pk for r in registers], [p.pk for p in street.places.values() if p.level == "grid"], entries
        )
        house = Entry.objects.get(register=registers[1], key=f"H{int(entries * LARGEST) + 20}")
    return Filled(street, entries, registers[0], registers[1], house)


def fill(street: str, registers: Sequence[Any], places: Sequence[Any], entries: int) -> None:
    """The rows of one street, in its own scope."""
    from django.db import connection

    first = int(entries * LARGEST)
    second = first + int(entries * WIDE)
    with connection.cursor() as cursor:
        cursor.execute(
            _MADE,
            [
                list(places), len(places), list(registers), first, second, REGISTERS - 2, first, second,
                WEST, SIDE, SOUTH, SIDE, entries,
            ],
        )  # fmt: skip
        cursor.execute(_ENTRIES, [street])
        ranges = (
            (f"n <= {first}", _VISIT, [first + 1, second - first], 0),
            (f"n > {first} AND n <= {second}", _HOUSE, [], QUARTERS - 1),
            (f"n > {second}", f"jsonb_build_object({_PLAIN})", [], 0),
        )
        for which, data, given, quarters in ranges:
            cursor.execute(_VERSIONS.format(columns=_COLUMNS, data=data, which=which), [street, *given])
            cursor.execute(_CONFIRMED.format(which=which), [street, quarters])


def _link() -> Any:
    from jingwei.core.fields import Field

    return Field("house", "房屋", "link", link="houses")


def _register(street: Any, order: int, key: str, name: str, fields: list[Any], every: str) -> Any:
    from jingwei.core.fields import FieldSet
    from jingwei.registers.models import Register

    return Register(
        subdistrict=street.code, key=key, name=name, noun="房屋", unit="处", fields=FieldSet(key, 1, tuple(fields)).dump(),
        key_field="number", title_field="address", place_field="grid", confirm_every=every, order=order,
    )  # fmt: skip
