"""Which superiors' forms are filled from an indicator."""

from collections.abc import Iterator

from django.urls import reverse

from jingwei.core.scope import current_scope
from jingwei.indicators.dependents import Dependent, dependents
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.query import forms_in_use

_MOST = 50


@dependents
def forms_with(key: str) -> Iterator[Dependent]:
    """The forms with a cell bound to it; the next filling follows the changed definition."""
    if not policy.allows(current_scope().actor, "see"):
        return
    found = forms_in_use().filter(bindings__contains=[{"kind": "indicator", "key": key}])[:_MOST]
    for one in found:
        url = reverse("reports:form", args=[one.pk])
        yield Dependent("上级的表", f"{one.name}（{one.issuer}）", url, "下次填表按新定义取数，已报送的不变")
