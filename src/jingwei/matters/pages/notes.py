"""Notes on the page of a matter, and the forms by which they are made, ended and taken back."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import Done
from jingwei.core.fields import FieldSet, Problem
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Section
from jingwei.core.ui.parts import Badge, Cell, Column, Link, Row, Table
from jingwei.matters.actions import AddNote, EndNote, TakeBackNote
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Note
from jingwei.matters.notes.query import file_of, find_note, notes_of, readable
from jingwei.matters.notes.sorts import Sort, sorts, sorts_of
from jingwei.matters.policy import policy
from jingwei.matters.query import find_matter
from jingwei.matters.sealing.files import file_key
from jingwei.people.action_form import action_page
from jingwei.people.seating import SeatedRequest
from jingwei.registers.attachments import take_files

_COLUMNS = (
    Column("时间", "date"), Column("事项"), Column("内容", "long"), Column("结果", "long"), Column("登记人"),
    Column("办理"),
)  # fmt: skip
_PHOTOS = "整改照片"


def note_sections(one: Matter) -> list[Section]:
    """The notes of a matter by their groups, each with what may be noted now. One query, none for most kinds."""
    actor = current_scope().actor
    notes = notes_of(actor, one)
    out = []
    for group in dict.fromkeys(sort.group for sort in sorts_of(one.kind)):
        of_group = [sort for sort in sorts_of(one.kind) if sort.group == group and readable(actor, sort)]
        rows = tuple(_row(note, one) for note in notes if note.sort in {sort.key for sort in of_group})
        links = tuple(
            Link(sort.verb, reverse("matters:add_note", args=[one.pk, sort.key]), icon="plus")
            for sort in of_group
            if may_note(sort, one)
        )
        if group == _PHOTOS and rows:
            sheet = f"{reverse('matters:before_after')}?row={one.pk}"
            links = (*links, Link("整改前后对照表", sheet, icon="printer"))
        if rows or links:
            out.append(Section(group, table=Table(_COLUMNS, rows) if rows else None, links=links))
    return out


def may_note(sort: Sort, one: Matter) -> bool:
    """Whether the reader may make a note of a sort now."""
    locked = bool(one.details.get("locked")) and not sort.after_lock
    here = one.stage in sort.stages and not one.stands_still and not one.sealed_file and not locked
    return here and policy.allows(current_scope().actor, sort.right, one)


def _row(note: Note, one: Matter) -> Row:
    sort = sorts()[note.sort]
    said = said_of(sort.declared, note.values)
    files = [
        Link(told["name"], reverse("matters:note_file", args=[note.pk, told["sha256"]]), icon="paperclip")
        for field in sort.file_fields
        for told in note.values.get(field.key) or ()
    ]
    doing: list[Any] = []
    actor = current_scope().actor
    if note.back_at is None and policy.allows(actor, sort.right, one):
        if sort.document:
            doing.append(Link("打印", reverse("matters:note_document", args=[note.pk]), icon="printer"))
        if sort.ending is not None and note.ended is None:
            doing.append(Link(sort.ending.verb, reverse("matters:end_note", args=[note.pk]), icon="check"))
        if may_note(sort, one):
            doing.append(Link("撤回", reverse("matters:take_back_note", args=[note.pk])))
    content: list[Any] = [said or None, *files] if said or not files else files
    return Row(
        (timezone.localtime(note.at), sort.name, content, _result(sort, note), note.by_label, doing or None),
        tone="calm" if note.back_at else "",
    )


def _result(sort: Sort, note: Note) -> Any:
    if note.back_at is not None:
        return Cell(Badge("已撤回", "calm"), note=f"{note.back_by_label}：{note.back_reason}")
    if sort.ending is None:
        return None
    if note.ended is not None:
        return Cell(Badge(sort.ending.name, "good"), note=said_of(sort.ending.declared, note.ended))
    late = note.due_on is not None and note.due_on < timezone.localdate()
    return Cell(Badge("已过期限" if late else f"待{sort.ending.verb.removeprefix('登记')}", "bad" if late else "warn"))


def said_of(declared: FieldSet, values: Mapping[str, Any]) -> str:
    """What was told, in words: label and value of each field but files and the time."""
    shown = [
        (field.label, text)
        for field, text in declared.describe(values)
        if text and field.kind != "attachment" and field.key != "at"
    ]
    return "；".join(f"{label}：{text}" for label, text in shown)


def add_note(request: SeatedRequest, pk: UUID, sort: str) -> HttpResponse:
    """Note something of a matter."""
    one, found = find_matter(pk), sorts().get(sort)
    if found is None or one.kind not in found.kinds:
        raise Http404
    policy.may(current_scope().actor, found.right, one)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, f"已登记{found.name}。")
        return redirect("matters:matter", pk=pk)

    return action_page(
        request,
        AddNote(),
        done,
        title=f"{found.verb}：{one.number}",
        cancel_url=reverse("matters:matter", args=[pk]),
        targets=[one],
        declared=found.declared,
        context={"sort": sort},
        take=partial(_take, one),
    )


def end_note(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """What came of an open note."""
    note = find_note(pk)
    ending = sorts()[note.sort].ending
    if ending is None:
        raise Http404
    return _settled(request, EndNote(), note, f"{ending.verb}：{note.matter.number}", declared=ending.declared)


def take_back_note(request: SeatedRequest, pk: UUID) -> HttpResponse:
    """Take back what was noted wrongly."""
    note = find_note(pk)
    return _settled(request, TakeBackNote(), note, f"撤回{sorts()[note.sort].name}：{note.matter.number}")


def note_file(request: SeatedRequest, pk: UUID, digest: str) -> HttpResponse:
    """A file of a note."""
    stored, content = file_of(find_note(pk), digest)
    shown = stored.media_type.startswith("image/") or stored.media_type == "application/pdf"
    how = f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(stored.name)}"
    return HttpResponse(content, content_type=stored.media_type, headers={"Content-Disposition": how})


def _settled(
    request: SeatedRequest, action: EndNote | TakeBackNote, note: Note, title: str, *, declared: FieldSet | None = None
) -> HttpResponse:  # fmt: skip
    sort = sorts()[note.sort]
    policy.may(current_scope().actor, sort.right, note.matter)
    said = said_of(sort.declared, note.values)

    def done(outcome: Done) -> HttpResponse:
        messages.success(request, "已登记。" if declared else "已撤回。")
        return redirect("matters:matter", pk=note.matter_id)

    return action_page(
        request,
        action,
        done,
        title=title,
        cancel_url=reverse("matters:matter", args=[note.matter_id]),
        targets=[note],
        declared=declared,
        intro=f"{timezone.localtime(note.at):%Y-%m-%d %H:%M}{sort.name}。{said}",
    )


def _take(one: Matter, declared: FieldSet, typed: dict[str, Any]) -> list[Problem]:
    """Files of a kind that is sealed are encrypted from the first day."""
    return take_files(declared, typed, {}, lambda: file_key(kinds()[one.kind], timezone.localdate()))
