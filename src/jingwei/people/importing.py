"""Departments, staff and appointments from an office's own sheets: read, compared with what is there, told in counts.

A plan says what would happen and is what happens: preview and action make it by the same function.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.history import labels_of
from jingwei.core.scope import current_scope
from jingwei.people.declared import (
    DEPARTMENT,
    END,
    NEEDS_PLACE,
    RANKS,
    ROLE_CHOICES,
    STAFF_FIELDS,
    department_values,
    staff_values,
)
from jingwei.people.holding import Holding, holdings, refusals
from jingwei.people.linked import problem
from jingwei.people.models import Appointment, Department, Post, Staff
from jingwei.people.roles import PLACE_ROLES
from jingwei.places.models import Place

STAFF = FieldSet("people.import_staff", 1, (*STAFF_FIELDS, Field("department", "部门", "text", max_length=60)))
APPOINTMENTS = FieldSet(
    "people.import_appointments",
    1,
    (
        Field("post", "岗位代号", "text", required=True, max_length=64),
        Field("post_name", "岗位名称", "text", required=True, max_length=60, aliases=("岗位",)),
        Field("role", "角色", "choice", required=True, choices=ROLE_CHOICES),
        Field("place", "服务区域编码", "text", max_length=24, aliases=("区域编码", "网格编码")),
        Field("department", "部门", "text", max_length=60),
        Field("number", "工号", "text", required=True, max_length=24),
        Field("name", "姓名", "text", max_length=40, help="只用来核对，与工号不符的不导入"),
        Field("rank", "AB岗", "choice", choices=RANKS, aliases=("A/B岗",)),
        Field("valid_from", "任职日期", "date", required=True),
        Field("valid_to", "离任日期", "date"),
    ),
)
Rows = Sequence[tuple[int, Mapping[str, Any]]]
# Columns made from others, which a reader of differences need not see.
_SILENT = {"sort", "initials"}
_MOST = 200


@dataclass(slots=True)
class Plan:
    """What a sheet would do: records to insert and to update, how many rows stay as they are, and what is refused.

    `problems` carry the row of the sheet; a row with a problem is in none of the others. `before` are records that the
    new ones stand on. `differences` say of what changes (at most 200): which record, which column, before, after.
    """

    new: list[Any] = field(default_factory=list)
    changed: list[Any] = field(default_factory=list)
    same: int = 0
    problems: list[Problem] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    before: list[Any] = field(default_factory=list)
    differences: list[tuple[str, str, Any, Any]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """The four counts of a preview."""
        refused = len({p.row for p in self.problems})
        return {"new": len(self.new), "changed": len(self.changed), "same": self.same, "refused": refused}

    def write(self) -> None:
        """Insert and update; two statements per kind of record."""
        for model in dict.fromkeys(type(one) for one in (*self.before, *self.new)):
            model.objects.bulk_create([one for one in (*self.before, *self.new) if type(one) is model])
        if self.changed:
            for one in self.changed:
                one.revision += 1
            type(self.changed[0]).objects.bulk_update(self.changed, [*self.columns, "revision"])


def plan_departments(rows: Rows) -> Plan:
    """Departments by their key."""
    plan = Plan(columns=("name", "kind", "stationed", "phone", "duty", "order", "credit_code"))
    known = {one.key: one for one in Department.objects.all()}
    for _, values in _once(rows, DEPARTMENT, "key", plan):
        _compare(plan, Department, known.get(values["key"]), department_values(values))
    return plan


def plan_staff(rows: Rows) -> Plan:
    """Staff by their number; departments by name or key."""
    plan = Plan(columns=("name", "phone", "position", "category", "sort", "initials", "department"))
    known = {one.number: one for one in Staff.objects.select_related("department")}
    departments = _departments()
    for row, values in _once(rows, STAFF, "number", plan):
        named = values.get("department", "")
        if named and named not in departments:
            message = f"没有“{named}”这个部门，请先导入或新增部门，或改成部门名册里的名称。"
            plan.problems.append(problem(STAFF, "department", named, message, code="department.unknown", row=row))
            continue
        wanted = {**staff_values(values), "department": departments.get(named)}
        _compare(plan, Staff, known.get(values["number"]), wanted)
    return plan


def plan_appointments(rows: Rows) -> Plan:
    """Appointments by post, person and first day; a post that is not there yet is set up along with them."""
    plan = Plan(columns=("rank", "valid_to"))
    finder = _Finder(rows)
    fits: list[tuple[int, Appointment, Holding]] = []
    for row, values in rows:
        key, message = finder.refusal(values)
        if message:
            plan.problems.append(problem(APPOINTMENTS, key, values.get(key), message, code=f"{key}.wrong", row=row))
            continue
        post, person = finder.post(values), finder.staff[values["number"]]
        since = date.fromisoformat(values["valid_from"])
        until = date.fromisoformat(values["valid_to"]) if values.get("valid_to") else END
        rank = values.get("rank") or "A"
        there = finder.appointments.get((post.pk, person.pk, since))
        if there is not None:
            _compare(plan, Appointment, there, {"rank": rank, "valid_to": until})
            continue
        made = Appointment(
            subdistrict=finder.street, post=post, staff=person, rank=rank, valid_from=since, valid_to=until
        )
        held = Holding(person.pk, person.name, post.pk, post.name, post.role, rank, since, until)
        fits.append((row, made, held))
    _take_fitting(plan, fits)
    used = {one.post_id for one in plan.new}
    plan.before = [post for post in finder.made.values() if post.pk in used]
    return plan


def _take_fitting(plan: Plan, fits: Sequence[tuple[int, Appointment, Holding]]) -> None:
    new = [held for _, _, held in fits]
    gone = {one.pk for one in plan.changed}
    known = holdings(staff={one.staff for one in new}, posts={one.post for one in new})
    ends = {(one.staff_id, one.post_id, one.valid_from): one for one in plan.changed if one.pk in gone}
    # What the same sheet shortens no longer stands in the way.
    known = [_as_changed(held, ends.get((held.staff, held.post, held.since))) for held in known]
    wrong = refusals(new, known)
    for index, (row, made, held) in enumerate(fits):
        if index in wrong:
            plan.problems.append(problem(APPOINTMENTS, "number", held.staff_name, wrong[index], code="clash", row=row))
        else:
            plan.new.append(made)


def _as_changed(held: Holding, changed: Appointment | None) -> Holding:
    if changed is None:
        return held
    return Holding(
        held.staff, held.staff_name, held.post, held.post_name, held.role, changed.rank, held.since, changed.valid_to
    )


class _Finder:
    """What appointment rows name: people, posts, places and departments, found in a few queries for all rows."""

    def __init__(self, rows: Rows) -> None:
        self.street = current_scope().subdistrict
        self.staff = {one.number: one for one in Staff.objects.all()}
        self.posts = {one.key: one for one in Post.objects.all()}
        self.departments = _departments()
        codes = {values["place"] for _, values in rows if values.get("place")}
        places = Place.objects.filter(code__in=codes).order_by("scheme__gives_rights", "valid_from")
        self.places = {one.code: one for one in places}
        numbers = {values.get("number") for _, values in rows}
        known = Appointment.objects.filter(staff__number__in=numbers).select_related("post", "staff")
        self.appointments = {(one.post_id, one.staff_id, one.valid_from): one for one in known}
        self.made: dict[str, Post] = {}

    def refusal(self, values: Mapping[str, Any]) -> tuple[str, str]:
        """The field and the sentence of what hinders a row; two empty texts when nothing does."""
        person = self.staff.get(values["number"])
        if person is None:
            return "number", f"人员名册里没有工号“{values['number']}”，请先导入人员。"
        if values.get("name") and values["name"] != person.name:
            return "name", f"工号{person.number}在名册里是“{person.name}”，请核对工号和姓名。"
        if values.get("place") and values["place"] not in self.places:
            return "place", f"没有编码为“{values['place']}”的区域，请核对编码，或先导入网格。"
        if values.get("department") and values["department"] not in self.departments:
            return "department", f"没有“{values['department']}”这个部门，请先导入或新增部门。"
        if values["role"] in PLACE_ROLES and not values.get("place"):
            return "place", NEEDS_PLACE
        known = self.posts.get(values["post"]) or self.made.get(values["post"])
        if known is not None and known.role != values["role"]:
            return "role", f"岗位“{known.name}”已按另一角色设置，同一岗位代号只能有一个角色。"
        if values.get("valid_to") and values["valid_to"] <= values["valid_from"]:
            return "valid_to", f"离任日期应晚于任职日期（{values['valid_from']}）。"
        return "", ""

    def post(self, values: Mapping[str, Any]) -> Post:
        """The post of a row, made when it is not there yet."""
        known = self.posts.get(values["post"]) or self.made.get(values["post"])
        if known is None:
            known = Post(
                subdistrict=self.street,
                key=values["post"],
                name=values["post_name"],
                role=values["role"],
                place=self.places.get(values.get("place", "")),
                department=self.departments.get(values.get("department", "")),
            )
            self.made[known.key] = known
        return known


def _departments() -> dict[str, Department]:
    rows = list(Department.objects.all())
    return {**{one.name: one for one in rows}, **{one.key: one for one in rows}}


def _once(rows: Rows, declared: FieldSet, key: str, plan: Plan) -> Rows:
    """The rows without those that repeat a key of an earlier row."""
    first: dict[Any, int] = {}
    kept = []
    for row, values in rows:
        value = values[key]
        if value in first:
            message = f"与第{first[value]}行重复，同一张表里只能有一行。"
            plan.problems.append(problem(declared, key, value, message, code="row.twice", row=row))
            continue
        first[value] = row
        kept.append((row, values))
    return kept


def _compare(plan: Plan, model: Any, known: Any, wanted: Mapping[str, Any]) -> None:
    if known is None:
        plan.new.append(model(subdistrict=current_scope().subdistrict, **wanted))
        return
    differs = [column for column, value in wanted.items() if getattr(known, column) != value]
    if not differs:
        plan.same += 1
        return
    labels, name = labels_of(model), name_of(known)
    for column in differs:
        if column not in _SILENT and len(plan.differences) < _MOST:
            label = labels.get(column) or labels.get(f"{column}_id", column)
            plan.differences.append((name, label, getattr(known, column), wanted[column]))
        setattr(known, column, wanted[column])
    plan.changed.append(known)


def name_of(record: Any) -> str:
    """What an office calls a department, a member of staff, a post or an appointment."""
    if isinstance(record, Appointment):
        return f"{record.post.name}：{record.staff.name}"
    return f"{record.name}（{record.number}）" if isinstance(record, Staff) else str(record.name)
