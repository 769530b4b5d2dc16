"""A formula counts as what it last showed; where the file does not say, or an error stands, the cell is named."""

import io

import openpyxl
import pytest
import xlsxwriter
import xlwt

from jingwei.core.sheets import read_workbook
from jingwei.core.tests.sheet_makers import parsed_of, saved, with_sheet_xml

HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>企业名称</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>从业人数</t></is></c></row>'
)
NAME = '<c r="A2" t="inlineStr"><is><t>甲店</t></is></c>'


def test_the_last_result_of_a_formula_is_taken():
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["企业名称", "从业人数", "开业日期"])
    sheet.write_formula(1, 0, '="甲"&"店"', None, "甲店")
    sheet.write_formula(1, 1, "=1+2", None, 3)
    sheet.write_formula(1, 2, "=TODAY()", book.add_format({"num_format": "yyyy-mm-dd"}), 45_351)
    book.close()
    parsed = parsed_of(stream.getvalue())
    assert parsed.rows == [{"name": "甲店", "staff": 3, "opened": "2024-02-29"}]
    assert parsed.problems == []


def test_a_formula_without_a_result_is_named():
    book = openpyxl.Workbook()
    for row in (["企业名称", "从业人数"], ["甲店", "=1+2"], ["乙店", 5]):
        book.active.append(row)
    parsed = parsed_of(saved(book))
    assert [(p.row, p.label, p.code, p.severity) for p in parsed.problems] == [
        (2, "从业人数", "cell.no_result", "error")
    ]
    assert "B2单元格是公式，但文件里没有存它的结果" in parsed.problems[0].message
    assert parsed.good() == [(3, {"name": "乙店", "staff": 5})]


def test_a_row_of_formulas_without_results_is_not_taken_for_empty():
    book = openpyxl.Workbook()
    for row in (["企业名称", "从业人数"], ["=A9", "=B9"]):
        book.active.append(row)
    parsed = parsed_of(saved(book))
    assert [(p.row, p.code) for p in parsed.problems] == [(2, "cell.no_result")] * 2


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell():
    data = with_sheet_xml(f'{HEAD}<row r="2">{NAME}<c r="B2" t="str"><f>IF(A1="","",1)</f><v></v></c></row>')
    parsed = parsed_of(data)
    assert parsed.rows == [{"name": "甲店"}]
    assert parsed.problems == []


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!"])
def test_an_error_is_named_and_not_taken_for_empty(error):
    data = with_sheet_xml(f'{HEAD}<row r="2">{NAME}<c r="B2" t="e"><f>1/0</f><v>{error}</v></c></row>')
    parsed = parsed_of(data)
    assert [(p.row, p.label, p.value, p.code) for p in parsed.problems] == [
        (2, "从业人数", error, "cell.formula_error")
    ]


def test_an_error_in_a_text_column_is_an_error_too():
    data = with_sheet_xml(f'{HEAD}<row r="2"><c r="A2" t="e"><v>#N/A</v></c><c r="B2"><v>3</v></c></row>')
    assert parsed_of(data).failed == {2}


def test_a_formula_of_an_old_workbook_that_shows_nothing_is_told():
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for column, text in enumerate(["企业名称", "从业人数"]):
        sheet.write(0, column, text)
    sheet.write(1, 0, "甲店")
    sheet.write(1, 1, xlwt.Formula("1+2"))
    parsed = parsed_of(saved(book))
    assert [(p.row, p.code, p.severity) for p in parsed.problems] == [(2, "cell.no_result", "warn")]
    assert "B2单元格的公式没有结果或结果为空" in parsed.problems[0].message


def test_an_error_of_an_old_workbook_is_named():
    book = xlwt.Workbook()
    sheet = book.add_sheet("表")
    for column, text in enumerate(["企业名称", "从业人数"]):
        sheet.write(0, column, text)
    sheet.write(1, 0, "甲店")
    sheet.row(1).set_cell_error(1, 42)
    assert read_workbook(saved(book), "表.xls").sheets[0].rows[1] == ["甲店", "#N/A"]
    assert [p.code for p in parsed_of(saved(book)).problems] == ["cell.formula_error"]


def test_a_picture_in_a_cell_is_told_and_left_out():
    picture = '<c r="B2" t="str"><f>_xlfn.DISPIMG("ID_1",1)</f><v>=DISPIMG("ID_1",1)</v></c>'
    parsed = parsed_of(with_sheet_xml(f'{HEAD}<row r="2">{NAME}{picture}</row>'))
    assert parsed.rows == [{"name": "甲店"}]
    assert [(p.row, p.code, p.severity) for p in parsed.problems] == [(2, "cell.picture", "warn")]
