"""The catalogue names what a matter is about; rules and earlier matters suggest who leads it, a person decides."""

import pytest
from django.test import Client
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.calendar import office_calendar
from jingwei.core.errors import Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.matters.actions import AddLeadRule, WithdrawLeadRule
from jingwei.matters.catalogue import categories, find_categories
from jingwei.matters.dispatching import Suggestion, suggestion
from jingwei.matters.models import LeadRule, Matter
from jingwei.matters.tests.asking import DONE, move, receive, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def rule(street: Street, department: str, **told: str) -> None:
    with open_scope(street.scope("dispatcher")):
        perform(AddLeadRule(), [{"department": str(street.departments[department].pk), **told}])


def suggested(street: Street, matter: Matter) -> Suggestion | None:
    with open_scope(street.scope("dispatcher")):
        return suggestion(matter)


def test_the_catalogue_holds_the_standard_and_a_list_of_the_hotline():
    city = [key for key in categories() if key.startswith("m")]
    assert len(city) == 250
    assert categories()["m01037"].name == "路灯异常"
    assert categories()["m06010"].group == "市容环境"
    assert len({one.name for one in categories().values()}) == len(categories())
    assert [one.key for one in find_categories("路灯")][:1] == ["m01037"]


def test_the_rule_that_says_most_is_followed(street: Street) -> None:
    rule(street, "safety")
    rule(street, "urban", category="m06")
    rule(street, "safety", category="m06", place=str(street.community().pk))
    near = receive(street, kind="grid", channel="grid", category="m06010")
    far = receive(street, kind="grid", channel="grid", category="m06010", place=str(street.grid(2, 1).pk))
    other = receive(street, kind="grid", channel="grid")
    found = [suggested(street, one) for one in (near, far, other)]
    assert [one.department.key for one in found if one] == ["safety", "urban", "safety"]
    assert found[0] is not None
    assert "在第1社区" in found[0].why


def test_a_rule_taken_out_of_use_is_followed_no_more(street: Street) -> None:
    rule(street, "urban", category="m06010")
    matter = receive(street, kind="grid", channel="grid", category="m06010")
    with open_scope(street.scope("dispatcher")):
        perform(WithdrawLeadRule(), targets=[LeadRule.objects.get().pk], reason="职责调整")
    assert suggested(street, matter) is None
    with pytest.raises(Invalid, match="没有以此开头的分类编码"):
        rule(street, "urban", category="x1")
    with open_scope(street.scope("grid_worker")), pytest.raises(Refused, match="调度员"):
        perform(AddLeadRule(), [{"department": str(street.departments["urban"].pk)}])


def closed(street: Street, department: str) -> None:
    matter = receive(street, kind="grid", channel="grid", category="m09006")
    lead = {"lead": str(street.departments[department].pk)}
    walk(street, matter, ("dispatcher", "dispatch", lead), ("dispatcher", "finish", DONE), ("office", "verify"))


def test_earlier_matters_suggest_only_where_they_are_enough_and_of_one_mind(street: Street) -> None:
    for _ in range(4):
        closed(street, "urban")
    matter = receive(street, kind="grid", channel="grid", category="m09006")
    assert suggested(street, matter) is None
    closed(street, "urban")
    found = suggested(street, matter)
    assert found is not None
    assert (found.department.key, found.why) == ("urban", "最近5件“占道经营”里，5件由该部门主办")
    for _ in range(3):
        closed(street, "safety")
    assert suggested(street, matter) is None


def test_the_form_of_dispatching_shows_the_suggestion_and_why(street: Street, client: Client) -> None:
    rule(street, "urban", category="m06")
    matter = move(street, "dispatcher", "accept", receive(street, kind="grid", channel="grid", category="m06010"))
    page = street.sign_in(client, "dispatcher").get(f"/matters/{matter.pk}/dispatch/").content.decode()
    assert "建议交城市建设办公室。派单规则：市容环境类由城市建设办公室主办。" in page
    assert client.get("/matters/rules/").context["table"].rows[0].cells[3] == "城市建设办公室"


def test_a_class_of_the_hotline_brings_its_own_term(street: Street) -> None:
    matter = receive(street, category="h20001", received_at="2025-06-03 09:00")
    day = office_calendar().add_working_days(timezone.localtime(matter.received_at).date(), 2).day
    assert matter.due_at is not None
    assert timezone.localtime(matter.due_at).date() == day
    with pytest.raises(Invalid, match="分类目录里没有"):
        receive(street, category="h99999")
    assert move(street, "dispatcher", "categorize", matter, category="m01037").category == "m01037"


def test_what_goes_another_lawful_way_says_which(street: Street, client: Client) -> None:
    matter = move(street, "dispatcher", "divert", receive(street), to="court", reason="已向法院起诉")
    page = street.sign_in(client, "dispatcher").get(f"/matters/{matter.pk}/").content.decode()
    assert ("转走：诉讼、仲裁" in page, "已向法院起诉" in page) == (True, True)
    old = receive(street, received_at="2025-06-03 09:00")
    assert "已经超过" in client.get(f"/matters/{old.pk}/return_out/").content.decode()
