"""What a row came out of and what it went over into, on its page; and taking that back."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Missing
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.parts import Link
from jingwei.registers.actions.undo_succession import UndoSuccession
from jingwei.registers.models import Entry, Succession, Version
from jingwei.registers.pages.settings import crumbs
from jingwei.registers.policy import policy
from jingwei.registers.query import REDRAWN

_MOST = 20


def successions_of(entry: Entry) -> list[Succession]:
    """The mergings and dividings in force in which an entry took part, newest first."""
    mine = Q(before__contains=[entry.pk]) | Q(after__contains=[entry.pk])
    return list(Succession.objects.filter(mine, undone_at=None).order_by("-moment")[:_MOST])


def succession_section(entry: Entry, *, moves: bool = True, on_paper: bool = False) -> Section | None:
    """The card 由来和去向: what a row was made from and what it went into, by merging, dividing and redrawn grids.

    At most three queries; without `moves` the grids are not asked for. On paper nothing can be taken back.
    """
    found = successions_of(entry)
    moved = _moves(entry) if moves else []
    if not found and not moved:
        return None
    others = {key for one in found for key in (*one.before, *one.after)} - {entry.pk}
    names = dict(Entry.objects.filter(pk__in=others).values_list("pk", "key")) if others else {}
    lines, links = list(moved), []
    may = policy.allows(current_scope().actor, "tidy") and not on_paper
    for one in found:
        gone = entry.pk in one.before
        named = [
            Link(names[key], reverse("registers:entry", args=[key])) if key in names else "（不在管辖范围）"
            for key in (one.after if gone else one.before)
            if key != entry.pk
        ]
        item = Item(_label(one, gone=gone), named, source=f"{one.reason}（{one.actor_label}）")
        lines.append((one.on or timezone.localdate(one.moment), item))
        if may:
            undo = reverse("registers:undo_succession", args=[one.pk])
            links.append(Link(f"撤销{one.get_kind_display()}", undo, icon="arrow-back-up"))
    items = tuple(item for _, item in sorted(lines, key=lambda line: line[0], reverse=True))
    return Section("由来和去向", items=items, links=tuple(links), key="succession")


def _moves(entry: Entry) -> list[tuple[date, Item]]:
    """The days on which the row changed its grid because grids were redrawn, with both grids; one query."""
    rows = Version.objects.filter(entry_id=entry.pk, known_to=None).select_related("place").defer("words", "data")
    known = list(rows)
    before = {one.valid_to: one for one in known}
    out = []
    for one in known:
        old = before.get(one.valid_from)
        if one.action != REDRAWN or old is None or old.place_id == one.place_id:
            continue
        now = Link(one.place.name, reverse("places:place", args=[one.place.pk])) if one.place else "未落网格"
        was = old.place.name if old.place else "未落网格"
        item = Item(f"{one.valid_from} 起调整网格", now, source=f"原在{was}；{one.reason}（{one.actor_label}）")
        out.append((one.valid_from, item))
    return out[-_MOST:]


def gone_into(entry: Entry) -> UUID | None:
    """The row into which an entry was merged, so that an old address leads there."""
    found = (one for one in successions_of(entry) if entry.pk in one.before)
    return next((one.after[0] for one in found if one.kind == Succession.Kind.MERGED), None)


def undo_succession(request: HttpRequest, succession_id: UUID) -> HttpResponse:
    """撤销合并, 撤销拆分: with a reason."""
    policy.may(current_scope().actor, "tidy")
    done = Succession.objects.select_related("register").filter(pk=succession_id).first()
    if done is None:
        raise Missing("没有这次合并或拆分的记录。")
    reason = request.POST.get("reason", "").strip()
    if request.method == "POST" and reason:
        told = perform(UndoSuccession(), targets=[done.pk], reason=reason)
        messages.success(request, f"已撤销{done.get_kind_display()}，{told.result['entries']} 条记录恢复原样。")
        return redirect("registers:entry", done.before[0])
    wrong = ("请写明原因。",) if request.method == "POST" else ()
    names = dict(Entry.objects.filter(pk__in=[*done.before, *done.after]).values_list("pk", "key"))
    before, after = (
        "、".join(names.get(key, "（不在管辖范围）") for key in keys) for keys in (done.before, done.after)
    )
    field = FormField("reason", "原因", "textarea", problems=wrong, required=True, max_length=200, wide=True)
    when = timezone.localtime(done.moment)
    context = {
        "title": f"撤销{done.get_kind_display()} · {done.register.name}",
        "crumbs": crumbs(done.register),
        "intro": f"{done.actor_label}于{when:%Y-%m-%d %H:%M}把 {before} {_verb(done)} {after}，理由是“{done.reason}”。"
        "撤销后各条记录和指向它们的记录恢复原样，这次办理留痕。之后有人又改过的不能撤销。",
        "groups": (FormGroup((field,)),),
        "submit": f"撤销{done.get_kind_display()}",
        "cancel_url": reverse("registers:entry", args=[done.after[0]]),
    }
    return render(request, "desk/form.html", context, status=422 if wrong else 200)


def _verb(done: Succession) -> str:
    return "并入" if done.kind == Succession.Kind.MERGED else "拆分为"


def _label(one: Succession, *, gone: bool) -> str:
    day: date | None = one.on
    when = f"{day} 起" if day else ""
    if one.kind == Succession.Kind.MERGED:
        return f"{when}并入" if gone else f"{when}并入这一条的"
    return f"{when}拆分为" if gone else f"{when}由此拆分而来"
