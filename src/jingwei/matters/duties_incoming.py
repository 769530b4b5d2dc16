"""The duty list from the office's own sheet: an item a row; the same number of the same version is corrected."""

import re
from datetime import date

from django.utils import timezone

from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import current_scope
from jingwei.matters.catalogue import categories
from jingwei.matters.models import DutyItem
from jingwei.matters.texts import CLASSES_UNKNOWN
from jingwei.people.importing import Plan, Rows
from jingwei.people.linked import problem

SHEET = FieldSet(
    "matters.import_duties",
    1,
    (
        Field("number", "序号", "text", required=True, max_length=24, aliases=("编号", "事项编号")),
        Field("name", "事项名称", "text", required=True, max_length=200, aliases=("履职事项", "事项", "名称")),
        Field("kind", "类型", "choice", required=True, aliases=("事项类型", "清单类型", "履职类型"), choices=(
            Choice("basic", "基本履职", aliases=("基本", "基本履职事项")),
            Choice("assist", "配合履职", aliases=("配合", "配合履职事项")),
            Choice("taken_back", "上级收回", aliases=("收回上级", "收回", "上级部门收回", "上级部门收回事项")),
        )),
        Field("lead", "牵头部门", "text", max_length=60, aliases=("责任部门", "承接部门", "对应上级部门", "主办部门")),
        Field("classes", "分类编码", "text", max_length=200, aliases=("对应分类",),
              help="归这一项的分类编码或其开头，几个用顿号分开，如 m06、h22005"),
        Field("since", "启用日期", "date", help="这一版清单从哪天起执行，不填为今天"),
    ),
)  # fmt: skip
_COLUMNS = ("name", "kind", "lead", "classes")


def plan_duties(rows: Rows) -> Plan:
    """What the rows would do. One query."""
    plan, today = Plan(columns=_COLUMNS), str(timezone.localdate())
    known = {(one.since, one.number): one for one in DutyItem.objects.all()}
    seen: set[tuple[date, str]] = set()
    for row, values in rows:
        classes = [one for one in re.split(r"[、,，;；\s]+", values.get("classes") or "") if one]
        wrong = next((one for one in classes if not any(key.startswith(one) for key in categories())), None)
        key = (date.fromisoformat(values.get("since") or today), values["number"])
        if wrong is not None:
            message = CLASSES_UNKNOWN.format(told=wrong)
            plan.problems.append(problem(SHEET, "classes", wrong, message, code="classes.unknown", row=row))
        elif key in seen:
            message = "同一版清单里序号重复，请核对。"
            plan.problems.append(problem(SHEET, "number", values["number"], message, code="number.twice", row=row))
        else:
            seen.add(key)
            told = {
                "name": values["name"],
                "kind": values["kind"],
                "lead": values.get("lead") or "",
                "classes": classes,
            }
            _take(plan, known.get(key), key, told)
    return plan


def _take(plan: Plan, there: DutyItem | None, key: tuple[date, str], told: dict[str, object]) -> None:
    if there is None:
        since, number = key
        plan.new.append(DutyItem(subdistrict=current_scope().subdistrict, since=since, number=number, **told))
        return
    differs = [column for column, value in told.items() if getattr(there, column) != value]
    if not differs:
        plan.same += 1
        return
    for column in differs:
        label = SHEET.field(column).label
        plan.differences.append((f"{there.number} {there.name}", label, getattr(there, column), told[column]))
        setattr(there, column, told[column])
    plan.changed.append(there)
