"""Writing entries: the verbs of ledgers, each performed by the same action as on the pages."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from jingwei.api.operations.entries import router
from jingwei.api.reading import expected_revision, idempotency_key
from jingwei.api.shapes import WRITE, DoneOut, RowsIn, ValuesIn
from jingwei.core.actions import Done, find_action, perform
from jingwei.registers.query import register_by_key

_HEADERS = [
    {
        "name": "Idempotency-Key",
        "in": "header",
        "required": False,
        "description": "本次提交的编号；网络中断后用同一编号重发，不会重复写入",
        "schema": {"type": "string", "minLength": 1, "maxLength": 100, "pattern": "^[!-~]+$"},
    }
]
_MATCH = {
    "name": "If-Match",
    "in": "header",
    "required": False,
    "description": "所见记录的修订号；已被他人修改的返回 409 和改动内容",
    "schema": {"type": "string", "pattern": '^"[0-9]{1,9}"$'},
}
RECORD_EXTRA: dict[str, Any] = {"parameters": _HEADERS}
ENTRY_EXTRA: dict[str, Any] = {"parameters": [*_HEADERS, _MATCH]}


@router.post(
    "/registers/{key}/entries",
    response={200: DoneOut, **WRITE},
    operation_id="entries.record",
    summary="登记",
    openapi_extra=RECORD_EXTRA,
)
def record(request: HttpRequest, key: str, payload: RowsIn) -> Any:
    """登记一条或多条（最多 1000）新记录，全部成功或全部不写。每行可写 valid_from（自何时起属实，不写为今天）。"""
    register = register_by_key(key)
    done = perform(
        find_action("registers.record"),
        payload.rows,
        key=idempotency_key(request),
        reason=payload.reason,
        context={"register": register},
        savepoint=False,
    )
    return done_out(done)


@router.post(
    "/entries/{entry_id}/change",
    response={200: DoneOut, **WRITE},
    operation_id="entries.change",
    summary="变更",
    openapi_extra=ENTRY_EXTRA,
)
def change(request: HttpRequest, entry_id: UUID, payload: ValuesIn) -> Any:
    """情况发生变化：从 valid_from 起按新情况，之前的保留。只写有变化的字段。"""
    return _on_entry(request, "registers.change", entry_id, payload)


@router.post(
    "/entries/{entry_id}/correct",
    response={200: DoneOut, **WRITE},
    operation_id="entries.correct",
    summary="更正",
    openapi_extra=ENTRY_EXTRA,
)
def correct(request: HttpRequest, entry_id: UUID, payload: ValuesIn) -> Any:
    """原来登记有误：按正确的内容更正，原内容留痕；须写原因。只写要更正的字段。"""
    return _on_entry(request, "registers.correct", entry_id, payload)


@router.post(
    "/entries/{entry_id}/end",
    response={200: DoneOut, **WRITE},
    operation_id="entries.end",
    summary="停用",
    openapi_extra=ENTRY_EXTRA,
)
def end(request: HttpRequest, entry_id: UUID, payload: ValuesIn) -> Any:
    """对象拆除、注销、移出：从 ended_on 起不再计入，历史保留。台账定有停用原因的，left_for 写其中一项（名称或代号）；
    没有名单或允许另写的，也可只写 reason。"""
    return _on_entry(request, "registers.end", entry_id, payload)


@router.post(
    "/entries/{entry_id}/restore",
    response={200: DoneOut, **WRITE},
    operation_id="entries.restore",
    summary="恢复使用",
    openapi_extra=ENTRY_EXTRA,
)
def restore(request: HttpRequest, entry_id: UUID, payload: ValuesIn) -> Any:
    """已停用的对象从 valid_from 起恢复；须写原因。"""
    return _on_entry(request, "registers.restore", entry_id, payload)


def done_out(done: Done) -> dict[str, Any]:
    """An outcome as `DoneOut`."""
    return {"result": dict(done.result), "replayed": done.replayed}


def _on_entry(request: HttpRequest, name: str, entry_id: UUID, payload: ValuesIn) -> dict[str, Any]:
    seen = expected_revision(request)
    done = perform(
        find_action(name),
        [payload.values],
        targets=[entry_id],
        expect=None if seen is None else {entry_id: seen},
        key=idempotency_key(request),
        reason=payload.reason,
        context={"given": [key for key in payload.values if key != "valid_from"]},
        savepoint=False,
    )
    return done_out(done)
