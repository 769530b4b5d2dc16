"""吹哨: departments are called to a matter; they come and answer with what they did."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.departments import department_names, several
from jingwei.matters.models import Summons
from jingwei.matters.telling.messages import tell
from jingwei.matters.terms import answer_due
from jingwei.matters.texts import CALLED_OPEN, DUE_PAST, LEADS_ALREADY
from jingwei.people.linked import problem

_BESIDE = (
    Field("wanted", "请到场做什么", "text", required=True, max_length=200, help="一句话，不写当事人姓名和电话"),
    Field("due", "应到时间", "moment", help="不填按规定：紧急的30分钟，其他的2个工作小时"),
)


@register_action
class Summon(MoveAction):
    """Call one or more departments to a matter (Beijing's 吹哨报到); both sides are recorded."""

    name = "matters.summon"
    right = "summon"
    while_stopped = True
    help = "被吹哨的部门在待办和提醒里看到，到场后报到，写明做了什么；是否按时到场会统计。"
    declared = FieldSet(
        key="matters.summon",
        version=1,
        fields=(Field("departments", "吹哨给", "text", required=True, help="部门名称，几个用顿号分开"), *_BESIDE),
    )

    def fields(self, act: Act, targets: Sequence[Any]) -> FieldSet:
        """The departments as choices. One query."""
        return FieldSet(
            key=self.declared.key,
            version=self.declared.version,
            fields=(several("departments", "吹哨给", required=True), *_BESIDE),
        )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The moment lies ahead; nobody is called who leads it or was called already."""
        super().check(act, items)
        now, wrong = timezone.now(), []
        for item in items:
            told, matter = item.values, item.target
            if told.get("due") and moment_of(told["due"], end=True) <= now:
                shown = told["due"].replace("T", " ")
                wrong.append(problem(self.declared, "due", shown, DUE_PAST, code="due.wrong", row=item.row))
            for key in map(UUID, told["departments"]):
                if key == matter.lead_id or key in matter.awaited:
                    text = LEADS_ALREADY if key == matter.lead_id else CALLED_OPEN
                    name = department_names([key])[key]
                    wrong.append(
                        problem(
                            self.declared, "departments", name, text.format(name=name), code="called", row=item.row
                        )
                    )  # fmt: skip
        if wrong:
            raise Invalid(wrong)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}."""
        done = super().run(act, items)
        Summons.objects.bulk_create(one for item in items for one in item.values["made"])
        for wanted in dict.fromkeys(item.values["wanted"] for item in items):
            those = [item for item in items if item.values["wanted"] == wanted]
            named = {item.target.pk: [one.department_id for one in item.values["made"]] for item in those}
            tell("summoned", [item.target for item in those], wanted, named)
        return done

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Who is awaited, and until when."""
        matter, told = item.target, item.values
        keys = [UUID(key) for key in told["departments"]]
        due = moment_of(told["due"], end=True) if told.get("due") else answer_due(at, urgent=matter.urgent)
        told["made"] = [
            Summons(
                subdistrict=act.scope.subdistrict, matter=matter, place_id=matter.place_id, department_id=key,
                wanted=told["wanted"], called_at=at, called_by=act.actor.label, due_at=due,
            )
            for key in keys
        ]  # fmt: skip
        matter.awaited = [*matter.awaited, *keys]
        matter.summoned += len(keys)
        return {"departments": told["departments"], "wanted": told["wanted"], "due": due.isoformat()}
