"""One object's file: what holds now, where it lies, everything that was ever known of it."""

from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError, Missing
from jingwei.core.facts.asked import point_params, read_point
from jingwei.core.facts.point import NOW, Point
from jingwei.core.fields import Field
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
from jingwei.registers.models import Confirmation, Entry, Register, Source, Version
from jingwei.registers.pages.chiefs import chiefs_section
from jingwei.registers.pages.confirm_parts import confirm_actions, confirmed_item
from jingwei.registers.pages.entry_parts import entry_tabs, find_entry, from_sheet, where_it_lies
from jingwei.registers.pages.known_then import badge_of, holds, lay_then, sentence_of, state_at, switch
from jingwei.registers.pages.linking import leading_section
from jingwei.registers.pages.shown import Names, item_of, lines_section, with_place
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
    point = read_point(request.GET)
    state = state_at(entry, known, point, more=len(known) == _HISTORY)
    if state is None:
        if (into := gone_into(entry)) is not None:
            messages.info(request, f"“{entry.key}”已并入这一条。")
            return redirect("registers:entry", into)
        raise Missing("这条记录的内容已全部撤销。")
    now = next((v for v in known if holds(v, NOW)), state)
    then = point.known_at is not None
    if then:
        lay_then(entry, state, point)
    if state not in known:
        tell_closed([state.data])
    fieldset = fieldset_of(register, retired=True)
    if any(f.personal for f in fieldset.fields):
        audit("read", f"台账“{register.name}”一条记录", detail={"entry": str(entry.pk), "purpose": register.purpose})
    seen = point if then else NOW
    last = last_confirmed([entry.pk], seen).get(entry.pk) if register.confirm_every else None
    names = called(fieldset, state.data, seen)
    # What a row came out of is told as it is known now.
    came = None if then else succession_section(entry, moves=any(one.action == REDRAWN for one in known))
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
            "badges": (badge_of(entry, state, point),),
            "tabs": entry_tabs(entry, "entry"),
            "actions": () if then else _actions(entry, actor, confirm_actions(entry, now.data, last, actor), point.on),
            "summary": (*_summary(entry, state), *_confirmed(entry, now, state, last, point)),
            "sections": (
                Section(
                    "登记内容",
                    items=tuple(
                        with_place(_item(f, values.get(f.key), entry, names, then=then), f, entry)
                        for f in fieldset.fields
                        if not f.parts and (not f.retired or f.key in values)
                    ),
                ),
                *(
                    lines_section(f, state.data[f.key], point.on, names)
                    for f in fieldset.fields
                    if f.parts and state.data.get(f.key)
                ),
                *filter(None, (chiefs_section(entry, links, point), leading_section(entry, links, point_params(seen)))),
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
            "history": _history(
                register, [v for v in known if point.known_at is None or v.known_from <= point.known_at]
            ),
            "as_of": switch(reverse("registers:entry", args=[entry.pk]), known, point),
            "as_of_text": sentence_of(state, point),
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


def _summary(entry: Entry, state: Version) -> tuple[Item, ...]:
    return (
        Item("所在网格", entry.place.name if entry.place else None),
        Item("生效日期", state.valid_from),
        Item("最近登记", state.known_from),
        Item("登记人", state.actor_label),
    )


def _confirmed(entry: Entry, now: Version, state: Version, last: Confirmation | None, point: Point) -> tuple[Item, ...]:
    if point.known_at is None:
        return confirmed_item(entry, now.data, last)
    if not holds(state, point):
        return ()
    return confirmed_item(entry, state.data, last, point.on or timezone.localdate())


def _item(field: Field, stored: Any, entry: Entry, names: Names, *, then: bool) -> Item:
    """The line of a value; of a state of then nothing is shown in clear, for what is asked for is that of now."""
    item = item_of(field, stored, entry.pk, names)
    return replace(item, reveal_url="") if then else item


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
