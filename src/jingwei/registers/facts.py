"""Every ledger is a source of facts: its fields say what can be counted, and its rows have two times already."""

from collections.abc import Iterator

from jingwei.core.facts.source import Source, fact_sources
from jingwei.core.facts.sql import Sql
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register, Version


def source_of(register: Register) -> Source:
    """The rows of one ledger as facts."""
    return Source(
        key=register.key,
        name=register.name,
        fieldset=fieldset_of(register, retired=True),
        key_field=register.key_field,
        table=Version._meta.db_table,
        # Without a parameter: several ledgers may be read in one scan, where it is asked of a row which one it is of.
        only=Sql(f"{{v}}.register_id = '{register.pk}'::uuid"),
        owner=register,
    )


@fact_sources
def ledgers() -> Iterator[Source]:
    """All ledgers of the subdistrict, in one query."""
    return map(source_of, Register.objects.order_by("order", "key"))
