"""What a list of facts shows: columns, cells, facets, chips, pages; the same for every source, from its declaration."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.facts.asked import SORTED, Asked, end_of
from jingwei.core.facts.facts import UnknownFact
from jingwei.core.facts.spelling import DATES, filterable, parts_of
from jingwei.core.facts.table import KEYSET_FROM, FacetCount, FactRow, Turned, count_facets, cursor_of, facet_fields
from jingwei.core.facts.words import in_words, value_in_words
from jingwei.core.fields import KINDS, Field
from jingwei.core.fields.declared_meaning import ROLES
from jingwei.core.periods import period_name
from jingwei.core.ui.parts import Column, Empty, Facet, Link, Option, Pager

PAGE = 50
FACET_LIMIT = 12
_COLUMNS = {"number": "number", "integer": "number", "amount": "number", "area": "number", "date": "date",
            "approximate": "number", "formula": "number", "loose_date": "date",
            "credit_code": "code", "division_code": "code", "phone": "code", "longtext": "long"}  # fmt: skip


def column_of(field: Field, asked: Asked | None = None, here: str = "") -> Column:
    """The column of a field; with the question its head puts the rows in order: up, down, by name again."""
    # Money of one role beside that of another: the head says which it is.
    words = (ROLES.get(field.role or "", ""), field.unit or "")
    aside = "，".join(word for word in words if word and word not in field.label)
    unit = f"（{aside}）" if aside else ""
    kind: Any = _COLUMNS.get(field.kind, "text")
    if asked is None or not sortable(asked, field):
        return Column(field.label + unit, kind)
    now = asked.order
    after = {field.key: f"-{field.key}", f"-{field.key}": ""}.get(now, field.key)
    way: Any = "up" if now == field.key else "down" if now == f"-{field.key}" else ""
    return Column(field.label + unit, kind, here + asked.params(sort=after), way, hint="按此列排序")


def sortable(asked: Asked, field: Field) -> bool:
    """Whether rows can be put in order by a field."""
    return field.kind in SORTED and not field.personal and field.key in asked.facts.source.fieldset.by_key


def cell_of(field: Field, stored: Any) -> Any:
    """The cell of a stored value that nobody seals."""
    if stored is None:
        return None
    if field.kind == "integer":
        return stored
    if field.kind in ("amount", "area") and isinstance(stored, dict):
        return stored["n"]
    return KINDS[field.kind].display(stored, field)


def pager_of(
    asked: Asked,
    total: int,
    turned: Turned,
    shown: Sequence[FactRow],
    url: Callable[..., str],
    *,
    at_least: bool = False,
) -> Pager:
    """The pages of a list: by number, and above KEYSET_FROM rows from one page to the next by the rows' own order.

    `url` gives the address of the question with `page`, `after` or `before`; `at_least`: `total` may be too few.
    """
    page = turned.page

    def numbered(number: int) -> str:
        return url(page=number if number > 1 else "")

    if total <= KEYSET_FROM or not shown:
        return Pager.of(total, page, PAGE, numbered, at_least=at_least)
    before = url(page=page - 1, before=cursor_of(shown[0])) if page > 2 else numbered(1)
    links = (Link("1", numbered(1)), Link("…"), Link(str(page), here=True)) if page > 1 else (Link("1", here=True),)
    after = "" if page * PAGE >= total else url(page=page + 1, after=cursor_of(shown[-1]))
    return Pager(total, page, PAGE, links, before if page > 1 else "", after, at_least=at_least)


def turned_to(given: Mapping[str, str], page: int, total: int) -> Turned:
    """The page that an address asks for; beyond KEYSET_FROM only a cursor leads."""
    after, before = given.get("after", "")[:500], given.get("before", "")[:500]
    pages = max(1, -(-total // PAGE))
    if total > KEYSET_FROM and not (after or before):
        pages = KEYSET_FROM // PAGE
    return Turned(min(page, pages), *((after, before) if total > KEYSET_FROM else ("", "")))


# Facets


def facets(asked: Asked, here: str, condition_url: str = "") -> tuple[Facet, ...]:
    """Facets with their counts, communities first; then the point in time and the way to all other conditions."""
    counts = count_facets(asked)
    out: list[Facet] = []
    if counts.get("place"):
        out.append(_place_facet(asked, counts["place"], here))
    for field in facet_fields(asked):
        if counts.get(field.key) and not (out and field.label == out[0].label):
            out.append(facet(asked, field, counts[field.key], here))
    out += point_facets(asked, here, condition_url)
    if condition_url:
        more = Option("按其他字段、关联记录筛选", None, condition_url + asked.params(pick=""))
        out.append(Facet("更多条件", (more,)))
    return tuple(out)


def facet(asked: Asked, field: Field, counts: Sequence[FacetCount], here: str) -> Facet:
    """One field with the values most rows carry."""
    if field.kind in DATES:
        return _year_facet(asked, field, counts, here)
    key, told = (f"{field.key}.{field.parts[0].key}", field.parts[0]) if field.parts else (field.key, field)
    chosen = asked.chosen(key)
    shown = [*counts[:FACET_LIMIT], *(c for c in counts[FACET_LIMIT:] if c.value in chosen)]
    options = []
    for count in shown:
        stored: Any = count.value == "yes" if told.kind == "yesno" else count.value
        stored = [stored] if told.kind == "choices" else stored
        url = here + asked.with_value(key, count.value).params()
        options.append(Option(KINDS[told.kind].display(stored, told), count.count, url, count.value in chosen))
    return Facet(field.label, tuple(options), clear_url=here + asked.without(key).params() if chosen else "")


def _year_facet(asked: Asked, field: Field, counts: Sequence[FacetCount], here: str) -> Facet:
    """The years in which a date lies, the latest first; one may be chosen."""
    now = asked.where.get(field.key)
    out = asked.without(field.key)
    options = []
    for count in sorted(counts, key=lambda one: one.value, reverse=True)[:FACET_LIMIT]:
        chosen = now == {"in": count.value}
        asked_then = out if chosen else out.narrowed({**out.where, field.key: {"in": count.value}})
        options.append(Option(period_name(count.value), count.count, here + asked_then.params(), chosen))
    return Facet(field.label, tuple(options), clear_url=here + out.params() if now is not None else "")


def _place_facet(asked: Asked, counts: Sequence[FacetCount], here: str) -> Facet:
    names = place_names([UUID(count.value) for count in counts], asked.places)
    ordered = sorted(counts, key=lambda c: names.get(c.value, ("", "")))
    chosen = str(asked.place) if asked.place else ""
    options = tuple(
        Option(names.get(c.value, ("", "其他"))[1], c.count, here + asked.params(place=c.value), c.value == chosen)
        for c in ordered
    )
    return Facet("社区", options, clear_url=here + asked.params(place="") if chosen else "")


def point_facets(asked: Asked, here: str, condition_url: str) -> list[Facet]:
    """时点: now or the end of a month or year; and of a day gone by, as known now or as known then (按当时口径)."""
    today = timezone.localdate()
    on = asked.point.on
    named = asked.facts.source.by_day and on == today
    days = {"现在": None, **_ends(today)}
    options = [
        Option(
            label, None, here + asked.params(on=day or "", known_at=""), (day == on) if day else (on is None or named)
        )
        for label, day in days.items()
    ]
    if on is not None and not named and on not in days.values():
        options.append(Option(f"截至 {on}", None, here + asked.params(), chosen=True))
    if condition_url:
        options.append(Option("其他日期…", None, condition_url + asked.params(pick="point")))
    out = [Facet("时点", tuple(options))]
    if asked.point.known_at is not None or (on is not None and not named and end_of(on)):
        out.append(_known_facet(asked, here, on))
    return out


def _known_facet(asked: Asked, here: str, on: date | None) -> Facet:
    known = asked.point.known_at
    options = [Option("按现在所知", None, here + asked.params(known_at=""), known is None)]
    if on is not None and end_of(on):
        then = known is not None and known == end_of(on)
        options.append(Option("按当时口径（到当日所知）", None, here + asked.params(known_at="day"), then))
    if known is not None and (on is None or known != end_of(on)):
        options.append(Option(f"按 {timezone.localtime(known):%Y-%m-%d %H:%M} 所知", None, here + asked.params(), True))
    return Facet("口径", tuple(options))


def _ends(today: date) -> dict[str, date]:
    """The last days of the month and the year gone by."""
    month, year = today.replace(day=1) - timedelta(days=1), date(today.year - 1, 12, 31)
    return {f"{month.month}月末": month, f"{year.year}年末": year} if month != year else {f"{year.year}年末": year}


def place_names(keys: Sequence[UUID], of: str = "places_place") -> dict[str, tuple[str, str]]:
    """Key → (code, name) of places, in one query; `of` is what stands after FROM to see them as known at a moment."""
    with connection.cursor() as cursor:
        query = f"SELECT p.id::text, p.code, p.name FROM {of} p WHERE p.id = ANY(%s)"  # noqa: S608
        cursor.execute(query, [list(keys)])
        return {key: (code, name) for key, code, name in cursor.fetchall()}


# Chips


def chips(asked: Asked, here: str, more: Callable[[Asked], str] | None = None) -> tuple[Link, ...]:
    """What narrows the list, in words; each link takes one condition away."""
    address = more or (lambda one: here + one.params())
    out: list[Link] = []
    for part, rest in parts_of(asked.where):
        out.append(Link("、".join(_said(asked, part)), address(asked.narrowed(rest))))
    if asked.place:
        name = place_names([asked.place], asked.places).get(str(asked.place), ("", ""))[1]
        out.append(Link(f"区划：{name}", here + asked.params(place="")))
    if asked.point.on and not (asked.facts.source.by_day and asked.point.on == timezone.localdate()):
        out.append(Link(f"截至 {asked.point.on}", here + asked.params(on="", known_at="")))
    if asked.point.known_at:
        known = f"{timezone.localtime(asked.point.known_at):%Y-%m-%d %H:%M}"
        out.append(Link(f"按当时口径：{known} 所知", here + asked.params(known_at="")))
    return tuple(out)


def _said(asked: Asked, part: Mapping[str, Any]) -> list[str]:
    """A value of a field as 房屋性质：住宅, all else as a sentence."""
    ((key, wanted),) = part.items()
    head, dot, rest = key.partition(".")
    whole = filterable(asked.facts, head)
    # Of lines their first field is what they say.
    field = whole if not dot else whole.parts[0] if whole and whole.parts and whole.parts[0].key == rest else None
    if whole is not None and field is not None and wanted is not None and not isinstance(wanted, Mapping | list):
        return [f"{whole.label}：{value_in_words(field, wanted)}"]
    try:
        return list(in_words(asked.facts, part)) or [key]
    except (UnknownFact, AttributeError, TypeError):
        return [f"{key}：{wanted}"]


def sentence(asked: Asked) -> str:
    """The conditions in one line; empty where there are none."""
    parts = [said for part, _ in parts_of(asked.where) for said in _said(asked, part)]
    if asked.words:
        parts.insert(0, f"含“{asked.words}”")
    return "、".join(parts)


def nothing_found(asked: Asked, otherwise: str = "") -> Empty:
    """What stands where no row meets the conditions, and what to do."""
    if asked.point.known_at is not None:
        text = "在所问的时刻还没有登记这样的记录；可以改为按现在所知，或去掉一些条件。"
    else:
        text = otherwise if asked.plain else "可以去掉一些筛选，或换个词试试。"
    return Empty("没有符合条件的记录", text)


def notes_of(asked: Asked) -> str:
    """What narrows the list and from which point in time it is seen, for its paper: without it that says too much."""
    said, point = sentence(asked), asked.point
    parts = [f"条件：{said}"] if said else []
    if point.on and not (asked.facts.source.by_day and point.on == timezone.localdate()):
        parts.append(f"截至{point.on}")
    if point.known_at:
        parts.append(f"按{timezone.localtime(point.known_at):%Y-%m-%d %H:%M}所知")
    return "；".join(parts) + "。" if parts else ""
