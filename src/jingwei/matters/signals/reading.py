"""What the Monday list may say: dispute, place, kind, number. Columns of persons are left out and said."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.kinds import details

_FILE = Path(__file__).parent.parent / "pack" / "signals.yaml"
_NUMBERS = re.compile(r"(?<!\d)(1\d{10}|\d{17}[\dXx]|0\d{2,3}-?\d{7,8})(?!\d)")


@dataclass(frozen=True, slots=True)
class Body:
    """One of the bodies that tell."""

    key: str
    name: str
    channel: str

    def number(self, told: str) -> str:
        """The number under which its request is kept; bodies that share a channel are told apart by their name."""
        return f"{self.name}{told}" if self.channel == "body" else told


@lru_cache(maxsize=1)
def _told() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return told


@lru_cache(maxsize=1)
def bodies() -> dict[str, Body]:
    """The bodies by key."""
    return {key: Body(key, one["name"], one["channel"]) for key, one in _told()["bodies"].items()}


SHEET = FieldSet(
    "matters.signals",
    1,
    (
        Field("body", "来源单位", "choice", required=True, aliases=("来源", "推送单位", "单位"),
              choices=tuple(Choice(one.key, one.name) for one in bodies().values())),
        Field("number", "编号", "text", required=True, max_length=30,
              aliases=("线索编号", "工单编号", "推送编号")),
        Field("title", "纠纷", "text", required=True, max_length=60, aliases=("纠纷事由", "事由", "纠纷概况", "标题"),
              help="一句话说是什么纠纷，不写姓名和电话"),
        Field("place", "区划编码", "text", required=True, max_length=24,
              aliases=("社区编码", "网格编码", "社区", "网格"), help="社区、网格的编码或名称"),
        Field("quarrel", "纠纷类型", "choice", required=True, aliases=("类型", "类别"),
              choices=details()["quarrel"].choices),
        Field("day", "收到日期", "date", aliases=("日期", "受理日期")),
    ),
)  # fmt: skip


def persons_in(heads: Iterable[str]) -> list[str]:
    """Those heads of columns that are of persons."""
    words = _told()["persons"]
    return [head for head in heads if any(word in head for word in words)]


def names_persons(values: Mapping[str, Any]) -> str:
    """The phone or identity number that a row tells in its words; "" where it tells none."""
    found = _NUMBERS.search(values["title"])
    return found.group(0) if found else ""
