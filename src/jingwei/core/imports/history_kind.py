"""Kinds of imports into tables whose history the database writes: looked at and undone by that history alone."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.db.models import F

from jingwei.core.actions import Act
from jingwei.core.imports.kinds import Brought, ImportKind, Line
from jingwei.core.imports.restore_sql import restore
from jingwei.core.imports.showing import Words, Written
from jingwei.core.imports.standing import refuse_used
from jingwei.core.imports.traces import Trace, rows_by_table, traces_of
from jingwei.core.imports.undoing import Undoing
from jingwei.core.models import ImportRecord


class HistoryKind(ImportKind):
    """An import into tables with statement-level history; `tables` lists them, those that others point at first."""

    tables: ClassVar[Sequence[Written]]

    def lock(self, act: Act) -> None:
        """Keep other imports of the kind away meanwhile."""

    def hinder(self, undoing: Undoing) -> None:
        """Raise Conflict or Refused where rules of the module stand in the way of giving back what was before."""

    def brought(self, record: ImportRecord, most: int) -> Brought:
        """New rows with their values, changed ones value by value."""
        new: list[tuple[str, str, str]] = []
        lines: list[Line] = []
        by_table = rows_by_table(traces_of(record, record.kept))
        for written in self.tables:
            traces = by_table.get(written.table, [])
            made = [trace for trace in traces if trace.before is None][: most - len(new)]
            changed = [trace for trace in traces if trace.before][: most - len(lines)]
            rows = written.model._base_manager.select_related(*written.reads)
            named = rows.in_bulk([trace.row for trace in (*made, *changed)])
            words = Words(written, [*made, *changed])
            names = {key: written.name(row) for key, row in named.items()}
            new += [(written.noun, names[one.row], words.all(one.after, names[one.row])) for one in made]
            lines += [
                Line(names[one.row], written.label(column), before, after)
                for one in changed
                for column, before, after in _shown(written, words, one)
            ]
        return Brought(new[:most], lines[:most])

    def take_back(self, record: ImportRecord, act: Act) -> int:
        """What the import made is taken out of use, what it changed gets back its values; all rows or none."""
        self.lock(act)
        undoing = Undoing(act, record, self.tables)
        undoing.load()
        refuse_used({model: [one.row for one in traces] for model, traces in undoing.made.items() if traces})
        undoing.refuse_changed()
        undoing.refuse_lost()
        self.hinder(undoing)
        # What stands on others goes first.
        for written in reversed(self.tables):
            model: Any = written.model
            keys = [trace.row for trace in undoing.made.get(model, ())]
            if keys:
                model.every.filter(pk__in=keys).update(**model.taken_out, revision=F("revision") + 1)
        for written in self.tables:
            restore(written.model, undoing.changed.get(written.model, ()))
        return len(undoing.traces)


def _shown(written: Written, words: Words, trace: Trace) -> list[tuple[str, str, str]]:
    old = trace.before or {}
    columns = [column for column in written.ordered((*old, *trace.after)) if written.shows(column)]
    return [
        (
            column,
            *(written.unkept.get(column) or (words(column, old.get(column)), words(column, trace.after.get(column)))),
        )
        for column in columns
    ]
