"""The tags with which pages are put together: `{% load ui %}`. What each is for stands in `docs/look.md`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from jingwei.core.ui.assets import asset_url
from jingwei.core.ui.blocks import Bar, Event, Item, Panel, Section, Tile
from jingwei.core.ui.forms import WIDGETS, FormField, FormGroup
from jingwei.core.ui.parts import Badge, Cell, Column, Empty, Facet, Link, Pager, Row, Table
from jingwei.core.ui.prose import ORIGIN_WORDS, Origin, Paragraph
from jingwei.core.ui.rows import rows_html, totals_html
from jingwei.core.ui.values import as_html, as_number, as_text, icon_html, masked_html
from jingwei.core.ui.wizard import Wizard

register = template.Library()

SIGNERS = ("制表人", "审核人", "负责人")
WIZARD_STEPS = (("upload", "传表"), ("match", "对列"), ("preview", "预览"), ("applied", "完成"))


@register.simple_tag
def asset(name: str) -> str:
    """Address of a built file by its plain name."""
    return asset_url(name)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon out of the sprite; hidden from readers aloud unless `label` is given."""
    return icon_html(name, label)


@register.simple_tag
def badge(badge: Badge) -> SafeString:
    """A state: shape, word, colour."""
    return as_html(badge)


@register.simple_tag
def value(thing: Any) -> SafeString:
    """Any value of a cell or an item as a reader sees it."""
    return as_html(thing)


@register.simple_tag
def masked(thing: Any, reveal_url: str) -> SafeString:
    """A masked value with the button that asks for the whole of it."""
    return masked_html(as_html(thing), reveal_url)


@register.simple_tag
def number(amount: Any, decimals: int | None = None) -> str:
    """A number without 千分位, with `decimals` places when given; — when there is none."""
    return as_number(amount, decimals)


@register.simple_tag
def origin_word(origin: Origin) -> str:
    """The word for where a figure comes from."""
    return ORIGIN_WORDS[origin]


@register.filter
def under(row: Row, columns: Sequence[Column]) -> Iterable[tuple[Column, Any]]:
    """The cells of a row with their columns; a row too short is filled up, so that a page never breaks on it."""
    cells = list(row.cells) + [None] * (len(columns) - len(row.cells))
    return list(zip(columns, cells, strict=False))


@register.filter
def totals_under(table: Table) -> Iterable[tuple[Column, Any]]:
    """The last line of a table with its columns."""
    return under(Row(table.totals), table.columns)


@register.filter
def upto(links: Sequence[Link], count: int) -> Sequence[Link]:
    """The first `count` of the links."""
    return (links or ())[:count]


@register.filter
def beyond(links: Sequence[Link], count: int) -> Sequence[Link]:
    """The links after the first `count`."""
    return (links or ())[count:]


@register.filter
def wrong_fields(groups: Sequence[FormGroup]) -> list[FormField]:
    """The fields of a form with something wrong."""
    return [field for group in groups or () for field in group.fields if field.problems]


@register.filter
def has_optional(groups: Sequence[FormGroup]) -> bool:
    """Whether a form has both fields that must be filled and fields that may stay empty."""
    return len({field.required for group in groups or () for field in group.fields}) > 1


@register.filter
def steps(wizard: Wizard) -> Sequence[tuple[str, str]]:
    """The steps of an import with their words."""
    if wizard.text:
        return (("upload", "选文件"), *(step for step in WIZARD_STEPS if step[0] not in ("upload", "match")))
    return WIZARD_STEPS


@register.filter
def default_signers(signers: Sequence[str]) -> Sequence[str]:
    """Who signs a printed table, the usual three when nothing else is said."""
    return signers or SIGNERS


@register.filter
def plain(cell: Any) -> Any:
    """A cell for paper: without links, notes and buttons."""
    return cell.value if isinstance(cell, Cell) else as_text(cell) if isinstance(cell, Link) else cell


def _part(name: str, **context: Any) -> SafeString:
    return mark_safe(render_to_string(f"ui/{name}.html", context))  # noqa: S308 - our own template


def _with_request(context: Context, name: str, **values: Any) -> SafeString:
    """Render a part that may hold small forms, which need the request for their csrf token."""
    kept = {key: context[key] for key in ("request", "csrf_token") if key in context}
    return mark_safe(render_to_string(f"ui/{name}.html", {**kept, **values}))  # noqa: S308


@register.simple_tag(takes_context=True)
def action(context: Context, link: Link, small: bool = False) -> SafeString:
    """A button: a link, or a small form when the link posts."""
    return _with_request(context, "action", link=link, small=small)


@register.simple_tag
def crumbs(links: Sequence[Link]) -> SafeString:
    """The way from the first page to here."""
    return _part("crumbs", links=links)


@register.simple_tag
def facet(facet: Facet) -> SafeString:
    """One way to narrow a list."""
    return _part("facet", facet=facet)


@register.simple_tag
def pager(pager: Pager) -> SafeString:
    """Where we are in a long list, and the way to its other pages."""
    return _part("pager", pager=pager)


@register.simple_tag(takes_context=True)
def empty_state(context: Context, empty: Empty) -> SafeString:
    """What stands where nothing is yet."""
    return _with_request(context, "empty", empty=empty)


@register.simple_tag
def table(table: Table, cards: bool = True) -> SafeString:
    """Rows under columns; `cards` turns rows into cards on narrow screens, else the table scrolls in its box."""
    return _part("table", table=table, cards=cards)


@register.simple_tag
def table_rows(table: Table) -> SafeString:
    """The rows of a table."""
    return rows_html(table)


@register.simple_tag
def table_totals(table: Table) -> SafeString:
    """The last line of a table."""
    return totals_html(table)


@register.simple_tag
def items(items: Sequence[Item]) -> SafeString:
    """Labels with their values."""
    return _part("items", items=items)


@register.simple_tag(takes_context=True)
def section(context: Context, section: Section, level: int = 2) -> SafeString:
    """A titled part of a record."""
    return _with_request(context, "section", section=section, level=level)


@register.simple_tag(takes_context=True)
def panel(context: Context, panel: Panel) -> SafeString:
    """A box of a board."""
    return _with_request(context, "panel", panel=panel)


@register.simple_tag
def events(events: Sequence[Event]) -> SafeString:
    """A history."""
    return _part("events", events=events)


@register.simple_tag
def tile(tile: Tile) -> SafeString:
    """One number of a board."""
    return _part("tile", tile=tile)


@register.simple_tag
def bars(bars: Sequence[Bar], label: str = "") -> SafeString:
    """Bars with their numbers beside them."""
    return _part("bars", bars=bars, label=label)


@register.simple_tag
def form_field(field: FormField) -> SafeString:
    """A field with its label, control, help and errors. Raises ValueError for a widget that does not exist."""
    if field.widget not in WIDGETS:
        raise ValueError(f"no widget {field.widget!r}; there are {', '.join(WIDGETS)}")
    return _part("field", field=field, control=f"ui/fields/{field.widget}.html")


@register.simple_tag
def field_problems(field: FormField) -> SafeString:
    """What is wrong with a field."""
    return _part("field_problems", field=field)


@register.simple_tag
def paragraph(paragraph: Paragraph, editable: bool = False) -> SafeString:
    """A paragraph of a report with its figures as chips and its count in the margin."""
    return _part("paragraph", paragraph=paragraph, editable=editable)
