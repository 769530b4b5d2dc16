"""工作台: what waits for the reader, and how the ledgers stand."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.scope import Reader, current_scope
from jingwei.core.ui.blocks import Panel, Tile
from jingwei.core.ui.home import panels_for
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table
from jingwei.desk.menu import menu_of
from jingwei.people.seating import SeatedRequest
from jingwei.people.seats import Seat
from jingwei.people.shell_links import menu_links
from jingwei.registers.designing.drafts import KEPT_DAYS
from jingwei.registers.models import Draft, Source
from jingwei.registers.pages.reminders import end_date_panel
from jingwei.registers.policy import policy
from jingwei.registers.query import counts_by_register, registers

_RECENT = 8
_LEDGERS = 12


def home(request: SeatedRequest) -> HttpResponse:
    """The first page after signing in; administrators find their lists there."""
    scope = current_scope()
    if scope.reader is Reader.ADMIN:
        panels = (*_end_dates(wide=False), _admin(request.seat))
        return render(request, "desk/board.html", {"title": "工作台", "panels": panels})
    return render(
        request,
        "desk/board.html",
        {
            "title": "工作台",
            "subtitle": scope.actor.title,
            "as_of_text": f"截至 {timezone.localtime():%Y-%m-%d %H:%M}，数字都可以点开看记录",
            "panels": (
                # What waits comes first: an office keeps dozens of ledgers, and on a phone they fill the screen.
                *panels_for(scope.actor),
                _ledgers(),
                *_end_dates(wide=True),
                *((_waiting(), _imports()) if policy.allows(scope.actor, "import") else ()),
            ),
        },
    )


def _ledgers() -> Panel:
    """The ledgers that hold most of what the reader may see, in the order of the list of ledgers, and how many more."""
    counts, known = counts_by_register(), registers()
    most = sorted((one for one in known if counts.get(one.pk)), key=lambda one: -counts[one.pk])[:_LEDGERS]
    shown = {one.pk for one in most} if len(known) > _LEDGERS else {one.pk for one in known}
    tiles = tuple(
        Tile(one.name, counts.get(one.pk, 0), one.unit, reverse("registers:list", args=[one.key]))
        for one in known
        if one.pk in shown
    )
    more = f"共{len(known)}本台账，这里是在册最多的{len(shown)}本" if len(shown) < len(known) else ""
    return Panel(
        "台账在册",
        tiles=tiles,
        url=reverse("registers:index"),
        note=more,
        width="full",
        empty=Empty("您看得到的台账里还没有记录" if known else "还没有台账"),
    )


def _end_dates(*, wide: bool) -> tuple[Panel, ...]:
    """A reminder of what ends soon, for those whose matter it is."""
    panel = end_date_panel(current_scope().actor, wide=wide)
    return (panel,) if panel else ()


def _waiting() -> Panel:
    """Uploads that the reader has not confirmed yet."""
    actor = current_scope().actor
    drafts = (
        Draft.objects.filter(owner=actor.id, done=False)
        .exclude(register=None, at__lt=timezone.now() - timedelta(days=KEPT_DAYS))
        .select_related("register", "file")
        .order_by("-at")[:_RECENT]
    )
    links = tuple(map(_waiting_link, drafts))
    return Panel("待办", links=links, width="half", empty=Empty("没有待办", "传了还没有确认导入的表格会列在这里。"))


def _waiting_link(draft: Draft) -> Link:
    if draft.register is None:
        return Link(f"待建账：{draft.file.name}", reverse("registers:plan", args=[draft.pk]), icon="plus")
    words = f"待确认导入：{draft.file.name} → {draft.register.name}"
    return Link(words, reverse("registers:match", args=[draft.pk]), icon="upload")


def _imports() -> Panel:
    """The latest imports that stand; who serves a place is shown the own ones."""
    scope = current_scope()
    standing = Source.objects.select_related("register", "file").exclude(state=Source.State.UNDONE)
    if scope.reader is Reader.PLACE:
        standing = standing.filter(actor_label=scope.actor.label)
    found = standing.order_by("-at")[:_RECENT]
    rows = tuple(
        Row(
            (source.file.name, source.register.name, source.new, source.changed, timezone.localtime(source.at)),
            url=reverse("registers:source", args=[source.pk]),
        )
        for source in found
    )
    columns = (
        Column("文件"),
        Column("台账"),
        Column("新增", "number"),
        Column("变更", "number"),
        Column("时间", "date"),
    )
    return Panel(
        "最近导入",
        table=Table(columns, rows) if rows else None,
        url=reverse("registers:sources"),
        width="half",
        empty=Empty("还没有导入过表格", "打开台账点“导入表格”，平时用的表不用整理就能导入。"),
    )


def _admin(seat: Seat) -> Panel:
    """What an administrator keeps: the same as in the menu, and nothing that would be refused."""
    own = tuple(link for group in menu_of(seat) if group.label == "个人信息" for link in group.links)
    return Panel("管理", links=(*own, *menu_links(seat)), width="half")
