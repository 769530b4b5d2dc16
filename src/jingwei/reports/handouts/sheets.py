"""The workbook of a place on its way out, and back: read with what is wrong in each row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from jingwei.core.bulk import collector_paused
from jingwei.core.errors import JingweiError
from jingwei.core.fields import FieldSet, Problem
from jingwei.core.files import read_file
from jingwei.core.models import StoredFile
from jingwei.core.sheets import Parsed, Table, find_tables, parse_table, read_workbook, write_returnable
from jingwei.registers.fieldsets import fieldset_of, with_computed
from jingwei.registers.models import Register, Version
from jingwei.registers.returned import row_id
from jingwei.reports.forms.rows import offered_fields
from jingwei.reports.handouts.blanks import BlankHead, read_blank
from jingwei.reports.handouts.models import Handout, HandoutPart
from jingwei.reports.handouts.query import Land, places_of_entries


@dataclass
class Returned:
    """What a returned workbook says. `rows` are those that can be taken: their number in the file, their values by
    field (of a blank sheet by column), their key where they were handed out. `problems` name rows of the file."""

    rows: list[tuple[int, dict[str, Any], str]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    total: int = 0
    table: Table | None = None
    head: BlankHead | None = None
    parsed: Parsed | None = None

    @property
    def wrong(self) -> int:
        """How many rows stay out."""
        return self.total - len(self.rows)


def handed_fields(register: Register) -> FieldSet:
    """The fields of a ledger that are handed out: no personal ones, neither out nor back."""
    own = fieldset_of(register)
    return replace(own, fields=tuple(offered_fields(own)))


def sheet_for(handout: Handout, rows: Sequence[Version], place: str) -> bytes:
    """The workbook of one place: its rows of the ledger, or the blank sheet as it is."""
    if handout.register is None:
        assert handout.blank is not None, "a handout is of a ledger or of a blank sheet"
        return read_file(handout.blank)
    fieldset = handed_fields(handout.register)
    values = [with_computed(fieldset, row.data, None) for row in rows]
    with collector_paused():
        ids = [row_id(row.entry_id, row.pk) for row in rows]
        return write_returnable(fieldset, values, f"{handout.title}（{place}）", ids=ids)


def read_part(part: HandoutPart, data: bytes, filename: str, land: Land) -> Returned:
    """Read what a place gave back. Raises SheetError where it is no such sheet at all."""
    out = _parsed(part.handout, data, filename)
    keep_own([(part, out)], land)
    return out


def _parsed(handout: Handout, data: bytes, filename: str) -> Returned:
    if handout.register is None:
        assert handout.blank is not None, "a handout is of a ledger or of a blank sheet"
        return _from_blank(read_file(handout.blank), data, filename)
    fieldset = handed_fields(handout.register)
    tables = find_tables(read_workbook(data, filename), fieldset, handout.register.heads, ledger=handout.register.name)
    table = tables[0]
    parsed = parse_table(table, fieldset)
    out = Returned(problems=list(parsed.problems), total=len(parsed.rows), table=table)
    missing = _missing(fieldset, table)
    if missing:
        # A column that was deleted would empty what the ledger knows: nothing of such a sheet is taken.
        said = "、".join(f"“{label}”" for label in missing)
        message = f"表里少了{said}这{len(missing)}列，请用发下去的表填，不要删列。补上之前这张表都不合并。"
        out.problems.insert(0, Problem(None, "表头", "", message, "handout.column_missing", None, table.sheet))
        return out
    out.parsed = parsed
    ids = [one or "" for one in parsed.ids]
    out.rows = [
        (number, values, key)
        for number, values, key in zip(parsed.row_numbers, parsed.rows, ids, strict=True)
        if number not in parsed.failed
    ]
    return out


def keep_own(returned: Sequence[tuple[HandoutPart, Returned]], land: Land) -> None:
    """Leave out rows that are another place's: handed out to it, or said to lie in it. One query for all parts."""
    known = [(part, out) for part, out in returned if out.parsed is not None]
    if not known:
        return
    places = places_of_entries({key for _, out in known for _, _, key in out.rows if key})
    for part, out in known:
        astray = _astray(part, out, places, land)
        out.rows = [row for row in out.rows if row[0] not in astray]


def _missing(fieldset: FieldSet, table: Table) -> list[str]:
    there = {column.field.key for column in table.columns if column.field is not None}
    return [one.label for one in fieldset.fields if one.asked and one.key not in there]


def _astray(part: HandoutPart, out: Returned, places: Mapping[str, UUID | None], land: Land) -> set[int]:
    register, name = part.handout.register, part.place.name
    assert register is not None, "rows of a blank sheet belong to whoever gave them back"
    codes = land.inside(part.place_id)
    label = next((one.label for one in fieldset_of(register).fields if one.key == register.place_field), "")
    astray = set()
    for number, values, key in out.rows:
        said = str(values.get(register.place_field) or "")
        at = places.get(key)
        if key and (at is None or part.place_id not in land.path.get(at, ())):
            message = f"这一行不是发给{name}的，请删去；要新增的在表的末尾另起一行"
            out.problems.append(Problem(None, "编号", "", message, "handout.foreign", number))
            astray.add(number)
        elif said and said not in codes:
            message = f"不在{name}范围内，请填{name}的网格编码"
            out.problems.append(Problem(register.place_field, label, said, message, "handout.place", number))
            astray.add(number)
    return astray


def _from_blank(blank: bytes, data: bytes, filename: str) -> Returned:
    head = read_blank(blank)
    sheet = head.sheet_in(read_workbook(data, filename))
    out = Returned(head=head)
    wrong = head.differing(sheet)
    if wrong:
        out.problems.append(Problem(None, "表头", "", wrong, "handout.head"))
        out.total = len(head.rows_of(sheet))
        return out
    for index, values in head.rows_of(sheet):
        out.total += 1
        found = (sheet.flaws.get((index, column)) for column in values)
        flaws = [one for one in found if one is not None and one.severity == "error"]
        out.problems += [Problem(None, "", "", one.message, one.code, index + 1, sheet.name) for one in flaws]
        if not flaws:
            out.rows.append((index + 1, {str(c): value for c, value in values.items()}, ""))
    return out


def read_returned(handout: Handout, parts: Iterable[HandoutPart], land: Land) -> list[tuple[HandoutPart, Returned]]:
    """What lies in the parts that came back; what cannot be read any more is a problem of its own."""
    out = []
    for part in parts:
        if part.returned is not None:
            part.handout = handout
            out.append((part, _read(handout, part.returned)))
    keep_own(out, land)
    return out


def _read(handout: Handout, file: StoredFile) -> Returned:
    try:
        return _parsed(handout, read_file(file), file.name)
    except JingweiError as error:
        return Returned(problems=[Problem(None, "文件", "", error.message, error.error_code)])
