import re
from importlib.resources import files

import yaml

from jingwei.core.units import find_unit

ROWS = yaml.safe_load(files("jingwei.indicators").joinpath("pack/statistics.yaml").read_text("utf-8"))["statistics"]


def test_there_are_twenty_four_with_keys_and_names_of_their_own():
    assert len(ROWS) == 24
    assert len({row["key"] for row in ROWS}) == len({row["name"] for row in ROWS}) == 24
    assert all(re.fullmatch(r"[a-z][a-z0-9_]{0,31}", row["key"]) for row in ROWS)


def test_each_says_how_its_months_relate_who_supplies_it_and_on_which_paper():
    for row in ROWS:
        assert row["flow"] in ("cumulative", "monthly", "stock")
        assert row["supplier"].startswith("区")
        assert row["paper"].format(year=2025, month=6).endswith("2025年第6期")
        assert isinstance(row["decimals"], int)


def test_money_is_in_a_known_unit_and_dollars_stay_dollars():
    units = {row["key"]: row["unit"] for row in ROWS}
    assert find_unit(units["foreign_capital"]).currency != find_unit(units["budget_revenue"]).currency
    assert find_unit(units["fixed_investment"]).name == "亿元"


def test_a_statistic_without_a_level_publishes_growth():
    assert [row["key"] for row in ROWS if not row.get("level", True)] == ["industrial_value_added"]
    assert all(row.get("growth") for row in ROWS if not row.get("level", True))
