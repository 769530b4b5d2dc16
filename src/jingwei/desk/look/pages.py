"""Invented pages for the page of parts. Nothing here is real."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Empty, Link, Table
from jingwei.core.ui.prose import count_origins
from jingwei.desk.look import forms, imports, lists, places, records
from jingwei.desk.look.basics import HERE, LIGHTS, at

Context = dict[str, Any]
CRUMBS = (Link("工作台", HERE + "board"), Link("台账", HERE + "list"))


def parts_page() -> Context:
    return {
        "title": "页面部件",
        "subtitle": "每一种部件的各种状态；什么时候用哪一种，见 docs/look.md。所有内容都是编造的。",
        "lights": LIGHTS,
        "table": lists.houses(6),
        "pager": lists.pager(),
        "short_pager": lists.pager(12, 1),
        "facets": lists.FACETS,
        "items": records.ITEMS,
        "sections": records.SECTIONS[2:],
        "history": records.HISTORY,
        "tiles": records.TILES,
        "bars": records.PANELS[2].bars,
        "groups": forms.form_groups(wrong=True),
        "actions": actions(),
        "empty": Empty(
            "还没有台账", "先传一张平时用的表，系统会照它建台账。", Link("传一张表", "#", "upload", look="primary")
        ),
        "layouts": tuple(Link(f"{page} — {template}", HERE + page) for page, (template, _) in PAGES.items() if page),
        "copy_text": "【望澜街道】上半年受理12345转办件4171件，满意率96.35%。",
        "paragraphs": forms.paragraphs()[4:5],
    }


def actions() -> tuple[Link, ...]:
    return (
        Link("新建记录", HERE + "form", "plus", look="primary"),
        Link("导入", HERE + "import-upload", "table-import"),
        Link("停用", "#", "ban", post=True, confirm="停用后不再计入统计，可以恢复。停用吗？", look="danger"),
        Link("交接", "#", "users"),
        Link("历史版本", "#", "history"),
    )


def list_page() -> Context:
    return {
        "title": "房屋台账",
        "crumbs": (*CRUMBS,),
        "subtitle": "73441 处，截至2025年6月30日",
        "actions": actions(),
        "tabs": (
            Link("全部", HERE + "list", count=73441, here=True),
            Link("待核查", "#", count=214),
            Link("本月新增", "#", count=0),
        ),
        "facets": lists.FACETS,
        "chosen": (Link("社区：金沙社区", HERE + "list"), Link("核查年份：2025", HERE + "list")),
        "clear_url": HERE + "list",
        "search_hint": "地址、编号、户主拼音首字母",
        "table": lists.houses(50),
        "pager": lists.pager(),
        "bulk": (Link("转给…", "#", "send"), Link("停用", "#", "ban", confirm="停用所选记录吗？", look="danger")),
        "exports": (
            Link("可回导表", "#", "file-spreadsheet", hint="改好再传回来"),
            Link("报表", "#", "printer", hint="带合计和签名行"),
        ),
        "save_view_url": "#",
        "print_url": HERE + "print",
        "copy_text": "房屋台账 73441 处",
    }


def empty_list_page() -> Context:
    return {**list_page(), "table": Table((), ()), "pager": None, "search": "不存在的路"}


def error_list_page() -> Context:
    return {**list_page(), "error": "没有取到：数据库正在恢复，约 20 秒后再刷新。", "facets": ()}


def record_page() -> Context:
    return {
        "title": "东港路128号603室",
        "number": "WL-004171",
        "crumbs": (*CRUMBS, Link("房屋台账", HERE + "list")),
        "badges": LIGHTS[:1],
        "actions": actions(),
        "summary": records.ITEMS[1:6],
        "sections": records.SECTIONS,
        "side": (
            Section("所在地", (Item("社区", "金沙社区"), Item("网格", "第三网格"), Item("网格员", "李样本"))),
            Section("附件", empty=Empty("没有附件", icon="paperclip")),
        ),
        "history": records.HISTORY,
        "history_more_url": "#",
        "as_of": (Link("按现在掌握的", here=True), Link("按当时口径", "#")),
        "print_url": HERE + "print",
    }


def board_page() -> Context:
    return {
        "title": "工作台",
        "subtitle": "林示例 · 统计员",
        "tiles": records.TILES,
        "panels": records.PANELS,
        "as_of_text": "截至2025年6月30日 18:00",
        "print_url": HERE + "print-board",
        "copy_text": "工作台",
    }


def form_page(*, wrong: bool = False) -> Context:
    return {
        "title": "修改企业记录",
        "crumbs": (*CRUMBS, Link("企业台账", HERE + "list")),
        "intro": "系统已经知道的都替您填好了，不对的地方直接改。",
        "groups": forms.form_groups(wrong=wrong),
        "problems": ("总投资和已完成投资的单位不一致",) if wrong else (),
        "revision": 4,
        "key": "0197-sample",
        "more_submits": (("next", "保存并开下一条"),),
        "cancel_url": HERE + "record",
    }


def wizard_page(step: str) -> Context:
    return {"title": "导入房屋台账", "crumbs": CRUMBS, "wizard": imports.WIZARDS[step]}


def conflict_page() -> Context:
    changes = forms.CHANGES
    when = at(2025, 7, 1, 9, 41)
    return {
        "title": "被他人修改",
        "crumbs": CRUMBS,
        "changes": changes,
        "who": "陈样本",
        "when": when,
        "revision": 5,
        "record_url": HERE + "record",
    }


def error_page() -> Context:
    return {
        "code": 409,
        "title": "这个统计期已经定数",
        "text": "2025年上半年的数已于 7 月 5 日锁定，不能再改。确有错误的，请填更正说明，由统计站解锁。",
        "whom": "统计站 王演示，0000-1234567",
        "links": (Link("填更正说明", "#", "pencil", look="primary"), Link("回指标", "#")),
    }


def login_page() -> Context:
    roles = ("办公室综合岗", "统计员", "调度员", "部门经办", "社区书记", "网格员", "分管领导", "主要领导")
    accounts = tuple(Link(name, str(number), hint="") for number, name in enumerate(roles))
    return {
        "office": "望澜街道办事处",
        "problem": "用户名或密码不对，还可以试 4 次。",
        "username": "lin",
        "accounts": accounts,
    }


def map_page() -> Context:
    found = Section(
        "金沙社区第三网格",
        (
            Item("网格长", Link("李样本", "#")),
            Item("电话", "138****1234", reveal_url="?page=reveal"),
            Item("房屋", 412, unit="处"),
        ),
    )
    table = lists.houses(12)
    return {
        "title": "查网格",
        "map": places.MAP,
        "found": found,
        "search_url": HERE + "map",
        "table": Table(table.columns[:3], tuple(replace(row, cells=row.cells[:3]) for row in table.rows)),
    }


def report_page() -> Context:
    paragraphs = forms.paragraphs()
    outline = tuple(Link(str(p.pieces[0]), f"#p-{p.key}") for p in paragraphs if p.style in ("h1", "h2"))
    return {
        "title": "2025年上半年工作总结",
        "badges": (LIGHTS[3],),
        "paragraphs": paragraphs,
        "outline": outline,
        "origins": count_origins(paragraphs),
        "editable": True,
        "actions": (Link("校核", "#", "list-check", look="primary"), Link("导出 Word", "#", "download")),
    }


def print_page(*, board: bool = False) -> Context:
    context: Context = {
        "title": "望澜街道房屋台账",
        "unit": "平方米",
        "made_at": at(2025, 7, 1, 9, 41),
        "made_by": "林示例",
    }
    if board:
        return {
            **context,
            "title": "望澜街道上半年工作情况",
            "tiles": records.TILES,
            "panels": records.PANELS,
        }
    return {**context, "table": lists.houses(90), "notes": "面积以不动产证为准。", "landscape": True}


PAGES: dict[str, tuple[str, Callable[[], Context]]] = {
    "": ("look", parts_page),
    "list": ("list", list_page),
    "list-empty": ("list", empty_list_page),
    "list-error": ("list", error_list_page),
    "record": ("record", record_page),
    "board": ("board", board_page),
    "form": ("form", form_page),
    "form-wrong": ("form", partial(form_page, wrong=True)),
    **{f"import-{step}": ("import", partial(wizard_page, step)) for step in imports.WIZARDS},
    "conflict": ("conflict", conflict_page),
    "error": ("error", error_page),
    "login": ("login", login_page),
    "map": ("map", map_page),
    "report": ("report", report_page),
    "print": ("print", print_page),
    "print-board": ("print", partial(print_page, board=True)),
}
