"""What indicators offer to do with a list: to make the number under its conditions an indicator (存为指标)."""

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from jingwei.core.facts.asked import Asked
from jingwei.core.facts.showing import sentence
from jingwei.core.ports import list_offers
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Link
from jingwei.indicators.policy import policy


@list_offers
def as_indicator(asked: Asked) -> Sequence[Link]:
    """The way to the page where indicators are defined, with the list's conditions already in the definition.

    Place and day are no part of a definition: every indicator is counted by place and period anyway.
    """
    if not asked.where or asked.facts.source.key == "statements" or not policy.allows(current_scope().actor, "define"):
        return ()
    try:
        page = reverse("indicators:define")
    except NoReverseMatch:
        return ()
    return (
        Link("存为指标", f"{page}?{urlencode({'body': json.dumps(body_of(asked), ensure_ascii=False)})}", icon="plus"),
    )


def body_of(asked: Asked) -> dict[str, object]:
    """The definition of the number of rows under a list's conditions."""
    source = asked.facts.source
    unit = getattr(source.owner, "unit", "") or (source.shown().unit if source.shown else "条")
    name = f"{source.name}（{sentence(asked)}）"[:80]
    return {"name": name, "unit": unit[:16], "count": source.key, "where": dict(asked.where)}
