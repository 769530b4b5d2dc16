"""The form beside the map of redrawing: what to do with which area, and its points as lines of text."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import shapely

from jingwei.core.errors import JingweiError
from jingwei.core.ui.forms import FormField
from jingwei.desk.spot_search import read_spot
from jingwei.places.models import GridScheme
from jingwei.places.outlines import Outline
from jingwei.places.steps import DOES, MOST_POINTS

_HINTS = {
    "split": "画一条线，从边界到边界",
    "join": "与相邻的合成一个",
    "redraw": "拖动边界上的点",
}


def areas_to_choose(outlines: Mapping[str, Outline], level: str, street: str) -> list[Outline]:
    """The areas of a level that can be redrawn, by code."""
    own = [one for one in outlines.values() if one.level == level and one.code != street]
    return sorted(own, key=lambda one: one.code)


def form_of(scheme: GridScheme, level: str, on: date, own: list[Outline], values: Mapping[str, str]) -> dict[str, Any]:
    """The fields by name; `does` are the three ways with a hint each."""
    names = tuple((one.code, f"{one.name}（{one.code}）") for one in own)
    levels = tuple((str(one["key"]), str(one["name"])) for one in scheme.levels)
    chosen = values["do"] if values["do"] in DOES else "split"
    points = FormField(
        "points", "点的经纬度", "textarea", values["points"], wide=True,
        help="每行一个点：经度，纬度。图上画的会写到这里，也可以直接填写或修改；拆分填分界线，改边界填新边界一圈。",
    )  # fmt: skip
    return {
        "levels": FormField("level", "层级", "choice", level, required=True, choices=levels),
        "day": FormField("valid_from", "启用日期", "date", on.isoformat(), help="新边界从哪天起算，不晚于今天"),
        "does": [(key, label, _HINTS[key], key == chosen) for key, label in DOES.items()],
        "place": FormField("place", "哪一个", "choice", values["place"], required=True, choices=names),
        "other": FormField("with", "把哪个相邻的并进来", "choice", values["with"], choices=names),
        "points": points,
        "code": FormField("code", "新编码", "text", values["code"], max_length=24, help="不填则在上级之下顺编"),
        "name": FormField("name", "新名称", "text", values["name"], max_length=80, help="拆分必填；合并后改名才填"),
        "keep": FormField(
            "keep", "哪一块沿用原编码", "choice", values["keep"] or "larger", required=True,
            choices=(("larger", "面积大的一块"), ("smaller", "面积小的一块")),
        ),
        "reason": FormField(
            "reason", "调整依据", "text", values["reason"], required=True, max_length=200, wide=True,
            help="如：街道办会议纪要〔2026〕3号",
        ),
    }  # fmt: skip


def points_of(one: Outline) -> str:
    """The outer border of an area's largest part, a point a line, without the repeated last one."""
    main = max(shapely.get_parts(one.shape), key=lambda part: part.area)
    return "\n".join(f"{lon:.7f},{lat:.7f}" for lon, lat in list(main.exterior.coords)[:-1])


def read_points(text: str) -> list[list[float]]:
    """Points as lines of text. Raises JingweiError, which names the line."""
    lines = [line for line in text.replace("\r", "").split("\n") if line.strip()]
    if len(lines) > MOST_POINTS:
        raise JingweiError(f"最多{MOST_POINTS}个点，现有{len(lines)}个；请先简化边界。", code="redraw.points")
    out = []
    for number, line in enumerate(lines, start=1):
        try:
            out.append(list(read_spot(line.strip())))
        except JingweiError as error:
            raise JingweiError(f"第{number}行：{error.message}", code=error.code) from error
    return out
