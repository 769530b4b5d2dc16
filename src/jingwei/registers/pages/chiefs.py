"""The chiefs of a line on its page and on the map's card."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone

from jingwei.core.facts.point import Point
from jingwei.core.facts.table import FactRow
from jingwei.core.fields import Field
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Link, Row, Table
from jingwei.registers.chiefs import PERSON, TERMS, Term, names_of, terms_link, terms_of, terms_of_all
from jingwei.registers.links import Leads
from jingwei.registers.models import Entry, Register

_CALLED = {"lanes": "街巷长", "roads": "路长", "rivers": "河长"}
_COLUMNS = (
    Column("级别"), Column("姓名"), Column("职务"), Column("任职日期", "date"), Column("离任日期", "date"),
    Column("状态", "badge"),
)  # fmt: skip
_ON_PAPER = (Column("级别"), Column("姓名"), Column("职务"), Column("任职日期", "date"))


def chiefs_section(entry: Entry, links: Sequence[Leads], point: Point) -> Section | None:
    """Who is chief on the day looked at, level by level, then those before and after; None for what has no chiefs."""
    found = terms_link(links)
    if found is None:
        return None
    register, field = found
    day = point.on or timezone.localdate()
    rows = tuple(
        Row((one.level, _name(one), Cell(one.position, url=_page(one)), one.since, one.until, _state(one, day)))
        for one in terms_of(entry, links, point)
    )
    called = _called(entry.register)
    url = reverse("registers:list", args=[register.key])
    return Section(
        called,
        table=Table(_COLUMNS, rows) if rows else None,
        text=f"{day} 在任的在前，往下是历任。换人时给原任填离任日期，再登记接任的一项。" if rows else "",
        links=(Link("全部任职", f"{url}?{urlencode({f'f.{field.key}': entry.key})}", icon="list"),),
        empty=None if rows else Empty(f"还没有登记{called}", f"在“{register.name}”登记，按级别和起止日期各记一项。"),
    )


def chief_items(entry: Entry, links: Sequence[Leads]) -> tuple[Item, ...]:
    """The chiefs of today for a card: 街道级街巷长, name and position."""
    called, today = _called(entry.register), timezone.localdate()
    holding = [one for one in terms_of(entry, links) if one.holds(today)]
    if not holding and terms_link(links):
        return (Item(called, "没有在任的"),)
    return tuple(Item(f"{one.level}{called}", "，".join(filter(None, (one.name, one.position)))) for one in holding)


def chiefs_on_paper(
    register: Register, keys: Sequence[str], links: Sequence[Leads], on: date | None
) -> dict[str, Section]:
    """The chiefs of the day of each line by its number, as a table to be printed; one query, none for other ledgers."""
    if terms_link(links) is None:
        return {}
    day, called = on or timezone.localdate(), _called(register)
    terms = terms_of_all(keys, links, Point(on))
    sections = {}
    for key in keys:
        holding = [one for one in terms.get(key, ()) if one.holds(day)]
        rows = tuple(Row((one.level, one.name or None, one.position, one.since)) for one in holding)
        table = Table(_ON_PAPER, rows) if rows else None
        sections[key] = Section(called, table=table, text="" if rows else f"{day} 没有在任的{called}。")
    return sections


def _called(register: Register) -> str:
    return _CALLED.get(register.key, f"{register.noun}长")


def _name(one: Term) -> Cell | None:
    return Cell(one.name, url=reverse("people:staff_record", args=[one.staff])) if one.staff else None


def _page(one: Term) -> str:
    return reverse("registers:entry", args=[one.entry])


def _state(one: Term, day: date) -> Badge:
    if one.holds(day):
        return Badge("在任", "good")
    return Badge("已离任", "calm") if one.until is not None and one.until <= day else Badge("未到任", "info")


def persons_of(register: Register, rows: Sequence[FactRow]) -> Mapping[str, Cell]:
    """Of a list of terms the cell of each number of the roster: the name, and the number beside it; one query, none for
    another ledger. Whom the reader does not see stays a number."""
    if register.key != TERMS:
        return {}
    found = names_of(sorted({str(row.data[PERSON]) for row in rows if row.data.get(PERSON)}))
    return {
        number: Cell(name, url=reverse("people:staff_record", args=[staff]), note=number)
        for number, (staff, name) in found.items()
    }


def person_cell(persons: Mapping[str, Cell], field: Field, data: Mapping[str, Any]) -> Cell | None:
    """The cell of a field that names one of these persons; None for any other."""
    return persons.get(str(data.get(PERSON))) if field.key == PERSON else None
