"""Where the definition changes between two values: they are never compared unsaid (口径变动)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import Defined
from jingwei.indicators.formula import Named

NOT_COMPARABLE = "口径不可比"
Made = tuple[tuple[str, int], ...]


def made_of(operands: Mapping[Named, Cell]) -> Made:
    """The definitions and versions that a derived cell is made of, those of its own period."""
    own = (cell for named, cell in operands.items() if not (named.last_year or named.whole_year))
    return tuple(sorted({one for cell in own for one in ((cell.definition, cell.version), *cell.made_of)}))


def broken(one: Cell, other: Cell) -> bool:
    """Whether two cells of one indicator were counted by different definitions, its own or those it is made of."""
    return (one.version, one.made_of) != (other.version, other.made_of)


def changed_keys(one: Cell, other: Cell) -> list[str]:
    """Whose definition differs: the indicator's own, or those it is made of."""
    if one.version != other.version:
        return [one.definition]
    here, there = dict(one.made_of), dict(other.made_of)
    return sorted(key for key in {**here, **there} if here.get(key) != there.get(key))


@dataclass(frozen=True, slots=True)
class Change:
    """A change of definition: whose, to which version, from which day on, why; `said` in words."""

    key: str
    version: int
    said: str


def changes(newer: Cell, older: Cell, versions: Mapping[str, Sequence[Defined]]) -> list[Change]:
    """What changed between two neighbouring cells, in words: 自2021年7月1日起按第2版口径（原因）."""
    out = []
    for key in changed_keys(newer, older):
        number = newer.version if key == newer.definition else dict(newer.made_of).get(key, 0)
        row = next((one.row for one in versions.get(key, ()) if one.row.version == number), None)
        whose = "" if key == newer.definition else f"所用的“{row.name if row else key}”"
        if row is None:
            out.append(Change(key, number, f"{whose}口径有变动"))
            continue
        day = row.valid_from
        why = f"（{row.why}）" if row.why else ""
        out.append(Change(key, number, f"{whose}自{day.year}年{day.month}月{day.day}日起按第{number}版口径{why}"))
    return out


def told(found: Iterable[Change]) -> str:
    """The changes in one line: 口径变动：自2021年7月1日起按第2版口径."""
    said = "；".join(one.said for one in found)
    return f"口径变动：{said}" if said else ""


def base_break(ask: Ask, cells: Mapping[Ask, Cell], base: Ask | None) -> str:
    """Why the cell of an ask is not compared with its base: 口径不可比; empty where it may be, or nothing is there."""
    now, before = cells[ask], cells.get(base) if base else None
    if before is None or now.value is None or before.value is None or now.growth is not None:
        return ""
    return NOT_COMPARABLE if broken(now, before) else ""
