"""One undo under way: the rows that an import wrote, locked, and what is to become of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.timezone import localtime

from jingwei.core.actions import Act
from jingwei.core.errors import Conflict
from jingwei.core.imports.showing import Written, some
from jingwei.core.imports.traces import Later, Trace, changed_since, rows_by_table, traces_of
from jingwei.core.models import ImportRecord
from jingwei.core.records import Record

_NAMED = 5


@dataclass(slots=True)
class Undoing:
    """The rows of an import. `rows` are the present ones by key, `made` and `changed` the traces by model."""

    act: Act
    record: ImportRecord
    tables: Sequence[Written]
    traces: list[Trace] = field(default_factory=list)
    rows: dict[UUID, Any] = field(default_factory=dict)
    made: dict[type[Record], list[Trace]] = field(default_factory=dict)
    changed: dict[type[Record], list[Trace]] = field(default_factory=dict)

    def load(self) -> None:
        """Read what the import wrote and lock it: one query, and one per table."""
        self.traces = traces_of(self.record, self.record.kept)
        by_table = rows_by_table(self.traces)
        for written in self.tables:
            traces = by_table.get(written.table, [])
            if not traces:
                continue
            rows = written.model._base_manager.filter(pk__in=[trace.row for trace in traces]).order_by("pk")
            self.rows |= {row.pk: row for row in rows.select_related(*written.reads).select_for_update(of=("self",))}
            self.made[written.model] = [trace for trace in traces if trace.before is None]
            self.changed[written.model] = [trace for trace in traces if trace.before]

    def name(self, trace: Trace) -> str:
        """What an office calls a row."""
        written = next(one for one in self.tables if one.table == trace.table)
        return written.name(self.rows[trace.row])

    def refuse_changed(self) -> None:
        """Raise Conflict where others changed rows since."""
        loose = {written.table: written.loose for written in self.tables}
        later = changed_since(self.record, self.traces, loose)
        if later:
            told = "，".join(self._told(one) for one in later[:_NAMED]) + ("，等" if len(later) > _NAMED else "")
            raise Conflict(f"有{len(later)}行在这次导入之后又改过，不能整批撤销：{told}。请核对后逐条改正。")

    def refuse_lost(self) -> None:
        """Raise Conflict where a value of before names something that has been taken out of use since."""
        for written in self.tables:
            for column, model in written.links().items():
                wanted: dict[UUID, list[Trace]] = {}
                for trace in self.changed.get(written.model, ()):
                    if (trace.before or {}).get(column):
                        wanted.setdefault(UUID(trace.before[column]), []).append(trace)  # type: ignore[index]
                if not wanted:
                    continue
                there = set(model._default_manager.filter(pk__in=wanted).values_list("pk", flat=True))
                lost = [trace for key, traces in wanted.items() if key not in there for trace in traces]
                if lost:
                    named = some([self.name(trace) for trace in lost])
                    label = written.label(column)
                    raise Conflict(f"{named}原来的{label}已经停用，不能改回去，因此不能撤销。请逐条修改。")

    def _told(self, later: Later) -> str:
        written = next(one for one in self.tables if one.table == later.trace.table)
        labels = [written.label(column) for column in later.columns if written.shows(column)]
        what = f"的{some(labels)}" if labels else ""
        return (
            f"{written.noun}“{self.name(later.trace)}”{what}由{later.who or '系统'}于{localtime(later.at):%Y-%m-%d}改过"
        )
