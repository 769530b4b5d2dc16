"""Invented records and boards for the page of parts. Nothing here is real."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from jingwei.core.ui.blocks import Bar, Change, Event, Item, Panel, Section, Tile
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.desk.look.basics import HERE, LIGHTS, LONG, at

ITEMS = (
    Item("地址", LONG, wide=True),
    Item("房屋编号", "WL-004171"),
    Item("所在网格", Link("金沙社区第三网格", HERE)),
    Item("建筑面积", Decimal("128.50"), unit="平方米"),
    Item("状态", Badge("正常", "good")),
    Item("联系电话", "138****1234", reveal_url="?page=reveal"),
    Item("核查日期", date(2025, 6, 30), changed=True, source="来源：2025年6月核查表.xlsx 第214行"),
    Item("备注"),
)

HISTORY = (
    Event(
        at(2025, 6, 30, 16, 5),
        "陈样本",
        "核实",
        on_behalf="李样本",
        why="入户核对，面积以产权证为准",
        changes=(Change("建筑面积", "126.00 平方米", "128.50 平方米"), Change("居住人数", "", "3")),
        tone="good",
    ),
    Event(at(2025, 3, 2, 9, 12), "王演示", "退回", why="缺房屋照片", tone="bad"),
    Event(at(2024, 12, 30, 10, 0), "系统", "批量导入", link=Link("房屋底册.xlsx", HERE)),
)

SECTIONS = (
    Section("基本情况", ITEMS, links=(Link("修改", HERE + "form", "pencil"),)),
    Section(
        "居住登记",
        table=Table(
            (Column("姓名"), Column("与户主关系"), Column("登记日期", "date")),
            (Row(("张*", "户主", date(2020, 1, 1))), Row(("李*", "配偶", date(2020, 1, 1)))),
        ),
    ),
    Section(
        "走访记录",
        empty=Empty("还没有走访记录", "走访时在手机上记一条，就会出现在这里。", Link("记一次走访", "#", "plus")),
    ),
    Section("关联工单", loading_url="?page=slow"),
    Section("产权信息", error="产权信息没有取到：区不动产登记接口没有应答。可稍后再开，或找统计站。"),
)

TILES = (
    Tile("待签收", 7, "件", HERE + "list", Badge("临期", "warn"), "其中2件今天到期"),
    Tile("待审核", 12, "条", HERE + "list"),
    Tile("完成固定资产投资", Decimal("12.46"), "亿元", HERE, Badge("正常", "good"), "年计划的 51.9%"),
    Tile("12345满意率", Decimal("96.35"), "%", HERE, Badge("超期", "bad"), "目标 98%"),
    Tile("房屋落图", 73441, "处", HERE + "map", None, "共 73441 处"),
    Tile("待核数", None, "", "", Badge("未开始", "calm")),
)

PANELS = (
    Panel(
        "红绿灯",
        width="two-thirds",
        note="截至2025年6月30日",
        table=Table(
            (Column("指标"), Column("上半年", "number"), Column("目标", "number"), Column("状态", "badge")),
            (
                Row(("规上工业增加值增速(%)", Decimal("6.1"), Decimal("6.0"), LIGHTS[0]), url=HERE),
                Row(("安全隐患整改率(%)", Decimal("91.2"), Decimal("95.0"), LIGHTS[1]), url=HERE),
                Row(("欠薪案件办结率(%)", Decimal("80.0"), Decimal("100.0"), LIGHTS[2]), url=HERE),
            ),
        ),
    ),
    Panel(
        "快速办理",
        width="third",
        links=(Link("登记一件诉求", "#", "plus"), Link("今天到期", "#", "clock", count=2, hint="工单和督办")),
    ),
    Panel(
        "各社区诉求",
        bars=tuple(
            Bar(f"{name}社区", 100 - 17 * n, f"{171 - 29 * n} 件", HERE, LIGHTS[2] if n == 4 else None)
            for n, name in enumerate(("金沙", "东港", "望澜", "南湾", "北屿"))
        ),
    ),
    Panel("最近动态", events=HISTORY),
    Panel("今晚值班", width="third", items=(Item("带班领导", "王演示"), Item("值班电话", "0000-1234567"))),
    Panel("督办事项", width="third", empty=Empty("没有督办事项", icon="circle-check")),
    Panel("市级数据", width="third", error="没有取到：对方系统停机维护到 18:00。"),
)
