"""Which numbers of a table stay hidden so that no small count can be worked out from those that are shown.

A count below the limit is hidden (1 or 2; a nought tells of nobody). Where one hidden number would follow from a total
and its other parts, a second one is hidden: the smallest other part, else the total. Two hidden parts whose sum leaves
no choice (1 and 1) take a third. At last the whole table is looked at as a system of equations: as long as one hidden
number has a single solution, another is hidden. All that is hidden looks alike, or the second would betray the first.
"""

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
# Numbers whose weighted sum is nought: a total with 1, its parts with -1.
Relation = Mapping[K, int]


def hidden(
    values: Mapping[K, Decimal], small: Iterable[K], relations: Sequence[Relation[K]], known: Collection[K] = ()
) -> frozenset[K]:
    """The keys of `values` to be hidden: `small`, and as many others as keep those from being worked out.

    `relations` are what a reader may add up and subtract; `known` are numbers the reader knows anyway (rows of one's
    own grid): they are never hidden, and help nobody.
    """
    good = [relation for relation in relations if all(key in values for key in relation)]
    known = follows(good, known)
    out = {key for key in small if key not in known}
    if not out:
        return frozenset()
    while True:
        before = len(out)
        for relation in good:
            _cover(values, relation, out, known)
        if len(out) > before:
            continue
        told = solved(good, out)
        if not told or not _loosen(values, good, out, known, told):
            return frozenset(out)


def follows(relations: Sequence[Relation[K]], known: Collection[K]) -> set[K]:
    """What is known, and what follows from it alone."""
    out = set(known)
    before = -1
    while out and len(out) > before:
        before = len(out)
        for relation in relations:
            left = [key for key in relation if key not in out]
            if len(left) == 1:
                out.add(left[0])
    return out


def solved(relations: Sequence[Relation[K]], unknown: Collection[K]) -> set[K]:
    """Which of the unknown numbers have one solution only: what a reader can work out."""
    rows = [{key: Fraction(weight) for key, weight in one.items() if key in unknown} for one in relations]
    pivots: dict[K, dict[K, Fraction]] = {}
    for row in rows:
        for key in [key for key in row if key in pivots]:
            _reduce(row, key, pivots[key])
        lead = next(iter(row), None)
        if lead is None:
            continue
        by = row[lead]
        unit = {key: weight / by for key, weight in row.items()}
        for pivot in pivots.values():
            _reduce(pivot, lead, unit)
        pivots[lead] = unit
    return {key for key, row in pivots.items() if len(row) == 1}


def _reduce(row: dict[K, Fraction], key: K, pivot: Mapping[K, Fraction]) -> None:
    by = row.get(key)
    if by:
        for other, weight in pivot.items():
            left = row.get(other, Fraction(0)) - by * weight
            if left:
                row[other] = left
            else:
                row.pop(other, None)


def _cover(values: Mapping[K, Decimal], relation: Relation[K], out: set[K], known: Collection[K]) -> None:
    """Hide more of one total and its parts, until what is hidden does not follow from the rest."""
    while True:
        inside = [key for key in relation if key in out]
        if not inside or (len(inside) > 1 and not _forced(values, relation, inside)):
            return
        more = _candidate(values, relation, out, known)
        if more is None:
            return
        out.add(more)


def _loosen(
    values: Mapping[K, Decimal], relations: Sequence[Relation[K]], out: set[K], known: Collection[K], told: set[K]
) -> bool:
    """Hide one more where a hidden number has a single solution; whether anything was left to hide."""
    touched = [relation for relation in relations if not out.isdisjoint(relation)]
    for relation in sorted(touched, key=told.isdisjoint):
        if (more := _candidate(values, relation, out, known)) is not None:
            out.add(more)
            return True
    return False


def _forced(values: Mapping[K, Decimal], relation: Relation[K], inside: Sequence[K]) -> bool:
    """Whether hidden parts of a total that is shown can only be 1 each."""
    alike = len({relation[key] for key in inside}) == 1
    return alike and sum(values[key] for key in inside) <= len(inside)


def _candidate(values: Mapping[K, Decimal], relation: Relation[K], out: set[K], known: Collection[K]) -> K | None:
    """The smallest other part; then the total; a nought last."""
    left = [key for key in relation if key not in out and key not in known]
    return min(left, key=lambda key: (*_last(values, relation, key), str(key)), default=None)


def _last(values: Mapping[K, Decimal], relation: Relation[K], key: K) -> Iterator[Decimal]:
    yield Decimal(values[key] == 0)
    yield Decimal(relation[key] > 0)
    yield abs(values[key])
