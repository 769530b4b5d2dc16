"""How imports of departments, staff and appointments are looked at and undone."""

from datetime import date
from typing import Any

from django.db import connection

from jingwei.core.actions import Act
from jingwei.core.errors import Conflict, Refused
from jingwei.core.imports import HistoryKind, Undoing, Written, register_kind
from jingwei.core.imports.traces import Trace
from jingwei.people.holding import Holding, holdings, refusals
from jingwei.people.importing import name_of
from jingwei.people.models import Appointment, Department, Post, Staff
from jingwei.people.policy import people_policy
from jingwei.people.roles import label_of

_NOT_ONESELF = "这次导入里有本人的任职，不能由本人撤销，请由另一位安全管理员办理。"


def lock_lists(street: str) -> None:
    """Lists of people come in, and are taken back, one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 5))", [street])


class _Lists(HistoryKind):
    policy = people_policy
    verb = "keep_lists"

    def lock(self, act: Act) -> None:
        lock_lists(act.scope.subdistrict)


@register_kind
class DepartmentImport(_Lists):
    """Departments from a sheet."""

    action = "people.import_departments"
    label = "部门名册"
    url = "/departments/"
    tables = (Written(Department, "部门", name_of),)


@register_kind
class StaffImport(_Lists):
    """Staff from a sheet."""

    action = "people.import_staff"
    label = "人员花名册"
    url = "/staff/"
    tables = (Written(Staff, "人员", name_of, silent=("sort", "initials"), loose=("account_id", "left_on")),)


@register_kind
class AppointmentImport(_Lists):
    """Posts and appointments from a sheet."""

    action = "people.import_appointments"
    label = "岗位任职表"
    url = "/posts/"
    verb = "appoint"
    tables = (
        Written(Post, "岗位", name_of, words={"role": label_of}),
        Written(Appointment, "任职", name_of, reads=("post", "staff"), words={"rank": lambda rank: f"{rank}岗"}),
    )

    def hinder(self, undoing: Undoing) -> None:
        """The rules of holding posts apply to what is given back: nobody's own, one A at a time, three apart."""
        actor = undoing.act.actor.id
        held = [row for row in undoing.rows.values() if isinstance(row, Appointment)]
        if actor and any(row.staff_id == actor for row in held):
            raise Refused(_NOT_ONESELF)
        back = [_as_before(undoing.rows[trace.row], trace) for trace in undoing.changed.get(Appointment, ())]
        if not back:
            return
        own = {(row.staff_id, row.post_id, row.valid_from) for row in held}
        known = holdings(staff={one.staff for one in back}, posts={one.post for one in back})
        wrong = refusals(back, [one for one in known if (one.staff, one.post, one.since) not in own])
        if wrong:
            raise Conflict(f"改回原来的任职会有冲突，不能撤销：{next(iter(wrong.values()))}")


def _as_before(row: Any, trace: Trace) -> Holding:
    before = trace.before or {}
    until = date.fromisoformat(before["valid_to"]) if "valid_to" in before else row.valid_to
    rank = before.get("rank", row.rank)
    return Holding(row.staff_id, row.staff.name, row.post_id, row.post.name, row.post.role, rank, row.valid_from, until)
