"""改保存期限: until when a ledger keeps personal values, and how long its archive lasts."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.registers.end_dates import set_end_date
from jingwei.registers.models import Register
from jingwei.registers.policy import policy

ARCHIVE = (
    Field(
        "archive_years",
        "归档保管年数",
        "integer",
        minimum=Decimal(0),
        maximum=Decimal(999),
        help="纠纷、信访、救助、处罚等依法归档的写年数，永久写999；0为到期即删除",
    ),
    Field("archive_rule", "归档依据", "text", max_length=200, help="规定归档年数的文件和条款"),
)
KNOWN = (Choice("as_it_was", "仍按原来的日期"), Choice("too", "一并延长"))


@register_action
class SetEndDate(Action):
    """Prolong or shorten."""

    name = "registers.set_end_date"
    label = "改保存期限"
    help = (
        "缩短的，对已登记的内容同样有效。延长的，只对今后登记的内容有效；已登记的内容仍按原来的日期处理，"
        "除非选“一并延长”。延长保存须为实现处理目的所必需，并告知本人（个人信息保护法第十七、十九条）。"
    )
    target = Register
    reason = True
    offered = False
    declared = FieldSet(
        key="registers_set_end_date",
        version=1,
        fields=(
            Field("keep_until", "保存至", "date", required=True),
            Field("known", "已登记的内容", "choice", choices=KNOWN, help="只在延长时有意义"),
            *ARCHIVE,
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "keep_keys")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the new date and, where that is meant, those of the keys."""
        register: Register = items[0].target
        values = items[0].values
        if register.keep_until is None:
            raise Conflict("这本台账不含个人信息，没有保存期限。")
        until = date.fromisoformat(values["keep_until"])
        problems = [*date_problems(until), *archive_problems(values)]
        if problems:
            raise Invalid(problems)
        keys = set_end_date(register, until, known_too=values.get("known") == "too", reason=act.reason)
        archive = (values.get("archive_years") or 0, values.get("archive_rule") or "")
        if archive != (register.archive_years, register.archive_rule):
            register.archive_years, register.archive_rule = archive
            detail = {"years": archive[0], "rule": archive[1]}
            audit("archive_changed", f"台账“{register.name}”", reason=act.reason, detail=detail)
        register.revision += 1
        register.save()
        return {"register": register.key, "keys": keys}


def date_problems(until: date) -> list[Problem]:
    """A date in the past would erase at once, without a second person."""
    today = timezone.localdate()
    if until >= today:
        return []
    message = f"不能早于今天（{today}）。要提前删除的，请用“申请删除个人信息”。"
    return [Problem("keep_until", "保存至", str(until), message, "keep_until.past")]


def archive_problems(values: Mapping[str, Any]) -> list[Problem]:
    """An archive says by which rule."""
    if not values.get("archive_years") or values.get("archive_rule"):
        return []
    return [Problem("archive_rule", "归档依据", "", "要归档的，须写明规定归档年数的文件和条款。", "archive.rule")]
