"""Kinds of matters as data: which stages each passes, what they are called, what terms bind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

import yaml

from jingwei.core.calendar import Term
from jingwei.core.fields import Field, FieldSet
from jingwei.matters.kind_rules import KindRules, read_rules
from jingwei.matters.stages import ENDED, OPEN, WORDS, Stage

_FILE = Path(__file__).parent / "pack" / "kinds.yaml"
WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Limit:
    """A term: so many minutes, hours or days; `inside`: another one in places of a class (place_classes.py)."""

    count: int
    term: Term
    inside: Mapping[str, Limit] = field(default_factory=dict)

    def at(self, place_class: str) -> Limit:
        """The term in a place of that class; of a place without one, or of a class not told apart, the usual one."""
        return self.inside.get(place_class, self)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind. `path` are its stages in order, `other_eyes` those that must be passed by another than who finished
    the work, `terms` the limit of the whole (WHOLE) and of single stages, `fields` what is asked beside, `returns`
    until when it may be sent back to where it came from. `sensitive`: those who work on it read it, nobody else, and
    each reading is logged (policy.py: read_sensitive). `counted` is what follows from its notes and other matters,
    kept beside and asked of nobody. `closing` is what must be true before it is called solved; of a kind passed
    `in_full` no stage may be skipped, so it is not settled on the spot.
    """

    key: str
    name: str
    noun: str
    path: tuple[Stage, ...]
    words: Mapping[Stage, str] = field(default_factory=dict)
    other_eyes: tuple[Stage, ...] = ()
    terms: Mapping[str, Limit] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()
    returns: Limit | None = None
    sensitive: bool = False
    counted: tuple[Field, ...] = ()
    rules: KindRules = field(default_factory=KindRules)
    closing: str = ""
    in_full: bool = False

    def word(self, stage: Stage) -> str:
        """What a stage is called in this kind."""
        return self.words.get(stage, WORDS[stage])

    def asks(self, key: str) -> bool:
        """Whether the kind asks for a field."""
        return any(one.key == key for one in self.fields)

    def keeps(self, key: str) -> bool:
        """Whether it has a detail, asked or counted."""
        return any(one.key == key for one in (*self.fields, *self.counted))

    def after(self, stage: Stage) -> Stage:
        """The stage that follows on the path. Raises ValueError for the last one, and for one that is not on it."""
        at = self.path.index(stage)
        if at + 1 == len(self.path):
            raise ValueError(f"nothing follows {stage}")
        return self.path[at + 1]


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """All kinds by key, in the order of the pack."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    known = details()
    return {key: read_kind(key, body, known) for key, body in told["kinds"].items()}


@lru_cache(maxsize=1)
def details() -> dict[str, Field]:
    """What one kind or another asks beside, by key; the same key asks the same in every kind."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["fields"]
    declared = FieldSet.load({"key": "matters.details", "fields": [{"key": key, **body} for key, body in told.items()]})
    return declared.by_key


def answer_term(*, urgent: bool) -> Limit:
    """Within what a department that is summoned has to be there."""
    return _answers()["urgent" if urgent else "usual"]


@lru_cache(maxsize=1)
def _answers() -> dict[str, Limit]:
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["answers"]
    return {key: read_limit(body, "answers") for key, body in told.items()}


def read_limit(body: Mapping[str, Any], whose: str) -> Limit:
    """A term as the pack writes it: {count, term, inside: {class of places: {count, term}}}. Raises ValueError."""
    inside = {key: read_limit(one, whose) for key, one in body.get("inside", {}).items()}
    made = Limit(body["count"], body["term"], inside)
    if made.term not in get_args(Term) or made.count < 1:
        raise ValueError(f"{whose}: {made.count} {made.term} is no term")
    if unknown := set(inside) - set(place_classes()):
        raise ValueError(f"{whose}: unknown classes of places {', '.join(sorted(unknown))}")
    return made


@lru_cache(maxsize=1)
def place_classes() -> dict[str, str]:
    """The classes of places by key, with what each is called."""
    told: dict[str, str] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["place_classes"]
    return told


def read_kind(key: str, body: Mapping[str, Any], known: Mapping[str, Field]) -> Kind:
    """A kind as the pack writes it; `known` are the fields it may ask for. Raises ValueError for what cannot be."""
    path = tuple(body["path"])
    named = {*path, *body.get("words", {}), *body.get("other_eyes", ())}
    if unknown := named - set(WORDS):
        raise ValueError(f"kind {key}: unknown stages {', '.join(sorted(unknown))}")
    if path[0] != "received" or path[-1] != "closed" or "working" not in path or len(set(path)) != len(path):
        raise ValueError(f"kind {key}: a path leads from received over working to closed")
    if any(stage in ENDED for stage in path[:-1]) or [s for s in OPEN if s in path] != list(path[:-1]):
        raise ValueError(f"kind {key}: stages stand in the order in which matters pass them")
    terms = {at: read_limit(limit, f"kind {key}") for at, limit in body.get("terms", {}).items()}
    if unknown := set(terms) - {WHOLE, *path}:
        raise ValueError(f"kind {key}: a term of {', '.join(sorted(unknown))}, which is not on its path")
    if unknown := {*body.get("fields", ()), *body.get("counted", ())} - set(known):
        raise ValueError(f"kind {key}: unknown fields {', '.join(sorted(unknown))}")
    return Kind(
        key, body["name"], body["noun"], path, body.get("words", {}), tuple(body.get("other_eyes", ())), terms,
        tuple(known[one] for one in body.get("fields", ())),
        read_limit(body["returns"], f"kind {key}") if "returns" in body else None,
        bool(body.get("sensitive")),
        tuple(known[one] for one in body.get("counted", ())), read_rules(key, body), body.get("closing", ""),
        bool(body.get("in_full")),
    )  # fmt: skip
