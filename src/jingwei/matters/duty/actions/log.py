"""值班日志: what happened on the shift, line by line; what is left for the next shift is settled later."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.duty.stored import LogEntry
from jingwei.matters.policy import policy
from jingwei.people.linked import problem

AHEAD = "不能晚于现在。"
_SETTLED = "这一条不用续办，或已经登记办完。"
_KINDS = tuple(Choice(value, label) for value, label in LogEntry.Kind.choices)


@register_action
class LogDuty(Action):
    """Write lines into the log. A line is never changed: what turns out wrong is put right by another line."""

    name = "matters.log_duty"
    label = "记一条"
    declared = FieldSet(
        key="matters.log_duty",
        version=1,
        fields=(
            Field("kind", "类别", "choice", required=True, choices=_KINDS),
            Field(
                "text", "内容", "longtext", required=True, max_length=500,
                help="写事情和处置，来电人的姓名、号码不写在这里",
            ),
            Field("at", "时间", "moment", help="不填为现在"),
            Field("handed", "交下一班续办", "yesno"),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk, and whoever is on duty."""
        policy.may(act.actor, "keep_log")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. Raises Invalid for times that lie ahead."""
        now = timezone.now()
        moments = [moment_of(told) if (told := item.values.get("at")) else now for item in items]
        wrong = [
            problem(self.declared, "at", item.values["at"], AHEAD, row=item.row)
            for item, at in zip(items, moments, strict=True)
            if at > now
        ]
        if wrong:
            raise Invalid(wrong)
        made = [
            LogEntry(
                subdistrict=act.scope.subdistrict, at=at, kind=item.values["kind"], text=item.values["text"],
                by_label=act.actor.label, handed=bool(item.values.get("handed")),
            )
            for item, at in zip(items, moments, strict=True)
        ]  # fmt: skip
        LogEntry.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}


@register_action
class SettleLog(Action):
    """Say how it ended, what an earlier shift left."""

    name = "matters.settle_log"
    label = "登记办完"
    target = LogEntry
    declared = FieldSet(
        key="matters.settle_log",
        version=1,
        fields=(Field("outcome", "办理结果", "text", required=True, max_length=200),),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk, of what is left open."""
        policy.may(act.actor, "keep_log")
        if any(not item.target.handed or item.target.settled_at is not None for item in items):
            raise Conflict(_SETTLED)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        now = timezone.now()
        for item in items:
            one: LogEntry = item.target
            one.settled_at, one.settled_by, one.outcome = now, act.actor.label, item.values["outcome"]
            one.revision += 1
        LogEntry.objects.bulk_update(
            [item.target for item in items], ["settled_at", "settled_by", "outcome", "revision"]
        )
        return {"ids": [str(item.target.pk) for item in items]}
