"""`jingwei report draft` writes the Word file and the list of its figures; wrong wishes get one Chinese line."""

import argparse
import json
import subprocess
import sys
import zipfile

import pytest

from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.reports import commands
from jingwei.reports.draft_command import DraftError, draft
from jingwei.reports.models import Report
from jingwei.reports.tests.drafting import fill
from jingwei.reports.writing.round_trip import extract_numbers
from jingwei.reports.writing.template import TemplateError

YEAR = Period.parse("2025")


@pytest.fixture
def street(db):
    made = make_street()
    with open_scope(made.scope("statistician")):
        fill(made)
    return made


def test_the_word_file_and_the_list_name_the_same_figures(street, tmp_path):
    said = draft(YEAR, tmp_path / "年报.docx", site="http://jingwei.test/")
    assert "望澜街道2025年报告已写入" in said
    told = json.loads((tmp_path / "年报.json").read_text(encoding="utf-8"))
    assert len(told["figures"]) >= 40
    chips = extract_numbers((tmp_path / "年报.docx").read_bytes()).chips
    assert [chip.figure for chip in chips] == [figure["id"] for figure in told["figures"]]
    houses = next(figure for figure in told["figures"] if figure["indicator"] == "houses")
    assert (houses["definition"], houses["period"], houses["value"]) == ("houses@1", "2025", "6")
    assert len(houses["sources"][0]["row_ids"]) == 6
    with open_scope(street.scope("office")):
        report = Report.objects.get()
    links = zipfile.ZipFile(tmp_path / "年报.docx").read("word/_rels/document.xml.rels").decode()
    assert f"http://jingwei.test/reports/{report.pk}/figures/1" in links


def test_the_command_says_how_many_figures_came_from_where(street, tmp_path, capsys):
    parser = argparse.ArgumentParser()
    commands.add_arguments(parser)
    assert commands.run(parser.parse_args(["draft", "--period", "2025", "--out", str(tmp_path / "年报.docx")])) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1
    for word in ("望澜街道2025年报告", "系统取数", "报表来源", "手填 0 个", "待核"):
        assert word in said
    assert (tmp_path / "年报.json").exists()


def test_the_street_is_named_by_its_code(street, tmp_path):
    make_street("990101002", "碧溪镇")
    assert "碧溪镇" in draft(YEAR, tmp_path / "a.docx", "990101002")
    with pytest.raises(DraftError, match="990101001 望澜街道、990101002 碧溪镇"):
        draft(YEAR, tmp_path / "b.docx", "990199999")
    assert not (tmp_path / "b.docx").exists()


def test_a_template_can_be_chosen_and_must_fit(street, tmp_path):
    draft(Period.parse("2025H1"), tmp_path / "a.docx")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["template"].startswith("half_year@")
    draft(Period.parse("2025H1"), tmp_path / "a.docx", template="year")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))["template"].startswith("year@")
    with pytest.raises(TemplateError, match="没有适合"):
        draft(Period.parse("2025-W03"), tmp_path / "c.docx")


def test_a_draft_whose_file_cannot_be_written_is_not_kept(street, tmp_path):
    (tmp_path / "taken.docx").mkdir()
    with pytest.raises(DraftError, match="不能写入"):
        draft(YEAR, tmp_path / "taken.docx")
    with open_scope(street.scope("office")):
        assert Report.objects.count() == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--period", "2021-13", "--out", "a.docx"], "没有13月"),
        (["--period", "2025", "--out", "a.txt"], ".docx"),
        (["--period", "2025", "--out", "没有的文件夹/a.docx"], "文件夹不存在"),
        (["--period", "2025"], "缺少"),
    ],
)
def test_a_wrong_wish_gets_one_line_and_exit_code_two(arguments, said, tmp_path):
    command = [sys.executable, "-P", "-m", "jingwei.cli", "report", "draft", *arguments]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.strip().splitlines()) == 1
    assert said in done.stderr
