"""Planned, contracted, settled, spent and raised money: columns of their own, by their own words and units."""

import pytest

from jingwei.core.fields import Field, FieldSet, FieldSetError
from jingwei.core.sheets import find_table, parse_table, read_workbook
from jingwei.core.tests.sheet_makers import xlsx

MONEY = FieldSet(
    "projects",
    1,
    (
        Field("name", "项目名称", "text", required=True),
        Field("plan", "计划", "amount", unit="万元", decimals=4, role="planned"),
        Field("contract", "签约", "amount", unit="万元", decimals=4, role="contracted"),
        Field("settled", "审定", "amount", unit="万元", decimals=4, role="settled"),
        Field("spent", "付款", "amount", unit="万元", decimals=4, role="spent"),
        Field("raised", "来款", "amount", unit="万元", decimals=4, role="raised"),
    ),
)
HEADS = ["项目名称", "计划投资（亿元）", "合同金额（元）", "结算金额", "已支付（万元）", "到账金额"]


def _rows(rows):
    return parse_table(find_table(read_workbook(xlsx(rows), "项目.xlsx").sheets[0], MONEY), MONEY)


def test_each_amount_goes_to_its_role_in_the_unit_of_its_head_or_cell():
    parsed = _rows([HEADS, ["旧村改造", 1.2, 98765400, "9,800万元", 5600, "0.5亿"]])
    assert parsed.ok, parsed.problems
    assert {key: value["n"] for key, value in parsed.rows[0].items() if key != "name"} == {
        "plan": "12000.0000", "contract": "9876.5400", "settled": "9800.0000", "spent": "5600.0000",
        "raised": "5000.0000",
    }  # fmt: skip


def test_money_that_says_no_role_is_nobodys():
    parsed = _rows([["项目名称", "金额（万元）"], ["旧村改造", 3]])
    assert parsed.rows == [{"name": "旧村改造"}]
    assert parsed.ignored == ["金额（万元）"]


def test_other_money_is_refused_in_its_cell():
    parsed = _rows([["项目名称", "计划投资"], ["旧村改造", "300万美元"]])
    assert "不同币种不换算" in parsed.problems[0].message


@pytest.mark.parametrize(("kind", "role"), [("number", "planned"), ("amount", "lent")])
def test_a_role_is_of_money_and_known(kind, role):
    with pytest.raises(FieldSetError) as found:
        FieldSet("s", 1, (Field("n", "数", kind, role=role),))
    assert "只用于金额" in found.value.message
