"""A blank sheet that was handed out: where its head is, and which rows of a returned copy were filled."""

from dataclasses import dataclass
from typing import Any

from jingwei.core.fields import forbidden
from jingwei.core.sheets import Sheet, SheetError, Workbook, read_workbook
from jingwei.core.sheets.errors import letters

_TOTALS = frozenset({"合计", "总计", "小计"})


@dataclass(frozen=True)
class BlankHead:
    """The head of a blank sheet: `bottom` is its last row (0-based), `heads` the words over each column."""

    blank: Sheet
    at: int
    bottom: int
    heads: dict[int, str]

    def sheet_in(self, book: Workbook) -> Sheet:
        """The same sheet of a returned workbook. Raises SheetError."""
        found = next((one for one in book.sheets if one.name == self.blank.name), None)
        if found is None and self.at < len(book.sheets):
            found = book.sheets[self.at]
        if found is None:
            raise SheetError("handout.sheet", f"交回的文件里没有工作表“{self.blank.name}”，请用发下去的表填写。")
        return found

    def differing(self, sheet: Sheet) -> str:
        """The first place where the head is another than that of the blank sheet, as a sentence."""
        for row in range(self.bottom + 1):
            for column in self.heads:
                was, now = (_text(one, row, column) for one in (self.blank, sheet))
                if was and was != now and self._is_head(row):
                    where = f"{letters(column + 1)}{row + 1}"
                    said = f"现在是“{now[:20]}”" if now else "现在是空的"
                    return f"表头改动过：{where}原来是“{was[:20]}”，{said}。请用发下去的表填，不要改表头、不要加减列。"
        return ""

    def _is_head(self, row: int) -> bool:
        tops = {merge.top for merge in self.blank.merges if merge.bottom >= self.bottom and merge.top <= self.bottom}
        return row >= min({self.bottom, *tops})

    def rows_of(self, sheet: Sheet) -> list[tuple[int, dict[int, Any]]]:
        """The filled rows below the head by 0-based row: value by column. Rows of the blank sheet itself (notes,
        totals) are none."""
        own = {_row(self.blank, row) for row in range(self.bottom + 1, len(self.blank.rows))}
        out = []
        for row in range(self.bottom + 1, len(sheet.rows)):
            words = _row(sheet, row)
            values = {column: sheet.rows[row][column] for column in self.heads if column < sheet.width}
            filled = {column: value for column, value in values.items() if value != ""}
            first = next((one for one in words if one), "")
            numbered = {self.heads[column] for column in filled} <= {"序号"}
            if words in own or first in _TOTALS or numbered:
                continue
            out.append((row, values))
        return out


def read_blank(data: bytes, filename: str = "空表.xlsx") -> BlankHead:
    """The head of the first sheet that has one: its row with the most words. Raises SheetError."""
    for at, sheet in enumerate(read_workbook(data, filename).sheets):
        counts = [sum(isinstance(cell, str) and bool(cell.strip()) for cell in row) for row in sheet.rows[:40]]
        if not counts or max(counts) < 2:
            continue
        top = counts.index(max(counts))
        bottom = max((merge.bottom for merge in sheet.merges if merge.top == top), default=top)
        heads: dict[int, str] = {}
        for column in range(sheet.width):
            said = [_text(sheet, row, column) for row in range(top, bottom + 1)]
            words = "/".join(dict.fromkeys(one for one in said if one))
            if words:
                heads[column] = words
        return BlankHead(sheet, at, bottom, heads)
    raise SheetError(
        "handout.no_head", "表里没有找到表头。请在第一行或标题下面写上各列的名称，例如“名称、地址、数量”。"
    )


def refuse_forbidden(head: BlankHead) -> None:
    """Raise SheetError for columns that nobody may be asked for: what comes back would be such a list."""
    refusals = [refusal for words in head.heads.values() if (refusal := forbidden(words, ledger=head.blank.name))]
    if refusals:
        said = "\n".join(dict.fromkeys(f"{refusal.message}。" for refusal in refusals))
        raise SheetError("handout.forbidden", f"请删去下面这{len(refusals)}列再分发，其余的列可以照发。\n{said}")


def _row(sheet: Sheet, row: int) -> tuple[str, ...]:
    said = [str(cell).strip() for cell in sheet.rows[row]]
    while said and not said[-1]:
        said.pop()
    return tuple(said)


def _text(sheet: Sheet, row: int, column: int) -> str:
    """The words of a cell, of a merged one those of its first cell."""
    for merge in sheet.merges:
        if merge.top <= row <= merge.bottom and merge.left <= column <= merge.right:
            row, column = merge.top, merge.left
            break
    if row >= len(sheet.rows) or column >= sheet.width:
        return ""
    return "".join(str(sheet.rows[row][column]).split())
