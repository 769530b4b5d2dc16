"""What left the demo's ledgers in its last half-year: numbers with day and reason, as departments hand them on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jingwei.demo.chance import chance
from jingwei.demo.profiles import Profile
from jingwei.demo.tables import LAST_DAY, Cell, Head, Row, Sheet, Table

_FIRST = date(2025, 7, 3)
_HEADS = (Head("停用日期", 12, "date"), Head("停用原因", 14))


@dataclass(frozen=True, slots=True)
class _List:
    """How a list is drawn: its title, which rows may be on it, the share of them that is, reasons by weight."""

    title: str
    only: Mapping[str, frozenset[str]]
    share: float
    reasons: Mapping[str, int]


_LISTS: Mapping[str, _List] = {
    "enterprises": _List(
        "企业注销迁出清册",
        {"经营状态": frozenset({"开业", "存续", "在营"})},
        0.03,
        {"注销": 6, "迁出": 3, "吊销": 1},
    ),
    "houses": _List("房屋拆除征收清册", {"房屋性质": frozenset({"自建住宅"})}, 0.006, {"拆除": 3, "征收": 2}),
    "person_services": _List("服务对象减少名单", {}, 0.09, {"迁出": 5, "不再符合条件": 3, "死亡": 2}),
}


def leaving_tables(profile: Profile, ledgers: Sequence[Table]) -> list[Table]:
    """One list a ledger, true at the end of the last half-year. Whatever another ledger speaks of stays."""
    named = {
        cell for table in ledgers for sheet in table.sheets for row in sheet.rows for cell in row[1:]
        if isinstance(cell, str)
    }  # fmt: skip
    return [_table(profile, table, _LISTS[table.key], named) for table in ledgers if table.key in _LISTS]


def _table(profile: Profile, table: Table, drawn: _List, named: set[str]) -> Table:
    rng = chance(f"leaving {table.key}", profile)
    labels = [head.label for head in table.heads]
    last: dict[Cell, tuple[date, Mapping[str, Cell]]] = {}
    for sheet in table.sheets:
        for row in sheet.rows:
            last[row[0]] = (sheet.as_of, dict(zip(labels, row, strict=True)))
    fitting = [
        key for key, (since, said) in last.items()
        if since < _FIRST and key not in named and all(said[label] in only for label, only in drawn.only.items())
    ]  # fmt: skip
    chosen = sorted(rng.sample(fitting, min(len(fitting), max(3, round(len(fitting) * drawn.share)))), key=str)
    words, weights = list(drawn.reasons), list(drawn.reasons.values())
    days = (LAST_DAY - _FIRST).days
    rows: list[Row] = [
        (key, _FIRST + timedelta(days=rng.randrange(days)), rng.choices(words, weights)[0]) for key in chosen
    ]
    # Each reason is there once at least, however small the street.
    rows = [(*row[:2], words[at] if at < len(words) else row[2]) for at, row in enumerate(rows)]
    heads = (table.heads[0], *_HEADS)
    return Table(table.key, drawn.title, "单位：见台账", heads, [Sheet("2025年下半年", LAST_DAY, rows)])
