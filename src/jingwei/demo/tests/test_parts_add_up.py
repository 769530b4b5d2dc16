import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.demo.plausible import ordinal
from jingwei.demo.shares import split


@given(st.integers(0, 100_000), st.lists(st.floats(0.01, 100), min_size=1, max_size=50), st.integers(0, 3))
def test_parts_add_up_and_keep_to_the_floor(total, weights, floor):
    if total < floor * len(weights):
        with pytest.raises(ValueError, match="cannot give"):
            split(total, weights, floor)
        return
    parts = split(total, weights, floor)
    assert sum(parts) == total
    assert min(parts) >= floor


def test_parts_follow_the_weights():
    assert split(10, [1, 1, 2]) == [3, 2, 5]


@pytest.mark.parametrize(("number", "words"), [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (46, "四十六")])
def test_ordinals(number, words):
    assert ordinal(number) == words
