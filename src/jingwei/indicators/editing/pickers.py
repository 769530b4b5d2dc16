"""What the sentence of choices shows of a state: its parts, and what may be picked in each."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from jingwei.core.facts.facts import Facts
from jingwei.core.facts.source import Source
from jingwei.indicators.editing import choices
from jingwei.indicators.editing.formulas import called
from jingwei.indicators.editing.members import MEMBER_DATES, Member
from jingwei.indicators.editing.posted import filled_up
from jingwei.indicators.editing.shown import LENGTHS, ShownList, ShownNode, settle, shown_list
from jingwei.indicators.editing.state import BASES, DATES, MEASURES, WAYS, State

_FLOWS = (("cumulative", "1月至当月累计"), ("monthly", "当月数，可以相加"), ("stock", "月末数"))


@dataclass
class ShownMember:
    """One of several ledgers, with what may be picked of it; `counted` is None where none is chosen yet."""

    name: str
    number: int
    member: Member
    source_name: str
    counted: Source | None = None
    fields: choices.Groups = ()
    days: choices.Groups = ()
    where: ShownList | None = None


def settled(state: State, facts: Mapping[str, Facts]) -> None:
    """Bring what was posted in line with the sources: names of ledgers become keys, unknown comparisons known ones."""
    if state.needs("source"):
        state.source = choices.source_key(state.source, facts)
    for nodes in (state.where, state.of):
        settle(nodes, facts.get(state.source))
    filled_up(state)
    for one in state.over:
        one.source = choices.source_key(one.source, facts)
        settle(one.where, facts.get(one.source))


def pickers(state: State, facts: Mapping[str, Facts], names: Mapping[str, str]) -> dict[str, Any]:
    """What the template of the sentence needs; `names` are those of all indicators, by key."""
    sources = dict(choices.sources(facts))
    dates = DATES.items() if not state.needs("over") else list(DATES.items())[:2]
    return {
        "state": state,
        "ways": tuple((verb, way.label, way.said) for verb, way in WAYS.items()),
        "dates": tuple(dates),
        "bases": tuple(BASES.items()),
        "measures": tuple(MEASURES.items()),
        # Days are meant where no unit is written; a definition that writes none comes back so.
        "lengths": tuple(("" if unit == "days" and not state.span_in else unit, word) for unit, word in LENGTHS),
        "flows": _FLOWS,
        "source_name": sources.get(state.source, state.source),
        "picked": {name: called(getattr(state, name), names) for name in ("operand", "plan", "parts_of")},
        "meets": ShownNode(
            state.meets, "d.meets", ops=(("", "有数的"), *choices.AGES),
            widget="none" if not state.meets.op else "two" if state.meets.op == "between" else "text",
        ),
        "members": _members(state, facts, sources) if state.needs("over") else (),
        "member_dates": tuple(MEMBER_DATES.items()),
        **_of_source(state, facts),
    }  # fmt: skip


def _of_source(state: State, facts: Mapping[str, Facts]) -> dict[str, Any]:
    """Fields, dates and conditions of the source that is counted; nothing where none is chosen yet."""
    source = facts.get(state.source) if state.needs("source") else None
    if source is None:
        return {"counted": None}
    wanted = choices.anything if state.verb == "distinct" else choices.a_number

    def dates(chosen: str) -> choices.Groups:
        return choices.fields(source, choices.a_date, chosen)

    return {
        "counted": source.source,
        "fields": choices.fields(source, wanted, state.field),
        "days": dates(state.dated),
        "borns": dates(state.born),
        "born_ats": dates(state.born_at),
        "span_froms": dates(state.span_from),
        "span_tos": dates(state.span_to),
        "base_days": dates(state.base_dated),
        "where": shown_list("where", state.where, source),
        "of": shown_list("of", state.of, source),
    }


def _members(state: State, facts: Mapping[str, Facts], sources: Mapping[str, str]) -> tuple[ShownMember, ...]:
    out = []
    for at, one in enumerate(state.over):
        shown = ShownMember(f"over.{at}", at + 1, one, sources.get(one.source, one.source))
        there = facts.get(one.source)
        if there is not None:
            shown.counted = there.source
            shown.fields = choices.fields(there, choices.anything, one.field)
            shown.days = choices.fields(there, choices.a_date, one.dated)
            shown.where = shown_list(f"over.{at}.where", one.where, there)
        out.append(shown)
    return tuple(out)
