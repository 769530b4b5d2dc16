"""Level, growth, rank and completion are values of their own, each with stage and paper; the newest of each counts."""

from decimal import Decimal
from uuid import UUID

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.files import keep_file
from jingwei.core.imports.undo import UndoImport
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import DefineIndicators, EnterReported, ImportReported
from jingwei.indicators.models import Reported
from jingwei.indicators.tests.counting import cell, define, report
from jingwei.people.tests.street import make_street
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
SOURCE = {"supplier": "区统计局", "paper": "《主要经济指标月报》"}


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("statistician")):
        define("output", reported="output", flow="cumulative", unit="亿元", name="规上工业总产值", decimals=2)
        yield made


def enter(period="2025-01/2025-11", indicator="output", **said):
    return perform(EnterReported(), [{"indicator": indicator, "period": period, **SOURCE, **said}]).result


def test_a_later_stage_replaces_an_earlier_one_and_both_stay(street):
    enter(value="180", stage="estimate")
    enter(value="182.1", stage="flash")
    enter(value="183.63", stage="final")
    found = cell("output", "2025-01/2025-11")
    assert (found.value, found.stage) == (Decimal("183.63"), "final")
    assert [row.stage for row in Reported.objects.order_by("known_from")] == ["estimate", "flash", "final"]


def test_an_earlier_stage_does_not_silently_overrule_a_later_one(street):
    enter(value="183.63", stage="final")
    with pytest.raises(Invalid) as caught:
        enter(value="180", stage="estimate")
    doubt, asked = caught.value.problems
    assert (doubt.code, doubt.field) == ("doubt.stage", "stage")
    assert "已有核定数（区统计局，《主要经济指标月报》），这次是预计数" in doubt.message
    assert cell("output", "2025-01/2025-11").value == Decimal("183.63")
    token = asked.message.split("“")[1].split("”")[0]
    with pytest.raises(Invalid):
        enter(value="180", stage="estimate", confirmed="00000000")
    enter(value="180", stage="estimate", confirmed=token)
    assert (cell("output", "2025-01/2025-11").value, cell("output", "2025-01/2025-11").stage) == (180, "estimate")


def test_a_rank_that_comes_later_and_alone_leaves_the_level(street):
    enter(value="183.63", growth="13.9")
    ranked = {"rank": 3, "rank_group": "全区各镇街", "rank_size": 7, "ranked": "growth", "organiser": "区委督查室"}
    enter(**ranked, supplier="区发展改革局", paper="《考核通报》第11期")
    found = cell("output", "2025-01/2025-11")
    assert (found.value, found.growth, found.supplier) == (Decimal("183.63"), Decimal("13.9"), "区统计局")
    rank = found.said("rank")
    assert (rank.value, rank.group, rank.size, rank.ranked, rank.organiser, rank.paper) == (
        3, "全区各镇街", 7, "growth", "区委督查室", "《考核通报》第11期",
    )  # fmt: skip
    assert Reported.objects.filter(known_to=None).count() == 2
    enter(growth="13.8")
    assert (cell("output", "2025-01/2025-11").growth, cell("output", "2025-01/2025-11").value) == (
        Decimal("13.8"), Decimal("183.63"),
    )  # fmt: skip


def test_a_rank_without_a_level_says_so_and_needs_its_group(street):
    with pytest.raises(Invalid, match="在哪些单位中排名"):
        enter(rank=3)
    enter(rank=3, rank_group="全区")
    found = cell("output", "2025-01/2025-11")
    assert (found.value, found.why) == (None, "只公布了位次，没有公布绝对数")


def test_an_indicator_can_be_a_rank_also_of_what_the_records_count(street):
    record(define_houses(), [{**house(1, street.grid().code), "valid_from": "2025-01-01"}])
    define("houses", count="houses")
    define("houses_rank", rank="houses", unit="位")
    define("output_rank", rank="output", unit="位")
    assert cell("output_rank", "2025H1").why == "这一时期的位次还没有公布"
    enter("2025H1", rank=5, rank_group="全区")
    enter("2025H1", "houses", rank=1, rank_group="全区", ranked="amount")
    found = cell("output_rank", "2025H1")
    assert (found.value, found.kind, found.paper) == (5, "reported", "《主要经济指标月报》")
    assert (cell("houses_rank", "2025H1").value, cell("houses", "2025H1").value) == (1, 1)
    assert "没有分区划的" in cell("output_rank", "2025H1", place=street.community().pk).why
    with pytest.raises(Invalid, match="只能录入公布的位次"):
        enter("2025H1", "houses", value="7")


def test_completion_is_published_or_worked_out_from_the_plan_of_the_year(street):
    define("plan", reported="output_plan", unit="亿元", name="年度计划")
    define("done", completion="output / plan", unit="%", decimals=2)
    define("said", completion="output", unit="%")
    enter(value="183.63")
    assert "“年度计划”全年没有数据" not in cell("done", "2025-01/2025-11").why
    assert cell("done", "2025-01/2025-11").value is None
    enter("2025", "plan", value="220")
    found = cell("done", "2025-01/2025-11")
    assert (round(found.value, 2), found.numerator, found.denominator) == (Decimal("83.47"), Decimal("183.63"), 220)
    assert cell("said", "2025-01/2025-11").why == "完成年度计划的百分比还没有公布"
    enter(completion="83.5")
    found = cell("done", "2025-01/2025-11")
    assert (found.value, round(found.computed, 2), found.kind) == (Decimal("83.5"), Decimal("83.47"), "reported")
    assert cell("said", "2025-01/2025-11").value == Decimal("83.5")


def test_published_growth_stands_beside_what_the_levels_give(street):
    define("faster", growth="output", unit="%")
    report("output", "2024", "100", unit="亿元")
    report("output", "2025", "112", unit="亿元", growth=Decimal("13.9"))
    found = cell("faster")
    assert (found.value, found.computed, found.kind) == (Decimal("13.9"), 12, "reported")


def test_the_months_at_rank_one_are_counted(street):
    define("calls", reported="calls", flow="monthly", unit="件")
    define("first", best_rank_months="calls", unit="个")
    assert cell("first").why == "统计期内还没有公布各月的位次"
    for month, rank in enumerate((1, 1, 2, 1, 3, 1, 1, 1, 1, 1), start=1):
        report("calls", f"2025-{month:02}", None, rank=rank, rank_group="全区各镇办")
    report("calls", "2025", None, rank=1, rank_group="全区各镇办")
    found = cell("first")
    assert (found.value, found.denominator, found.why) == (8, 10, "11月、12月没有公布位次，未计入")
    assert cell("first", "2025H1").value == 4
    define("output_first", best_rank_months="output", unit="个")
    report("output", "2025-01/2025-02", None, rank=1, rank_group="全区", unit="亿元")
    assert cell("output_first", "2025H1").value == 1


def test_the_worst_of_several_rounds_counts(street):
    define("survey", reported="survey", flow="monthly", unit="分")
    define("worst", worst_rank="survey", unit="位")
    for period, rank in (("2025Q1", 1), ("2025-04", 2), ("2025Q3", 9), ("2025H1", 4)):
        report("survey", period, None, rank=rank, rank_group="全区", unit="分")
    assert cell("worst", "2025H1").value == 2
    assert cell("worst").value == 9
    assert cell("worst", "2025Q1").why == "统计期内还没有公布各轮的位次"


def test_units_of_one_currency_are_converted_and_two_never_meet(street):
    define("foreign", reported="foreign", unit="万美元")
    define("both", formula="output + foreign", unit="亿元")
    define("tax", reported="tax", unit="万元")
    define("sum", formula="output + tax", unit="亿元")
    define("share", ratio="tax / output", unit="%")
    enter("2025", value="183000", unit="万元")
    enter("2025", "foreign", value="430")
    enter("2025", "tax", value="9150")
    assert (cell("output").value, cell("output").unit) == (Decimal("18.3"), "亿元")
    assert Reported.objects.get(indicator="output").unit == "万元"
    assert (cell("sum").value, cell("share").value) == (Decimal("19.215"), 5)
    assert (cell("both").value, cell("both").why) == (None, "亿元、万美元是不同币种，不能相加减，也不能相比")
    with pytest.raises(Invalid, match="不同币种不换算"):
        enter("2024", value="430", unit="万美元")


def test_january_and_february_are_published_together(street):
    define("power", reported="power", flow="monthly", unit="万千瓦时")
    report("power", "2025-01/2025-02", "30", unit="万千瓦时")
    report("power", "2025-03", "20", unit="万千瓦时")
    report("output", "2025-01/2025-02", "30", unit="亿元")
    assert cell("power", "2025Q1").value == 50
    for key in ("power", "output"):
        assert cell(key, "2025-01").why == "1—2月合并公布，没有1月单独的数"
        assert cell(key, "2025-01/2025-02").value == 30
    report("power", "2025-01", "14", unit="万千瓦时")
    report("power", "2025-02", "15", unit="万千瓦时")
    assert cell("power", "2025Q1").value == 49


def test_a_sheet_brings_ranks_and_is_taken_back_beside_later_growth(street):
    head = "统计期,指标名称,单位,数值,同比增速,完成年度计划,全区排名,排名范围,供数单位,来源文件"

    def bring(*lines):
        stored = keep_file("\n".join([head, *lines]).encode("utf-8-sig"), "月报.csv", "text/csv")
        return perform(ImportReported(), [{}], targets=[stored.pk]).result

    bring("2025-11,规上工业总产值,亿元,183.63,13.9,81.76,3,全区,区统计局,月报")
    done = bring("2025-11,规上工业总产值,亿元,183.7,,,2,全区,区统计局,更正")
    assert (done["new"], done["changed"]) == (0, 1)
    found = cell("output", "2025-01/2025-11")
    assert (found.value, found.growth, found.said("rank").value, found.said("completion").value) == (
        Decimal("183.7"), Decimal("13.9"), 2, Decimal("81.76"),
    )  # fmt: skip
    enter(growth="14")
    perform(UndoImport(), targets=[UUID(done["import"])], reason="传错")
    found = cell("output", "2025-01/2025-11")
    assert (found.value, found.growth, found.said("rank").value) == (Decimal("183.63"), 14, 3)


def test_an_import_is_not_undone_under_a_later_statement_of_the_same(street):
    stored = keep_file(
        "统计期,指标名称,数值,同比增速,供数单位,来源文件\n2025-11,规上工业总产值,183.63,13.9,区统计局,月报".encode("utf-8-sig"),
        "月报.csv", "text/csv",
    )  # fmt: skip
    done = perform(ImportReported(), [{}], targets=[stored.pk]).result
    enter(growth="14")
    with pytest.raises(Conflict, match="之后又改过"):
        perform(UndoImport(), targets=[UUID(done["import"])], reason="传错")


def test_talks_and_attendances_are_no_parts_of_each_other(street):
    def definitions(unit):
        rows = [
            {"key": "talks", "name": "个别谈话", "unit": "人次"},
            {"key": "remind", "name": "提醒谈话", "unit": unit},
        ]
        bodies = {"talks": {"reported": "talks"}, "remind": {"reported": "remind", "parts_of": "talks"}}
        perform(DefineIndicators(), rows, context={"bodies": bodies})

    with pytest.raises(Invalid, match="次数和人次不能相加"):
        definitions("次")
    definitions("人次")
    enter("2025", "talks", value="64")
    with pytest.raises(Invalid, match="分项合计应等于总数：提醒谈话65＝65人次，而“个别谈话”是64人次"):
        enter("2025", "remind", value="65")
    enter("2025", "remind", value="64")
