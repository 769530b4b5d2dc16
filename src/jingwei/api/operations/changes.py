"""The feed of changes: each change once, in the order of commits, never past a transaction that is still running."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router

from jingwei.api.asking import ChangesAsked
from jingwei.api.paging import BadCursor
from jingwei.api.shapes import READ, ChangePage
from jingwei.api.shown import VERSION, version_row
from jingwei.core.cursor import Position, horizon
from jingwei.core.models import Change
from jingwei.core.scope import Reader, current_scope
from jingwei.core.secrets import tell_closed
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.policy import policy

router = Router(tags=["变动"])
# The line that an entry leaves at the place it left (registers/ended_sql.py).
_LEFT = "L"
# How far messages and calls are is the desk's business, with what was said on the phone.
_KEPT_BACK = ("core_delivery",)
_WRONG = "游标（after）写法不对，请使用上次返回的 next。"


@router.get("/changes", response={200: ChangePage, **READ}, operation_id="changes.list", summary="变动")
def list_changes(request: HttpRequest, asked: Query[ChangesAsked]) -> Any:
    """从上次读到的地方起，管辖范围内的每处变动各返回一次：台账记录的新状态，以及其他数据的改动。

    记录移出管辖范围（如改到别的网格）时返回 kind 为 left 的一条，只有台账代号和记录 id，没有新去向的任何内容。

    仍在办理中的事务不会被越过：它提交之后，变动出现在下一次读取中。没有新变动时 items 为空，next 照样可用。
    """
    scope = current_scope()
    policy.may(scope.actor, "see")
    start, limit = Position.parse(asked.after), asked.limit
    # Fetched before the rows: whatever lies below it has been committed or given up by then.
    until = horizon()
    changes = _behind(_CHANGES, start).filter(subdistrict=scope.subdistrict, mark__lt=until)
    changes = changes.exclude(table_name__in=_KEPT_BACK)
    if scope.reader is not Reader.PLACE:
        # Nothing ever leaves the border of a whole subdistrict.
        changes = changes.exclude(op=_LEFT)
    versions = _behind(_VERSIONS, start).filter(subdistrict=scope.subdistrict, mark__lt=until)
    found = [(row["mark"], f"c{row['id']}", row) for row in changes.values()[: limit + 1]]
    found += [(row["mark"], f"v{row['id'].hex}", row) for row in versions.values(*VERSION)[: limit + 1]]
    # Within a mark changes come before versions, each in the order of their keys, as the queries are resumed.
    found.sort(key=lambda one: (one[0], one[1][0], int(one[1][1:], 10 if one[1][0] == "c" else 16)))
    shown = found[:limit]
    more = len(found) > limit
    tell_closed([row["data"] for _, key, row in shown if key.startswith("v")])
    end = Position(shown[-1][0], shown[-1][1]) if more else max(start, Position(until), key=lambda p: p.mark)
    return {"items": _items(shown), "next": str(end), "more": more}


@dataclass(frozen=True, slots=True)
class _Kind:
    """One of the two tables of the feed; `letter` begins the keys of its rows."""

    model: Any
    letter: str
    cast: str


_CHANGES = _Kind(Change, "c", "bigint")
_VERSIONS = _Kind(Version, "v", "uuid")


def _behind(kind: _Kind, start: Position) -> QuerySet[Any]:
    """The rows of a table behind a position, which names a change (c…), a version (v…), or the start of a mark."""
    found: QuerySet[Any] = kind.model.objects.order_by("mark", "id")
    named, key = start.key[:1], start.key[1:]
    if (named and named not in "cv") or not 0 <= start.mark < 1 << 63:
        raise BadCursor(_WRONG)
    if named and named == kind.letter:
        table = kind.model._meta.db_table
        where = f'("{table}"."mark", "{table}"."id") > (%s::bigint, %s::{kind.cast})'
        return found.extra(where=[where], params=[start.mark, _key(key, named)])  # noqa: S610
    # Within a mark changes come before versions.
    return found.filter(mark__gt=start.mark) if named == "v" else found.filter(mark__gte=start.mark)


def _key(text: str, letter: str) -> int | UUID:
    try:
        found = int(text) if letter == "c" else UUID(text)
    except ValueError as error:
        raise BadCursor(_WRONG) from error
    if isinstance(found, int) and not 0 <= found < 1 << 63:
        raise BadCursor(_WRONG)
    return found


def _items(found: Sequence[tuple[int, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    left = {row["row_id"]: UUID(row["before"]["register_id"]) for _, _, row in found if row.get("op") == _LEFT}
    wanted = {row["register_id"] for _, key, row in found if key[0] == "v"} | set(left.values())
    registers = Register.objects.in_bulk(wanted) if wanted else {}
    # What moved from one place of the reader to another, or came back, is still there.
    there = set(Entry.objects.filter(pk__in=left).values_list("pk", flat=True)) if left else set()
    items = []
    for _, key, row in found:
        if key[0] == "v":
            items.append(_version(key, row, registers))
        elif row["op"] != _LEFT:
            items.append(_change(key, row))
        elif row["row_id"] not in there:
            items.append(_left(key, row, registers[left[row["row_id"]]]))
    return items


def _left(key: str, row: dict[str, Any], register: Register) -> dict[str, Any]:
    return {
        "kind": "left",
        "key": key,
        "at": row["at"],
        "who": "",
        "action": "",
        "reason": "",
        "register_key": register.key,
        "entry": row["row_id"],
    }


def _version(key: str, row: dict[str, Any], registers: dict[Any, Register]) -> dict[str, Any]:
    register = registers[row["register_id"]]
    return {
        "kind": "version",
        "key": key,
        "at": row["known_from"],
        "who": row["actor_label"],
        "action": row["action"],
        "reason": row["reason"],
        "register_key": register.key,
        "entry": row["entry_id"],
        "version": version_row(fieldset_of(register), row),
    }


def _change(key: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "kind": "change",
        "key": key,
        "at": row["at"],
        "who": row["actor_label"],
        "action": row["action"],
        "reason": row["reason"],
        "table": row["table_name"],
        "row": row["row_id"],
        "op": row["op"],
        "before": row["before"],
        "after": row["after"],
    }
