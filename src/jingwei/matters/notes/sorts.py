"""The sorts of notes as data: of which kinds, at which stages, what is asked, when one is open, what follows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from jingwei.core.fields import Field, FieldSet
from jingwei.matters.kinds import details, kinds
from jingwei.matters.stages import WORDS, Stage

_FILE = Path(__file__).parent.parent / "pack" / "notes.yaml"
RIGHTS = ("handle", "decide")
_RULE = {"count", "sum", "last", "value", "among", "done", "open", "else"}


@dataclass(frozen=True, slots=True)
class Ending:
    """What is told when an open note comes to its end."""

    verb: str
    name: str
    declared: FieldSet


@dataclass(frozen=True, slots=True)
class Reminder:
    """When who works on it is reminded: so many days before the last day, then every so many days while it is open.

    `after_close`: also when its matter is closed.
    """

    before: int
    every: int
    says: str
    after_close: bool = False


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of note. `declared` asks for its time (`at`) first. `into`: detail of the matter → how it follows."""

    key: str
    kinds: tuple[str, ...]
    group: str
    name: str
    verb: str
    stages: tuple[Stage, ...]
    declared: FieldSet
    due: str = ""
    ending: Ending | None = None
    reminder: Reminder | None = None
    into: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    right: str = "handle"
    members_only: bool = False
    after_lock: bool = False
    document: str = ""

    @property
    def file_fields(self) -> tuple[Field, ...]:
        """The fields that hold files."""
        return tuple(one for one in self.declared.fields if one.kind == "attachment")


@lru_cache(maxsize=1)
def sorts() -> dict[str, Sort]:
    """All sorts by key, in the order of the pack."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["notes"]
    return {key: read_sort(key, body) for key, body in told.items()}


def sorts_of(kind: str) -> list[Sort]:
    """The sorts that may be noted of matters of a kind."""
    return [one for one in sorts().values() if kind in one.kinds]


def read_sort(key: str, body: Mapping[str, Any]) -> Sort:
    """A sort as the pack writes it. Raises ValueError for what cannot be."""
    if unknown := set(body["kinds"]) - set(kinds()):
        raise ValueError(f"note {key}: unknown kinds {', '.join(sorted(unknown))}")
    if unknown := set(body["stages"]) - set(WORDS):
        raise ValueError(f"note {key}: unknown stages {', '.join(sorted(unknown))}")
    if body.get("right", "handle") not in RIGHTS:
        raise ValueError(f"note {key}: {body['right']} is no right")
    at = {"key": "at", "label": body["at"], "kind": "moment", "help": "精确到分，不填为现在"}
    declared = _declared(f"matters.note.{key}", [at, *body["fields"]])
    ending = None
    if told := body.get("done"):
        ending = Ending(told["verb"], told["name"], _declared(f"matters.note_done.{key}", told["fields"]))
    reminder = None
    if told := body.get("remind"):
        reminder = Reminder(int(told.get("before", 0)), int(told["every"]), told["says"], bool(told.get("after_close")))
        if ending is None:
            raise ValueError(f"note {key}: reminds of what has no end")
    for detail, rule in body.get("into", {}).items():
        _check_rule(key, detail, rule, declared, ending)
    if body.get("due", "at") not in declared.by_key:
        raise ValueError(f"note {key}: no field {body['due']}")
    return Sort(
        key, tuple(body["kinds"]), body["group"], body["name"], body["verb"], tuple(body["stages"]), declared,
        body.get("due", ""), ending, reminder, body.get("into", {}), body.get("right", "handle"),
        body.get("readers") == "members", bool(body.get("after_lock")), body.get("document", ""),
    )  # fmt: skip


def _declared(key: str, fields: list[Mapping[str, Any]]) -> FieldSet:
    return FieldSet.load({"key": key, "version": 1, "fields": fields})


def _check_rule(
    key: str, detail: str, rule: Mapping[str, Any], declared: FieldSet, ending: Ending | None
) -> None:  # fmt: skip
    if detail not in details() or set(rule) - _RULE or len({"count", "sum", "last", "value"} & set(rule)) != 1:
        raise ValueError(f"note {key}: {detail} does not follow so")
    asked = ending.declared if rule.get("done") and ending else declared
    named = [rule[one] for one in ("sum", "last") if one in rule]
    named += list(rule["count"]) if isinstance(rule.get("count"), Mapping) else []
    if unknown := set(named) - set(asked.by_key):
        raise ValueError(f"note {key}: unknown fields {', '.join(sorted(unknown))}")
