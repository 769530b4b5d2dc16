"""What an uploaded file really is, by its content; the name is never trusted."""

from __future__ import annotations

from typing import Literal

from jingwei.core.sheets.errors import SheetError
from jingwei.core.sheets.texts import SAVE_AS

Form = Literal["zip", "ole", "text"]

_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*")
_ARCHIVES = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b")
_EARLY_EXCEL = (b"\x09\x00\x04\x00", b"\x09\x00\x06\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x04\x08\x00")
_WEB_PAGE = ("<html", "<!doctype html", "<table", "<head", "<body", "<meta", "<div", "<style", "<tr")


def form_of(data: bytes) -> Form:
    """The container `data` is in: zipped workbook, compound file or text.

    Raises:
        SheetError: it is none of them; the sentence says what it is and how to save it.
    """
    if not data.strip(b"\x00 \t\r\n"):
        raise SheetError("file.empty", "文件是空的，里面没有任何内容。请检查是否选错了文件。")
    if data.startswith(b"PK\x03\x04"):
        return "zip"
    if data.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return "ole"
    _refuse_binary(data)
    _refuse_markup(data)
    return "text"


def _refuse_binary(data: bytes) -> None:
    if data.startswith(b"%PDF"):
        raise SheetError("file.pdf", "这是 PDF 文件，不是表格。请找制表人要原来的 Excel 或 WPS 表格再上传。")
    if data.startswith(_PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP") or data[4:8] == b"ftyp":
        raise SheetError("file.picture", "这是图片或视频，不是表格。请找制表人要原来的 Excel 或 WPS 表格再上传。")
    if data.startswith(_ARCHIVES):
        raise SheetError("file.archive", "这是压缩包。请先解压，再上传里面的表格。")
    if data.startswith(b"{\\rtf"):
        raise SheetError(
            "file.document", "这是文字文档，不是表格。请把表格复制到 Excel 或 WPS 表格里，存为 .xlsx 再上传。"
        )
    if data.startswith(_EARLY_EXCEL):
        raise SheetError("file.early_excel", "这是很早以前的 Excel 格式，系统不能直接读取。" + SAVE_AS)
    if data.startswith(b"PK"):
        raise SheetError("file.archive", "这是空的或分卷的压缩包，里面没有表格。请解压后上传表格文件。")


def _refuse_markup(data: bytes) -> None:
    start = data[:4096]
    if start.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in start[:200]:
        start = start.replace(b"\x00", b"")
    head = start.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").decode("latin-1").lower()
    if head.startswith("<?xml"):
        if "schemas-microsoft-com:office:spreadsheet" in head or "excel.sheet" in head:
            raise SheetError("file.xml_sheet", "这是“XML 表格”格式，系统不能直接读取。" + SAVE_AS)
        if "<html" not in head:
            raise SheetError("file.not_a_sheet", "这是 XML 文件，不是表格。请上传 .xlsx、.xls、.et 或 .csv 表格。")
    if head.startswith(("mime-version:", "content-type: multipart")):
        raise SheetError("file.html", "这个文件里其实是网页（MHT），只是用了表格的名字。" + SAVE_AS)
    if head.startswith(("<?xml", *_WEB_PAGE)):
        raise SheetError("file.html", "这个文件里其实是网页（HTML），只是用了表格的名字。" + SAVE_AS)
