"""Details of a matter that follow from its notes: how many sessions, what was paid, how many houses are sealed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from jingwei.matters.kinds import details, kinds
from jingwei.matters.models import Matter
from jingwei.matters.notes.sorts import sorts_of
from jingwei.matters.notes.stored import Note


def reckon(matters: Sequence[Matter]) -> None:
    """Write into the details of matters, not yet stored, what follows from their notes; one query.

    What no note tells stays as it is. Of a sealed file only what was told at the end of its notes is read.
    """
    found: dict[Any, list[Note]] = {}
    for note in Note.objects.filter(matter__in=matters).order_by("at", "id"):
        found.setdefault(note.matter_id, []).append(note)
    for matter in matters:
        told = follows(matter, found.get(matter.pk, ()))
        matter.details = {key: one for key, one in {**matter.details, **told}.items() if one is not None}


def follows(matter: Matter, notes: Sequence[Note]) -> dict[str, Any]:
    """The details that follow from notes in the order of their times; None where what followed follows no more."""
    out: dict[str, Any] = {}
    kind = kinds()[matter.kind]
    for sort in sorts_of(matter.kind):
        of_sort = [one for one in notes if one.sort == sort.key]
        if not of_sort:
            continue
        standing = [one for one in of_sort if one.back_at is None]
        for detail, rule in sort.into.items():
            if kind.keeps(detail) and not (matter.sealed_file and not rule.get("done")):
                value = _value(detail, rule, standing)
                if value is not None or detail not in out:
                    out[detail] = value
    return out


def _value(detail: str, rule: Mapping[str, Any], notes: Sequence[Note]) -> Any:
    if not notes:
        return None
    if rule.get("open"):
        notes = [one for one in notes if one.ended is None]
    said = [(one.ended if rule.get("done") else one.values) or {} for one in notes]
    if "value" in rule:
        return rule["value"]
    if "count" in rule:
        wanted = rule["count"] if isinstance(rule["count"], Mapping) else {}
        return sum(all(one.get(key) == value for key, value in wanted.items()) for one in said)
    if "sum" in rule:
        return _sum(detail, [one[rule["sum"]] for one in said if rule["sum"] in one])
    among = rule.get("among")
    last = [one[rule["last"]] for one in said if rule["last"] in one and (not among or one[rule["last"]] in among)]
    return last[-1] if last else rule.get("else")


def _sum(detail: str, values: Sequence[Any]) -> Any:
    if details()[detail].kind != "amount":
        return sum(values)
    total = sum((Decimal(one["n"]) for one in values), Decimal(0))
    return {"n": f"{total:f}", "u": details()[detail].unit}
