"""分案: requests that ask for something else get a matter of their own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.errors import Conflict
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.moving import step_of
from jingwei.matters.contacts import kept_from_handlers
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Request, Step
from jingwei.matters.numbering import next_numbers
from jingwei.matters.policy import policy
from jingwei.matters.stages import OPEN
from jingwei.matters.terms import start_stage, start_whole
from jingwei.matters.texts import LAST_REQUEST, ONE_MATTER, SPLIT_ENDED


@register_action
class Split(Action):
    """Take requests out of their matter into a new one of the same kind, which begins anew at the desk."""

    name = "matters.split"
    label = "分案"
    target = Request
    reason = True
    declared = FieldSet(
        key="matters.split",
        version=1,
        fields=(Field("title", "标题", "text", required=True, max_length=120, help="分出的这件说的是什么"),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy for the matter; at least one request stays in it."""
        prefetch_related_objects([item.target for item in items], "matter")
        found = {item.target.matter_id: item.target.matter for item in items}
        if len(found) != 1:
            raise Conflict(ONE_MATTER)
        (matter,) = found.values()
        policy.may(act.actor, "dispatch", matter)
        if matter.stage not in OPEN:
            raise Conflict(SPLIT_ENDED.format(number=matter.number))
        if matter.requests.exclude(pk__in=ids(items)).count() == 0:
            raise Conflict(LAST_REQUEST)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, numbers} of the new matter."""
        at, requests = timezone.now(), [item.target for item in items]
        old: Matter = requests[0].matter
        first = min(requests, key=lambda one: one.received_at)
        made = Matter(
            subdistrict=act.scope.subdistrict, number=next_numbers(timezone.localtime(at).year, 1)[0], kind=old.kind,
            channel=first.channel, title=items[0].values["title"], text=first.text, place_id=old.place_id,
            place_class=old.place_class,
            address=old.address, received_at=first.received_at, received_on=timezone.localdate(first.received_at),
            outside_number=first.outside_number,
        )  # fmt: skip
        kind = kinds()[made.kind]
        start_whole(made, kind)
        start_stage(made, kind, at)
        made.save(force_insert=True)
        for one in requests:
            one.secret = kept_from_handlers(one, old)
            one.matter = made
            one.revision += 1
        Request.objects.bulk_update(requests, ["matter", "secret", "revision"])
        Step.objects.bulk_create(
            [
                step_of(made, "split", act, at, said={"from": str(old.pk), "number": old.number}),
                step_of(old, "parted", act, at, before=old.stage, said={"into": str(made.pk), "number": made.number}),
            ]
        )
        return {"ids": [str(made.pk)], "numbers": [made.number]}
