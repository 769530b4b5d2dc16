from collections import defaultdict

import pytest

from jingwei.demo.profiles import LARGE, SMALL
from jingwei.demo.series import make_series


@pytest.fixture(scope="module", params=[LARGE, SMALL], ids=["large", "small"])
def series(request):
    table = defaultdict(dict)
    for value in make_series(request.param):
        table[value.statistic.key][value.month] = value
    return table


def test_each_statistic_has_every_month_of_three_years(series):
    months = [f"{year}-{month:02d}" for year in (2023, 2024, 2025) for month in range(1, 13)]
    assert len(series) == 24
    assert all(list(values) == months for values in series.values())


def test_a_few_months_were_not_reported(series):
    missing = [v for values in series.values() for v in values.values() if v.value is None and v.growth is None]
    assert len(missing) == 6


def test_cumulative_values_do_not_fall_within_a_year(series):
    for values in series.values():
        for year in ("2023", "2024", "2025"):
            run = [
                v.value
                for v in values.values()
                if v.statistic.flow == "cumulative" and v.value is not None and v.month[:4] == year
            ]
            assert run == sorted(run)


def test_no_part_exceeds_its_whole(series):
    for part, whole in (
        ("tax_revenue", "budget_revenue"),
        ("industrial_investment", "fixed_investment"),
        ("hotline_closed", "hotline_received"),
        ("hotline_satisfied", "hotline_closed"),
    ):
        for month, value in series[part].items():
            assert value.value <= series[whole][month].value


def test_published_growth_lies_near_the_levels_but_is_not_computed_from_them(series):
    apart = []
    for values in series.values():
        for month, value in values.items():
            base = values.get(f"{int(month[:4]) - 1}{month[4:]}")
            if value.growth is not None and value.value and base is not None and base.value and base.value > 10:
                apart.append(abs((value.value / base.value - 1) * 100 - value.growth))
    assert max(apart) < 3
    assert sum(difference > 0.05 for difference in apart) > len(apart) / 2


def test_growth_without_a_level_is_a_value_of_its_own(series):
    assert all(v.value is None and v.growth is not None for v in series["industrial_value_added"].values())


def test_foreign_capital_is_in_dollars_and_every_value_names_its_paper(series):
    assert series["foreign_capital"]["2025-06"].statistic.unit == "万美元"
    assert series["foreign_capital"]["2025-06"].paper == "《利用外资情况通报》2025年第6期"
    assert all(v.paper and v.statistic.supplier for values in series.values() for v in values.values())
