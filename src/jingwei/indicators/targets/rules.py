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


def band_text(band: Band) -> str:
    """完成率减序时进度不低于0个百分点亮绿灯，不低于-10个百分点亮黄灯，再低亮红灯."""
    what, unit = GAUGES[band.gauge]
    yellow, red = _plain(band.yellow), _plain(band.red)
    if band.yellow == band.red:
        return f"{what}不低于{yellow}{unit}亮绿灯，低于即亮红灯"
    return f"{what}不低于{yellow}{unit}亮绿灯，不低于{red}{unit}亮黄灯，再低亮红灯"


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}" if value else "0"
