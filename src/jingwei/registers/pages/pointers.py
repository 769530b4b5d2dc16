"""What leads to a row, counted: of every ledger, and of what modules above tell; before it goes over into another."""

from collections import Counter
from collections.abc import Sequence

from django.db.models import TextField
from django.db.models.functions import Cast
from django.urls import reverse

from jingwei.core.scope import Reader, current_scope
from jingwei.core.ui.parts import Cell, Column, Row, Table
from jingwei.registers.links import leads_here
from jingwei.registers.models import Entry, Register, SavedView
from jingwei.registers.query import registers
from jingwei.registers.succession.pointing import PointingState, pointing_beyond, pointing_states
from jingwei.registers.succession.ports import pointers_to

_SHORTEST = 3  # signs of a number that may be looked for among the conditions of views


def pointers_table(register: Register, entry: Entry, moved: str) -> Table:
    """One line for each link of each ledger and for whatever else leads to the entry; `moved` says what becomes of it.

    A handful of queries, whatever the number of rows.
    """
    links = leads_here(register, registers(), retired=True)
    states = pointing_states(entry, links)
    rows = []
    for (ledger, label), (count, key) in _by_link(states).items():
        rows.append(Row((Cell(ledger, url=reverse("registers:list", args=[key])), label, count, moved)))
    if current_scope().reader is Reader.PLACE and (beyond := pointing_beyond(entry, links, None, states)):
        rows.append(Row(("管辖范围以外", "", beyond, "您不能办理，请由办公室或统计员办理")))
    for view in _views(entry):
        rows.append(Row((f"常用视图“{view.name}”", "筛选条件", 1, "不会自动改，请重新保存")))
    for tell in pointers_to:
        for one in tell(entry):
            done = moved if one.moves else one.note or "不会自动改，请到那里改"
            rows.append(Row((Cell(f"{one.what}“{one.name}”", url=one.url), "", one.count, done)))
    columns = (Column("从哪里"), Column("字段"), Column("多少条", "number"), Column("合并后", "long"))
    return Table(columns, tuple(rows))


def _by_link(states: Sequence[PointingState]) -> dict[tuple[str, str], tuple[int, str]]:
    """(ledger, field) → how many rows lead here by it, and the key of the ledger."""
    seen = {(state.register.pk, state.entry, field.key): (state, field) for state in states for field, _ in state.links}
    counts = Counter((state.register.name, field.label, state.register.key) for state, field in seen.values())
    return {(name, label): (count, key) for (name, label, key), count in sorted(counts.items())}


def _views(entry: Entry) -> list[SavedView]:
    """Saved views that ask for the number of the entry."""
    if len(entry.key) < _SHORTEST:
        return []
    views = SavedView.objects.annotate(written=Cast("query", TextField())).filter(written__contains=f'"{entry.key}"')
    return [view for view in views if _asks(view.query, entry.key)]


def _asks(query: object, number: str) -> bool:
    if isinstance(query, dict):
        return any(_asks(value, number) for value in query.values())
    if isinstance(query, list):
        return any(_asks(value, number) for value in query)
    return query == number
