"""Invented forms, texts and conflicts for the page of parts."""

from __future__ import annotations

from jingwei.core.ui.blocks import Change
from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.core.ui.prose import Figure, Paragraph

CARD = "?page=card"
KINDS = (("brick", "砖混"), ("frame", "框架"), ("stone", "石木"))


def form_groups(*, wrong: bool = False) -> tuple[FormGroup, ...]:
    """One field of every widget, with or without errors."""

    def no(text: str) -> tuple[str, ...]:
        return (text,) if wrong else ()

    first = (
        FormField(
            "name", "单位名称", value="望澜示例食品有限公司", required=True, source="取自企业台账", max_length=60
        ),
        FormField(
            "code",
            "统一社会信用代码",
            value="91350000TEST00001X",
            problems=no("第18位校验不对，请核对原件；按前17位应为 3"),
            required=True,
        ),
        FormField("area", "占地面积", "number", "1280", unit="平方米", help="以不动产证为准"),
        FormField(
            "invest",
            "总投资",
            "amount",
            {"n": "12.5", "u": "亿元"},
            units=("元", "万元", "亿元"),
            unit="万元",
            problems=no("总投资比已完成投资少，请核对单位"),
        ),
        FormField("start", "开工日期", "date", "2025-03-18", problems=no("开工日期应在 2026-01-01 之前")),
        FormField("kind", "结构", "choice", "frame", choices=KINDS, required=True),
        FormField(
            "uses",
            "用途",
            "choices",
            ["住", "商"],
            choices=(("住", "居住"), ("商", "商业"), ("工", "工业"), ("仓", "仓储")),
        ),
        FormField("vacant", "是否空置", "yesno", False),
        FormField("phone", "联系电话", "phone", "13800000000", personal=True, help="只在办理中使用，保存时加密"),
        FormField(
            "grid",
            "所在网格",
            "link",
            "3",
            chosen_label="金沙社区第三网格",
            search_url="?page=options",
            help="按位置自动带出，可改",
        ),
        FormField(
            "place",
            "位置",
            "point",
            {"lon": "118.112345", "lat": "24.456789"},
            problems=no("这个点落在海里，离街道界 3.2 公里"),
        ),
        FormField("number", "编号", value="望澜〔2025〕4171号", readonly=True),
    )
    second = (
        FormField(
            "note", "情况说明", "textarea", "", problems=no("请写明理由，不少于 5 个字"), required=True, max_length=500
        ),
        FormField(
            "papers",
            "附件",
            "file",
            [{"sha256": "0" * 64, "name": "现场照片1.jpg", "size": 182000}],
            multiple=True,
            help="照片可以不传；只有现场处置前后对比才要求",
        ),
    )
    return FormGroup(first), FormGroup(second, "说明", "写给下一个看到的人，一两句话就够。")


CHANGES = (
    Change("建筑面积", "126.00 平方米", "128.50 平方米", "130.00 平方米", "area"),
    Change("居住人数", "4", "3", "", "people"),
)


def paragraphs() -> tuple[Paragraph, ...]:
    """A page of a half-year report with figures of every origin."""
    return (
        Paragraph(("望澜街道2025年上半年工作总结",), "title", "t"),
        Paragraph(("（讨论稿）",), "subtitle", "s"),
        Paragraph(("一、主要工作完成情况",), "h1", "a"),
        Paragraph(("（一）经济运行总体平稳",), "h2", "b"),
        Paragraph(
            (
                "上半年，完成固定资产投资",
                Figure("12.46亿元", CARD, "reported", "f1"),
                "，同比增长",
                Figure("8.3%", CARD, "reported", "f2"),
                "，完成年计划的",
                Figure("51.9%", CARD, "counted", "f3"),
                "；在库规上工业企业",
                Figure("87家", CARD, "counted", "f4", doubt="与上年总结“新增9家”对不上"),
                "，新增",
                Figure("6家", CARD, "counted", "f5", changed=True),
                "。协税护税入库",
                Figure("【待核】", CARD, "missing", "f6"),
                "，走访企业",
                Figure("240余家次", CARD, "typed", "f7"),
                "。",
            ),
            key="c",
            edit_url="?page=edit",
        ),
        Paragraph(("（二）城市治理更加精细",), "h2", "d"),
        Paragraph(
            (
                "受理12345转办件",
                Figure("4171件", CARD, "counted", "f8"),
                "，满意率",
                Figure("96.35%", CARD, "counted", "f9"),
                "，比上年同期提高",
                Figure("1.2个百分点", CARD, "counted", "f10"),
                "。排查房屋",
                Figure("73441处", CARD, "counted", "f11"),
                "，全部落图上网，做到底数清、情况明。",
            ),
            key="e",
            edit_url="?page=edit",
        ),
    )
