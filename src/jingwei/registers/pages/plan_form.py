"""The form beside a proposed ledger: what the whole ledger is, and what the law wants to be known of personal data."""

from datetime import date

from django.utils import timezone

from jingwei.core.ui.forms import FormField, FormGroup
from jingwei.people.models import Department
from jingwei.registers.designing.edits import key_choices, title_choices
from jingwei.registers.designing.plan import Plan

BASES = (
    "个人信息保护法第十三条第一款第三项（为履行法定职责或者法定义务所必需）",
    "个人信息保护法第十三条第一款第一项（取得个人的同意）",
    "个人信息保护法第十三条第一款第二项（为订立、履行个人作为一方当事人的合同所必需）",
    "个人信息保护法第十三条第一款第四项（应对突发公共卫生事件、紧急情况）",
)


def missing_terms(plan: Plan) -> list[str]:
    """What the law wants to be known before personal data is taken in."""
    if not plan.personal:
        return []
    labels = "、".join(plan.personal)
    asked = (("purpose", "处理目的"), ("basis", "法律依据"), ("keep_until", "保存至"))
    missing = "、".join(f"“{label}”" for name, label in asked if not getattr(plan, name))
    return [f"{labels}含个人信息，请先填写{missing}；不需要的列可以不登记。"] if missing else []


def _times(plan: Plan) -> tuple[FormField, ...]:
    """From which day the rows hold: objects from one day on, events each from its own."""
    days = tuple(
        (one.key, f"一件事，发生在“{one.label}”")
        for one in plan.columns
        if one.taken and one.kind == "date" and not one.personal
    )
    on = FormField(
        "on",
        "生效日期",
        "date",
        plan.more.get("on") or str(timezone.localdate()),
        help="表中情况从哪天起属实" + ("；一行是一件事的，自那一天起算，不看这里" if days else ""),
    )
    if not days:
        return (on,)
    kind = FormField(
        "happened",
        "一行记的是",
        "choice",
        plan.happened,
        choices=(("", "一个对象（房屋、企业……）"), *days),
        help="活动、检查、月报这样的，选发生的日期：补登的也算在发生的那一期",
    )
    return (kind, on)


def form_groups(plan: Plan, asked: bool) -> tuple[FormGroup, ...]:
    """The fields; `asked` says what is missing where the ledger was to be made."""
    departments = tuple(Department.objects.order_by("order", "key").values_list("key", "name"))
    own = FormGroup(
        (
            FormField("name", "台账名称", value=plan.name, required=True, max_length=60),
            FormField("noun", "登记的是什么", value=plan.noun, required=True, max_length=24, help="如：企业、沿街商铺"),
            FormField("unit", "计量单位", value=plan.unit, required=True, max_length=12, help="如：家、处、户"),
            FormField(
                "key_field",
                "哪一列作编号",
                "choice",
                plan.key_field,
                required=True,
                choices=tuple(key_choices(plan)),
            ),
            FormField(
                "title_field",
                "哪一列作名称",
                "choice",
                plan.title_field,
                required=True,
                choices=tuple(title_choices(plan)),
            ),
            FormField(
                "place_field",
                "哪一列写网格或社区",
                "choice",
                plan.place_field,
                choices=tuple(title_choices(plan)),
                help="" if plan.place_field else "不选则不落网格，社区和网格员看不到",
            ),
            FormField("department_key", "责任部门", "choice", plan.department_key, choices=departments),
            *_times(plan),
        )
    )
    if not plan.personal:
        return (own,)
    year = timezone.localdate().year

    def missing(name: str) -> tuple[str, ...]:
        return ("请填写这一项。",) if asked and not getattr(plan, name) else ()

    terms = FormGroup(
        (
            FormField(
                "purpose",
                "处理目的",
                value=plan.purpose,
                required=True,
                max_length=200,
                problems=missing("purpose"),
                help="为了办什么事，如：联系商户开展消防检查",
            ),
            FormField(
                "basis",
                "法律依据",
                "choice",
                plan.basis,
                required=True,
                problems=missing("basis"),
                choices=tuple((one, one) for one in BASES),
            ),
            FormField(
                "keep_until",
                "保存至",
                "date",
                plan.keep_until,
                required=True,
                problems=missing("keep_until"),
                help=f"到期自动删除个人信息，统计数保留；如 {date(year + 1, 12, 31)}",
            ),
        ),
        label="个人信息",
        text=f"{'、'.join(plan.personal)}含个人信息：加密保存，平时遮住，查看留痕。不需要的列请去掉勾选。",
    )
    return (own, terms)
