"""Several ledgers read together, so that what each of them names is counted once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.source import Source
from jingwei.core.facts.sql import Sql, either
from jingwei.core.fields import Field, FieldSet
from jingwei.indicators.clauses import Branch
from jingwei.indicators.grammar import Counting


def facts_of(counting: Counting, facts: Mapping[str, Facts]) -> Facts:
    """The facts a definition counts: those of its ledger, or of several read as one. Raises UnknownFact."""
    found = [_one(key, facts) for key in (counting.source.split("+") if counting.over else [counting.source])]
    return _joined(found) if counting.over else found[0]


def told_apart(facts: Facts, over: Sequence[Branch]) -> Sql:
    """What is told apart: of each row the field of its own ledger. Raises UnknownFact."""
    cases, values = "", ()
    for one in over:
        member = facts.member(one.source)
        text = member.text(one.field)
        cases += f" WHEN {member.mine.text} THEN {text.text}"
        values = (*values, *text.values)
    return Sql(f"CASE{cases} END", values)


def _one(key: str, facts: Mapping[str, Facts]) -> Facts:
    found = facts.get(key)
    if found is None:
        raise UnknownFact(f"没有代号为“{key}”的台账。")
    return found


def _joined(found: Sequence[Facts]) -> Facts:
    first = found[0]
    for one in found:
        if one.source.owner is None or one.source.table != first.source.table:
            raise UnknownFact(f"“{one.source.name}”不是台账，不能和别的台账一并去重计数。")
        if any(field.fewest for field in one.source.fieldset.fields):
            raise UnknownFact(f"“{one.source.name}”是企业自报的台账，不能和别的台账一并去重计数。")
    sources = [one.source for one in found]
    joined = Source(
        key="+".join(source.key for source in sources),
        name="”“".join(source.name for source in sources),
        fieldset=FieldSet("together", 1, tuple(_common(sources))),
        key_field="",
        table=first.source.table,
        only=either(Sql(source.only.text) for source in sources),
    )
    return replace(first, source=joined)


def _common(sources: Sequence[Source]) -> list[Field]:
    """The fields that all of them have alike: they may part what is counted."""
    first, *others = (source.fieldset for source in sources)
    return [
        field
        for field in first.fields
        if field.key not in sources[0].beside
        and all(
            (there := other.by_key.get(field.key)) is not None
            and (there.kind, there.choices, there.personal) == (field.kind, field.choices, field.personal)
            for other in others
        )
    ]
