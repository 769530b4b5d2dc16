"""The territory as a source of facts: the grids of every scheme, by scheme and level, as of any day.

Its second time lies in the history of statements: as known at a moment, places and schemes are what they were before
all that was written since (core/history_sql.py).
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from jingwei.core.facts.source import Shown, Source, fact_sources
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.facts.then import as_known
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import Actor

FIELDS = FieldSet(
    key="territory",
    version=1,
    fields=(
        Field("code", "编码", "text"),
        Field("name", "名称", "text"),
        Field("scheme", "网格体系", "text"),
        Field("level", "层级", "text"),
        Field("parent", "上级", "link", link="territory"),
        Field("above", "上级名称", "text"),
        Field("drawn", "有边界", "yesno"),
        Field("area", "面积", "area", unit="平方米", decimals=1),
        Field("since", "启用日期", "date"),
        Field("until", "停用日期", "date"),
    ),
)
# A place is called by scheme and code: two schemes may number their grids alike.
_TABLE = """(
  SELECT p.id, p.id AS entry_id, p.subdistrict, p.id AS place_id, '{}'::uuid[] AS places, p.name AS title,
    to_char(array_length(p.path, 1), 'FM00') || ' ' || p.code AS sort,
    p.valid_from, p.valid_to, core_key_moment(p.id) AS known_from, NULL::timestamptz AS known_to,
    jsonb_strip_nulls(jsonb_build_object('key', s.key || ':' || p.code, 'code', p.code, 'name', p.name, 'scheme', s.key,
      'level', p.level, 'parent', s.key || ':' || u.code, 'above', u.name, 'drawn', p.area IS NOT NULL,
      'since', p.valid_from, 'until', NULLIF(p.valid_to, DATE '9999-12-31'),
      'area', CASE WHEN p.area IS NOT NULL THEN jsonb_build_object('n', p.area::text, 'u', '平方米') END)) AS data
  FROM {place} p JOIN {scheme} s ON s.id = p.scheme_id LEFT JOIN {place} u ON u.id = p.parent_id
  WHERE p.valid_to > p.valid_from
)"""
_NOW = {"{place}": "places_place", "{scheme}": "places_gridscheme"}


def _table(known_at: datetime | None = None) -> str:
    out = _TABLE
    for mark, name in _NOW.items():
        out = out.replace(mark, name if known_at is None else as_known(name, known_at))
    return out


def _found(words: str) -> Sql:
    """By part of the name, or the beginning of the code."""
    text = words.replace("\\", "").replace("%", "").replace("_", "").replace("\0", "")
    return Sql("(v.data->>'name' LIKE %s OR v.data->>'code' LIKE %s)", (f"%{text}%", f"{text}%")) if text else ALWAYS


def _see(actor: Actor) -> None:
    """The territory is known to all who work in it."""


def _shown() -> Shown:
    return Shown(
        url=reverse("places:list"),
        row_url=lambda row: reverse("places:place", args=[row.entry]),
        columns=("name", "code", "level", "above", "area", "since"),
        unit="个",
        see=_see,
        exports=lambda actor: True,
        place="",
        hint="名称或编码",
    )


@fact_sources
def territory() -> Iterator[Source]:
    """The grids."""
    yield Source(
        "territory", "区划与网格", FIELDS, "key", _table(), then=_table, by_day=True, find=_found, shown=_shown
    )
