"""What must stand on a matter before a move or a note, as data (pack/needs.yaml): five measures, consent, a quorum."""

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID

import yaml

from jingwei.core.errors import Conflict
from jingwei.matters.kinds import details
from jingwei.matters.models import Matter
from jingwei.matters.notes.stored import Note

_FILE = Path(__file__).parent / "pack" / "needs.yaml"


def refuse_lacking(verb: str, matters: Sequence[Matter]) -> None:
    """Raise Conflict for the first matter that lacks what the verb needs. One query where notes are counted."""
    asked = [(one, needs().get(one.kind, {}).get(verb, ())) for one in matters]
    counting = [one.pk for one, all_of in asked if any("notes" in need or "any" in need for need in all_of)]
    noted = _noted(counting)
    for matter, all_of in asked:
        for need in all_of:
            said = _lacking(matter, need, noted.get(matter.pk, Counter()))
            if said:
                raise Conflict(f"{matter.number}：{said}")


@lru_cache(maxsize=1)
def needs() -> dict[str, dict[str, list[Mapping[str, Any]]]]:
    """Kind → verb → conditions."""
    told: dict[str, dict[str, list[Mapping[str, Any]]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told


def _noted(matters: Sequence[UUID]) -> dict[UUID, Counter[str]]:
    out: dict[UUID, Counter[str]] = {}
    if matters:
        standing = Note.objects.filter(matter__in=matters, back_at=None)
        for key, sort in standing.values_list("matter_id", "sort"):
            out.setdefault(key, Counter())[sort] += 1
    return out


def _lacking(matter: Matter, need: Mapping[str, Any], noted: Counter[str]) -> str:
    """What is said where a condition does not hold, else nothing."""
    known = matter.details
    if any(known.get(key) != value for key, value in need.get("when", {}).items()):
        return ""
    missing = [key for key in need.get("told", ()) if known.get(key) in (None, "", [])]
    wrong = (
        bool(missing)
        or any(known.get(key) != value for key, value in need.get("equals", {}).items())
        or ("share" in need and not _reaches(known, need))
        or ("notes" in need and noted[need["notes"]] < (known.get(need["as"]) or 0))
        or ("any" in need and not noted[need["any"]])
    )
    words = {
        "missing": "、".join(f"“{details()[key].label}”" for key in missing),
        "noted": noted[need.get("notes", "")],
        "wanted": known.get(need.get("as", ""), 0),
    }
    return str(need["says"]).format(**words) if wrong else ""


def _reaches(known: Mapping[str, Any], need: Mapping[str, Any]) -> bool:
    part, whole = known.get(need["part"]) or 0, known.get(need["of"]) or 0
    return whole > 0 and Fraction(part) >= Fraction(need["share"]) * whole
