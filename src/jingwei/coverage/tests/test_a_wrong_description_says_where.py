"""What is wrong in a described street is one Chinese sentence with the file and the line."""

import re
import shutil
from pathlib import Path

import pytest
from django.db import transaction

from jingwei.coverage.errors import CoverageError
from jingwei.coverage.measure import measure
from jingwei.coverage.opening import described

SIXTH = Path(__file__).parent / "sixth"
STREET, FIGURES, SYSTEMS = "9.yaml", "9.figures.yaml", "systems.yaml"
# File, what stands there, what is written instead, what is said.
READ = [
    (
        STREET,
        "records:",
        "recods:",
        "街道描述里不认识“recods”，可写：street、places、ledgers、records、statistics、lights。",
    ),
    (STREET, "since: 2020-01-01", "since: 二〇二〇年", "“since”应是 2021-01-04 这样的日期，写的是“二〇二〇年”。"),
    (STREET, "code: '990902019'", "code: 99090201", "街道代码“99090201”应是9位数字，加引号。"),
    (STREET, ", name: 测试九号街道", "", "street 缺少“name”。"),
    (STREET, "communities: 2", "communities: 两个", "“communities”应是不小于0的整数，写的是“两个”。"),
    (STREET, "rows: 5", "rows: -5", "“rows”应是不小于0的整数，写的是“-5”。"),
    (STREET, "first: 3", "frist: 3", "一组记录里不认识“frist”"),
    (STREET, "period: 2024, ", "", "外部数据缺少“period”。"),
    (STREET, "    unit: 家\n", "    unit: 家\n    unit: 户\n", "“unit”写了两次"),
    (STREET, "places:\n", "places: [\n", "不是有效的 YAML"),
    (FIGURES, "1: shops", "1: shop", "第1个数对照的指标“shop”没有定义。"),
    (FIGURES, "1: shops", "一: shops", "figures 左边应是报告里数的序号，写的是“一”。"),
    (FIGURES, "place: '001'", "palce: '001'", "第9个数的对照里不认识“palce”"),
    (FIGURES, "period: 2024", "period: 2021-13", "“2021-13”"),
    (SYSTEMS, "module: places", "module: lanes", "没有模块“lanes”"),
    (SYSTEMS, '"9:5, 20-21"', '"9:五"', "应写作 3:1-10, 12; 4:2 的形式"),
    (SYSTEMS, '  "9:13"', '  "9:99"', "sums_that_fail 里没有编号为“9:99”的数"),
]
MADE = [
    (STREET, "ledgers:\n", "ledgers:\n  - shopz\n", "没有台账“shopz”；自带的有：alliance_members、"),
    (STREET, "kind: yesno", "kind: yesnoo", "第1本台账：字段“有厨房”的类型“yesnoo”不存在"),
    (STREET, "link: shops", "link: shopz", "台账“rounds”的字段“shop”指向台账“shopz”，ledgers 里没有写它。"),
    (STREET, "  - ledger: shops\n    rows: 5", "  - ledger: shopz\n    rows: 5",
     "没有台账“shopz”，ledgers 里写了：shops、rounds、lanes。"),
    (STREET, "cycle: [50, 60]", "cyle: [50, 60]", "不认识的取值写法"),
    (STREET, "{kitchen: false,", "{kitchn: false,",
     "台账“shops”没有字段“kitchn”，它的字段有：code、name、grid、kitchen"),
    (STREET, "by: shop, first: 3", "by: held, first: 3",
     "by 应是台账“rounds”里指向“shops”的字段，写的是“held”，能用的有：shop。"),
    (STREET, "held: 2023-03-05", "held: 去年三月", "记录 rounds:22 的“日期”写的是“去年三月”：不是日期"),
    (STREET, "{kitchen: false,", "{kitchen: 也许,", "记录 shops:6 的“有厨房”写的是“也许”：应填“是”或“否”"),
    (STREET, "{kitchen: true,", "{kitchen: true, grid: '990902019009',",
     "的“网格编码”写的是“990902019009”：网格体系中没有这个代码"),
    (STREET, "{of: revenue,", "{of: revenues,", "外部数据“revenues@2024”登记不了"),
    (STREET, "growth: 6.5", "growht: 6.5", "外部数据里不认识“growht”"),
    (STREET, "rank: 2, rank_group: 全区各镇街", "rank: 9, rank_group: 全区各镇街, rank_size: 7",
     "确实如此的写 confirmed: true。"),
    (STREET, "assessed: 20", "assessed: 21", "绿灯15＋黄灯4＋红灯1＝20，与考核指标数21不符"),
    (STREET, "yellow: 4", "yelow: 4", "亮灯通报里不认识“yelow”"),
]  # fmt: skip


def _changed(tmp_path, file, before, after):
    folder = tmp_path / "streets"
    shutil.copytree(SIXTH, folder)
    text = (folder / file).read_text("utf-8")
    assert before in text
    (folder / file).write_text(text.replace(before, after, 1), "utf-8")
    line = text[: text.index(before)].count("\n") + 1
    return folder, line


def _said(folder):
    with pytest.raises(CoverageError) as caught, transaction.atomic():
        measure(folder, folder)
    return caught.value.message


def _check(tmp_path, file, before, after, expected):
    folder, line = _changed(tmp_path, file, before, after)
    said = _said(folder)
    assert expected in said
    assert "\n" not in said
    named = re.match(rf"{re.escape(file)} 第(\d+)行：", said)
    assert named, said
    # The line itself, or the first of the records that it belongs to.
    assert abs(int(named[1]) - line) <= 2, said


@pytest.mark.django_db
@pytest.mark.parametrize(("file", "before", "after", "expected"), READ, ids=lambda one: one[:16])
def test_what_cannot_be_read(tmp_path, file, before, after, expected):
    _check(tmp_path, file, before, after, expected)


@pytest.mark.django_db
@pytest.mark.parametrize(("file", "before", "after", "expected"), MADE, ids=lambda one: one[:16])
def test_what_cannot_be_brought_in(tmp_path, file, before, after, expected):
    _check(tmp_path, file, before, after, expected)


@pytest.mark.django_db
@pytest.mark.parametrize(("file", "what"), [(FIGURES, "数据对照"), (SYSTEMS, "系统清单")])
def test_a_file_that_is_missing(tmp_path, file, what):
    folder = tmp_path / "streets"
    shutil.copytree(SIXTH, folder)
    (folder / file).unlink()
    assert _said(folder) == f"缺少{what} {file}（应在文件夹 {folder}）。"


@pytest.mark.django_db
def test_a_file_in_another_encoding(tmp_path):
    folder = tmp_path / "streets"
    shutil.copytree(SIXTH, folder)
    (folder / STREET).write_bytes((folder / STREET).read_text("utf-8").encode("gb18030"))
    assert _said(folder) == "街道描述 9.yaml 不是 UTF-8 编码，请另存为 UTF-8。"


@pytest.mark.django_db
def test_a_street_without_a_list_of_figures_is_told(tmp_path):
    folder = tmp_path / "streets"
    shutil.copytree(SIXTH, folder)
    for name in ("{}.yaml", "{}.figures.yaml"):
        shutil.copy(folder / name.format(9), folder / name.format(8))
    said: list[str] = []
    with transaction.atomic():
        measure(folder, folder, say=said.append)
        transaction.set_rollback(True)
    assert said[0] == "街道8没有报告数据表（8_名称.csv），没有测算"


def test_a_street_that_is_not_described(tmp_path):
    with pytest.raises(CoverageError, match="没有序号为9的街道描述"):
        described(tmp_path, 9)
