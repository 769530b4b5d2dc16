"""All that came back as one: the rows that can be taken, and what is wrong with the others."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from jingwei.core.fields import Problem
from jingwei.core.sheets import layout, write_returnable
from jingwei.reports.handouts.models import Handout, HandoutPart
from jingwei.reports.handouts.query import Land
from jingwei.reports.handouts.sheets import Returned, handed_fields, read_returned


@dataclass
class Merged:
    """What each part gave back, in the order of codes; `twice` are rows that several places say of one object."""

    parts: list[tuple[HandoutPart, Returned]] = field(default_factory=list)
    twice: list[tuple[HandoutPart, Problem]] = field(default_factory=list)

    @property
    def problems(self) -> list[tuple[HandoutPart, Problem]]:
        """Everything that is wrong, by place and row."""
        own = [(part, one) for part, returned in self.parts for one in returned.problems if one.severity == "error"]
        return [*own, *self.twice]

    @property
    def count(self) -> int:
        """How many rows are taken."""
        return sum(len(returned.rows) for _, returned in self.parts)


def merge(handout: Handout, parts: Iterable[HandoutPart]) -> Merged:
    """Read all parts that came back; two queries for all that have a ledger behind."""
    out = Merged(read_returned(handout, parts, Land.now()))
    if handout.register is None:
        return out
    key = handout.register.key_field
    seen: dict[str, HandoutPart] = {}
    for part, returned in out.parts:
        kept = []
        for number, values, entry in returned.rows:
            said = str(values.get(key) or "")
            # Two grids may have one name.
            first = seen.setdefault(said, part) if said else part
            if first.pk != part.pk:
                name = first.place.name
                message = f"{name}也报了这个编号，只取{name}的；请两家核对后由一家报"
                out.twice.append((part, Problem(key, "编号", said, message, "handout.twice", number)))
                continue
            kept.append((number, values, entry))
        returned.rows = kept
    return out


def merged_workbook(handout: Handout, merged: Merged) -> bytes:
    """The rows of all as one workbook: of a ledger one that can come in, else one with the place in front."""
    if handout.register is not None:
        rows = [(values, key) for _, returned in merged.parts for _, values, key in returned.rows]
        fieldset = handed_fields(handout.register)
        ids = [key for _, key in rows]
        return write_returnable(fieldset, [values for values, _ in rows], f"{handout.title}（合并）", ids=ids)
    return _one_table(handout, merged)


def _one_table(handout: Handout, merged: Merged) -> bytes:
    stream, book = layout.new_book()
    sheet = book.add_worksheet(layout.sheet_name(handout.title))
    head = layout.make_format(book, bold=True, border=1, align="center", text_wrap=True, bg_color=layout.HEAD_COLOUR)
    title = book.add_format({"font_name": layout.TITLE_FONT, "font_size": 16, "bold": True})
    plain, day = layout.make_format(book, border=1), layout.make_format(book, border=1, num_format=layout.DATE)
    heads = next((returned.head.heads for _, returned in merged.parts if returned.head is not None), {})
    columns = [column for column, words in heads.items() if words != "序号"]
    sheet.write_string(0, 0, f"{handout.title}（合并）", title)
    for at, words in enumerate(("序号", "单位", *(heads[column] for column in columns))):
        sheet.write_string(1, at, words, head)
    number = 0
    for part, returned in merged.parts:
        for _, values, _ in returned.rows:
            number += 1
            sheet.write_number(number + 1, 0, number, plain)
            sheet.write_string(number + 1, 1, part.place.name, plain)
            for at, column in enumerate(columns, 2):
                _write(sheet, (number + 1, at), values.get(str(column), ""), plain, day)
    sheet.set_column(1, 1, 16)
    for at, column in enumerate(columns, 2):
        texts = _texts(merged, str(column))
        sheet.set_column(at, at, layout.column_width(heads[column], texts))
    sheet.freeze_panes(2, 2)
    book.close()
    return stream.getvalue()


def _texts(merged: Merged, column: str) -> Sequence[str]:
    return [str(values.get(column, "")) for _, returned in merged.parts for _, values, _ in returned.rows[:40]]


def _write(sheet: Any, at: tuple[int, int], value: Any, plain: Any, day: Any) -> None:
    if isinstance(value, bool) or value == "":
        sheet.write(*at, value if value != "" else None, plain)
    elif isinstance(value, (int, float)):
        sheet.write_number(*at, value, plain)
    elif isinstance(value, (date, datetime)):
        sheet.write_datetime(*at, value, day)
    else:
        sheet.write_string(*at, str(value), plain)
