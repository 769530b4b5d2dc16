"""The six fields of a matter by GB/T 47678.5-2026 as CSV, out and in.

The fields, all of them due, as the repository that carries the standard's table tells them: SXDM (11 digits: division,
major and minor class), SXMC, ZGBMDM (18, credit code), ZGBMMC, SFWZ (256), SZDYWGBSM (15). What the standard says
beyond them is not at hand, and nothing is made up. A code is a class and no number of a case: what comes in without an
outside number is known again by class, place and address, as long as it is open.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import current_scope
from jingwei.matters.catalogue import categories
from jingwei.matters.incoming import MatterPlan, plan_matters
from jingwei.matters.models import Matter
from jingwei.matters.stages import OPEN
from jingwei.people.importing import Rows
from jingwei.people.linked import problem
from jingwei.people.models import Department

STANDARD = FieldSet(
    key="matters.standard",
    version=1,
    fields=(
        Field("code", "SXDM", "text", required=True, max_length=11, aliases=("事项代码",)),
        Field("name", "SXMC", "text", required=True, max_length=120, aliases=("事项名称",)),
        Field("body_code", "ZGBMDM", "credit_code", required=True, aliases=("主管部门代码",)),
        Field("body", "ZGBMMC", "text", required=True, max_length=100, aliases=("主管部门名称",)),
        Field("where", "SFWZ", "text", required=True, max_length=256, aliases=("事发位置",)),
        Field("grid", "SZDYWGBSM", "text", required=True, max_length=15, aliases=("所在单元网格标识码",)),
        # Not of the standard: what tells cases apart where the other side has it.
        Field("outside_number", "外部编号", "text", max_length=40),
        Field("received_at", "受理时间", "moment"),
    ),
)
COLUMNS = tuple(field.label for field in STANDARD.fields[:6])
_GRID, _ADDRESS = 15, 120
_NOT_OURS = "前6位应是本区划代码{own}，请核对。"
_NO_CLASS = "分类目录里没有“{code}”，请对照国家标准的11位事项代码（6位区划加5位分类）。"
_NO_BODY = "部门名册里没有代码为“{code}”或名称为“{name}”的部门，请先在部门名册登记统一社会信用代码。"
_TOO_LONG = "位置超过{most}个字，请写短些。"
# A table program would take a text that begins so for a formula.
_FORMULAS = str.maketrans({"=": "＝", "+": "＋", "-": "－", "@": "＠"})


def unfit(one: Matter) -> str | None:
    """Why a matter cannot be told in the six fields; None where it can. Its place and lead are at hand."""
    if not one.category.startswith("m"):
        return "没有国家标准的分类"
    if one.lead is None:
        return "没有主办部门"
    if not one.lead.credit_code:
        return "主办部门没有登记统一社会信用代码"
    if len(one.place.code) < _GRID:
        return "所属区划不到单元网格"
    return None


def csv_of(matters: Sequence[Matter]) -> bytes:
    """Matters that are fit, one a row under the abbreviations of the standard; UTF-8 with its mark for Excel."""
    division, stream = current_scope().subdistrict[:6], io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in matters:
        assert one.lead is not None
        row = (
            f"{division}{one.category[1:]}", categories()[one.category].name, one.lead.credit_code, one.lead.name,
            one.address or one.place.name, one.place.code[:_GRID],
        )  # fmt: skip
        writer.writerow([_plain(text) for text in row])
    return stream.getvalue().encode("utf-8-sig")


def plan_standard(rows: Rows) -> MatterPlan:
    """What rows of the six fields would do: each opens a grid matter. A fixed number of queries for all of them."""
    own, now = current_scope().subdistrict[:6], f"{timezone.localtime():%Y-%m-%d %H:%M}"
    bodies = list(Department.objects.all())
    by_code = {one.credit_code: one.name for one in bodies if one.credit_code}
    names = {one.name for one in bodies}
    opened = set(
        Matter.objects.filter(kind="grid", stage__in=OPEN, place__code__in={values["grid"] for _, values in rows})
        .exclude(category="")
        .values_list("category", "place__code", "address")
    )
    problems, told, same = [], [], 0
    for row, values in rows:
        code, category = values["code"], f"m{values['code'][6:]}"
        lead = by_code.get(values["body_code"]) or (values["body"] if values["body"] in names else None)
        wrong: tuple[str, str] | None = None
        if not code.startswith(own):
            wrong = "code", _NOT_OURS.format(own=own)
        elif category not in categories():
            wrong = "code", _NO_CLASS.format(code=code)
        elif lead is None:
            wrong = "body_code", _NO_BODY.format(code=values["body_code"], name=values["body"])
        elif len(values["where"]) > _ADDRESS:
            wrong = "where", _TOO_LONG.format(most=_ADDRESS)
        if wrong is not None:
            key, message = wrong
            problems.append(problem(STANDARD, key, values[key], message, code=f"{key}.wrong", row=row))
            continue
        if not values.get("outside_number") and (category, values["grid"], values["where"]) in opened:
            same += 1
            continue
        told.append((row, _values(values, category, lead, now)))
    plan = plan_matters(told)
    plan.same += same
    plan.problems += problems
    return plan


def _values(values: Mapping[str, Any], category: str, lead: str | None, now: str) -> dict[str, Any]:
    return {
        "kind": "grid", "channel": "grid", "title": values["name"], "place": values["grid"], "category": category,
        "address": values["where"], "lead": lead, "outside_number": values.get("outside_number") or "",
        "received_at": values.get("received_at") or now,
    }  # fmt: skip


def _plain(text: str) -> str:
    return text[:1].translate(_FORMULAS) + text[1:]
