"""How an action is performed, whoever calls it."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from psycopg.errors import InsufficientPrivilege

from jingwei.core.actions.base import Act, Action, Item
from jingwei.core.errors import Conflict, Invalid, Missing, Refused
from jingwei.core.fields import Problem
from jingwei.core.scope import Scope, current_scope, note
from jingwei.core.uuid7 import uuid7


@dataclass(frozen=True, slots=True)
class Done:
    """The outcome: `result` as JSON values; `replayed` when the key had been used and nothing was written."""

    result: Mapping[str, Any]
    replayed: bool = False


def perform(
    action: Action,
    rows: Sequence[Mapping[str, Any]] = ({},),
    *,
    targets: Sequence[UUID] = (),
    expect: Mapping[UUID, int] | None = None,
    key: str | None = None,
    reason: str = "",
    context: Mapping[str, Any] | None = None,
    savepoint: bool = True,
) -> Done:
    """Run `action` once for all `rows` (one per target, or one row for all targets) in one transaction.

    `key` makes it idempotent: a replay returns the stored outcome, another input under the same key is a Conflict.
    `expect` maps target to the revision its reader saw; a stale one is a Conflict that lists what changed.
    `savepoint` may be False where the caller gives up its whole transaction on an error (two statements less).
    Raises Invalid (values), Missing (no such target inside the border), Refused (policy), Conflict.
    """
    scope = current_scope()
    act = Act(scope=scope, reason=reason.strip(), context=context or {})
    with transaction.atomic(savepoint=savepoint):
        if key:
            stored = _claim(scope, action, key, _digest(scope, action, rows, targets, reason))
            if stored is not None:
                return Done(stored, replayed=True)
        locked = _lock(action, targets, expect or {})
        items = _items(action, act, locked, rows)
        action.check(act, items)
        note(action.name, act.reason, alone=action.alone)
        result = action.run(act, items)
        if key:
            _store(scope, key, result)
    return Done(result)


def _items(action: Action, act: Act, locked: Sequence[Any], rows: Sequence[Mapping[str, Any]]) -> list[Item]:
    fieldset = action.fields(act, locked)
    problems: list[Problem] = []
    if action.reason and not act.reason:
        problems.append(Problem(field="reason", label="原因", value="", message="请写明原因。", code="required"))
    several = len(rows) > 1
    partial = action.partial(act)
    cleaned = []
    for number, values in enumerate(rows, start=1):
        clean = fieldset.clean(values, partial=partial)
        problems += [replace(p, row=number) if several else p for p in clean.problems]
        cleaned.append(clean.values)
    if any(p.severity == "error" for p in problems):
        raise Invalid(problems)
    if not locked:
        return [Item(None, values, number) for number, values in enumerate(cleaned, start=1)]
    if len(cleaned) == 1:
        return [Item(target, dict(cleaned[0])) for target in locked]
    return [
        Item(target, values, number) for number, (target, values) in enumerate(zip(locked, cleaned, strict=True), 1)
    ]


def _lock(action: Action, targets: Sequence[UUID], expect: Mapping[UUID, int]) -> list[Any]:
    if not targets:
        return []
    assert action.target is not None
    # Always in the order of keys: two actions over the same rows wait for each other instead of locking up.
    rows = action.target.objects.filter(pk__in=targets).order_by("pk").select_for_update()
    try:
        found = {row.pk: row for row in rows}
    except ProgrammingError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege):
            raise
        # The role of this kind of reader may not write such rows at all: a refusal like any other.
        raise Refused(f"您现在的岗位不能办理“{action.label}”。") from error
    missing = [target for target in targets if target not in found]
    if missing:
        raise Missing(f"没有找到这 {len(missing)} 条记录，或不在您的管辖范围内。")
    for target, revision in expect.items():
        now = found[target].revision
        if now != revision:
            raise Conflict(
                "您打开之后，这条记录已被他人修改，请核对后再提交。",
                changes=action.changes_since(found[target], revision),
                revision=now,
            )
    return [found[target] for target in targets]


def _digest(scope: Scope, action: Action, rows: Any, targets: Any, reason: str) -> str:
    said = [scope.actor.id, action.name, list(rows), [str(t) for t in targets], reason]
    text = json.dumps(said, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def _claim(scope: Scope, action: Action, key: str, digest: str) -> Mapping[str, Any] | None:
    """Take the key, or give the stored outcome. A second caller waits here until the first has committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_outcome (id, subdistrict, revision, key, action, digest, at) "
            "VALUES (%s, %s, 1, %s, %s, %s, now()) "
            "ON CONFLICT (subdistrict, key) DO NOTHING",
            [uuid7(), scope.subdistrict, key, action.name, digest],
        )
        if cursor.rowcount:
            return None
        cursor.execute(
            "SELECT digest, result FROM core_outcome WHERE subdistrict = %s AND key = %s", [scope.subdistrict, key]
        )
        known, result = cursor.fetchone()
    if known != digest:
        raise Conflict("这个提交编号已用于另一次提交，内容不同，未再写入。")
    loaded: Mapping[str, Any] = json.loads(result) if isinstance(result, str) else (result or {})
    return loaded


def _store(scope: Scope, key: str, result: Mapping[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE core_outcome SET result = %s::jsonb WHERE subdistrict = %s AND key = %s",
            [json.dumps(result, default=str, ensure_ascii=False), scope.subdistrict, key],
        )
