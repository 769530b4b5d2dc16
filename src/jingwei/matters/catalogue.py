"""The catalogue of classes: what a matter is about, by GB/T 47678.5-2026 or a list of the hotline; data with a version.

A key is a letter and five digits: c01037 (路灯, a component), m06010 (暴露垃圾), m01037 (路灯异常), h22001 (噪声扰民).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from jingwei.matters.kinds import WHOLE, Limit, kinds, read_limit
from jingwei.matters.stages import OPEN

_PACK = Path(__file__).parent / "pack"


@dataclass(frozen=True, slots=True)
class Category:
    """One class: its key, name, group, the list it stands in, from when; its terms (whole, stages) and its closing
    condition where the list gives them.
    """

    key: str
    name: str
    group: str
    standard: str
    valid_from: date
    terms: Mapping[str, Limit] = field(default_factory=dict)
    closing: str = ""


@lru_cache(maxsize=1)
def categories() -> dict[str, Category]:
    """All classes by key, in the order of their lists."""
    return {one.key: one for one in (*_city(), *_hotline())}


def category_name(key: str) -> str:
    """What a class is called, or the group that a beginning of keys means; what is in no list is shown as it is."""
    found = categories().get(key)
    if found is not None:
        return found.name
    groups = {one.group for one in categories().values() if one.key.startswith(key)}
    return f"{groups.pop()}类" if len(groups) == 1 else key


def closing_of(matter: Any) -> str:
    """What must be true before a matter is called solved: of its class, else of its kind; empty: nothing."""
    category = categories().get(matter.category)
    return (category.closing if category else "") or kinds()[matter.kind].closing


def find_categories(words: str, most: int = 12) -> list[Category]:
    """Classes whose name, group or code holds every word, the shortest names first."""
    wanted = words.split()[:5]
    found = [
        one for one in categories().values() if all(word in f"{one.name} {one.group} {one.key}" for word in wanted)
    ]
    return sorted(found, key=lambda one: (len(one.name), one.key))[:most]


def _city() -> list[Category]:
    told = _read("gbt47678_5.yaml")
    matters = {**{code: f"{name}异常" for code, name in told["components"].items()}, **told["matters"]}
    return [
        Category(
            f"m{code}",
            name,
            told["groups"][code[:2]],
            told["standard"],
            told["valid_from"],
            _terms(told, code),
            _of(told.get("closing", {}), code, ""),
        )
        for code, name in matters.items()
    ]


def _hotline() -> list[Category]:
    told = _read("hotline_classes.yaml")
    taken = {one.name for one in _city()}
    standard, since, groups = told["standard"], told["valid_from"], told["groups"]
    # What the city's list calls the same is told apart.
    names = {code: f"{name}（热线）" if name in taken else name for code, name in told["classes"].items()}
    return [
        Category(
            f"h{code}",
            name,
            groups[code[:2]],
            standard,
            since,
            _terms(told, code),
            _of(told.get("closing", {}), code, ""),
        )
        for code, name in names.items()
    ]


def _terms(told: Mapping[str, Any], code: str) -> dict[str, Limit]:
    """The terms of a class, else of its group. Raises ValueError for what is no term."""
    terms = {at: read_limit(body, f"class {code}") for at, body in _of(told.get("terms", {}), code, {}).items()}
    if unknown := set(terms) - {WHOLE, *OPEN}:
        raise ValueError(f"class {code}: a term of {', '.join(sorted(unknown))}, which is no stage")
    return terms


def _of(table: Mapping[str, Any], code: str, nothing: Any) -> Any:
    """What a table says of a class, else of its group."""
    return table.get(code, table.get(code[:2], nothing))


def _read(name: str) -> Mapping[str, Any]:
    told: Mapping[str, Any] = yaml.safe_load((_PACK / name).read_text(encoding="utf-8"))
    return told
