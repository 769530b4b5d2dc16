"""来文登记: what a document from above asks for becomes one supervised matter for each of its tasks."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.actions.dispatch import Dispatch
from jingwei.matters.actions.moving import step_of
from jingwei.matters.models import Matter
from jingwei.matters.policy import policy
from jingwei.matters.receiving import received
from jingwei.people.linked import problem
from jingwei.people.models import Department
from jingwei.places.models import Place

KNOWN = "文号“{paper}”已经登记过任务，请到“督办”里查看。"
_LONGEST, _MOST = 120, 40
_TOO_LONG = "第{line}行超过120字，请写短些，细节写在事件的办理情况里。"
_NO_DEPARTMENT = "第{line}行：没有“{name}”这个部门，请写部门名册里的名称。"
_NOTHING = "请写明任务，每行一项，最多40项。"


@register_action
class TakeDocument(Action):
    """Register the tasks of a document; those that name a department are dispatched to it at once."""

    name = "matters.take_document"
    label = "登记来文任务"
    help = "一份来文有几项任务就写几行，每项成为一件督办事项，按文号、来文单位和期限跟踪到销号。"
    declared = FieldSet(
        key="matters.take_document",
        version=1,
        fields=(
            Field("paper", "文号", "text", required=True, max_length=60, help="如 应急〔2026〕88号"),
            Field("issuer", "来文单位", "text", required=True, max_length=40),
            Field("due", "完成期限", "moment", required=True, help="只填日期的算到当天结束"),
            Field(
                "tasks", "任务", "longtext", required=True, max_length=4000,
                help="每行一项；指定主办部门的在行尾写“｜部门名称”，如 排查燃气用户｜城市建设管理办公室",
            ),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The desk."""
        policy.may(act.actor, "dispatch")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, numbers}. Raises Invalid for tasks that cannot be, Conflict for a paper that is known."""
        papers = [item.values["paper"] for item in items]
        known = Matter.objects.filter(kind="supervised", details__paper__in=papers).exclude(stage="void")
        if found := known.values_list("details__paper", flat=True).first():
            raise Conflict(KNOWN.format(paper=found))
        at = timezone.now()
        top = Place.objects.filter(parent=None, scheme__gives_rights=True, valid_to__gt=timezone.localdate(at))
        place = str(top.values_list("pk", flat=True).first())
        departments = {one.name: one for one in Department.objects.all()}
        told: list[Item] = []
        leads: list[Department | None] = []
        for item in items:
            for title, lead in self._tasks(item, departments):
                told.append(Item(None, _request(item.values, title, place), item.row))
                leads.append(lead)
        made = received(self.declared, act, told, at, lambda _, matter: step_of(matter, "receive", act, at))
        given = [
            Item(matter, {"lead": str(lead.pk)}) for matter, lead in zip(made, leads, strict=True) if lead is not None
        ]
        if given:
            Dispatch().run(act, given)
        return {"ids": [str(one.pk) for one in made], "numbers": [one.number for one in made]}

    def _tasks(self, item: Item, departments: Mapping[str, Department]) -> list[tuple[str, Department | None]]:
        """The tasks of a document with who leads them. Raises Invalid."""
        lines = [line.strip() for line in item.values["tasks"].splitlines() if line.strip()]
        wrong = "" if 0 < len(lines) <= _MOST else _NOTHING
        out: list[tuple[str, Department | None]] = []
        for number, line in enumerate(lines, start=1):
            title, _, name = (part.strip() for part in line.replace("|", "｜").partition("｜"))
            if len(title) > _LONGEST:
                wrong = wrong or _TOO_LONG.format(line=number)
            elif name and name not in departments:
                wrong = wrong or _NO_DEPARTMENT.format(line=number, name=name[:30])
            out.append((title, departments.get(name)))
        if wrong:
            raise Invalid([problem(self.declared, "tasks", None, wrong, code="tasks.wrong", row=item.row)])
        return out


def _request(values: Mapping[str, Any], title: str, place: str) -> dict[str, Any]:
    return {
        "kind": "supervised", "channel": "leader", "title": title, "place": place, "outside_due": values["due"],
        "received_at": None, "ordered_in": "document", "ordered_by": values["issuer"], "paper": values["paper"],
    }  # fmt: skip
