"""The same seven objects in more than sixty dresses, as offices keep them; and sheets that no office may bring.

Whatever the dress, the first object is 听涛一号店 of 3 people on 120.5 平方米, founded on 2021-03-05.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import xlwt
from tests.bad_input.ugly_makers import (
    GRID,
    HEADS,
    Ugly,
    after,
    beside,
    bomb,
    book,
    chat,
    chat_as_bars,
    chat_with_blanks,
    column,
    computed,
    days,
    filtered,
    formatted,
    hidden_first,
    locked,
    long_cell,
    old_book,
    old_hidden,
    old_protected,
    protected,
    sides,
    since_1904,
    struck,
    table,
    text,
    turned,
    very_hidden,
)

from jingwei.core.tests.sheet_makers import by_openpyxl, compound, with_sheet_xml, workbook_stream, xls

_TOP = ["编号", "名称", "所在位置", "基本情况", None, "成立日期", "性质"]
_UNDER = [None, None, "网格编码", "人数", "面积", None, None]


def _old_stream(cells: list[list[Any]]) -> bytes:
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("商铺")
    for number, row in enumerate(cells):
        for at, cell in enumerate(row):
            sheet.write(number, at, cell)
    return workbook_stream(made)


_OTHER = [["菜名", "价格", "份数"], ["青菜", 3, 5], ["豆腐", 4, 6]]
WEEK = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
WIDE = [f"列{n}" for n in range(290)]

UGLY: dict[str, dict[str, Ugly]] = {
    "heads": {
        "plain": Ugly(table()),
        "a merged title and a line of the office": Ugly(
            table(above=[["望澜街道商铺情况表", *[None] * 6], ["填报单位：望澜街道", *[None] * 6]], merges=["A1:G1"])
        ),
        "a head of two merged lines": Ugly(
            table(heads=_UNDER, above=[_TOP], merges=["A1:A2", "B1:B2", "F1:F2", "G1:G2", "D1:E1"])
        ),
        "two lines in a text file": Ugly(table(heads=_UNDER, above=[_TOP], write=text(",", "utf-8")), "表.csv"),
        "a head in row 7": Ugly(table(above=[["商铺摸排"], [], ["说明：各社区于月底前报送"], [], [], []])),
        "instructions above": Ugly(
            table(above=[["填表说明：1.编号不得重复；2.面积按证载填写。", *[None] * 6]], merges=["A1:G1"])
        ),
        "line breaks": Ugly(table(heads=["编\n号", "名\n称", "网格\n编码", "人数", "面积", "成立\n日期", "性质"])),
        "blanks": Ugly(table(heads=["编 号", "名　称", "网格编码", "人 数", " 面积 ", "成立日期", "性 质"])),
        "stars": Ugly(table(heads=["*编号", "*名称", "网格编码", "人数", "面积", "成立日期*", "性质"])),
        "notes in brackets": Ugly(table(heads=["编号（必填）", "名称（必填）", *HEADS[2:6], "性质（下拉选择）"])),
        "the same head twice": Ugly(
            table(lambda rows: [[*row, "甲", "乙"] for row in rows], [*HEADS, "备注", "备注"])
        ),
        "no head over something": Ugly(table(lambda rows: [[*row, "甲"] for row in rows], [*HEADS, None])),
        "an empty column between": Ugly(
            table(lambda rows: [[*row[:3], None, *row[3:]] for row in rows], [*HEADS[:3], None, *HEADS[3:]])
        ),
        "an empty column with a head": Ugly(table(lambda rows: [[*row, None] for row in rows], [*HEADS, "备用"])),
        "serial numbers": Ugly(
            table(lambda rows: [[n, *row] for n, row in enumerate(rows, 1)], ["序号", *HEADS])
        ),
        "units in a second line": Ugly(
            table(heads=HEADS, below=(), rows=lambda rows: [[None, None, None, "人", "平方米", None, None], *rows])
        ),
        "years as heads": Ugly(table(lambda rows: [[*row, 5, 6] for row in rows], [*HEADS, 2023, 2024])),
    },
    "rows": {
        "a total": Ugly(table(below=[["合计", None, None, 30, 345.5, None, None]])),
        "a total above": Ugly(table(after(0, ["总计", None, None, 30, 345.5, None, None]))),
        "a total of each community": Ugly(table(after(7, ["听涛社区小计", None, None, 30, 345.5, None, None]))),
        "subtotals": Ugly(table(after(3, ["小计", None, None, 8, 190, None, None]))),
        "notes below": Ugly(table(below=[[], ["注：数据截至6月底"]])),
        "signatures": Ugly(table(below=[["制表人：张三", None, "审核人：李四", None, None, "2025年6月30日"]])),
        "a page number": Ugly(table(below=[["第1页 共1页"]])),
        "numbers of the columns": Ugly(table(after(0, ["甲", "乙", "丙", 1, 2, 3, 4]))),
        "an example": Ugly(table(after(0, ["示例", "某店", GRID, 9, 99, "2020-01-01", "商铺"]))),
        "the head again": Ugly(table(after(4, HEADS))),
        "blank rows": Ugly(table(after(4, [None] * 7))),
        "20,000 formatted empty rows": Ugly(book(formatted)),
        "another table below": Ugly(table(below=[[], *_OTHER])),
        "another table with a title below": Ugly(table(below=[[], ["菜单"], *_OTHER])),
        "cells merged downwards": Ugly(
            table(lambda rows: [row if n == 0 else [*row[:2], None, *row[3:]] for n, row in enumerate(rows)],
                  merges=["C2:C8"])
        ),
        "only the head": Ugly(table(lambda rows: []), refused="只有表头，下面没有数据", into=0, why="没有数据"),
    },
    "dates": {
        "serial numbers": Ugly(table(days(lambda day: (day - date(1899, 12, 30)).days))),
        "serial numbers as text": Ugly(table(days(lambda day: str((day - date(1899, 12, 30)).days)))),
        "dots": Ugly(table(days(lambda day: f"{day.year}.{day.month}.{day.day}"))),
        "slashes": Ugly(table(days(lambda day: f"{day.year}/{day.month}/{day.day}"))),
        "words": Ugly(table(days(lambda day: f"{day.year}年{day.month}月{day.day}日"))),
        "Chinese numerals": Ugly(
            table(days(lambda day: f"二〇二一年{'三四'[day.month - 3]}月{'一二三四五六七'[day.day - 1]}日"))
        ),
        "eight digits": Ugly(table(days(lambda day: int(day.strftime("%Y%m%d"))))),
        "a clock": Ugly(table(days(lambda day: f"{day} 08:30:00"))),
        "real dates": Ugly(table(days(lambda day: datetime(day.year, day.month, day.day)))),
        "weekdays": Ugly(table(days(lambda day: f"{day.year}年{day.month}月{day.day}日 {WEEK[day.weekday()]}"))),
        "only the month": Ugly(
            table(days(lambda day: f"{day.year}年{day.month}月")), less=frozenset({"成立日期"}), into=0, why="缺日"
        ),
        "slashes and a weekday": Ugly(
            table(days(lambda day: f"{day.year}/{day.month:02d}/{day.day:02d} {WEEK[day.weekday()]}")),
        ),
        "dots and noughts, full width": Ugly(
            table(days(lambda day: f"{day:%Y．%m．%d}".translate({48 + d: 0xFF10 + d for d in range(10)}))),
        ),
        "days counted from 1904": Ugly(book(since_1904)),
        "45123 beside": Ugly(beside("检查日期", 45123), also={"检查日期": "2023-07-16"}),
        "2021.3.5 beside": Ugly(beside("检查日期", "2021.3.5"), also={"检查日期": "2021-03-05"}),
        "years of two digits": Ugly(
            table(days(lambda day: f"{day:%y}.{day.month}.{day.day}")),
            less=frozenset({"成立日期"}), into=0, why="年份要写四位",
        ),
        "no year": Ugly(
            table(days(lambda day: f"{'三四'[day.month - 3]}月五日")),
            less=frozenset({"成立日期"}), into=0, why="缺年份",
        ),
    },
    "numbers": {
        "full width": Ugly(table(column(3, lambda n: str(n).translate({48 + d: 0xFF10 + d for d in range(10)})))),
        "as text": Ugly(table(lambda rows: column(3, str)(column(4, lambda n: f" {n} ")(rows)))),
        "with the unit": Ugly(
            table(lambda rows: column(3, lambda n: f"{n}人")(column(4, lambda n: f"{n}平方米")(rows))),
            into=0, why="这里只填数字，不写“人”",
        ),
        "with a unit by another name": Ugly(table(column(4, lambda n: f"{n}㎡"))),
        "the unit in the head": Ugly(table(heads=[*HEADS[:3], "人数（人）", "面积（㎡）", *HEADS[5:]])),
        "the unit without brackets": Ugly(table(heads=[*HEADS[:4], "面积平方米", *HEADS[5:]])),
        "a unit line": Ugly(table(above=[["商铺情况", None, None, None, None, None, "单位：平方米"]])),
        "a percentage beside": Ugly(beside("出租率", "85%"), also={"出租率": "85%"}),
        "thousands": Ugly(table(column(4, lambda n: f"{n:,}"))),
        "a number with about beside": Ugly(beside("客流量", "约3000人"), also={"客流量": "约3000人"}),
        "money beside": Ugly(beside("月租金", "￥1,200元"), also={"月租金": "1200元"}),
        "money in 万元 beside": Ugly(beside("年租金", "1.2万元"), also={"年租金": "1.2万元"}),
        "money in 元 and in 万元 beside": Ugly(
            table(
                lambda rows: [[*row, (9600, "1.2万元", "￥12,000元")[n % 3]] for n, row in enumerate(rows)],
                [*HEADS, "年租金"],
            ),
            also={"年租金": "9600元"},
        ),
        "money with a sign and blanks beside": Ugly(beside("年租金", "￥ 12，000.50"), also={"年租金": "12000.5元"}),
        "money in 万元 in the head": Ugly(beside("年租金（万元）", 1.2), also={"年租金": "1.2万元"}),
        "ticks beside": Ugly(beside("是否出租", "√"), also={"是否出租": "是"}),
        "a phone as a number": Ugly(beside("联系电话", 19900001234), also={"联系电话": "19900001234"}),
        "a number of a person that lost its digits": Ugly(
            beside("身份证号", 3.7e17), rows=0, into=0, why="已被表格软件改成科学计数",
        ),
        "the same as text": Ugly(
            beside("身份证号", "3.70101E+17"), rows=0, into=0, why="已被表格软件改成科学计数",
        ),
        "words among the numbers": Ugly(
            table(lambda rows: [[*row[:3], "三四个", *row[4:]] if row[0] == "U7" else row for row in rows]),
            rows=6, into=6, why="不是数字",
        ),
        "an error of a formula": Ugly(
            table(lambda rows: [[*row[:3], "#N/A", *row[4:]] if row[0] == "U7" else row for row in rows]),
            rows=6, into=6, why="公式出错了",
        ),
        "a formula with its result": Ugly(computed(cached=True)),
        "a formula without its result": Ugly(computed(cached=False), rows=6, into=6, why="文件里没有存它的结果"),
        "characters nobody sees": Ugly(table(column(1, lambda name: f"\u200b{name}\xa0"))),
    },
    "files": {
        "xls": Ugly(table(write=xls), "表.xls"),
        "et": Ugly(table(write=xls), "表.et"),
        "an xls by another name": Ugly(table(write=xls), "表.xlsx"),
        "xls with real dates": Ugly(old_book(lambda made, sheet: None), "表.xls"),
        "xls with a hidden sheet": Ugly(old_book(old_hidden), "表.xls"),
        "a protected et with a frozen head": Ugly(old_book(old_protected), "表.et"),
        "xls with a head of two merged lines": Ugly(
            table(heads=_UNDER, above=[_TOP], merges=["A1:A2", "B1:B2", "F1:F2", "G1:G2", "D1:E1"], write=xls),
            "表.xls",
        ),
        "xls under the name of its stream before 1997": Ugly(
            table(write=lambda cells: compound(_old_stream(cells), "Book")), "表.xls",
        ),
        "a protected workbook": Ugly(book(locked)),
        "gb2312 with a line of the office": Ugly(
            table(above=[["望澜街道商铺情况表", *[None] * 6]], write=text(",", "gb2312")), "表.csv",
        ),
        "gbk": Ugly(table(write=text(",", "gbk")), "表.csv"),
        "gb18030 with semicolons": Ugly(table(write=text(";", "gb18030")), "表.csv"),
        "pasted from a chat": Ugly(chat, "粘贴的表格.csv"),
        "pasted, with blanks for tabs": Ugly(chat_with_blanks, "粘贴的表格.csv"),
        "pasted, with bars": Ugly(chat_as_bars, "粘贴的表格.csv"),
        "rare characters": Ugly(
            table(column(1, lambda name: name if name == "听涛一号店" else f"𠮷{name}"),
            write=text(",", "gb18030")), "表.csv",
        ),
        "tabs": Ugly(table(write=text("\t", "utf-8")), "表.txt"),
        "a mark at the start": Ugly(table(write=text(",", "utf-8-sig")), "表.csv"),
        "utf-16": Ugly(table(write=text("\t", "utf-16")), "表.csv"),
        "bars": Ugly(table(write=text("|", "utf-8", end="\n")), "表.csv"),
        "every cell as a formula": Ugly(table(write=text(",", "utf-8", quote=True)), "表.csv"),
        "a hidden sheet first": Ugly(book(hidden_first)),
        "a sheet hidden by a macro": Ugly(book(very_hidden)),
        "hidden rows": Ugly(book(filtered)),
        "rows struck out": Ugly(book(struck)),
        "a hidden column": Ugly(book(lambda made, sheet: setattr(sheet.column_dimensions["B"], "hidden", True))),
        "a protected sheet": Ugly(book(protected)),
        "an empty sheet first": Ugly(book(lambda made, sheet: made.move_sheet(made.create_sheet("封面"), -1))),
        "cells out of order": Ugly(
            lambda grid: with_sheet_xml('<row r="1"><c r="A1" t="inlineStr"><is><t>只有一格</t></is></c></row>'),
            refused="只有表头", into="没有找到表头",
        ),
    },
    "refused": {
        "turned on its side": Ugly(turned, refused="是横过来的", into="是横过来的"),
        "twice beside each other": Ugly(sides(False), refused="左右并排放了两份", into="左右并排放了两份"),
        "twice with a gap": Ugly(sides(True), refused="左右并排放了两份", into="左右并排放了两份"),
        "300 columns": Ugly(table(heads=[*HEADS, *WIDE]), refused="最多256列", into="最多256列"),
        "a cell of a megabyte": Ugly(long_cell, refused="最多32767个字", into="最多32767个字"),
        "a bomb": Ugly(bomb, refused="异常庞大", into="异常庞大"),
        "a password to open it": Ugly(
            lambda grid: compound(b"x" * 5000, "EncryptedPackage"), refused="去掉密码", into="去掉密码"
        ),
        "nothing": Ugly(lambda grid: b"", refused="文件是空的", into="文件是空的"),
        "an empty sheet": Ugly(lambda grid: by_openpyxl([]), refused="是空的", into="是空的"),
        "a web page": Ugly(lambda grid: b"<html><table></table></html>", "表.xls", refused="网页", into="网页"),
        "a pdf": Ugly(lambda grid: b"%PDF-1.7 ...", "表.pdf", refused="PDF", into="PDF"),
        "only figures": Ugly(
            lambda grid: by_openpyxl([[1, 2, 3], [4, 5, 6]]), refused="没有找到表头", into="没有找到表头"
        ),
    },
}  # fmt: skip
