"""回访: who asked is called, and says whether it is solved; every call is kept, the latest valid one counts."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.actions.moving import MoveAction
from jingwei.matters.models import CallBack, Matter
from jingwei.matters.texts import CALLED_AHEAD
from jingwei.people.linked import problem

RATINGS = tuple(Choice(value, label) for value, label in Matter.Rating.choices)


@register_action
class CallBackAction(MoveAction):
    """Keep what who asked said when called back."""

    name = "matters.call_back"
    right = "call_back"
    declared = FieldSet(
        key="matters.call_back",
        version=1,
        fields=(
            Field("contacted", "承办单位已联系", "yesno", required=True),
            Field("solved", "诉求已解决", "yesno", required=True),
            Field("rating", "满意度", "choice", required=True, choices=RATINGS),
            Field("valid", "有效回访", "yesno", help="没有打通、拒绝评价的填“否”，不计入满意率；不填为“是”"),
            Field("at", "回访时间", "moment", help="不填为现在"),
            Field("remark", "备注", "text", max_length=200),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Nobody was called before the matter was closed."""
        super().check(act, items)
        wrong = [
            problem(self.declared, "at", item.values["at"], CALLED_AHEAD, code="call_back.early", row=item.row)
            for item in items
            if item.values.get("at") and moment_of(item.values["at"], end=True) < item.target.closed_at
        ]
        if wrong:
            raise Invalid(wrong)

    def run(self, act: Act, items: Sequence[Item]) -> dict[str, Any]:
        """Returns {ids, stages}."""
        done = dict(super().run(act, items))
        CallBack.objects.bulk_create(item.values["made"] for item in items)
        return done

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """What a valid call says is what counts from now on."""
        matter, told = item.target, item.values
        made = CallBack(
            subdistrict=act.scope.subdistrict, matter=matter, place_id=matter.place_id,
            at=moment_of(told["at"]) if told.get("at") else at, contacted=told["contacted"], solved=told["solved"],
            rating=told["rating"], valid=told.get("valid", True), remark=told.get("remark") or "",
            taken_by=act.actor.label,
        )  # fmt: skip
        if made.valid:
            matter.contacted, matter.solved, matter.rating = made.contacted, made.solved, made.rating
        said = {"rating": made.rating, "solved": made.solved, "valid": made.valid}
        told["made"] = made
        return said
