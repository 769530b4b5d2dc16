"""Files that look wrong but are as offices make them: they go in, with the right values."""

from __future__ import annotations

import openpyxl
import pytest
from openpyxl.styles import Border, Side

from jingwei.core.scope import open_scope
from jingwei.core.tests.sheet_makers import saved
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.tests.spoiled import HEADS, Office

pytestmark = pytest.mark.django_db


def _now(office: Office) -> dict[str, str]:
    with open_scope(office.street.scope("office")):
        return {
            version.entry.key: version.title for version in versions(register_by_key("spoiled")).select_related("entry")
        }


@pytest.mark.parametrize("encoding", ["gb18030", "gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_a_csv_in_any_usual_encoding(office: Office, encoding: str) -> None:
    text = f"编号,名称,网格编码,人数\r\nN7,听涛巷示例船具店,{office.grid},3\r\n"
    answer = office.upload(text.encode(encoding), "导出.csv")
    assert "确认导入 1 行" in answer.text
    office.confirm(answer.url)
    assert _now(office)["N7"] == "听涛巷示例船具店"


def test_twenty_thousand_formatted_empty_rows(office: Office) -> None:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.append(HEADS)
    sheet.append(["N8", "望潮示例店", office.grid])
    line = Border(bottom=Side(style="thin"))
    for row in range(3, 20_003):
        sheet.cell(row, 1).border = line
    answer = office.upload(saved(made))
    assert "确认导入 1 行" in answer.text
    assert "退回 0" in answer.text
    office.confirm(answer.url)
    assert _now(office)["N8"] == "望潮示例店"
