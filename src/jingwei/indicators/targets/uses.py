"""Which targets are held against an indicator."""

from collections.abc import Iterator

from django.db.models import F
from django.urls import reverse

from jingwei.core.facts.point import Point
from jingwei.core.periods import period_name
from jingwei.indicators.dependents import Dependent, dependents
from jingwei.indicators.targets.aims import place_names, printed
from jingwei.indicators.targets.models import TargetVersion

_MOST = 50


@dependents
def targets_of(key: str) -> Iterator[Dependent]:
    """The targets in force, the newest period first and in it the whole subdistrict's first; two queries."""
    found = TargetVersion.objects.filter(Point().condition(), target__indicator=key).select_related("target")
    rows = found.order_by("-target__period", F("target__place").asc(nulls_first=True))[:_MOST]
    names = place_names({row.target.place for row in rows})
    for row in rows:
        where = names.get(row.target.place, "全街道")
        name = f"{period_name(row.target.period)}{where}：{printed(row)}"
        yield Dependent("目标", name, reverse("indicators:target", args=[row.target_id]), f"{row.target.issuer}下达")
