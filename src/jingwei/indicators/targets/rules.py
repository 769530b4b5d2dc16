"""The rules in force: those the office set for itself, else those that come along; and what they say in words."""

from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from importlib.resources import files

import yaml
from django.db.models import Q

from jingwei.core.lights import Band, Rules, read_rules
from jingwei.indicators.targets.models import LightRules

KINDS = {
    "reach_flow": "累计数不低于", "reach_level": "时点数、比率不低于", "limit_flow": "累计数不高于",
    "limit_level": "时点数、比率不高于", "band": "等于、在区间内", "growth": "同比增长", "rank": "位次",
}  # fmt: skip
PHASES = {"running": "期内", "ended": "期满"}
# What a gauge measures, and its unit.
GAUGES = {
    "ahead": ("完成率减序时进度", "个百分点"),
    "completion": ("完成率", "%"),
    "margin": ("好于目标的幅度", "%"),
    "room": ("序时进度减已用额度", "个百分点"),
    "inside": ("偏出要求的幅度（偏出为负）", "%"),
    "growth": ("好于增长要求", "个百分点"),
    "places": ("好于位次要求", "位"),
}


@lru_cache(maxsize=1)
def packed_rules() -> Rules:
    """The rules that come along."""
    said = yaml.safe_load(files("jingwei.indicators").joinpath("pack/lights.yaml").read_text("utf-8"))
    return read_rules(said["version"], said["basis"], said["rules"])


def rules_in_force(known_at: datetime | None = None) -> Rules:
    """The rules of the office as known at a moment (None: now), in one query."""
    found = LightRules.objects.filter(known_to=None)
    if known_at is not None:
        later = Q(known_to=None) | Q(known_to__gt=known_at)
        found = LightRules.objects.filter(later, known_from__lte=known_at)
    row = found.order_by("-version").first()
    return read_rules(row.version, row.basis, row.bands) if row else packed_rules()


# How a gauge is said when it is above and below nothing, and its unit.
_SAID = {
    "ahead": ("快于序时", "慢于序时", "个百分点"), "room": ("比序时少用", "比序时多用", "个百分点"),
    "margin": ("好于目标", "差于目标", "%"), "inside": ("", "偏出要求", "%"),
    "growth": ("好于要求", "差于要求", "个百分点"), "places": ("靠前", "靠后", "位"),
}  # fmt: skip


def band_text(band: Band) -> str:
    """不慢于序时亮绿灯，慢于序时不超过10个百分点亮黄灯，否则亮红灯."""
    green, yellow = _from(band.gauge, band.yellow), _from(band.gauge, band.red)
    if band.yellow == band.red:
        return f"{green}亮绿灯，否则亮红灯"
    return f"{green}亮绿灯，{yellow}亮黄灯，否则亮红灯"


def gauge_text(gauge: str, value: Decimal) -> str:
    """A value of a gauge: 慢于序时3.3个百分点, 完成率97%."""
    if gauge not in _SAID:
        return f"{GAUGES[gauge][0]}{_plain(round(value, 1))}{GAUGES[gauge][1]}"
    better, worse, unit = _SAID[gauge]
    rounded = round(value, 1)
    if not rounded:
        return f"不{worse}"
    return f"{better if rounded > 0 else worse}{_plain(abs(rounded))}{unit}"


def _from(gauge: str, bound: Decimal) -> str:
    if gauge not in _SAID:
        return f"{GAUGES[gauge][0]}{_plain(bound)}{GAUGES[gauge][1]}以上"
    better, worse, unit = _SAID[gauge]
    if not bound:
        return f"不{worse}"
    return f"{better}{_plain(bound)}{unit}以上" if bound > 0 else f"{worse}不超过{_plain(-bound)}{unit}"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
