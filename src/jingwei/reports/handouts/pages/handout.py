"""A handout: who gave back and who is missing, what is wrong in which row, and all of it as one workbook."""

import io
import zipfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.actions import perform
from jingwei.core.audit import audit
from jingwei.core.errors import JingweiError
from jingwei.core.scope import current_scope
from jingwei.core.sheets.layout import chinese_date
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Cell, Column, Link, Row, Table
from jingwei.places.offices import office_name
from jingwei.registers.incoming import told_by_memory, upload
from jingwei.registers.pages.exports import sheet_file
from jingwei.registers.policy import policy as registers_policy
from jingwei.reports.handouts.actions import CloseHandout
from jingwei.reports.handouts.keeping import KEPT_DAYS
from jingwei.reports.handouts.merging import Merged, merge, merged_workbook
from jingwei.reports.handouts.models import Handout, HandoutPart
from jingwei.reports.handouts.pages.listing import crumbs, state_of
from jingwei.reports.handouts.policy import policy
from jingwei.reports.handouts.query import Land, handout_by_id, parts_of, rows_by_place
from jingwei.reports.handouts.sheets import sheet_for

_PROBLEMS = 100
_COLUMNS = (
    Column("单位"), Column("交表", "badge"), Column("时间", "date"), Column("行数", "number"),
    Column("有问题", "number"),
)  # fmt: skip


def page(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """The parts in the order of codes, and the text that reminds who is missing."""
    handout = handout_by_id(handout_id)
    parts = parts_of(handout)
    missing = [part for part in parts if part.returned_id is None]
    back = len(parts) - len(missing)
    may = policy.allows(current_scope().actor, "give_back")
    context = {
        "title": handout.title,
        "subtitle": f"{handout.made_by} {timezone.localtime(handout.made_at):%Y-%m-%d} 分发 · 截止 {handout.due}",
        "badges": (state_of(handout, len(missing)),),
        "crumbs": crumbs(),
        "actions": tuple(_actions(handout, back)),
        "copy_text": reminder(handout, missing),
        "summary": tuple(_summary(handout, parts, missing)),
        "sections": (
            *((_missing(handout, missing),) if missing else ()),
            Section("各单位", table=Table(_COLUMNS, tuple(_row(part, may) for part in parts), numbered_from=1)),
            *((Section("有问题的行", loading_url=reverse("reports:handout_rows", args=[handout.pk])),) if back else ()),
        ),
    }  # fmt: skip
    return render(request, "desk/record.html", context)


def reminder(handout: Handout, missing: list[HandoutPart]) -> str:
    """The text for a chat: what, by when, who has not given back yet, in the order of codes."""
    if not missing or handout.closed:
        return ""
    names = "、".join(part.place.name for part in missing)
    late = handout.due < timezone.localdate()
    when = f"已于{chinese_date(handout.due)}截止" if late else f"请于{chinese_date(handout.due)}前交"
    note = f"说明：{handout.note.rstrip('。')}。" if handout.note else ""
    return (
        f"【{handout.title}】{when}。还没有交的{len(missing)}个单位：{names}。"
        f"登录系统，在工作台“待填报的表”里下载、填好、交回。{note}——{office_name(handout.subdistrict)}"
    )


def _actions(handout: Handout, back: int) -> list[Link]:
    if not policy.allows(current_scope().actor, "hand_out"):
        return []
    out = []
    if back and handout.register is not None and registers_policy.allows(current_scope().actor, "import"):
        take = reverse("reports:handout_import", args=[handout.pk])
        out.append(Link("合并后导入台账", take, icon="upload", look="primary", post=True))
    if back:
        out.append(Link("合并为一张表", reverse("reports:handout_merged", args=[handout.pk]), icon="table"))
    out.append(Link("下载各单位的表", reverse("reports:handout_zip", args=[handout.pk]), icon="file-download"))
    if not handout.closed:
        close = reverse("reports:close_handout", args=[handout.pk])
        ask = "结束后各单位不能再交，工作台上也不再列出。确定结束收表吗？"
        out.append(Link("结束收表", close, icon="archive", post=True, confirm=ask))
    return out


def _summary(handout: Handout, parts: list[HandoutPart], missing: list[HandoutPart]) -> list[Item]:
    content: Any = "空表"
    if handout.register is not None:
        asked = f"?{handout.asked}" if handout.asked else ""
        content = Link(handout.register.name, reverse("registers:list", args=[handout.register.key]) + asked)
    out = [
        Item("内容", content), Item("已交", f"{len(parts) - len(missing)} / {len(parts)}"),
        Item("截止日期", handout.due), Item("行数", sum(part.rows for part in parts)),
        Item("有问题的行", sum(part.wrong for part in parts)),
    ]  # fmt: skip
    if handout.register is None:
        out.append(Item("交回的表", f"保存到截止后{KEPT_DAYS}天，到期自动删除，请及时合并下载", wide=True))
    return [*out, *([Item("填报说明", handout.note, wide=True)] if handout.note else [])]


def _missing(handout: Handout, missing: list[HandoutPart]) -> Section:
    names = "、".join(part.place.name for part in missing)
    hint = "点上面的“复制为文字”，可以直接发到工作群提醒。" if not handout.closed else ""
    return Section(f"还没有交的 {len(missing)} 个单位", text=f"{names}\n{hint}", key="missing")


def _row(part: HandoutPart, may: bool) -> Row:
    """Only who may give back opens the part."""
    url = reverse("reports:handout_part", args=[part.pk]) if may else ""
    if part.returned_id is None:
        return Row((part.place.name, Badge("未交", "warn"), None, None, None), url=url)
    state = Badge("有问题", "warn") if part.wrong else Badge("已交", "good")
    assert part.returned_at is not None
    when = Cell(f"{timezone.localtime(part.returned_at):%m-%d %H:%M}", note=part.returned_by)
    return Row((part.place.name, state, when, part.rows, part.wrong), url=url)


def problem_table(found: list[tuple[HandoutPart, Any]], *, named: bool = True) -> Table:
    """Rows with what is wrong in them, each with its place."""
    rows = tuple(
        Row((*((part.place.name,) if named else ()), one.row, one.label or None, one.value or None, one.message))
        for part, one in found[:_PROBLEMS]
    )
    place = (Column("单位"),) if named else ()
    return Table((*place, Column("行", "number"), Column("列"), Column("所填"), Column("问题", "long")), rows)


def rows(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """What is wrong in what came back, loaded after the page: every workbook is read again."""
    handout = handout_by_id(handout_id)
    merged = merge(handout, parts_of(handout))
    problems = merged.problems
    if not problems:
        text = f"没有。交回的 {merged.count} 行都可以合并。"
        return render(request, "reports/forms/later.html", {"one": Section("有问题的行", text=text)})
    more = f"先列{_PROBLEMS}处。" if len(problems) > _PROBLEMS else ""
    text = f"可以合并 {merged.count} 行；下面的先不合并，请各单位改好再交，或由您改好后代交。{more}"
    one = Section(f"有问题的 {len(problems)} 处", text=text, table=problem_table(problems))
    return render(request, "reports/forms/later.html", {"one": one})


def bundle(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """One workbook for each place, in one archive."""
    policy.may(current_scope().actor, "hand_out")
    handout = handout_by_id(handout_id)
    parts = parts_of(handout)
    found: dict[Any, list[Any]] = {}
    if handout.register is not None:
        found = rows_by_place(handout, [part.place_id for part in parts], Land.now())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, part in enumerate(parts, 1):
            data = sheet_for(handout, found.get(part.place_id, ()), part.place.name)
            archive.writestr(f"{number:02d}{part.place.name}_{file_title(handout)}.xlsx", data)
    count = sum(map(len, found.values()))
    audit("exported", f"“{handout.title}”{len(parts)}份", detail={"handout": str(handout.pk), "rows": count})
    answer = sheet_file(stream.getvalue(), f"{file_title(handout)}（{len(parts)}份）.zip")
    answer.headers["Content-Type"] = "application/zip"
    return answer


def file_title(handout: Handout) -> str:
    """The title as part of the name of a file."""
    return "".join(sign for sign in handout.title if sign not in '\\/:*?"<>|\r\n\t')


def merged_file(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """What came back as one workbook."""
    policy.may(current_scope().actor, "hand_out")
    handout = handout_by_id(handout_id)
    merged = _merged(handout)
    detail = {"handout": str(handout.pk), "rows": merged.count}
    audit("exported", f"“{handout.title}”合并 {merged.count} 行", detail=detail)
    return sheet_file(merged_workbook(handout, merged), f"{file_title(handout)}（合并）.xlsx")


def take_in(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """The merged workbook into the ledger: the importer previews it, and takes it back where it was wrong."""
    policy.may(current_scope().actor, "hand_out")
    handout = handout_by_id(handout_id)
    if request.method != "POST" or handout.register is None:
        return redirect("reports:handout", handout.pk)
    registers_policy.may(current_scope().actor, "import")
    merged = _merged(handout)
    draft = upload(handout.register, merged_workbook(handout, merged), f"{file_title(handout)}（合并）.xlsx")
    return redirect("registers:preview" if told_by_memory(draft) else "registers:match", draft.pk)


def _merged(handout: Handout) -> Merged:
    merged = merge(handout, parts_of(handout))
    if not merged.count:
        raise JingweiError("还没有可以合并的行：没有单位交表，或交回的行都有问题。", code="handout.nothing")
    return merged


def close(request: HttpRequest, handout_id: UUID) -> HttpResponse:
    """Take nothing more."""
    handout = handout_by_id(handout_id)
    if request.method == "POST":
        perform(CloseHandout(), targets=[handout.pk])
        messages.success(request, "已结束收表。已交的都留着，随时可以合并。")
    return redirect("reports:handout", handout.pk)
