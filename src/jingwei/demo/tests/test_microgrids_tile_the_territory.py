import pytest
import shapely

from jingwei.core.codes import check_division_code, check_grid_code
from jingwei.demo.profiles import LARGE, SMALL
from jingwei.demo.territory import make_territory
from jingwei.demo.tiling import divide, serial_order
from jingwei.places.geojson import read_outlines, write_features
from jingwei.places.outline_checks import check_outlines


@pytest.fixture(scope="module", params=["large", "small", "tiny"])
def pair(request):
    profile = {"large": LARGE, "small": SMALL, "tiny": LARGE.scaled(0.02)}[request.param]
    return profile, make_territory(profile)


def test_the_numbers_of_places_are_those_of_the_profile(pair):
    profile, territory = pair
    assert len(territory.communities) == len(profile.communities)
    assert len(territory.grids) == profile.grids
    assert len(territory.microgrids) == profile.microgrids
    assert len(territory.drive_grids) == profile.drive_grids
    assert territory.subdistrict.flat.area == pytest.approx(profile.square_km * 1e6, rel=1e-3)


def test_every_level_fills_the_subdistrict_without_gap_or_overlap(pair):
    _, territory = pair
    whole = territory.subdistrict.flat.area
    for level in (territory.communities, territory.grids, territory.microgrids, territory.drive_grids):
        assert shapely.coverage_is_valid([area.shape for area in level])
        assert sum(area.flat.area for area in level) == pytest.approx(whole, abs=1)
        assert all(area.shape.geom_type == "Polygon" for area in level)


def test_the_importer_finds_nothing_to_remark_in_either_scheme(pair):
    _, territory = pair
    for areas in (territory.scheme, [territory.subdistrict, *territory.drive_grids]):
        features = [({"code": a.code, "name": a.name, "level": a.level, "parent": a.parent}, a.shape) for a in areas]
        report = check_outlines(read_outlines(write_features(features, "边界").encode()))
        assert report.remarks == []
        assert len(report.outlines) == len(areas)


def test_the_second_scheme_lies_across_the_first(pair):
    _, territory = pair
    first = territory.communities
    across = [d for d in territory.drive_grids if sum(d.flat.intersection(c.flat).area > 100 for c in first) > 1]
    assert len(across) > len(territory.drive_grids) / 3


def test_codes_have_their_length_begin_with_their_parent_and_are_unique(pair):
    _, territory = pair
    codes = [area.code for area in [*territory.scheme, *territory.drive_grids]]
    assert len(set(codes)) == len(codes)
    for area in territory.communities:
        assert check_division_code(area.code, digits=12).startswith(territory.subdistrict.code)
        assert ("村" in area.name) == (area.code[9] == "2")
    for area in territory.grids:
        assert check_grid_code(area.code).startswith(area.parent)
    for area in territory.microgrids:
        assert len(area.code) == 17
        assert area.code.startswith(area.parent)


def test_serials_run_from_north_to_south_and_west_to_east():
    cells = [shapely.box(x, y, x + 10, y + 10) for y in (0, 10, 20) for x in (20, 0, 10)]
    assert serial_order(cells) == [7, 8, 6, 4, 5, 3, 1, 2, 0]


def test_an_area_that_is_not_convex_is_divided_into_connected_cells():
    import random

    hook = shapely.Polygon([(0, 0), (900, 0), (900, 900), (600, 900), (600, 200), (300, 200), (300, 900), (0, 900)])
    for seed in range(8):
        cells = divide(hook, 9, random.Random(seed), sway=0.08)
        assert len(cells) == 9
        assert all(cell.geom_type == "Polygon" and cell.is_valid for cell in cells)
        assert sum(cell.area for cell in cells) == pytest.approx(hook.area, abs=1)
