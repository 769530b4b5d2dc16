"""新增街道: a subdistrict office joins this installation."""

from collections.abc import Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.codes import CodeError, check_division_code
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.scope import Reader
from jingwei.places.models import Subdistrict
from jingwei.places.policy import policy


@register_action
class AddSubdistrict(Action):
    """Enter a tenant; runs within its own, still empty border (a scope of the new code)."""

    name = "places.add_subdistrict"
    label = "新增街道"
    declared = FieldSet(
        key="places.subdistrict",
        version=1,
        fields=(
            Field("code", "街道代码", "text", required=True, max_length=9, help="9位区划代码"),
            Field("name", "名称", "text", required=True, max_length=60),
            Field("office", "办事处全称", "text", required=True, max_length=80),
            Field("county", "所属区县", "text", max_length=60),
            Field("fictional", "虚构示例", "yesno"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The system administrator adds offices."""
        policy.may(act.actor, "add_subdistrict")
        if act.scope.reader is not Reader.ADMIN:
            raise Refused("新增街道由系统管理员办理。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {codes}."""
        codes = []
        for item in items:
            values = dict(item.values)
            try:
                values["code"] = check_division_code(values["code"], digits=9)
            except CodeError as error:
                wrong = Problem("code", "街道代码", values["code"], str(error), error.code, item.row)
                raise Invalid([wrong]) from error
            codes.append(values["code"])
            item.values = values
        taken = list(Subdistrict.objects.filter(code__in=codes).values_list("name", flat=True))
        if taken or len(set(codes)) < len(codes):
            raise Conflict(f"街道代码已被使用：{'、'.join(taken) or '表内重复'}。")
        Subdistrict.objects.bulk_create(
            Subdistrict(**{"county": "", "fictional": False, **item.values}) for item in items
        )
        named = [f"{item.values['code']} {item.values['name']}" for item in items]
        audit_all([AuditLine("subdistrict_added", one, act.reason) for one in named])
        return {"codes": codes}
