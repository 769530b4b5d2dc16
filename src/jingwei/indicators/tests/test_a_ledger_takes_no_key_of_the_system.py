"""The territory, the appointments and the staff are counted under keys of their own, which no ledger may take."""

import pytest

from jingwei.core.errors import Invalid
from jingwei.core.fields import Field
from jingwei.core.scope import open_scope
from jingwei.indicators.tests.ledgers import define_ledger
from jingwei.people.tests.street import make_street
from jingwei.registers.models import Register

pytestmark = pytest.mark.django_db

FIELDS = tuple(
    Field(key, label, "text", required=True) for key, label in (("code", "编号"), ("name", "名称"), ("grid", "网格"))
)


@pytest.mark.parametrize("key", ["territory", "appointments", "office_staff", "target_values"])
def test_a_key_that_is_counted_already_is_refused(key):
    with open_scope(make_street().scope("statistician")):
        with pytest.raises(Invalid) as refused:
            define_ledger(key, "名册", FIELDS)
        assert [problem.field for problem in refused.value.problems] == ["key"]
        assert not Register.objects.filter(key=key).exists()
