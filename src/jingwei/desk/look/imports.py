"""Invented imports for the page of parts. Nothing here is real."""

from __future__ import annotations

from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.core.ui.wizard import Match, RowProblem, Tally, Wizard
from jingwei.desk.look.basics import HERE, LONG

OPTIONS = (("address", "地址"), ("area", "建筑面积"), ("people", "居住人数"), ("checked", "核查日期"))
WIZARDS = {
    "upload": Wizard("upload", "房屋台账", "#", HERE + "list", template_url="#"),
    "match": Wizard(
        "match",
        "房屋台账",
        "#",
        HERE + "import-upload",
        "2025房屋核查（定稿）2.xls",
        "Sheet1",
        missing=("房屋编号",),
        matches=(
            Match("详细地址", "c0", "address", OPTIONS, ("东港路2号", LONG, "东港路6号"), "表头一致"),
            Match("面积", "c1", "area", OPTIONS, ("128.5", "96", "约200"), "按内容猜测：多数是数字", sure=False),
            Match("宗教信仰", "c2", samples=("…",), refused="这类信息不在本系统登记，请在统战部门的系统里办理"),
            Match("序", "c3", "", OPTIONS, ("1", "2", "3"), "表头像序号"),
        ),
    ),
    "preview": Wizard(
        "preview",
        "房屋台账",
        "#",
        HERE + "import-match",
        "2025房屋核查（定稿）2.xls",
        "Sheet1",
        tally=Tally(new=412, changed=1187, same=71790, refused=52),
        problem_count=52,
        remarks_url="#",
        problems=(
            RowProblem(
                214,
                "身份证号",
                "3.70212E+17",
                "身份证号被 Excel 改成了科学计数，后几位已丢失，请在原表把这一列设为文本再填",
            ),
            RowProblem(980, "核查日期", "2025-13-02", "月份应为 1 到 12"),
            RowProblem(1033, "建筑面积", "约200", "“约”已去掉，按 200 计", "warn"),
            RowProblem(None, "密级", "内部", "本系统非涉密，不收“密级”一列"),
        ),
        changes=Table(
            (Column("房屋编号", "code"), Column("项目"), Column("现在"), Column("改为")),
            (Row(("WL-004171", "建筑面积", "126.00", "128.50")), Row(("WL-004180", "居住人数", "4", "3"))),
        ),
    ),
    "applied": Wizard(
        "applied",
        "房屋台账",
        "#",
        HERE + "list",
        tally=Tally(412, 1187, 71790, 52),
        remarks_url="#",
        undo=Link(
            "整批撤回",
            "#",
            "history",
            post=True,
            confirm="撤回后，这次导入新增的记录停用、改动的记录恢复原样。撤回吗？",
            look="danger",
        ),
    ),
}
