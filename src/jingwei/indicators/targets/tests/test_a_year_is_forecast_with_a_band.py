"""The forecast: its band holds its point, at the year's end it is the value, and rates have none."""

from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jingwei.core.scope import open_scope
from jingwei.indicators.targets.forecast import Past, forecast_flow, forecast_stock
from jingwei.indicators.targets.outlook import outlook
from jingwei.indicators.targets.tests.setting import set_target, standing
from jingwei.indicators.tests.counting import define, report
from jingwei.people.tests.street import Street, make_street

AMOUNT = st.decimals(min_value="0.01", max_value="1e9", places=2)
PAST = st.builds(lambda year, same, more: Past(year, same, same + more), st.integers(2000, 2024), AMOUNT, AMOUNT)
# The first example waits for other processes of the machine.
SLOW = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)
ELAPSED = st.integers(1, 11).map(lambda month: Decimal(month) / 12)


@SLOW
@given(AMOUNT, ELAPSED, st.lists(PAST, max_size=5))
def test_the_band_of_a_flow_holds_its_point(value: Decimal, elapsed: Decimal, past: list[Past]) -> None:
    found = forecast_flow(value, elapsed, past)
    assert found.point is not None
    assert found.low is not None
    assert found.high is not None
    assert found.low <= found.point <= found.high
    assert found.said


@SLOW
@given(AMOUNT, st.none() | AMOUNT, ELAPSED, st.lists(PAST, max_size=5))
def test_the_band_of_a_stock_holds_its_point(
    value: Decimal, begun: Decimal | None, elapsed: Decimal, past: list[Past]
) -> None:
    found = forecast_stock(value, begun, elapsed, past)
    if found.point is None or found.low is None or found.high is None:
        assert found.way == "none"
    else:
        assert found.low <= found.point <= found.high


@SLOW
@given(AMOUNT, st.lists(AMOUNT, min_size=1, max_size=5))
def test_what_nothing_can_be_added_to_is_what_it_is(value: Decimal, past: list[Decimal]) -> None:
    years = [Past(2020 + n, one, one) for n, one in enumerate(past)]
    found = forecast_flow(value, Decimal("0.99"), years)
    assert found.point is not None
    assert abs(found.point - value) < Decimal("0.0001") * value


@pytest.fixture
def street() -> Street:
    return make_street()


def _years(**values: str) -> None:
    define("revenue", name="财政收入", unit="万元", reported="revenue", flow="cumulative")
    for key, value in values.items():
        year, month = key[1:].split("_")
        report("revenue", f"{year}-01/{year}-{month}", value)


@pytest.mark.django_db
def test_past_years_give_point_and_band(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _years(y2023_06="40", y2023_12="100", y2024_06="50", y2024_12="100", y2025_06="60")
        found = outlook(standing(set_target("revenue", "150"), "2025-07-15"))
    assert (found.low, found.high, found.point) == (Decimal(120), Decimal(150), Decimal(135))
    assert "前2年（2024、2023）" in found.said


@pytest.mark.django_db
def test_one_year_is_told_with_a_wider_band(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _years(y2024_06="50", y2024_12="100", y2025_06="60")
        found = outlook(standing(set_target("revenue", "150"), "2025-07-15"))
    assert (found.point, found.low, found.high) == (Decimal(120), Decimal(108), Decimal(132))


@pytest.mark.django_db
def test_what_was_published_for_the_year_stands_first(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _years(y2023_06="40", y2023_12="100", y2024_06="50", y2024_12="100", y2025_06="60")
        report("revenue", "2025", "128", stage="estimate")
        key = set_target("revenue", "150")
        found, after = outlook(standing(key, "2025-07-15")), outlook(standing(key, "2025-12-31"))
    assert (found.way, found.point, found.low) == ("published", Decimal(128), Decimal(128))
    assert (after.way, after.point) == ("over", Decimal(128))


@pytest.mark.django_db
def test_a_rate_has_no_forecast(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        define("rate", name="参保率", unit="%", reported="rate", flow="stock")
        report("rate", "2025-06", "93", unit="%")
        found = outlook(standing(set_target("rate", "95"), "2025-07-15"))
    assert (found.point, found.said) == (None, "比率不作预计。")
