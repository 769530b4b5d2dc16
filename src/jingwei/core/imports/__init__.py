"""Imports that are no ledger's: each leaves a record of itself, can be looked at, and is undone as one.

A module declares a kind of import (`ImportKind`, mostly a `HistoryKind`), its action writes inside `recorded()`.
"""

from jingwei.core.imports.history_kind import HistoryKind
from jingwei.core.imports.kinds import Brought, ImportKind, Line, kind_of, kinds_for, register_kind
from jingwei.core.imports.recording import recorded
from jingwei.core.imports.showing import Written
from jingwei.core.imports.standing import Standing, standing_checks
from jingwei.core.imports.undoing import Undoing

__all__ = [
    "Brought",
    "HistoryKind",
    "ImportKind",
    "Line",
    "Standing",
    "Undoing",
    "Written",
    "kind_of",
    "kinds_for",
    "recorded",
    "register_kind",
    "standing_checks",
]
