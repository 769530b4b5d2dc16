"""Who works here and who serves where as sources of facts: staff and appointments to posts, as of any day.

No number or phone is a fact, and no name: that of a person is what a row is called, by which nothing is counted. The
second time lies in the history of statements (core/history_sql.py).
"""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from jingwei.core.facts.source import Shown, Source, fact_sources
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.core.facts.then import as_known
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import Actor
from jingwei.people.roles import ROLES

_ROLES = tuple(Choice(role.key, role.label) for role in ROLES.values())
FIELDS = FieldSet(
    key="appointments",
    version=1,
    fields=(
        Field("post", "岗位代号", "text"),
        Field("post_name", "岗位名称", "text"),
        Field("role", "角色", "choice", choices=_ROLES, facet=True),
        Field("staff", "人员", "link", link="office_staff"),
        Field("position", "职务", "text"),
        Field("category", "人员类别", "text", facet=True),
        Field("department", "所在部门", "text", facet=True),
        Field("stationed", "派驻机构", "yesno", facet=True),
        Field("place", "服务区域", "link", link="territory"),
        Field("since", "任职日期", "date"),
        Field("until", "离任日期", "date"),
    ),
)
_TABLE = """(
  SELECT a.id, a.id AS entry_id, a.subdistrict, o.place_id, '{}'::uuid[] AS places, f.name AS title, o.key AS sort,
    a.valid_from, a.valid_to, core_key_moment(a.id) AS known_from, NULL::timestamptz AS known_to,
    jsonb_strip_nulls(jsonb_build_object('key', a.id, 'post', o.key, 'post_name', o.name, 'role', o.role, 'staff', f.id,
      'position', NULLIF(f.position, ''), 'category', NULLIF(f.category, ''), 'department', d.name,
      'stationed', d.stationed, 'place', g.key || ':' || p.code, 'since', a.valid_from,
      'until', NULLIF(a.valid_to, DATE '9999-12-31'))) AS data
  FROM {appointment} a JOIN {post} o ON o.id = a.post_id JOIN {staff} f ON f.id = a.staff_id
  LEFT JOIN {department} d ON d.id = f.department_id
  LEFT JOIN {place} p ON p.id = o.place_id LEFT JOIN {scheme} g ON g.id = p.scheme_id
  WHERE a.valid_to > a.valid_from
)"""


STAFF_FIELDS = FieldSet(
    key="office_staff",
    version=1,
    fields=(
        Field("position", "职务", "text"),
        Field("category", "人员类别", "text", facet=True),
        Field("department", "部门", "text", facet=True),
        Field("stationed", "派驻机构", "yesno", facet=True),
        Field("left", "离岗日期", "date"),
    ),
)
_STAFF = """(
  SELECT f.id, f.id AS entry_id, f.subdistrict, NULL::uuid AS place_id, '{}'::uuid[] AS places, f.name AS title, f.sort,
    DATE '1900-01-01' AS valid_from, COALESCE(f.left_on, DATE '9999-12-31') AS valid_to,
    core_key_moment(f.id) AS known_from, NULL::timestamptz AS known_to,
    jsonb_strip_nulls(jsonb_build_object('key', f.id, 'position', NULLIF(f.position, ''),
      'category', NULLIF(f.category, ''), 'department', d.name, 'stationed', d.stationed, 'left', f.left_on)) AS data
  FROM {staff} f LEFT JOIN {department} d ON d.id = f.department_id WHERE f.withdrawn_at IS NULL
)"""
_TABLES = {
    "{appointment}": "people_appointment", "{post}": "people_post", "{staff}": "people_staff",
    "{department}": "people_department", "{place}": "places_place", "{scheme}": "places_gridscheme",
}  # fmt: skip


def _at(text: str, known_at: datetime | None = None) -> str:
    for mark, name in _TABLES.items():
        if mark in text:
            text = text.replace(mark, name if known_at is None else as_known(name, known_at))
    return text


def _appointed(known_at: datetime) -> str:
    return _at(_TABLE, known_at)


def _employed(known_at: datetime) -> str:
    return _at(_STAFF, known_at)


def _found(words: str) -> Sql:
    """By parts of the name."""
    out = ALWAYS
    for word in words.split():
        text = word.replace("\\", "").replace("%", "").replace("_", "").replace("\0", "")
        out = out & Sql("v.title LIKE %s", (f"%{text}%",))
    return out


def _see(actor: Actor) -> None:
    """Who works here is known to all who do."""


def _shown() -> Shown:
    return Shown(
        url=reverse("people:appointments"),
        row_url=lambda row: reverse("people:staff_record", args=[row.data["staff"]]),
        columns=("post_name", "role", "department", "position", "since", "until"),
        unit="项任职",
        see=_see,
        exports=lambda actor: True,
        title="姓名",
        place="服务区域",
        hint="姓名",
    )


@fact_sources
def appointments() -> Iterator[Source]:
    """Appointments, of which one person may hold several, so persons are counted as distinct `staff`; and the staff."""
    yield Source(
        "appointments", "岗位任职", FIELDS, "key", _at(_TABLE), then=_appointed, by_day=True, find=_found,
        shown=_shown,
    )  # fmt: skip
    yield staff_source()


def _listed() -> Shown:
    return Shown(
        url=reverse("people:staff"),
        row_url=lambda row: reverse("people:staff_record", args=[row.entry]),
        columns=("department", "position", "category"),
        unit="人",
        see=_see,
        exports=lambda actor: True,
        title="姓名",
        place="",
        hint="姓名、拼音首字母、工号、电话、职务",
    )


def staff_source() -> Source:
    """Who works here."""
    return Source(
        "office_staff", "人员名册", STAFF_FIELDS, "key", _at(_STAFF), then=_employed, by_day=True, shown=_listed
    )
