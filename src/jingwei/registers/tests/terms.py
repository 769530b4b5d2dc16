"""A ledger of firms whose end date can be put into the past, and what is read of it."""

from datetime import date
from uuid import UUID

from jingwei.core.actions import perform
from jingwei.core.models import DataKey
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street
from jingwei.registers.actions import AskErasure, Erase, SealKey, Unmask
from jingwei.registers.models import Register
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, record

PHONES = ("19900001111", "19900002222")


def firms(street: Street) -> list[UUID]:
    """The ledger with two firms and their phones; gives the keys of the entries."""
    with open_scope(street.scope("office")):
        rows = [
            {"code": f"F{n}", "name": f"企业{n}", "grid": street.grid().code, "phone": phone}
            for n, phone in enumerate(PHONES, 1)
        ]
        return [UUID(entry) for entry in record(define_firms(), rows)]


def key_of_firms(street: Street, number: int = 1) -> DataKey:
    """A data key of the ledger."""
    with open_scope(street.scope("security_admin")):
        return DataKey.objects.get(ledger="firms", number=number)


def put_end(street: Street, day: date, **register: object) -> None:
    """Let the ledger and its keys have ended on a day, as if time had passed."""
    with open_scope(street.scope("office")):
        Register.objects.filter(key="firms").update(keep_until=day, **register)
        DataKey.objects.filter(ledger="firms").update(end_on=day)


def phone_of(street: Street, entry: UUID) -> str:
    """The phone of an entry in clear."""
    with open_scope(street.scope("office")):
        return perform(Unmask(), targets=[entry], reason="联系企业").result["values"][str(entry)]["phone"]


def ledger(street: Street) -> Register:
    """The ledger as it is now."""
    with open_scope(street.scope("office")):
        return register_by_key("firms")


def seal(street: Street) -> None:
    """Seal the phones."""
    with open_scope(street.scope("security_admin")):
        perform(SealKey(), targets=[key_of_firms(street).pk], reason="清查")


def erase(street: Street) -> None:
    """Erase the phones, by two people."""
    for role, action, values in (("security_admin", AskErasure(), {}), ("leader", Erase(), {"ledger": "企业台账"})):
        with open_scope(street.scope(role)):
            perform(action, [values], targets=[key_of_firms(street).pk], reason="目的已实现")
