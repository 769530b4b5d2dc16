"""Matters counted by two things at once: kind, stage or channel down, communities or grids across."""

from collections import Counter
from typing import Literal
from uuid import UUID

from django.db.models import Count

from jingwei.core.scope import current_scope
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.places.models import Place

Down = Literal["kind", "stage", "channel"]


def crossed(down: Down, level: str) -> dict[tuple[str, UUID], int]:
    """(value, place of that level) → matters within the reader's border; what lies above the level stands at its own
    place. Three queries.
    """
    policy.may(current_scope().actor, "see")
    rows = Matter.objects.exclude(stage="void").values_list(down, "place_id").annotate(n=Count("pk")).order_by()
    found = list(rows)
    places = dict(Place.objects.filter(pk__in={place for _, place, _ in found}).values_list("pk", "path"))
    at_level = set(
        Place.objects.filter(level=level, pk__in={key for path in places.values() for key in path}).values_list(
            "pk", flat=True
        )
    )
    out: Counter[tuple[str, UUID]] = Counter()
    for value, place, n in found:
        over = next((key for key in reversed(places.get(place, ())) if key in at_level), place)
        out[value, over] += n
    return dict(out)
