"""A grid is split by a line, joined to its neighbour, its border redrawn: from a day on, with nothing left between."""

from datetime import date
from uuid import UUID

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.imports.undo import UndoImport
from jingwei.core.scope import open_scope
from jingwei.places.models import Place, Succession
from jingwei.places.query import locate, places_on
from jingwei.places.territory import territory
from jingwei.places.tests.drawn import redraw, spots
from jingwei.places.tests.squares import STREET, features, import_features, office, square

pytestmark = pytest.mark.django_db
ON, BEFORE = date(2025, 3, 1), date(2025, 2, 28)
A, B, C, D = (f"{STREET}{tail}" for tail in ("001001", "001002", "002001", "002002"))
NEW = f"{STREET}001003"
SPLIT = {"do": "split", "place": A, "points": spots((0.25, -0.01), (0.25, 0.5)), "code": NEW, "name": "新网格"}


@pytest.fixture(autouse=True)
def scope():
    with open_scope(office()):
        import_features(features())
        yield


def at(x: float, y: float, on: date) -> str:
    """The code of the grid that holds a point on a day."""
    (lon, lat), land = spots((x, y))[0], territory(on)
    return land.codes[locate(lon, lat, on).rights]


def kinds() -> set[tuple[str, str, str]]:
    rows = Succession.objects.select_related("before", "after")
    return {(one.before.code[-6:], one.kind, one.after.code[-6:]) for one in rows}


def state() -> list[tuple]:
    columns = [field.column for field in Place._meta.concrete_fields if field.column != "revision"]
    return sorted(Place.objects.values_list(*columns), key=lambda row: str(row[0]))


def said(*steps, **more) -> str:
    with pytest.raises(Invalid) as wrong:
        redraw(*steps, **more)
    return "".join(one.message for one in wrong.value.problems)


def test_a_line_splits_a_grid_from_the_day_on_and_not_before():
    done = redraw(SPLIT).result
    assert (done["new"], done["changed"], done["gone"]) == (1, 1, 0)
    assert (at(0.1, 0.1, ON), at(0.4, 0.1, ON)) in {(A, NEW), (NEW, A)}
    assert at(0.1, 0.1, BEFORE) == at(0.4, 0.1, BEFORE) == A
    assert kinds() == {("001001", "continued", "001001"), ("001001", "split", "001003")}
    areas = [one.area for one in places_on(ON).filter(code__in=[A, NEW])]
    assert float(sum(areas)) == pytest.approx(float(Place.objects.get(code=A, valid_to=ON).area), abs=1)
    assert done["remarks"] == []


def test_a_line_that_stops_shortly_before_the_border_is_drawn_on():
    redraw({**SPLIT, "points": spots((0.25, 0.01), (0.25, 0.49))})
    assert places_on(ON).filter(code=NEW).exists()


def test_a_line_that_does_not_part_a_grid_is_refused_with_its_step():
    assert "第1步（拆分）" in said({**SPLIT, "points": spots((0.2, 0.2), (0.3, 0.3))})
    assert "没有把" in said({**SPLIT, "points": spots((0.2, 0.2), (0.3, 0.3))})
    zigzag = spots((0.1, -0.1), (0.1, 0.6), (0.2, 0.6), (0.2, -0.1), (0.3, -0.1), (0.3, 0.6))
    assert "只穿过一次" in said({**SPLIT, "points": zigzag})
    assert "已经用过" in said({**SPLIT, "code": B})
    assert "没有编码为" in said({**SPLIT, "place": "9"})
    assert Place.objects.filter(valid_from=ON).count() == 0


def test_a_code_that_does_not_begin_with_its_parents_is_refused():
    assert "应以上级编码" in said({**SPLIT, "code": f"{STREET}002009"})


def test_two_neighbours_become_one_and_the_other_ends():
    done = redraw({"do": "join", "place": A, "with": B, "name": "大网格"}).result
    assert (done["new"], done["changed"], done["gone"]) == (0, 1, 1)
    assert at(0.1, 0.1, ON) == at(0.1, 0.9, ON) == A
    assert at(0.1, 0.9, BEFORE) == B
    assert places_on(ON).get(code=A).name == "大网格"
    assert kinds() == {("001001", "continued", "001001"), ("001002", "merged", "001001")}


def test_grids_that_do_not_touch_are_not_joined():
    assert "不相邻" in said({"do": "join", "place": A, "with": D})
    assert "不是同一层级" in said({"do": "join", "place": A, "with": f"{STREET}002"})


def test_a_redrawn_border_gives_and_takes_so_that_nothing_is_left_between():
    done = redraw({"do": "redraw", "place": A, "points": spots((0, 0), (0.5, 0), (0.5, 0.7), (0, 0.4))}).result
    assert (done["changed"], done["new"], done["remarks"]) == (2, 0, [])
    assert (at(0.45, 0.6, ON), at(0.02, 0.45, ON)) == (A, B)
    assert ("001001", "ceded", "001002") in kinds()
    assert ("001002", "ceded", "001001") in kinds()


def test_a_grid_that_takes_ground_of_another_community_takes_its_border_along():
    done = redraw({"do": "redraw", "place": A, "points": spots((0, 0), (0.6, 0), (0.6, 0.5), (0, 0.5))}).result
    assert done["remarks"] == []
    land = territory(ON)
    ((lon, lat),) = spots((0.55, 0.1))
    way = [land.codes[key] for key in land.paths[locate(lon, lat, ON).rights]]
    assert way == [STREET, f"{STREET}001", A]
    whole = sum(float(one.area) for one in places_on(ON).filter(level="community"))
    assert whole == pytest.approx(float(Place.objects.get(code=STREET).area), abs=2)


def test_what_lies_outside_the_street_is_refused_with_square_metres():
    wrong = said({"do": "redraw", "place": A, "points": spots((-0.1, 0), (0.5, 0), (0.5, 0.5), (-0.1, 0.5))})
    assert "平方米" in wrong
    assert "辖区以外不能划入" in wrong


def test_a_border_that_crosses_itself_is_refused_with_the_spot():
    bow = spots((0, 0), (0.5, 0.5), (0.5, 0), (0, 0.5))
    assert "自己交叉" in said({"do": "redraw", "place": A, "points": bow})


def test_a_neighbour_is_not_swallowed_by_a_redrawn_border():
    ring = spots((0, 0), (0.5, 0), (0.5, 1), (0, 1))
    assert "整个占去" in said({"do": "redraw", "place": A, "points": ring})


def test_ground_given_up_at_the_edge_of_the_street_is_told_as_a_gap():
    notch = spots((0, 0), (0.2, 0), (0.25, 0.1), (0.3, 0), (0.5, 0), (0.5, 0.5), (0, 0.5))
    done = redraw({"do": "redraw", "place": A, "points": notch}).result
    assert any("未被" in one and "平方米" in one for one in done["remarks"])


def test_steps_follow_one_on_the_other():
    other = {**SPLIT, "place": NEW, "points": spots((-0.1, 0.25), (0.6, 0.25)), "code": f"{STREET}001004"}
    redraw(SPLIT, {**other, "name": "又一网格"}, {"do": "join", "place": B, "with": A})
    assert places_on(ON).filter(level="grid").count() == 5
    assert not places_on(ON).filter(code=A).exists()


def test_a_split_community_takes_its_grids_along_under_new_codes():
    new = f"{STREET}003"
    line = spots((-0.1, 0.5), (0.6, 0.5))
    redraw({"do": "split", "place": f"{STREET}001", "points": line, "code": new, "name": "第3社区"})
    below = set(places_on(ON).filter(parent__code=new).values_list("code", flat=True))
    assert len(below) == 1
    assert all(code.startswith(new) for code in below)
    assert {one for one in kinds() if one[1] == "recoded"} <= {
        ("001001", "recoded", "003001"), ("001002", "recoded", "003001"),
    }  # fmt: skip


def test_it_is_taken_back_whole_and_may_be_drawn_again():
    before = state()
    done = redraw(SPLIT, {"do": "join", "place": C, "with": D}).result
    perform(UndoImport(), targets=[UUID(done["import"])], reason="画错")
    assert state() == before
    assert not Succession.objects.exists()
    assert redraw(SPLIT).result["new"] == 1


def test_a_day_to_come_and_a_day_before_later_changes_are_refused():
    assert "还没到" in said(SPLIT, on="2099-01-01")
    redraw(SPLIT)
    assert "更晚的启用日期" in said({"do": "join", "place": C, "with": D}, on="2025-02-01")


def test_who_does_not_keep_the_territory_may_not_redraw():
    for role in ("leader", "grid_lead", "system_admin"):
        with open_scope(office(role)), pytest.raises(Refused):
            redraw(SPLIT)


def test_a_scheme_that_only_counts_is_redrawn_too():
    drive = [
        square(STREET, "试验街道", "街道", "", 0, 0, 1, 1),
        square("F1", "防疫1号", "防疫网格", STREET, 0, 0, 1, 1),
    ]
    import_features(drive, scheme="drive", scheme_name="防疫网格")
    line = spots((0.5, -0.1), (0.5, 1.1))
    redraw({"do": "split", "place": "F1", "points": line, "code": "F2", "name": "防疫2号"}, scheme="drive")
    land = territory(ON)
    found = {land.codes[locate(*spots((x, 0.5))[0], ON).others[0]] for x in (0.2, 0.8)}
    assert found == {"F1", "F2"}


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([], "没有任何调整步骤"),
        ([{"do": "fly", "place": A}], "第1步不是"),
        ([{**SPLIT, "points": [[119.8]]}], "经度，纬度"),
        ([{**SPLIT, "points": [[38.6, 119.8], [1, 2]]}], "经度在前"),
        ([{**SPLIT, "points": spots((0, 0))}], "至少要两个点"),
        ([{**SPLIT, "name": ""}], "没有编码或名称"),
    ],
)
def test_steps_that_say_nothing_usable_get_a_sentence(steps, told):
    assert told in said(*steps)
