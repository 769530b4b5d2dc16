"""One search box: objects of all ledgers by number, name and address; ledgers and indicators by name."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.scope import Reader, current_scope
from jingwei.core.ui.parts import Cell, Column, Empty, Row, Table
from jingwei.indicators.definitions import definitions_in_force
from jingwei.registers.query import find_words, registers
from jingwei.registers.words import NotSearched

_MOST = 60


def search(request: HttpRequest) -> HttpResponse:
    """What the words find, within the reader's border. Persons are found only inside one's own ledger work."""
    words = request.GET.get("q", "").strip()[:80]
    rows: list[Row] = []
    refused = ""
    if words and current_scope().reader is not Reader.ADMIN:
        try:
            rows = [*_names(words), *_entries(words)]
        except NotSearched as error:
            refused = error.message
    return render(
        request,
        "desk/list.html",
        {
            "title": "搜索",
            "subtitle": f"“{words}”找到 {len(rows)} 项" + (",只列前面的" if len(rows) >= _MOST else "")
            if words and not refused
            else "",
            "search": "" if refused else words,
            "search_hint": "编号、地址、企业、小区、指标；可用拼音首字母，词序不限",
            "table": Table((Column("名称"), Column("类别"), Column("编号", "code")), tuple(rows)),
            "empty": Empty("不能这样查找", f"{refused}。")
            if refused
            else Empty("没有找到" if words else "请输入要找的内容", "可以少输几个字，或用拼音首字母。"),
        },
    )


def _names(words: str) -> list[Row]:
    ledgers = [register for register in registers() if words in register.name]
    found = [
        Row((register.name, "台账", register.key), url=reverse("registers:list", args=[register.key]))
        for register in ledgers
    ]
    for row in definitions_in_force().filter(name__contains=words)[:10]:
        found.append(Row((row.name, "指标", row.key), url=f"/indicators/{row.key}/"))
    return found


def _entries(words: str) -> list[Row]:
    return [
        Row(
            (
                Cell(version.title, note=version.place.name if version.place else ""),
                version.register.name,
                version.entry.key,
            ),
            url=reverse("registers:entry", args=[version.entry_id]),
        )
        for version in find_words(words, _MOST)
    ]
