"""How those who asked can be reached: encrypted by year, shown masked, found again only by an equal number.

Purpose: to call back and to give the answer (信访工作条例 23, 国办发〔2020〕53号). Kept until the end of the third year
after the request, then the key is destroyed and what it encrypted is gone.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jingwei.core.models import DataKey
from jingwei.core.secrets import Keyring, cipher_for, ensure_data_key
from jingwei.core.secrets.cipher import Cipher
from jingwei.matters.models import Matter, Request

LEDGER = "matters"
KEPT_YEARS = 3
FIELDS = {"contact_name": "name", "contact_phone": "phone"}


def end_of(received_on: date) -> date:
    """The last day on which the contact of a request of that day is kept."""
    return date(received_on.year + KEPT_YEARS, 12, 31)


class Writer:
    """Encrypts the contacts of many requests; one query for each year among them, none where nobody gave one."""

    def __init__(self) -> None:
        self._ciphers: dict[date, Cipher] = {}

    def sealed(self, values: Mapping[str, Any], received_on: date) -> dict[str, Any]:
        """The columns of a request for what was told of who asked."""
        told = {key: str(values[key]) for key in FIELDS if values.get(key)}
        if not told:
            return {}
        cipher = self._cipher(received_on)
        out: dict[str, Any] = {key: cipher.seal(key, text, FIELDS[key]) for key, text in told.items()}
        if "contact_phone" in told:
            out["phone_token"] = cipher.token("contact_phone", told["contact_phone"])
        return out

    def _cipher(self, received_on: date) -> Cipher:
        end = end_of(received_on)
        if end not in self._ciphers:
            self._ciphers[end] = cipher_for(ensure_data_key(LEDGER, end))
        return self._ciphers[end]


def opened(requests: Sequence[Request]) -> list[dict[str, str]]:
    """The contacts of requests in clear, in their order. Raises Unreadable where a key is gone."""
    ring = Keyring(getattr(one, key) for one in requests for key in FIELDS)
    return [
        {key: ring.open(key, getattr(one, key)) for key in FIELDS if getattr(one, key) is not None} for one in requests
    ]


def kept_from_handlers(request: Request, matter: Matter) -> bool:
    """Whether only the desk may see who asked: who asked for secrecy, and who reported somebody (举报)."""
    return request.secret or matter.details.get("nature") == "report"


def ended_keys(on: date) -> list[DataKey]:
    """Keys of contacts whose time is over."""
    keys = DataKey.objects.filter(ledger=LEDGER, end_on__lt=on).exclude(state=DataKey.State.DESTROYED)
    return list(keys.order_by("number"))
