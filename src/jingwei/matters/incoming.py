"""Matters from another platform's export: what it says of each step becomes the steps here, in one plan.

A row whose outside number, or number of ours, is known already is the same and stays as it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from django.utils import timezone

from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.fields.moments import moment_of
from jingwei.core.scope import Reader, current_scope
from jingwei.matters.actions.finish import OUTCOMES
from jingwei.matters.actions.moving import close
from jingwei.matters.catalogue import categories
from jingwei.matters.kinds import details, kinds
from jingwei.matters.models import CallBack, Channel, Matter, Request, Step
from jingwei.matters.numbering import next_numbers
from jingwei.matters.place_classes import with_class
from jingwei.matters.stages import Stage
from jingwei.matters.terms import start_stage, start_whole
from jingwei.matters.texts import NOT_ASKED, NOT_YOURS
from jingwei.people.importing import Plan, Rows
from jingwei.people.linked import problem
from jingwei.people.models import Department
from jingwei.places.models import Place

SHEET = FieldSet(
    "matters.import",
    1,
    (
        Field("outside_number", "工单编号", "text", max_length=40, aliases=("编号", "外部编号", "事件编号", "案卷号")),
        Field("kind", "类别", "choice", required=True,
              choices=tuple(Choice(kind.key, kind.name) for kind in kinds().values())),
        Field("channel", "来源", "choice", required=True, choices=tuple(Choice(*one) for one in Channel.choices)),
        Field("title", "标题", "text", required=True, max_length=120, aliases=("诉求标题", "事件标题", "主题")),
        Field("text", "内容", "longtext", max_length=4000, aliases=("诉求内容", "问题描述", "事件描述")),
        Field("place", "区划编码", "text", required=True, max_length=24,
              aliases=("网格编码", "社区编码", "所属区划编码")),
        Field("address", "地点", "text", max_length=120, aliases=("地址", "事发地点", "位置")),
        Field("category", "分类", "choice", choices=tuple(Choice(one.key, one.name) for one in categories().values()),
              aliases=("事项分类", "诉求分类", "问题类型")),
        Field("urgent", "紧急", "yesno"),
        Field("received_at", "收到时间", "moment", required=True, aliases=("受理时间", "来电时间", "上报时间")),
        Field("dispatched_at", "交办时间", "moment", aliases=("派单时间", "派遣时间")),
        Field("lead", "主办部门", "text", max_length=60, aliases=("承办单位", "处置部门")),
        Field("due", "办结时限", "moment", aliases=("截止时间", "要求办结时间"), help="平台规定的最后时刻"),
        Field("finished_at", "反馈时间", "moment", aliases=("处置时间", "办理反馈时间")),
        Field("closed_at", "办结时间", "moment", aliases=("结案时间",)),
        Field("returned_at", "退单时间", "moment"),
        Field("outcome", "办理结果", "choice", choices=OUTCOMES),
        Field("reply", "答复", "longtext", max_length=4000, aliases=("办理情况", "答复内容")),
        Field("contacted", "已联系", "yesno", aliases=("是否联系",)),
        Field("solved", "已解决", "yesno", aliases=("是否解决",)),
        Field("rating", "满意度", "choice", choices=tuple(Choice(*one) for one in Matter.Rating.choices)),
        *details().values(),
        Field("number", "本系统编号", "text", max_length=40, help="由本系统导出的表里带着，新登记的留空"),
    ),
)  # fmt: skip


@dataclass(slots=True)
class MatterPlan(Plan):
    """New matters with their requests, steps and call-backs. Numbers are given out when they are written."""

    beside: list[Any] = field(default_factory=list)

    def write(self) -> None:
        """One statement per kind of record, and one for the numbers of each year."""
        matters: list[Matter] = sorted(self.new, key=lambda one: one.received_at)
        years = [timezone.localtime(one.received_at).year for one in matters]
        given = {year: iter(next_numbers(year, years.count(year))) for year in sorted(set(years))}
        for one, year in zip(matters, years, strict=True):
            one.number = next(given[year])
        Matter.objects.bulk_create(matters, batch_size=1000)
        for model in (Request, Step, CallBack):
            rows: list[Any] = [one for one in self.beside if type(one) is model]
            model._default_manager.bulk_create(rows, batch_size=1000)


def plan_matters(rows: Rows) -> MatterPlan:
    """What the rows would do: a fixed number of queries for all of them."""
    plan, finder = MatterPlan(), _Finder(rows)
    for row, values in rows:
        known = finder.known.get((values["channel"], values.get("outside_number", "")))
        if known or values.get("number") in finder.numbers:
            plan.same += 1
            continue
        wrong = finder.refusal(values)
        if wrong is not None:
            key, message = wrong
            shown = str(values.get(key) or "").replace("T", " ")
            plan.problems.append(problem(SHEET, key, shown, message, code=f"{key}.wrong", row=row))
            continue
        if values.get("outside_number"):
            finder.known[values["channel"], values["outside_number"]] = True
        matter = _matter(values, finder)
        plan.new.append(matter)
        plan.beside += _beside(matter, values)
    return plan


class _Finder:
    """What the rows name: places, departments and what is known already, found in four queries at most."""

    def __init__(self, rows: Rows) -> None:
        self.now = timezone.now()
        scope = current_scope()
        self.allowed = set(scope.places) if scope.reader is Reader.PLACE else None
        codes = {values["place"] for _, values in rows}
        self.places = {one.code: one for one in with_class(Place.objects.filter(code__in=codes)).order_by("valid_from")}
        self.departments = {one.name: one for one in Department.objects.all()}
        numbers = {values["outside_number"] for _, values in rows if values.get("outside_number")}
        known = Request.objects.filter(outside_number__in=numbers).values_list("channel", "outside_number")
        self.known: dict[tuple[str, str], bool] = dict.fromkeys(known, True)
        ours = {values["number"] for _, values in rows if values.get("number")}
        self.numbers = set(Matter.objects.filter(number__in=ours).values_list("number", flat=True)) if ours else set()

    def refusal(self, values: Mapping[str, Any]) -> tuple[str, str] | None:
        """The field and the sentence of what hinders a row."""
        if values.get("number"):
            return "number", f"没有编号为“{values['number']}”的事件，新登记的请留空。"
        place = self.places.get(values["place"])
        if place is None:
            return "place", f"没有编码为“{values['place']}”的区域，请核对编码。"
        if self.allowed is not None and place.pk not in self.allowed:
            return "place", NOT_YOURS
        if values.get("lead") and values["lead"] not in self.departments:
            return "lead", f"没有“{values['lead']}”这个部门，请改成部门名册里的名称。"
        kind = kinds()[values["kind"]]
        foreign = next((key for key in details() if values.get(key) is not None and not kind.asks(key)), None)
        if foreign:
            return foreign, NOT_ASKED.format(name=kind.name)
        return _order(values, self.now)


def _order(values: Mapping[str, Any], now: datetime) -> tuple[str, str] | None:
    """Moments follow each other, and none lies ahead."""
    before, label = None, ""
    for key in ("received_at", "dispatched_at", "finished_at", "closed_at"):
        if not values.get(key):
            continue
        moment = moment_of(values[key])
        if before is not None and moment_of(values[key], end=True) < before:
            return key, f"早于{label}，请核对。"
        if moment > now:
            return key, "晚于现在，请核对。"
        before, label = moment, SHEET.field(key).label
    if values.get("returned_at") and values.get("closed_at"):
        return "returned_at", "既有退单时间又有办结时间，只能有一个。"
    if values.get("rating") and not values.get("closed_at"):
        return "rating", "还没有办结时间，不能有满意度。"
    return None


def _matter(values: Mapping[str, Any], finder: _Finder) -> Matter:
    kind = kinds()[values["kind"]]
    received = moment_of(values["received_at"])
    due = values.get("due")
    matter = Matter(
        subdistrict=current_scope().subdistrict, kind=kind.key, channel=values["channel"], title=values["title"],
        text=values.get("text") or "", place=finder.places[values["place"]], address=values.get("address") or "",
        category=values.get("category") or "", urgent=bool(values.get("urgent")),
        received_at=received, received_on=timezone.localdate(received),
        lead=finder.departments.get(values.get("lead") or ""), outside_number=values.get("outside_number") or "",
        outside_due=moment_of(due, end=True) if due else None, outcome=values.get("outcome") or "",
        reply=values.get("reply") or "", details={key: values[key] for key in details() if values.get(key) is not None},
    )  # fmt: skip
    matter.first_lead = matter.lead
    matter.place_class = getattr(matter.place, "place_class", None) or ""
    matter.stage, since = _stage(values)
    start_whole(matter, kind)
    start_stage(matter, kind, since)
    if matter.due_at is not None and matter.due_at < finder.now:
        matter.next_warning_at = None  # what was overdue when it came in is seen in the lists; nobody is reminded of it
    if matter.stage == "closed":
        close(matter, moment_of(values["closed_at"]))
        if values.get("rating"):
            matter.contacted, matter.solved = bool(values.get("contacted")), bool(values.get("solved"))
            matter.rating = values["rating"]
    return matter


def _stage(values: Mapping[str, Any]) -> tuple[Stage, datetime]:
    """The stage that the moments of a row lead to, and since when."""
    kind = kinds()[values["kind"]]
    told = (
        ("closed", "closed_at"), ("returned", "returned_at"), (kind.after("working"), "finished_at"),
        ("working", "dispatched_at"), ("received", "received_at"),
    )  # fmt: skip
    stage, key = next((stage, key) for stage, key in told if values.get(key))
    if stage == "closed" and key == "finished_at":
        stage = "working"  # closed is only what the sheet says was closed
    return cast(Stage, stage), moment_of(values[key])


def _beside(matter: Matter, values: Mapping[str, Any]) -> Sequence[Any]:
    """The request, the steps and the call-back of a row."""
    scope = current_scope()
    common = {"subdistrict": scope.subdistrict, "matter": matter, "place_id": matter.place_id}
    out: list[Any] = [
        Request(
            **common, channel=matter.channel, outside_number=matter.outside_number, received_at=matter.received_at,
            text=matter.text, taken_by=scope.actor.label,
        )
    ]  # fmt: skip
    path = kinds()[matter.kind].path
    before = ""
    common_step = {**common, "actor": scope.actor.id, "actor_label": scope.actor.label}
    for key, verb, after in (
        ("received_at", "receive", "received"), ("dispatched_at", "dispatch", "working"),
        ("finished_at", "finish", path[path.index("working") + 1]), ("returned_at", "return_out", "returned"),
        ("closed_at", _closing(path), "closed"),
    ):  # fmt: skip
        if not values.get(key) or before == "closed":
            continue
        said: dict[str, Any] = {"imported": True}
        if verb == "dispatch" and matter.lead_id:
            said |= {"department": str(matter.lead_id)}
        at = moment_of(values[key])
        out.append(Step(**common_step, verb=verb, before=before, after=after, at=at, said=said))
        before = after
    if matter.rating and matter.closed_at:
        out.append(
            CallBack(
                **common, at=matter.closed_at, contacted=bool(matter.contacted), solved=bool(matter.solved),
                rating=matter.rating, taken_by=scope.actor.label,
            )
        )  # fmt: skip
    return out


def _closing(path: Sequence[str]) -> str:
    """The verb by which a kind is closed: what leads out of its last open stage."""
    return {"entering": "enter", "checking": "verify", "reviewing": "approve", "working": "finish"}[path[-2]]
