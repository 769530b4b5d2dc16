"""What the pages of indicators show, to whom, and at what cost."""

import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.facts.facts import all_facts
from jingwei.core.scope import open_scope
from jingwei.indicators.actions.enter_reported import EnterReported
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.models import Reported
from jingwei.indicators.tests.counting import define, report
from jingwei.indicators.wording import wording
from jingwei.people.tests.street import make_street
from jingwei.places.models import Place
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        grids = [made.grid(1, 1).code, made.grid(1, 2).code, made.grid(2, 1).code]
        record(define_houses(), [{**house(n, grids[n % 3]), "valid_from": "2024-01-01"} for n in range(6)])
        define("houses", name="房屋总数", count="houses", owner="综合指挥中心", basis="台账期末在册的全部房屋。")
        define("per_house", name="户均人口", ratio="residents / houses", unit="人", decimals=1)
        define("residents", name="居住人口", sum="houses.residents", unit="人")
        define("revenue", name="财政收入", reported="budget_revenue", unit="万元", owner="统计站")
        report("budget_revenue", "2024", "200")
        report("budget_revenue", "2025", "210", growth="4.5")
    return made


def _get(client, street, role, url, **more):
    street.sign_in(client, role)
    answer = client.get(url, **more)
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return answer.content.decode()


def _text(html):
    return " ".join(html.split())


def test_the_list_shows_values_and_growth_of_a_period(client, street):
    html = _get(client, street, "leader", "/indicators/?period=2025")
    assert "房屋总数" in html
    assert "+4.5%" in html
    assert "按公布数" in html
    assert "2025年 · 4 项" in html
    assert "/indicators/houses/?period=2025" in html


def test_the_list_is_searched_and_narrowed(client, street):
    html = _get(client, street, "handler", "/indicators/?q=财政")
    assert "财政收入" in html
    assert "户均人口" not in html
    html = _get(client, street, "handler", "/indicators/?owner=综合指挥中心")
    assert "房屋总数" in html
    assert "居住人口" not in html


def test_a_wrong_period_is_said_in_chinese(client, street):
    street.sign_in(client, "leader")
    answer = client.get("/indicators/?period=2021-13")
    assert answer.status_code == 400
    assert "没有13月" in answer.content.decode()


def test_an_indicator_shows_its_meaning_parts_and_way_to_the_rows(client, street):
    html = _get(client, street, "office", "/indicators/houses/?period=2025")
    assert "台账期末在册的全部房屋。" in html
    assert "“房屋台账”的行数；取统计期末状态" in html
    assert "第1社区" in html
    assert "第2社区" in html
    assert "/indicators/houses/rows/?period=2025" in html
    assert "/indicators/houses/series/" in html
    series = _get(client, street, "office", "/indicators/houses/series/")
    assert "2024年" in series
    assert "持平" in series
    one = _get(client, street, "office", f"/indicators/houses/?period=2025&place={street.community(2).code}")
    assert "第2社区 · 2025年" in one


def test_the_rows_are_the_reader_s_and_say_how_many_were_counted(client, street):
    html = _get(client, street, "office", "/indicators/houses/rows/?period=2025")
    assert "计入 6 行" in html
    assert "可见" not in html
    html = _get(client, street, "community_secretary", "/indicators/houses/rows/?period=2025")
    assert "计入 6 行，其中您可见 4 行" in html
    assert html.count("示例路") >= 4
    html = _get(client, street, "grid_worker", f"/indicators/houses/rows/?period=2025&place={street.community(2).code}")
    assert "其中您可见 0 行" in html


def test_reported_values_show_who_supplied_them_and_the_earlier_ones(client, street):
    html = _get(client, street, "grid_worker", "/indicators/values/")
    assert "《财政收支月报》" in html
    assert "区财政局" in html
    assert "录入" not in _text(html).split("<main")[1].split("</h1>")[0]


def test_communities_stand_in_the_order_of_their_codes(client, street):
    with open_scope(street.keeper()):
        Place.objects.filter(pk=street.community(1).pk).update(sort="zz")
        Place.objects.filter(pk=street.community(2).pk).update(sort="aa")
    html = _get(client, street, "leader", "/indicators/houses/?period=2025")
    assert html.index(f">{street.community(1).name}<") < html.index(f">{street.community(2).name}<")


def test_reported_values_stand_in_the_order_of_time(client, street):
    with open_scope(street.scope("statistician")):
        for period in ("2025Q1", "2025-02", "2025H1", "2025-01/2025-05"):
            report("budget_revenue", period, "1")
    html = _get(client, street, "leader", "/indicators/values/")
    names = ["2025年上半年", "2025年1—5月", "2025年一季度", "2025年2月", "2024年"]
    places = [html.index(f">{name}<") for name in names]
    assert places == sorted(places)


def test_an_algorithm_is_told_in_the_words_of_the_ledger(street):
    with open_scope(street.scope("office")):
        define(
            "shops_let",
            share="houses",
            of={"use": ["shop", "office"]},
            where={"area": {"min": 50}, "rented": True},
            unit="%",
        )
        define("unsaid", count="houses", where={"rented": None})
        said = {
            key: wording(one, all_facts(), {"residents": "居住人口", "houses": "房屋总数"})
            for key, one in load_definitions().items()
        }
    assert said["shops_let"] == (
        "“房屋台账”中符合条件的行所占百分比；条件：建筑面积不小于50平方米，是否出租为是；分母范围：房屋性质为商铺或办公；取统计期末状态"
    )
    assert said["unsaid"].startswith("“房屋台账”的行数；条件：是否出租未填")
    assert said["per_house"] == "“居住人口”÷“房屋总数”"
    assert said["revenue"] == "外部报来，1 月至当月累计数"


def test_a_value_is_entered_and_corrected(client, street):
    street.sign_in(client, "statistician")
    assert client.get("/indicators/values/enter/").status_code == 200
    given = {
        "indicator": "revenue",
        "period": "2025-01/2025-06",
        "value": "101",
        "supplier": "区财政局",
        "paper": "6月月报",
    }
    assert client.post("/indicators/values/enter/", given).status_code == 302
    assert client.post("/indicators/values/enter/", {**given, "period": "2025H1", "value": "102"}).status_code == 302
    with open_scope(street.scope("office")):
        rows = Reported.objects.filter(indicator="budget_revenue", period="2025H1").order_by("known_from")
        assert [(row.value, row.known_to is None, row.actor_label) for row in rows] == [
            (101, False, rows[0].actor_label),
            (102, True, rows[0].actor_label),
        ]
    html = client.get("/indicators/values/?indicator=budget_revenue").content.decode()
    assert "已更正" in html
    wrong = client.post("/indicators/values/enter/", {**given, "period": "2025-13"})
    assert (wrong.status_code, "没有13月" in wrong.content.decode()) == (422, True)
    empty = client.post("/indicators/values/enter/", {**given, "value": ""})
    assert "至少填一项" in empty.content.decode()


def test_of_two_values_entered_together_for_one_period_the_later_counts(street):
    row = {"indicator": "revenue", "period": "2025-01/2025-06", "supplier": "区财政局", "paper": "6月月报"}
    rows = [{**row, "value": "101"}, {**row, "period": "2025H1", "value": "102"}, {**row, "value": "102"}]
    with open_scope(street.scope("statistician")):
        done = perform(EnterReported(), rows).result
        assert (len(done["reported"]), done["same"]) == (2, 1)
        known = Reported.objects.filter(period="2025H1", known_to=None)
        assert [one.value for one in known] == [102]


def test_who_may_not_enter_is_told_who_may(client, street):
    street.sign_in(client, "handler")
    answer = client.get("/indicators/values/enter/")
    assert answer.status_code == 403
    assert "统计员" in answer.content.decode()


def _sheet(*rows):
    book = openpyxl.Workbook()
    for row in [("统计期", "指标名称", "单位", "数值", "同比增速", "供数单位", "来源文件"), *rows]:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    return SimpleUploadedFile("月报.xlsx", data.getvalue())


def test_a_sheet_of_values_is_previewed_and_applied(client, street):
    street.sign_in(client, "statistician")
    rows = [
        ("2025-06", "财政收入", "万元", 99, 3.1, "区财政局", "6月月报"),
        ("2025-06", "没听过", "万元", 1, None, "某局", "某表"),
    ]
    answer = client.post("/indicators/values/import/", {"file": _sheet(*rows)})
    assert answer.status_code == 302
    html = client.get(answer.url).content.decode()
    assert "没听过" in html
    assert client.post(answer.url).status_code == 302
    assert client.post(answer.url).status_code == 302
    with open_scope(street.scope("office")):
        row = Reported.objects.get(indicator="budget_revenue", period="2025H1")
        assert (row.value, row.source["file"]) == (99, "月报.xlsx")


def _cost(client, url):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", ["?period=2025", "houses/?period=2025", "houses/rows/?period=2025", "values/"])
def test_a_page_costs_the_same_for_twenty_and_two_hundred_rows(client, street, page):
    street.sign_in(client, "office")
    url = f"/indicators/{page}"
    with open_scope(street.scope("statistician")):
        grid = street.grid().code
        record(register_by_key("houses"), [{**house(n, grid), "valid_from": "2024-01-01"} for n in range(10, 24)])
        for n in range(20):
            report("budget_revenue", f"20{n:02d}", "1")
    _cost(client, url)
    few = _cost(client, url)
    with open_scope(street.scope("statistician")):
        record(register_by_key("houses"), [{**house(n, grid), "valid_from": "2024-01-01"} for n in range(30, 210)])
        for n in range(180):
            define(f"d{n}", count="houses", where={"residents": {"max": n}})
            report("budget_revenue", f"{1990 + n // 12}-{n % 12 + 1:02d}", "1")
    assert _cost(client, url) == few
