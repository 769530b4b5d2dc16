"""Lists of people as offices make them, and their way through the page of imports."""

from io import BytesIO
from typing import Any

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

DEPARTMENT_HEAD = ("机构代号", "机构名称", "机构类别", "值班电话", "主要职责")
STAFF_HEAD = ("工号", "姓名", "职务", "人员类别", "部门", "工作电话", "备注")
POST_HEAD = ("岗位代号", "岗位名称", "角色", "服务区域编码", "部门", "工号", "姓名", "AB岗", "任职日期", "离任日期")


def sheet(title: str, head: tuple[str, ...], rows: list[tuple[Any, ...]]) -> SimpleUploadedFile:
    """A workbook as offices make them: a title over the head."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("Sheet1")
    page.merge_range(0, 0, 0, len(head) - 1, title)
    for index, row in enumerate([head, *rows], start=1):
        page.write_row(index, 0, row)
    book.close()
    return SimpleUploadedFile("名册.xlsx", buffer.getvalue())


def person(number: str, name: str, department: str = "城市建设办公室", phone: str = "19900001234") -> tuple[str, ...]:
    """A row of the roster."""
    return (number, name, "科员", "公务员", department, phone, "虚构人员")


def upload(client: Client, kind: str, file: SimpleUploadedFile) -> str:
    """The page of the preview."""
    return client.post(f"/import/{kind}/", {"file": file}).content.decode()


def confirm(client: Client, kind: str, preview: str) -> str:
    """The page after the import."""
    kept = preview.split('name="kept" value="')[1][:36]
    return client.post(f"/import/{kind}/", {"kept": kept}).content.decode()


def bring(client: Client, kind: str, file: SimpleUploadedFile) -> str:
    """Upload and confirm; gives the address of the import's record."""
    done = confirm(client, kind, upload(client, kind, file))
    return next(one for one in done.split('"') if one.startswith("/imports/") and len(one) > 40)
