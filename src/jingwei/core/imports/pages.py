"""导入记录: which lists came in, what each changed, and taking one back."""

from dataclasses import replace
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Missing, Refused
from jingwei.core.imports.kinds import Brought, ImportKind, kind_of, kinds_for, other_tabs
from jingwei.core.imports.undo import UndoImport
from jingwei.core.models import ImportRecord
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.paging import asked_page
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Facet, Link, Option, Pager, Row, Table

TAB = "名册、网格和外部数据"
_TITLE = "导入记录"
_PAGE = 50
_SHOWN = 100
_COLUMNS = (
    Column("文件"), Column("导入到"), Column("时间", "date"), Column("经办人"), Column("新增", "number"),
    Column("变更", "number"), Column("停用", "number"), Column("未变", "number"), Column("退回", "number"),
    Column("状态", "badge"),
)  # fmt: skip


def listing(request: HttpRequest) -> HttpResponse:
    """The imports whose kinds this reader keeps, newest first. GET: `kind`, `page`."""
    kinds = _kinds()
    chosen = next((kind for kind in kinds if kind.action == request.GET.get("kind")), None)
    wanted = [chosen.action] if chosen else [kind.action for kind in kinds]
    found = ImportRecord.objects.filter(action__in=wanted).defer("kept").order_by("-at", "-pk")
    total, page = found.count(), asked_page(request.GET)
    options = tuple(
        Option(kind.label, None, _address(None if kind is chosen else kind), kind is chosen) for kind in kinds
    )
    context = {
        "title": _TITLE,
        "subtitle": "点开一次导入，看它改了什么；导错了可以整批撤销",
        "tabs": tabs(TAB),
        "table": Table(_COLUMNS, tuple(_row(one) for one in found[(page - 1) * _PAGE : page * _PAGE])),
        "pager": Pager.of(total, page, _PAGE, lambda number: _address(chosen, number)),
        "facets": (Facet("类别", options, clear_url=_address(None) if chosen else ""),) if len(kinds) > 1 else (),
        "chosen": (Link(f"类别：{chosen.label}", _address(None)),) if chosen and len(kinds) > 1 else (),
        "clear_url": _address(None) if chosen else "",
        "empty": Empty("还没有导入过", "导入名册、网格边界或外部数据之后，在这里查看和撤销。"),
    }
    return render(request, "desk/list.html", context)


def record_page(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One import: its file, its counts, and the rows it wrote, before and after."""
    record, kind = _found(pk)
    undone = record.state == ImportRecord.State.UNDONE
    actions = [Link(f"看{kind.label}", kind.url, icon="list")]
    if record.touched and not undone:
        undo_url = reverse("imports:undo", args=[pk])
        actions.append(Link("撤销导入", undo_url, icon="arrow-back-up", look="danger"))
    context = {
        "title": record.file_name or kind.label,
        "subtitle": f"导入到{record.into}",
        "crumbs": (Link(_TITLE, reverse("imports:list")),),
        "badges": (_state(record),),
        "actions": tuple(actions),
        "summary": (
            Item("类别", kind.label),
            Item("经办人", record.actor_label),
            Item("时间", timezone.localtime(record.at)),
            Item("新增", record.new),
            Item("变更", record.changed),
            *(() if record.gone is None else (Item("停用", record.gone),)),
            Item("未变", record.same),
            Item("退回", record.refused),
            *((Item("文件校验值（SHA-256）", record.sha256, wide=True),) if record.sha256 else ()),
            *(_undone(record) if undone else ()),
        ),
        "sections": _sections(record, kind.brought(record, _SHOWN)),
    }
    return render(request, "desk/record.html", context)


def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take an import back, with a reason. What stands in the way is told above the form."""
    record, _ = _found(pk)
    here = reverse("imports:record", args=[pk])
    reason = request.POST.get("reason", "")
    wrong: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    status = 200
    if request.method == "POST":
        try:
            perform(UndoImport(), targets=[pk], reason=reason)
        except Invalid as error:
            wrong, status = tuple(one.message for one in error.problems), error.status
        except Conflict as error:
            problems, status = (error.message,), error.status
        else:
            messages.success(request, "已撤销，恢复到导入之前。")
            return redirect(here)
    field = FormField("reason", "原因", "textarea", reason, problems=wrong, required=True, max_length=200, wide=True)
    context = {
        "title": "撤销导入",
        "crumbs": (Link(_TITLE, reverse("imports:list")), Link(record.file_name or record.into, here)),
        "intro": f"《{record.file_name or record.into}》带来的{record.new}行新增将停用，{_changed(record)}恢复原值。"
        "整批撤销，要么全撤要么都不撤；撤销本身留痕。",
        "groups": (FormGroup((field,)),),
        "problems": problems,
        "problems_head": "没有撤销" if problems else "",
        "submit": "撤销导入",
        "cancel_url": here,
    }
    return render(request, "desk/form.html", context, status=status)


def tabs(here: str) -> tuple[Link, ...]:
    """The pages of imports that this reader uses, nothing where there is only one; `here` is the label of this one."""
    actor = current_scope().actor
    own = (Link(TAB, reverse("imports:list")),) if kinds_for(actor) else ()
    links = tuple(replace(link, here=link.label == here) for link in (*other_tabs(actor), *own))
    return links if len(links) > 1 else ()


def _kinds() -> list[ImportKind]:
    actor = current_scope().actor
    kinds = kinds_for(actor)
    if not kinds:
        raise Refused("导入记录由导入名册、网格边界或外部数据的岗位查看；您现在的岗位没有这项权限。")
    return kinds


def _found(pk: UUID) -> tuple[ImportRecord, ImportKind]:
    record = ImportRecord.objects.filter(pk=pk).first()
    if record is None:
        raise Missing("没有这次导入。")
    kind = kind_of(record.action)
    kind.check(current_scope().actor)
    return record, kind


def _row(record: ImportRecord) -> Row:
    cells = (
        Cell(record.file_name or "未留文件", note=record.sha256[:12]),
        record.into,
        timezone.localtime(record.at),
        record.actor_label,
        record.new,
        record.changed,
        record.gone,
        record.same,
        record.refused,
        _state(record),
    )
    return Row(cells, url=reverse("imports:record", args=[record.pk]))


def _state(record: ImportRecord) -> Badge:
    if record.state == ImportRecord.State.UNDONE:
        return Badge("已撤销", "calm")
    return Badge("已导入", "good") if record.touched else Badge("没有变化", "calm")


def _changed(record: ImportRecord) -> str:
    return f"{record.changed}行变更" + (f"、{record.gone}行停用" if record.gone else "")


def _undone(record: ImportRecord) -> tuple[Item, ...]:
    assert record.undone_at is not None
    return (
        Item("撤销人", record.undone_by),
        Item("撤销时间", timezone.localtime(record.undone_at)),
        Item("撤销原因", record.undone_reason, wide=True),
    )


def _sections(record: ImportRecord, brought: Brought) -> tuple[Section, ...]:
    sections = []
    if brought.lines:
        columns = (Column("名称"), Column("项目"), Column("导入前", "long"), Column("导入后", "long"))
        rows = tuple(Row((one.name, one.label, one.before, one.after)) for one in brought.lines)
        sections.append(Section("改了什么", text=_capped(len(rows)), table=Table(columns, rows), key="changed"))
    if brought.new:
        heads = (Column("名称"), Column("类别"), Column("内容", "long"))
        made = tuple(Row((name, noun, values)) for noun, name, values in brought.new)
        sections.append(Section("新增了什么", text=_capped(len(made)), table=Table(heads, made), key="new"))
    if not sections:
        text = "文件里的内容与系统里的一样，没有写入。" if not record.touched else ""
        sections.append(Section("改了什么", empty=Empty("没有变化", text)))
    return tuple(sections)


def _capped(count: int) -> str:
    return f"列出前{_SHOWN}行。" if count >= _SHOWN else ""


def _address(kind: ImportKind | None, page: int = 1) -> str:
    pairs = [("kind", kind.action)] if kind else []
    pairs += [("page", str(page))] if page > 1 else []
    return reverse("imports:list") + (f"?{urlencode(pairs)}" if pairs else "")
