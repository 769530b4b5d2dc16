"""A street with a ledger of houses in two grids and in two communities, and one of enterprises."""

from dataclasses import dataclass

import pytest

from jingwei.api.tests.calling import Machine, machine
from jingwei.core.scope import open_scope
from jingwei.people.tests.street import Street, make_street
from jingwei.registers.models import Register
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record


@dataclass
class Office:
    """One subdistrict with its ledgers; `near` lies in the grid worker's grid, `far` in another community."""

    street: Street
    houses: Register
    firms: Register
    near: str
    far: str
    firm: str

    def machine(self, role: str = "office", **more: object) -> Machine:
        """A caller as the holder of a role."""
        return machine(self.street, role, **more)


def make_office(code: str = "990101001") -> Office:
    """A street with two ledgers, two houses and one enterprise."""
    street = make_street(code)
    with open_scope(street.scope("office")):
        houses, firms = define_houses(), define_firms()
        near, far = record(houses, [house(1, street.micro(1, 1, 1).code), house(2, street.micro(2, 1, 1).code)])
        code_of = {"code": "F1", "name": "示例商店", "grid": street.micro(1, 1, 1).code, "phone": "13900000001"}
        firm = record(firms, [code_of])[0]
    return Office(street, houses, firms, near, far, firm)


@pytest.fixture
def office(db: None) -> Office:
    return make_office()


@pytest.fixture
def other(db: None) -> Office:
    return make_office("990101002")
