"""Files that belong to a record; the kind knows their description, storage keeps the bytes."""

from __future__ import annotations

import re
from typing import Any

from jingwei.core.fields.field import Field
from jingwei.core.fields.kind import Kind
from jingwei.core.fields.problems import Wrong

_SHA256 = re.compile(r"[0-9a-f]{64}")
_KEYS = {"sha256", "name", "size", "type"}
_LONGEST_NAME = 255
_MOST_FILES = 50


class Attachment(Kind):
    """Files, stored as a list of {"sha256", "name", "size", "type"}; each file once."""

    key = "attachment"
    label = "附件"
    widget = "file"
    python_type = list[dict[str, Any]]

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        if not isinstance(raw, (list, tuple)):
            raise Wrong("attachment.in_sheet", "附件不能写在表格里，请在这条记录的页面上传")
        files: dict[str, dict[str, Any]] = {}
        for part in raw:
            files.setdefault(*_file(part))
        if len(files) > _MOST_FILES:
            raise Wrong("attachment.too_many", f"附件太多：有{len(files)}个，最多{_MOST_FILES}个")
        return list(files.values())

    def show(self, stored: Any, field: Field) -> str:
        return "、".join(part["name"] for part in stored)

    def schema(self, field: Field) -> dict[str, Any]:
        return {
            "type": "array",
            "maxItems": _MOST_FILES,
            "items": {
                "type": "object",
                "properties": {
                    "sha256": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
                    "name": {"type": "string", "minLength": 1, "maxLength": _LONGEST_NAME},
                    "size": {"type": "integer", "minimum": 0},
                    "type": {"type": "string", "minLength": 1},
                },
                "required": sorted(_KEYS),
                "additionalProperties": False,
            },
        }


def _file(part: Any) -> tuple[str, dict[str, Any]]:
    if not isinstance(part, dict) or set(part) != _KEYS:
        raise Wrong("attachment.shape", "附件信息不完整，请重新上传")
    digest, name, size, kind = part["sha256"], part["name"], part["size"], part["type"]
    if not isinstance(digest, str) or not _SHA256.fullmatch(digest):
        raise Wrong("attachment.shape", "附件信息不完整，请重新上传")
    if not isinstance(name, str) or not name.strip() or len(name) > _LONGEST_NAME:
        raise Wrong("attachment.name", f"附件的文件名不能为空，也不能超过{_LONGEST_NAME}个字")
    if isinstance(size, bool) or not isinstance(size, int) or size < 0 or not isinstance(kind, str) or not kind:
        raise Wrong("attachment.shape", "附件信息不完整，请重新上传")
    return digest, {"sha256": digest, "name": name.strip(), "size": size, "type": kind}
