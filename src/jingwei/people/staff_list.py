"""The list of staff: searched, narrowed by department, role and community, counted for the filters."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from jingwei.people.models import Appointment, Post, Staff
from jingwei.people.query import in_force
from jingwei.people.roles import ROLES
from jingwei.places.models import Place


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty values do not narrow. `left` asks for those who left."""

    words: str = ""
    department: str = ""
    role: str = ""
    community: str = ""
    left: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """One value of a filter with how many people it would leave."""

    key: str
    label: str
    count: int


def find_staff(wanted: Wanted, on: date) -> QuerySet[Staff]:
    """The people wanted, in the order of their names."""
    rows = (
        Staff.objects.filter(Q(left_on=None) | Q(left_on__gt=on))
        if not wanted.left
        else Staff.objects.filter(left_on__lte=on)
    )
    for word in wanted.words.split():
        rows = rows.filter(
            Q(name__contains=word)
            | Q(number__startswith=word)
            | Q(phone__startswith=word)
            | Q(initials__startswith=word.lower())
            | Q(position__contains=word)
        )
    if _is_key(wanted.department):
        rows = rows.filter(department=UUID(wanted.department))
    if wanted.role:
        rows = rows.filter(pk__in=_holders(Post.objects.filter(role=wanted.role), on))
    if _is_key(wanted.community):
        inside = Place.objects.filter(path__contains=[UUID(wanted.community)]).values_list("pk", flat=True)
        rows = rows.filter(pk__in=_holders(Post.objects.filter(place__in=list(inside)), on))
    return rows.order_by("sort", "number")


def _holders(posts: QuerySet[Post], on: date) -> list[UUID]:
    """Who holds one of the posts on a day.

    Asked for apart: inside the list's own query the planner, blind behind the policies, repeats this for every person.
    """
    keys = list(posts.values_list("pk", flat=True))
    return list(in_force(Appointment.objects.filter(post__in=keys), on).values_list("staff", flat=True))


def posts_of(people: Sequence[UUID], on: date) -> dict[UUID, list[Appointment]]:
    """The appointments in force of these people, with their posts: one query."""
    found: dict[UUID, list[Appointment]] = {key: [] for key in people}
    rows = (
        in_force(Appointment.objects.filter(staff__in=people), on).select_related("post").order_by("rank", "post__name")
    )
    for one in rows:
        found[one.staff_id].append(one)
    return found


def count_departments(people: Sequence[UUID]) -> list[Counted]:
    """How many of these people are in each department, in the order of the office."""
    groups = Staff.objects.filter(pk__in=people).exclude(department=None)
    counted = groups.values_list("department", "department__name", "department__order").annotate(n=Count("pk"))
    ordered = counted.order_by("department__order", "department__name")
    return [Counted(str(key), name, count) for key, name, _, count in ordered]


def count_roles(people: Sequence[UUID], on: date) -> list[Counted]:
    """How many of these people hold each role on a day."""
    held = in_force(Appointment.objects.filter(staff__in=people), on)
    counts = dict(held.values_list("post__role").annotate(n=Count("staff", distinct=True)))
    return [Counted(role.key, role.label, counts[role.key]) for role in ROLES.values() if role.key in counts]


def count_communities(people: Sequence[UUID], on: date) -> list[Counted]:
    """How many of these people serve in each community of the scheme that gives rights, in its posts or below."""
    held = in_force(Appointment.objects.filter(staff__in=people), on)
    serves = set(held.exclude(post__place=None).values_list("post__place", "staff"))
    paths = dict(Place.objects.filter(pk__in={place for place, _ in serves}).values_list("pk", "path"))
    inside: dict[UUID, set[UUID]] = defaultdict(set)
    for served, person in serves:
        for place in paths.get(served, ()):
            inside[place].add(person)
    communities = Place.objects.filter(level="community", scheme__gives_rights=True, pk__in=list(inside))
    named = communities.order_by("sort").values_list("pk", "name")
    return [Counted(str(key), name, len(inside[key])) for key, name in named]


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
