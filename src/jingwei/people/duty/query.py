"""Questions asked of the roster."""

from datetime import date, datetime

from django.db.models import QuerySet

from jingwei.people.models import Duty


def roster(first: date, last: date) -> QuerySet[Duty]:
    """Who is on duty from one day to another, both included."""
    rows = Duty.objects.filter(day__gte=first, day__lte=last, withdrawn_at=None).select_related("staff")
    return rows.order_by("day", "starts_at", "-seat", "staff__sort")


def on_duty(at: datetime) -> QuerySet[Duty]:
    """Who is on duty at a moment."""
    rows = Duty.objects.filter(starts_at__lte=at, ends_at__gt=at, withdrawn_at=None).select_related("staff")
    return rows.order_by("-seat", "staff__sort")
