"""How a single value is shown: numbers without 千分位, days as 2025-06-30, states with shape and word."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import Any

from django.utils import timezone
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from jingwei.core.ui.assets import asset_url
from jingwei.core.ui.parts import Badge, Cell, Link

NOTHING = mark_safe('<span class="nothing">—</span>')


def as_number(amount: Any, decimals: int | None = None) -> str:
    """Write a number in plain digits without grouping or exponent; — for None."""
    if amount is None or amount == "":
        return "—"
    exact = amount if isinstance(amount, Decimal) else Decimal(str(amount))
    return f"{exact:.{decimals}f}" if decimals is not None else f"{exact:f}"


def as_text(value: Any) -> str:
    """A value as plain text, for copies and attributes."""
    match value:
        case None | "":
            return "—"
        case bool():
            return "是" if value else "否"
        case int() | float() | Decimal():
            return as_number(value)
        case datetime():
            local = timezone.localtime(value) if timezone.is_aware(value) else value
            return f"{local:%Y-%m-%d %H:%M}"
        case date():
            return value.isoformat()
        case Badge(word=word):
            return word
        case Link(label=label):
            return label
        case Cell(value=inner):
            return as_text(inner)
        case list() | tuple():
            return "、".join(as_text(one) for one in value) or "—"
        case _:
            return str(value)


def icon_html(name: str, label: str = "") -> SafeString:
    """An icon out of the sprite."""
    told = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(  # noqa: S308 - escaped above
        f'<svg class="icon" {told}><use href="{asset_url("icons.svg")}#{escape(name)}"/></svg>'
    )


def badge_html(badge: Badge) -> SafeString:
    """Shape, word, colour."""
    title = f' title="{escape(badge.hint)}"' if badge.hint else ""
    shape = f'<svg class="shape" aria-hidden="true"><use href="{asset_url("icons.svg")}#tone-{badge.tone}"/></svg>'
    return mark_safe(  # noqa: S308 - escaped here and above
        f'<span class="mark mark-{badge.tone}"{title}>{shape}{escape(badge.word)}</span>'
    )


def as_html(value: Any) -> SafeString:
    """A value as a reader sees it in a page."""
    if type(value) is str and value:
        return mark_safe(escape(value))  # noqa: S308 - most cells are plain text: the short way
    match value:
        case None | "" | [] | ():
            return NOTHING
        case Badge():
            return badge_html(value)
        case Link(url="", label=label):
            return conditional_escape(label)
        case Link(url=url, label=label):
            return format_html('<a href="{}">{}</a>', url, label)
        case Cell():
            return _cell_html(value)
        case list() | tuple():
            return format_html_join("、", "{}", ((as_html(one),) for one in value))
        case _:
            return conditional_escape(as_text(value))


def _cell_html(cell: Cell) -> SafeString:
    shown = as_html(cell.value)
    if cell.url:
        shown = format_html('<a href="{}">{}</a>', cell.url, shown)
    if cell.reveal_url:
        shown = masked_html(shown, cell.reveal_url)
    if cell.note:
        shown = format_html('{}<span class="note">{}</span>', shown, cell.note)
    return shown


def masked_html(shown: SafeString, url: str) -> SafeString:
    """A masked value with the button that asks for the whole of it (see `reveal.js`)."""
    return format_html(
        '<span class="masked"><span>{}</span><button type="button" class="btn-reveal" data-reveal="{}"'
        ' aria-label="显示完整内容">{}显示</button></span>',
        shown,
        url,
        icon_html("eye"),
    )
