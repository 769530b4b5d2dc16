"""What a page is made of: plain values that a view builds and the templates under `ui/` draw.

Nothing here touches the database or the request. Every text is what the reader sees (Chinese); every `url` is
ready to be put into a link. `docs/look.md` says which layout takes which of them, the page of parts shows them all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

Tone = Literal["good", "warn", "bad", "info", "calm"]
"""How a thing stands. Each tone has a colour and a shape of its own: ● good ▲ warn ■ bad ◆ info ○ calm."""


@dataclass(frozen=True, slots=True)
class Link:
    """A way to somewhere: menu entry, tab, crumb, button, saved view, facet option, page number.

    `url` empty means: here, no link. `post` makes it a small form with one button (csrf included); `confirm` is the
    question asked before. `look` is "primary" for the one main action of a page, "danger" for what is hard to undo.
    """

    label: str
    url: str = ""
    icon: str = ""
    hint: str = ""
    count: int | None = None
    here: bool = False
    post: bool = False
    confirm: str = ""
    look: Literal["", "primary", "danger"] = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """One group of the left menu; `label` empty for the first."""

    label: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """A choice in the top bar that the whole page follows (统计期, 区划). Changing it sends GET `url?name=value`."""

    name: str
    label: str
    options: tuple[tuple[str, str], ...]
    value: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Shell:
    """What stands around every page of the desk. The context processor of the desk puts it into `shell`."""

    office: str
    user: str = ""
    post: str = ""
    on_behalf: str = ""
    menu: tuple[MenuGroup, ...] = ()
    switches: tuple[Switch, ...] = ()
    users: tuple[Link, ...] = ()
    account: tuple[Link, ...] = ()
    search_url: str = "/search"
    search_value: str = ""
    notice: str = ""


@dataclass(frozen=True, slots=True)
class Badge:
    """A state: a word, and beside it the shape and colour of its tone."""

    word: str
    tone: Tone = "calm"
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `kind` decides alignment and type: numbers right, codes in even digits, long text wraps."""

    label: str
    kind: Literal["text", "number", "date", "code", "badge", "long"] = "text"
    sort_url: str = ""
    sorted: Literal["", "up", "down"] = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell that is more than its value: with a link, a second line, a mask that can be lifted."""

    value: Any
    url: str = ""
    note: str = ""
    reveal_url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `cells` hold str, number, date, None, Badge, Link or Cell, one per column; `url` opens the record."""

    cells: tuple[Any, ...]
    url: str = ""
    key: str = ""
    tone: Literal["", "warn", "bad", "calm"] = ""


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns. On narrow screens each row becomes a card headed by its first cell.

    `select` names the form field of the check boxes in front of rows (their value: `Row.key`); `totals` is a last line.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Any, ...] = ()
    caption: str = ""
    unit: str = ""
    select: str = ""
    numbered_from: int | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet, with how many rows carry it."""

    label: str
    count: int | None
    url: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """A way to narrow a list. `clear_url` is set when something is chosen; `more_url` when options were left off."""

    label: str
    options: tuple[Option, ...]
    clear_url: str = ""
    more_url: str = ""
    loading_url: str = ""


@dataclass(frozen=True, slots=True)
class Pager:
    """Where we are in a long list."""

    total: int
    page: int
    size: int
    links: tuple[Link, ...] = ()
    previous_url: str = ""
    next_url: str = ""
    sizes: tuple[Link, ...] = ()
    at_least: bool = False

    @property
    def first(self) -> int:
        """Number of the first row shown, 0 when there is none."""
        return 0 if self.total == 0 else (self.page - 1) * self.size + 1

    @property
    def last(self) -> int:
        """Number of the last row shown."""
        return min(self.page * self.size, self.total)

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.size))

    @classmethod
    def of(cls, total: int, page: int, size: int, url: Callable[[int], str], *, at_least: bool = False) -> Pager:
        """Make the pager for `page` (from 1) of `total` rows; `url` gives the address of a page."""
        pages = max(1, -(-total // size))
        page = min(max(1, page), pages)
        near = sorted({1, 2, page - 1, page, page + 1, pages - 1, pages} & set(range(1, pages + 1)))
        links: list[Link] = []
        for number in near:
            if links and number - int(links[-1].label) > 1:
                links.append(Link(label=str(number - 1)) if number - int(links[-1].label) == 2 else Link(label="…"))
                if links[-1].label != "…":
                    links[-1] = Link(label=str(number - 1), url=url(number - 1))
            links.append(Link(label=str(number), url=url(number), here=number == page))
        return cls(
            total=total,
            page=page,
            size=size,
            links=tuple(links),
            previous_url=url(page - 1) if page > 1 else "",
            next_url=url(page + 1) if page < pages else "",
            at_least=at_least,
        )


@dataclass(frozen=True, slots=True)
class Empty:
    """What stands where nothing is yet: why it is empty and what to do."""

    title: str
    text: str = ""
    link: Link | None = None
    icon: str = "inbox"
