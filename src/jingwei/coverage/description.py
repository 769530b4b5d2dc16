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

A ledger told here has the fields code, name and grid besides its own. Values of `with` are in values.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from jingwei.coverage.errors import CoverageError


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
    """Records of one kind: how many or one by one, with what values, and the rows that link to them."""

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


@dataclass(frozen=True, slots=True)
class Description:
    """A street: where and since when, its places, ledgers, records, and what outside bodies sent."""

    number: int
    code: str
    name: str
    since: date
    places: tuple[Scheme, ...]
    ledgers: tuple[str | Mapping[str, Any], ...]
    records: tuple[Group, ...]
    statistics: tuple[Mapping[str, Any], ...]


def read_descriptions(folder: Path) -> dict[int, Description]:
    """The streets of a folder by number: `<number>.yaml`. Raises CoverageError."""
    found = {int(path.stem): path for path in sorted(folder.glob("*.yaml")) if path.stem.isdigit()}
    return {number: _read(number, path) for number, path in found.items()}


def _read(number: int, path: Path) -> Description:
    try:
        data = yaml.safe_load(path.read_text("utf-8"))
        street = data["street"]
        return Description(
            number,
            str(street["code"]),
            street["name"],
            street["since"],
            tuple(_scheme(one) for one in data.get("places") or ()),
            tuple(data.get("ledgers") or ()),
            tuple(_group(one) for one in data.get("records") or ()),
            tuple(data.get("statistics") or ()),
        )
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise CoverageError(f"街道描述 {path.name} 写法不对：{error}") from error


def _scheme(said: Mapping[str, Any]) -> Scheme:
    return Scheme(
        said["scheme"],
        said["name"],
        bool(said.get("rights")),
        int(said.get("communities", 0)),
        int(said.get("grids", 0)),
        int(said.get("microgrids", 0)),
        said.get("level", "网格"),
    )


_GROUP = {"ledger", "rows", "with", "as", "since", "by", "first", "skip", "each", "and"}


def _group(said: Mapping[str, Any]) -> Group:
    unknown = set(said) - _GROUP
    if unknown:
        raise ValueError(f"不认识的项：{'、'.join(sorted(unknown))}")
    rows = said.get("rows", 1)
    return Group(
        said["ledger"],
        rows,
        said.get("with") or {},
        said.get("as", ""),
        said.get("since"),
        said.get("by", ""),
        said.get("first"),
        int(said.get("skip", 0)),
        int(said.get("each", 1)),
        tuple(_group(one) for one in said.get("and") or ()),
    )
