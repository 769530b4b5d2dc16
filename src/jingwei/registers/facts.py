"""Every ledger is a source of facts: its fields say what can be counted, and its rows have two times already."""

from collections.abc import Iterator

from jingwei.core.facts.source import Source, fact_sources
from jingwei.core.facts.sql import ALWAYS, Sql
from jingwei.registers.confirmations import beside_of, fields_of
from jingwei.registers.fieldsets import fieldset_of, with_fields
from jingwei.registers.models import Register, Version
from jingwei.registers.query import FIND_CAP
from jingwei.registers.words import tsquery

_PERSONS = frozenset({"人", "名"})


def source_of(register: Register) -> Source:
    """The rows of one ledger as facts. Those of a ledger that is counted in 人, or asks for identity numbers, are
    persons."""
    fieldset = fieldset_of(register, retired=True)
    return Source(
        key=register.key,
        name=register.name,
        fieldset=with_fields(fieldset, fields_of(register)),
        key_field=register.key_field,
        table=Version._meta.db_table,
        # Without a parameter: several ledgers may be read in one scan, where it is asked of a row which one it is of.
        only=Sql(f"{{v}}.register_id = '{register.pk}'::uuid"),
        owner=register,
        bordered=True,
        find=lambda words: found_by_words(register, words),
        beside=beside_of(register),
        persons=register.unit in _PERSONS or any(field.kind == "id_number" for field in fieldset.fields),
    )


def found_by_words(register: Register, words: str) -> Sql:
    """The rows that hold the words: looked up outside the policies, by key and capped; the outer query is policed
    (0003)."""
    query = tsquery(words)
    if not query:
        return ALWAYS
    return Sql("v.id IN (SELECT registers_find_words(%s, %s::tsquery, %s))", (register.pk, query, FIND_CAP))


@fact_sources
def ledgers() -> Iterator[Source]:
    """All ledgers of the subdistrict, and what has left those that declare reasons; one query."""
    from jingwei.registers.leaving.facts import left_source_of

    for register in Register.objects.order_by("order", "key"):
        yield source_of(register)
        if register.leaving:
            yield left_source_of(register)
