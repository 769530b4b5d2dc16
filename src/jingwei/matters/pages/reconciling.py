"""对账: an outside platform's export is laid beside what is here; the clerk decides what is done about it."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import JingweiError, Missing
from jingwei.core.files import keep_file
from jingwei.core.scope import current_scope
from jingwei.core.sheets.errors import SheetError
from jingwei.core.ui.blocks import Tile
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Pager, Row, Table
from jingwei.matters.actions import Reconcile
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Reconciliation
from jingwei.matters.platforms import platforms
from jingwei.matters.policy import policy
from jingwei.matters.reconciled import DOING, Decision
from jingwei.matters.reconciling import EXPORT, SORTS, Pair, compare, counts_of
from jingwei.people.seating import SeatedRequest
from jingwei.people.views.imports import read_rows

_PAGE, _PAST = 100, 60
_INTRO = (
    "上传平台导出的工单表，或从表里复制、粘贴过来；只有工单编号也可以。系统按编号与本系统逐件比对，比对本身不改动任何事件。"
    "有状态、截止时间的，还能比出平台重办和时限变动。"
)
_NOTES = {
    "theirs": "平台派来、这里还没有登记的。勾选后登记：没有区划编码的先登记到街道，再由调度岗交办。",
    "ours": "这里在办、平台导出里没有的：编号可能登记错了，或平台已撤单、已转其他单位。请逐件核对。",
    "due": "平台的时限与这里的不同。勾选后改为平台的时限，原来的时限留在事件的经过里。",
    "again": "这里已办结或已退出、平台上还在办的，多为平台退回重办。勾选后重新办理，时限按平台的另行核对。",
    "same": "编号、时限、办结与否都对得上的。",
}


def reconcile(request: SeatedRequest) -> HttpResponse:
    """Upload or paste; and the comparisons made before."""
    policy.may(current_scope().actor, "dispatch")
    problem = ""
    if request.method == "POST":
        try:
            return redirect("matters:reconciliation", _compared(request))
        except (SheetError, JingweiError) as error:
            problem = error.message
    past = Reconciliation.objects.order_by("-at").defer("rows")[:_PAST]
    columns = (Column("对账时间", "date"), *(Column(word, "number") for word in SORTS.values()), Column("对账人"),
               Column("文件", "long"))  # fmt: skip
    rows = tuple(
        Row(
            (timezone.localtime(one.at), *(one.counts.get(sort, 0) for sort in SORTS), one.taken_by,
             one.file_name or None),
            url=reverse("matters:reconciliation", args=[one.pk]),
        )
        for one in past
    )  # fmt: skip
    upload = FormField("file", "平台导出的表", "file", accept=".xlsx,.xls,.et,.csv")
    pasted = FormField("text", "或粘贴", "textarea", value=request.POST.get("text", ""), wide=True,
                       help="从表格复制的几行（带表头），或一行一个工单编号")  # fmt: skip
    context = {
        "title": "对账",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "intro": _INTRO,
        "groups": (FormGroup((upload, pasted)),),
        "problems": (problem,) if problem else (),
        "problems_head": "没有读出来",
        "submit": "比对",
        "cancel_url": reverse("matters:list"),
        "past": Table(columns, rows),
    }
    return render(request, "matters/reconcile.html", context, status=422 if problem else 200)


def reconciliation(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """One comparison: five counts as they stand now, each opening to its orders. Four queries."""
    one = _kept(pk)
    sort = request.GET.get("show") or next((key for key in SORTS if one.counts.get(key)), "same")
    if sort not in SORTS:
        raise Http404
    platform = platforms()[one.platform]
    compared = compare(platform, one.rows or ())
    counts = counts_of(compared) if one.rows is not None else one.counts
    pairs = compared.found[sort] if one.rows is not None else []
    pager = Pager.of(len(pairs), asked_page(request.GET), _PAGE, lambda number: f"?show={sort}&page={number}")
    shown = pairs[(pager.page - 1) * _PAGE : pager.page * _PAGE]
    decision = DOING.get(sort)
    context = {
        "title": f"对账：{platform.name}",
        "subtitle": f"{timezone.localtime(one.at):%Y-%m-%d %H:%M}，{one.taken_by}"
        + (f"，{one.file_name}" if one.file_name else ""),
        "crumbs": (Link("事件", reverse("matters:list")), Link("对账", reverse("matters:reconcile"))),
        "tiles": tuple(
            Tile(word, counts.get(key, 0), "件", "" if one.rows is None else f"?show={key}")
            for key, word in SORTS.items()
        ),
        "heading": SORTS[sort],
        "note": _NOTES[sort],
        "gone": one.rows is None,
        "table": Table(*_COLUMNS[sort](shown), select="number" if decision else ""),
        "bulk": (_bulk(one, decision),) if decision else (),
        "pager": pager if len(pairs) > _PAGE else None,
        "empty": Empty(f"没有“{SORTS[sort]}”的工单", icon="circle-check"),
    }
    return render(request, "matters/reconciliation.html", context)


def decided(request: SeatedRequest, pk: UUID, sort: str) -> HttpResponse:
    """Do what the clerk decided about the chosen orders of one sort."""
    if request.method != "POST" or sort not in DOING:
        raise JingweiError("请从对账页面办理。", code="method")
    one = _kept(pk)
    wanted = set(request.POST.getlist("number"))
    pairs = compare(platforms()[one.platform], one.rows or ()).found[sort]
    chosen = [pair for pair in pairs if pair.key in wanted]
    if not chosen:
        messages.error(request, "请先勾选；已经办理过的不再列出。")
    else:
        try:
            messages.success(request, DOING[sort].run(platforms()[one.platform], one, chosen))
        except JingweiError as error:
            messages.error(request, f"没有办理：{error.message}")
    return redirect(f"{reverse('matters:reconciliation', args=[pk])}?show={sort}")


def _compared(request: SeatedRequest) -> str:
    """Read what came, keep the comparison; gives its key. Raises SheetError, Invalid."""
    file = request.FILES.get("file")
    if file is not None:
        data, name = file.read(), file.name or "平台导出"
    else:
        text = request.POST.get("text", "").strip()
        if not text:
            raise SheetError("file.missing", "请选择平台导出的表，或粘贴工单编号。")
        first = text.splitlines()[0]
        headed = any(word in first for word in ("编号", "单号", "案卷号"))
        data, name = (text if headed else f"工单编号\n{text}").encode(), "粘贴的内容.csv"
    parsed = read_rows(data, name, EXPORT)
    rows = [values for _, values in parsed.good()]
    if not rows:
        raise SheetError("rows.none", "没有读到工单编号。表里要有“工单编号”一列，粘贴的一行一个编号。")
    if file is not None:
        keep_file(data, name, file.content_type or "")
    done = perform(Reconcile(), rows, context={"file": name if file is not None else "粘贴的内容"})
    if parsed.failed:
        messages.warning(request, f"有 {len(parsed.failed)} 行读不出来，没有参加比对。")
    return str(done.result["id"])


def _kept(pk: UUID) -> Reconciliation:
    policy.may(current_scope().actor, "dispatch")
    found = Reconciliation.objects.filter(pk=pk).first()
    if found is None:
        raise Missing("没有找到这次对账。")
    return found


def _bulk(one: Reconciliation, decision: Decision) -> Link:
    url = reverse("matters:decided", args=[one.pk, decision.sort])
    return Link(decision.label, url, icon=decision.icon, confirm=decision.confirm)


def _matter_cells(matter: Matter | None) -> tuple[Any, ...]:
    if matter is None:
        return (None, None, None)
    word = kinds()[matter.kind].word(matter.stage)  # type: ignore[arg-type]
    link = Link(matter.title, reverse("matters:matter", args=[matter.pk]))
    return (link, Badge(word, "info" if matter.closed_at is None else "calm"), matter.lead and matter.lead.name)


def _moment(told: Any) -> Any:
    return str(told).replace("T", " ") if told else None


def _theirs(pairs: Sequence[Pair]) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    columns = (Column("工单编号", "code"), Column("标题", "long"), Column("平台状态"), Column("收到时间", "date"),
               Column("平台时限", "date"), Column("地点", "long"))  # fmt: skip
    return columns, tuple(
        Row(
            (one.key, row.get("title") or (row.get("text") or "")[:40] or None, row.get("state"),
             _moment(row.get("received_at")), _moment(row.get("due")), row.get("address")),
            key=one.key,
        )
        for one in pairs
        for row in (one.row or {},)
    )  # fmt: skip


def _both(pairs: Sequence[Pair]) -> tuple[tuple[Column, ...], tuple[Row, ...]]:
    columns = (Column("工单编号", "code"), Column("标题", "long"), Column("本系统阶段", "badge"), Column("主办部门"),
               Column("平台状态"), Column("本系统时限", "date"), Column("平台时限", "date"))  # fmt: skip
    return columns, tuple(
        Row(
            (one.key, *_matter_cells(one.matter), row.get("state"), _due(one.matter), _moment(row.get("due"))),
            key=one.key,
        )
        for one in pairs
        for row in (one.row or {},)
    )


def _due(matter: Matter | None) -> Any:
    return timezone.localtime(matter.due_at) if matter and matter.due_at else None


_Columns = Callable[[Sequence[Pair]], tuple[tuple[Column, ...], tuple[Row, ...]]]
_COLUMNS: Mapping[str, _Columns] = {"theirs": _theirs, **dict.fromkeys(("ours", "due", "again", "same"), _both)}
