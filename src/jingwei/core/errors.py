"""Errors with a stable code and a Chinese sentence; pages, API and commands show them alike."""

from collections.abc import Sequence
from typing import Any, ClassVar


class JingweiError(Exception):
    """A failure that a person can act on.

    `code` is stable and English, `message` is a Chinese sentence, `status` the HTTP status it becomes.
    """

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 400

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.error_code = code or self.code

    def as_json(self) -> dict[str, Any]:
        """The error as the API returns it: {code, message}."""
        return {"code": self.error_code, "message": self.message}


class Invalid(JingweiError):
    """Values that cannot be taken; `problems` names row, field, value and what would be right."""

    code = "invalid"
    status = 422

    def __init__(self, problems: Sequence[Any], message: str | None = None) -> None:
        self.problems = list(problems)
        first = self.problems[0].sentence() if self.problems else "填写内容有误。"
        many = f"(共 {len(self.problems)} 处)" if len(self.problems) > 1 else ""
        super().__init__(message or f"{first}{many}")

    def as_json(self) -> dict[str, Any]:
        """The error with its problems, one object each."""
        shown = [
            {"row": p.row, "field": p.field, "label": p.label, "value": p.value, "code": p.code, "message": p.message}
            for p in self.problems
        ]
        return {**super().as_json(), "problems": shown}


class Refused(JingweiError):
    """The actor may not do this; the sentence says who may."""

    code = "refused"
    status = 403


class Missing(JingweiError):
    """There is no such record, or it lies outside the reader's border (the two are not told apart)."""

    code = "missing"
    status = 404


class Conflict(JingweiError):
    """The record moved on since the actor saw it.

    `changes` lists what changed: dicts {label, before, after, who, at}; `revision` is the present one.
    """

    code = "conflict"
    status = 409

    def __init__(self, message: str, *, changes: Sequence[dict[str, Any]] = (), revision: int | None = None) -> None:
        super().__init__(message)
        self.changes = list(changes)
        self.revision = revision

    def as_json(self) -> dict[str, Any]:
        """The error with the changes made in between."""
        return {**super().as_json(), "changes": self.changes, "revision": self.revision}


class ScopeMissing(JingweiError):
    """A query was made outside every scope: a defect of the program, never of the user."""

    code = "scope_missing"
    status = 500


class SetupError(JingweiError):
    """The installation cannot start as it is; one line says why and what to do."""

    code = "setup"
    status = 500
