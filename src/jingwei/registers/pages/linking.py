"""Links on pages: the picker of a form, and what leads to a row."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.facts.asked import point_params, read_point
from jingwei.core.fields import FieldSet
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Row, Table
from jingwei.registers.chiefs import TERMS
from jingwei.registers.links import Leads, called, leading, leads_here, link_fields, linked
from jingwei.registers.models import Entry
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key, registers
from jingwei.registers.selection import selection_of

_OFFERED = 12


def options(request: HttpRequest, key: str) -> HttpResponse:
    """Rows of a ledger that hold the words, for the picker: their key, their name, their key again to tell them by."""
    policy.may(current_scope().actor, "see")
    register = register_by_key(key)
    words = request.GET.get("q", "").strip()[:80]
    found = selection_of(register, words=words).ordered().select_related("entry")[:_OFFERED] if words else ()
    offered = [(version.entry.key, version.title, version.entry.key) for version in found]
    return render(request, "ui/link_options.html", {"options": offered})


def search_urls(fieldset: FieldSet) -> dict[str, str]:
    """Where a form looks for what its links lead to."""
    return {
        link.key if field is link else f"{field.key}.{link.key}": reverse("registers:options", args=[link.link])
        for field, link in link_fields(fieldset)
        if link.link
    }


def chosen(fieldset: FieldSet, values: Mapping[str, Any]) -> dict[str, str]:
    """What the links in `values` are called, one not seen by its key; one query where there are any."""
    names = called(fieldset, values)
    out = {}
    for field, link in link_fields(fieldset):
        for key in linked(values, field, link):
            name = names.get((link.link or "", key), (None, key))[1]
            out[link.key if field is link else f"{field.key}.{link.key}.{key}"] = name
    return out


def leading_section(entry: Entry, links: Sequence[Leads], asked: str = "") -> Section | None:
    """A section that is fetched when the page is there, where other ledgers have `links` to this one; `asked` is the
    point in time as an address has it."""
    if not _others(links):
        return None
    return Section("关联到这条的记录", loading_url=reverse("registers:leading", args=[entry.pk]) + asked, key="leading")


def _others(links: Sequence[Leads]) -> list[Leads]:
    """Without the chiefs of a line, who stand in a section of their own."""
    return [one for one in links if one[0].key != TERMS]


def leading_part(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The rows that lead to an entry, as far as the reader sees them; `on` and `known_at` as a list has them."""
    from jingwei.registers.pages.entry_parts import find_entry

    policy.may(current_scope().actor, "see")
    entry = find_entry(entry_id)
    point = read_point(request.GET)
    found = leading(entry, _others(leads_here(entry.register, registers())), point)
    rows = tuple(
        Row(
            (
                Cell(one.title, url=reverse("registers:entry", args=[one.entry]) + point_params(point)),
                one.register.name,
                one.field.label,
                one.said or None,
                Badge("有效", "good") if one.holds else Badge("已止", "calm"),
            )
        )
        for one in found
    )
    columns = (Column("名称"), Column("台账"), Column("关联"), Column("说明"), Column("状态", "badge"))
    section = Section(
        "关联到这条的记录",
        table=Table(columns, rows),
        empty=None if rows else Empty("没有记录关联到这条"),
    )
    return render(request, "registers/leading.html", {"section": section})
