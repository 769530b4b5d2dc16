"""What depends on what: an indicator upwards to ledgers and papers, downwards to what is made of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from jingwei.core.facts.conditions import plain_conditions
from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.words import label_of
from jingwei.indicators.definitions import Defined
from jingwei.indicators.grammar import Counting

Sort = Literal["source", "indicator"]


@dataclass(frozen=True, slots=True)
class Knot:
    """A thing that numbers hang on: a ledger or statistic (`source`), or an indicator."""

    sort: Sort
    key: str


@dataclass(frozen=True)
class Ties:
    """The whole net: `above` are what a knot is made of, `below` what is made of it, as the definitions are ordered."""

    above: Mapping[Knot, tuple[Knot, ...]]
    below: Mapping[Knot, tuple[Knot, ...]]

    @classmethod
    def of(cls, defined: Mapping[str, Defined]) -> "Ties":
        """The net of all definitions in force."""
        above = {Knot("indicator", key): tuple(_made_of(one.counting)) for key, one in defined.items()}
        below: dict[Knot, list[Knot]] = {}
        for knot, parts in above.items():
            for part in parts:
                below.setdefault(part, []).append(knot)
        return cls(above, {knot: tuple(dict.fromkeys(all_)) for knot, all_ in below.items()})

    def layers(self, knot: Knot) -> tuple[list[list[Knot]], list[list[Knot]]]:
        """What lies above and below, layer by layer from the nearest; each knot once, as far away as it can be."""
        return _layers(knot, lambda one: self.above.get(one, ())), _layers(knot, lambda one: self.below.get(one, ()))


def _layers(start: Knot, next_: Callable[[Knot], tuple[Knot, ...]]) -> list[list[Knot]]:
    far: dict[Knot, int] = {start: 0}
    queue = [start]
    while queue:
        knot = queue.pop(0)
        for other in next_(knot):
            # A circle (definitions that name each other) would go on for ever.
            if far.get(other, -1) < far[knot] + 1 <= len(far) + 1:
                far[other] = far[knot] + 1
                if far[other] < _DEEPEST:
                    queue.append(other)
    out: list[list[Knot]] = [[] for _ in range(max(far.values()))]
    for knot, depth in far.items():
        if depth:
            out[depth - 1].append(knot)
    return [layer for layer in out if layer]


_DEEPEST = 12


def _made_of(counting: Counting) -> Iterator[Knot]:
    if counting.operands:
        yield from dict.fromkeys(Knot("indicator", named.key) for named in counting.operands)
    elif counting.source:
        yield from (Knot("source", key) for key in counting.source.split("+"))
    if counting.parts_of:
        yield Knot("indicator", counting.parts_of)


@dataclass(frozen=True, slots=True)
class Look:
    """What a definition asks of one source: the `paths` of fields it names, and its `conditions`."""

    facts: Facts
    paths: tuple[str, ...]
    conditions: tuple[Mapping[str, Any], ...]


def looks_of(counting: Counting, facts: Mapping[str, Facts]) -> Iterator[Look]:
    """What a definition asks of each source it counts in; a source that is not there is passed over."""
    paths = [counting.field, counting.at, counting.until, *counting.aged.values()]
    paths += [path for word, path in counting.span.items() if word != "in"]
    paths += [counting.base.at, counting.base.until] if counting.base else []
    for one in counting.over:
        if one.source in facts:
            yield _look(facts[one.source], [one.field, one.at, one.until], one.where)
    if counting.source in facts:
        yield _look(facts[counting.source], paths, counting.where, counting.of)


def _look(facts: Facts, paths: list[str], *conditions: Mapping[str, Any]) -> Look:
    return Look(facts, tuple(filter(None, paths)), conditions)


def fields_of(counting: Counting, facts: Mapping[str, Facts]) -> dict[str, list[str]]:
    """Which fields of which ledgers a definition looks at: key of the ledger → labels."""
    if counting.kind != "counted":
        return {}
    out: dict[str, list[str]] = {}
    for look in looks_of(counting, facts):
        labels = out.setdefault(look.facts.source.key, [])
        labels += [label_of(look.facts, path) for path in look.paths]
        for one in look.conditions:
            try:
                for where, key, _ in plain_conditions(look.facts, one):
                    out.setdefault(where.source.key, []).append(label_of(where, key))
            except UnknownFact:
                continue
    return {key: list(dict.fromkeys(labels)) for key, labels in out.items()}
