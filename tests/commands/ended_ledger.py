"""Run as a process of its own: make a street whose ledger of firms ended years ago, as if the machine had been off."""

from datetime import date

from jingwei.cli import database, django_side

with database.running():
    django_side.load()
    from jingwei.people.tests.street import make_street
    from jingwei.registers.tests.terms import firms, put_end

    made = make_street()
    firms(made)
    put_end(made, date(2024, 12, 31))
