"""综治推送: the Monday list comes in; signals without an answer; disputes by kind and place, never by person."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.scope import current_scope
from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.parse import Parsed
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Cell, Column, Link, Row, Table
from jingwei.matters.actions import TakeSignals
from jingwei.matters.actions.take_signals import SORT
from jingwei.matters.kinds import details
from jingwei.matters.models import Matter, Note
from jingwei.matters.policy import policy
from jingwei.matters.signals.reading import SHEET, persons_in
from jingwei.people.seating import SeatedRequest
from jingwei.people.views.imports import read_rows
from jingwei.places.models import Place

_WEEKS, _AT_MOST = 4, 200
_INTRO = (
    "每周一上传各单位推送的纠纷线索，只要来源单位、编号、纠纷、区划、类型和日期。同一纠纷的多条线索并为一件，新的按派单规则"
    "或所在社区交办，没有回应的每三天提醒一次。姓名、电话、证件号码等列一律不收，文件本身也不保存。"
)


def signals(request: SeatedRequest) -> HttpResponse:
    """The desk uploads or pastes; everybody who reads disputes sees what has no answer, and the counts."""
    actor = current_scope().actor
    policy.may(actor, "read_sensitive")
    may, problems = policy.allows(actor, "dispatch"), []
    if request.method == "POST":
        policy.may(actor, "dispatch")
        try:
            _take(request)
            return redirect("matters:signals")
        except Invalid as error:
            problems = [f"第{one.row}行 {one.label}“{one.value}”：{one.message}" for one in error.problems[:20]]
        except (SheetError, JingweiError) as error:
            problems = [error.message]
    upload = FormField("file", "推送表", "file", accept=".xlsx,.xls,.et,.csv")
    pasted = FormField("text", "或粘贴", "textarea", value=request.POST.get("text", ""), wide=True,
                       help="从表格复制的几行，带表头")  # fmt: skip
    context = {
        "title": "综治推送",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "intro": _INTRO,
        "groups": (FormGroup((upload, pasted)),) if may else (),
        "problems": tuple(problems),
        "problems_head": "没有导入",
        "submit": "导入",
        "unanswered": _unanswered(),
        "analysis": _analysis(),
    }
    return render(request, "matters/signals.html", context, status=422 if problems else 200)


def _take(request: SeatedRequest) -> None:
    """Read the sheet, take its rows, say what was left out. Raises SheetError, Invalid."""
    file = request.FILES.get("file")
    text = request.POST.get("text", "").strip()
    if file is None and not text:
        raise SheetError("file.missing", "请选择推送表，或粘贴带表头的几行。")
    data, name = (file.read(), file.name or "推送表") if file is not None else (text.encode(), "粘贴的内容.csv")
    parsed = read_rows(data, name, SHEET)
    # Row numbers of the sheet stand in the messages: the action counts from 1.
    rows = [values for _, values in parsed.good()]
    if not rows:
        raise SheetError("rows.none", _nothing(parsed))
    done = perform(TakeSignals(), rows).result
    messages.success(
        request, f"已导入：新立纠纷{done['new']}件，并入已有纠纷{done['merged']}条，重复{done['same']}条。"
    )
    persons = [*persons_in(parsed.ignored), *(one.heading for one in parsed.dropped)]
    if persons:
        heads = "、".join(f"“{one}”" for one in persons)
        messages.warning(request, f"{heads}列是个人信息，没有收，也没有保存；请推送单位以后不要填报。")
    if parsed.failed:
        told = "；".join(f"第{one.row}行{one.label}：{one.message}" for one in parsed.problems[:5])
        messages.warning(request, f"有{len(parsed.failed)}行读不出来，没有导入：{told}")


def _nothing(parsed: Parsed) -> str:
    told = "；".join(f"第{one.row}行{one.label}：{one.message}" for one in parsed.problems[:5])
    return f"没有可以导入的行。{told}" if told else "没有读到线索，表里要有来源单位、编号、纠纷、区划编码和纠纷类型。"


def _unanswered() -> Table:
    """The signals without an answer, the oldest first. One query."""
    rows = Note.objects.filter(sort=SORT, ended__isnull=True, back_at=None, matter__sealed_file__isnull=True)
    notes = list(rows.select_related("matter__place", "matter__lead").order_by("noted_at", "id")[:_AT_MOST])
    actor, now = current_scope().actor, timezone.now()
    quarrels = {one.value: one.label for one in details()["quarrel"].choices}
    lines = tuple(
        Row(
            (
                Cell(note.matter.number, url=reverse("matters:matter", args=[note.matter_id])),
                quarrels.get(note.matter.details.get("quarrel", "")), note.matter.place.name,
                note.values.get("body"), note.matter.lead.name if note.matter.lead else note.matter.place.name,
                f"{(now - note.noted_at).days}天",
                Link("回应", reverse("matters:end_note", args=[note.pk]))
                if policy.allows(actor, "handle", note.matter)
                else None,
            )
        )
        for note in notes
    )  # fmt: skip
    columns = (Column("编号", "code"), Column("类型"), Column("区划"), Column("来源"), Column("承办"),
               Column("推送后", "number"), Column("办理"))  # fmt: skip
    return Table(columns, lines)


def _analysis() -> Table:
    """Disputes of the last weeks by community and kind. Two queries."""
    since = timezone.localdate() - timedelta(weeks=_WEEKS)
    found: Any = Matter.objects.filter(kind="dispute", received_on__gt=since).exclude(stage="void")
    counts: Counter[tuple[Any, str]] = Counter()
    for place, quarrel, n in found.values_list("place", "details__quarrel").annotate(n=Count("pk")):
        counts[place, quarrel or ""] += n
    places = Place.objects.filter(pk__in={place for place, _ in counts}).select_related("parent").defer("outline")
    names = {
        one.pk: one.parent.name if one.level in ("grid", "microgrid") and one.parent else one.name for one in places
    }
    kinds = [one for one in details()["quarrel"].choices if any(quarrel == one.value for _, quarrel in counts)]
    by_name: dict[str, Counter[str]] = {}
    for (place, quarrel), n in counts.items():
        by_name.setdefault(names[place], Counter())[quarrel] += n
    lines = tuple(
        Row((name, *(told[one.value] for one in kinds), sum(told.values()))) for name, told in sorted(by_name.items())
    )
    whole = sum(by_name.values(), Counter())
    totals = ("合计", *(whole[one.value] for one in kinds), sum(whole.values()))
    columns = (Column("社区"), *(Column(one.label, "number") for one in kinds), Column("合计", "number"))
    return Table(columns, lines, totals=totals if lines else ())
