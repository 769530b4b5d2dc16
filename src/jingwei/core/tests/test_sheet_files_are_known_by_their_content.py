"""The extension is never believed: what a file is, is looked up in it, and what is no sheet says how to save it."""

import struct

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from jingwei.core.sheets import SheetError, read_workbook
from jingwei.core.tests.sheet_makers import (
    by_openpyxl,
    compound,
    parts,
    workbook_stream,
    xls,
    xlsx,
    zipped,
)

ROWS = [["企业名称", "从业人数"], ["望澜餐饮店", "3"]]


def refusal(data, filename="表.xlsx"):
    with pytest.raises(SheetError) as caught:
        read_workbook(data, filename)
    return caught.value


@pytest.mark.parametrize("filename", ["表.xlsx", "表.xls", "表.et", "表.csv", "表"])
@pytest.mark.parametrize(
    ("data", "form"), [(xlsx(ROWS), "xlsx"), (xls(ROWS), "xls"), ("企业名称,从业人数\n望澜餐饮店,3\n".encode(), "csv")]
)
def test_every_form_is_read_under_every_name(data, form, filename):
    workbook = read_workbook(data, filename)
    assert workbook.format == form
    assert workbook.filename == filename
    assert workbook.sheets[0].rows == ROWS


@pytest.mark.parametrize(
    ("data", "code", "said"),
    [
        (b"", "file.empty", "空的"),
        (b"\0" * 5000, "file.empty", "空的"),
        (b" \r\n\r\n ", "file.empty", "空的"),
        (b"%PDF-1.7 ...", "file.pdf", "PDF"),
        (b"\xff\xd8\xff\xe0" + b"x" * 99, "file.picture", "图片"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "file.picture", "图片"),
        (b"\0\0\0\x18ftypheic" + b"x" * 99, "file.picture", "图片"),
        (b"Rar!\x1a\x07\x01\0" + b"x" * 99, "file.archive", "先解压"),
        (b"7z\xbc\xaf\x27\x1c" + b"x" * 99, "file.archive", "先解压"),
        (b"PK\x05\x06" + b"\0" * 18, "file.archive", "压缩包"),
        (b"{\\rtf1\\ansi ...}", "file.document", "文字文档"),
        (b"\x09\x04\x06\x00\x00\x04\x10\x00" + b"\0" * 99, "file.early_excel", "另存为"),
        ("<html><table><tr><td>企业名称</td></tr></table></html>".encode("gbk"), "file.html", "网页"),
        ("\ufeff\n<!DOCTYPE html><html>".encode(), "file.html", "另存为"),
        ('<html xmlns:x="urn:schemas-microsoft-com:office:excel">'.encode("utf-16"), "file.html", "网页"),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", "file.html", "MHT"),
        (
            b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>'
            b'<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "file.xml_sheet",
            "XML 表格",
        ),
        (b'<?xml version="1.0"?><a/>', "file.not_a_sheet", "XML"),
        (b"\x01\x02\x03\x04garbage\x00\x05" * 30, "file.not_a_sheet", "不是表格"),
        (zipped({"a.txt": "a"}), "file.archive", "先解压"),
        (zipped({"[Content_Types].xml": "", "word/document.xml": ""}), "file.document", "Word"),
        (zipped({"[Content_Types].xml": "", "ppt/presentation.xml": ""}), "file.document", "演示"),
        (zipped({"OFD.xml": "", "Doc_0/Document.xml": ""}), "file.document", "OFD"),
        (zipped({"mimetype": "application/vnd.oasis", "content.xml": ""}), "file.ods", "另存为"),
        (zipped({"[Content_Types].xml": "", "xl/workbook.bin": ""}), "file.xlsb", "另存为"),
        (compound(b"x" * 5000, "WordDocument"), "file.document", "Word"),
        (compound(b"x" * 5000, "PowerPoint Document"), "file.not_a_sheet", "没有表格"),
        (compound(b"x" * 5000, "EncryptedPackage"), "file.encrypted", "去掉密码"),
    ],
)  # fmt: skip
def test_what_is_no_sheet_says_what_it_is_and_what_to_do(data, code, said):
    wrong = refusal(data)
    assert wrong.error_code == code
    assert said in wrong.message
    assert wrong.message.endswith("。")


def test_an_encrypted_old_workbook_is_refused():
    book = xlwt.Workbook()
    book.add_sheet("表").write(0, 0, "企业名称")
    stream = workbook_stream(book)
    after_bof = 4 + struct.unpack_from("<H", stream, 2)[0]
    password = struct.pack("<HHHH", 0x2F, 4, 0, 0) + stream[after_bof:]
    assert refusal(compound(stream[:after_bof] + password)).error_code == "file.encrypted"


def test_a_workbook_with_macros_is_a_workbook():
    contents = parts(xlsx(ROWS))
    contents["xl/vbaProject.bin"] = b"never run"
    assert read_workbook(zipped(contents), "表.xlsm").sheets[0].rows == ROWS


@pytest.mark.parametrize("cut", [30, 300, 1000, -700])
@pytest.mark.parametrize("make", [xlsx, xls, by_openpyxl])
def test_a_file_that_was_cut_off_is_refused(make, cut):
    data = make(ROWS)
    wrong = refusal(data[:cut])
    assert wrong.error_code in {"file.damaged", "file.archive"}
    assert "损坏" in wrong.message


def outcome(data):
    """What the refusal says, or the sheets that were read; any other exception is the test's failure."""
    try:
        return "", read_workbook(data, "表.xlsx").sheets
    except SheetError as wrong:
        return wrong.message, ()


WHOLE = [xlsx([*ROWS, [3.5, None]], merges=["A1:B1"]), xls([*ROWS, [3.5, None]], merges=["A1:B1"])]


@given(
    st.sampled_from(WHOLE), st.lists(st.tuples(st.integers(0, 20_000), st.binary(max_size=6)), min_size=1, max_size=6)
)
def test_a_file_with_wrong_bytes_is_read_or_refused_and_nothing_else(data, changes):
    damaged = bytearray(data)
    for place, change in changes:
        at = place % len(damaged)
        damaged[at : at + len(change)] = change
    said, sheets = outcome(bytes(damaged))
    assert said.endswith("。") or all(len(row) == sheet.width for sheet in sheets for row in sheet.rows)


@given(st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"<html>"]), st.binary(max_size=1500))
def test_any_bytes_are_read_or_refused_and_nothing_else(start, rest):
    said, sheets = outcome(start + rest)
    assert said.endswith("。") or sheets


def test_sheets_are_asked_by_name():
    workbook = read_workbook(xlsx(ROWS, name="台账"), "表.xlsx")
    assert workbook.sheet("台账").rows == ROWS
    with pytest.raises(SheetError, match="没有名为“总表”的工作表，只有“台账”"):
        workbook.sheet("总表")


def test_a_compound_file_whose_chain_runs_in_a_circle_is_refused():
    data = bytearray(xls(ROWS))
    table = struct.unpack_from("<I", data, 76)[0]
    at = (table + 1) * 512
    struct.pack_into("<4I", data, at, 1, 0, 1, 0)
    assert refusal(bytes(data)).error_code == "file.damaged"


def test_a_workbook_without_its_index_is_refused():
    contents = parts(xlsx(ROWS))
    del contents["xl/_rels/workbook.xml.rels"]
    assert refusal(zipped(contents)).error_code == "file.damaged"


def test_a_part_with_a_document_type_is_refused():
    contents = parts(xlsx(ROWS))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    contents["xl/workbook.xml"] = bomb + contents["xl/workbook.xml"].split(b"?>", 1)[1]
    assert refusal(zipped(contents)).error_code == "file.damaged"
