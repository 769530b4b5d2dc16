"""Values reported from outside: kept as they came, the latest known one counts, earlier ones stay."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Q

from jingwei.core.periods import Period
from jingwei.indicators.models import Reported


def reported_values(wanted: Sequence[tuple[str, Period]], known_at: datetime | None = None) -> dict[tuple[str, Period], Reported]:
    """For each (statistic, period) the value as known at a moment, in one query. Absent ones are absent."""
    if not wanted:
        return {}
    known = Q(known_to=None) if known_at is None else Q(known_from__lte=known_at) & (Q(known_to=None) | Q(known_to__gt=known_at))
    rows = Reported.objects.filter(
        known, indicator__in={key for key, _ in wanted}, period__in={str(period) for _, period in wanted}
    ).order_by("known_from")
    latest = {(row.indicator, row.period): row for row in rows}
    return {(key, period): latest[key, str(period)] for key, period in wanted if (key, str(period)) in latest}
