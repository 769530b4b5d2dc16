"""The keys of the rows behind a cell: packed, for a thousand cells of ten thousand rows each are no rarity."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, overload
from uuid import UUID

import numpy as np

ROWS_NAMED_AT_MOST = 10_000
_LENGTH = 16


class RowIds(Sequence[str]):
    """Keys as text, in ascending order, kept as `packed` bytes, 16 for each; equal to a tuple of the same texts."""

    __slots__ = ("packed",)

    def __init__(self, packed: bytes = b"") -> None:
        self.packed = packed

    def __len__(self) -> int:
        return len(self.packed) // _LENGTH

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[str]: ...
    def __getitem__(self, at: int | slice) -> str | Sequence[str]:
        if isinstance(at, slice):
            return tuple(self)[at]
        place = range(len(self))[at] * _LENGTH
        return str(UUID(bytes=self.packed[place : place + _LENGTH]))

    def __iter__(self) -> Iterator[str]:
        packed = self.packed
        return (str(UUID(bytes=packed[at : at + _LENGTH])) for at in range(0, len(packed), _LENGTH))

    def __eq__(self, other: Any) -> bool:
        return self.packed == other.packed if isinstance(other, RowIds) else tuple(self) == other

    def __hash__(self) -> int:
        return hash(self.packed)

    def __repr__(self) -> str:
        return f"RowIds({len(self)})"


NO_ROWS = RowIds()


def row_ids(packed: bytes) -> tuple[RowIds, str | None]:
    """The keys in `packed` (any order), or above the limit none and the sha256 of the sorted keys."""
    pairs = np.frombuffer(packed, dtype=">u8").reshape(-1, 2)
    ordered = pairs[np.lexsort((pairs[:, 1], pairs[:, 0]))].tobytes()
    if len(pairs) > ROWS_NAMED_AT_MOST:
        return NO_ROWS, hashlib.sha256(ordered).hexdigest()
    return RowIds(ordered), None
