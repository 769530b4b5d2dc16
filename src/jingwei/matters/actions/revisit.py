"""再次来访: who asked comes again after the answer; the same case is opened again, and nobody counts how often."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.errors import Conflict
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.moving import MoveAction, open_again
from jingwei.matters.contacts import Writer
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Channel, Matter, Request
from jingwei.matters.texts import NO_REVISIT, SAID_THE_LAST_WORD

_CHANNELS = tuple(
    Choice(one.value, str(one.label)) for one in (Channel.COUNTER, Channel.LETTER, Channel.PHONE, Channel.WEB)
)


@register_action
class Revisit(MoveAction):
    """Open a petition again with a further request, which gets the answer like the first. After 复核 it is ended."""

    name = "matters.revisit"
    right = "dispatch"
    help = "同一事项再次来访来信的，在原件上重新办理，不另立新件。"
    declared = FieldSet(
        key="matters.revisit",
        version=1,
        fields=(
            Field("channel", "来源", "choice", required=True, choices=_CHANNELS),
            Field("text", "这次反映的内容", "longtext", required=True, max_length=4000),
            Field("contact_name", "诉求人", "text", max_length=40, personal="name", help="加密保存，页面打码"),
            Field("contact_phone", "联系电话", "phone", personal="phone"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Of kinds that are opened again so, before the last word was said. One query more."""
        super().check(act, items)
        ended = {key for key, one in kinds().items() if one.rules.ends}
        matters = [item.target for item in items]
        last = Matter.objects.filter(kind__in=ended, stage="closed", about__about__in=matters)
        gone = set(last.values_list("about__about_id", flat=True))
        for one in matters:
            if not kinds()[one.kind].rules.revisits:
                raise Conflict(NO_REVISIT.format(name=kinds()[one.kind].name))
            if one.pk in gone:
                raise Conflict(SAID_THE_LAST_WORD.format(number=one.number))

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}."""
        writer = Writer()
        for item in items:
            item.values["writer"] = writer
        done = super().run(act, items)
        Request.objects.bulk_create(item.values["request"] for item in items)
        return done

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """The term begins anew; what was answered stays in the steps."""
        matter: Matter = item.target
        told = dict(item.values)
        said = {"reply": matter.reply, "outcome": matter.outcome}
        open_again(matter, kinds()[matter.kind], at)
        matter.finished_by, matter.outcome = None, ""
        matter.reopened += 1
        item.values["request"] = Request(
            subdistrict=act.scope.subdistrict, matter=matter, place_id=matter.place_id, channel=told["channel"],
            received_at=at, text=told["text"], taken_by=act.actor.label,
            **told["writer"].sealed(told, timezone.localdate(at)),
        )  # fmt: skip
        return said
