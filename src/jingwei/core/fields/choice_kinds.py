"""One of several, several of several, and yes or no."""

from __future__ import annotations

import re
import unicodedata
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from jingwei.core.fields.field import Choice, Field
from jingwei.core.fields.kind import EMPTY_CELL, Cell, Kind
from jingwei.core.fields.problems import Wrong
from jingwei.core.fields.raw import DASHES, as_text

_LISTED = 8
_SEPARATORS = re.compile(r"[、,，;；|｜\n]+")
_WEAK_SEPARATORS = re.compile(r"[/／\s+＋和及]+")
_YES = "是 有 对 已 √ ✓ ✔ ☑ y yes t true 1 属于 同意 v"
_NO = "否 无 没有 没 不 不是 未 × ✗ ✘ x n no f false 0 非 不属于 不同意 □ ☐"


def _folded(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


@lru_cache(maxsize=1024)
def _index(choices: tuple[Choice, ...]) -> dict[str, str]:
    index: dict[str, str] = {}
    # A value wins over a label, a label over an alias, the first over later ones.
    for written in (lambda c: (c.value,), lambda c: (c.label,), lambda c: c.aliases):
        for choice in choices:
            for text in written(choice):
                index.setdefault(_folded(text), choice.into or choice.value)
    return index


@lru_cache(maxsize=1024)
def _labels(choices: tuple[Choice, ...]) -> dict[str, str]:
    own = {choice.value: choice.label for choice in choices}
    return {choice.value: own.get(choice.into, choice.label) for choice in choices}


def ambiguous_choice(field: Field) -> str | None:
    """A way of writing that two choices share, or, where several are chosen, one that holds a separator."""
    owners: dict[str, str] = {}
    for choice in field.choices:
        for text in (choice.value, choice.label, *choice.aliases):
            if owners.setdefault(_folded(text), choice.value) != choice.value or not _folded(text):
                return text
            if field.kind == "choices" and _SEPARATORS.search(text):
                return text
            if field.kind != "choice" and text.strip() in DASHES:
                return text
    values = [choice.value for choice in field.choices]
    return next((value for value in values if values.count(value) > 1), None)


def _find(text: str, field: Field) -> str:
    value = _index(field.choices).get(_folded(text))
    if value is None:
        raise Wrong("choice.unknown", f"{_hint(text, field)}应填下列之一：{_listed(field)}")
    if value in _closed(field.choices):
        raise Wrong("choice.closed", f"这个选项已关闭，不再使用，应填下列之一：{_listed(field)}")
    return value


@lru_cache(maxsize=1024)
def _closed(choices: tuple[Choice, ...]) -> frozenset[str]:
    return frozenset(choice.value for choice in choices if choice.closed)


def _hint(text: str, field: Field) -> str:
    labels = [choice.label for choice in field.choices if choice.offered]
    close = get_close_matches(text.strip(), labels, n=1, cutoff=0.6)
    return f"没有这个选项，是否要填“{close[0]}”？" if close else "没有这个选项，"


def _listed(field: Field) -> str:
    labels = [choice.label for choice in field.choices if choice.offered]
    more = f"等{len(labels)}种" if len(labels) > _LISTED else ""
    return "、".join(labels[:_LISTED]) + more


class ChoiceKind(Kind):
    """One of the field's choices; value, label or alias is read, the value is stored."""

    key = "choice"
    label = "单选"
    widget = "choice"
    nothing = DASHES

    def parse(self, raw: Any, field: Field, *, unit: str | None = None) -> Any:
        # A choice may itself be called 无 or /, so the choices are asked before the dashes.
        if isinstance(raw, str) and raw.strip():
            value = _index(field.choices).get(_folded(raw))
            if value is not None and value not in _closed(field.choices):
                return value
        return super().parse(raw, field, unit=unit)

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        return _find(as_text(raw), field)

    def show(self, stored: Any, field: Field) -> str:
        return _labels(field.choices).get(stored, str(stored))

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "string", "enum": [choice.value for choice in field.choices if choice.offered]}


class Choices(Kind):
    """Several of the field's choices, stored as values in the order of the field, each once."""

    key = "choices"
    label = "多选"
    widget = "choices"
    python_type = list[str]
    nothing = DASHES

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        pieces = [as_text(piece) for piece in raw] if isinstance(raw, (list, tuple)) else _pieces(as_text(raw), field)
        chosen = {_find(piece, field) for piece in pieces}
        if not chosen:
            self.empty(field)
            return None
        return [choice.value for choice in field.choices if choice.value in chosen]

    def show(self, stored: Any, field: Field) -> str:
        labels = _labels(field.choices)
        return "、".join(labels.get(value, value) for value in stored)

    def schema(self, field: Field) -> dict[str, Any]:
        values = [choice.value for choice in field.choices if choice.offered]
        return {"type": "array", "items": {"type": "string", "enum": values}, "uniqueItems": True}


def _pieces(text: str, field: Field) -> list[str]:
    index = _index(field.choices)
    pieces: list[str] = []
    for strong in [text] if _folded(text) in index else _SEPARATORS.split(text):
        whole = _folded(strong) in index
        pieces += [strong] if whole else _WEAK_SEPARATORS.split(strong)
    return [piece for piece in pieces if piece.strip()]


_ANSWERS = {**dict.fromkeys(_YES.split(), True), **dict.fromkeys(_NO.split(), False)}


class YesNo(Kind):
    """Yes or no, stored as true or false.

    A field may name its two answers with the choices "true" and "false" (已参保, 未参保); 是 and 否 stay readable.
    """

    key = "yesno"
    label = "是否"
    widget = "yesno"
    python_type = bool
    nothing = DASHES

    def read(self, raw: Any, field: Field, unit: str | None) -> Any:
        if isinstance(raw, bool):
            return raw
        text = _folded(as_text(raw))
        named = _index(field.choices).get(text) if field.choices else None
        if named is not None:
            return named == "true"
        answer = _ANSWERS.get(text)
        if answer is None:
            raise Wrong("yesno.unknown", f"应填“{self.show(True, field)}”或“{self.show(False, field)}”")
        return answer

    def show(self, stored: Any, field: Field) -> str:
        return _labels(field.choices).get("true" if stored else "false", "是" if stored else "否")

    def excel(self, stored: Any, field: Field) -> Cell:
        return EMPTY_CELL if stored is None else Cell(self.show(stored, field), "text", "@")

    def schema(self, field: Field) -> dict[str, Any]:
        return {"type": "boolean"}
