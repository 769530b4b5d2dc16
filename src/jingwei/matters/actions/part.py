"""分子任务: a part of a matter goes to a department of its own, with its own due; the whole ends after it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.moving import MoveAction, step_of
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Step
from jingwei.matters.telling.messages import tell
from jingwei.matters.terms import start_part
from jingwei.matters.texts import PART_OF_PART
from jingwei.people.linked import linked
from jingwei.people.models import Department


@register_action
class Part(MoveAction):
    """Make a part of a matter that is worked on. It is dispatched at once and passes the stages of its kind."""

    name = "matters.part"
    right = "dispatch"
    help = "子任务有自己的主办部门、时限和阶段，不另计件数；所有子任务办完，整件才能办结反馈。"
    declared = FieldSet(
        key="matters.part",
        version=1,
        fields=(
            Field("title", "子任务", "text", required=True, max_length=120, help="一句话说清要办什么"),
            Field("lead", "主办部门", "link", link="people.department", help="不填由所在社区、网格办理"),
            Field(
                "days", "时限", "integer", required=True, unit="个工作日", minimum=Decimal(1), maximum=Decimal(365)
            ),
            Field("text", "要求", "longtext", max_length=2000),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """A part has no parts."""
        super().check(act, items)
        if any(item.target.parent_id for item in items):
            raise Conflict(PART_OF_PART)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages} of the wholes, and {parts}. Raises Invalid for a department that does not exist."""
        found = linked(self.declared, "lead", items, Department.objects.all())
        at = timezone.now()
        made = [_part(act, item, found.get(item.values.get("lead") or ""), at) for item in items]
        for item, one in zip(items, made, strict=True):
            item.values["made"] = one
        done = dict(super().run(act, items))
        Matter.objects.bulk_create(made)
        Step.objects.bulk_create(
            step_of(one, "part_of", act, at, said={"number": item.target.number})
            for item, one in zip(items, made, strict=True)
        )
        tell("dispatch", made)
        return done | {"parts": [str(one.pk) for one in made]}

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """One part more; the step says which, and whose."""
        one: Matter = item.values["made"]
        item.target.part_count += 1
        return {"number": one.number, "department": str(one.lead_id) if one.lead_id else None}


def _part(act: Act, item: Item, lead: Department | None, at: datetime) -> Matter:
    whole, told = item.target, item.values
    made = Matter(
        subdistrict=act.scope.subdistrict, number=f"{whole.number}-{whole.part_count + 1}", kind=whole.kind,
        category=whole.category, channel=whole.channel, title=told["title"], text=told.get("text") or "",
        place_id=whole.place_id, place_class=whole.place_class,
        address=whole.address, urgent=whole.urgent, received_at=at,
        received_on=timezone.localdate(at), parent=whole, lead=lead, first_lead=lead, stage="working",
    )  # fmt: skip
    start_part(made, kinds()[whole.kind], at, int(told["days"]))
    return made
