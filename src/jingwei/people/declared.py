"""Declarations that several verbs share: departments, staff, the choices of posts and appointments."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.text import pinyin_initials, pinyin_key
from jingwei.people.roles import ROLES
from jingwei.places.models import FOREVER

DEPARTMENT = FieldSet(
    key="people.department",
    version=1,
    fields=(
        Field("key", "机构代号", "text", required=True, max_length=32, aliases=("部门代号", "代号")),
        Field("name", "机构名称", "text", required=True, max_length=60, aliases=("部门名称", "部门")),
        Field("kind", "机构类别", "text", max_length=24, aliases=("部门类别",), help="如内设机构、事业单位、派驻机构"),
        Field("stationed", "是否派驻", "yesno", aliases=("派驻",)),
        Field("phone", "值班电话", "phone"),
        Field("duty", "主要职责", "text", max_length=200, aliases=("职责",)),
        Field("order", "排序", "integer", help="名册中的先后，小的在前"),
        Field(
            "credit_code", "统一社会信用代码", "credit_code", aliases=("主管部门代码",),
            help="18位，与上级平台按国标交换时用；没有自己代码的内设机构不填",
        ),
    ),
)  # fmt: skip
STAFF_FIELDS = (
    Field("number", "工号", "text", required=True, max_length=24, aliases=("人员编号",)),
    Field("name", "姓名", "text", required=True, max_length=40),
    Field("phone", "工作电话", "phone", aliases=("联系电话", "电话", "手机"), help="只填工作电话，不填私人号码"),
    Field("position", "职务", "text", max_length=60),
    Field("category", "人员类别", "text", max_length=24, help="如公务员、事业人员、社区工作者"),
)
STAFF = FieldSet("people.staff", 1, (*STAFF_FIELDS, Field("department", "部门", "link", link="people.department")))
ROLE_CHOICES = tuple(Choice(role.key, role.label) for role in ROLES.values())
RANKS = (Choice("A", "A岗", ("主岗",)), Choice("B", "B岗", ("备岗", "副岗")))
NEEDS_PLACE = "这个角色的岗位要写明服务区域（社区、网格或微网格），否则看不到任何数据。"
END = date.fromisoformat(FOREVER)


def department_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of the table from clean values; an absent one is its empty value."""
    empty = {"kind": "", "stationed": False, "phone": "", "duty": "", "order": 0, "credit_code": ""}
    return {**empty, **values}


def staff_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Columns of the table from clean values, with the keys by which the list is sorted and searched."""
    own = {field.key: values.get(field.key, "") for field in STAFF_FIELDS}
    return {**own, "sort": pinyin_key(own["name"])[:120], "initials": pinyin_initials(own["name"])[:40]}
