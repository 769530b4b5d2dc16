"""Invented states and words for the page of parts. Nothing here is real."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from jingwei.core.ui.parts import Badge, Link, MenuGroup, Shell, Switch

HERE = "?page="
LIGHTS = (
    Badge("正常", "good"),
    Badge("临期", "warn", "还剩1个工作日"),
    Badge("超期", "bad"),
    Badge("进行中", "info"),
    Badge("未开始", "calm"),
)
LONG = (
    "望澜街道金沙社区东港路一百二十八号（原望澜第二橡胶制品厂宿舍区）三期北侧临时安置点二号楼四单元"
    "六〇三室及其附属储藏间、露台与连廊部分"
)


def at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    """A moment of the office's clock."""
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


SHELL = Shell(
    office="望澜街道办事处",
    user="林示例",
    post="统计员（演示）",
    on_behalf="",
    menu=(
        MenuGroup("", (Link("工作台", HERE + "board", "home", here=True, count=7), Link("街道总览", HERE, "gauge"))),
        MenuGroup(
            "台账",
            (
                Link("全部台账", HERE + "list", "database"),
                Link("查网格", HERE + "map", "map-2"),
                Link("导入导出", HERE + "import-upload", "table-import", count=2),
            ),
        ),
        MenuGroup("数据", (Link("指标", HERE, "chart-bar"), Link("待核数", HERE, "list-check", count=12))),
        MenuGroup("报告", (Link("半年总结", HERE + "report", "file-text"), Link("往年报告", HERE, "history"))),
        MenuGroup("管理", (Link("部门与人员", HERE, "users"), Link("区划与网格", HERE, "sitemap"))),
    ),
    switches=(
        Switch(
            "period", "统计期", (("2025", "2025年全年"), ("2025H1", "2025年上半年"), ("2025-06", "2025年6月")), "2025H1"
        ),
        Switch("place", "区划", (("all", "全街道"), ("01", "金沙社区"), ("02", "东港社区")), "all"),
    ),
    users=(
        Link("陈样本", "#", "user", hint="部门经办", post=True),
        Link("王演示", "#", "user", hint="分管领导", post=True),
    ),
    account=(Link("修改密码", "#", "key"), Link("退出", "#", "logout", post=True)),
    search_url=HERE + "list",
)
