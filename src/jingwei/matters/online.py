"""Requests that residents send themselves: who that is to the system, the code they keep, how far theirs is."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from django.utils.crypto import salted_hmac

from jingwei.core.scope import Actor, Reader, Scope
from jingwei.matters.kinds import kinds
from jingwei.matters.models import OnlineCode
from jingwei.matters.stages import Stage

RESIDENT = Actor(id=None, label="居民网上提交", roles=frozenset({"resident"}))
# Without signs that are mistaken for each other.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a request is, as its resident is told: no names of staff, no other requests."""

    number: str
    kind: str
    stage: str
    received_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    outcome: str
    reply: str


def resident_scope(street: str) -> Scope:
    """The scope in which a resident's own request is written and looked at."""
    return Scope(Reader.STREET, street, RESIDENT)


def code_of(key: str) -> str:
    """The code for a form with this key: the same whenever the form is sent again, and known to nobody else."""
    digest = salted_hmac("jingwei.matters.online.code", key, algorithm="sha256").digest()
    return "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[:_LENGTH])


def digest_of(number: str, code: str) -> str:
    """What is kept of number and code."""
    plain = "".join(code.split()).upper()
    return salted_hmac("jingwei.matters.online", f"{number}:{plain}", algorithm="sha256").hexdigest()


def standing_of(number: str, code: str) -> Standing | None:
    """How far the request is that was given this number and code; None where there is none. One query."""
    number = number.replace("[", "〔").replace("]", "〕").replace(" ", "")
    kept = OnlineCode.objects.select_related("request__matter").filter(digest=digest_of(number, code)).first()
    if kept is None:
        return None
    # Where it was joined to another matter, that one is told of.
    one = kept.request.matter
    kind = kinds()[one.kind]
    over = one.closed_at is not None
    return Standing(
        number, kind.name, kind.word(cast(Stage, one.stage)), one.received_at, one.due_at, one.closed_at,
        one.get_outcome_display() if over else "", one.reply if over else "",
    )  # fmt: skip
