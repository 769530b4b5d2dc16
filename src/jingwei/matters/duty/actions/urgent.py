"""要情: urgent information, told by telephone first and then in writing, each timed against the office's own limit."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.matters.duty.actions.log import AHEAD
from jingwei.matters.duty.settings import work_settings
from jingwei.matters.duty.stored import UrgentReport
from jingwei.matters.policy import policy
from jingwei.people.linked import linked, problem
from jingwei.places.models import Place

_CALLED, _WRITTEN = "已经登记过电话首报。", "已经登记过书面报告。"
_BEFORE = "不能早于获悉时间，也不能晚于现在。"
_WHEN = Field("at", "报告时间", "moment", help="不填为现在")


@register_action
class ReportUrgent(Action):
    """Write down what happened and when it was known: from then on the two limits run."""

    name = "matters.report_urgent"
    label = "登记要情"
    help = "电话首报和书面报告从获悉时间起算，时限在“工作设置”里；上级另有规定的按上级规定。"
    declared = FieldSet(
        key="matters.report_urgent",
        version=1,
        fields=(
            Field("title", "标题", "text", required=True, max_length=120, help="何时何地发生何事"),
            Field("known_at", "获悉时间", "moment", help="不填为现在"),
            Field("place", "所属区划", "link", required=True, link="places.place"),
            Field("address", "地点", "text", max_length=120),
            Field("text", "基本情况", "longtext", max_length=2000, help="伤亡、影响、已采取的措施；不写个人身份信息"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk, and whoever is on duty."""
        policy.may(act.actor, "keep_log")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. Raises Invalid for places that do not exist and times that lie ahead."""
        now, terms = timezone.now(), work_settings()
        places = linked(self.declared, "place", items, Place.objects.filter(valid_to__gt=timezone.localdate()))
        moments = [moment_of(told) if (told := item.values.get("known_at")) else now for item in items]
        wrong = [
            problem(self.declared, "known_at", item.values["known_at"], AHEAD, row=item.row)
            for item, at in zip(items, moments, strict=True)
            if at > now
        ]
        if wrong:
            raise Invalid(wrong)
        made = [
            UrgentReport(
                subdistrict=act.scope.subdistrict, title=item.values["title"], text=item.values.get("text") or "",
                place=places[item.values["place"]], address=item.values.get("address") or "", known_at=at,
                call_due_at=at + timedelta(minutes=terms.call_minutes),
                written_due_at=at + timedelta(minutes=terms.written_minutes), by_label=act.actor.label,
            )
            for item, at in zip(items, moments, strict=True)
        ]  # fmt: skip
        UrgentReport.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}


class _Told(Action):
    """One of the two reports."""

    target = UrgentReport

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk, and whoever is on duty."""
        policy.may(act.actor, "keep_log")

    def moments(self, items: Sequence[Item]) -> list[datetime]:
        """When each was told. Raises Invalid."""
        now = timezone.now()
        found = [moment_of(told) if (told := item.values.get("at")) else now for item in items]
        wrong = [
            problem(self.declared, "at", item.values["at"], _BEFORE, row=item.row)
            for item, at in zip(items, found, strict=True)
            if not item.target.known_at.replace(second=0, microsecond=0) <= at <= now
        ]
        if wrong:
            raise Invalid(wrong)
        return found


@register_action
class UrgentCalled(_Told):
    """The first call."""

    name = "matters.urgent_called"
    label = "登记电话首报"
    declared = FieldSet(
        key="matters.urgent_called",
        version=1,
        fields=(Field("to", "报告给", "text", required=True, max_length=60, help="如 区委值班室、区应急局"), _WHEN),
    )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. Raises Conflict where it was called already."""
        for item, at in zip(items, self.moments(items), strict=True):
            one: UrgentReport = item.target
            if one.called_at is not None:
                raise Conflict(_CALLED)
            one.called_at, one.called_to, one.revision = at, item.values["to"], one.revision + 1
        UrgentReport.objects.bulk_update([item.target for item in items], ["called_at", "called_to", "revision"])
        return {"ids": [str(item.target.pk) for item in items]}


@register_action
class UrgentWritten(_Told):
    """The written report."""

    name = "matters.urgent_written"
    label = "登记书面报告"
    declared = FieldSet(
        key="matters.urgent_written",
        version=1,
        fields=(
            Field("to", "报送给", "text", required=True, max_length=60),
            Field("written", "书面报告", "longtext", required=True, max_length=4000),
            _WHEN,
        ),
    )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. Raises Conflict where it was written already."""
        for item, at in zip(items, self.moments(items), strict=True):
            one: UrgentReport = item.target
            if one.written_at is not None:
                raise Conflict(_WRITTEN)
            one.written_at, one.written_to, one.written = at, item.values["to"], item.values["written"]
            one.revision += 1
        UrgentReport.objects.bulk_update(
            [item.target for item in items], ["written_at", "written_to", "written", "revision"]
        )
        return {"ids": [str(item.target.pk) for item in items]}
