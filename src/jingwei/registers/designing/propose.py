"""A ledger proposed from a sheet: its fields, what makes a row unique, what names it, where it lies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from jingwei.core.fields import Field, FieldSet, forbidden, forbidden_values
from jingwei.core.sheets import Sheet, Table, find_table
from jingwei.core.sheets.headings import read_heading, unit_line_for
from jingwei.core.sheets.matching import Matcher, in_turn
from jingwei.core.sheets.unknown import Unknown, find_unknown, unit_in_levels, with_headless
from jingwei.places.territory import Territory, territory
from jingwei.registers.designing import words
from jingwei.registers.designing.guess import Guess, Values, guess
from jingwei.registers.designing.labels import labels_of
from jingwei.registers.designing.plan import ColumnPlan, Plan
from jingwei.registers.fieldsets import fieldset_of
from jingwei.registers.models import Register
from jingwei.registers.numbering import AUTO
from jingwei.registers.partners import Partners, partners

_PROBED = 60  # different values of a column that are looked for in the other ledgers
_LINKED = 0.5  # of them must be found
_PLACED = 0.6
_LON, _LAT = frozenset({"经度", "lon", "lng", "东经"}), frozenset({"纬度", "lat", "北纬"})
_NO_LINK = frozenset({"date", "yesno", "longtext", "location", "amount", "area", "phone", "id_number"})


def propose(sheet: Sheet, filename: str, ledgers: Sequence[Register], on: date) -> Plan:
    """The ledger that a sheet would make. Two queries, and one for the territory where it has changed.

    Raises:
        SheetError: no table can be told in the sheet.
    """
    found = find_unknown(sheet)
    context = f"{found.title} {sheet.name} {filename}"
    heads = [heading.text for heading in in_turn(with_headless(sheet, found.levels))]
    refusals = {index: forbidden(head, ledger=context) for index, head in enumerate(heads)}
    table = _as_text(sheet, found, heads, {index for index, refusal in refusals.items() if refusal})
    values = [Values.of([row[index] for row in table.rows]) for index in range(sheet.width)]
    labels = labels_of(found.levels)
    columns = []
    for index, head in enumerate(heads):
        refusal = refusals[index]
        if not found.levels[index] and not values[index].filled:
            continue
        if refusal is not None:
            columns.append(ColumnPlan(index, head, f"f{index + 1}", head, take=False, refused=refusal.message))
        else:
            columns.append(_column(index, head, labels[index], values[index], found))
    _join_points(columns)
    land = territory(on)
    place = _place(columns, values, land)
    _link(columns, values, ledgers, place)
    key, title = _key_and_title(columns, values)
    columns = [replace(c, required=c.required or c.key == key) for c in columns]
    noun = words.noun_of(found.title, filename.rsplit(".", 1)[0], sheet.name)
    return Plan(
        head_rows=found.head,
        name=f"{noun}台账"[:60] if noun else "",
        noun=noun,
        unit=words.unit_of(noun),
        columns=tuple(columns),
        key_field=key,
        title_field=title or key,
        place_field=place,
        likes=_likes(heads, ledgers),
    )


def _as_text(sheet: Sheet, found: Unknown, heads: Sequence[str], refused: set[int]) -> Table:
    """The rows of the table, with merged texts filled down, whatever its columns may be."""
    mapping: dict[str, str | None] = {head: f"f{index + 1}" for index, head in enumerate(heads) if index not in refused}
    fields = tuple(Field(key, f"列{key}", "text") for key in mapping.values() if key)
    return find_table(sheet, FieldSet("proposal", 1, fields), mapping, head_rows=found.head)


def _column(index: int, head: str, label: str, values: Values, found: Unknown) -> ColumnPlan:
    key = f"f{index + 1}"
    if words.is_serial(head):
        return ColumnPlan(index, head, key, label, take=False, why="序号不用登记")
    if not values.filled:
        return ColumnPlan(index, head, key, label, take=False, why="整列都是空的")
    levels, unit = unit_in_levels(found.levels[index])
    # The lower level alone says what the column is, unless it says too little by itself.
    said = guess(levels[-1] if levels and label == labels_of([levels])[0] else "".join(levels) or head, values, unit)
    if unit is None and said.unit is not None and not said.sure:
        # The unit line above the table speaks for what the heads leave open.
        line = unit_line_for(Field("x", "x", said.kind, unit=said.unit), found.unit)
        if line is not None or (found.unit and found.unit == said.unit):
            said = Guess(said.kind, f"单位取自表头上方“单位：{found.unit}”", found.unit)
    refusal = _list_of_persons(said, values)
    if refusal:
        return ColumnPlan(index, head, key, label, take=False, refused=f"“{head}”一列写的是{refusal}")
    if not found.levels[index]:
        said = replace(said, why="这一列没有列名，请起个名", sure=False)
    return ColumnPlan(
        index=index,
        head=head,
        key=key,
        label=label,
        kind=said.kind,
        unit=said.unit or "",
        choices=said.choices,
        required=values.filled == values.rows,
        personal=said.personal or "",
        why=said.why,
        sure=said.sure,
    )


def _list_of_persons(said: Guess, values: Values) -> str:
    """Why a column may not be kept whatever its head: its words sort people by what may not be said of them."""
    if said.choices:
        refusal = forbidden_values(said.choices, at_least=0)
    else:
        refusal = forbidden_values(values.texts) if said.kind in ("text", "longtext") else None
    return refusal.message if refusal else ""


def _join_points(columns: list[ColumnPlan]) -> None:
    """Two columns of longitude and latitude are one point."""
    at: dict[str, int] = {}
    for place, column in enumerate(columns):
        bare = read_heading((column.head,)).bare
        if column.take and column.kind in ("number", "integer"):
            at.setdefault("lon" if bare in _LON else "lat" if bare in _LAT else "", place)
    if "lon" in at and "lat" in at:
        lon, lat = columns[at["lon"]], columns[at["lat"]]
        label = "位置" if all(column.label != "位置" for column in columns) else "坐标"
        columns[at["lon"]] = replace(
            lon, label=label, kind="location", unit="", part="lon", why="经度和纬度合成一个位置"
        )
        columns[at["lat"]] = replace(lat, part="lat", unit="", why="与经度合成位置", required=False)


def _place(columns: list[ColumnPlan], values: Sequence[Values], land: Territory) -> str:
    """The column that says where a row lies: the finest one that the territory knows."""
    best, depth = "", -1.0
    for place, column in enumerate(columns):
        if not column.taken or column.kind not in ("text", "choice", "integer"):
            continue
        said = [str(raw).strip() for raw in values[column.index].sample[:_PROBED] if isinstance(raw, str)]
        known = [found for word in said if (found := land.find(word)) is not None]
        if not said or len(known) < _PLACED * len(said):
            continue
        deep = sum(len(land.paths.get(one, ())) for one in known) / len(known)
        why = f"{len(known)}个不同的值在区划与网格中查得到" if len(known) > 1 else "在区划与网格中查得到"
        columns[place] = replace(column, kind="text", choices=(), unit="", why=why, sure=True)
        if deep > depth:
            best, depth = column.key, deep
    return best


def _link(columns: list[ColumnPlan], values: Sequence[Values], ledgers: Sequence[Register], place: str) -> None:
    """Columns whose values another ledger already owns become links to it."""
    said: dict[int, list[str]] = {}
    for at, column in enumerate(columns):
        if column.taken and column.kind not in _NO_LINK and column.key != place and not column.personal:
            texts = [one.strip() for one in values[column.index].texts[:_PROBED] if len(one.strip()) > 1]
            if len(texts) >= 0.5 * min(_PROBED, len(values[column.index].sample)):
                said[at] = texts
    found = partners(ledgers, (word for texts in said.values() for word in texts))
    for at, texts in said.items():
        best = max(
            ((ledger, known) for ledger in ledgers if (known := _found(found.get(ledger.pk), texts)) >= _least(texts)),
            key=lambda pair: pair[1],
            default=None,
        )
        if best is not None:
            column = columns[at]
            columns[at] = replace(
                column,
                kind="link",
                choices=(),
                unit="",
                link=best[0].key,
                why=f"“{best[0].name}”里已经有，关联过去，不再另记",
            )


def _found(known: Partners | None, texts: Sequence[str]) -> int:
    return sum(1 for word in texts if known.find(word)) if known else 0


def _least(texts: Sequence[str]) -> float:
    return max(1.0 if len(texts) < 4 else 2.0, _LINKED * len(texts))


def _key_and_title(columns: Sequence[ColumnPlan], values: Sequence[Values]) -> tuple[str, str]:
    """What tells rows apart (never a person's data) and what names them on screen."""
    fit = [
        c
        for c in columns
        if c.taken and not c.personal and c.kind in ("text", "credit_code", "link", "address", "integer")
    ]
    unique = [c for c in fit if values[c.index].unique and _short(values[c.index])]

    def rank(column: ColumnPlan) -> float:
        code = 4 if column.kind == "credit_code" else 3 if words.CODE.search(column.label) else 0
        named = 2 if words.TITLE.search(column.label) else 1.5 if column.kind == "address" else 0
        return max(code, named) - column.index / 100

    keys = [c for c in unique if rank(c) > 0.5 or c.kind in ("text", "link")]
    keys = [c for c in keys if c.kind != "integer" or words.CODE.search(c.label)]
    key = max(keys, key=rank).key if keys else AUTO
    names = [c for c in fit if c.kind in ("text", "address", "link") and not words.CODE.search(c.label)]
    texts = [c for c in names if not words.PLACE.search(c.label) and not words.LONG.search(c.label)]

    def named(column: ColumnPlan) -> float:
        return len(values[column.index].counts) / values[column.index].rows + 0.3 * bool(
            words.TITLE.search(column.label)
        )

    titles = sorted(texts or names, key=lambda c: (-named(c), c.index))
    return key, titles[0].key if titles else key


def _short(values: Values) -> bool:
    return all(len(str(raw)) <= 60 for raw in values.sample)


def _likes(heads: Sequence[str], ledgers: Sequence[Register]) -> str:
    """The key of a ledger that asks for nearly the same: there this sheet may belong."""
    best: Counter[str] = Counter()
    headings = [read_heading((head,)) for head in heads if not words.is_serial(head)]
    for ledger in ledgers:
        fieldset = fieldset_of(ledger)
        matcher = Matcher(fieldset.fields, ledger.heads)
        hits: Mapping[str, int] = Counter(key for heading in headings for key in matcher.exact(heading))
        if ledger.key_field in hits and len(hits) >= 0.7 * len(headings) and len(hits) > 2:
            best[ledger.key] = len(hits)
    return best.most_common(1)[0][0] if best else ""
