import csv
from pathlib import Path

import pytest

from jingwei.reports.reading import COLUMNS, read
from jingwei.reports.reading.agreement import compare
from jingwei.reports.tests.reading_samples import coded_reports, rows

REPORTS = pytest.mark.parametrize(
    ("report", "coded"), [pytest.param(*pair, id=pair[0].stem) for pair in coded_reports()]
)


@REPORTS
def test_nearly_every_coded_figure_is_found_with_value_and_unit(report: Path, coded: Path) -> None:
    agreement = compare(read(report.read_bytes(), report.name), rows(coded))
    right = sum(figure is not None and figure.unit == row["unit"] for row, figure in agreement.in_digits)
    assert right >= 0.95 * len(agreement.in_digits)
    assert agreement.recall() >= 0.95
    assert agreement.precision() >= 0.95


@REPORTS
def test_approximation_kind_status_period_and_name_agree(report: Path, coded: Path) -> None:
    agreement = compare(read(report.read_bytes(), report.name), rows(coded))
    least = {"approx": 0.95, "kind": 0.9, "status": 0.9, "period": 0.9, "name": 0.7}
    assert {aspect: agreement.share(aspect) >= bar for aspect, bar in least.items()} == dict.fromkeys(least, True)


@REPORTS
def test_every_quote_stands_in_the_text_at_its_place(report: Path, coded: Path) -> None:
    reading = read(report.read_bytes(), report.name)
    assert all(reading.text[one.start : one.end] == one.quote for one in reading.figures)
    assert max(len(one.quote) for one in reading.figures) <= 60
    assert [one.number_start for one in reading.figures] == sorted(one.number_start for one in reading.figures)
    with coded.open(encoding="utf-8-sig", newline="") as file:
        assert set(COLUMNS) - {"start", "end"} <= set(next(csv.reader(file)))


def test_a_report_twenty_times_as_long_gives_twenty_times_the_figures() -> None:
    report, _ = coded_reports()[0]
    once = read(report.read_bytes(), report.name)
    body = "\n".join(once.text.split("\n")[1:])
    many = read("\n".join([once.text, *[body] * 19]).encode(), report.name)
    assert len(many.figures) == 20 * len(once.figures)


@pytest.mark.parametrize("heap", ["一", "12", "、", "(", "第一", "共3个,", "其中", "a1", "约", "年月日"])
def test_heaps_of_one_sign_are_read_too(heap: str) -> None:
    text = heap * 20_000 + "\n全年走访群众800户。"
    assert str(read(text.encode(), "堆.txt").figures[-1].value) == "800"
