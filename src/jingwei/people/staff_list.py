"""The list of staff as a question to the source `staff`: filtered like any list, and by what the people serve as."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from jingwei.core.facts.asked import Asked, read_asked
from jingwei.core.facts.facts import Facts, facts_of
from jingwei.core.facts.spelling import joined
from jingwei.core.facts.sql import Sql
from jingwei.people.facts import appointments, staff_source
from jingwei.people.models import Appointment, Department, Staff
from jingwei.people.query import in_force
from jingwei.people.roles import ROLES

SERVES = "appointments.staff"


@dataclass(frozen=True, slots=True)
class Counted:
    """One value of a filter with how many people it would leave."""

    key: str
    label: str
    count: int


@dataclass(frozen=True)
class AskedStaff(Asked):
    """A question for staff: a place means who serves in it or below; `left` asks for those who left."""

    left: bool = False

    @property
    def day(self) -> date:
        """The day whose staff is seen."""
        return self.point.on or timezone.localdate()

    @cached_property
    def here(self) -> Sql:
        """Those in office on the day, or who had left by then."""
        if not self.left:
            return self.facts.here
        known = self.facts.ever("v")
        return Sql(f"{known.text} AND v.valid_to <= %s", (*known.values, self.day))

    @cached_property
    def serving(self) -> Facts:
        """The appointments at the same point in time."""
        return facts_of(next(iter(appointments())), self.point)

    def inside(self, place: UUID) -> Sql:
        """Who serves in the place or below."""
        served = self.serving
        here = served.here
        text = (
            f"((v.entry_id IN (SELECT (v.data->>'staff')::uuid FROM {served.table} v JOIN places_place p ON "  # noqa: S608
            f"p.id = v.place_id WHERE {here.text} AND p.path @> ARRAY[%s]::uuid[])) IS TRUE)"
        )
        return Sql(text, (*here.values, place))

    def pairs(self) -> list[tuple[str, str]]:
        """The question as pairs of an address."""
        return [*super().pairs(), *([("left", "1")] if self.left else [])]


def read_asked_staff(given: QueryDict) -> AskedStaff:
    """Read a question from an address; `department` (key), `role` and `community` (key) are what older ones say."""
    given = given.copy()
    older = {name: str(given.get(name, "")) for name in ("department", "role", "community")}
    if _is_key(older["community"]) and not given.get("place"):
        given["place"] = older["community"]
    facts = facts_of(staff_source())
    read = read_asked(facts, given)
    where = read.where
    if _is_key(older["department"]):
        name = Department.objects.filter(pk=UUID(older["department"])).values_list("name", flat=True).first()
        where = joined(where, {"department": name or "—"})
    if older["role"] in ROLES:
        where = joined(where, serving_as(older["role"]))
    return AskedStaff(read.facts, where, read.words, read.place, read.order, left=given.get("left") == "1")


def serving_as(role: str) -> dict[str, object]:
    """The condition of holding a post of a role."""
    return {"having": {"rows": SERVES, "where": {"role": role}}}


def count_served(asked: AskedStaff) -> tuple[list[Counted], list[Counted]]:
    """Of the people asked for how many hold each role, and how many serve in each community of the scheme that gives
    rights; two statements."""
    served = asked.serving
    here = served.here
    people = asked.query("v.entry_id::text")
    statement = (
        "SELECT v.data->>'role', p.path[2], GROUPING(v.data->>'role'), count(DISTINCT v.data->>'staff') "  # noqa: S608
        f"FROM {served.table} v LEFT JOIN places_place p ON p.id = v.place_id WHERE {here.text} "
        f"AND (v.data->>'staff' IN ({people.text})) IS TRUE GROUP BY GROUPING SETS ((1), (2))"
    )
    roles: dict[str, int] = defaultdict(int)
    places: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(statement, (*here.values, *people.values))
        for role, place, by_place, count in cursor.fetchall():
            if by_place == 0 and role:
                roles[role] = count
            elif by_place and place:
                places[place] = count
        cursor.execute(
            "SELECT p.id, p.name FROM places_place p JOIN places_gridscheme s ON s.id = p.scheme_id "
            "WHERE p.id = ANY(%s) AND s.gives_rights AND p.level = 'community' ORDER BY p.sort",
            [list(places)],
        )
        named = cursor.fetchall()
    by_role = [Counted(role.key, role.label, roles[role.key]) for role in ROLES.values() if role.key in roles]
    return by_role, [Counted(str(key), name, places[key]) for key, name in named]


def found_staff(words: str) -> Sql:
    """The people that every word finds, by name, number, phone, initials or position."""
    out, values = "TRUE", []
    for word in words.split():
        text = word.replace("\\", "").replace("%", "").replace("_", "").replace("\0", "")
        out += (
            " AND (f.name LIKE %s OR f.number LIKE %s OR f.phone LIKE %s OR f.initials LIKE %s OR f.position LIKE %s)"
        )
        values += [f"%{text}%", f"{text}%", f"{text}%", f"{text.lower()}%", f"%{text}%"]
    return Sql(f"v.entry_id IN (SELECT f.id FROM people_staff f WHERE {out})", tuple(values))  # noqa: S608


def find_staff(words: str = "", department: str = "", on: date | None = None) -> QuerySet[Staff]:
    """Who is in office on a day, by words or of a department (key), in the order of their names."""
    rows = Staff.objects.filter(Q(left_on=None) | Q(left_on__gt=on or timezone.localdate()))
    for word in words.split():
        rows = rows.filter(
            Q(name__contains=word)
            | Q(number__startswith=word)
            | Q(phone__startswith=word)
            | Q(initials__startswith=word.lower())
            | Q(position__contains=word)
        )
    if _is_key(department):
        rows = rows.filter(department=UUID(department))
    return rows.order_by("sort", "number")


def posts_of(people: Sequence[UUID], on: date) -> dict[UUID, list[Appointment]]:
    """The appointments in force of these people, with their posts: one query."""
    found: dict[UUID, list[Appointment]] = {key: [] for key in people}
    rows = (
        in_force(Appointment.objects.filter(staff__in=people), on).select_related("post").order_by("rank", "post__name")
    )
    for one in rows:
        found[one.staff_id].append(one)
    return found


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
