"""Terms by stage and class of place, the closing condition that is ticked, and the duty list that says what is ours."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.calendar import office_calendar
from jingwei.core.errors import Invalid
from jingwei.core.models import ImportRecord
from jingwei.core.scope import open_scope
from jingwei.matters.actions import ClassifyPlace, ImportDuties
from jingwei.matters.catalogue import categories
from jingwei.matters.dispatching import suggestion
from jingwei.matters.duties import in_force, standing_of
from jingwei.matters.kinds import details, kinds, read_kind
from jingwei.matters.models import Matter, Step
from jingwei.matters.tests.asking import move, receive
from jingwei.people.tests.street import Street, make_street
from jingwei.places.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def classify(street: Street, place: Place, place_class: str) -> None:
    with open_scope(street.scope("dispatcher")):
        perform(ClassifyPlace(), [{"place": str(place.pk), "place_class": place_class}])


def days(matter: Matter, count: int) -> bool:
    """Whether a matter is due after so many working days."""
    assert matter.due_at is not None
    begin = timezone.localtime(matter.received_at).date()
    return timezone.localtime(matter.due_at).date() == office_calendar().add_working_days(begin, count).day


def test_a_term_is_that_of_the_stage_and_of_the_class_of_the_place(street: Street, client: Client) -> None:
    classify(street, street.community(1), "second")
    classify(street, street.grid(1, 2), "first")
    told = {"kind": "grid", "channel": "grid", "received_at": "2025-06-03 09:00"}
    near = receive(street, **told, place=str(street.grid(1, 2).pk))
    middle = receive(street, **told, place=str(street.micro(1, 1, 1).pk))
    far = receive(street, **told, place=str(street.grid(2, 1).pk))
    assert [one.place_class for one in (near, middle, far)] == ["first", "second", ""]
    assert (days(near, 3), days(middle, 5), days(far, 7)) == (True, True, True)
    assert near.stage_due_at is not None
    assert far.stage_due_at is not None
    shown = [f"{timezone.localtime(one.stage_due_at):%H:%M}" for one in (near, far)]
    assert shown == ["10:00", "15:00"]  # one and four hours of office time, over lunch
    # A class of the catalogue has its own, of a stage too.
    lid = receive(street, **told, category="m01003", place=str(street.grid(1, 2).pk))
    assert lid.due_at == lid.received_at + timedelta(hours=4)
    lid = move(street, "dispatcher", "dispatch", lid)
    assert lid.stage_due_at is not None
    assert lid.stage_due_at - lid.stage_since == timedelta(hours=12)
    classify(street, street.grid(1, 2), "")
    assert receive(street, **told, place=str(street.grid(1, 2).pk)).place_class == "second"
    client = street.sign_in(client, "dispatcher")
    assert len(client.get("/matters/?f.place_class=first").context["table"].rows) == 2
    assert "二类区域" in client.get("/matters/place-classes/").content.decode()
    answer = client.post("/matters/place-classes/set/", {"place": str(street.grid(2, 1).pk), "place_class": "third"})
    assert (answer.status_code, receive(street, **told, place=str(street.grid(2, 1).pk)).place_class) == (302, "third")


@pytest.mark.parametrize(
    ("terms", "says"),
    [
        (
            {"whole": {"count": 1, "term": "days", "inside": {"nowhere": {"count": 1, "term": "days"}}}},
            "unknown classes",
        ),
        ({"whole": {"count": 1, "term": "days", "inside": {"first": {"count": 0, "term": "days"}}}}, "is no term"),
    ],
)
def test_a_term_that_cannot_be_is_refused(terms, says):
    body = {"name": "测试", "noun": "件", "path": ["received", "working", "closed"], "terms": terms}
    with pytest.raises(ValueError, match=says):
        read_kind("test", body, details())


def test_what_has_a_closing_condition_is_solved_only_where_it_is_met(street: Street, client: Client) -> None:
    assert categories()["m06010"].closing
    matter = receive(street, kind="grid", channel="grid", category="m06010")
    matter = move(street, "dispatcher", "dispatch", matter)
    told = {"outcome": "solved", "reply": "已清运"}
    with pytest.raises(Invalid, match="结案条件：现场已清理干净"):
        move(street, "grid_worker", "finish", matter, **told)
    with pytest.raises(Invalid, match="不能选“已解决”"):
        move(street, "grid_worker", "finish", matter, **told, met="否")
    form = street.sign_in(client, "grid_worker").get(f"/matters/{matter.pk}/finish/").content.decode()
    assert ("已达到结案条件" in form, "现场已清理干净，没有残留" in form) == (True, True)
    matter = move(street, "grid_worker", "finish", matter, **told, met="是")
    with open_scope(street.street_reader()):
        said = Step.objects.get(matter=matter, verb="finish").said
    assert (said["met"], said["closing"]) == (True, "现场已清理干净，没有残留")
    assert "已达到结案条件“现场已清理干净，没有残留”" in client.get(f"/matters/{matter.pk}/").content.decode()
    plain = move(street, "dispatcher", "dispatch", receive(street, kind="grid", channel="grid"))
    assert "已达到结案条件" not in client.get(f"/matters/{plain.pk}/finish/").content.decode()
    assert kinds()["hazard"].closing
    other = receive(street, kind="grid", channel="grid", category="m06010")
    other = move(street, "dispatcher", "dispatch", other)
    assert move(street, "grid_worker", "finish", other, outcome="explained", reply="产权不明").stage == "checking"


DUTIES = [
    {"number": "12", "name": "市容环境日常管理", "kind": "基本履职", "lead": "城市建设办公室", "classes": "m06、m07"},
    {"number": "81", "name": "燃气安全执法", "kind": "上级收回", "lead": "区综合执法局", "classes": "h22008"},
]


def load(street: Street, rows: list[dict[str, str]], **more: str) -> str:
    with open_scope(street.scope("dispatcher")):
        done = perform(ImportDuties(), [{**row, **more} for row in rows], context={"file": "清单.xlsx"})
    return str(done.result["import"])


def test_what_the_duty_list_does_not_hold_is_returned_with_its_reason(street: Street, client: Client) -> None:
    ours = receive(street, category="m06010")
    theirs = receive(street, category="h22008", outside_number="1")
    nobodys = receive(street, category="h20004")
    client = street.sign_in(client, "dispatcher")
    assert "履职事项" not in client.get(f"/matters/{theirs.pk}/").content.decode()
    assert "还没有导入清单" in client.get("/matters/duties/").content.decode()
    load(street, DUTIES, since="2025-01-01")
    with open_scope(street.scope("dispatcher")):
        found = {one.pk: standing_of(one) for one in (ours, theirs, nobodys)}
        led = suggestion(ours)
    assert [found[one.pk].outside for one in (ours, theirs, nobodys)] == [False, True, True]  # type: ignore[union-attr]
    assert led is not None
    assert (led.department.key, "履职事项清单第12项" in led.why) == ("urban", True)
    page = client.get(f"/matters/{theirs.pk}/").content.decode()
    assert ("燃气安全执法（上级收回）" in page, "按清单退单" in page) == (True, True)
    assert "按清单退单" not in client.get(f"/matters/{ours.pk}/").content.decode()
    form = client.get(f"/matters/{theirs.pk}/return_out/").content.decode()
    for word in ("属清单第81项，已由上级部门收回", "请交区综合执法局办理", "退单时限"):
        assert word in form
    assert (
        "不在本街道履职事项清单（2025-01-01起执行）内"
        in client.get(f"/matters/{nobodys.pk}/return_out/").content.decode()
    )
    assert "市容环境日常管理" in client.get("/matters/duties/").content.decode()


def test_versions_of_the_duty_list_follow_each_other_and_an_import_is_taken_back(street: Street) -> None:
    load(street, DUTIES, since="2025-01-01")
    again = load(street, [{**DUTIES[1], "kind": "配合"}], since="2025-01-01")
    later = load(street, [{**DUTIES[0], "name": "市容环境管理"}], since="2025-07-01")
    load(street, [{**DUTIES[0], "name": "以后的"}], since="2099-01-01")
    with open_scope(street.street_reader()):
        assert [one.name for one in in_force()] == ["市容环境管理"]
        assert {one.number: one.kind for one in in_force(timezone.datetime(2025, 3, 1).date())} == {
            "12": "basic", "81": "assist",
        }  # fmt: skip
    with pytest.raises(Invalid, match="没有以“x9”开头"):
        load(street, [{**DUTIES[0], "classes": "x9"}])
    with pytest.raises(Invalid, match="序号重复"):
        load(street, [DUTIES[0], DUTIES[0]])
    from jingwei.core.actions import find_action

    with open_scope(street.scope("dispatcher")):
        for one in (later, again):
            perform(find_action("core.undo_import"), targets=[ImportRecord.objects.get(pk=one).pk], reason="导错了")
        assert {one.number: one.kind for one in in_force()} == {"12": "basic", "81": "taken_back"}
