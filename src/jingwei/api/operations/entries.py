"""Reading entries: the list of a ledger page by page, one entry at a point in time, its history."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.datastructures import MultiValueDict
from ninja import Query, Router

from jingwei.api import texts
from jingwei.api.asking import EntriesAsked, PageAsked, PointAsked
from jingwei.api.paging import behind, check_types, read_cursor, write_cursor
from jingwei.api.reading import place_named
from jingwei.api.shapes import READ, EntryOut, EntryPage, VersionPage
from jingwei.api.shown import VERSION, entry_rows, version_row
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid, Missing
from jingwei.core.facts.point import Point
from jingwei.core.facts.spelling import SPELLED, filterable, read_conditions
from jingwei.core.fields import Problem
from jingwei.core.scope import current_scope
from jingwei.core.secrets import tell_closed
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import Selection, facts_in

router = Router(tags=["记录"])
_TABLE = Version._meta.db_table
FILTERS = {
    "name": "f",
    "in": "query",
    "required": False,
    "style": "form",
    "explode": True,
    "description": SPELLED,
    "schema": {"type": "object", "additionalProperties": {"type": "string"}, "maxProperties": 0},
}


@router.get(
    "/registers/{key}/entries",
    response={200: EntryPage, **READ},
    operation_id="entries.list",
    summary="台账的记录",
    openapi_extra={"parameters": [FILTERS]},
)
def list_entries(request: HttpRequest, key: str, asked: Query[EntriesAsked]) -> Any:
    """按名称拼音排序，每页最多 100 条。翻页期间新登记的记录不会使后面的遗漏或重复。"""
    policy.may(current_scope().actor, "see")
    register = register_by_key(key)
    rows = behind(_selection(request, register, asked).ordered(), _TABLE, ("sort", "id"), ("text", "uuid"), asked.after)
    return page_of(register, rows, asked.limit)


@router.get("/entries/{entry_id}", response={200: EntryOut, **READ}, operation_id="entries.one", summary="一条记录")
def one_entry(request: HttpRequest, response: HttpResponse, entry_id: UUID, asked: Query[PointAsked]) -> Any:
    """记录在某一时点的状态；ETag 为修订号。含个人信息的台账，查看留痕。"""
    policy.may(current_scope().actor, "see")
    entry = find_entry(entry_id)
    point = Point(asked.on, asked.known_at)
    states = Version.objects.filter(entry_id=entry.pk)
    states = states.filter(known_to=None) if point.latest else states.filter(point.condition())
    found = entry_rows(entry.register, states.order_by("-valid_from")[:1])
    if not found:
        raise Missing("这条记录在所问的时点没有内容。")
    if any(field.personal for field in fieldset_of(entry.register).fields):
        audit("read", f"台账“{entry.register.name}”一条记录", detail={"entry": str(entry.pk), "by": "api"})
    response["ETag"] = f'"{entry.revision}"'
    return found[0]


@router.get(
    "/entries/{entry_id}/history",
    response={200: VersionPage, **READ},
    operation_id="entries.history",
    summary="一条记录的历史",
)
def entry_history(request: HttpRequest, entry_id: UUID, asked: Query[PageAsked]) -> Any:
    """曾经登记过的全部状态，新近登记的在前：何时起属实、何时登记、谁、为什么、来自哪张表。"""
    policy.may(current_scope().actor, "see")
    entry = find_entry(entry_id)
    rows = Version.objects.filter(entry_id=entry.pk).order_by("-known_from", "-id")
    if asked.after:
        parts = read_cursor(asked.after, 2)
        check_types(parts, ("timestamptz", "uuid"))
        where = f'("{_TABLE}"."known_from", "{_TABLE}"."id") < (%s::timestamptz, %s::uuid)'
        rows = rows.extra(where=[where], params=parts)  # noqa: S610
    found = list(rows.values(*VERSION)[: asked.limit + 1])
    fieldset = fieldset_of(entry.register)
    shown = found[: asked.limit]
    tell_closed([row["data"] for row in shown])
    more = write_cursor(shown[-1]["known_from"].isoformat(), shown[-1]["id"]) if len(found) > asked.limit else None
    return {"items": [version_row(fieldset, row) for row in shown], "next": more}


def find_entry(entry_id: UUID) -> Entry:
    """The entry with its ledger. Raises Missing outside the border."""
    found = Entry.objects.select_related("register").filter(pk=entry_id).first()
    if found is None:
        raise Missing(texts.NO_SUCH_ENTRY)
    return found


def page_of(register: Register, rows: QuerySet[Version], limit: int) -> dict[str, Any]:
    """One page of versions in the order of the list."""
    found = entry_rows(register, rows[: limit + 1])
    shown = found[:limit]
    return {"items": shown, "next": write_cursor(*shown[-1]["_cursor"]) if len(found) > limit else None}


def _selection(request: HttpRequest, register: Register, asked: EntriesAsked) -> Selection:
    point = Point(asked.on, asked.known_at)
    facts = facts_in(register, ended=asked.ended, point=point)
    given = MultiValueDict({name: request.GET.getlist(name) for name in request.GET if name.startswith("f.")})
    wrong = [
        Problem(name, name, "", "没有这个字段，或它是个人信息，不能用来筛选。", "field.unknown")
        for name in given
        if filterable(facts, name[2:].partition("-")[0]) is None
    ]
    words = asked.q.strip()
    if words and asked.known_at is not None:
        wrong.append(Problem("q", "查找词", "", "查找词只查现在所知的内容，不能与 known_at 同用。", "q.known_at"))
    if wrong:
        raise Invalid(wrong)
    if asked.w:
        given.setlist("w", [asked.w])
    where = read_conditions(facts, given)
    return Selection(facts, where, words, place_named(asked.place))
