"""A draft out of what the editor's form sent: the state, the body, the definition as it would be, what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from jingwei.core.errors import JingweiError
from jingwei.core.facts.facts import Facts
from jingwei.core.facts.words import label_of
from jingwei.core.fields import FieldSet
from jingwei.indicators.changing import WORD_FIELDS, Change, change_of
from jingwei.indicators.definitions import Defined, read_row
from jingwei.indicators.editing.checks import mistakes
from jingwei.indicators.editing.formulas import check
from jingwei.indicators.editing.keys import proposed
from jingwei.indicators.editing.state import State, body_of
from jingwei.indicators.models import Definition

WORDS = FieldSet(key="indicator_words", version=1, fields=WORD_FIELDS)


@dataclass
class Draft:
    """`defined` and `change` are None where nothing countable is said yet; `problems` are sentences."""

    state: State
    body: dict[str, Any] = field(default_factory=dict)
    defined: Defined | None = None
    change: Change | None = None
    problems: list[str] = field(default_factory=list)


def draft_of(
    state: State,
    values: Mapping[str, Any],
    key: str,
    before: Definition | None,
    facts: Mapping[str, Facts],
    known: Mapping[str, Defined],
) -> Draft:
    """`values` are the words as posted; `key` is that of the indicator, or what was typed for a new one."""
    names = {one: found.row.name for one, found in known.items()}
    out = Draft(state)
    wrong = check(state.formula, names) if state.needs("formula") and state.formula.strip() else ""
    if wrong:
        out.problems = [wrong]
        return out
    try:
        out.body = body_of(state, names)
    except JingweiError as error:
        out.problems = [_by_labels(error.message, state, facts)]
        return out
    clean = WORDS.clean({name: values.get(name, "") for name in WORDS.by_key}).values
    key = key or proposed(state, set(known))
    name, unit = str(clean.get("name") or "新指标"), str(clean.get("unit") or "")
    others = {one: found for one, found in known.items() if one != key}
    out.problems = mistakes(key, name, out.body, unit, facts, others) if unit else ["还没有写单位"]
    if unit or not mistakes(key, name, out.body, _ANY, facts, others):
        out.change = change_of(key, {**clean, "name": name, "unit": unit}, out.body, before)
        found = read_row(out.change.row)
        out.defined = None if found.problem else found
    return out


_ANY = "个"
_KEY = re.compile(r"“([a-z][a-z0-9_.]*)”")


def _by_labels(sentence: str, state: State, facts: Mapping[str, Facts]) -> str:
    """The sentence with fields by the names people know: those of the first ledger that has a name for it."""
    there = [facts[key] for key in (state.source, *(one.source for one in state.over)) if key in facts]

    def labelled(found: re.Match[str]) -> str:
        labels = (label_of(one, found[1]) for one in there)
        return f"“{next((label for label in labels if label != found[1]), found[1])}”"

    return _KEY.sub(labelled, sentence)


def retold(problems: list[str]) -> list[str]:
    """Each as a sentence with one full stop."""
    return [f"{one.rstrip('。')}。" for one in problems]
