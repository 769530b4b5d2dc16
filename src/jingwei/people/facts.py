"""Who serves where as a source of facts: appointments to posts, as of any day. No names, numbers or phones."""

from collections.abc import Iterator

from jingwei.core.facts.source import Source, fact_sources
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.people.roles import ROLES

FIELDS = FieldSet(
    key="appointments",
    version=1,
    fields=(
        Field("post", "岗位代号", "text"),
        Field("post_name", "岗位名称", "text"),
        Field("role", "角色", "choice", choices=tuple(Choice(role.key, role.label) for role in ROLES.values())),
        Field("staff", "人员", "text"),
        Field("position", "职务", "text"),
        Field("category", "人员类别", "text"),
        Field("department", "所在部门", "text"),
        Field("stationed", "派驻机构", "yesno"),
        Field("place", "服务区域", "link", link="territory"),
        Field("since", "任职日期", "date"),
        Field("until", "离任日期", "date"),
    ),
)
_TABLE = """(
  SELECT a.id, a.id AS entry_id, a.subdistrict, o.place_id, '{}'::uuid[] AS places, o.name AS title, o.key AS sort,
    a.valid_from, a.valid_to, core_key_moment(a.id) AS known_from, NULL::timestamptz AS known_to,
    jsonb_strip_nulls(jsonb_build_object('key', a.id, 'post', o.key, 'post_name', o.name, 'role', o.role, 'staff', f.id,
      'position', NULLIF(f.position, ''), 'category', NULLIF(f.category, ''), 'department', d.name,
      'stationed', d.stationed, 'place', g.key || ':' || p.code, 'since', a.valid_from,
      'until', NULLIF(a.valid_to, DATE '9999-12-31'))) AS data
  FROM people_appointment a JOIN people_post o ON o.id = a.post_id JOIN people_staff f ON f.id = a.staff_id
  LEFT JOIN people_department d ON d.id = f.department_id
  LEFT JOIN places_place p ON p.id = o.place_id LEFT JOIN places_gridscheme g ON g.id = p.scheme_id
  WHERE a.valid_to > a.valid_from
)"""


@fact_sources
def appointments() -> Iterator[Source]:
    """Appointments; one person may hold several, so persons are counted as distinct `staff`."""
    yield Source("appointments", "岗位任职", FIELDS, "key", _TABLE)
