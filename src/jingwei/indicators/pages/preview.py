"""What a draft would come to, beside the editor: in words, its value, its rows, last year, and the version in force."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from jingwei.core.errors import JingweiError
from jingwei.core.facts.facts import Facts, all_facts
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import current_scope
from jingwei.core.ui.blocks import Item
from jingwei.core.ui.declared_form import posted_values
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.indicators.breaks import NOT_COMPARABLE
from jingwei.indicators.cells import Cell
from jingwei.indicators.changing import KINDS
from jingwei.indicators.definitions import Defined, definition, load_definitions, read_row
from jingwei.indicators.dependents import Dependent, locks_keeping, users_of
from jingwei.indicators.editing.draft import WORDS, Draft, draft_of, retold
from jingwei.indicators.editing.pickers import settled
from jingwei.indicators.editing.posted import Body, posted_state
from jingwei.indicators.editing.preview import Preview, Some, preview
from jingwei.indicators.growth import growth_of
from jingwei.indicators.models import Definition
from jingwei.indicators.pages.asked import latest_year
from jingwei.indicators.pages.shown import number, value_text
from jingwei.indicators.policy import policy
from jingwei.indicators.wording import wording
from jingwei.places.models import Place


@dataclass
class Shown:
    """What stands in the preview."""

    problems: list[str] = field(default_factory=list)
    words: str = ""
    value: str = ""
    unit: str = ""
    why: str = ""
    items: tuple[Item, ...] = ()
    rows: Table | None = None
    rows_text: str = ""
    parts: Table | None = None
    compared: tuple[Item, ...] = ()
    came: Table | None = None
    went: Table | None = None
    saving: tuple[str, ...] = ()
    users: tuple[Dependent, ...] = ()


def preview_page(request: HttpRequest) -> HttpResponse:
    """The part of the page that htmx asks for; it reads the whole form and writes nothing."""
    policy.may(current_scope().actor, "define")
    body = request.POST
    facts, known = all_facts(), load_definitions()
    state = posted_state(body)
    settled(state, facts)
    key = body.get("of", "")[:48]
    before = definition(key).row if key else None
    values = posted_values(WORDS, body)
    draft = draft_of(state, values, key or body.get("code", "").strip()[:48], before, facts, known)
    shown = preview_of(body, draft, before, facts, known)
    return render(request, "indicators/preview.html", {"preview": shown})


def preview_of(
    body: Body, draft: Draft, before: Definition | None, facts: Mapping[str, Facts], known: Mapping[str, Defined]
) -> Shown:
    """What the preview shows of a draft."""
    out = Shown(problems=retold(draft.problems))
    if draft.defined is None or draft.change is None:
        return out
    names = {key: one.row.name for key, one in known.items()}
    out.words = wording(draft.defined, facts, names)
    out.unit = draft.change.row.unit
    if before is not None:
        _saving(out, draft, before, known)
    else:
        out.saving = (f"保存后新建指标，代号 {draft.change.row.key}，不能再改。",)
    if draft.problems and draft.change.row.unit:
        return out
    try:
        period = read_period(body)
        old = read_row(before) if before is not None and not before.retired else None
        found = preview(draft.defined, None if old is None or old.problem else old, period, _place(body))
    except JingweiError as error:
        out.why = error.message
        return out
    _value(out, found, period)
    _rows(out, found)
    _parts(out, found)
    _compared(out, found, draft, before)
    return out


def read_period(body: Body) -> Period:
    """The period of the preview, else the latest year."""
    try:
        return Period.parse((body.get("p.period") or "").strip()[:40])
    except PeriodError:
        return latest_year()


def preview_places() -> tuple[tuple[str, str], ...]:
    """The communities that can be chosen."""
    found = Place.objects.filter(scheme__gives_rights=True, level="community", valid_to="9999-12-31")
    return tuple((str(pk), name) for pk, name in found.order_by("code").values_list("pk", "name"))


def _place(body: Body) -> UUID | None:
    said = (body.get("p.place") or "").strip()
    try:
        return UUID(said) if said else None
    except ValueError:
        return None


def _value(out: Shown, found: Preview, period: Period) -> None:
    cell = found.now
    out.value = value_text(cell)
    out.why = cell.why if cell.value is None else ""
    items = [Item("统计期", period.name)]
    if cell.denominator is not None:
        top = cell.numerator if cell.numerator is not None else cell.denominator * 0
        items.append(Item("分子／分母", f"{number(top, 0)}／{number(cell.denominator, 0)}"))
    if cell.as_of:
        items.append(Item("取数截至", cell.as_of))
    base = found.base
    if base is not None:
        grown = growth_of(cell.ask, {cell.ask: cell, base.ask: base})
        items.append(Item("上年同期", _with_unit(base), source="按本次口径"))
        items.append(Item("同比", grown.text if grown else None))
    out.items = tuple(items)


def _rows(out: Shown, found: Preview) -> None:
    if found.rows is None:
        return
    out.rows_text = _many(found.rows)
    out.rows = _table(found.rows)


def _many(some: Some) -> str:
    seen = "" if some.visible == some.total else f"，其中您可见 {some.visible} 行"
    return f"{some.total} 行{seen}"


def _table(some: Some) -> Table | None:
    rows = tuple(Row((one.title, one.place or None)) for one in some.first)
    return Table((Column("名称"), Column("所属区划")), rows, numbered_from=1) if rows else None


def _parts(out: Shown, found: Preview) -> None:
    if not found.now.parts:
        return
    before = found.before is not None
    heads = (Column("社区"), Column("数值", "number"), *((Column("现行口径", "number"),) if before else ()))
    rows = []
    for part in found.now.parts:
        old = found.parts_of_before.get(part.code)
        beside = (value_text(old) if old else None,) if before else ()
        rows.append(Row((part.name, UiCell(value_text(part.cell), note=part.cell.why), *beside)))
    out.parts = Table(heads, tuple(rows), unit=found.now.unit)


def _compared(out: Shown, found: Preview, draft: Draft, before: Definition | None) -> None:
    if before is None or draft.change is None or found.before is None or draft.change.kind not in ("version", "dated"):
        return
    items = [
        Item(f"现行（第{before.version}版）", _with_unit(found.before)),
        Item("本次", _with_unit(found.now)),
    ]
    if found.came is not None and found.went is not None:
        items += [Item("多计入", _many(found.came)), Item("不再计入", _many(found.went))]
        out.came, out.went = _table(found.came), _table(found.went)
    out.compared = tuple(items)


def _with_unit(cell: Cell) -> str:
    return f"{value_text(cell)}{cell.unit}" if cell.value is not None else f"—（{cell.why}）"


def _saving(out: Shown, draft: Draft, before: Definition, known: Mapping[str, Defined]) -> None:
    assert draft.change is not None
    kind, row = draft.change.kind, draft.change.row
    out.users = tuple(users_of(before.key, known)) if kind in ("version", "dated") else ()
    if kind == "version":
        said = [
            f"保存后成为第{before.version + 1}版：到 {row.valid_from} 或以后结束的统计期按它数，更早的仍按旧版；"
            f"两版之间标明“口径变动”，同比写“{NOT_COMPARABLE}”。"
        ]
        locks = [f"{Period.parse(period).name}（第{version}版）" for period, _, version in locks_keeping(before.key)]
        if locks:
            said.append(f"已锁定的统计期不变：{'、'.join(locks[:12])}{'等' if len(locks) > 12 else ''}。")
        out.saving = tuple(said)
    elif kind == "dated":
        out.saving = (f"只改启用日期：第{before.version}版从 {row.valid_from} 起用，原为 {before.valid_from}。",)
    else:
        out.saving = (f"{KINDS[kind]}，取数口径不变，不另成一版。",)
