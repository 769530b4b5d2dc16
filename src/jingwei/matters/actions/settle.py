"""即报即结: a small thing settled on the spot is registered and closed on one screen."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import FieldSet
from jingwei.matters.actions.finish import Finish
from jingwei.matters.actions.moving import close, step_of
from jingwei.matters.kinds import Kind, kinds
from jingwei.matters.models import Matter, Step
from jingwei.matters.policy import policy
from jingwei.matters.receiving import ASKED, received
from jingwei.matters.terms import start_stage
from jingwei.matters.texts import IN_FULL
from jingwei.people.linked import problem

SECOND_LOOK = "{name}须由另一人{stage}，不能即报即结，请按“登记”办理。"

_ASKED = tuple(one for one in ASKED if one.key != "about")


def _why(kind: Kind) -> str:
    """Why a kind is not settled on the spot."""
    if kind.other_eyes:
        return SECOND_LOOK.format(name=kind.name, stage=kind.word(kind.other_eyes[0]).removeprefix("待"))
    return IN_FULL.format(name=kind.name)


@register_action
class Settle(Action):
    """Register what was settled on the spot, closed at once.

    Kinds that need a second person, or whose stages must all be passed, are refused.
    """

    name = "matters.settle"
    label = "即报即结"
    declared = FieldSet(key="matters.settle", version=1, fields=(*_ASKED, *Finish.declared.fields))

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of matters."""
        policy.may(act.actor, "receive")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, numbers}."""
        wrong = []
        for item in items:
            kind = kinds()[item.values["kind"]]
            if kind.other_eyes or kind.in_full:
                message = _why(kind)
                wrong.append(problem(self.declared, "kind", kind.name, message, code="settle.second", row=item.row))
        if wrong:
            raise Invalid(wrong)
        at = timezone.now()

        def settled(item: Item, matter: Matter) -> Step:
            matter.stage, matter.outcome, matter.reply = "closed", item.values["outcome"], item.values["reply"]
            matter.finished_by, matter.on_spot = act.actor.id, True
            start_stage(matter, kinds()[matter.kind], at)
            close(matter, at)
            return step_of(matter, "settle", act, at)

        made = received(self.declared, act, items, at, settled)
        return {"ids": [str(one.pk) for one in made], "numbers": [one.number for one in made]}
