"""A house is divided: from a day on there are two, what it was stays, and each shows where it came from."""

from datetime import date
from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.facts.point import Point
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister, MergeEntries, SplitEntry, UndoSuccession
from jingwei.registers.models import Entry, Succession
from jingwei.registers.query import register_by_key, state_of, versions
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        yield made


@pytest.fixture
def houses(street):
    return define_houses()


def _whole(houses, street):
    row = house(1, street.grid().code, residents=6, area={"n": "120", "u": "平方米"}, valid_from="2024-01-01")
    return UUID(record(houses, [row])[0])


def _line(number, **more):
    return {"n_number": number, **more}


def _split(entry, *lines, on="2025-07-01", **more):
    return perform(SplitEntry(), [{"on": on, "into": list(lines), **more}], targets=[entry], reason="分户").result


def _count(houses, day):
    return versions(houses, Point(day)).count()


def test_from_the_day_on_there_are_two_with_their_own_amounts(street, houses):
    entry = _whole(houses, street)
    done = _split(
        entry,
        _line("H1-1", n_title="示例路1号东", residents=4, area="70 平方米"),
        _line("H1-2", residents=1, area="50"),
    )
    assert [_count(houses, date(2025, 6, 30)), _count(houses, date(2025, 7, 1))] == [1, 2]
    east, west = (state_of(UUID(key)) for key in done["entries"])
    assert (east.title, east.data["residents"], east.data["area"]["n"]) == ("示例路1号东", 4, "70.00")
    assert (west.title, west.data["use"], west.place_id) == ("示例路1号", "home", street.grid().pk)
    assert done["unlike"] == [{"label": "居住人数", "before": "6", "sum": "5"}]
    assert Entry.objects.get(pk=entry).ended_reason == "拆分为 H1-1、H1-2"


def test_the_whole_may_go_on_as_one_of_the_parts(street, houses):
    entry = _whole(houses, street)
    done = _split(entry, _line("H00001", residents=4), _line("H00001-2", residents=2))
    assert (done["goes_on"], len(done["entries"])) == (True, 1)
    assert state_of(entry).data["residents"] == 4
    assert state_of(entry, Point(date(2025, 6, 30))).data["residents"] == 6
    assert "area" not in state_of(entry).data


def test_what_led_to_the_whole_leads_to_the_part_that_was_named(street, houses):
    fields = FieldSet(
        "visits", 1, (Field("code", "编号", "text", required=True), Field("house", "房", "link", link="houses"))
    )
    values = {"key": "visits", "name": "走访", "noun": "走访", "unit": "次", "key_field": "code", "title_field": "code"}
    perform(DefineRegister(), [values], context={"fields": fields})
    entry = _whole(houses, street)
    visit = UUID(record(register_by_key("visits"), [{"code": "V1", "house": "H00001", "valid_from": "2024-02-01"}])[0])
    assert _split(entry, _line("A"), _line("B"), lead="B")["repointed"] == 1
    assert state_of(visit).data["house"] == "B"
    assert state_of(visit, Point(date(2025, 6, 30))).data["house"] == "H00001"


def test_what_cannot_be_is_refused_with_the_reason(street, houses):
    entry = _whole(houses, street)
    record(houses, [house(9, street.grid().code)])
    wrong = [
        ((_line("A"),), {}, "至少要写两个"),
        ((_line("A"), _line("A")), {}, "编号不能重复"),
        ((_line("A"), _line("B")), {"lead": "C"}, "只能填拆出来的编号之一：A、B"),
        ((_line("A"), _line("B")), {"on": "2024-01-01"}, "应晚于这条记录最近一次变更的日期2024-01-01"),
        ((_line("A"), _line("H00009")), {}, "这个编号已在台账中"),
        ((_line("A"), _line("B", n_place="没有的网格")), {}, "网格体系中没有这个代码或名称"),
    ]
    for lines, more, message in wrong:
        with pytest.raises(Invalid, match=message):
            _split(entry, *lines, **more)
    assert _count(houses, None) == 2


def test_a_dividing_is_undone_as_one(street, houses):
    entry = _whole(houses, street)
    done = _split(entry, _line("A", residents=4), _line("B", residents=2))
    perform(UndoSuccession(), targets=[UUID(done["succession"])], reason="没有分户")
    assert [_count(houses, date(2025, 6, 30)), _count(houses, date(2025, 7, 1)), _count(houses, None)] == [1, 1, 1]
    assert state_of(entry).data["residents"] == 6
    assert Entry.objects.get(key="A").ended_reason == "拆分已撤销"
    with pytest.raises(Conflict):
        perform(UndoSuccession(), targets=[UUID(done["succession"])], reason="再来")


def test_the_pages_of_the_parts_and_of_the_whole_lead_to_each_other():
    street = make_street()
    with open_scope(street.scope("office")):
        entry = _whole(define_houses(), street)
    client = street.sign_in(Client(), "office")
    here = f"/registers/entries/{entry}/split/"
    assert "建筑面积" in client.get(here).content.decode()
    posted = {"on": "2025-07-01", "into.0.n_number": "A", "into.1.n_number": "B", "into.asked": "1"}
    refused = client.post(here, posted)
    assert (refused.status_code, "请写明原因" in refused.content.decode()) == (422, True)
    page = client.post(here, {**posted, "reason": "分户"}, follow=True).content.decode()
    assert "已从“H00001”拆出 2 条，原来的一条已停用" in page
    assert "2025-07-01 起拆分为" in page
    with open_scope(street.scope("office")):
        part = Succession.objects.get().after[0]
    assert "2025-07-01 起由此拆分而来" in client.get(f"/registers/entries/{part}/").content.decode()


def test_what_happened_before_the_day_happened_to_the_whole(street, houses):
    parts = (
        Field("code", "编号", "text", required=True),
        Field("house", "房", "link", link="houses"),
        Field("day", "日期", "date", required=True, happened=True),
    )
    values = {"key": "visits", "name": "走访", "noun": "走访", "unit": "次", "key_field": "code", "title_field": "code"}
    perform(DefineRegister(), [values], context={"fields": FieldSet("visits", 1, parts)})
    entry = _whole(houses, street)
    visits = register_by_key("visits")
    days = {"V1": "2024-02-01", "V2": "2025-08-01"}
    record(visits, [{"code": code, "house": "H00001", "day": day} for code, day in days.items()])
    assert _split(entry, _line("A"), _line("B"), lead="B")["repointed"] == 1
    assert {one.title: one.data["house"] for one in versions(visits)} == {"V1": "H00001", "V2": "B"}
    with pytest.raises(Conflict, match="记的是一件事"):
        _split(Entry.objects.get(key="V1").pk, _line("X"), _line("Y"))


def test_the_files_on_screen_and_on_paper_tell_who_came_out_of_whom():
    street = make_street()
    with open_scope(street.scope("office")):
        houses = define_houses()
        entry = _whole(houses, street)
        done = _split(entry, _line("H1-1"), _line("H1-2"))
        second = UUID(record(houses, [house(2, street.grid().code, valid_from="2024-01-01")])[0])
        perform(MergeEntries(), targets=[UUID(done["entries"][0]), second], reason="登记了两次")
    client = street.sign_in(Client(), "office")
    for key, says in ((entry, "2025-07-01 起拆分为"), (done["entries"][0], "2025-07-01 起由此拆分而来")):
        screen = client.get(f"/registers/entries/{key}/dossier/").content.decode()
        paper = client.get(f"/registers/entries/{key}/dossier/?as=paper").content.decode()
        assert says in screen
        assert says in paper
        assert "分户" in paper
        assert ("撤销拆分" in screen, "撤销拆分" in paper) == (True, False)
    assert "并入这一条的" in paper
    # The file of a row that was merged leads on to the one that stays.
    told = client.get(f"/registers/entries/{second}/dossier/", follow=True).content.decode()
    assert "“H00002”已并入这一条" in told
