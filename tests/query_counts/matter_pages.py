"""The pages of matters that are measured."""

from collections.abc import Callable
from typing import Any

from tests.query_counts.full_matters import standard_rows
from tests.query_counts.full_street import Full
from tests.query_counts.page import Page

from jingwei.matters.before_after import AT_ONCE
from jingwei.matters.reconciled import DOING
from jingwei.matters.reconciling import SORTS
from jingwei.people.tests.list_sheets import sheet


def _entering(full: Full) -> dict[str, Any]:
    return {"matter": [str(key) for key in full.keys["matters_entering"]]}


def _hazards(full: Full) -> dict[str, Any]:
    """As many as are made at once: the same few on both streets."""
    return {"row": [str(key) for key in full.keys["matters_checking"][:AT_ONCE]]}


def _pasted(full: Full) -> dict[str, Any]:
    return {"kind": "hotline", "text": f"工单编号：P1　所属网格：{full.street.grid(3).name}\n诉求内容：路灯不亮"}


def _reconciled(full: Full) -> dict[str, Any]:
    return {"text": "\n".join(full.each(lambda n: f"N{n}"))}


def _decided(sort: str) -> Callable[[Full], dict[str, Any]]:
    begin = {"theirs": "N", "due": "S2-", "again": "S6-"}[sort]
    return lambda full: {"number": full.each(lambda n: f"{begin}{n}")}


def _exported(full: Full) -> dict[str, Any]:
    """What another platform exported, with its own heads."""
    head = ("工单编号", "类别", "来源", "诉求标题", "区划编码", "来电时间")
    rows = full.each(
        lambda n: (f"P{n}", "12345工单", "12345热线", f"第{n}件", full.street.grid(n + 1).code, "2025-06-03 09:00")
    )
    return {"file": sheet("工单", head, rows)}


def _standard(full: Full) -> dict[str, Any]:
    """Matters by the fields of the national standard."""
    rows = standard_rows(full)
    heads = ("SXDM", "SXMC", "ZGBMDM", "ZGBMMC", "SFWZ", "SZDYWGBSM")
    return {"file": sheet("事项", heads, [tuple(row.values()) for row in rows])}


def _duties(full: Full) -> dict[str, Any]:
    rows = full.each(lambda n: (f"A{n}", f"第{n}项", "基本履职"))
    return {"file": sheet("清单", ("序号", "事项名称", "类型"), rows)}


MATTER_PAGES = {
    "portal.choose": Page("", "/ask/"),
    "portal.ask": Page("", "/ask/{code}/"),
    "portal.look": Page("", "/ask/{code}/look/"),
    "matters.list": Page("dispatcher", "/matters/"),
    "matters.list, of a stage": Page("office", "/matters/?f.stage=accepted", lists=True),
    "matters.list, narrowed": Page("handler", "/matters/?f.stage=working&f.lead=城市建设办公室&sort=-due"),
    "matters.list, grid worker": Page("grid_worker", "/matters/?f.kind=hotline"),
    "matters.list, facets fetched later": Page("office", "/matters/?as=facets"),
    "matters.list, as a sheet": Page("office", "/matters/?as=sheet"),
    "matters.list, to come back": Page("office", "/matters/?as=returnable"),
    "matters.bulk": Page("dispatcher", "/matters/bulk/dispatch/?{accepted}"),
    "matters.silence": Page("leader", "/matters/summary/silent/{urban}/"),
    "matters.ladder": Page("community_secretary", "/matters/ladders/service/"),
    "matters.ladder, on paper": Page("leader", "/matters/ladders/service/?level=friday&as=paper"),
    "matters.take_document": Page("dispatcher", "/matters/documents/new/"),
    "matters.duty_log": Page("dispatcher", "/matters/duty/"),
    "matters.duty_log, on paper": Page("dispatcher", "/matters/duty/?as=paper"),
    "matters.log_duty": Page("dispatcher", "/matters/duty/new/"),
    "matters.settle_log": Page("dispatcher", "/matters/duty/lines/{line}/settle/"),
    "matters.hand_over_shift": Page("office", "/matters/duty/hand-over/"),
    "matters.shift_hand_over": Page("office", "/matters/duty/hand-over/{over}/"),
    "matters.take_over_shift": Page("office", "/matters/duty/hand-over/{over}/take/"),
    "matters.urgent": Page("leader", "/matters/duty/urgent/", lists=True),
    "matters.report_urgent": Page("dispatcher", "/matters/duty/urgent/new/"),
    "matters.urgent_report": Page("dispatcher", "/matters/duty/urgent/{urgent}/"),
    "matters.urgent_told": Page("dispatcher", "/matters/duty/urgent/{urgent}/written/"),
    "matters.briefs": Page("leader", "/matters/duty/briefs/"),
    "matters.brief": Page("leader", "/matters/duty/briefs/{brief}/"),
    "matters.work_settings": Page("office", "/matters/duty/settings/"),
    "reports.matters_summary": Page("office", "/reports/matters/"),
    "people.ask_swap": Page("dispatcher", "/duty/{shift}/swap/"),
    "people.answer_swap": Page("dispatcher", "/duty/swaps/{swap}/agree/"),
    "people.duty, on paper": Page("office", "/duty/?as=paper"),
    "matters.wall": Page("leader", "/matters/wall/"),
    "matters.inbox": Page("dispatcher", "/matters/inbox/"),
    "matters.inbox, a move": Page("dispatcher", "/matters/inbox/?at={waiting}&do=dispatch"),
    "matters.inbox, handler": Page("handler", "/matters/inbox/"),
    "matters.summary": Page("office", "/matters/summary/"),
    "matters.summary, of a month": Page("community_secretary", "/matters/summary/?period=2026-11"),
    "matters.choose": Page("dispatcher", "/matters/new/"),
    "matters.receive": Page("dispatcher", "/matters/new/hazard/"),
    "matters.settle": Page("grid_worker", "/matters/settle/"),
    "matters.entering": Page("dispatcher", "/matters/entering/", lists=True),
    "matters.reply": Page("dispatcher", "/matters/entering/{matter}/"),
    "matters.batch": Page("dispatcher", "/matters/entering/batch/", posted=_entering),
    "matters.entered": Page("dispatcher", "/matters/entering/done/", posted=_entering),
    "matters.duties": Page("dispatcher", "/matters/duties/", lists=True),
    "matters.import_duties": Page("dispatcher", "/matters/duties/import/"),
    "matters.import_duties, previewed": Page("dispatcher", "/matters/duties/import/", posted=_duties),
    "matters.place_classes": Page("dispatcher", "/matters/place-classes/"),
    "matters.classify_place": Page("dispatcher", "/matters/place-classes/set/"),
    "matters.samples": Page("leader", "/matters/samples/", lists=True),
    "matters.draw_sample": Page("leader", "/matters/samples/draw/"),
    "matters.look_at_sample": Page("office", "/matters/samples/{sample}/"),
    "matters.parts": Page("dispatcher", "/matters/parts/"),
    "matters.paste": Page("dispatcher", "/matters/paste/"),
    "matters.paste, read": Page("dispatcher", "/matters/paste/", posted=_pasted),
    "matters.reconcile": Page("dispatcher", "/matters/reconcile/"),
    "matters.reconcile, uploaded": Page("dispatcher", "/matters/reconcile/", posted=_reconciled),
    "matters.import": Page("dispatcher", "/matters/import/"),
    "matters.import, previewed": Page("dispatcher", "/matters/import/", posted=_exported),
    "matters.import_standard": Page("dispatcher", "/matters/standard/import/"),
    "matters.import_standard, previewed": Page("dispatcher", "/matters/standard/import/", posted=_standard),
    "matters.export_standard": Page("dispatcher", "/matters/standard/export/?{accepted}"),
    "matters.rules": Page("dispatcher", "/matters/rules/", lists=True),
    "matters.add_rule": Page("dispatcher", "/matters/rules/new/"),
    "matters.withdraw_rule": Page("dispatcher", "/matters/rules/{rule}/withdraw/"),
    "matters.category_options": Page("dispatcher", "/matters/categories/options/?q=垃圾"),
    "matters.move, categorized": Page("dispatcher", "/matters/{matter}/categorize/"),
    "matters.scores": Page("leader", "/matters/scores/"),
    "matters.score": Page("leader", "/matters/scores/shanghai/"),
    "matters.score, by department": Page("statistician", "/matters/scores/plain/?by=lead"),
    "matters.score_rows": Page("office", "/matters/scores/plain/rows/?rate=returned&side=rest&by=lead"),
    "matters.score_rows, excluded": Page("office", "/matters/scores/plain/rows/?side=excluded&by=lead"),
    "matters.exclude": Page("office", "/matters/scores/plain/exclude/{matter}/"),
    "matters.count_again": Page("office", "/matters/scores/exclusions/{exclusion}/back/"),
    "matters.options": Page("dispatcher", "/matters/options/?q=第1"),
    "matters.reveal": Page("dispatcher", "/matters/requests/{request}/reveal/contact_phone/", posted=lambda full: {}),
    "matters.split": Page("dispatcher", "/matters/requests/{request}/split/"),
    "matters.move, joined": Page("dispatcher", "/matters/{matter}/join/"),
    "matters.signals": Page("dispatcher", "/matters/signals/"),
    "matters.supervised": Page("dispatcher", "/matters/supervised/"),
    "matters.to_tell": Page("dispatcher", "/matters/to-tell/", lists=True),
    "matters.called": Page("dispatcher", "/matters/to-tell/{call}/"),
    "matters.undelivered": Page("dispatcher", "/matters/undelivered/", lists=True),
    "matters.decide": Page("dispatcher", "/matters/undelivered/{stuck}/again/"),
    "matters.matter": Page("dispatcher", "/matters/{matter}/"),
    "matters.paper": Page("dispatcher", "/matters/{matter}/paper/"),
    "matters.near": Page("handler", "/matters/{matter}/near/"),
    "matters.matter, summoned, with parts": Page("dispatcher", "/matters/{called}/"),
    "matters.matter, with notes": Page("dispatcher", "/matters/{hazard}/"),
    "matters.add_note": Page("dispatcher", "/matters/{hazard}/notes/sealed/"),
    "matters.end_note": Page("dispatcher", "/matters/notes/{note}/end/"),
    "matters.take_back_note": Page("dispatcher", "/matters/notes/{note}/back/"),
    "matters.matter, sealed": Page("leader", "/matters/{sealed}/"),
    "matters.read_sealed": Page("leader", "/matters/{sealed}/sealed/"),
    "matters.read_sealed, read": Page("leader", "/matters/{sealed}/sealed/", posted=lambda full: {"reason": "查阅"}),
    "matters.ask_unsealing": Page("leader", "/matters/{sealed}/unsealing/"),
    "matters.approve_unsealing": Page("leader", "/matters/unsealings/{unsealing}/approve/"),
    "matters.before_after": Page("office", "/matters/before-after/", posted=_hazards),
    "matters.note_document": Page("office", "/matters/notes/{removal}/document/"),
    "matters.note_file": Page("office", "/matters/notes/{photographed}/files/{photo}/"),
    "matters.cause_options": Page("dispatcher", "/matters/options/penalty/?q=第"),
    "matters.move": Page("handler", "/matters/{matter}/finish/"),
    "matters.move, summoned": Page("dispatcher", "/matters/{matter}/summon/"),
    "matters.move, answered": Page("dispatcher", "/matters/{called}/answer/"),
    "matters.move, dispatched": Page("dispatcher", "/matters/{matter}/dispatch/"),
    **{
        f"matters.reconciliation, {sort}": Page(
            "dispatcher", f"/matters/reconcile/{{reconciliation}}/?show={sort}", lists=sort != "ours"
        )
        for sort in SORTS
    },
    **{
        f"matters.decided, {sort}": Page(
            "dispatcher", f"/matters/reconcile/{{reconciliation}}/{sort}/", posted=_decided(sort)
        )
        for sort in DOING
    },
}
