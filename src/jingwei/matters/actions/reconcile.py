"""对账: an outside platform's export is laid beside the matters here; nothing of them is changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Missing
from jingwei.matters.models import Reconciliation
from jingwei.matters.platforms import platforms
from jingwei.matters.policy import policy
from jingwei.matters.reconciling import EXPORT, compare, counts_of, latest_rows


@register_action
class Reconcile(Action):
    """Keep a comparison: when, who, how many of each. Its rows are kept until the next one of the same platform.

    The context may name the `platform` (the first one otherwise) and the `file`.
    """

    name = "matters.reconcile"
    label = "对账"
    declared = EXPORT

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk."""
        policy.may(act.actor, "dispatch")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {id, counts}: how many are theirs only, ours only, the same, with another due time, open again."""
        key = act.context.get("platform") or next(iter(platforms()))
        if key not in platforms():
            raise Missing(f"没有“{key}”这个平台。")
        rows = latest_rows(item.values for item in items)
        counts = counts_of(compare(platforms()[key], rows))
        # The words of orders are not kept twice: of earlier comparisons the counts stay.
        Reconciliation.objects.filter(platform=key, rows__isnull=False).update(rows=None)
        now = timezone.now()
        made = Reconciliation.objects.create(
            platform=key, at=now, day=timezone.localdate(now), taken_by=act.actor.label,
            file_name=act.context.get("file", "")[:255], counts=counts, rows=rows,
        )  # fmt: skip
        return {"id": str(made.pk), "counts": counts}
