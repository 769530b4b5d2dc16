"""What a sheet would change, cell by cell: a page of changed rows, each value as it was and as it would be."""

from collections.abc import Sequence

from jingwei.core.ui.parts import Cell, Column, Row, Table
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.history import differences
from jingwei.registers.incoming import Incoming
from jingwei.registers.models import Register, Version

CHANGED_ROWS = 50  # of the sheet, on one page
_COLUMNS = (Column("行", "number"), Column("名称"), Column("列"), Column("原来", "long"), Column("改为", "long"))
# Number of the row, its title, the column, the value as it was and as it would be, and what is to be said of that.
Line = tuple[int | None, str, str, str, str, str]


def changed_lines(register: Register, incoming: Incoming, page: int = 1) -> list[Line]:
    """One page of changed rows, a line for each value that differs; one query."""
    changed = incoming.comparison.changed[(page - 1) * CHANGED_ROWS : page * CHANGED_ROWS]
    if not changed:
        return []
    fieldset = fieldset_of(register)
    entries = [state.entry for state in changed if state.entry]
    on = incoming.preparer.on
    held = Version.objects.filter(entry_id__in=entries, known_to=None).order_by("-valid_from")
    known: dict[str, Version] = {}
    for version in held:
        if str(version.entry_id) not in known or version.valid_from <= on < version.valid_to:
            known[str(version.entry_id)] = version
    lines: list[Line] = []
    for state in changed:
        before = known.get(state.entry) if state.entry else None
        if before is None or before.valid_to <= on:
            lines.append((state.row, state.title, "使用状态", "已停用", "恢复使用", ""))
            continue
        after = Version(data=state.data, hashes=state.hashes)
        for line in differences(fieldset, before, after):
            was, became, note = line["before"], line["after"], ""
            if was and not became:
                became, note = "（清空）", "格子空着"
            elif was == became:
                note = "内容不同，遮住了"
            lines.append((state.row, state.title, line["label"], was or "（空）", became, note))
    return lines


def changes_table(lines: Sequence[Line]) -> Table | None:
    """The lines as a table; None without any."""
    if not lines:
        return None
    rows = (Row((*line[:4], Cell(line[4], note=line[5]) if line[5] else line[4])) for line in lines)
    return Table(_COLUMNS, tuple(rows))
