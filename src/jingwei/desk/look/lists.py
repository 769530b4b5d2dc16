"""Invented rows of a ledger for the page of parts. Nothing here is real."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

from jingwei.core.ui.parts import Cell, Column, Facet, Option, Pager, Row, Table
from jingwei.desk.look.basics import HERE, LIGHTS, LONG


def houses(count: int) -> Table:
    """House rows of the length of a real page."""
    dice = random.Random(7)  # noqa: S311 - sample data
    rows = []
    for number in range(1, count + 1):
        address = LONG if number == 3 else f"金沙社区东港路{number * 2}号{dice.randint(1, 30)}层"
        phone = Cell("138****1234", reveal_url="?page=reveal")
        rows.append(
            Row(
                (
                    address,
                    f"WL-{4170 + number:06d}",
                    dice.choice(LIGHTS),
                    Decimal(dice.randint(2000, 400000)) / 100,
                    dice.randint(0, 12) if number % 9 else None,
                    date(2025, dice.randint(1, 12), dice.randint(1, 28)),
                    phone if number % 4 == 0 else Cell("张*", note="户主"),
                ),
                url=HERE + "record",
                key=str(number),
                tone="bad" if number == 5 else "warn" if number == 8 else "calm" if number == 12 else "",
            )
        )
    columns = (
        Column("地址", "long", sort_url=HERE + "list", sorted="up"),
        Column("房屋编号", "code", sort_url=HERE + "list"),
        Column("状态", "badge"),
        Column("建筑面积（平方米）", "number", sort_url=HERE + "list"),
        Column("居住人数", "number"),
        Column("核查日期", "date"),
        Column("联系", "text"),
    )
    return Table(columns, tuple(rows), totals=("合计", None, None, Decimal("98765.43"), 213, None, None), select="row")


def pager(total: int = 73441, page: int = 12) -> Pager:
    """A pager in the middle of a long list."""
    return Pager.of(total, page, 50, lambda number: f"{HERE}list&n={number}")


FACETS = (
    Facet(
        "社区",
        tuple(
            Option(f"{name}社区", 900 - 61 * n, HERE + "list", n == 0)
            for n, name in enumerate(
                ("金沙", "东港", "望澜", "南湾", "北屿", "西埔", "潮音", "后坑", "塔头", "溪边", "石亭", "新垵")
            )
        ),
        clear_url=HERE + "list",
    ),
    Facet(
        "结构", (Option("砖混", 512, "#"), Option("框架", 301, "#"), Option("石木", 18, "#"), Option("不明", 0, "#"))
    ),
    Facet("核查年份", (Option("2025", 640, "#"), Option("2024", 191, "#")), more_url="#"),
    Facet("户籍类型", (), loading_url="?page=slow-facet"),
)
