"""Every verb of the system whose input is declared once for all: offered under its own name."""

from collections.abc import Callable
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.module_loading import autodiscover_modules
from ninja import Router
from pydantic import Field, WithJsonSchema, create_model

from jingwei.api import texts
from jingwei.api.operations.registers import row_schema
from jingwei.api.operations.writing import RECORD_EXTRA, done_out
from jingwei.api.reading import idempotency_key
from jingwei.api.shapes import READ, ROWS_AT_MOST, WRITE, ActionList, DoneOut, Strict
from jingwei.core.actions import Action, all_actions, perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.fields import Problem

# Every module's verbs are registered before they are offered.
autodiscover_modules("actions")
router = Router(tags=["办理事项"])
Rows = list[dict[str, Any]]


class _NoPage(dict[str, Any]):
    """The context of a verb that is called by name alone: what only a page could give is told, not stumbled over."""

    def __missing__(self, key: str) -> Any:
        raise JingweiError(texts.PAGE_ONLY, code="page_only")

    def __bool__(self) -> bool:
        return True


def offered() -> list[Action]:
    """Verbs whose input does not depend on a target."""
    return [action for action in all_actions() if action.offered and _is_static(action)]


def _is_static(action: Action) -> bool:
    """Whether the declaration is the same for every target."""
    own = type(action).fields
    return own is Action.fields or action.declared.fields != ()


OFFERED = tuple(offered())
# Each works through one kept file or one import; a second target would be passed over.
_ONE_TARGET = frozenset(
    {
        "core.undo_import",
        "registers.import_sheet",
        "registers.undo_import",
        "registers.attach_shapes",
        "places.import_outlines",
    }
)


@router.get("/actions", response={200: ActionList, **READ}, operation_id="actions.list", summary="全部可办的事项")
def list_actions(request: HttpRequest) -> Any:
    """事项的名称、说明、办理对象和每行的 JSON schema。能否办理由岗位决定。"""
    return {"items": [_about(action) for action in OFFERED]}


def _about(action: Action) -> dict[str, Any]:
    return {
        "name": action.name,
        "label": action.label,
        "help": action.help,
        "target": action.target.__name__ if action.target else None,
        "reason": action.reason,
        "input": row_schema(action.declared),
    }


def _payload(action: Action) -> type[Strict]:
    """The request of a verb: rows, reason, and for a verb on records their keys and the revisions that were seen."""
    rows = WithJsonSchema({"type": "array", "items": row_schema(action.declared), "maxItems": ROWS_AT_MOST})
    fields: dict[str, Any] = {
        "rows": (Annotated[Rows, rows], Field(default_factory=lambda: [{}], min_length=1, max_length=ROWS_AT_MOST)),
        "reason": (str, Field("", max_length=200)),
    }
    if action.target is not None:
        fields["targets"] = (list[UUID], Field(min_length=1, max_length=ROWS_AT_MOST, description="办理对象的 id"))
        fields["expect"] = (dict[UUID, int], Field(default_factory=dict, description="对象 id → 所见修订号"))
    name = "".join(part.title() for part in action.name.replace(".", "_").split("_"))
    return create_model(f"{name}In", __base__=Strict, **fields)


def _operation(action: Action) -> Callable[..., Any]:
    model = _payload(action)

    def operation(request: HttpRequest, payload: Any) -> Any:
        targets: list[UUID] = getattr(payload, "targets", [])
        expect: dict[UUID, int] = getattr(payload, "expect", {})
        key = idempotency_key(request)
        _check(action, targets, expect, payload.rows)
        if key and not action.idempotent_result:
            raise Invalid([Problem("Idempotency-Key", "Idempotency-Key", "", texts.KEY_USELESS, "key.useless")])
        done = perform(
            action,
            payload.rows,
            targets=targets,
            expect=expect,
            key=key,
            reason=payload.reason,
            context=_NoPage(),
            savepoint=False,
        )
        return done_out(done)

    operation.__annotations__["payload"] = model
    operation.__name__ = action.name.replace(".", "_")
    operation.__doc__ = action.help or None
    return operation


def _check(action: Action, targets: list[UUID], expect: dict[UUID, int], rows: Rows) -> None:
    """Raise Invalid where targets, revisions and rows do not belong together."""
    wrong = []
    if len(set(targets)) < len(targets):
        wrong.append(Problem("targets", "办理对象", "", "同一对象只能写一次。", "targets.double"))
    if targets and len(rows) > 1:
        wrong.append(
            Problem("rows", "各行", "", "应只写一行，对所有办理对象相同；各不相同的请分次提交。", "rows.count")
        )
    if len(targets) > 1 and action.name in _ONE_TARGET:
        wrong.append(Problem("targets", "办理对象", "", "这个事项一次只办一个对象。", "targets.count"))
    if not set(expect) <= set(targets):
        wrong.append(Problem("expect", "所见修订号", "", "只能写办理对象的修订号。", "expect.other"))
    if wrong:
        raise Invalid(wrong)


for _action in OFFERED:
    router.post(
        f"/actions/{_action.name}",
        response={200: DoneOut, **WRITE},
        operation_id=f"actions.{_action.name}",
        summary=_action.label,
        openapi_extra=RECORD_EXTRA,
    )(_operation(_action))
