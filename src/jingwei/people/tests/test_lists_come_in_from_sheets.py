"""Departments, staff and appointments from an office's own sheets: counts before, problems by row, few statements."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.scope import SYSTEM, Reader, Scope, open_scope
from jingwei.people.actions.import_lists import ImportAppointments, ImportDepartments, ImportStaff
from jingwei.people.models import Appointment, Department, Post, Staff
from jingwei.people.tests.list_sheets import POST_HEAD, STAFF_HEAD, confirm, person, sheet, upload
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def test_a_roster_is_previewed_confirmed_and_the_second_time_nothing_changes(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    file = sheet("工作人员花名册", STAFF_HEAD, [person("N1", "测一"), person("N2", "测二")])
    preview = upload(client, "staff", file)
    with open_scope(street.keeper()):
        assert not Staff.objects.filter(number="N1").exists()
    confirm(client, "staff", preview)
    with open_scope(street.keeper()):
        made = Staff.objects.get(number="N1")
        assert (made.name, made.department.key, made.phone) == ("测一", "urban", "19900001234")
        row = dict(
            zip(("number", "name", "position", "category", "department", "phone"), person("N1", "测一"), strict=False)
        )
        again = perform(ImportStaff(), [row]).result
    assert again.items() >= {"new": 0, "changed": 0, "same": 1, "refused": 0}.items()


def test_what_is_wrong_stands_with_row_field_and_value_and_the_rest_goes_in(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    rows = [
        person("N1", "测一"),
        person("N2", "测二", "后勤处"),
        person("N1", "测三"),
        person("N4", "", phone="1380013800"),
    ]
    preview = upload(client, "staff", sheet("花名册", STAFF_HEAD, rows))
    for word in ("第4行", "没有“后勤处”这个部门", "与第3行重复", "手机号应为11位"):
        assert word in preview
    confirm(client, "staff", preview)
    with open_scope(street.keeper()):
        assert set(Staff.objects.filter(number__startswith="N").values_list("number", flat=True)) == {"N1"}


def test_as_an_action_it_is_all_or_nothing_unless_told_to_skip(street: Street) -> None:
    rows = [{"number": "N1", "name": "测一"}, {"number": "N2", "name": "测二", "department": "后勤处"}]
    with open_scope(street.scope("system_admin")):
        with pytest.raises(Invalid, match="没有“后勤处”"):
            perform(ImportStaff(), rows)
        assert not Staff.objects.filter(number="N1").exists()
        done = perform(ImportStaff(), rows, context={"skip": True})
    assert done.result.items() >= {"new": 1, "changed": 0, "same": 0, "refused": 1}.items()


def test_appointments_bring_their_posts_along(street: Street) -> None:
    client = street.sign_in(Client(), "security_admin")
    me, other = street.staff["statistician"], street.staff["community_secretary"]
    grid = street.grid(2, 1).code
    name, role = "第1网格专职网格员", "专职网格员"
    rows = [
        ("w-1", name, role, grid, "", other.number, other.name, "A", "2024-03-01", ""),
        ("w-1", name, role, grid, "", me.number, me.name, "B", "2024-03-01", "2024-12-31"),
    ]
    confirm(client, "appointments", upload(client, "appointments", sheet("任职一览表", POST_HEAD, rows)))
    with open_scope(street.keeper()):
        post = Post.objects.get(key="w-1")
        assert (post.role, post.place_id) == ("grid_worker", street.grid(2, 1).pk)
        assert list(post.appointment_set.order_by("rank").values_list("rank", flat=True)) == ["A", "B"]


def test_rows_that_break_the_rules_of_holding_are_refused(street: Street) -> None:
    client = street.sign_in(Client(), "security_admin")
    admin, clerk = street.staff["system_admin"], street.staff["statistician"]
    rows = [
        ("d-1", "调度岗", "调度员", "", "", admin.number, admin.name, "A", "2024-03-01", ""),
        ("d-2", "调度二岗", "调度员", "", "", clerk.number, "测错", "A", "2024-03-01", ""),
        ("d-3", "网格岗", "专职网格员", "", "", clerk.number, clerk.name, "A", "2024-03-01", ""),
        ("d-4", "调度四岗", "调度员", "", "", clerk.number, clerk.name, "A", "2024-03-01", "2024-01-01"),
        ("p-dispatcher", "调度员", "调度员", "", "", clerk.number, clerk.name, "A", "2024-03-01", ""),
    ]
    preview = upload(client, "appointments", sheet("任职一览表", POST_HEAD, rows))
    for word in ("三员分立", "请核对工号和姓名", "要写明服务区域", "离任日期应晚于", "已由"):
        assert word in preview


def test_each_administrator_imports_the_own_lists_only(street: Street) -> None:
    row = {"key": "new", "name": "新部门"}
    post = {"post": "x", "post_name": "x", "role": "leader", "number": "T001", "valid_from": "2024-01-01"}
    with open_scope(street.scope("security_admin")), pytest.raises(Refused, match="系统管理员"):
        perform(ImportDepartments(), [row])
    with open_scope(street.scope("system_admin")), pytest.raises(Refused, match="安全管理员"):
        perform(ImportAppointments(), [post])
    for role in ("office", "audit_admin"):
        assert street.sign_in(Client(), role).get("/import/staff/").status_code == 403


def test_the_security_administrator_does_not_import_own_appointments(street: Street) -> None:
    me = street.staff["security_admin"]
    row = {
        "post": "s-2",
        "post_name": "安全管理员",
        "role": "security_admin",
        "number": me.number,
        "valid_from": "2024-01-01",
    }
    with open_scope(street.scope("security_admin")), pytest.raises(Refused, match="不能给本人"):
        perform(ImportAppointments(), [row])


@pytest.mark.parametrize("content", [b"", b"\x00\x01", b"just a text"])
def test_a_file_that_is_no_table_is_answered_with_a_sentence(street: Street, content: bytes) -> None:
    client = street.sign_in(Client(), "system_admin")
    answer = client.post("/import/staff/", {"file": SimpleUploadedFile("a.xlsx", content)})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def _statements(street: Street, people: int) -> int:
    departments = [{"key": f"k{people}-{n}", "name": f"部门{people}-{n}"} for n in range(22)]
    staff = [
        {"number": f"S{people}-{n:04d}", "name": f"测某{n}", "department": f"k{people}-{n % 22}"} for n in range(people)
    ]
    posts = [
        {"post": f"p{people}-{n}", "post_name": "专职网格员", "role": "grid_worker", "place": street.grid().code,
         "number": f"S{people}-{n:04d}", "valid_from": "2024-01-01"}
        for n in range(people)
    ]  # fmt: skip
    with open_scope(Scope(Reader.ADMIN, street.code, SYSTEM)), CaptureQueriesContext(connection) as queries:
        for action, rows in ((ImportDepartments(), departments), (ImportStaff(), staff), (ImportAppointments(), posts)):
            assert perform(action, rows).result["new"] == len(rows)
    return len(queries)


def test_four_hundred_people_cost_as_many_statements_as_forty(street: Street) -> None:
    assert _statements(street, 40) == _statements(street, 400)
    with open_scope(street.keeper()):
        assert (Department.objects.count(), Staff.objects.filter(number__startswith="S").count()) == (46, 440)
        assert Appointment.objects.filter(post__key__startswith="p40").count() == 440
