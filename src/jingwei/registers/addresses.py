"""What the ledgers contribute to 查网格: their rows by address, name or number."""

from collections.abc import Sequence

from django.urls import reverse

from jingwei.core.ports import FoundAddress, address_finders
from jingwei.core.scope import Reader, current_scope
from jingwei.core.text import normalise
from jingwei.registers.query import find_words

# Rows are read in the order of their titles; some more than asked for, so that those beginning with the words lead.
_MORE = 4


@address_finders
def find_addresses(asked: str, most: int) -> Sequence[FoundAddress]:
    """Rows inside the reader's border that hold the words, parts of words or initials; best matches first."""
    if current_scope().reader is Reader.ADMIN:
        return []
    words = [normalise(word) for word in asked.split()]
    found = [row for row in find_words(asked, most * _MORE) if row.place_id or row.lon is not None]
    found.sort(key=lambda row: not all(word in normalise(row.title) for word in words))
    return [
        FoundAddress(
            label=row.title,
            kind=row.register.noun,
            url=reverse("registers:entry", args=[row.entry_id]),
            place=row.place_id,
            lon=row.lon,
            lat=row.lat,
        )
        for row in found[:most]
    ]
