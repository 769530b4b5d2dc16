"""A street as data: what happened there, in YAML. Never what a report says about it.

    street: {code: '990901001', name: …街道, since: 2015-01-01}
    places:
      - {scheme: general, name: 综合网格, rights: true, communities: 3, grids: 12, microgrids: 40}
      - {scheme: drive, name: 防疫网格, level: 防疫网格, grids: 5}
    ledgers:
      - enterprises                                        a ledger of the pack
      - {pack: titles, choices: {title: {local: 本地称号}}}  with more choices or fields
      - {key: funds, name: 基金台账, noun: 基金, unit: 支, fields: [{key: size, label: 规模, kind: amount, unit: 亿元}]}
    records:
      - ledger: enterprises
        rows: 15                                           so many, or one by one: [{name: 甲}, {name: 乙}]
        with: {section: C, founded: {days: {from: 2020-01-06, every: 7}}}
        and:                                               rows that link to these
          - {ledger: titles, by: enterprise, first: 5, with: {title: high_tech, granted: 2020-12-01}}
    statistics:
      - {of: fiscal_revenue, period: 2021, value: 1.1, growth: 3.2, supplier: 区财政局, paper: 《财政收支月报》}
    lights:
      - {period: 2022Q1, issuer: 区考核办, paper: 《通报》, assessed: 9, green: 8, yellow: 0, red: 1, lights: [甲 红灯]}

A ledger told here has the fields code, name and grid besides its own. Values of `with` are in values.py. What is wrong
is told with file and line.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from jingwei.coverage.told import Told, needed, only, read_told, wrong


@dataclass(frozen=True, slots=True)
class Scheme:
    """A grid scheme: communities with grids and perhaps microgrids in them, or grids of one level lying across."""

    key: str
    name: str
    rights: bool
    communities: int
    grids: int
    microgrids: int
    level: str


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one kind: how many or one by one, with what values, and the rows that link to them. `line` is where
    they are told."""

    ledger: str
    rows: int | Sequence[Mapping[str, Any]]
    values: Mapping[str, Any]
    name: str
    since: date | None
    by: str
    first: int | None
    skip: int
    each: int
    linked: tuple["Group", ...]
    line: int = 1


@dataclass(frozen=True, slots=True)
class Description:
    """A street: where and since when, its places, ledgers, records, what outside bodies sent; `path` is its file."""

    number: int
    path: Path
    code: str
    name: str
    since: date
    places: tuple[Scheme, ...]
    ledgers: tuple[str | Mapping[str, Any], ...]
    records: tuple[Group, ...]
    statistics: tuple[Mapping[str, Any], ...]
    lights: tuple[Mapping[str, Any], ...]

    def wrong(self, line: int, message: str, cause: BaseException | None = None) -> NoReturn:
        """Raise CoverageError about a line of the description."""
        wrong(self.path, line, message, cause)


_STREET = ("code", "name", "since")
_PARTS = ("street", "places", "ledgers", "records", "statistics", "lights")
_SCHEME = ("scheme", "name", "rights", "communities", "grids", "microgrids", "level")
_GROUP = ("ledger", "rows", "with", "as", "since", "by", "first", "skip", "each", "and")
_CODE = 9


def read_descriptions(folder: Path) -> dict[int, Description]:
    """The streets of a folder by number: `<number>.yaml`. Raises CoverageError."""
    found = {int(path.stem): path for path in sorted(folder.glob("*.yaml")) if path.stem.isdigit()}
    return {number: _read(number, path) for number, path in found.items()}


def _read(number: int, path: Path) -> Description:
    data = only(path, read_told(path, "街道描述"), _PARTS, "街道描述")
    street = only(path, needed(path, data, "street", "街道描述"), _STREET, "street ")
    code, name, _ = (needed(path, street, key, "street ") for key in _STREET)
    if not (str(code).isdigit() and len(str(code)) == _CODE):
        wrong(path, street.lines["code"], f"街道代码“{code}”应是9位数字，加引号。")
    return Description(
        number,
        path,
        str(code),
        str(name),
        _day(path, street, "since"),
        tuple(_scheme(path, one) for one in data.get("places") or ()),
        tuple(data.get("ledgers") or ()),
        tuple(_group(path, one) for one in data.get("records") or ()),
        tuple(_statistic(path, one) for one in data.get("statistics") or ()),
        tuple(_sheet(path, one) for one in data.get("lights") or ()),
    )


def _scheme(path: Path, told: Any) -> Scheme:
    said = only(path, told, _SCHEME, "网格体系")
    return Scheme(
        needed(path, said, "scheme", "网格体系"),
        needed(path, said, "name", "网格体系"),
        bool(said.get("rights")),
        _whole(path, said, "communities", 0),
        _whole(path, said, "grids", 0),
        _whole(path, said, "microgrids", 0),
        said.get("level", "网格"),
    )


def _group(path: Path, told: Any) -> Group:
    said = only(path, told, _GROUP, "一组记录")
    rows = said.get("rows", 1)
    if not isinstance(rows, list):
        rows = _whole(path, said, "rows", 1)
    elif not all(isinstance(one, Told) for one in rows):
        wrong(path, said.lines["rows"], "rows 应是条数，或一条一条写成 [{name: 甲}, {name: 乙}]。")
    return Group(
        needed(path, said, "ledger", "一组记录"),
        rows,
        said.get("with") or {},
        said.get("as", ""),
        _day(path, said, "since") if "since" in said else None,
        said.get("by", ""),
        _whole(path, said, "first", 0) if "first" in said else None,
        _whole(path, said, "skip", 0),
        _whole(path, said, "each", 1, least=1),
        tuple(_group(path, one) for one in said.get("and") or ()),
        said.line,
    )


def _statistic(path: Path, told: Any) -> Mapping[str, Any]:
    if not isinstance(told, Told):
        wrong(path, 1, f"外部数据应写作 {{of: 指标, period: 统计期, value: 数值}}，写的是“{str(told)[:40]}”。")
    for key in ("of", "period"):
        needed(path, told, key, "外部数据")
    return told


def _sheet(path: Path, told: Any) -> Mapping[str, Any]:
    if not isinstance(told, Told):
        wrong(path, 1, f"亮灯通报应写作 {{period: 考核期, issuer: 考核单位, …}}，写的是“{str(told)[:40]}”。")
    needed(path, told, "period", "亮灯通报")
    return told


def _whole(path: Path, said: Told, key: str, default: int, least: int = 0) -> int:
    value = said.get(key, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        wrong(path, said.lines[key], f"“{key}”应是不小于{least}的整数，写的是“{value}”。")
    return value


def _day(path: Path, said: Told, key: str) -> date:
    if not isinstance(said[key], date):
        wrong(path, said.lines[key], f"“{key}”应是 2021-01-04 这样的日期，写的是“{said[key]}”。")
    found: date = said[key]
    return found
