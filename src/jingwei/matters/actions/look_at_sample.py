"""登记抽查结果: a second person looked whether what was settled on the spot was so."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.models import Matter, Sample
from jingwei.matters.policy import policy
from jingwei.matters.texts import LOOKED_ALREADY, OWN_SAMPLE, SAY_WHAT_WRONG
from jingwei.people.linked import problem


@register_action
class LookAtSample(Action):
    """Say of sampled matters whether it was as reported."""

    name = "matters.look_at_sample"
    label = "登记抽查结果"
    target = Sample
    declared = FieldSet(
        key="matters.look_at_sample",
        version=1,
        fields=(
            Field(
                "verdict", "抽查结果", "choice", required=True,
                choices=tuple(Choice(value, label) for value, label in Sample.Verdict.choices),
            ),
            Field("remark", "抽查情况", "text", max_length=200, help="不属实的写明实际是什么情况"),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Somebody else than who settled it, once."""
        prefetch_related_objects([item.target for item in items], "matter")
        wrong = []
        for item in items:
            one: Sample = item.target
            policy.may(act.actor, "verify", one.matter)
            if act.actor.id is not None and one.matter.finished_by == act.actor.id:
                raise Refused(OWN_SAMPLE)
            if one.looked_at is not None:
                raise Conflict(LOOKED_ALREADY.format(number=one.matter.number))
            if item.values["verdict"] == Sample.Verdict.REFUTED and not item.values.get("remark"):
                wrong.append(problem(self.declared, "remark", None, SAY_WHAT_WRONG, code="remark.due", row=item.row))
        if wrong:
            raise Invalid(wrong)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        now = timezone.now()
        for item in items:
            one: Sample = item.target
            one.verdict, one.remark = item.values["verdict"], item.values.get("remark") or ""
            one.looked_at, one.looked_by, one.revision = now, act.actor.label, one.revision + 1
            one.matter.sampled = one.verdict
        those = [item.target for item in items]
        Sample.objects.bulk_update(those, ["verdict", "remark", "looked_at", "looked_by", "revision"])
        Matter.objects.bulk_update([one.matter for one in those], ["sampled"])
        return {"ids": [str(one.pk) for one in those]}
