"""The API's model of a field set, so that OpenAPI, the form and the sheet come from one declaration."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, WithJsonSchema, create_model
from pydantic import Field as ModelField
from pydantic_core import PydanticCustomError

from jingwei.core.fields.field import Field
from jingwei.core.fields.fieldset import FieldSet
from jingwei.core.fields.kinds import KINDS
from jingwei.core.fields.problems import Wrong


def model_of(fields: FieldSet, name: str) -> type[BaseModel]:
    """A pydantic model with one attribute per field; reading runs the field's own `parse`, so errors are its own."""
    attributes: dict[str, Any] = {field.key: _attribute(field) for field in fields.fields if not field.formula}
    return create_model(name, __config__=ConfigDict(extra="forbid"), **attributes)


def _attribute(field: Field) -> tuple[Any, Any]:
    kind = KINDS[field.kind]
    described = ModelField(
        default=... if field.required else None,
        title=field.label,
        description=_description(field) or None,
    )
    schema = kind.schema(field)
    if field.required:
        return Annotated[kind.python_type, BeforeValidator(_reader(field)), WithJsonSchema(schema)], described
    optional = {"anyOf": [schema, {"type": "null"}]}
    return Annotated[kind.python_type | None, BeforeValidator(_reader(field)), WithJsonSchema(optional)], described


def _description(field: Field) -> str:
    parts = (field.help, f"单位：{field.unit}" if field.unit else "", "个人信息" if field.personal else "")
    return "；".join(part for part in parts if part)


def _reader(field: Field) -> Callable[[Any], Any]:
    kind = KINDS[field.kind]

    def read(raw: Any) -> Any:
        try:
            return kind.parse(raw, field)
        except Wrong as wrong:
            if wrong.severity == "warn":
                return wrong.kept
            raise PydanticCustomError("jingwei", "{message}", {"code": wrong.code, "message": wrong.message}) from None

    return read
