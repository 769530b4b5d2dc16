"""The list of a ledger takes every condition that can be counted by, offers the plain ones in forms, and turns far."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.facts.asked import Asked
from jingwei.core.facts.facts import facts_of
from jingwei.core.facts.table import Turned, cursor_of, page_of_rows
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.facts import source_of
from jingwei.registers.models import SavedView
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import selection_of
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record

pytestmark = pytest.mark.django_db
TENANTS = FieldSet(
    "tenants",
    1,
    (
        Field("number", "编号", "text", required=True),
        Field("house", "房屋", "link", link="houses"),
        Field("kind", "类别", "choice", choices=(Choice("family", "家庭"), Choice("shop", "商户"))),
        Field("grid", "网格编码", "text"),
        Field("since", "入住日期", "date"),
    ),
)


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("office")):
        houses = define_houses()
        values = {
            "key": "tenants", "name": "租户台账", "noun": "租户", "unit": "户", "key_field": "number",
            "title_field": "number", "place_field": "grid",
        }  # fmt: skip
        perform(DefineRegister(), [values], context={"fields": TENANTS})
        grids = [street.grid(1).code, street.grid(2).code]
        record(houses, [house(n, grids[n % 2], area=str(n * 10), residents=n or None) for n in range(12)])
        tenants = [
            {"number": f"Z{n}", "house": f"H{n // 2:05d}", "kind": "家庭" if n % 2 else "商户", "grid": grids[1],
             "since": f"2025-0{1 + n}-01"}
            for n in range(6)
        ]  # fmt: skip
        record(register_by_key("tenants"), tenants)
    return street


def total(client: Client, question: str) -> int:
    answer = client.get(f"/registers/houses/?{question}")
    assert answer.status_code == 200, answer.content.decode()[-500:]
    return answer.context["pager"].total


@pytest.mark.parametrize(
    ("question", "count"),
    [
        ("f.area-min=50&f.area-under=80", 3), ("f.residents-is=empty", 1), ("f.residents-is=filled", 11),
        ("f.residents-not=3&f.residents-not=4&f.residents-is=filled", 9), ("f.area-min=100㎡", 2),
        ('w={"having":{"rows":"tenants.house"}}', 3), ('w={"having_no":{"rows":"tenants.house"}}', 9),
        ('w={"having":{"rows":"tenants.house","where":{"since":{"in":"2025Q1"}}}}', 2),
        ('w={"having":{"rows":"tenants.house","at_least":2}}', 3),
    ],
)  # fmt: skip
def test_conditions_of_an_address_narrow_the_list(street, question, count):
    assert total(street.sign_in(Client(), "office"), question) == count


def test_the_form_of_a_field_puts_its_condition_into_the_address(street):
    client = street.sign_in(Client(), "office")
    page = client.get("/registers/houses/condition/").content.decode()
    assert "居住人数" in page
    assert "关联的“租户台账”" in page
    form = "/registers/houses/condition/?f.use=home&pick=area"
    assert client.get(form).status_code == 200
    answer = client.post(form, {"f-min": "0.005公顷", "f-max": "80", "f-is": ""})
    assert parse_qs(urlsplit(answer["Location"]).query) == {
        "f.use": ["home"], "f.area-min": ["0.005公顷"], "f.area-max": ["80"],
    }  # fmt: skip
    assert client.get(answer["Location"]).context["pager"].total == 4
    wrong = client.post(form, {"f-min": "很大", "f-max": "", "f-is": ""})
    assert wrong.status_code == 422
    assert "不是数字" in wrong.content.decode()


def test_the_form_of_a_link_asks_of_the_other_ledger(street):
    client = street.sign_in(Client(), "office")
    form = "/registers/houses/condition/?pick=having:tenants.house"
    assert "类别" in client.get(form).content.decode()
    answer = client.get(client.post(form, {"way": "having_only", "w.kind": "family"})["Location"])
    assert answer.context["pager"].total == 0
    answer = client.get(client.post(form, {"way": "having", "w.kind": "family", "at_least": ""})["Location"])
    assert answer.context["pager"].total == 3
    assert [link.label for link in answer.context["chosen"]] == ["有关联的“租户台账”（类别为家庭）"]
    assert client.get(answer.context["chosen"][0].url).context["pager"].total == 12


def test_what_a_reader_makes_up_tells_nothing_of_rows_beyond_the_border(street):
    worker = street.sign_in(Client(), "grid_worker")
    with open_scope(street.scope("grid_worker")):
        own = {row.title for row in page_of_rows(selection_of(register_by_key("houses")), Turned(), 50)}
    assert len(own) == 6
    # The tenants lie in another grid: asked by a reader who sees none of them, no house has any.
    assert total(worker, 'w={"having":{"rows":"tenants.house"}}') == 0


def test_rows_are_put_in_order_by_a_field(street):
    client = street.sign_in(Client(), "office")
    up = client.get("/registers/houses/?sort=residents").context["table"].rows
    down = client.get("/registers/houses/?sort=-residents").context["table"].rows
    column = [str(c.label) for c in client.get("/registers/houses/").context["table"].columns].index("居住人数")
    assert [row.cells[column] for row in up] == [*range(1, 12), None]
    assert [row.cells[column] for row in down] == [*range(11, 0, -1), None]


@pytest.mark.parametrize("order", ["", "residents", "-residents", "use", "-area"])
def test_pages_turned_by_the_rows_themselves_leave_none_out(street, order):
    with open_scope(street.scope("office")):
        asked = Asked(facts_of(source_of(register_by_key("houses"))), order=order)
        whole = [row.entry for row in page_of_rows(asked, Turned(), 50)]
        first = page_of_rows(asked, Turned(), 5)
        second = page_of_rows(asked, Turned(2, after=cursor_of(first[-1])), 5)
        third = page_of_rows(asked, Turned(3, after=cursor_of(second[-1])), 5)
        back = page_of_rows(asked, Turned(2, before=cursor_of(third[0])), 5)
    assert [row.entry for row in (*first, *second, *third)] == whole
    assert [row.entry for row in back] == [row.entry for row in second]


def test_a_kept_view_of_before_opens_as_it_was(street):
    client = street.sign_in(Client(), "office")
    with open_scope(street.scope("office")) as scope:
        query = {"f.use": ["home", "shop"], "q": ["示例路"], "on": ["2099-01-01"]}
        SavedView(register=register_by_key("houses"), name="住宅和商铺", query=query, owner=scope.actor.id).save()
    view = next(tab for tab in client.get("/registers/houses/").context["tabs"] if tab.label == "住宅和商铺")
    labels = [link.label for link in client.get(view.url).context["chosen"]]
    assert labels == ["房屋性质：住宅", "房屋性质：商铺", "截至 2099-01-01"]


def test_a_personal_field_is_no_condition_anywhere(street):
    with open_scope(street.scope("office")):
        define_firms()
    client = street.sign_in(Client(), "office")
    assert "联系电话" not in client.get("/registers/firms/condition/").content.decode()
    assert client.get("/registers/firms/condition/?pick=phone").status_code == 422
    assert client.get('/registers/firms/?w={"phone":"1"}').status_code == 422
    assert client.get("/registers/firms/?f.phone=1").context["chosen"] == ()
