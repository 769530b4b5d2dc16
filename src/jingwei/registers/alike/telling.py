"""What of a ledger tells its objects from each other: the name, the address, codes, and what makes events differ."""

from dataclasses import dataclass

from jingwei.core.fields import Field
from jingwei.registers.facts import source_of
from jingwei.registers.fieldsets import fieldset_of, moving_of
from jingwei.registers.models import Register
from jingwei.registers.numbering import AUTO

_NAMES = frozenset({"text", "address"})
_EVENT = frozenset({"date", "loose_date", "choice"})


@dataclass(frozen=True, slots=True)
class Telling:
    """`name` is the title where it says more than the number; `addressed`: the title itself is the address.

    `code` is the number people give, `identity` a personal identity number (compared by its keyed hash, never read).
    `events`: fields of which two rows for the same thing at another time or of another kind differ; a link or a
    required date makes a ledger one of events. `persons`: rows are people, of whom many share a name.
    """

    name: Field | None
    addressed: bool
    address: Field | None
    code: Field | None
    identity: Field | None
    phone: Field | None
    events: tuple[Field, ...]
    persons: bool
    moves: bool

    @property
    def nothing(self) -> bool:
        """Whether nothing in it could tell that two rows are the same object."""
        return self.moves or not (self.name or self.code or self.identity)


def telling_of(register: Register) -> Telling:
    """Read from the fields of a ledger."""
    fieldset = fieldset_of(register)
    fields = [field for field in fieldset.fields if field.asked]
    title = fieldset.by_key[register.title_field]
    named = title.key != register.key_field and title.kind in _NAMES
    addresses = [field for field in fields if field.kind == "address" and not field.personal]
    links = [field for field in fields if field.kind == "link" and field.required]
    dated = [field for field in fields if field.required and field.kind in ("date", "loose_date")]
    happens = [field for field in fields if field.required and field.kind in _EVENT] if links or dated else []
    return Telling(
        name=title if named else None,
        addressed=named and title.kind == "address",
        address=next((field for field in addresses if field.key != title.key), None),
        code=None if register.key_field == AUTO else fieldset.by_key[register.key_field],
        identity=next((field for field in fields if field.kind == "id_number"), None),
        phone=next((field for field in fields if field.kind == "phone"), None),
        events=(*links, *happens),
        persons=source_of(register).persons,
        moves=moving_of(fieldset) is not None,
    )
