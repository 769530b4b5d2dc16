"""The first page is no list of sixty ledgers: the fullest ones, and the way to all of them."""

import pytest
from lxml import html

from jingwei.core.actions import perform
from jingwei.core.fields import Field, FieldSet
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import make_street
from jingwei.registers.actions import DefineRegister
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record

pytestmark = pytest.mark.django_db


def shown(client):
    page = html.fromstring(client.get("/").content.decode())
    return [text for text in page.text_content().split() if text.endswith("台账")], page.text_content()


def more(count):
    for n in range(count):
        fields = FieldSet(f"more{n:02}", 1, (Field("code", "编号", "text", required=True),))
        named = {"key": fields.key, "name": f"第{n:02}号台账", "noun": "物", "unit": "件", "order": n}
        perform(DefineRegister(), [{**named, "key_field": "code", "title_field": "code"}], context={"fields": fields})
        if n:
            record(register_by_key(fields.key), [{"code": f"{n}-{at}"} for at in range(n)])


def test_a_few_ledgers_are_all_shown_the_empty_ones_too(client):
    street = make_street()
    with open_scope(street.scope("office")):
        record(define_houses(), [house(1, street.grid().code)])
        define_firms()
    names, words = shown(street.sign_in(client, "office"))
    assert {"房屋台账", "企业台账"} <= set(names)
    assert "在册最多的" not in words


def test_of_many_the_fullest_are_shown_in_their_order(client):
    street = make_street()
    with open_scope(street.scope("office")):
        more(16)
    names, words = shown(street.sign_in(client, "office"))
    assert [name for name in names if name.startswith("第")] == [f"第{n:02}号台账" for n in range(4, 16)]
    assert "共16本台账" in words
