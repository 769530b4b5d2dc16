"""Two rows of one object become one: values chosen, pointers followed, the past as known then untouched, undoable."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, JingweiError, Refused
from jingwei.core.facts.point import Point
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import (
    ChangeEntry,
    DefineRegister,
    EndEntry,
    ImportSheet,
    MergeEntries,
    RecordEntry,
    UndoSuccession,
)
from jingwei.registers.incoming import upload
from jingwei.registers.models import Entry, SavedView, Succession, Version
from jingwei.registers.query import register_by_key, state_of, versions
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db
REPAIRS = FieldSet(
    key="repairs",
    version=1,
    fields=(
        Field("code", "编号", "text", required=True),
        Field("house", "房屋", "link", link="houses"),
        Field("grid", "网格编码", "text"),
        Field("phone", "联系电话", "phone", personal="phone"),
        Field(
            "rooms",
            "涉及房屋",
            "parts",
            parts=(Field("room", "房屋", "link", link="houses", required=True), Field("note", "说明", "text")),
        ),
    ),
)


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        yield made


@pytest.fixture
def houses(street):
    return define_houses()


@pytest.fixture
def repairs(street, houses):
    values = {
        "key": "repairs",
        "name": "维修台账",
        "noun": "维修",
        "unit": "件",
        "key_field": "code",
        "title_field": "code",
    }
    kept = {"purpose": "联系维修", "basis": "个人信息保护法第十三条", "keep_until": "2030-12-31", "place_field": "grid"}
    perform(DefineRegister(), [{**values, **kept}], context={"fields": REPAIRS})
    return register_by_key("repairs")


def _two(houses, grid, **more):
    rows = [
        {**house(1, grid, residents=2), "valid_from": "2024-01-01"},
        {**house(2, grid, residents=5, area={"n": "80", "u": "平方米"}), "valid_from": "2023-06-01", **more},
    ]
    record(houses, rows)
    keys = dict(Entry.objects.filter(register=houses).values_list("key", "pk"))
    return keys["H00001"], keys["H00002"]


def _merge(kept, other, **values):
    return perform(MergeEntries(), [values], targets=[kept, other], reason="同一套房登记了两次").result


def _count(register, day=None, known_at=None):
    return versions(register, Point(day, known_at)).count()


def test_one_row_stays_with_the_values_that_were_chosen(street, houses):
    kept, other = _two(houses, street.grid().code)
    _merge(kept, other, take="residents,area")
    state = state_of(kept)
    assert (state.data["residents"], state.data["area"]["n"], state.data["number"]) == (5, "80.00", "H00001")
    assert state.data["address"] == "示例路1号"
    gone = Entry.objects.get(pk=other)
    assert gone.ended_reason == "并入 H00001"
    assert state_of(other) is None


def test_the_object_is_counted_once_for_all_its_time_but_as_known_then_twice(street, houses):
    kept, other = _two(houses, street.grid().code)
    then = timezone.now()
    _merge(kept, other)
    days = [date(2023, 5, 31), date(2023, 7, 1), date(2024, 6, 1), None]
    assert [_count(houses, day) for day in days] == [0, 1, 1, 1]
    assert [_count(houses, day, then) for day in days] == [0, 1, 2, 2]
    before = state_of(kept, Point(date(2023, 7, 1)))
    assert (before.data["residents"], before.data["number"]) == (5, "H00001")
    assert state_of(kept, Point(date(2024, 6, 1))).data["residents"] == 2


def test_two_that_become_one_on_a_day_are_two_until_then(street, houses):
    kept, other = _two(houses, street.grid().code)
    _merge(kept, other, on="2025-03-01", take="residents")
    assert [_count(houses, date(2025, 2, 28)), _count(houses, date(2025, 3, 1))] == [2, 1]
    assert state_of(kept, Point(date(2025, 2, 28))).data["residents"] == 2
    assert state_of(kept).data["residents"] == 5
    assert Entry.objects.get(pk=other).ended_on == date(2025, 3, 1)


def test_a_day_before_the_last_change_is_refused_with_the_day(street, houses):
    kept, other = _two(houses, street.grid().code)
    with pytest.raises(Invalid, match="应晚于两条记录最近一次变更的日期2024-01-01"):
        _merge(kept, other, on="2023-12-31")


def test_what_led_to_the_other_row_leads_to_the_one_that_stays(street, houses, repairs):
    grid = street.grid().code
    kept, other = _two(houses, grid)
    rows = [
        {"code": "R1", "house": "H00002", "grid": grid, "phone": "19900000001"},
        {"code": "R2", "rooms": [{"room": "H00002", "note": "漏水"}, {"room": "H00001"}], "grid": grid},
        {"code": "R3", "house": "H00001", "grid": grid},
    ]
    one, two, _ = (UUID(key) for key in record(repairs, [{**row, "valid_from": "2024-05-01"} for row in rows]))
    then = timezone.now()
    assert _merge(kept, other)["repointed"] == 2
    assert state_of(one).data["house"] == "H00001"
    assert [line["room"] for line in state_of(two).data["rooms"]] == ["H00001", "H00001"]
    assert state_of(one, Point(date(2024, 6, 1), then)).data["house"] == "H00002"
    # The value that nobody read is still there, and the row is the same when its sheet comes in again.
    assert state_of(one).data["phone"]["c"]
    again = [{"code": "R1", "house": "H00001", "grid": grid, "phone": "19900000001"}]
    done = perform(ChangeEntry(), again, targets=[one], context={"register": repairs})
    assert done.result == {"register": "repairs", "entries": [], "same": 1}


def test_from_a_day_on_the_pointers_before_it_stay(street, houses, repairs):
    grid = street.grid().code
    kept, other = _two(houses, grid)
    row = {"code": "R1", "house": "H00002", "grid": grid, "valid_from": "2024-05-01"}
    one = UUID(record(repairs, [row])[0])
    _merge(kept, other, on="2025-03-01")
    assert state_of(one, Point(date(2025, 2, 28))).data["house"] == "H00002"
    assert state_of(one).data["house"] == "H00001"


def test_attachments_and_lines_of_both_can_be_kept_others_not(street, houses, repairs):
    grid = street.grid().code
    _two(houses, grid)
    rows = [{"code": "R1", "rooms": [{"room": "H00001"}]}, {"code": "R2", "rooms": [{"room": "H00002"}]}]
    kept, other = (UUID(key) for key in record(repairs, [{**row, "grid": grid} for row in rows]))
    with pytest.raises(Invalid, match="“房屋”只能二选一"):
        _merge(kept, other, both="house")
    with pytest.raises(Invalid, match="编号不能换"):
        _merge(kept, other, take="code")
    _merge(kept, other, both="rooms")
    assert [line["room"] for line in state_of(kept).data["rooms"]] == ["H00001", "H00002"]


def test_a_merging_is_undone_as_one(street, houses, repairs):
    grid = street.grid().code
    kept, other = _two(houses, grid)
    one = UUID(record(repairs, [{"code": "R1", "house": "H00002", "grid": grid, "valid_from": "2024-05-01"}])[0])
    before = [_count(houses, day) for day in (date(2023, 7, 1), date(2024, 6, 1), None)]
    done = _merge(kept, other, take="residents")
    merged = timezone.now()
    perform(UndoSuccession(), targets=[UUID(done["succession"])], reason="是两套房")
    assert [_count(houses, day) for day in (date(2023, 7, 1), date(2024, 6, 1), None)] == before
    assert (state_of(kept).data["residents"], state_of(other).data["residents"]) == (2, 5)
    assert state_of(one).data["house"] == "H00002"
    assert Entry.objects.get(pk=other).ended_on is None
    assert _count(houses, None, merged) == 1
    with pytest.raises(Conflict, match="已由"):
        perform(UndoSuccession(), targets=[UUID(done["succession"])], reason="再来一次")


def test_what_was_changed_since_is_not_undone(street, houses):
    kept, other = _two(houses, street.grid().code)
    done = _merge(kept, other)
    perform(ChangeEntry(), [{"residents": 9}], targets=[kept], context={"given": ["residents"]})
    with pytest.raises(Conflict, match="H00001在这次合并之后又被修改"):
        perform(UndoSuccession(), targets=[UUID(done["succession"])], reason="是两套房")
    assert Succession.objects.get().undone_at is None


def test_what_is_out_of_use_or_the_same_row_is_not_merged(street, houses):
    kept, other = _two(houses, street.grid().code)
    with pytest.raises(JingweiError, match="两条不同的记录"):
        perform(MergeEntries(), targets=[kept], reason="试")
    perform(EndEntry(), [{"ended_on": "2025-01-01"}], targets=[other], reason="拆除")
    with pytest.raises(Conflict, match="已于2025-01-01停用"):
        _merge(kept, other)


def test_the_second_clerk_is_told_that_the_row_changed(street, houses):
    kept, other = _two(houses, street.grid().code)
    perform(ChangeEntry(), [{"residents": 9}], targets=[other], context={"given": ["residents"]})
    with pytest.raises(Conflict):
        perform(MergeEntries(), targets=[kept, other], expect={kept: 1, other: 1}, reason="同一套房")


def test_a_sheet_that_still_has_the_merged_number_is_told_where_it_went(street, houses, repairs):
    grid = street.grid().code
    kept, other = _two(houses, grid)
    _merge(kept, other)
    sheet = f"房屋编号,地址,网格编码\nH00002,示例路2号,{grid}\nH00003,示例路3号,{grid}\n".encode()
    draft = upload(houses, sheet, "房屋.csv")
    done = perform(ImportSheet(), [{"partial": True}], targets=[draft.pk]).result
    assert (done["new"], done["refused"]) == (1, 1)
    with pytest.raises(Invalid, match="“H00002”已并入“H00001”"):
        perform(RecordEntry(), [house(2, grid)], context={"register": houses})
    # A link by the number that is gone is read as the row that stays.
    draft = upload(repairs, f"编号,房屋,网格编码\nR9,H00002,{grid}\n".encode(), "维修.csv")
    perform(ImportSheet(), targets=[draft.pk])
    assert Version.objects.get(entry__key="R9").data["house"] == "H00001"


def test_who_serves_a_place_merges_there_unless_rows_elsewhere_point_at_it(street, houses, repairs):
    here, there = street.grid(1).code, street.grid(2).code
    kept, other = _two(houses, here)
    third = UUID(record(houses, [{**house(3, here), "valid_from": "2024-01-01"}])[0])
    record(repairs, [{"code": "R1", "house": "H00002", "grid": there}])
    with open_scope(street.scope("grid_lead")):
        with pytest.raises(Refused, match="有 1 条您管辖范围以外的记录指向“H00002”"):
            _merge(kept, other)
        assert _merge(kept, third)["repointed"] == 0
    with open_scope(street.scope("leader")), pytest.raises(Refused):
        _merge(kept, other)


def test_the_page_shows_what_differs_and_what_points_here():
    street = make_street()
    with open_scope(street.scope("office")):
        houses = define_houses()
        kept, other = _two(houses, street.grid().code)
        parts = (Field("code", "编号", "text", required=True), Field("house", "房屋", "link", link="houses"))
        values = {"key": "visits", "name": "走访台账", "noun": "走访", "unit": "次", "key_field": "code"}
        perform(DefineRegister(), [{**values, "title_field": "code"}], context={"fields": FieldSet("visits", 1, parts)})
        record(register_by_key("visits"), [{"code": "V1", "house": "H00002"}])
        SavedView(register=houses, name="常看的两户", query={"f.number": ["H00002"]}).save()
    client = street.sign_in(Client(), "office")
    asked = client.post(f"/registers/entries/{kept}/merge/", {"other": "H00002"})
    here = f"/registers/entries/{kept}/merge/{other}/"
    assert asked["Location"] == here
    page = client.get(here).content.decode()
    assert "走访台账" in page
    assert "改为指向 H00001" in page
    assert "常用视图“常看的两户”" in page
    assert "相同的不用选：网格编码、房屋性质" in page
    refused = client.post(here, {"take.residents": "other"})
    assert (refused.status_code, "请写明为什么合并" in refused.content.decode()) == (422, True)
    done = client.post(here, {"take.residents": "other", "reason": "登记了两次"}, follow=True).content.decode()
    assert "1 条指向它的记录已改为指向这一条" in done
    assert "并入这一条的" in done
    # The old address leads on.
    assert "“H00002”已并入这一条" in client.get(f"/registers/entries/{other}/", follow=True).content.decode()
    with open_scope(street.scope("office")):
        succession = Succession.objects.get()
        assert state_of(kept).data["residents"] == 5
    undo = f"/registers/successions/{succession.pk}/undo/"
    assert "H00002 并入 H00001" in client.get(undo).content.decode()
    back = client.post(undo, {"reason": "是两套房"}, follow=True).content.decode()
    assert "已撤销合并" in back
    assert "示例路2号" in back
