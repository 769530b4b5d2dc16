"""What stands in the way of reading a field's values as another kind: rows are never rewritten, so each value that was
ever known must be readable as it is stored."""

from dataclasses import dataclass
from json import loads
from uuid import UUID

from django.db import connection

from jingwei.core.fields import KINDS, Field, Wrong
from jingwei.registers.models import Entry, Register

# What is believed and what was believed lie in an index each; asked for together, every ledger would be read.
_OF_REGISTER = """
SELECT entry_id, known_to, data->%(field)s AS value FROM registers_version
WHERE subdistrict = %(street)s AND register_id = %(register)s AND data ? %(field)s AND known_to"""
_VALUES = f"""
SELECT v.value, count(*), (array_agg(v.entry_id ORDER BY v.known_to DESC NULLS FIRST))[1]
FROM ({_OF_REGISTER} IS NULL UNION ALL {_OF_REGISTER} IS NOT NULL) v
GROUP BY 1 ORDER BY 2 DESC
"""  # noqa: S608


@dataclass(frozen=True, slots=True)
class Misfit:
    """A value that would not fit: how many states hold it, one entry that does, and why not."""

    value: str
    states: int
    entry: UUID
    message: str


def misfits(register: Register, field: Field) -> list[Misfit]:
    """The values of `field.key` that could not be read as `field`, most frequent first; one query."""
    kind = KINDS[field.kind]
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, {"field": field.key, "street": register.subdistrict, "register": register.pk})
        rows = [(loads(text), states, entry) for text, states, entry in cursor.fetchall()]
    found = []
    for value, states, entry in rows:
        try:
            read = kind.parse(value, field)
            # Lists of words and numbers are compared as written: 3 and "3" are read alike in the database.
            if read == value or (not isinstance(value, (dict, list, bool)) and str(read) == str(value)):
                continue
            message = f"改后会读成“{kind.display(read, field)}”，与登记的写法不同；请先更正为这样的写法"
        except Wrong as wrong:
            if wrong.severity == "warn":
                continue
            message = wrong.message
        except (TypeError, ValueError, AttributeError, KeyError):
            message = f"不能读成{kind.label}，请另加一个字段"
        found.append(Misfit(_told(value), states, entry, message))
    return found


def named(found: list[Misfit]) -> dict[UUID, str]:
    """Entry → its number, for sentences."""
    return dict(Entry.objects.filter(pk__in=[one.entry for one in found]).values_list("pk", "key"))


def _told(value: object) -> str:
    return str(value)[:60]
