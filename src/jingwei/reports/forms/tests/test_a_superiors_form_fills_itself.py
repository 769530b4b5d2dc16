"""A superior's form is bound once and filled from the records: figures, words and rows, each with what it rests on."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import ProgrammingError

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.files import read_file
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.core.sheets.received import read_received
from jingwei.core.tests.received_forms import month_form, parts_of
from jingwei.indicators.actions import LockPeriod
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import make_street
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, house, record
from jingwei.reports.forms.actions import RetireForm, SendForm
from jingwei.reports.forms.bindings import Binding, load_all, period_after, period_in
from jingwei.reports.forms.changes import counted_now, since_last
from jingwei.reports.forms.dependents import forms_with
from jingwei.reports.forms.models import FormFilling, FormSending, SuperiorForm
from jingwei.reports.forms.query import recognised
from jingwei.reports.forms.signature import marks_of
from jingwei.reports.forms.tests.filling import (
    SINCE,
    bind,
    fill_street,
    filled,
    make_form,
    month_bindings,
    sheet_of,
)


@pytest.fixture
def street(db):
    made = make_street()
    with open_scope(made.scope("office")):
        fill_street(made)
    return made


@pytest.fixture
def office(street):
    with open_scope(street.scope("office")) as scope:
        yield scope


def test_figures_words_and_dates_stand_in_their_cells(street, office):
    filling = filled(bind(make_form(), *month_bindings(street)))
    sheet = sheet_of(filling)
    assert [sheet[name].value for name in ("C5", "D5", "C6", "D6")] == [3, 6, 1, 2]
    # 250 平方米 are 0.025 万平方米, shown with the two decimals of the cell; of a share the cell shows hundredths.
    assert sheet["E5"].value == 0.03
    assert sheet["F5"].value == pytest.approx(0.333)
    assert sheet["B2"].value == "望澜街道办事处"
    assert sheet["F2"].value.date() == date(2026, 7, 2)
    assert [sheet_of(filling, results=True)[name].value for name in ("C7", "D7")] == [4, 8]


def test_every_other_part_of_the_file_is_as_it_was_received(street, office):
    filling = filled(bind(make_form(), *month_bindings(street)))
    was, now = parts_of(read_file(filling.blank)), parts_of(read_file(filling.file))
    assert {name for name in was if was[name] != now[name]} == {
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml",
    }  # fmt: skip
    assert read_file(filling.blank) == read_file(filling.form.file)


def test_each_figure_keeps_what_it_rests_on(street, office):
    filling = filled(bind(make_form(), *month_bindings(street)))
    cell = next(one for one in filling.cells if one["cell"] == "D5")
    assert (cell["key"], cell["version"], cell["period"], cell["place_name"], cell["value"], cell["rows"]) == (
        "residents", 1, "2026-06", "第1社区", "6", 3,
    )  # fmt: skip
    assert cell["lock"] is None


def test_a_locked_figure_says_so(street):
    with open_scope(street.scope("statistician")):
        perform(LockPeriod(), [{"period": "2026-06"}])
        filling = filled(bind(make_form(), *month_bindings(street)))
        assert {one["lock"] for one in filling.cells if one["kind"] == "indicator"} == {1}


def test_what_is_not_known_is_listed_and_the_cell_left_alone(street, office):
    define("revenue", name="财政收入", unit="万元", reported="revenue", flow="cumulative")
    form = bind(make_form(), *month_bindings(street), Binding(0, "C5", "indicator", key="revenue"))
    filling = filled(form)
    assert sheet_of(filling)["C5"].value is None
    gap = next(one for one in filling.gaps if one["cell"] == "C5")
    assert gap["what"] == "财政收入"
    assert gap["why"]
    marked = filled(form, {"period": "2026-06", "mark": True})
    assert sheet_of(marked)["C5"].value == "缺"


def test_a_formula_the_system_cannot_work_out_is_told(street, office):
    filling = filled(bind(make_form(), *month_bindings(street)))
    assert [gap["cell"] for gap in filling.gaps if gap.get("formula")] == ["C8"]
    assert sheet_of(filling, results=True)["C8"].value is None


def test_growth_and_last_year_are_told(street, office):
    record(register_by_key("houses"), [house(n, street.grid(1).code) | {"valid_from": "2025-03-01"} for n in (8, 9)])
    form = bind(
        make_form(),
        Binding(0, "C5", "indicator", key="houses", period="last_year"),
        Binding(0, "D5", "indicator", key="houses", measure="growth"),
    )
    sheet = sheet_of(filled(form))
    assert (sheet["C5"].value, sheet["D5"].value) == (2, 200)


def test_rows_of_a_ledger_fill_a_table_and_personal_fields_do_not(street, office):
    firms = define_firms()
    rows = [
        {"code": f"91{n}", "name": f"示例企业{n}", "grid": street.grid(1 + n % 2).code, "phone": "19900001234"}
        for n in range(4)
    ]
    record(firms, [row | SINCE for row in rows])
    table = Binding(
        0, "A5", "rows", key="firms", columns=((1, "name"), (3, "code"), (4, "phone")), serial=0, last=5,
    )  # fmt: skip
    filling = filled(bind(make_form(month_form(rows=("", ""))), table))
    sheet = sheet_of(filling)
    assert [sheet[f"B{row}"].value for row in (5, 6)] == ["示例企业0", "示例企业1"]
    whys = " ".join(gap["why"] for gap in filling.gaps)
    assert "留了2行，台账有4条" in whys
    assert "个人信息不批量填出" in whys
    assert "19900001234" not in str([[cell.value for cell in row] for row in sheet.rows])
    entries = {cell["entry"] for cell in filling.cells if cell["kind"] == "row"}
    assert len(entries) == 2
    narrowed = bind(
        filling.form, Binding(0, "A5", "rows", key="firms", asked="q=示例企业3", columns=((1, "name"),), last=5)
    )
    assert sheet_of(filled(narrowed))["B5"].value == "示例企业3"


def test_a_table_grows_where_nothing_stands_below_it(street, office):
    firms = define_firms()
    record(firms, [{"code": f"91{n}", "name": f"示例企业{n}", "grid": street.grid(1).code} | SINCE for n in range(40)])
    form = bind(make_form(), Binding(2, "A3", "rows", key="firms", columns=((1, "name"),), serial=0, last=3))
    filling = filled(form)
    sheet = sheet_of(filling, "说明")
    assert [sheet["A3"].value, sheet["A42"].value, sheet["B42"].value] == [1, 40, "示例企业39"]
    assert not filling.gaps


def test_next_months_form_is_recognised_and_the_period_moves_on(street, office):
    form = bind(make_form(), *month_bindings(street))
    filled(form)
    again = read_received(month_form(month=12))
    assert recognised(marks_of(again))[0].pk == form.pk
    # Last month's own filled copy is the same form: what is bound may say anything.
    assert recognised(marks_of(read_received(read_file(FormFilling.objects.get().file))))[0].pk == form.pk
    other, near = recognised(marks_of(read_received(month_form(more="张三"))))
    assert (other, near[0][0].pk, near[0][1]) == (None, form.pk, ["0!A9"])
    assert recognised(marks_of(read_received(month_form(rows=("甲", "乙", "丙", "丁")))))[0] is None
    assert period_after(Period.parse("2026-11")) == Period.parse("2026-12")
    assert period_after(Period.parse("2026-01/2026-04")) == Period.parse("2026-01/2026-05")
    assert period_in(["附件1", "2026年12月房屋人口情况月报表"]) == Period.parse("2026-12")


def test_what_differs_from_last_time_and_from_what_was_sent_is_told(street, office):
    form = bind(make_form(), *month_bindings(street))
    june = filled(form)
    perform(SendForm(), [{"recipient": "区住建局", "sent_on": "2026-07-03", "way": "邮箱"}], targets=[june.pk])
    late = [house(7, street.grid(2).code) | {"valid_from": "2026-06-20"}]
    record(register_by_key("houses"), late)
    july = filled(form, {"period": "2026年7月"})
    changed = {one.cell: (one.before, one.after) for one in since_last(july, june)}
    assert changed["C6"] == ("1", "2")
    assert "C5" not in changed
    later = {one.cell: (one.before, one.after) for one in counted_now(june)}
    assert later == {"C6": ("1", "2"), "D6": ("2", "4")}
    # What was sent stays what it was.
    assert sheet_of(FormFilling.objects.get(pk=june.pk))["C6"].value == 1
    sent = FormSending.objects.get()
    assert (sent.recipient, sent.sent_on, sent.way, sent.by) == (
        "区住建局",
        date(2026, 7, 3),
        "邮箱",
        office.actor.label,
    )


def test_a_binding_that_cannot_be_is_refused_with_its_cell(street, office):
    form = make_form()
    wrong = {
        "C7单元格是公式": Binding(0, "C7", "indicator", key="houses"),
        "合并单元格": Binding(0, "C2", "words", text="甲"),
        "没有代号为“none”的指标": Binding(0, "C5", "indicator", key="none"),
        "换算不了": Binding(0, "C5", "indicator", key="houses", unit="万元"),
        "没有代码为": Binding(0, "C5", "indicator", key="houses", place="123"),
        "花括号里只能写": Binding(0, "B2", "words", text="{密码}"),
        "没有这张工作表": Binding(7, "B2", "words", text="甲"),
    }
    for words, binding in wrong.items():
        with pytest.raises(Invalid) as refused:
            bind(form, binding)
        assert words in refused.value.problems[0].message
    with pytest.raises(Conflict, match="还没有绑定"):
        filled(form)
    with pytest.raises(Invalid):
        filled(bind(form, *month_bindings(street)), {"period": "下个月"})


def test_a_binding_is_changed_and_taken_back(street, office):
    form = bind(make_form(), *month_bindings(street))
    form = bind(form, Binding(0, "C5", "indicator", key="residents"), free=[(0, (5, 2))])
    cells = {one.cell: one.key for one in load_all(form.bindings)}
    assert cells["C5"] == "residents"
    assert "C6" not in cells
    assert Decimal(sheet_of(filled(form))["C5"].value) == 8


def test_forms_are_the_offices_and_no_places(street):
    with open_scope(street.scope("office")):
        form = bind(make_form(), *month_bindings(street))
        filling = filled(form)
    with open_scope(street.scope("leader")), pytest.raises(Refused, match="填上级的表"):
        perform(SendForm(), [{"recipient": "甲", "sent_on": "2026-07-03"}], targets=[filling.pk])
    lead = street.scope("grid_lead")
    with pytest.raises(ProgrammingError, match="permission denied"), open_scope(lead):
        SuperiorForm.objects.count()


def test_a_retired_form_is_known_no_longer_and_its_copies_stay(street, office):
    form = bind(make_form(), *month_bindings(street))
    filled(form)
    perform(RetireForm(), targets=[form.pk], reason="上级不再要求")
    assert recognised(marks_of(read_received(month_form())))[0] is None
    assert FormFilling.objects.count() == 1
    with pytest.raises(Conflict, match="已停用"):
        filled(form)


def test_an_indicator_tells_which_forms_use_it(street, office):
    bind(make_form(), *month_bindings(street))
    assert [one.name for one in forms_with("residents")] == ["房屋人口情况月报表（区住建局）"]
    assert list(forms_with("other")) == []
