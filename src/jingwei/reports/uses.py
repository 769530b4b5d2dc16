"""Reports say which indicators their figures come from."""

from collections.abc import Iterator

from django.urls import reverse

from jingwei.core.scope import Actor
from jingwei.indicators.uses import Use, indicator_uses
from jingwei.reports.models import Report
from jingwei.reports.policy import policy

_MOST = 20


@indicator_uses
def reports_with(actor: Actor, key: str) -> Iterator[Use]:
    """The newest reports in which a figure comes from the indicator."""
    if policy.allows(actor, "see"):
        found = Report.objects.filter(figures__card__indicator=key).order_by("-made_at").distinct()
        for report in found.only("title", "made_at")[:_MOST]:
            yield Use("报告", report.title, reverse("reports:report", args=[report.pk]))
