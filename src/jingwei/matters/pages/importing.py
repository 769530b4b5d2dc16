"""Matters from a sheet: upload, preview, apply."""

from django.http import HttpResponse
from django.urls import reverse

from jingwei.matters.actions.import_matters import ImportMatters
from jingwei.people.seating import SeatedRequest
from jingwei.people.views.imports import import_page


def import_matters(request: SeatedRequest) -> HttpResponse:
    """An export of 12345, the grid platform or another one."""
    return import_page(
        request,
        ImportMatters(),
        title="导入事件",
        into="事件",
        back=reverse("matters:list"),
        intro="上传12345、网格平台等导出的表格，至少要有类别、来源、标题、区划编码和收到时间；工单编号已登记过的行不会重复导入。",
    )
