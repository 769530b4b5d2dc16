"""What is drawn on the page of grids, step by step: an area split by a line, two joined, a border redrawn."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem

Point = tuple[float, float]
DOES = {"split": "拆分", "join": "合并", "redraw": "改边界"}
MOST_STEPS = 60
MOST_POINTS = 5000
_LEAST = {"split": 2, "redraw": 3}


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `place` is the code of the area it begins with.

    split: `points` is the line, `code` and `name` are those of the new part; `keep` says which part stays under the
    old code. join: `other` is the code that goes into `place`. redraw: `points` is the new outer border.
    """

    do: Literal["split", "join", "redraw"]
    place: str
    points: tuple[Point, ...] = ()
    other: str = ""
    code: str = ""
    name: str = ""
    keep: Literal["larger", "smaller"] = "larger"

    def plain(self) -> dict[str, Any]:
        """The same as JSON values; what is not said is left out."""
        named = {"place": self.place, "with": self.other, "code": self.code, "name": self.name}
        out: dict[str, Any] = {"do": self.do, **{key: value for key, value in named.items() if value}}
        if self.points:
            out["points"] = [list(point) for point in self.points]
        if self.keep == "smaller":
            out["keep"] = self.keep
        return out


def read_steps(data: bytes | str) -> list[Step]:
    """Steps from JSON: a list, or an object with it under `steps`. Raises Invalid, which says which step is wrong."""
    try:
        found = json.loads(data)
    except ValueError as error:
        raise _wrong("调整步骤读不出来：不是JSON。请从网格调整页重新画。") from error
    listed = found.get("steps") if isinstance(found, dict) else found
    if not isinstance(listed, list) or not listed:
        raise _wrong("没有任何调整步骤；请先拆分、合并或改边界。")
    if len(listed) > MOST_STEPS:
        raise _wrong(f"一次最多{MOST_STEPS}步，现有{len(listed)}步；请分几次调整。")
    return [_step(one, number) for number, one in enumerate(listed, start=1)]


def _step(given: Any, number: int) -> Step:
    if not isinstance(given, Mapping) or given.get("do") not in DOES:
        raise _wrong(f"第{number}步不是拆分（split）、合并（join）或改边界（redraw）。")
    do = given["do"]
    text = {key: str(given.get(key) or "").strip() for key in ("place", "with", "code", "name")}
    if not text["place"]:
        raise _wrong(f"第{number}步没有指明区划。")
    if len(text["code"]) > 24 or len(text["name"]) > 80:
        raise _wrong(f"第{number}步的编码最多24个字符，名称最多80个字。")
    if do == "split" and not (text["code"] and text["name"]):
        raise _wrong(f"第{number}步拆分后的新区划没有编码或名称。")
    if do == "join" and not text["with"]:
        raise _wrong(f"第{number}步没有指明与哪个区划合并。")
    points = _points(given.get("points") or [], number)
    if len(points) < _LEAST.get(do, 0):
        what = "分界线至少要两个点" if do == "split" else "边界至少要三个点"
        raise _wrong(f"第{number}步的{what}，现有{len(points)}个。")
    keep: Literal["larger", "smaller"] = "smaller" if given.get("keep") == "smaller" else "larger"
    return Step(do, text["place"], points, text["with"], text["code"], text["name"], keep)


def _points(given: Any, number: int) -> tuple[Point, ...]:
    if not isinstance(given, Sequence) or isinstance(given, str) or len(given) > MOST_POINTS:
        raise _wrong(f"第{number}步的点不对：应是经纬度的列表，最多{MOST_POINTS}个。")
    out = []
    for point in given:
        pair: Any = point if isinstance(point, Sequence) and len(point) == 2 else (None, None)
        if not all(isinstance(one, int | float) and not isinstance(one, bool) for one in pair):
            raise _wrong(f"第{number}步有一个点不是“经度，纬度”两个数：{str(point)[:40]}。")
        lon, lat = float(pair[0]), float(pair[1])
        if not (70 <= lon <= 140 and 0 <= lat <= 60):
            raise _wrong(f"第{number}步的点{lon:g},{lat:g}不在中国范围内；请核对经纬度，经度在前。")
        out.append((lon, lat))
    return tuple(out)


def _wrong(message: str) -> Invalid:
    return Invalid([Problem("steps", "调整步骤", "", message, "steps.wrong")])
