"""The indicators of a street: defined through their action, evaluated by the engine, with the records behind them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from jingwei.core.actions import perform
from jingwei.core.facts.facts import all_facts
from jingwei.core.periods import Period, PeriodError
from jingwei.coverage.bindings import Bindings, Bound
from jingwei.coverage.bring import office
from jingwei.coverage.description import Description
from jingwei.coverage.figures import Figure
from jingwei.indicators.actions import DefineIndicators
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.engine import evaluate
from jingwei.indicators.meaning import problem_of
from jingwei.places.models import Place

_WORDS = ("name", "unit", "decimals", "basis")


def define(street: Description, bindings: Bindings) -> dict[str, str]:
    """Define what can be counted; gives the sentence for each indicator that cannot."""
    wanted = bindings.understood()
    wrong = {
        key: f"指标引擎还没有“{_verb(said)}”这种取数{bindings.where(key)}"
        for key, said in bindings.indicators.items()
        if key not in wanted
    }
    with office(street):
        facts = all_facts()
        while True:
            problems = {key: problem_of(key, said, facts, wanted) for key, said in wanted.items()}
            found = {key: problem for key, problem in problems.items() if problem}
            if not found:
                break
            wrong |= {key: f"{problem}{bindings.where(key)}" for key, problem in found.items()}
            wanted = {key: said for key, said in wanted.items() if key not in found}
        if wanted:
            rows = [
                {"key": key, **{word: said[word] for word in _WORDS if word in said}} for key, said in wanted.items()
            ]
            since = [{**row, "valid_from": street.since} for row in rows]
            perform(DefineIndicators(), since, context={"bodies": wanted})
    return wrong


def _verb(said: Mapping[str, Any]) -> str:
    told = {"name", "unit", "decimals", "basis", "where", "of", "at", "until", "flow", "aged"}
    return "、".join(sorted(set(said) - told))


@dataclass(slots=True)
class Found:
    """The cell of each figure, or the sentence why there is none; the cells that derived ones are made of."""

    cells: dict[int, Cell] = field(default_factory=dict)
    whys: dict[int, str] = field(default_factory=dict)
    operands: dict[int, list[Cell]] = field(default_factory=dict)
    outside: set[int] = field(default_factory=set)


def find(street: Description, bindings: Bindings, figures: Iterable[Figure], wrong: Mapping[str, str]) -> Found:
    """Evaluate all bound figures at once."""
    out = Found()
    asks: dict[int, Ask] = {}
    with office(street):
        defined = load_definitions()
        places = {place.code: place for place in Place.objects.only("pk", "code")} if street.places else {}
        for figure in figures:
            bound = bindings.figures.get(figure.number)
            if bound is None:
                continue
            why = bound.why or wrong.get(bound.key, "")
            ask = None if why else _ask(street, bound, figure, places)
            if isinstance(ask, Ask):
                asks[figure.number] = ask
            else:
                out.whys[figure.number] = why or str(ask)
        made_of = {number: list(_operands(ask, defined)) for number, ask in asks.items()}
        cells = evaluate([*asks.values(), *(one for some in made_of.values() for one in some)])
    for number, ask in asks.items():
        out.cells[number] = cells[ask]
        out.operands[number] = [cells[one] for one in made_of[number]]
        if _outside(ask.key, defined) and cells[ask].kind != "counted":
            out.outside.add(number)
    return out


def _ask(street: Description, bound: Bound, figure: Figure, places: Mapping[str, Place]) -> Ask | str:
    try:
        period = Period.parse(bound.period or figure.period)
    except PeriodError as error:
        return error.message
    place = places.get(street.code + bound.place) if bound.place else None
    if bound.place and place is None:
        return f"没有代码以“{bound.place}”结尾的区划"
    return Ask(bound.key, period, place.pk if place else None, bound.by, bound.part)


def _operands(ask: Ask, defined: Mapping[str, Defined]) -> Iterable[Ask]:
    """The asks of all indicators that a derived one is made of."""
    known = defined.get(ask.key)
    for named in known.counting.operands if known else ():
        period = ask.period.last_year() if named.last_year else ask.period
        one = replace(ask, key=named.key, period=period)
        yield one
        yield from _operands(one, defined)


def _outside(key: str, defined: Mapping[str, Defined]) -> bool:
    """Whether an indicator says only what came from outside."""
    known = defined.get(key)
    if known is None:
        return False
    if known.kind == "derived":
        return all(_outside(named.key, defined) for named in known.counting.operands)
    return known.kind == "reported"
