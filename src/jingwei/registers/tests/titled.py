"""A ledger of firms whose titles are lines inside their rows, with dates and awards."""

from jingwei.core.actions import perform
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.registers.actions import DefineRegister
from jingwei.registers.models import Register
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

FIRMS = FieldSet(
    key="firms",
    version=1,
    fields=(
        Field("code", "编号", "text", required=True),
        Field("name", "企业名称", "text", required=True),
        Field(
            "titles",
            "称号",
            "parts",
            facet=True,
            parts=(
                Field(
                    "value", "称号", "choice", required=True,
                    choices=(Choice("high_tech", "高新技术企业", ("高企",)), Choice("gazelle", "瞪羚企业")),
                ),
                Field("from", "认定日期", "date"),
                Field("to", "到期日期", "date"),
                Field("award", "奖励", "amount", unit="万元", decimals=2),
            ),
        ),
        Field("tags", "标签", "choices", choices=(Choice("a", "出口"), Choice("b", "上市后备")), facet=True),
    ),
)  # fmt: skip
ROWS = (
    {
        "code": "F1",
        "name": "甲公司",
        "titles": "高企 | 2020-01-01 至 2023-01-01 | 10\n瞪羚企业 | 2022-01-01 起 | 5",
        "tags": "出口",
    },
    {"code": "F2", "name": "乙公司", "titles": "高企 | 2021-06-01 起 | 20", "tags": "出口、上市后备"},
    {"code": "F3", "name": "丙公司"},
)
SINCE = {"valid_from": "2020-01-01"}


def titled_firms() -> tuple[Register, list[str]]:
    """The ledger and the keys of its entries, in the order of `ROWS`."""
    values = {
        "key": "firms",
        "name": "企业台账",
        "noun": "企业",
        "unit": "家",
        "key_field": "code",
        "title_field": "name",
    }
    perform(DefineRegister(), [values], context={"fields": FIRMS})
    register = register_by_key("firms")
    return register, record(register, [{**row, **SINCE} for row in ROWS])
