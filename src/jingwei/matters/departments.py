"""Departments as choices of a form, and their names by key."""

from collections.abc import Iterable
from uuid import UUID

from jingwei.core.fields import Choice, Field
from jingwei.people.models import Department


def department_choices() -> tuple[Choice, ...]:
    """All departments in the order of the office. One query."""
    rows = Department.objects.order_by("order", "name").values_list("pk", "name")
    return tuple(Choice(str(pk), name) for pk, name in rows)


def several(key: str, label: str, *, required: bool = False, help: str = "") -> Field:
    """A field in which several departments are chosen, or written by their names. One query."""
    return Field(key, label, "choices", required=required, choices=department_choices(), help=help)


def department_names(keys: Iterable[UUID]) -> dict[UUID, str]:
    """Names by key; those taken out of use too. One query, none without keys."""
    wanted = set(keys)
    if not wanted:
        return {}
    return dict(Department.every.filter(pk__in=wanted).values_list("pk", "name"))
