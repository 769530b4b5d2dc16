"""红灯说明: why a light is red, what is done about it, by whom and until when; and that it was done."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid, Missing
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.models import GivenLight, Remedy, TargetValue
from jingwei.indicators.targets.storing import lock_targets, versions_in_force


@register_action
class ExplainRed(Action):
    """Write down cause, measure, person and date of red lights, computed or given, by the key of the target or of the
    given light. A later explanation replaces the earlier one, which stays readable.

    The light is named in the input, not locked: a community explains its own and may not write targets.
    """

    name = "indicators.explain_red"
    label = "红灯说明"
    help = "红灯须写明原因、措施、责任人和完成期限；再次填写即为更新，原来的说明保留可查。"
    declared = FieldSet(
        key="indicators_explain_red",
        version=1,
        fields=(
            Field("about", "对象", "text", required=True, max_length=36, help="目标或亮灯的编号"),
            Field("cause", "原因", "longtext", required=True, max_length=300, help="为什么没有达到，写具体"),
            Field("measure", "措施", "longtext", required=True, max_length=300),
            Field("person", "责任人", "text", required=True, max_length=60, help="岗位或姓名，按本单位习惯写"),
            Field("due", "完成期限", "date", required=True),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The department whose indicator it is, the community whose target it is, the statistician, the office."""
        for owner in owners_of(_about(items)).values():
            policy.may(act.actor, "explain", owner)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {explained}."""
        lock_targets(act.scope.subdistrict)
        by_key = dict(zip(_about(items), items, strict=True))
        today, now = timezone.localdate(), timezone.now()
        for item in items:
            said = item.values["due"]
            if date.fromisoformat(said) < today:
                message = f"完成期限{said}已经过去，应填今天或以后的日期。"
                raise Invalid([Problem("due", "完成期限", said, message, "due.past", item.row)])
        Remedy.objects.filter(about__in=list(by_key), known_to=None).update(known_to=now)
        Remedy.objects.bulk_create(
            Remedy(
                subdistrict=act.scope.subdistrict, about=key, cause=item.values["cause"],
                measure=item.values["measure"], person=item.values["person"], due=item.values["due"], known_from=now,
                actor_label=act.actor.label,
            )
            for key, item in by_key.items()
        )  # fmt: skip
        audit("red_explained", f"{len(by_key)}个红灯", reason=act.reason)
        return {"explained": len(by_key)}


@register_action
class FinishRemedy(Action):
    """Say that what was to be done about a red light is done."""

    name = "indicators.finish_remedy"
    label = "整改完成"
    help = "写明完成日期和做了什么。灯由数决定：整改完成后数没有上来的，仍是红灯。"
    target = Remedy
    declared = FieldSet(
        key="indicators_finish_remedy",
        version=1,
        fields=(
            Field("done_on", "完成日期", "date", required=True),
            Field("outcome", "完成情况", "longtext", required=True, max_length=300),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who may explain on behalf of the department."""
        for owner in owners_of([item.target.about for item in items]).values():
            policy.may(act.actor, "explain", owner)

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {finished}. Raises Conflict for a remedy that was replaced or finished."""
        today = timezone.localdate()
        rows: list[Remedy] = []
        for item in items:
            row: Remedy = item.target
            if row.known_to is not None or row.done_on is not None:
                raise Conflict("这条说明已经更新或已完成，请刷新后再看。")
            if date.fromisoformat(item.values["done_on"]) > today:
                said = item.values["done_on"]
                message = "完成日期不能晚于今天。"
                raise Invalid([Problem("done_on", "完成日期", said, message, "done.future", item.row)])
            row.done_on, row.outcome = item.values["done_on"], item.values["outcome"]
            row.revision += 1
            rows.append(row)
        Remedy.objects.bulk_update(rows, ["done_on", "outcome", "revision"])
        audit("remedy_finished", f"{len(rows)}个红灯", reason=act.reason)
        return {"finished": len(rows)}


def _about(items: Sequence[Item]) -> list[UUID]:
    out = []
    for item in items:
        try:
            out.append(UUID(item.values["about"]))
        except ValueError as error:
            said = item.values["about"]
            message = "编号写法不对，请从红灯的页面打开再填。"
            raise Invalid([Problem("about", "对象", said, message, "about.wrong", item.row)]) from error
    return out


def owners_of(about: Sequence[UUID]) -> dict[UUID, SimpleNamespace]:
    """Whose the lights are, as the policy asks, in three queries. Raises Missing for a key that is no light."""
    targets = {row.pk: row for row in TargetValue.objects.filter(pk__in=about)}
    versions = versions_in_force(targets.values())
    lights = dict(GivenLight.objects.filter(light__in=about).order_by("pk").values_list("light", "department"))
    out = {}
    for key in about:
        if key in targets:
            department = versions[key].department if key in versions else None
            out[key] = SimpleNamespace(place_id=targets[key].place, department_id=department)
        elif key in lights:
            out[key] = SimpleNamespace(place_id=None, department_id=lights[key])
        else:
            raise Missing("没有找到这个目标或亮灯。")
    return out
