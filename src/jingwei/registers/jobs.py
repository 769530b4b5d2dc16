"""Long work on ledgers: a sheet with many rows going in, a long list or all ledgers going out."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import QueryDict
from django.urls import reverse

from jingwei.core.actions import perform
from jingwei.core.files import keep_file
from jingwei.core.jobs import Outcome, job_kind
from jingwei.core.scope import current_scope
from jingwei.registers.actions import ImportSheet, MakeFromSheet
from jingwei.registers.models import Register
from jingwei.registers.policy import policy
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import read_selection


@job_kind("registers.import")
def bring_in(given: Mapping[str, Any]) -> Outcome:
    """Apply an upload as its preview showed it."""
    key = UUID(given["draft"])
    seen = {"seen": given["seen"]} if given.get("seen") else None
    action = ImportSheet()
    done = perform(action, [given["values"]], targets=[key], key=f"import-{key}", context=seen, savepoint=False).result
    words = (("new", "新增"), ("changed", "有变化"), ("same", "没有变化"), ("refused", "退回"))
    told = "，".join(f"{word}{done[name]}行" for name, word in words)
    return Outcome(f"已导入：{told}。", reverse("registers:source", args=[done["source"]]))


@job_kind("registers.make")
def make(given: Mapping[str, Any]) -> Outcome:
    """A ledger out of a sheet, with its rows, as its page proposed it."""
    key = UUID(given["draft"])
    done = perform(MakeFromSheet(), [given["values"]], targets=[key], key=f"make-{key}", savepoint=False).result
    name = Register.objects.get(key=done["register"]).name
    refused = f"，退回{done['refused']}行" if done["refused"] else ""
    told = f"已建立“{name}”，登记{done['new']}行{refused}。"
    return Outcome(told, reverse("registers:source", args=[done["source"]]))


@job_kind("registers.export")
def take_list(given: Mapping[str, Any]) -> Outcome:
    """A list as a workbook."""
    from jingwei.registers.pages.exports import MEDIA_TYPE, write_export

    policy.may(current_scope().actor, "export")
    selection = read_selection(register_by_key(given["key"]), QueryDict(given["question"]))
    data, name, rows = write_export(selection, given["shape"])
    back = reverse("registers:list", args=[given["key"]]) + selection.params()
    return Outcome(f"已导出{rows}行。", back, keep_file(data, name, MEDIA_TYPE))


@job_kind("registers.take_out")
def take_all(given: Mapping[str, Any]) -> Outcome:
    """All ledgers that one may read, as one archive."""
    from jingwei.registers.pages.take_out import ZIP, write_archive

    policy.may(current_scope().actor, "export")
    data, name, told = write_archive(given["shape"])
    return Outcome(told, reverse("registers:index"), keep_file(data, name, ZIP))
