"""Which reports print a figure of an indicator."""

from collections.abc import Iterator

from django.urls import reverse

from jingwei.core.periods import period_name
from jingwei.core.scope import current_scope
from jingwei.indicators.dependents import Dependent, dependents
from jingwei.reports.models import Report
from jingwei.reports.policy import policy

_MOST = 50


@dependents
def reports_with(key: str) -> Iterator[Dependent]:
    """The newest reports with a figure bound to it; what they print stays as it was counted."""
    if not policy.allows(current_scope().actor, "see"):
        return
    found = Report.objects.filter(figures__card__indicator=key).distinct().order_by("-made_at")[:_MOST]
    for one in found:
        url = reverse("reports:report", args=[one.pk])
        yield Dependent("报告", f"{one.title}（{period_name(one.period)}）", url, "已成稿的数不变")
