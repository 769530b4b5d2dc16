import argparse
import csv
import json
from pathlib import Path

import pytest

from jingwei.reports import commands
from jingwei.reports.reading import ReadingError
from jingwei.reports.tests.reading_samples import HERE

REPORT = HERE / "invented_report.txt"


def run(*arguments: str) -> int:
    parser = argparse.ArgumentParser()
    commands.add_arguments(parser)
    return commands.run(parser.parse_args(["read", *arguments]))


def test_csv_has_the_agreed_head_and_one_line_per_figure(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(REPORT)) == 0
    printed = capsys.readouterr().out
    assert printed.split("\n", 1)[0] == "quote,start,end,indicator,value,unit,approx,kind,period,status"
    lines = list(csv.DictReader(printed.splitlines()))
    assert len(lines) == 46
    assert lines[0]["value"] == "18.6"


def test_offsets_of_the_csv_refer_to_the_printed_text(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(str(REPORT), "--text") == 0
    text = capsys.readouterr().out
    target = tmp_path / "数字.csv"
    assert run(str(REPORT), "--out", str(target)) == 0
    with target.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            assert text[int(line["start"]) : int(line["end"])] == line["quote"]


def test_json_says_the_same(tmp_path: Path) -> None:
    target = tmp_path / "数字.json"
    assert run(str(REPORT), "--format", "json", "--out", str(target)) == 0
    figures = json.loads(target.read_text("utf-8"))
    assert figures[0]["unit"] == "亿元"
    assert isinstance(figures[0]["start"], int)
    assert {*figures[0]} == {
        *["quote", "start", "end", "indicator", "value", "unit", "approx", "kind", "period", "status"],
    }


@pytest.mark.parametrize(("name", "said"), [("没有.txt", "找不到"), ("", "文件夹")])
def test_a_file_that_is_not_there_gives_a_sentence(tmp_path: Path, name: str, said: str) -> None:
    with pytest.raises(ReadingError, match=said):
        run(str(tmp_path / name))


def test_nothing_half_written_stays_behind(tmp_path: Path) -> None:
    with pytest.raises(ReadingError, match="不能写入"):
        run(str(REPORT), "--out", str(tmp_path / "没有的文件夹" / "数字.csv"))
    bad = tmp_path / "坏.txt"
    bad.write_bytes(b"\x00\x01\x02" * 100)
    with pytest.raises(ReadingError):
        run(str(bad), "--out", str(tmp_path / "数字.csv"))
    assert [path.name for path in tmp_path.iterdir()] == ["坏.txt"]
