import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.places.gcj02 import from_gcj02, to_gcj02

# Widely published pairs: (lon, lat) before and after, in Shanghai, Shenzhen and Beijing.
PAIRS = [
    ((121.5272106, 31.1774276), (121.531541859215, 31.17530398364597)),
    ((113.912316, 22.543847), (113.9171764808363, 22.540796131694766)),
    ((116.377817, 39.911954), (116.38404722455657, 39.91334545536069)),
]


@pytest.mark.parametrize(("plain", "shifted"), PAIRS)
def test_known_pairs(plain, shifted):
    assert to_gcj02(*plain) == pytest.approx(shifted, abs=1e-7)
    assert from_gcj02(*shifted) == pytest.approx(plain, abs=1e-7)


def test_a_point_abroad_is_not_shifted():
    assert to_gcj02(2.35, 48.85) == (2.35, 48.85)
    assert from_gcj02(2.35, 48.85) == (2.35, 48.85)


@given(st.floats(80, 130), st.floats(18, 52))
def test_there_and_back(lon, lat):
    assert from_gcj02(*to_gcj02(lon, lat)) == pytest.approx((lon, lat), abs=1e-8)
