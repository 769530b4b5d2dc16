"""An import of departments, staff or appointments is looked at and taken back as one, or not at all."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.imports.undo import UndoImport
from jingwei.core.models import AuditEntry, Change, ImportRecord
from jingwei.core.scope import open_scope
from jingwei.people.actions.appoint import Appoint
from jingwei.people.actions.change_staff import ChangeStaff
from jingwei.people.actions.import_lists import ImportAppointments, ImportDepartments, ImportStaff
from jingwei.people.actions.open_account import OpenAccount
from jingwei.people.models import Appointment, Department, Post, Staff
from jingwei.people.query import appointments_of
from jingwei.people.tests.list_sheets import DEPARTMENT_HEAD, POST_HEAD, STAFF_HEAD, bring, person, sheet
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
ROLE = "专职网格员"


@pytest.fixture
def street() -> Street:
    return make_street()


def take_back(record: str, reason: str = "传错了") -> Mapping[str, Any]:
    return perform(UndoImport(), targets=[UUID(record)], reason=reason).result


def undo(street: Street, role: str, record: str, reason: str = "传错了文件") -> None:
    with open_scope(street.scope(role)):
        take_back(record.strip("/").split("/")[-1], reason)


def newest(street: Street) -> ImportRecord:
    with open_scope(street.keeper()):
        return ImportRecord.objects.latest("at")


def staff_of(street: Street, number: str) -> Staff | None:
    with open_scope(street.keeper()):
        return Staff.objects.filter(number=number).first()


def test_an_import_leaves_a_record_that_shows_what_it_changed(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    known = street.staff["statistician"]
    rows = [person("N1", "测一"), person(known.number, known.name, phone="19900009999"), person("N2", "", "后勤处")]
    page = bring(client, "staff", sheet("花名册", STAFF_HEAD, rows))
    record = newest(street)
    assert (record.new, record.changed, record.same, record.refused) == (1, 1, 0, 1)
    assert (record.file_name, len(record.sha256), record.actor_label) == (
        "名册.xlsx",
        64,
        "测甲"[:1] + record.actor_label[1:],
    )
    assert page == f"/imports/{record.pk}/"
    text = client.get(page).content.decode()
    for word in ("测一（N1）", "职务：科员", known.name, known.phone, "19900009999", record.sha256, "撤销导入"):
        assert word in text
    listed = client.get("/imports/").context["table"].rows
    assert [row.cells[4:6] for row in listed] == [(1, 1)]


def test_undone_new_staff_are_gone_and_changed_ones_are_as_before(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    known = street.staff["statistician"]
    file = [person("N1", "测一"), person(known.number, "测改名", "应急管理办公室", "19900009999")]
    page = bring(client, "staff", sheet("花名册", STAFF_HEAD, file))
    assert client.post(f"{page}undo/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}undo/", {"reason": "传错了文件"}).status_code == 302
    with open_scope(street.keeper()):
        assert not Staff.objects.filter(number="N1").exists()
        now = Staff.objects.get(pk=known.pk)
        kept = ("name", "phone", "position", "category", "department_id", "sort", "initials", "account_id")
        assert [getattr(now, one) for one in kept] == [getattr(known, one) for one in kept]
        left = Staff.every.get(number="N1")
        assert left.withdrawn_at is not None
        reasons = Change.objects.filter(action="core.undo_import").values_list("table_name", "reason")
        assert set(reasons) == {("people_staff", "传错了文件")}
    with open_scope(street.scope("audit_admin")):
        assert AuditEntry.objects.filter(event="import_undone", reason="传错了文件").count() == 1
    text = client.get(page).content.decode()
    assert "已撤销" in text
    assert "测一（N1）" in text
    assert f"{page}undo/" not in text
    assert client.get(f"/staff/{left.pk}/").status_code == 404
    # The same file, put right, brings them in anew.
    bring(client, "staff", sheet("花名册", STAFF_HEAD, [person("N1", "测壹")]))
    again = staff_of(street, "N1")
    assert again is not None
    assert (again.name, again.pk != left.pk) == ("测壹", True)


def test_departments_and_their_numbers_of_people_come_back(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    rows = [("urban", "城建办", "内设机构", "", "改名"), ("culture", "宣传文化办公室", "内设机构", "", "")]
    page = bring(client, "departments", sheet("机构设置一览表", DEPARTMENT_HEAD, rows))
    undo(street, "system_admin", page)
    with open_scope(street.keeper()):
        assert sorted(Department.objects.values_list("name", flat=True)) == ["城市建设办公室", "应急管理办公室"]
        urban = Department.objects.get(key="urban")
        assert (urban.duty, urban.phone) == ("", "0990-5550001")
    bring(client, "staff", sheet("花名册", STAFF_HEAD, [person("N1", "测一")]))
    before = client.get("/departments/").context["table"].totals[-1]
    undo(street, "system_admin", f"/imports/{newest(street).pk}/")
    assert client.get("/departments/").context["table"].totals[-1] == before - 1


def test_posts_and_appointments_of_an_import_end_together(street: Street) -> None:
    client = street.sign_in(Client(), "security_admin")
    me, other = street.staff["statistician"], street.staff["community_secretary"]
    grid = street.grid(2, 1).code
    held = appointment_of(street, "statistician")
    rows = [
        ("w-1", "第1网格专职网格员", ROLE, grid, "", other.number, other.name, "A", "2024-03-01", ""),
        ("p-statistician", "统计员", "统计员", "", "", me.number, me.name, "A", "2020-01-01", "2024-12-31"),
    ]
    page = bring(client, "appointments", sheet("任职一览表", POST_HEAD, rows))
    assert appointment_of(street, "statistician").valid_to == date(2024, 12, 31)
    text = client.get(page).content.decode()
    for word in ("离任日期", "长期", "2024-12-31", f"第1网格专职网格员：{other.name}", "角色：专职网格员"):
        assert word in text
    undo(street, "security_admin", page)
    assert appointment_of(street, "statistician").valid_to == held.valid_to
    with open_scope(street.keeper()):
        assert not Post.objects.filter(key="w-1").exists()
        assert len(appointments_of(other.pk)) == 1
        gone = Appointment.every.get(post__key="w-1")
        assert gone.valid_to == gone.valid_from
    assert street.scope("community_secretary").actor.title == "社区书记"
    bring(client, "appointments", sheet("任职一览表", POST_HEAD, rows[:1]))
    with open_scope(street.keeper()):
        assert Appointment.objects.get(post__key="w-1").staff_id == other.pk


def appointment_of(street: Street, role: str) -> Appointment:
    with open_scope(street.keeper()):
        return Appointment.objects.get(post=street.posts[role], staff=street.staff[role])


def test_what_was_built_on_it_is_named_and_nothing_is_undone(street: Street) -> None:
    client = street.sign_in(Client(), "system_admin")
    page = bring(client, "departments", sheet("机构", DEPARTMENT_HEAD, [("culture", "宣传文化办公室", "", "", "")]))
    roster = [person(f"N{n}", f"测{n}", "宣传文化办公室") for n in range(1, 6)]
    staff_page = bring(client, "staff", sheet("花名册", STAFF_HEAD, roster))
    answer = client.post(f"{page}undo/", {"reason": "传错了"})
    assert answer.status_code == 409
    assert "部门里的人员5人（测1（N1）、测2（N2）、测3（N3）等）" in answer.content.decode()
    first = staff_of(street, "N1")
    with open_scope(street.scope("system_admin")):
        perform(OpenAccount(), [{"username": "built.on"}], targets=[first.pk], context={"password": "Wanglan-2026-x"})
    row = {"post": "w-9", "post_name": "网格员", "role": "grid_worker", "place": street.grid().code, "number": "N2"}
    with open_scope(street.scope("security_admin")):
        perform(ImportAppointments(), [{**row, "valid_from": "2026-01-01"}])
    answer = client.post(f"{staff_page}undo/", {"reason": "传错了"})
    text = answer.content.decode()
    assert answer.status_code == 409
    for word in ("登录账号1个（测1（N1））", "任职1项（网格员：测2）"):
        assert word in text
    assert [staff_of(street, f"N{n}") is not None for n in (1, 5)] == [True, True]
    assert newest(street).state == ImportRecord.State.APPLIED


def test_rows_changed_since_are_named_with_who_changed_them(street: Street) -> None:
    known = street.staff["statistician"]
    with open_scope(street.scope("system_admin")) as scope:
        rows = [{"number": known.number, "name": known.name, "phone": "19900009999"}, {"number": "N1", "name": "测一"}]
        done = perform(ImportStaff(), rows).result["import"]
        values = {"number": known.number, "name": known.name, "phone": "19900008888"}
        perform(ChangeStaff(), [values], targets=[known.pk])
        with pytest.raises(Conflict) as caught:
            take_back(done)
    said = f"有1行在这次导入之后又改过，不能整批撤销：人员“{known.name}（{known.number}）”的工作电话"
    assert caught.value.message.startswith(f"{said}由{scope.actor.label}于")
    assert staff_of(street, "N1") is not None
    # Changed back to what the import said, nobody's word is lost.
    with open_scope(street.scope("system_admin")):
        perform(ChangeStaff(), [{**values, "phone": "19900009999"}], targets=[known.pk])
        take_back(done)
        assert Staff.objects.get(pk=known.pk).phone == known.phone


def test_an_account_opened_for_somebody_known_does_not_keep_the_list(street: Street) -> None:
    with open_scope(street.scope("system_admin")):
        perform(ImportStaff(), [{"number": "N1", "name": "测一"}])
        done = perform(ImportStaff(), [{"number": "N1", "name": "测一", "phone": "19900009999"}]).result["import"]
        one = Staff.objects.get(number="N1")
        perform(OpenAccount(), [{"username": "n.1"}], targets=[one.pk], context={"password": "Wanglan-2026-x"})
        take_back(done)
        now = Staff.objects.get(number="N1")
    assert (now.phone, now.account_id is not None) == ("", True)


def test_imports_are_undone_in_their_turn(street: Street) -> None:
    row = {"number": "N1", "name": "测一"}
    with open_scope(street.scope("system_admin")):
        made = [perform(ImportStaff(), [{**row, "phone": f"1990000000{n}"}]).result["import"] for n in range(3)]
        with pytest.raises(Conflict, match="又改过"):
            take_back(made[1])
        for record in reversed(made):
            take_back(record)
        assert not Staff.objects.filter(number="N1").exists()
        with pytest.raises(Conflict, match="已经撤销过了"):
            take_back(made[0], "再撤一次")


def test_a_department_taken_out_of_use_is_not_given_back(street: Street) -> None:
    with open_scope(street.scope("system_admin")):
        first = perform(ImportDepartments(), [{"key": "old", "name": "旧部门"}]).result["import"]
        perform(ImportStaff(), [{"number": "N1", "name": "测一", "department": "旧部门"}])
        moved = perform(ImportStaff(), [{"number": "N1", "name": "测一", "department": "城市建设办公室"}]).result[
            "import"
        ]
        take_back(first, "部门撤销")
        with pytest.raises(Conflict, match=r"测一（N1）原来的部门已经停用"):
            take_back(moved)


def test_an_appointment_is_not_given_back_over_its_successor(street: Street) -> None:
    post, holder, next_one = street.posts["dispatcher"], street.staff["dispatcher"], street.staff["statistician"]
    row = {"post": post.key, "post_name": post.name, "role": "dispatcher", "number": holder.number}
    with open_scope(street.scope("security_admin")):
        ended = perform(ImportAppointments(), [{**row, "valid_from": "2020-01-01", "valid_to": "2025-01-01"}]).result
        given = {"post": str(post.pk), "staff": str(next_one.pk), "rank": "A", "valid_from": "2025-01-01"}
        perform(Appoint(), [given])
        with pytest.raises(Conflict, match="会有冲突"):
            take_back(ended["import"])


def test_who_brings_a_list_in_may_take_it_back_and_nobody_else(street: Street) -> None:
    with open_scope(street.scope("system_admin")):
        staff = perform(ImportStaff(), [{"number": "N1", "name": "测一"}]).result["import"]
        with pytest.raises(Invalid, match="请写明原因"):
            take_back(staff, "")
        same = perform(ImportStaff(), [{"number": "N1", "name": "测一"}]).result["import"]
        with pytest.raises(Conflict, match="没有改动"):
            take_back(same)
    with open_scope(street.scope("security_admin")), pytest.raises(Refused, match="系统管理员"):
        take_back(staff)
    security = street.sign_in(Client(), "security_admin")
    assert security.get(f"/imports/{staff}/").status_code == 403
    assert security.get("/imports/").context["table"].rows == ()
    assert street.sign_in(Client(), "grid_worker").get("/imports/").status_code == 403
    assert "导入记录" in security.get("/posts/").content.decode()


def test_the_own_appointment_is_not_undone_by_oneself(street: Street) -> None:
    me = street.staff["security_admin"]
    row = {"post": "s-2", "post_name": "安全管理员", "role": "security_admin", "number": me.number}
    with open_scope(street.keeper()):
        done = perform(ImportAppointments(), [{**row, "valid_from": "2024-01-01"}]).result["import"]
    with open_scope(street.scope("security_admin")), pytest.raises(Refused, match="另一位安全管理员"):
        take_back(done)
