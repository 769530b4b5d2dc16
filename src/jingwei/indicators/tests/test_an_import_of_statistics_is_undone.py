"""A sheet of outside values is taken back as one: what it said is no longer known, what it corrected is known again."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Refused
from jingwei.core.files import keep_file
from jingwei.core.imports.undo import UndoImport
from jingwei.core.models import AuditEntry, ImportRecord
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import DefineIndicators, ImportReported
from jingwei.indicators.actions.enter_reported import EnterReported
from jingwei.indicators.models import Reported
from jingwei.indicators.reported import Series, known_rows, reported_values
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
HEAD = "统计期,指标代号,指标名称,计量单位,口径,数值,同比增速(%),供数单位,来源文件"


@pytest.fixture
def street() -> Street:
    made = make_street()
    with open_scope(made.scope("statistician")):
        row = {"key": "revenue", "name": "一般公共预算收入", "unit": "万元", "valid_from": "2022-01-01"}
        body = {"reported": "budget_revenue", "flow": "cumulative"}
        perform(DefineIndicators(), [row], context={"bodies": {"revenue": body}})
    return made


def text(values: Mapping[str, str]) -> bytes:
    lines = [
        f"{month},budget_revenue,名称,万元,1月至当月累计,{value},5.5,区财政局,月报" for month, value in values.items()
    ]
    return "\n".join([HEAD, *lines]).encode("utf-8-sig")


def bring(values: Mapping[str, str]) -> str:
    stored = keep_file(text(values), "月报.csv", "text/csv")
    return perform(ImportReported(), [{}], targets=[stored.pk]).result["import"]


def take_back(record: str) -> Mapping[str, Any]:
    return perform(UndoImport(), targets=[UUID(record)], reason="传错了月份").result


def known() -> dict[str, Decimal]:
    return {row.period: row.value for row in known_rows()}


def test_new_values_are_no_longer_known_and_corrected_ones_are_again(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        bring({"2025-05": "100", "2025-06": "120"})
        done = bring({"2025-06": "125", "2025-07": "140"})
        between = timezone.now()
        assert take_back(done)["rows"] == 2
        assert known() == {"2025-01/2025-05": 100, "2025H1": 120}
        # As known in between, the import still stands.
        asked = Series("budget_revenue", Period.parse("2025H1"))
        assert reported_values([asked], between)[asked].value == 125
        assert reported_values([asked])[asked].value == 120
        assert Reported.objects.count() == 5
        again = Reported.objects.get(period="2025H1", known_to=None)
        assert (again.supplier, again.growth, again.actor_label) == (
            "区财政局", Decimal("5.5"), street.staff["statistician"].name,
        )  # fmt: skip
    with open_scope(street.scope("audit_admin")):
        assert AuditEntry.objects.filter(event="import_undone", reason="传错了月份").count() == 1


def test_imports_are_undone_in_their_turn(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        made = [bring({"2025-06": str(value)}) for value in (120, 125, 130)]
        with pytest.raises(Conflict, match=r"有1个数在这次导入之后又改过.*“一般公共预算收入 2025年上半年”由"):
            take_back(made[1])
        for record in reversed(made):
            take_back(record)
        assert known() == {}
        bring({"2025-06": "131"})
        assert known() == {"2025H1": 131}


def test_a_value_corrected_by_hand_since_is_named(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        done = bring({"2025-06": "120", "2025-07": "140"})
    with open_scope(street.scope("office")) as scope:
        row = {"indicator": "revenue", "period": "2025H1", "value": "121", "supplier": "区财政局", "paper": "更正函"}
        perform(EnterReported(), [row])
        with pytest.raises(Conflict) as caught:
            take_back(done)
    assert f"“一般公共预算收入 2025年上半年”由{scope.actor.label}于" in caught.value.message
    with open_scope(street.scope("statistician")):
        assert set(known()) == {"2025H1", "2025-01/2025-07"}


def test_through_the_pages_an_import_is_shown_and_undone(street: Street) -> None:
    client = street.sign_in(Client(), "statistician")
    with open_scope(street.scope("statistician")):
        bring({"2025-06": "120"})
    uploaded = client.post(
        "/indicators/values/import/",
        {"file": SimpleUploadedFile("月报.csv", text({"2025-06": "125", "2025-07": "140"}))},
    )
    page = client.post(uploaded.url).url
    shown = client.get(page)
    said = shown.content.decode()
    for word in ("一般公共预算收入 2025年上半年", "120万元", "125万元", "一般公共预算收入 2025年1—7月", "140万元"):
        assert word in said
    assert "外部数据（2025年上半年至2025年1—7月）" in said
    assert client.post(f"{page}undo/", {"reason": "传错了月份"}).status_code == 302
    assert "已撤销" in client.get(page).content.decode()
    assert [row.cells[1] for row in client.get("/imports/").context["table"].rows] == [
        "外部数据（2025年上半年至2025年1—7月）", "外部数据（2025年上半年）",
    ]  # fmt: skip
    assert "/imports/?kind=indicators.import_reported" in client.get("/indicators/values/").content.decode()
    tabs = [link.label for link in client.get("/registers/imports/").context["tabs"]]
    assert tabs == ["台账", "名册、网格和外部数据"]


def test_a_handler_may_not_undo_it(street: Street) -> None:
    with open_scope(street.scope("statistician")):
        done = bring({"2025-06": "120"})
    with open_scope(street.scope("handler")), pytest.raises(Refused, match="统计员"):
        take_back(done)


def test_two_hundred_values_cost_as_many_queries_as_twenty(street: Street) -> None:
    def queries(first: int, many: int) -> int:
        months = [f"{first + n // 12}-{n % 12 + 1:02d}" for n in range(many)]
        bring(dict.fromkeys(months, "1"))
        done = bring(dict.fromkeys(months, "2"))
        with CaptureQueriesContext(connection) as caught:
            assert take_back(done)["rows"] == many
        return len(caught)

    with open_scope(street.scope("statistician")):
        assert queries(2000, 20) == queries(2005, 200)
        assert ImportRecord.objects.filter(state="undone").count() == 2
        assert set(known().values()) == {1}
