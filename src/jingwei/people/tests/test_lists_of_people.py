"""The lists: searched and narrowed, and shown to whom they concern."""

from datetime import date

import pytest
from django.test import Client

from jingwei.core.scope import open_scope
from jingwei.people.declared import staff_values
from jingwei.people.models import Account, Appointment, Post, Staff
from jingwei.people.roles import ADMINISTRATORS, WORKERS
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def add_people(street: Street, first: int, last: int) -> None:
    """Grid workers number `first` to `last`, each with a post and an account."""
    with open_scope(street.keeper()):
        accounts = [Account(username=f"many-{n}") for n in range(first, last)]
        staff = [
            Staff(
                subdistrict=street.code,
                **staff_values({"number": f"M{n:04d}", "name": f"王测{n}"}),
                department=street.departments["safety"],
                account=account,
            )
            for n, account in zip(range(first, last), accounts, strict=True)
        ]
        posts = [
            Post(subdistrict=street.code, key=f"m-{n}", name="网格员", role="grid_worker", place=street.grid(2, 1))
            for n in range(first, last)
        ]
        Account.objects.bulk_create(accounts)
        Staff.objects.bulk_create(staff)
        Post.objects.bulk_create(posts)
        Appointment.objects.bulk_create(
            Appointment(subdistrict=street.code, post=post, staff=one, valid_from=date(2024, 1, 1))
            for post, one in zip(posts, staff, strict=True)
        )


def test_people_are_found_by_name_initials_number_and_phone(street: Street) -> None:
    with open_scope(street.keeper()):
        Staff.objects.create(
            subdistrict=street.code, **staff_values({"number": "Z9", "name": "赵测试", "phone": "19912345678"})
        )
    client = street.sign_in(Client(), "grid_worker")
    for words in ("赵测", "zcs", "Z9", "1991234", "赵 试"):
        page = client.get("/staff/", {"q": words}).content.decode()
        assert "赵测试" in page
        assert street.staff["leader"].number not in page


def test_the_filters_count_what_they_leave(street: Street) -> None:
    add_people(street, 0, 5)
    client = street.sign_in(Client(), "office")
    page = client.get("/staff/", {"role": "grid_worker", "community": str(street.community(2).pk)}).content.decode()
    assert "王测3" in page
    assert street.staff["grid_worker"].number not in page
    assert "王测3" not in client.get("/staff/", {"community": str(street.community(1).pk)}).content.decode()


def test_nonsense_in_the_address_is_no_error(street: Street) -> None:
    client = street.sign_in(Client(), "office")
    for query in ("department=x", "community=' OR 1=1", "page=99999", "page=-1", "role=nobody", "q=%25%5F"):
        assert client.get(f"/staff/?{query}").status_code == 200
    assert client.get("/staff/?q=%00").status_code == 400
    assert client.get("/staff/01a20000-0000-7000-8000-000000000000/").status_code == 404


@pytest.mark.parametrize("role", sorted(WORKERS | ADMINISTRATORS))
def test_everybody_finds_colleagues_and_nobody_of_another_street(street: Street, role: str) -> None:
    other = make_street("990101002", "听松街道")
    client = street.sign_in(Client(), role)
    page = client.get(f"/staff/{street.staff['office'].pk}/").content.decode()
    assert street.staff["office"].phone in page
    assert client.get(f"/staff/{other.staff['office'].pk}/").status_code == 404
    assert client.get(f"/departments/{other.departments['urban'].pk}/").status_code == 404


@pytest.mark.parametrize("role", sorted((WORKERS | ADMINISTRATORS) - {"system_admin", "security_admin"}))
def test_pages_of_keeping_are_closed_to_others(street: Street, role: str) -> None:
    client = street.sign_in(Client(), role)
    person = street.staff["handler"].pk
    addresses = [
        "/staff/new/",
        "/departments/new/",
        "/posts/new/",
        "/appoint/",
        f"/staff/{person}/change/",
        f"/staff/{person}/leave/",
    ]
    assert {client.get(address).status_code for address in addresses} == {403}


def test_two_administrators_at_one_entry_the_second_chooses_value_by_value(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    person = street.staff["handler"]
    address = f"/staff/{person.pk}/change/"
    body = {"number": person.number, "name": person.name, "expect": "1", "department": str(person.department_id)}
    first = {**body, "phone": "19900009999", "department": str(street.departments["safety"].pk), "key": "first"}
    assert client.post(address, first).status_code == 302
    second = {**body, "phone": "19900008888", "position": "主任", "key": "second"}
    answer = client.post(address, second)
    assert answer.status_code == 409
    page = answer.content.decode()
    for word in ("工作电话", "19900009999", "19900008888", "应急管理办公室", street.staff["system_admin"].name):
        assert word in page
    again = {**second, "expect": "2", "key": "", "take.phone": "mine", "take.department": "theirs"}
    assert client.post(address, again).status_code == 302
    with open_scope(street.keeper()):
        now = Staff.objects.get(pk=person.pk)
    assert (now.phone, now.position, now.department_id) == ("19900008888", "主任", street.departments["safety"].pk)


def test_what_cannot_be_taken_comes_back_with_the_form(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    person = street.staff["handler"]
    answer = client.post(
        f"/staff/{person.pk}/change/",
        {"number": street.staff["office"].number, "name": "测改", "phone": "12", "expect": "1"},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    for word in ('name="expect" value="1"', "测改", "手机号应为11位"):
        assert word in page


def test_a_form_sent_twice_makes_one_person(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    body = {"number": "D1", "name": "测双", "key": "one-and-the-same"}
    first, second = (client.post("/staff/new/", body) for _ in range(2))
    assert first["Location"] == second["Location"]
