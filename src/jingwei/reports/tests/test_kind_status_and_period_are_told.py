import pytest

from jingwei.reports.reading import read
from jingwei.reports.tests.reading_samples import figures

KINDS = {
    "实现产值15亿元。": "level",
    "同比增长42%。": "growth",
    "投诉量下降8.5%。": "growth",
    "较上年增加13名。": "growth",
    "占全区总数的69.6%。": "share",
    "满意率98%。": "share",
    "完成年度计划81.76%。": "completion",
    "投资完成率102.36%。": "completion",
    "全区排名第3。": "rank",
    "力争新增企业10家。": "target",
}


@pytest.mark.parametrize("text", KINDS)
def test_kinds(text: str) -> None:
    assert [one.kind for one in figures(text)] == [KINDS[text]]


def kinds(text: str) -> list[str]:
    return [one.kind for one in figures(text)]


def test_parts_of_a_sum_are_components() -> None:
    assert kinds("现有企业77家,其中工业15家(其中高新企业5家),服务业16家;新增床位8张。") == [
        "level",
        "component",
        "component",
        "component",
        "level",
    ]
    assert kinds("给予31名党员处分(警告20人、严重警告7人、开除党籍4人)。") == ["level", *["component"] * 3]
    assert kinds("安排项目17个,在建7个,竣工3个,预备7个。") == ["level", *["component"] * 3]
    assert kinds("受理工单4171件,满意3669件,满意率88%。") == ["level", "component", "share"]


def test_what_is_larger_than_the_sum_is_no_part_of_it() -> None:
    assert kinds("16家企业获得称号(全区共有23家)。") == ["level", "level"]


def statuses(text: str) -> list[str]:
    return [one.status for one in figures(text)]


def test_a_forecast_reaches_over_its_list_and_ends_with_its_sentence() -> None:
    assert statuses("全年预计完成投资74亿元;利用内资30亿元。新增企业9家。") == ["forecast", "forecast", "actual"]


def test_a_plan_ends_where_its_doing_is_told() -> None:
    assert statuses("年度计划投资7.2亿元,完成投资7.4亿元。") == ["plan", "actual"]
    assert statuses("计划投资1600万元建设2处市场,目前已完成1处。") == ["plan", "plan", "actual"]


def test_a_comparison_with_the_plan_is_no_plan() -> None:
    assert statuses("完成年度计划81.3%,占年计划的53%。") == ["actual", "actual"]


def test_a_forecast_without_a_figure_says_nothing_about_the_next_one() -> None:
    assert statuses("主体已完工,预计明年9月投入使用;投资660万元改造校舍。") == ["actual"]


def test_figures_under_a_heading_of_plans_are_targets() -> None:
    text = "一、工作回顾\n新建公园3处。\n二、下步打算\n实施项目6个,总投资4.2亿元。"
    assert [(one.kind, one.status) for one in figures(text)] == [
        ("level", "actual"),
        ("target", "plan"),
        ("target", "plan"),
    ]


def test_a_promise_reaches_over_its_sentence() -> None:
    assert statuses("明年,街道将持续推进更新,实施改造100万平方米。") == ["plan"]


def test_an_amount_that_was_planned_is_a_target() -> None:
    assert kinds("累计完成419万元,为全年任务740万元的56.6%。") == ["level", "target", "completion"]


def test_rates_in_a_row_are_of_one_kind() -> None:
    assert kinds("产值60亿元,收入2亿元,同比分别增长6.2%、9.3%。") == ["level", "level", "growth", "growth"]


def test_taking_things_is_no_future() -> None:
    assert statuses("将20个村划分为177个网格。") == ["actual", "actual"]
    assert statuses("2022年将新增床位50张。") == ["plan"]


TITLE = "云栖街道2023年工作总结和2024年工作思路\n一、2023年工作回顾\n"
PERIODS = {
    TITLE + "走访群众800户。": "2023",
    TITLE + "1-11月,实现产值3亿元。": "2023-01/2023-11",
    TITLE + "上半年新增企业5家。": "2023H1",
    TITLE + "一季度完成税收2亿元。": "2023Q1",
    TITLE + "前三季度完成税收2亿元。": "2023-01/2023-09",
    TITLE + "8月份举办活动3场。": "2023-08",
    TITLE + "5月27日签约项目6个。": "2023-05-27",
    TITLE + "截至10月底,累计签约25户。": "2023-01/2023-10",
    TITLE + "今年以来,排查隐患90处。": "2023",
    TITLE + "2022年,引进企业7家。": "2022",
    TITLE + "较2022年增长9%。": "2023",
    TITLE + "1-10月累计完成收入1832万元,完成全年进度92%。": "2023-01/2023-10",
    TITLE + "自5月启动以来,签约25户。": "2023",
    TITLE + "二、2024年工作思路\n新建公园3处。": "2024",
    "望湖街道2023年上半年工作总结\n走访群众800户。": "2023H1",
    "望湖街道2023年上半年工作总结和下半年工作计划\n二、下半年工作计划\n新建公园3处。": "2023H2",
    "一是走访群众800户。": "",
}


@pytest.mark.parametrize("text", PERIODS)
def test_periods(text: str) -> None:
    assert figures(text)[-1].period == PERIODS[text]


def test_a_cumulative_period_carries_on_until_a_headline_breaks_it() -> None:
    text = TITLE + "指标稳中有进。1-11月,产值8亿元。零售额5亿元,同比增长3%。招商成效凸显。新引进企业38家。"
    months = "2023-01/2023-11"
    assert [one.period for one in figures(text)] == [months, months, months, "2023"]


def test_the_date_of_the_page_helps_where_the_text_names_no_year() -> None:
    page = "发布日期:2022-01-20 浏览次数:5\n街道工作总结\n全年走访群众800户。"
    assert [one.period for one in read(page.encode(), "a.txt").figures] == ["2021"]
