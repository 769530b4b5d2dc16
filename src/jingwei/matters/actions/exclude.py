"""剔除: a matter is not counted by a scheme of scoring; said why, counted apart, and it can be taken back."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.errors import Conflict
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.models import Exclusion, Matter
from jingwei.matters.policy import policy
from jingwei.matters.scoring.schemes import schemes
from jingwei.matters.texts import LEFT_OUT


@register_action
class Exclude(Action):
    """Leave matters out of a scheme."""

    name = "matters.exclude"
    label = "剔除"
    help = "剔除的不进分子分母，单独列出；原因和剔除人留存，可以恢复。"
    target = Matter
    reason = True
    declared = FieldSet(
        key="matters.exclude",
        version=1,
        fields=(
            Field(
                "scheme", "考核办法", "choice", required=True,
                choices=tuple(Choice(one.key, one.name) for one in schemes().values()),
            ),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy."""
        for item in items:
            policy.may(act.actor, "exclude", item.target)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids} of what was left out. Raises Conflict where it is already."""
        told = items[0].values["scheme"]
        known = Exclusion.objects.filter(scheme=told, back_at__isnull=True, matter__in=ids(items))
        if (there := known.select_related("matter").first()) is not None:
            raise Conflict(LEFT_OUT.format(number=there.matter.number, scheme=schemes()[told].name))
        made = [
            Exclusion(
                subdistrict=act.scope.subdistrict, matter=item.target, place_id=item.target.place_id,
                scheme=told, reason=act.reason, by_label=act.actor.label,
            )
            for item in items
        ]  # fmt: skip
        Exclusion.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}
