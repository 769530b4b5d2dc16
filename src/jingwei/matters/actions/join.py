"""并案: what was asked belongs to another matter; who asked moves there and gets its answer."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.moving import MoveAction, step_of
from jingwei.matters.models import Matter, Request, Step
from jingwei.matters.stages import OPEN
from jingwei.matters.texts import INTO_ENDED, INTO_ITSELF, INTO_OTHER_KIND, INTO_PART, PART_JOINED
from jingwei.people.linked import linked, problem


@register_action
class Join(MoveAction):
    """Lay matters into another one: their requests move there, they are void. Every request is kept and answered."""

    name = "matters.join"
    right = "dispatch"
    help = "诉求和诉求人都转到并入的事件，一并答复；本件作废，不再单独统计。并错了可在并入的事件上分案。"
    declared = FieldSet(
        key="matters.join",
        version=1,
        fields=(Field("into", "并入的事件", "link", required=True, link="matters.matter"),),
    )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}. Raises Invalid for a matter into which these cannot go."""
        found = linked(self.declared, "into", items, Matter.objects.select_for_update(of=("self",)))
        gone = set(ids(items))
        wrong = []
        for item in items:
            item.values["matter"] = into = found[item.values["into"]]
            message = (
                PART_JOINED if item.target.parent_id
                else INTO_PART.format(number=into.number) if into.parent_id
                else INTO_ITSELF if into.pk in gone
                else INTO_ENDED.format(number=into.number) if into.stage not in OPEN
                else INTO_OTHER_KIND if into.kind != item.target.kind
                else ""
            )  # fmt: skip
            if message:
                wrong.append(problem(self.declared, "into", into.number, message, code="join.wrong", row=item.row))
        if wrong:
            raise Invalid(wrong)
        moved = [(into, [one.target for one in items if one.values["matter"].pk == into.pk]) for into in _each(items)]
        done = super().run(act, items)
        for into, sources in moved:
            Request.objects.filter(matter__in=sources).update(
                matter=into, place=into.place_id, revision=F("revision") + 1
            )
            numbers = [one.number for one in sources]
            said = {"joined": numbers}
            Step.objects.bulk_create([step_of(into, "joined", act, timezone.now(), before=into.stage, said=said)])
        return done

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The step says where it went."""
        into: Matter = item.values["matter"]
        item.target.outside_number = ""
        return {"into": str(into.pk), "number": into.number}


def _each(items: Sequence[Item]) -> list[Matter]:
    return list({one.values["matter"].pk: one.values["matter"] for one in items}.values())
