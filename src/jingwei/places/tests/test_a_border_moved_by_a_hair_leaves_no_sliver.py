"""Four square areas, the inner border of one redrawn by any amount: nothing is left between, nothing lies twice."""

import shapely
from hypothesis import example, given, settings
from hypothesis import strategies as st
from shapely.geometry import box

from jingwei.places.outlines import Outline
from jingwei.places.reshaping import Shaping, shaping_of
from jingwei.places.steps import Step
from jingwei.places.tests.squares import SIDE, SOUTH, WEST

HALF = SIDE / 2
METRE = 9e-6  # degrees of latitude, roughly
STREET = "990101001"
ROUNDED_M2 = 0.2  # what the lattice of a tenth of a millimetre makes of some hundred metres of border
AREAS = {"A": (0, 0), "B": (1, 0), "C": (0, 1), "D": (1, 1)}
# Hairs, the reach of the snapping, and moves that are meant.
MOVES = st.one_of(
    st.floats(-0.4, 0.4), st.floats(-2, 2), st.floats(-60, 60), st.sampled_from([0.0, 0.01, -0.01, 1.1, -1.1])
)


def ground() -> Shaping:
    def square(x: int, y: int) -> shapely.Polygon:
        return box(WEST + x * HALF, SOUTH + y * HALF, WEST + (x + 1) * HALF, SOUTH + (y + 1) * HALF)

    outlines = {code: Outline(code, f"{code}网格", "grid", None, square(*at)) for code, at in AREAS.items()}
    return shaping_of(outlines, AREAS, STREET)


def redrawn(moves: list[tuple[float, float]]) -> tuple[Shaping, Shaping]:
    """A with its two inner sides drawn through points that were moved by so many metres east and north."""
    before, after = ground(), ground()
    inner = [(1, 0.25), (1, 0.5), (1, 0.75), (1, 1), (0.75, 1), (0.5, 1), (0.25, 1)]
    points = [
        (WEST + x * HALF + east * METRE, SOUTH + y * HALF + north * METRE)
        for (x, y), (east, north) in zip(inner, moves, strict=True)
    ]
    ring = [(WEST, SOUTH), (WEST + HALF, SOUTH), *points, (WEST, SOUTH + HALF)]
    after.follow([Step("redraw", "A", points=tuple(ring))])
    return before, after


def whole(one: Shaping) -> shapely.Geometry:
    return shapely.union_all([area.shape for area in one.outlines.values()])


# Hairs thinner than the lattice, and a piece of less than a square metre that is cut off last.
THIN = [(-43.17515291133103, -0.20838138630700043), (0.0, -57.76235320702968),
        (-6.019209594553189, -0.01), (1.4418596229878227, 1.0), (1.1, -0.26481257162731775),
        (0.3, 0.254006490342804), (-0.12293372302771116, 0.3)]  # fmt: skip
LAST = [(-0.01, 31.330706360795674), (-1e-05, -37.46805021068772), (-0.12015818084220414, 31.549724937700674),
        (-1.9391062007327102, -0.7255568349393045), (-40.632423374884354, 1.4976483354010486),
        (0.3289933614076793, 0.23382476410976005), (-0.8215570082183117, -1.7472805381955765)]  # fmt: skip


@example(THIN)
@example(LAST)
@settings(max_examples=120, deadline=None)
@given(st.lists(st.tuples(MOVES, MOVES), min_size=7, max_size=7))
def test_no_sliver_no_gap_and_no_overlap_is_left(moves):
    before, after = redrawn(moves)
    assert after.area(shapely.symmetric_difference(whole(before), whole(after))) < ROUNDED_M2
    areas = list(after.outlines.values())
    assert abs(sum(after.area(one.shape) for one in areas) - after.area(whole(before))) < ROUNDED_M2, (
        "no ground lies twice"
    )
    for one in areas:
        assert one.shape.is_valid
        for part in shapely.get_parts(one.shape):
            assert not after.plane.flatten(part).buffer(-0.1).is_empty, f"a sliver of {one.code}"


def test_a_border_moved_by_a_hair_stays_where_it_was():
    before, after = redrawn([(0.1, 0.1), (-0.1, 0), (0.2, 0), (0, 0), (0, 0.1), (0, -0.2), (0, 0.05)])
    for code, one in before.outlines.items():
        assert after.area(shapely.symmetric_difference(one.shape, after.outlines[code].shape)) < 0.05


def test_a_border_that_is_meant_to_move_moves():
    _, after = redrawn([(30, 0), (30, 0), (30, 0), (0, 0), (0, 0), (0, 0), (0, 0)])
    assert "从“B网格”划入" in after.told[0]
