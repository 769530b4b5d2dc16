"""Sheets that leave a ledger, are worked on as a clerk does, and come back; for tests."""

import io
from collections.abc import Callable
from typing import Any

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from jingwei.registers.models import Draft


def sheet(*rows: list[Any]) -> bytes:
    """A workbook of these rows."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def saved(book: Any) -> bytes:
    """The bytes of a workbook."""
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def edited(data: bytes, work: Callable[[Any], None]) -> bytes:
    """A workbook after `work` was done on its first sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    work(book.worksheets[0])
    return saved(book)


def cell(page: Any, key: str, label: str) -> Any:
    """The cell of the row that holds `key`, under the head `label`."""
    heads = next(row for row in page.iter_rows() if any(str(one.value or "").startswith(label) for one in row))
    column = next(one.column for one in heads if str(one.value or "").startswith(label))
    row = next(row for row in page.iter_rows() if any(one.value == key for one in row))
    return page.cell(row[0].row, column)


def dropped_in(client: Any, ledger: str, data: bytes, name: str = "表.xlsx") -> str:
    """Upload; gives the address it leads to."""
    answer = client.post(f"/registers/{ledger}/import/", {"file": SimpleUploadedFile(name, data)})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def draft_of(address: str) -> Draft:
    """The upload that an address names."""
    return Draft.objects.get(pk=address.partition("/drafts/")[2].partition("/")[0])
