"""A row that tells of an event holds from the day it happened, however late it is written down."""

from datetime import date
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.facts.point import Point
from jingwei.core.fields import Field, FieldSet, FieldSetError
from jingwei.core.scope import open_scope
from jingwei.core.tests.sheet_makers import by_openpyxl
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import ChangeEntry, CorrectEntry, DefineRegister, EndEntry, ImportSheet, UndoImport
from jingwei.registers.incoming import upload
from jingwei.registers.models import Source, Version
from jingwei.registers.query import register_by_key, state_of, versions
from jingwei.registers.tests.ledgers import record
from jingwei.registers.tests.proposals import Maker, made_last
from jingwei.registers.tests.spoiled import words

pytestmark = pytest.mark.django_db
VISITS = FieldSet(
    "visits",
    1,
    (
        Field("code", "编号", "text", required=True),
        Field("day", "检查日期", "date", required=True, happened=True),
        Field("faults", "问题数", "integer"),
    ),
)
HEADS = ["编号", "检查日期", "问题数"]


@pytest.fixture
def street():
    made = make_street()
    with open_scope(made.scope("office")):
        yield made


def define():
    values = {
        "key": "visits",
        "name": "检查台账",
        "noun": "检查",
        "unit": "次",
        "key_field": "code",
        "title_field": "code",
    }
    perform(DefineRegister(), [values], context={"fields": VISITS})
    return register_by_key("visits")


@pytest.fixture
def visits(street):
    return define()


def counts(register, *days):
    return [versions(register, Point(day)).count() for day in days]


def bring(register, *rows):
    draft = upload(register, by_openpyxl([HEADS, *map(list, rows)]), "检查.xlsx")
    return perform(ImportSheet(), [{}], targets=[draft.pk]).result


def test_what_is_written_down_later_was_there_on_its_day(visits):
    record(visits, [{"code": "A1", "day": "2025-03-05", "faults": 1}, {"code": "A2", "day": "2025-06-30"}])
    assert counts(visits, date(2025, 3, 4), date(2025, 3, 5), date(2025, 6, 30), date.max.replace(day=30)) == [
        0,
        1,
        2,
        2,
    ]
    with pytest.raises(Invalid):
        record(visits, [{"code": "A3", "day": "2025-03-05", "valid_from": "2025-09-01"}])


@pytest.mark.parametrize("many", [2, 15], ids=["a few", "many"])
def test_a_sheet_of_events_needs_no_effective_day(visits, many):
    rows = [(f"A{n}", f"2025-01-{n:02}", n) for n in range(1, many + 1)]
    assert bring(visits, *rows)["new"] == many
    assert counts(visits, date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, many)) == [0, 1, many]
    again = bring(visits, *rows[:-1], (*rows[-1][:2], 99))
    assert (again["new"], again["changed"], again["same"]) == (0, 1, many - 1)
    # Told rightly: it is so from the day of the event, and not from today on.
    state = versions(visits, Point(date(2025, 1, many))).get(entry__key=f"A{many}")
    assert state.data["faults"] == 99


def test_a_day_that_was_wrong_leaves_nothing_on_the_wrong_day_but_what_was_believed(visits):
    entry = UUID(record(visits, [{"code": "A1", "day": "2025-06-20", "faults": 1}])[0])
    then = timezone.now()
    perform(CorrectEntry(), [{"code": "A1", "day": "2025-06-02", "faults": 1}], targets=[entry], reason="日期看错")
    assert counts(visits, date(2025, 6, 1), date(2025, 6, 2), date(2025, 6, 20)) == [0, 1, 1]
    perform(ChangeEntry(), [{"code": "A1", "day": "2025-07-02", "faults": 1}], targets=[entry])
    assert counts(visits, date(2025, 6, 30), date(2025, 7, 2)) == [0, 1]
    assert Version.objects.filter(entry_id=entry, known_to=None).count() == 1
    assert state_of(entry, Point(date(2025, 6, 20), known_at=then)).data["day"] == "2025-06-20"


def test_undoing_a_sheet_brings_back_what_it_had_replaced(visits):
    bring(visits, ("A1", "2025-03-05", 1))
    bring(visits, ("A1", "2025-02-05", 2), ("A2", "2025-02-06", 0))
    assert counts(visits, date(2025, 2, 28)) == [2]
    perform(UndoImport(), targets=[Source.objects.latest("at").pk], reason="用错了表")
    assert counts(visits, date(2025, 2, 28), date(2025, 3, 5)) == [0, 1]
    assert versions(visits).get().data["faults"] == 1


def test_a_cancelled_event_that_comes_again_is_there_from_its_day(visits):
    entry = UUID(record(visits, [{"code": "A1", "day": "2025-03-05"}])[0])
    perform(EndEntry(), [{"ended_on": "2025-04-01"}], targets=[entry], reason="登记重复")
    assert counts(visits, date(2025, 3, 31), date(2025, 4, 1)) == [1, 0]
    bring(visits, ("A1", "2025-03-05", 3))
    assert counts(visits, date(2025, 3, 4), date(2025, 4, 1)) == [0, 1]


def test_the_pages_do_not_ask_from_when_it_holds(client):
    street = make_street()
    with open_scope(street.scope("office")):
        visits = define()
    office = street.sign_in(client, "office")
    form = words(office.get("/registers/visits/record/"))
    assert "检查日期" in form
    assert "生效日期" not in form
    sheet = SimpleUploadedFile("检查.xlsx", by_openpyxl([HEADS, ["A1", "2025-03-05", 1]]))
    answer = office.post("/registers/visits/import/", {"file": sheet}, follow=True)
    assert "自各行的“检查日期”起算" in words(answer)
    assert "生效日期" not in words(answer)
    office.post(answer.request["PATH_INFO"].replace("match", "preview"), follow=True)
    with open_scope(street.scope("office")):
        assert counts(visits, date(2025, 3, 4), date(2025, 3, 5)) == [0, 1]


def test_a_clerk_says_that_the_rows_of_her_sheet_are_events(client):
    street = make_street()
    maker = Maker(client, street)
    maker.bring([["编号", "活动日期", "人数"], *([f"H{n}", f"2025-0{n}-11", 10 * n] for n in range(1, 7))], "活动.xlsx")
    assert "一行记的是" in words(maker.client.get(maker.url))
    answer = maker.make(happened="f2")
    assert answer.status_code == 302, words(answer)[:500]
    with open_scope(street.scope("office")):
        ledger = made_last()
        assert counts(ledger, date(2025, 1, 10), date(2025, 3, 31), date(2025, 6, 30)) == [0, 3, 6]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ([Field("a", "甲", "date", happened=True)], "必填"),
        ([Field("a", "甲", "text", required=True, happened=True)], "日期"),
        ([Field(key, key, "date", required=True, happened=True) for key in "ab"], "只能发生在一天"),
    ],
)
def test_a_day_that_cannot_be_is_refused(fields, says):
    with pytest.raises(FieldSetError) as found:
        FieldSet("s", 1, tuple(fields))
    assert says in found.value.message
