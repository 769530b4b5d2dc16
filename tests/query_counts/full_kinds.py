"""Ledgers of a full street whose fields have kinds of their own: a stock, links between rows, files."""

from tests.query_counts.full_street import Full

from jingwei.core.actions import perform
from jingwei.core.fields import Choice, Field, FieldSet, Stock
from jingwei.core.files import keep_file
from jingwei.registers.actions import DefineRegister
from jingwei.registers.models import Register
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import record

GOODS = FieldSet(
    "goods",
    1,
    (
        Field("code", "单号", "text", required=True),
        Field("item", "物资", "text", required=True),
        Field("move", "收发", "choice", required=True, choices=(Choice("in", "接收"), Choice("out", "发放"))),
        Field("on", "日期", "date", required=True),
        Field("pieces", "数量", "integer", required=True, stock=Stock("item", "move", "on", ("in",), ("out",))),
    ),
)
VISITS = FieldSet(
    "house_papers",
    1,
    (
        Field("code", "编号", "text", required=True),
        Field("papers", "附件", "attachment"),
        Field(
            "houses", "房屋", "parts",
            parts=(Field("house", "房屋", "link", link="houses", required=True), Field("from", "起", "date")),
        ),
    ),
)  # fmt: skip


def fill_kinds(full: Full) -> None:
    """So many movements of as many goods, and as many rows that lead to one house."""
    first = full.keys["first_house"]
    goods = full.each(lambda n: {"code": f"G{n}", "item": f"物资{n}", "move": "接收", "on": "2024-01-01", "pieces": n})
    record(_define(GOODS, "物资收发"), goods)
    paper = keep_file(b"%PDF-1.7", "鉴定.pdf", "application/pdf")
    told = [{"sha256": paper.sha256, "name": paper.name, "size": paper.size, "type": paper.media_type}]
    rows = full.each(lambda n: {"code": f"V{n}", "houses": [{"house": first, "from": "2024-01-01"}], "papers": told})
    full.keys |= {"papered": record(_define(VISITS, "房屋鉴定"), rows)[0], "paper": paper.sha256}


def _define(fields: FieldSet, name: str) -> Register:
    values = {"key": fields.key, "name": name, "noun": "记录", "unit": "条", "key_field": "code", "title_field": "code"}
    perform(DefineRegister(), [values], context={"fields": fields})
    return register_by_key(fields.key)
