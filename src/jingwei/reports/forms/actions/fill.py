"""填表: a copy of the received workbook with the values of a period, kept as it was filled."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict
from jingwei.core.fields import Field, FieldSet
from jingwei.core.files import keep_file, read_file
from jingwei.core.models import StoredFile
from jingwei.core.sheets.errors import letters
from jingwei.core.sheets.received import fill, read_received
from jingwei.core.sheets.received.book import spot_of
from jingwei.reports.actions.draft import read_period
from jingwei.reports.forms.bindings import load_all
from jingwei.reports.forms.models import FormFilling, SuperiorForm
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.signature import marks_of
from jingwei.reports.forms.values import Occasion, Outcome, resolve

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@register_action
class FillForm(Action):
    """Fill a form for a period. `file` in the context is the workbook as received this time (else the last one)."""

    name = "reports.fill_form"
    label = "填表"
    target = SuperiorForm
    offered = False
    help = "在收到的表的副本上只填数，格式、公式、批注都不动。填不出的格子原样留着，另列清单。"
    declared = FieldSet(
        key="reports_fill_form",
        version=1,
        fields=(
            Field("period", "统计期", "text", required=True, max_length=40, help="如 2026年11月、2026年1—11月"),
            Field("day", "填表日期", "date", help="不填为今天"),
            Field("mark", "填不出的空格里写上“缺”", "yesno", help="不选则原样留空，只在清单里列出"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of forms."""
        policy.may(act.actor, "fill")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {filling, filled, gaps} of the last form. Raises Conflict where nothing is bound."""
        done: dict[str, Any] = {}
        for item in items:
            done = self._fill(act, item)
        return done

    def _fill(self, act: Act, item: Item) -> dict[str, Any]:
        form: SuperiorForm = item.target
        bindings = load_all(form.bindings)
        if form.retired:
            raise Conflict(f"“{form.name}”已停用，不再填报。上级又要时，请把表重新上传登记。")
        if not bindings:
            raise Conflict(f"“{form.name}”还没有绑定，不知道各格填什么。请先绑定再填。")
        period = read_period(item.values["period"])
        said = item.values.get("day")
        day = date.fromisoformat(said) if said else timezone.localdate()
        blank: StoredFile = act.context.get("file") or form.file
        data = read_file(blank)
        book = read_received(data)
        occasion = Occasion(period, day, act.actor.label, act.scope.subdistrict)
        outcome = resolve(bindings, book, occasion)
        if item.values.get("mark"):
            _mark(outcome, book)
        filled = fill(data, outcome.values, like=outcome.like, book=book)
        for sheet, spot in sorted(filled.open_results):
            at = next(number for number, one in enumerate(book.sheets) if one.name == sheet)
            cell = f"{letters(spot[1] + 1)}{spot[0] + 1}"
            why = "这个公式系统不会算，已清掉旧结果；用 Excel 或 WPS 打开就会算出，再保存一次后报送"
            outcome.gaps.append({"sheet": at, "cell": cell, "what": "公式", "why": why, "formula": True})
        kept = keep_file(filled.data, _name(form, period.name), MEDIA_TYPE)
        filling = FormFilling(
            form=form, period=str(period), blank=blank, file=kept, cells=outcome.cells, gaps=outcome.gaps,
            made_by=act.actor.label, made_at=timezone.now(),
        )  # fmt: skip
        filling.save()
        if blank.pk != form.file_id:
            form.file, form.marks = blank, marks_of(book)
            form.revision, form.changed_at = form.revision + 1, timezone.now()
            form.save(update_fields=["file", "marks", "revision", "changed_at"])
        detail = {"filling": str(filling.pk), "cells": len(outcome.cells), "gaps": len(outcome.gaps)}
        audit("form_filled", f"“{form.name}”{period.name}", detail=detail)
        return {"filling": str(filling.pk), "filled": len(outcome.cells), "gaps": len(outcome.gaps)}


def _mark(outcome: Outcome, book: Any) -> None:
    """Write 缺 into the empty cells that are left, where the clerk asks for it."""
    for gap in outcome.gaps:
        spot = spot_of(gap["cell"])
        sheet = book.sheets[gap["sheet"]] if gap["sheet"] < len(book.sheets) else None
        if sheet is not None and spot is not None and sheet.at(spot).value is None and not sheet.at(spot).formula:
            outcome.values[sheet.name, spot] = "缺"
            gap["marked"] = True


def _name(form: SuperiorForm, period: str) -> str:
    stem = form.file.name.rsplit(".", 1)[0]
    return f"{stem}（{period}已填）.xlsx"
