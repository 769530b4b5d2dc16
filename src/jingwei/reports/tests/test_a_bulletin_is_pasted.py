"""A pasted bulletin becomes a sheet of statistics: names are bound once, the import is previewed and can be undone."""

import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given, settings
from hypothesis import strategies as st

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.imports.undo import UndoImport
from jingwei.core.models import ImportRecord
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import BindNames
from jingwei.indicators.models import BoundName
from jingwei.indicators.reported import known_rows
from jingwei.indicators.tests.counting import cell, define, report
from jingwei.people.tests.street import make_street
from jingwei.reports.bulletins import Told, lines_of, sheet_of_text

TOLD = Told("区统计局", "《经济运行快报》第11期", 2024)
PROSE = (
    "1—11月，一般公共预算总收入25764万元，完成年度计划81.76%，全区排名第5，同比增长3.2%；"
    "限额以上商业零售额95.82亿元，下降6.3%，在全区9个镇街中排名第2。预计全年实际利用外资约430万美元。"
)


def read(text, told=TOLD):
    return {line.name: line for line in lines_of(text, told)}


def test_one_line_holds_level_growth_completion_and_rank():
    lines = read(PROSE)
    first = lines["一般公共预算总收入"]
    assert (first.period, first.said) == ("2024-01/2024-11", {
        "数值": "25764", "计量单位": "万元", "概数": "", "完成年度计划": "81.76", "位次": "5", "排名范围": "全区",
        "同比增速": "3.2",
    })  # fmt: skip
    second = lines["限额以上商业零售额"].said
    assert (second["同比增速"], second["位次"], second["排名范围"], second["参加排名的个数"]) == (
        "-6.3", "2", "全区9个镇街", "9",
    )  # fmt: skip
    third = lines["实际利用外资"]
    assert (third.period, third.said["阶段"], third.said["概数"], third.said["计量单位"]) == (
        "2024", "预计数", "约", "万美元",
    )  # fmt: skip


def test_growth_or_rank_alone_keep_the_name_of_what_they_are_of():
    assert read("上半年，规模以上工业增加值同比增长7.6%。")["规模以上工业增加值"].said == {"同比增速": "7.6"}
    assert read("上半年，税收收入全区排名第三。")["税收收入"].said == {"位次": "3", "排名范围": "全区"}


def test_plans_are_not_taken():
    assert read("2025年，力争税收收入增长8%，固定资产投资达到12亿元。") == {}
    with pytest.raises(Invalid, match="没有读出指标数"):
        sheet_of_text("请各科室周五前报送材料。", TOLD)


@settings(max_examples=60, deadline=None)
@given(
    value=st.decimals(1, 99999, places=2),
    growth=st.decimals(-90, 300, places=1),
    rank=st.integers(1, 30),
    month=st.integers(2, 12),
)
def test_what_is_written_is_what_is_read(value, growth, rank, month):
    way = "增长" if growth >= 0 else "下降"
    text = f"1—{month}月，固定资产投资{value}亿元，同比{way}{abs(growth)}%，全区排名第{rank}。"
    said = read(text)["固定资产投资"].said
    assert (Decimal(said["数值"]), Decimal(said["位次"])) == (value, rank)
    if growth:
        assert Decimal(said["同比增速"]) == growth


@pytest.fixture
def street(db):
    made = make_street()
    with open_scope(made.scope("statistician")):
        define("revenue", reported="revenue", flow="cumulative", unit="万元", name="财政总收入")
        define("retail", reported="retail", flow="cumulative", unit="亿元", name="限额以上商业零售额", decimals=2)
        define("foreign", reported="foreign", flow="cumulative", unit="万美元", name="实际利用外资")
    return made


def paste(client, **more):
    given = {"text": PROSE, "supplier": "区统计局", "paper": "《经济运行快报》第11期", "year": "2024", "stage": "flash"}
    return client.post("/reports/bulletin/", {**given, **more})


def test_names_are_bound_once_and_the_import_is_undone(client, street):
    street.sign_in(client, "statistician")
    assert "粘贴通报" in client.get("/indicators/values/").content.decode()
    assert client.get("/reports/bulletin/").status_code == 200
    preview = paste(client).url
    shown = client.get(preview)
    html = shown.content.decode()
    assert "“一般公共预算总收入”是哪个指标" in html
    assert (shown.context["wizard"].tally.new, shown.context["wizard"].tally.refused) == (2, 1)
    assert client.post(preview, {"bind-0": "revenue"}).url == preview
    shown = client.get(preview)
    assert (shown.context["wizard"].tally.new, shown.context["wizard"].tally.refused) == (3, 0)
    assert "新增" in shown.content.decode()
    assert client.post(preview).status_code == 302
    with open_scope(street.scope("statistician")):
        found = cell("revenue", "2024-01/2024-11")
        assert (found.value, found.growth, found.stage, found.supplier) == (25764, Decimal("3.2"), "flash", "区统计局")
        assert (found.said("rank").value, found.said("completion").value) == (5, Decimal("81.76"))
        assert (cell("foreign", "2024").stage, cell("foreign", "2024").approx) == ("estimate", "about")
        record = ImportRecord.objects.get()
        perform(UndoImport(), targets=[record.pk], reason="贴错了")
        assert not known_rows().exists()
    again = client.get(paste(client, text="1—12月，一般公共预算总收入30000万元。").url)
    assert (again.context["wizard"].tally.new, len(again.context["wizard"].fields)) == (1, 0)


def test_a_pasted_table_and_an_uploaded_one_are_told_the_rest_once(client, street):
    street.sign_in(client, "statistician")
    table = "项目\t单位\t数值\t同比增速\n限额以上商业零售额\t亿元\t95.82\t39.2\n财政总收入\t万元\t25764\t"
    shown = client.get(paste(client, text=table, period="2024年1—11月").url)
    assert shown.context["wizard"].tally.new == 2
    book = openpyxl.Workbook()
    for row in [("2024年1—11月主要指标",), ("指标", "单位", "数值", "同比"), ("财政总收入", "万元", 25764, 3.2)]:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    file = SimpleUploadedFile("快报.xlsx", data.getvalue())
    shown = client.get(paste(client, text="", file=file, period="2024年1—11月").url)
    assert shown.context["wizard"].tally.new == 1


def test_what_cannot_be_read_is_said_in_one_sentence(client, street):
    street.sign_in(client, "statistician")
    answer = paste(client, text="请各科室报送材料。")
    assert (answer.status_code, "没有读出指标数" in answer.content.decode()) == (422, True)
    assert paste(client, supplier="").status_code == 422


def test_only_the_statistician_pastes_and_binds(client, street):
    with open_scope(street.scope("handler")), pytest.raises(Refused):
        perform(BindNames(), [{"name": "收入", "indicator": "revenue"}])
    street.sign_in(client, "handler")
    assert client.get("/reports/bulletin/").status_code == 403
    with open_scope(street.scope("statistician")):
        with pytest.raises(Invalid, match="没有这样的外部指标"):
            perform(BindNames(), [{"name": "收入", "indicator": "unheard"}])
        perform(BindNames(), [{"name": "收入", "indicator": "revenue"}])
        perform(BindNames(), [{"name": "收入", "indicator": "retail"}])
        assert BoundName.objects.get().indicator == "retail"


def test_likely_indicators_come_first_with_their_reason_and_nothing_is_chosen(client, street):
    with open_scope(street.scope("statistician")):
        report("revenue", "2024-01/2024-10", "23000")
        define("revenue_tax", reported="revenue_tax", name="一般公共预算税收收入", unit="万元")
        report("revenue_tax", "2024-01/2024-10", "2")
        define("budget_posts", reported="budget_posts", name="一般公共预算总收入户数", unit="户")
    street.sign_in(client, "statistician")
    (field,) = client.get(paste(client).url).context["wizard"].fields
    assert field.label == "“一般公共预算总收入”是哪个指标"
    assert not field.value
    keys = [key for key, _ in field.choices]
    assert keys[0] == "revenue"
    words = dict(field.choices)
    assert "单位相同，数值与2024年1—10月的23000万元相近" in words["revenue"]
    assert "相差很大" in words["revenue_tax"]
    assert keys.index("budget_posts") > keys.index("revenue_tax"), "another unit is no candidate"
    assert "可能是" in field.help
