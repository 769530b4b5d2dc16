import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.scope import Actor, Reader, Scope, open_scope
from jingwei.places.actions import AddSubdistrict
from jingwei.places.models import Subdistrict
from jingwei.places.tests.squares import STREET, keeper, office

pytestmark = pytest.mark.django_db
VALUES = {"code": STREET, "name": "试验街道", "office": "试验街道办事处", "county": "示例区", "fictional": "是"}


def test_an_office_joins_once():
    with open_scope(keeper()):
        assert perform(AddSubdistrict(), [VALUES]).result == {"codes": [STREET]}
        assert Subdistrict.objects.get(code=STREET).fictional
        with pytest.raises(Conflict, match="试验街道"):
            perform(AddSubdistrict(), [VALUES])


def test_a_code_that_is_none_is_refused():
    with open_scope(keeper()), pytest.raises(Invalid, match="9位"):
        perform(AddSubdistrict(), [{**VALUES, "code": "99010100"}])


def test_the_office_itself_cannot_add_another():
    with open_scope(office()), pytest.raises(Refused):
        perform(AddSubdistrict(), [VALUES])
    admin = Actor(None, "测丙", frozenset({"system_admin"}), title="系统管理员")
    with open_scope(Scope(Reader.STREET, STREET, admin)), pytest.raises(Refused):
        perform(AddSubdistrict(), [VALUES])
