"""导入记录: what imports into ledgers did, and taking one back."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Missing
from jingwei.core.imports import kinds_for
from jingwei.core.imports.pages import tabs as import_tabs
from jingwei.core.scope import current_scope
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Pager, Row, Table
from jingwei.core.ui.wizard import Tally, Wizard
from jingwei.registers.actions import RetireRegister, UndoImport
from jingwei.registers.actions.undo_import import WITH_THE_GRIDS
from jingwei.registers.models import Source
from jingwei.registers.policy import policy
from jingwei.registers.query import REDRAWN, drawing_of, import_in_sight, only_source
from jingwei.registers.standing import TAB

_PAGE = 50
_RETIRE = FormField(
    "retire", "这本台账里只有这次导入的内容，一并停用台账", "yesno", True, required=True, help="选“否”则留下空台账"
)


def source_page(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Step four, and any time later: what an import did, and the button to take it back."""
    policy.may(current_scope().actor, "see")
    source = Source.objects.select_related("register", "file", "mends__file").filter(pk=source_id).first()
    if source is None:
        raise Missing("没有这次导入。")
    register = source.register
    undone = source.state == Source.State.UNDONE
    drawing = drawing_of(source)
    undo = None
    if not undone and not drawing and policy.allows(current_scope().actor, "import") and import_in_sight(source):
        undo = Link("撤销这次导入", reverse("registers:undo", args=[source.pk]), icon="arrow-back-up", look="danger")
    draft = source.drafts.filter(owner=current_scope().actor.id).first() if source.refused and not undone else None
    mended = list(source.mended_by.filter(state=Source.State.APPLIED).select_related("file").order_by("at"))
    wizard = Wizard(
        "applied",
        register.name,
        "",
        back_url=reverse("registers:list", args=[register.key]),
        remarks_url=reverse("registers:remarks", args=[draft.pk]) if draft else "",
        again_url=reverse("registers:upload", args=[register.key]) if draft and not mended else "",
        mended=(*_mended(source, mended), *_redrawn(drawing, undone=undone)),
        file_name=source.file.name,
        sheet_name=source.sheet,
        tally=Tally(source.new, source.changed, source.same, source.refused),
        undo=undo,
        undone=undone,
    )
    crumbs = (
        Link("台账", reverse("registers:index")),
        Link(register.name, reverse("registers:list", args=[register.key])),
    )
    context = {"title": f"导入 · {register.name}", "crumbs": crumbs, "wizard": wizard}
    ended = f"；停用 {source.ended} {register.unit}" if source.ended else ""
    context["subtitle"] = f"生效日期 {source.valid_from}{ended}"
    return render(request, "desk/import.html", context)


def _mended(source: Source, later: Sequence[Source]) -> tuple[Link, ...]:
    """Which import this one mends, and which mended it."""
    links = []
    if source.mends is not None:
        links.append(
            Link(f"补《{source.mends.file.name}》退回的行", reverse("registers:source", args=[source.mends_id]))
        )
    for one in later:
        still = f"，仍退回{one.refused}行" if one.refused else ""
        label = f"退回的行已于{timezone.localtime(one.at):%Y-%m-%d %H:%M}补入{one.new + one.changed}行{still}"
        links.append(Link(label, reverse("registers:source", args=[one.pk])))
    return tuple(links)


def _redrawn(drawing: str, *, undone: bool) -> tuple[Link, ...]:
    """Rows that went with their ground go back with it."""
    if not drawing or undone:
        return ()
    kept = any(kind.action == REDRAWN for kind in kinds_for(current_scope().actor))
    url = f"{reverse('imports:list')}?kind={REDRAWN}" if kept else ""
    return (Link(f"这些记录随网格调整换了网格，不单独撤销。{WITH_THE_GRIDS}", url),)


def undo(request: HttpRequest, source_id: UUID) -> HttpResponse:
    """Take an import back, with a reason."""
    source = Source.objects.select_related("register", "file").filter(pk=source_id).first()
    if source is None:
        raise Missing("没有这次导入。")
    policy.may(current_scope().actor, "import")
    reason = request.POST.get("reason", "").strip()
    alone = policy.allows(current_scope().actor, "define") and only_source(source)
    hindered, status = "", 200
    if request.method == "POST" and reason:
        try:
            with transaction.atomic():
                perform(UndoImport(), targets=[source.pk], reason=reason)
                if alone and request.POST.get("retire") == "yes":
                    perform(RetireRegister(), targets=[source.register_id], reason=reason)
                    messages.info(request, f"“{source.register.name}”已停用。")
        except Conflict as error:
            hindered, status = error.message, error.status
        else:
            return redirect("registers:source", source.pk)
    problems = ("请写明原因。",) if request.method == "POST" and not reason else ()
    return render(
        request,
        "desk/form.html",
        {
            "title": "撤销导入",
            "crumbs": (
                Link("导入记录", reverse("registers:sources")),
                Link(source.file.name, reverse("registers:source", args=[source.pk])),
            ),
            "intro": f"《{source.file.name}》导入的{source.new}条新增、{source.changed}条变更"
            f"{f'、{source.ended}条停用' if source.ended else ''}将整批撤销，撤销本身留痕。",
            "groups": (FormGroup((_RETIRE, _reason(problems)) if alone else (_reason(problems),)),),
            "problems": (hindered,) if hindered else (),
            "problems_head": "没有撤销" if hindered else "",
            "submit": "撤销导入",
            "cancel_url": reverse("registers:source", args=[source.pk]),
        },
        status=status,
    )


def sources(request: HttpRequest) -> HttpResponse:
    """All imports, newest first."""
    policy.may(current_scope().actor, "see")
    found = Source.objects.select_related("register", "file").order_by("-at")
    key = request.GET.get("register", "")
    if key:
        found = found.filter(register__key=key)
    page = asked_page(request.GET)
    total = found.count()
    here = reverse("registers:sources")
    rows = tuple(
        Row(
            (
                Cell(source.file.name, note=source.sheet),
                source.register.name,
                timezone.localtime(source.at),
                source.actor_label,
                source.valid_from,
                source.new,
                source.changed,
                source.same,
                source.refused,
                Badge("已撤销", "calm") if source.state == Source.State.UNDONE else Badge("已入账", "good"),
            ),
            url=reverse("registers:source", args=[source.pk]),
        )
        for source in found[(page - 1) * _PAGE : page * _PAGE]
    )
    columns = (
        Column("文件"), Column("台账"), Column("时间", "date"), Column("经办人"), Column("生效日期", "date"),
        Column("新增", "number"), Column("变更", "number"), Column("未变", "number"), Column("退回", "number"),
        Column("状态", "badge"),
    )  # fmt: skip
    return render(
        request,
        "desk/list.html",
        {
            "title": "导入记录",
            "crumbs": (Link("台账", reverse("registers:index")),),
            "tabs": import_tabs(TAB),
            "table": Table(columns, rows),
            "pager": Pager.of(total, page, _PAGE, lambda n: f"{here}?page={n}" + (f"&register={key}" if key else "")),
            "empty": Empty("还没有导入过表格"),
        },
    )


def _reason(problems: tuple[str, ...]) -> FormField:
    return FormField("reason", "原因", "textarea", problems=problems, required=True, wide=True)
