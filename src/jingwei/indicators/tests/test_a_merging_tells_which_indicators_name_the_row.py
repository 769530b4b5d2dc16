"""Before two rows are merged, the indicators whose conditions name the one that ends are told."""

from uuid import UUID

import pytest

from jingwei.core.scope import open_scope
from jingwei.indicators.entry_pointers import naming
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import make_street
from jingwei.registers.models import Entry
from jingwei.registers.tests.ledgers import define_houses, house, record

pytestmark = pytest.mark.django_db


def test_the_definition_is_told_with_its_page():
    street = make_street()
    with open_scope(street.scope("office")):
        rows = [house(1, street.grid().code), house(11, street.grid().code)]
        one, other = (Entry.objects.get(pk=UUID(key)) for key in record(define_houses(), rows))
    with open_scope(street.scope("statistician")):
        define("the_house", count="houses", where={"number": "H00001"})
    with open_scope(street.scope("office")):
        assert [(told.name, told.url) for told in naming(one)] == [("指标the_house", "/indicators/the_house/")]
        assert list(naming(other)) == []
