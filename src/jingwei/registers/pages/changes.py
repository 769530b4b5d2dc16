"""What a sheet would change, cell by cell: a page of changed rows, each value as it was and as it would be."""

from jingwei.core.ui.parts import Cell, Column, Row, Table
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.history import differences
from jingwei.registers.incoming import Incoming
from jingwei.registers.models import Register, Version

CHANGED_ROWS = 50  # of the sheet, on one page
_COLUMNS = (Column("行", "number"), Column("名称"), Column("列"), Column("原来", "long"), Column("改为", "long"))


def changes_of(register: Register, incoming: Incoming, page: int = 1) -> Table | None:
    """One page of changed rows, a line for each value that differs; one query."""
    changed = incoming.comparison.changed[(page - 1) * CHANGED_ROWS : page * CHANGED_ROWS]
    if not changed:
        return None
    fieldset = fieldset_of(register)
    entries = [state.entry for state in changed if state.entry]
    on = incoming.preparer.on
    held = Version.objects.filter(entry_id__in=entries, known_to=None).order_by("-valid_from")
    known: dict[str, Version] = {}
    for version in held:
        if str(version.entry_id) not in known or version.valid_from <= on < version.valid_to:
            known[str(version.entry_id)] = version
    rows = []
    for state in changed:
        before = known.get(state.entry) if state.entry else None
        if before is None or before.valid_to <= on:
            rows.append(Row((state.row, state.title, "使用状态", "已停用", "恢复使用")))
            continue
        after = Version(data=state.data, hashes=state.hashes)
        for line in differences(fieldset, before, after):
            emptied = line["before"] and not line["after"]
            became = Cell("（清空）", note="格子空着") if emptied else line["after"]
            if line["before"] == line["after"]:
                became = Cell(line["after"], note="内容不同，遮住了")
            rows.append(Row((state.row, state.title, line["label"], line["before"] or "（空）", became)))
    return Table(_COLUMNS, tuple(rows))
