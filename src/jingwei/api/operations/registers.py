"""Ledgers: which there are, what their fields are, what a row must look like."""

import warnings
from functools import lru_cache
from json import dumps, loads
from typing import Any

from django.http import HttpRequest
from ninja import Router

from jingwei.api.shapes import READ, RegisterList, RegisterOut, RegisterWithFields
from jingwei.core.fields import FieldSet
from jingwei.core.fields.api_model import model_of
from jingwei.core.scope import current_scope
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.query import registers as all_registers

router = Router(tags=["台账"])


@router.get("/registers", response={200: RegisterList, **READ}, operation_id="registers.list", summary="全部台账")
def list_registers(request: HttpRequest) -> Any:
    """按菜单次序列出本街道的台账。"""
    policy.may(current_scope().actor, "see")
    return {"items": list(all_registers())}


@router.get(
    "/registers/{key}",
    response={200: RegisterWithFields, **READ},
    operation_id="registers.one",
    summary="一本台账及其字段",
)
def one_register(request: HttpRequest, key: str) -> Any:
    """台账的说明和字段。"""
    policy.may(current_scope().actor, "see")
    register = register_by_key(key)
    return {**_about(register), "fields": [_field(field) for field in fieldset_of(register).fields]}


@router.get(
    "/registers/{key}/schema",
    response={200: dict[str, Any], **READ},
    operation_id="registers.schema",
    summary="台账一行的 JSON schema",
)
def register_schema(request: HttpRequest, key: str) -> Any:
    """登记、变更、更正时每行可写的字段。值也可以按办公习惯书写（如“12万元”“2025年7月1日”），系统按字段解读。"""
    policy.may(current_scope().actor, "see")
    return row_schema(fieldset_of(register_by_key(key), since=True))


def row_schema(fieldset: FieldSet) -> dict[str, Any]:
    """The JSON schema of a row of `fieldset`."""
    return _schema(dumps(fieldset.dump(), sort_keys=True))


@lru_cache(maxsize=256)
def _schema(text: str) -> dict[str, Any]:
    fieldset = FieldSet.load(loads(text))
    name = "".join(part.title() for part in fieldset.key.replace(".", "_").split("_"))
    with warnings.catch_warnings():
        # A field may be called as pydantic's own things are; only its schema is wanted here.
        warnings.filterwarnings("ignore", message="Field name .* shadows an attribute")
        return model_of(fieldset, name).model_json_schema()


def _about(register: Register) -> dict[str, Any]:
    return {name: getattr(register, name) for name in RegisterOut.model_fields}


def _field(field: Any) -> dict[str, Any]:
    return {
        "key": field.key,
        "label": field.label,
        "kind": field.kind,
        "required": field.required,
        "unit": field.unit,
        "personal": field.personal,
        "facet": field.facet,
        "help": field.help,
        "choices": [{"value": choice.value, "label": choice.label} for choice in field.choices],
    }
