"""What is measured of a page: who opens it, by which address, with which form."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.test import Client
from tests.query_counts.full_street import Full


@dataclass(frozen=True)
class Page:
    """`role` opens `address`, in which the keys of the street stand. `lists`: it shows a table of as many rows.

    A page that answers to a posted form has that form in `posted`.
    """

    role: str
    address: str
    lists: bool = False
    posted: Callable[[Full], dict[str, Any]] | None = None

    def open(self, full: Full) -> Any:
        """The answer."""
        client: Client = full.clients[self.role]
        address = self.address.format(**full.keys)
        return client.get(address) if self.posted is None else client.post(address, self.posted(full))
