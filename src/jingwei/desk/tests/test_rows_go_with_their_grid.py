"""Grids are redrawn: rows that stood on the ground go with it from that day on, and last year's counts stay."""

from datetime import date
from uuid import UUID

import pytest
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.facts.point import Point
from jingwei.core.fields import Field, FieldSet
from jingwei.core.imports.undo import UndoImport
from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import mapped_street
from jingwei.indicators.tests.counting import cell, define, parts
from jingwei.places.query import scheme_by_key
from jingwei.places.redrawing import plan_redrawing
from jingwei.places.steps import Step
from jingwei.places.tests.drawn import redraw, spots
from jingwei.places.tests.squares import import_features, square
from jingwei.registers.actions import ChangeEntry, CorrectEntry, DefineRegister, EndEntry, RecordEntry
from jingwei.registers.actions import UndoImport as UndoSheet
from jingwei.registers.models import Entry, Source, Version
from jingwei.registers.query import register_by_key, versions
from jingwei.registers.redrawn import follow
from jingwei.registers.tests.ledgers import define_firms, house

pytestmark = pytest.mark.django_db
ON = "2026-02-01"


@pytest.fixture
def street():
    """Three houses with points in the first grid (two left, one right), one without a point, one in another grid."""
    made = mapped_street()
    with open_scope(made.scope("office")):
        grid, other = made.grid().code, made.grid(2, 1).code
        add(house(1, grid, point=at(0.1, 0.1)), house(2, grid, point=at(0.2, 0.2)), house(3, grid, point=at(0.4, 0.1)))
        add(house(4, grid), house(5, other, point=at(0.7, 0.1)))
        define("houses", count="houses")
    return made


def at(x, y):
    """A point, in sides of the square."""
    lon, lat = spots((x, y))[0]
    return {"lon": lon, "lat": lat}


def add(*rows, ledger="houses", on="2024-05-01"):
    """Record rows that are true since a day."""
    rows = [{**row, "valid_from": on} for row in rows]
    done = perform(RecordEntry(), rows, context={"register": register_by_key(ledger)})
    return list(done.result["entries"])


def split(street, **more):
    new = f"{street.community().code}003"
    step = {"do": "split", "place": street.grid().code, "points": spots((0.3, -0.1), (0.3, 0.6)), "code": new}
    return {**step, "name": "东片网格", **more}


def lying(street):
    """House number → name of its grid now."""
    rows = Entry.objects.filter(register__key="houses").select_related("place")
    return {row.key: row.place.name for row in rows}


def test_rows_change_their_grid_from_the_day_on_and_last_years_counts_stay(street):
    with open_scope(street.scope("office")):
        before = parts(cell("houses", "2025", by="grid"))
        assert before["第1社区第1网格"] == 4
        done = redraw(split(street), on=ON).result
        assert done["moved"] == 1
        assert lying(street)["H00003"] == "东片网格"
        assert parts(cell("houses", "2025", by="grid")) == before
        now = parts(cell("houses", "2026", by="grid"))
        assert (now["第1社区第1网格"], now["东片网格"]) == (3, 1)
        assert sum(now.values()) == 5
        moved = Version.objects.get(entry__key="H00003", known_to=None, valid_from=ON)
        assert moved.data["grid"] == f"{street.community().code}003"
        assert moved.reason == "街道办会议纪要"


def test_what_moves_is_told_before_anything_is_written(street):
    with open_scope(street.scope("office")):
        given = split(street)
        step = Step("split", given["place"], tuple(map(tuple, given["points"])), code=given["code"], name="东片网格")
        drawn = plan_redrawing(scheme_by_key("general"), [step], date.fromisoformat(ON))
        (shift,) = follow(drawn.redrawn, None, None)
        assert (shift.name, shift.moved, shift.without_point) == ("房屋台账", 1, 1)
        assert list(shift.before.values()) == [4]
        assert sorted(shift.after.values()) == [1, 3]
        assert [row[0] for row in shift.rows] == ["示例路3号"]
        assert lying(street)["H00003"] == "第1社区第1网格"


def test_rows_of_a_grid_that_is_joined_go_to_the_other_with_or_without_a_point(street):
    with open_scope(street.scope("office")):
        redraw({"do": "join", "place": street.grid(1, 2).code, "with": street.grid().code}, on=ON)
        assert {lying(street)[key] for key in ("H00001", "H00002", "H00003", "H00004")} == {"第1社区第2网格"}
        assert parts(cell("houses", "2025", by="grid"))["第1社区第1网格"] == 4
        assert parts(cell("houses", "2026", by="grid"))["第1社区第2网格"] == 4


def test_rows_stay_where_the_clerk_wrote_them_when_their_point_lay_elsewhere(street):
    with open_scope(street.scope("office")):
        add(house(9, street.grid().code, point=at(0.7, 0.2)))
        redraw(
            {"do": "redraw", "place": street.grid().code, "points": spots((0, 0), (0.6, 0), (0.6, 0.5), (0, 0.5))},
            on=ON,
        )
        assert lying(street)["H00009"] == "第1社区第1网格"


def test_it_is_taken_back_with_the_rows(street):
    with open_scope(street.scope("office")):
        before = parts(cell("houses", "2026", by="grid"))
        done = redraw(split(street), on=ON).result
        perform(UndoImport(), targets=[UUID(done["import"])], reason="画错")
        assert lying(street)["H00003"] == "第1社区第1网格"
        assert parts(cell("houses", "2026", by="grid")) == before
        assert set(Source.objects.values_list("state", flat=True)) == {"undone"}
        assert redraw(split(street), on=ON).result["moved"] == 1


def test_the_file_of_a_row_tells_from_which_grid_it_came(street, client):
    with open_scope(street.scope("office")):
        redraw(split(street), on=ON)
        moved, stayed = (Entry.objects.get(key=key).pk for key in ("H00003", "H00001"))
    for role in ("office", "community_secretary"):
        clerk = street.sign_in(client, role)
        for view in ("", "dossier/", "dossier/?as=paper"):
            page = clerk.get(f"/registers/entries/{moved}/{view}").content.decode()
            assert "由来和去向" in page
            assert f"{ON} 起调整网格" in page
            assert "原在第1社区第1网格；街道办会议纪要" in page
            assert "由来和去向" not in clerk.get(f"/registers/entries/{stayed}/{view}").content.decode()


def test_a_row_that_is_to_end_ends_in_its_new_grid_and_stays_ended_when_taken_back(street):
    ended = date(2026, 6, 1)
    with open_scope(street.scope("office")):
        one = Entry.objects.get(key="H00003")
        perform(EndEntry(), [{"ended_on": ended.isoformat()}], targets=[one.pk], reason="征收拆除")
        done = redraw(split(street), on=ON).result
        assert lying(street)["H00003"] == "东片网格"
        for _ in range(2):
            assert versions(register_by_key("houses"), Point(date(2026, 5, 31))).count() == 5
            assert versions(register_by_key("houses"), Point(ended)).count() == 4
            one.refresh_from_db()
            assert (one.ended_on, one.ended_reason) == (ended, "征收拆除")
            if done:
                perform(UndoImport(), targets=[UUID(done["import"])], reason="画错")
                done = None
        assert lying(street)["H00003"] == "第1社区第1网格"


def test_rows_that_went_along_are_not_taken_back_without_the_grids(street, client):
    with open_scope(street.scope("office")):
        redraw(split(street), on=ON)
        source = Source.objects.get()
        one = Entry.objects.get(key="H00003")
        with pytest.raises(Conflict, match="撤销那次网格调整"):
            perform(UndoSheet(), targets=[source.pk], reason="试试")
        assert lying(street)["H00003"] == "东片网格"
    office = street.sign_in(client, "office")
    page = office.get(f"/registers/imports/{source.pk}/").content.decode()
    assert "撤销这次导入" not in page
    assert "不单独撤销" in page
    assert "/imports/?kind=places.redraw" in page
    refused = office.post(f"/registers/imports/{source.pk}/undo/", {"reason": "试试"})
    assert (refused.status_code, "撤销那次网格调整" in refused.content.decode()) == (409, True)
    for view in ("", "dossier/"):
        told = office.get(f"/registers/entries/{one.pk}/{view}").content.decode()
        assert "调整网格" in told
        assert "None" not in told


def test_it_is_not_taken_back_once_a_moved_row_was_changed(street):
    with open_scope(street.scope("office")):
        done = redraw(split(street), on=ON).result
        one = Entry.objects.get(key="H00003")
        perform(
            ChangeEntry(),
            [{**house(3, one.place.code, point=at(0.4, 0.1)), "residents": 7}],
            targets=[one.pk],
            expect={one.pk: one.revision},
            reason="核实",
        )
        with pytest.raises(Conflict) as built:
            perform(UndoImport(), targets=[UUID(done["import"])], reason="画错")
        assert "又办理过" in built.value.message
        assert lying(street)["H00003"] == "东片网格"


def test_a_row_registered_later_keeps_the_day_from_being_earlier(street):
    with open_scope(street.scope("office")):
        add(house(8, street.grid().code, point=at(0.4, 0.2)), on="2026-03-01")
        with pytest.raises(Invalid) as late:
            redraw(split(street), on=ON)
        assert "启用日期改为" in late.value.problems[0].message
        assert lying(street)["H00008"] == "第1社区第1网格"


def test_personal_values_survive_the_move_unread(street):
    with open_scope(street.scope("office")):
        define_firms()
        firm = {"code": "91990101TEST000011", "name": "测试公司", "grid": street.grid().code, "phone": "19900001234"}
        (key,) = add(firm, ledger="firms")
        sealed = Version.objects.get(entry=key, known_to=None)
        redraw({"do": "join", "place": street.grid(1, 2).code, "with": street.grid().code}, on=ON)
        moved = Version.objects.get(entry=key, known_to=None, valid_to="9999-12-31")
        assert moved.place.code == street.grid(1, 2).code
        assert moved.hashes == sealed.hashes
        assert moved.data["phone"].keys() == sealed.data["phone"].keys()


def test_levels_that_do_not_nest_are_dated_and_counted_each_by_itself(street):
    with open_scope(street.scope("office")):
        drawn = [
            square("P1", "西片", "片区", "", 0, 0, 0.5, 1), square("P2", "东片", "片区", "", 0.5, 0, 1, 1),
            square("S1", "南组", "小组", "", 0, 0, 1, 0.3), square("S2", "北组", "小组", "", 0, 0.3, 1, 1),
        ]  # fmt: skip
        import_features(drawn, on="2024-01-01", scheme="patrol", scheme_name="巡防网格", gives_rights="no")
        add(house(21, street.grid().code, point=at(0.1, 0.1)), house(22, street.grid(2, 2).code, point=at(0.9, 0.9)))
        west, south = parts(cell("houses", "2025", by="patrol:片区")), parts(cell("houses", "2025", by="patrol:小组"))
        assert (west["西片"], west["东片"], south["南组"], south["北组"]) == (1, 1, 1, 1)
        line = spots((-0.1, 0.05), (1.1, 0.05))
        redraw({"do": "split", "place": "S1", "points": line, "code": "S3", "name": "中组"}, on=ON, scheme="patrol")
        now = parts(cell("houses", "2026", by="patrol:小组"))
        assert sum(now[name] for name in ("南组", "中组", "北组")) == 2
        assert parts(cell("houses", "2025", by="patrol:小组"))["南组"] == 1
        assert parts(cell("houses", "2026", by="patrol:片区"))["西片"] == 1


def test_rows_follow_a_scheme_that_only_counts(street):
    with open_scope(street.scope("office")):
        step = {
            "do": "split",
            "place": "F01",
            "points": spots((0.5, -0.1), (0.5, 1.1)),
            "code": "F02",
            "name": "防疫2号",
        }
        assert redraw(step, on=ON, scheme="drive").result["moved"] in (1, 3)
        found = parts(cell("houses", "2026", by="drive:drive"))
        assert found["防疫1号"] + found["防疫2号"] == 4
        assert parts(cell("houses", "2025", by="drive:drive"))["防疫1号"] == 4


def test_an_event_stays_in_the_grid_in_which_it_happened(street):
    fields = (
        Field("code", "编号", "text", required=True),
        Field("day", "检查日期", "date", required=True, happened=True),
        Field("grid", "网格编码", "text"),
        Field("point", "位置", "location"),
    )
    spot = at(0.4, 0.1)
    old, new = street.grid().code, f"{street.community().code}003"
    with open_scope(street.scope("office")):
        named = {"key": "visits", "name": "检查台账", "noun": "检查", "unit": "次", "key_field": "code"}
        values = {**named, "title_field": "code", "place_field": "grid"}
        perform(DefineRegister(), [values], context={"fields": FieldSet("visits", 1, fields)})
        visits = {"register": register_by_key("visits")}
        define("visits", count="visits", at="day")
        perform(RecordEntry(), [{"code": "V1", "day": "2025-03-05", "grid": old, "point": spot}], context=visits)
        redraw(split(street), on=ON)
        # Written down and mended after the grid has changed, an event still lies where it happened.
        late = {"code": "V2", "day": "2025-04-06", "grid": old, "point": spot}
        perform(RecordEntry(), [late, {"code": "V3", "day": "2026-03-01", "point": spot}], context=visits)
        first = Entry.objects.get(key="V1")
        perform(CorrectEntry(), [{"code": "V1", "day": "2025-03-06", "grid": old}], targets=[first.pk], reason="看错")
        assert parts(cell("visits", "2025", by="grid"))["第1社区第1网格"] == 2
        assert parts(cell("visits", "2026", by="grid"))["东片网格"] == 1
        assert Entry.objects.get(key="V3").place.code == new


def test_the_list_of_a_redrawn_grid_says_until_when_there_was_one(street, client):
    with open_scope(street.scope("office")):
        gone = street.grid()
        then = timezone.now().isoformat()
        redraw({"do": "join", "place": street.grid(1, 2).code, "with": gone.code}, on=ON)
    clerk = street.sign_in(client, "office")
    now = clerk.get("/registers/houses/", {"place": gone.pk}).context
    assert now["pager"].total == 0
    assert f"“第1社区第1网格”{ON}起已调整" in now["empty"].text
    known = clerk.get("/registers/houses/", {"place": gone.pk, "on": "2026-03-01", "known_at": then}).context
    assert known["pager"].total == 4
    assert "按当时口径，在册 4 套" in known["subtitle"]
