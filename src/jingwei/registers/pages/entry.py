"""One object's file: what holds now, where it lies, everything that was ever known of it."""

from dataclasses import replace
from datetime import date
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError, Missing
from jingwei.core.facts.point import NOW, Point
from jingwei.core.scope import Actor, current_scope
from jingwei.core.secrets import tell_closed
from jingwei.core.ui.blocks import Change, Event, Item, Section
from jingwei.core.ui.parts import Link
from jingwei.registers.actions import Unmask
from jingwei.registers.attachments import attached
from jingwei.registers.confirmations import last_confirmed
from jingwei.registers.fieldsets import event_day_of, fieldset_of, moving_of, with_computed
from jingwei.registers.history import differences, verb_of
from jingwei.registers.links import called, leads_here
from jingwei.registers.models import Entry, Register, Source, Version
from jingwei.registers.pages.chiefs import chiefs_section
from jingwei.registers.pages.confirm_parts import confirm_actions, confirmed_item
from jingwei.registers.pages.entry_parts import entry_tabs, find_entry, from_sheet, state_badge, where_it_lies
from jingwei.registers.pages.linking import leading_section
from jingwei.registers.pages.shown import item_of, lines_section, with_place
from jingwei.registers.pages.succession import gone_into, succession_section
from jingwei.registers.policy import policy
from jingwei.registers.query import REDRAWN, entry_versions, registers

_HISTORY = 100


def entry_page(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The file of one object."""
    actor = current_scope().actor
    policy.may(actor, "see")
    entry = find_entry(entry_id)
    register = entry.register
    known = list(entry_versions(entry)[:_HISTORY])
    tell_closed([version.data for version in known])
    point = _point(request)
    state = next((v for v in known if _holds(v, point)), None) or next((v for v in known if v.known_to is None), None)
    if state is None:
        if (into := gone_into(entry)) is not None:
            messages.info(request, f"“{entry.key}”已并入这一条。")
            return redirect("registers:entry", into)
        raise Missing("这条记录的内容已全部撤销。")
    now = next((v for v in known if _holds(v, NOW)), state)
    fieldset = fieldset_of(register, retired=True)
    if any(f.personal for f in fieldset.fields):
        audit("read", f"台账“{register.name}”一条记录", detail={"entry": str(entry.pk), "purpose": register.purpose})
    last = last_confirmed([entry.pk]).get(entry.pk) if register.confirm_every else None
    names = called(fieldset, state.data)
    came = succession_section(entry, moves=any(one.action == REDRAWN for one in known))
    values = with_computed(fieldset, state.data, point.on)
    links = leads_here(register, registers())
    return render(
        request,
        "desk/record.html",
        {
            "title": state.title,
            "number": entry.key if entry.key != state.title else "",
            "subtitle": register.name,
            "crumbs": (
                Link("台账", reverse("registers:index")),
                Link(register.name, reverse("registers:list", args=[register.key])),
            ),
            "badges": (state_badge(entry),),
            "tabs": entry_tabs(entry, "entry"),
            "actions": _actions(entry, actor, confirm_actions(entry, now.data, last, actor), point.on),
            "summary": (*_summary(entry, state), *confirmed_item(entry, now.data, last)),
            "sections": (
                Section(
                    "登记内容",
                    items=tuple(
                        with_place(item_of(f, values.get(f.key), entry.pk, names), f, entry)
                        for f in fieldset.fields
                        if not f.parts and (not f.retired or f.key in values)
                    ),
                ),
                *(
                    lines_section(f, state.data[f.key], point.on, names)
                    for f in fieldset.fields
                    if f.parts and state.data.get(f.key)
                ),
                *filter(None, (chiefs_section(entry, links, point.on), leading_section(entry, links))),
            ),
            "side": tuple(
                filter(
                    None,
                    (
                        where_it_lies(entry, state),
                        came,
                    ),
                )
            ),
            "history": _history(register, known),
            "as_of": _as_of(entry, known, point),
        },
    )


def reveal(request: HttpRequest, entry_id: UUID, field: str) -> HttpResponse:
    """One personal value in clear, as text, for a reason that is logged."""
    if request.method != "POST":
        raise JingweiError("请从记录页面点“查看”。", code="method")
    done = perform(Unmask(), [{"field": field}], targets=[entry_id], reason=request.POST.get("reason", ""))
    return HttpResponse(
        done.result["values"].get(str(entry_id), {}).get(field, ""), content_type="text/plain; charset=utf-8"
    )


def file(request: HttpRequest, entry_id: UUID, digest: str) -> HttpResponse:
    """One attached file; that of a ledger with personal data is logged. Pictures and PDF open, others are saved."""
    policy.may(current_scope().actor, "see")
    entry = find_entry(entry_id)
    stored, content = attached(entry, digest)
    if entry.register.keep_until:
        audit("read", f"台账“{entry.register.name}”一个附件", detail={"entry": str(entry.pk), "file": stored.sha256})
    shown = stored.media_type.startswith("image/") or stored.media_type == "application/pdf"
    how = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(stored.name)}"
    return HttpResponse(content, content_type=stored.media_type, headers={"Content-Disposition": how})


def _point(request: HttpRequest) -> Point:
    given = request.GET.get("on", "")
    try:
        return Point(date.fromisoformat(given)) if given else Point()
    except ValueError as error:
        raise JingweiError(f"日期“{given[:20]}”写法不对，应为 2025-12-31 这样的形式。", code="date.wrong") from error


def _holds(version: Version, point: Point) -> bool:
    if version.known_to is not None:
        return False
    if point.on is None:
        return version.valid_to.year == 9999
    return version.valid_from <= point.on < version.valid_to


def _summary(entry: Entry, state: Version) -> tuple[Item, ...]:
    return (
        Item("所在网格", entry.place.name if entry.place else None),
        Item("生效日期", state.valid_from),
        Item("最近登记", state.known_from),
        Item("登记人", state.actor_label),
    )


def _actions(entry: Entry, actor: Actor, confirming: tuple[Link, ...], on: date | None) -> tuple[Link, ...]:
    out = [one for one in confirming if one.look]
    if entry.ended_on is None and policy.allows(actor, "record"):
        change = Link("变更", reverse("registers:change", args=[entry.pk]), icon="edit")
        out.append(change if out else replace(change, look="primary"))
        out += [one for one in confirming if not one.look]
        held = f"?on={on}" if on else ""
        out.append(Link("更正", reverse("registers:correct", args=[entry.pk]) + held, icon="eraser"))
        out.append(Link("停用", reverse("registers:end", args=[entry.pk]), icon="archive"))
        if policy.allows(actor, "tidy"):
            out.append(Link("合并", reverse("registers:merge", args=[entry.pk]), icon="copy"))
        if policy.allows(actor, "tidy") and _divisible(entry.register):
            out.append(Link("拆分", reverse("registers:split", args=[entry.pk])))
    elif entry.ended_on and policy.allows(actor, "end"):
        out.append(Link("恢复使用", reverse("registers:restore", args=[entry.pk]), icon="refresh", look="primary"))
        out.append(Link("更正停用日期和原因", reverse("registers:end", args=[entry.pk]), icon="eraser"))
    return tuple(out)


def _divisible(register: Register) -> bool:
    """Whether a row is an object; what happened, and what moved a stock, is one thing each."""
    fieldset = fieldset_of(register)
    return event_day_of(fieldset) is None and moving_of(fieldset) is None


def _as_of(entry: Entry, known: list[Version], point: Point) -> tuple[Link, ...]:
    here = reverse("registers:entry", args=[entry.pk])
    days = sorted({v.valid_from for v in known if v.known_to is None}, reverse=True)
    if len(days) < 2:
        return ()
    return (
        Link("现在", here, here=point.on is None),
        *(Link(f"{day} 时", f"{here}?on={day}", here=point.on == day) for day in days),
    )


def _history(register: Register, known: list[Version]) -> tuple[Event, ...]:
    """Newest knowledge first. States that were only stated again for another span are not told twice."""
    fieldset = fieldset_of(register, retired=True)
    sources = Source.objects.select_related("file").in_bulk({v.source_id for v in known if v.source_id})
    told: list[Version] = []
    for version in sorted(known, key=lambda v: (v.entry_revision, v.known_from, v.valid_from)):
        if told and told[-1].entry_revision == version.entry_revision:
            continue
        told.append(version)
    events = []
    for index, version in enumerate(told):
        before = told[index - 1] if index else None
        lines = differences(fieldset, before, version) if before else []
        source = sources.get(version.source_id) if version.source_id else None
        where = from_sheet(source, version.source_row) if source else ""
        events.append(
            Event(
                when=version.known_from,
                who=version.actor_label,
                verb=verb_of(version.action),
                why=version.reason or where,
                changes=tuple(Change(line["label"], line["before"], line["after"]) for line in lines),
                link=Link("这次导入", reverse("registers:source", args=[source.pk])) if source else None,
                tone="info" if index == len(told) - 1 else "calm",
            )
        )
    return tuple(reversed(events))
