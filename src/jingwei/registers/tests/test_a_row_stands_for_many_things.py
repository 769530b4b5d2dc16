"""Two thousand signs in one row: the list says rows and signs, the sum is counted."""

import pytest

from jingwei.core.actions import perform
from jingwei.core.fields import Choice, Field, FieldSet, FieldSetError
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import selection_of
from jingwei.registers.tests.ledgers import record

pytestmark = pytest.mark.django_db
SIGNS = FieldSet(
    key="signs",
    version=1,
    fields=(
        Field("code", "编号", "text", required=True),
        Field("kind", "类别", "choice", facet=True, choices=(Choice("bay", "停车位"), Choice("sign", "宣传牌"))),
        Field("pieces", "数量", "integer", required=True, unit="块", quantity=True),
    ),
)


def test_the_list_and_its_paper_say_rows_and_things(client):
    street = make_street()
    with open_scope(street.scope("office")):
        values = {"key": "signs", "name": "公益宣传设施", "noun": "设施", "unit": "处", "key_field": "code"}
        perform(DefineRegister(), [{**values, "title_field": "code"}], context={"fields": SIGNS})
        register = register_by_key("signs")
        record(
            register,
            [
                {"code": "S1", "kind": "宣传牌", "pieces": 2000},
                {"code": "S2", "kind": "宣传牌", "pieces": 3},
                {"code": "S3", "kind": "停车位", "pieces": 40},
            ],
        )
        assert selection_of(register).totals() == (3, 2043)
    office = street.sign_in(client, "office")
    assert "在册 3 处，数量合计 2043 块" in office.get("/registers/signs/").content.decode()
    assert "在册 2 处，数量合计 2003 块" in office.get("/registers/signs/", {"f.kind": "sign"}).content.decode()
    assert "共 3 处，数量合计 2043 块" in office.get("/registers/signs/print/").content.decode()
    assert "在册 0 处，数量合计 0 块" in office.get("/registers/signs/", {"q": "没有"}).content.decode()


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ([("n", "数量", "integer", {"quantity": True})], "必填"),
        ([("n", "数量", "text", {"quantity": True, "required": True})], "整数或数字"),
        (
            [
                ("n", "数量", "integer", {"quantity": True, "required": True}),
                ("m", "件数", "integer", {"quantity": True, "required": True}),
            ],
            "只能有一个数量字段",
        ),
    ],
)
def test_a_quantity_that_cannot_be_is_refused(fields, says):
    with pytest.raises(FieldSetError) as found:
        FieldSet("s", 1, tuple(Field(key, label, kind, **more) for key, label, kind, more in fields))
    assert says in found.value.message
