"""Files that are no tables, or that would fill the memory: one sentence says what is wrong and what to do instead."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import docx
import pytest

from jingwei.core.tests.sheet_makers import parts, xlsx, zipped
from jingwei.registers.tests.spoiled import HEADS, Office, book

pytestmark = pytest.mark.django_db


def _word() -> bytes:
    stream = io.BytesIO()
    made = docx.Document()
    made.add_paragraph("2025年工作总结")
    made.save(stream)
    return stream.getvalue()


def _bomb() -> bytes:
    contents = parts(xlsx([["编号", "名称"]]))
    contents["xl/worksheets/sheet1.xml"] += b" " * 420 * 1024 * 1024
    return zipped(contents)


def _wide() -> bytes:
    return book([[str(n) for n in range(300)]], [*HEADS, *(f"列{n}" for n in range(290))])


def _long_cell() -> bytes:
    contents = parts(xlsx([["编号", "名称"], ["N9", "长文在此"]]))
    for name, content in contents.items():
        contents[name] = content.replace("长文在此".encode(), "长".encode() * 350_000)
    return zipped(contents)


def _archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("说明.txt", "只有说明")
    return stream.getvalue()


FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "a document": ("台账.xlsx", _word, "Word"),
    "a picture": ("台账.jpg", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8, "图片"),
    "a picture by another name": ("台账.xlsx", lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8, "图片"),
    "a pdf": ("台账.pdf", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n", "PDF"),
    "nothing": ("空.xlsx", lambda: b"", "空"),
    "noise": ("乱码.csv", lambda: bytes((n * 37 + n // 7) % 256 for n in range(4000)), "请"),
    "a broken workbook": ("坏.xlsx", lambda: xlsx([["编号", "名称"]])[:-400], "损坏"),
    "an archive without a table": ("包.xlsx", _archive, "请"),
    "a bomb": ("炸.xlsx", _bomb, "异常庞大"),
    "300 columns": ("宽.xlsx", _wide, "最多256列"),
    "a cell of one megabyte": ("长.xlsx", _long_cell, "B2单元格有350000个字"),
    "another table": ("别的.xlsx", lambda: book([["甲", "乙"]], ["菜名", "价格"]), "请"),
}


@pytest.mark.parametrize("which", FILES)
def test_the_file_is_refused(office: Office, which: str) -> None:
    name, make, said = FILES[which]
    before = office.rows()
    answer = office.upload(make(), name)
    assert (answer.step, answer.status) == ("upload", 422), answer.text[:400]
    assert said in answer.text
    assert "Traceback" not in answer.text
    assert office.rows() == before


def test_no_file_at_all_is_said(office: Office) -> None:
    answer = office.client.post("/registers/spoiled/import/", {})
    assert answer.status_code == 422
    assert "请先选择要导入的表格文件" in answer.content.decode()
