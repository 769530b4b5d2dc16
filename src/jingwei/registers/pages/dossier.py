"""档案 (一房一档、一企一档): everything known of one object by sections, on screen and on A4."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.errors import Missing
from jingwei.core.fields import FieldSet
from jingwei.core.ports import FileLine, FilePart, Subject, file_sections
from jingwei.core.scope import current_scope
from jingwei.core.secrets import tell_closed
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Row, Table
from jingwei.registers.confirmations import last_confirmed
from jingwei.registers.dossier import Step, papers, pointing, sources_of, steps
from jingwei.registers.fieldsets import fieldset_of, with_computed
from jingwei.registers.history import differences, verb_of
from jingwei.registers.links import called, leads_here, link_fields, linked
from jingwei.registers.models import Entry, Source, Version
from jingwei.registers.pages.confirm_parts import confirmed_item
from jingwei.registers.pages.entry_parts import entry_tabs, find_entry, from_sheet, state_badge, where_it_lies
from jingwei.registers.pages.shown import Names, item_of, lines_section
from jingwei.registers.pages.succession import gone_into, succession_section
from jingwei.registers.policy import policy
from jingwei.registers.query import last_states, registers

PAGE = 50
ON_PAPER = 300
_KINDS: tuple[Any, ...] = ("date", "badge", "badge", "long")  # what was done and who did it stay on one line
_POINTING = (Column("名称"), Column("台账"), Column("关联"), Column("起", "date"), Column("止", "date"),
             Column("说明", "long"), Column("状态", "badge"))  # fmt: skip


def dossier(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """The file of one object; `as=paper` is its A4, where every section tells more at once."""
    actor = current_scope().actor
    policy.may(actor, "see")
    entry = find_entry(entry_id)
    register, on_paper = entry.register, request.GET.get("as") == "paper"
    state = last_states([entry.pk]).get(entry.pk)
    if state is None:
        if (into := gone_into(entry)) is not None:
            messages.info(request, f"“{entry.key}”已并入这一条。")
            return redirect("registers:dossier", into)
        raise Missing("这条记录的内容已全部撤销。")
    _log(entry, on_paper)
    tell_closed([state.data])
    fieldset = fieldset_of(register, retired=True)
    turned = _Turned(entry, request.GET, ON_PAPER if on_paper else PAGE)
    names = called(fieldset, state.data)
    links = leads_here(register, registers())
    late = Section("关联到这条的记录", loading_url=turned.part_url("links"), key="links")
    came = succession_section(entry, on_paper=on_paper)
    where = tuple(filter(None, (where_it_lies(entry, state, picture="paper" if on_paper else "screen"),)))
    sections = [
        _facts(entry, state, fieldset, names, on_paper=on_paper),
        *((*where, *filter(None, (came,))) if on_paper else ()),
        *(
            lines_section(f, state.data[f.key], None, names)
            for f in fieldset.fields
            if f.parts and state.data.get(f.key)
        ),
        *filter(None, (_leading_to(fieldset, state, names),)),
        *(_linked_here(entry, links, turned, late, on_paper=on_paper) if links else ()),
        *filter(None, (_papers(entry, fieldset, turned),)),
        *_others(entry, state, turned),
        _steps(entry, fieldset, turned),
    ]
    context: dict[str, Any] = {
        "title": f"{state.title}",
        "number": entry.key,
        "subtitle": f"{register.noun}档案 · {register.name}",
        "crumbs": (
            Link("台账", reverse("registers:index")),
            Link(register.name, reverse("registers:list", args=[register.key])),
        ),
        "badges": (state_badge(entry),),
        "tabs": entry_tabs(entry, "dossier"),
        "sections": tuple(sections),
        "side": () if on_paper else (*where, *filter(None, (came,))),
        "print_url": f"{reverse('registers:dossier', args=[entry.pk])}?as=paper",
    }
    if not on_paper:
        return render(request, "desk/record.html", context)
    context |= {"title": f"{register.noun}档案", "name": state.title, "ledger": register.name,
                "made_at": timezone.localtime(), "made_by": actor.label, "most": ON_PAPER}  # fmt: skip
    return render(request, "registers/dossier_print.html", context)


def dossier_part(request: HttpRequest, entry_id: UUID, part: str) -> HttpResponse:
    """A section that is fetched after the page: what leads here. It was logged with its page."""
    policy.may(current_scope().actor, "see")
    entry = find_entry(entry_id)
    if part != "links":
        raise Missing("档案里没有这一部分。")
    section = _pointing(entry, leads_here(entry.register, registers()), _Turned(entry, request.GET, PAGE))
    return render(request, "registers/leading.html", {"section": section})


class _Turned:
    """Which page of which section is asked for: `p.steps=2`."""

    def __init__(self, entry: Entry, given: QueryDict, size: int) -> None:
        self.size = size
        self._entry = entry
        self.pages = {
            name[2:]: max(1, min(int(text), 10_000))
            for name, text in given.items()
            if name.startswith("p.") and isinstance(text, str) and text.isascii() and text.isdigit() and len(text) < 6
        }

    def first(self, key: str) -> int:
        """How many lines of a section are passed over."""
        return (self.pages.get(key, 1) - 1) * self.size

    def ways(self, key: str, more: bool) -> tuple[Link, ...]:
        """The ways to the newer and the older lines of a section."""
        page = self.pages.get(key, 1)
        back = (Link("较新的", self._url(key, page - 1)),) if page > 1 else ()
        return (*back, *((Link("更早的", self._url(key, page + 1)),) if more else ()))

    def part_url(self, part: str) -> str:
        """Where a section is fetched."""
        url = reverse("registers:dossier_part", args=[self._entry.pk, part])
        return url + (f"?p.{part}={self.pages[part]}" if part in self.pages else "")

    def _url(self, key: str, page: int) -> str:
        pages = {f"p.{name}": number for name, number in {**self.pages, key: page}.items() if number > 1}
        asked = f"?{urlencode(pages)}" if pages else ""
        return reverse("registers:dossier", args=[self._entry.pk]) + f"{asked}#{key}"


def _log(entry: Entry, on_paper: bool) -> None:
    """One line for an opening: of personal data with the purpose of its ledger; of what is printed always."""
    register = entry.register
    personal = any(field.personal for field in fieldset_of(register, retired=True).fields)
    if personal or on_paper:
        detail = {"entry": str(entry.pk), **({"purpose": register.purpose} if personal else {})}
        audit("printed" if on_paper else "read", f"台账“{register.name}”一条记录的档案", detail=detail)


def _facts(entry: Entry, state: Version, fieldset: FieldSet, names: Names, *, on_paper: bool) -> Section:
    values = with_computed(fieldset, state.data, None)
    last = last_confirmed([entry.pk]).get(entry.pk) if entry.register.confirm_every else None
    ended = (Item("停用", f"{entry.ended_on} 起，{entry.ended_reason}"),) if entry.ended_on else ()
    asked = [f for f in fieldset.fields if not f.parts and (not f.retired or f.key in values)]
    items = [item_of(f, values.get(f.key), entry.pk, names) for f in asked]
    # On paper nothing can be asked for.
    items = [replace(item, reveal_url="") for item in items] if on_paper else items
    return Section(
        "基本情况",
        items=(
            *items,
            Item("所在网格", entry.place.name if entry.place else None),
            Item("生效日期", state.valid_from),
            *confirmed_item(entry, state.data, last),
            *ended,
        ),
    )


def _leading_to(fieldset: FieldSet, state: Version, names: Names) -> Section | None:
    """What this row leads to by its own links, with the dates of the line where it stands in one."""
    rows = []
    for field, link in link_fields(fieldset):
        lines = (state.data.get(field.key) or ()) if field.parts else ({link.key: state.data.get(link.key)},)
        for line in lines:
            for key in linked(line, link, link):
                entry, title = names.get((link.link or "", key), (None, key))
                url = reverse("registers:entry", args=[entry]) if entry else ""
                label = link.label if field is link else f"{field.label}的{link.label}"
                rows.append(Row((Cell(title, url=url), label, line.get("from"), line.get("to"))))
    columns = (Column("名称"), Column("关联"), Column("起", "date"), Column("止", "date"))
    return Section("关联到的记录", table=Table(columns, tuple(rows)), key="leads") if rows else None


def _pointing(entry: Entry, links: Any, turned: _Turned) -> Section:
    found = pointing(entry, links, turned.first("links"), turned.size + 1)
    rows = tuple(
        Row(
            (
                Cell(one.title, url=reverse("registers:entry", args=[one.entry])),
                one.register.name,
                one.field.label,
                one.since,
                one.until,
                one.said or None,
                Badge("有效", "good") if one.holds else Badge("已止", "calm"),
            )
        )
        for one in found[: turned.size]
    )
    ways = turned.ways("links", len(found) > turned.size)
    empty = None if rows else Empty("没有记录关联到这条")
    return Section("关联到这条的记录", table=Table(_POINTING, rows), links=ways, empty=empty, key="links")


def _linked_here(entry: Entry, links: Any, turned: _Turned, late: Section, *, on_paper: bool) -> tuple[Section, ...]:
    """On screen the section that is fetched later; on paper the rows, and nothing where there are none."""
    if not on_paper:
        return (late,)
    section = _pointing(entry, links, turned)
    return (section,) if section.table and section.table.rows else ()


def _papers(entry: Entry, fieldset: FieldSet, turned: _Turned) -> Section | None:
    found = papers(entry, fieldset, turned.first("papers"), turned.size + 1)
    rows = tuple(
        Row((Cell(one.name, url=reverse("registers:file", args=[entry.pk, one.sha256])), one.label, one.at, one.who))
        for one in found[: turned.size]
    )
    columns = (Column("文件"), Column("附件"), Column("登记时间", "date"), Column("登记人"))
    ways = turned.ways("papers", len(found) > turned.size)
    return Section("附件", table=Table(columns, rows), links=ways, key="papers") if rows else None


def _others(entry: Entry, state: Version, turned: _Turned) -> Iterator[Section]:
    """What modules above and below know of the object, each by its own part."""
    subject = Subject(entry.pk, entry.register.key, entry.key, state.title, entry.place_id)
    for tell in file_sections:
        part = tell(subject, turned.pages, turned.size)
        if part is not None:
            yield _section(part, turned)


def _steps(entry: Entry, fieldset: FieldSet, turned: _Turned) -> Section:
    found = steps(entry, turned.first("steps"), turned.size + 1)
    tell_closed([state.data for step in found for state in (step.state, step.before) if state])
    sources = sources_of(found)
    lines = tuple(_step(step, fieldset, sources) for step in found[: turned.size])
    return _section(FilePart("steps", "经过", lines, len(found) > turned.size), turned)


def _step(step: Step, fieldset: FieldSet, sources: Mapping[UUID, Source]) -> FileLine:
    confirmed, state = step.confirmation, step.state
    if confirmed is not None:
        source = sources.get(confirmed.source_id) if confirmed.source_id else None
        said = [f"{confirmed.confirmed_on} 核实，内容无变化"]
        said += [confirmed.get_how_display()] if confirmed.how else []
        said += [from_sheet(source)] if source else []
        said += ["已撤回"] if confirmed.known_to else []
        return FileLine(step.at, "核实", confirmed.actor_label, "；".join(said), _source_url(source))
    assert state is not None
    source = sources.get(state.source_id) if state.source_id else None
    told = [f"自 {state.valid_from} 起"]
    told += [state.reason] if state.reason else []
    told += [from_sheet(source, state.source_row)] if source else []
    for line in differences(fieldset, step.before, state) if step.before else ():
        told.append(f"{line['label']}：{line['before'] or '（空）'} 改为 {line['after'] or '（空）'}")
    return FileLine(step.at, verb_of(state.action), state.actor_label, "；".join(told), _source_url(source))


def _source_url(source: Source | None) -> str:
    return reverse("registers:source", args=[source.pk]) if source else ""


def _section(part: FilePart, turned: _Turned) -> Section:
    return Section(
        part.title,
        table=Table(_columns(part), tuple(_rows(part.lines))),
        links=turned.ways(part.key, part.more),
        empty=None if part.lines else Empty("没有记载"),
        key=part.key,
    )


def _rows(lines: Iterable[FileLine]) -> Iterator[Row]:
    for line in lines:
        dated = (line.when,) if line.when is not None else ()
        what = Cell(line.what, url=line.url) if line.url else line.what
        yield Row((*dated, what, line.who or None, line.detail or None))


def _columns(part: FilePart) -> tuple[Column, ...]:
    """A part whose lines have no day needs no column for it."""
    columns = tuple(Column(head, kind) for head, kind in zip(part.heads, _KINDS, strict=True))
    return columns if any(line.when is not None for line in part.lines) else columns[1:]
