"""A ledger for tests of every module: houses with a few fields, and enterprises with a personal one."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from jingwei.core.actions import perform
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.registers.actions import DefineRegister, RecordEntry
from jingwei.registers.models import Register
from jingwei.registers.query import register_by_key

HOUSES = FieldSet(
    key="houses",
    version=1,
    fields=(
        Field(key="number", label="房屋编号", kind="text", required=True),
        Field(key="address", label="地址", kind="address", required=True),
        Field(key="grid", label="网格编码", kind="text"),
        Field(
            key="use",
            label="房屋性质",
            kind="choice",
            choices=(Choice("home", "住宅"), Choice("shop", "商铺", ("门店",)), Choice("office", "办公")),
            facet=True,
        ),
        Field(key="area", label="建筑面积", kind="area", unit="平方米", decimals=2),
        Field(key="residents", label="居住人数", kind="integer"),
        Field(key="rented", label="是否出租", kind="yesno", facet=True),
        Field(key="point", label="位置", kind="location"),
    ),
)
FIRMS = FieldSet(
    key="firms",
    version=1,
    fields=(
        Field(key="code", label="统一社会信用代码", kind="text", required=True),
        Field(key="name", label="企业名称", kind="text", required=True),
        Field(key="grid", label="网格编码", kind="text"),
        Field(key="phone", label="联系电话", kind="phone", personal="phone"),
        Field(key="opened", label="注册日期", kind="date"),
    ),
)


def define_houses(**more: Any) -> Register:
    """The ledger of houses, made through its action."""
    return define_ledger(HOUSES, "房屋台账", "房屋", "套", "number", "address", **more)


def define_firms() -> Register:
    """The ledger of enterprises, whose phone is personal data."""
    return define_ledger(
        FIRMS,
        "企业台账",
        "企业",
        "家",
        "code",
        "name",
        purpose="联系企业办理走访和服务事项",
        basis="个人信息保护法第十三条第三项",
        keep_until=date(2030, 12, 31),
    )


def define_ledger(fields: FieldSet, name: str, noun: str, unit: str, key: str, title: str, **more: Any) -> Register:
    """A ledger of these fields, whose rows name their grid, made through its action."""
    values = {
        "key": fields.key,
        "name": name,
        "noun": noun,
        "unit": unit,
        "key_field": key,
        "title_field": title,
        "place_field": "grid",
        **more,
    }
    perform(DefineRegister(), [values], context={"fields": fields})
    return register_by_key(fields.key)


def record(register: Register, rows: Sequence[Mapping[str, Any]], **kwargs: Any) -> list[str]:
    """Record rows through the action; gives the keys of the entries."""
    done = perform(RecordEntry(), rows, context={"register": register}, **kwargs)
    return list(done.result["entries"])


def house(number: int, grid: str, **more: Any) -> dict[str, Any]:
    """A house in a grid."""
    return {
        "number": f"H{number:05d}",
        "address": f"示例路{number}号",
        "grid": grid,
        "use": "住宅",
        "residents": 2,
        **more,
    }
