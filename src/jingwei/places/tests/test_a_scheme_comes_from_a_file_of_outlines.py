"""A file of outlines becomes a scheme; what differs later begins anew, and last year's places stay."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.errors import Invalid, Refused
from jingwei.core.scope import Actor, Reader, Scope, open_scope
from jingwei.places.models import GridScheme, Place
from jingwei.places.query import find_places, locate, places_on
from jingwei.places.territory import territory
from jingwei.places.tests.squares import STREET, features, import_features, office, square

pytestmark = pytest.mark.django_db
FIRST, NEXT = date(2024, 1, 1), date(2025, 1, 1)


@pytest.fixture(autouse=True)
def scope():
    with open_scope(office()):
        yield


def counts(done):
    return {key: done.result[key] for key in ("new", "changed", "same", "gone")}


def test_places_get_parents_paths_areas_and_a_sort_key():
    done = import_features(features())
    assert counts(done) == {"new": 7, "changed": 0, "same": 0, "gone": 0}
    scheme = GridScheme.objects.get()
    assert scheme.gives_rights
    assert [level["name"] for level in scheme.levels] == ["街道", "社区", "网格"]
    by_code = {place.code: place for place in Place.objects.all()}
    grid, community = by_code[f"{STREET}002001"], by_code[f"{STREET}002"]
    assert grid.parent_id == community.pk
    assert grid.path == [by_code[STREET].pk, community.pk, grid.pk]
    assert float(by_code[STREET].area) == pytest.approx(968_000, rel=0.01)
    assert sum(p.area for p in by_code.values() if p.level == "grid") == pytest.approx(by_code[STREET].area, abs=1)
    assert grid.sort.startswith("di 12she qu")


def test_the_same_file_again_changes_nothing():
    import_features(features())
    assert counts(import_features(features(), on="2025-01-01")) == {"new": 0, "changed": 0, "same": 7, "gone": 0}
    assert Place.objects.count() == 7


def test_a_moved_border_begins_a_new_grid_and_last_years_stays():
    import_features(features())
    moved = features()
    moved[2] = square(f"{STREET}001001", "第1社区第1网格", "网格", f"{STREET}001", 0, 0, 0.5, 0.3)
    moved[3] = square(f"{STREET}001002", "第1社区第2网格", "网格", f"{STREET}001", 0, 0.3, 0.5, 1)
    assert counts(import_features(moved, on="2025-01-01")) == {"new": 0, "changed": 2, "same": 5, "gone": 0}
    states = list(Place.objects.filter(code=f"{STREET}001001").order_by("valid_from"))
    assert [(s.valid_from, s.valid_to == NEXT) for s in states] == [(FIRST, True), (NEXT, False)]
    # A point between the old and the new border belongs to another grid since then.
    lon, lat = 119.802, 38.604
    then, now = locate(lon, lat, date(2024, 6, 1)).rights, locate(lon, lat, date(2025, 6, 1)).rights
    assert territory(date(2024, 6, 1)).names[then] == "第1社区第1网格"
    assert territory(date(2025, 6, 1)).names[now] == "第1社区第2网格"


def test_children_begin_anew_with_their_parent():
    import_features(features())
    renamed = features()
    renamed[1]["properties"]["name"] = "新星社区"
    assert counts(import_features(renamed, on="2025-01-01")) == {"new": 0, "changed": 3, "same": 4, "gone": 0}
    new = Place.objects.get(name="新星社区")
    below = [place.code for place in places_on(NEXT) if new.pk in place.path]
    assert sorted(below) == [f"{STREET}001", f"{STREET}001001", f"{STREET}001002"]
    assert places_on(date(2024, 12, 31)).filter(name="第1社区").count() == 1


def test_what_is_no_longer_in_the_file_ends_unless_the_file_is_partial():
    import_features(features())
    few = [one for one in features() if not one["properties"]["code"].startswith(f"{STREET}002")]
    assert counts(import_features(few, on="2025-01-01", partial="是"))["gone"] == 0
    assert places_on(NEXT).count() == 7
    done = import_features(few, on="2025-01-01")
    assert counts(done) == {"new": 0, "changed": 0, "same": 4, "gone": 3}
    assert any("未被社区覆盖" in remark for remark in done.result["remarks"])
    assert places_on(NEXT).count() == 4
    assert places_on(date(2024, 12, 31)).count() == 7


def test_a_partial_file_moves_a_parent_and_takes_its_children_along():
    import_features(features())
    renamed = features()[1]
    renamed["properties"]["name"] = "新星社区"
    assert counts(import_features([renamed], on="2025-01-01", partial="是")) == {
        "new": 0, "changed": 3, "same": 4, "gone": 0,
    }  # fmt: skip
    grid = places_on(NEXT).get(code=f"{STREET}001001")
    assert grid.path[1] == places_on(NEXT).get(name="新星社区").pk


def test_a_file_of_the_same_day_puts_right_what_began_that_day():
    import_features(features())
    renamed = features()
    renamed[1]["properties"]["name"] = "新星社区"
    assert counts(import_features(renamed))["changed"] == 1
    assert Place.objects.count() == 7
    assert places_on(FIRST).filter(name="新星社区").count() == 1


def test_what_hinders_is_told_and_nothing_is_written():
    import_features(features())
    before = Place.objects.count()
    wrong = features()
    wrong[4]["properties"]["parent"] = f"{STREET}009"
    with pytest.raises(Invalid) as caught:
        import_features(wrong, on="2025-01-01")
    assert {problem.code for problem in caught.value.problems} >= {"parent.unknown"}
    other = features()
    other[0]["properties"]["code"] = "990101008"
    with pytest.raises(Invalid) as caught:
        import_features(other, on="2025-01-01")
    assert "subdistrict.other" in {problem.code for problem in caught.value.problems}
    with pytest.raises(Invalid, match="更晚的启用日期"):
        import_features(features(grids=3), on="2023-01-01")
    with pytest.raises(Invalid, match="新体系请填写名称"):
        import_features(features(), scheme="other", scheme_name="")
    assert Place.objects.count() == before


def test_places_that_name_each_other_as_parents_are_refused():
    ring = features()
    ring[1]["properties"].update(level="片区", parent=f"{STREET}002", code="A1")
    ring[4]["properties"].update(level="片区", parent="A1")
    with pytest.raises(Invalid):
        import_features([ring[0], ring[1], ring[4]])


def test_overlaps_are_remarked_and_do_not_hinder():
    wide = features()
    wide[2] = square(f"{STREET}001001", "第1社区第1网格", "网格", f"{STREET}001", 0, 0, 0.5, 0.6)
    done = import_features(wide)
    assert counts(done)["new"] == 7
    assert any("重叠" in remark for remark in done.result["remarks"])


def test_only_one_scheme_gives_rights():
    import_features(features())
    drive = [
        square(STREET, "试验街道", "街道", "", 0, 0, 1, 1),
        square("F01", "防疫1号", "防疫网格", STREET, 0, 0, 1, 1),
    ]
    done = import_features(drive, scheme="drive", scheme_name="防疫网格")
    assert done.result["scheme"] == "drive"
    assert [s.key for s in GridScheme.objects.filter(gives_rights=True)] == ["general"]
    found = locate(119.802, 38.602, NEXT)
    assert [territory(NEXT).names[key] for key in found.others] == ["防疫1号"]
    with pytest.raises(Invalid, match="只能有一个体系决定权限"):
        import_features(drive, scheme="third", scheme_name="第三", gives_rights="是")


def test_a_grid_worker_may_not_redraw_the_grids():
    worker = Scope(Reader.PLACE, STREET, Actor(None, "测乙", frozenset({"grid_worker"}), title="专职网格员"))
    with open_scope(worker), pytest.raises(Refused, match="系统管理员"):
        import_features(features())


def test_a_large_scheme_takes_as_many_queries_as_a_small_one():
    def queries(made, on):
        with CaptureQueriesContext(connection) as caught:
            import_features(made, on=on)
        return len(caught)

    assert queries(features(2, 2), "2024-01-01") == queries(features(10, 20), "2025-01-01") - 1


def test_places_are_found_by_code_name_part_and_sound():
    import_features(features())
    assert [p.name for p in find_places(f"{STREET}001")][:1] == ["第1社区"]
    assert find_places("第2社区")[0].name == "第2社区"
    assert {p.name for p in find_places("第2网格")} == {"第1社区第2网格", "第2社区第2网格"}
    assert [p.name for p in find_places("syjd")] == ["试验街道"]
    assert find_places("没有这里") == []
