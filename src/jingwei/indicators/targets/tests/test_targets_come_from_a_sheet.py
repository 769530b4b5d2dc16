"""A sheet of targets is previewed, taken in, corrected by the next one, and undone as a whole."""

from decimal import Decimal
from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.files import keep_file
from jingwei.core.imports.undo import UndoImport
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import CorrectTarget, ImportTargets
from jingwei.indicators.targets.aims import load_aims
from jingwei.indicators.targets.models import TargetValue
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
HEAD = "指标名称,年度,要求,目标值,单位,下达单位,文号,责任部门,责任人"
LINES = (
    "财政收入,2025年,不低于,1.2,亿元,区政府,观政发〔2025〕3号,城市建设办公室,主任",
    "信访件,2025年,≤,30,件,区信访局,目标书,,",
)


@pytest.fixture
def street() -> Street:
    street = make_street()
    with open_scope(street.scope("statistician")):
        define("revenue", name="财政收入", unit="万元", reported="revenue", flow="cumulative")
        define("cases", name="信访件", unit="件", reported="cases", flow="monthly")
    return street


def _bring(*lines: str, partial: bool = False) -> dict[str, object]:
    kept = keep_file("\n".join([HEAD, *lines]).encode("utf-8-sig"), "目标.csv", "text/csv")
    return dict(perform(ImportTargets(), [{"partial": partial}], targets=[kept.pk]).result)


def test_a_sheet_is_taken_in_and_the_next_corrects_it(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        assert _bring(*LINES)["new"] == 2
        assert [one.text for one in load_aims()] == ["不高于30件", "不低于1.2亿元"]
        again = _bring(LINES[0].replace("1.2", "1.3"), LINES[1])
        assert (again["new"], again["changed"], again["same"]) == (0, 1, 1)
        assert {one.low for one in load_aims()} == {None, Decimal(13000)}


def test_rows_that_are_wrong_are_named(street: Street) -> None:
    wrong = [
        "财政收入,2021-13,不低于,1,亿元,区政府,1号,,",
        "财政收入,2025,不低于,1,人,区政府,1号,,",
        LINES[0],
        LINES[0],
    ]
    with open_scope(street.scope("statistician")):
        with pytest.raises(Invalid) as refused:
            _bring(*wrong)
        said = {one.row: one.message for one in refused.value.problems}
        assert "没有13月" in said[2]
        assert "不能填“人”" in said[3]
        assert "与第4行是同一指标" in said[5]
        assert not TargetValue.objects.exists()
        assert _bring(*wrong, partial=True)["new"] == 1


def test_an_import_is_undone_unless_it_was_built_upon(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        _bring(*LINES)
        second = UUID(str(_bring(LINES[0].replace("1.2", "1.3"))["import"]))
        perform(UndoImport(), targets=[second], reason="导错")
        assert {one.low for one in load_aims()} == {None, Decimal(12000)}
        third = UUID(str(_bring(LINES[0].replace("1.2", "1.4"))["import"]))
        key = next(one.target.pk for one in load_aims() if one.low)
        row = {"change": "correct", "operator": "at_least", "value": "2", "unit": "亿元", "paper": "3号"}
        perform(CorrectTarget(), [row], targets=[key], reason="更正")
        with pytest.raises(Conflict, match="又改过"):
            perform(UndoImport(), targets=[third], reason="导错")


def test_the_pages_preview_and_apply(street: Street, client: Client) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    street.sign_in(client, "statistician")
    sheet = SimpleUploadedFile("目标.csv", "\n".join([HEAD, *LINES]).encode("utf-8-sig"))
    answer = client.post("/indicators/targets/import/", {"file": sheet}, follow=True)
    assert "不低于1.2亿元" in answer.content.decode()
    answer = client.post(answer.request["PATH_INFO"], follow=True)
    assert "新增 2 个目标" in answer.content.decode()
    assert client.get("/indicators/targets/import/blank/").status_code == 200
