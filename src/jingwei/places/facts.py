"""The territory as a source of facts: the grids of every scheme, by scheme and level, as of any day.

What is known of a place from when on is read from its key, which carries the moment it was made (RFC 9562).
"""

from collections.abc import Iterator

from jingwei.core.facts.source import Source, fact_sources
from jingwei.core.fields import Field, FieldSet

FIELDS = FieldSet(
    key="territory",
    version=1,
    fields=(
        Field("code", "编码", "text"),
        Field("name", "名称", "text"),
        Field("scheme", "网格体系", "text"),
        Field("level", "层级", "text"),
        Field("parent", "上级", "link", link="territory"),
        Field("drawn", "有边界", "yesno"),
        Field("area", "面积", "area", unit="平方米", decimals=1),
    ),
)
# A place is called by scheme and code: two schemes may number their grids alike.
_TABLE = """(
  SELECT p.id, p.id AS entry_id, p.subdistrict, p.id AS place_id, '{}'::uuid[] AS places, p.name AS title, p.sort,
    p.valid_from, p.valid_to, core_key_moment(p.id) AS known_from, NULL::timestamptz AS known_to,
    jsonb_strip_nulls(jsonb_build_object('key', s.key || ':' || p.code, 'code', p.code, 'name', p.name, 'scheme', s.key,
      'level', p.level, 'parent', s.key || ':' || u.code, 'drawn', p.outline IS NOT NULL,
      'area', CASE WHEN p.area IS NOT NULL THEN jsonb_build_object('n', p.area::text, 'u', '平方米') END)) AS data
  FROM places_place p JOIN places_gridscheme s ON s.id = p.scheme_id LEFT JOIN places_place u ON u.id = p.parent_id
  WHERE p.valid_to > p.valid_from
)"""


@fact_sources
def territory() -> Iterator[Source]:
    """The grids."""
    yield Source("territory", "区划与网格", FIELDS, "key", _TABLE)
