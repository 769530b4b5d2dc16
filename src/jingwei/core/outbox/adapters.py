"""The ways out of the house: each is a function that sends one text under its message id, and says what came of it."""

from collections.abc import Callable
from typing import NamedTuple
from uuid import UUID

from jingwei.core.ports import Port

SHOWN = 160


class Outgoing(NamedTuple):
    """What leaves the house: the id of the message, its title, its text, and to whom (empty: the way knows)."""

    message_id: str
    title: str
    text: str
    to: str = ""


class Answer(NamedTuple):
    """It arrived; `text` is what the other side said. `receipt_due`: it was taken, and whether it arrived is still to
    be asked."""

    text: str
    receipt_due: bool = False


class NotSent(Exception):
    """It certainly did not arrive, and may be tried again."""


class Refused(Exception):
    """The other side took it and said no; trying again would not help."""


class Unknown(Exception):
    """It may have arrived: the other side did not answer any more."""


# What came of it. Raises NotSent, Refused, Unknown.
Sender = Callable[[Outgoing], Answer]
# (message id) → what the receipt says: Answer where it arrived, None while nobody knows. Raises Refused, NotSent.
Receipts = Callable[[str], Answer | None]

# The way → who goes it. A way that is not here is gone by people (a call).
senders: dict[str, Sender] = {}
# The way → how its receipts are asked for.
receipts: dict[str, Receipts] = {}

# (key of the asker) → the number to write to, None where there is none any more. Called in the scope of the system.
asker_numbers: Port[Callable[[UUID], str | None]] = Port("asker_numbers")


def number_of(asker: UUID) -> str | None:
    """The number of who asked, from the module that keeps it."""
    for known in asker_numbers:
        return known(asker)
    return None
