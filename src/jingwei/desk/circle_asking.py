"""How a service circle is asked for: minutes, speed, the day that is seen and what was known then."""

import re
from decimal import Decimal

from django.utils import timezone

from jingwei.core.errors import JingweiError
from jingwei.core.facts.point import Point

SPEED = Decimal(4)  # kilometres an hour, so that 15 minutes are the 1000 m of GB 50180-2018
KNOWN = (("", "按现在所知"), ("day", "按当时口径（到时点当日所知）"))


def address_of(point: Point) -> dict[str, str]:
    """The day and the moment as an address has them."""
    on = {"on": point.on.isoformat()} if point.on else {}
    return on | ({"known_at": point.known_at.isoformat()} if point.known_at else {})


def told(point: Point) -> str:
    """The day that is seen, and that it is seen as known then."""
    return f"{point.on or timezone.localdate()}{'，按当时口径' if point.known_at else ''}"


def whole_number(text: str, default: int, least: int, most: int, what: str) -> int:
    """A whole number between bounds, the default where nothing is said. Raises JingweiError."""
    if not text:
        return default
    if not text.isdecimal() or not least <= int(text[:6]) <= most:
        raise JingweiError(f"{what}应是{least}到{most}的整数，填的是“{text[:20]}”。", code="circle.number")
    return int(text)


def speed_of(text: str) -> Decimal:
    """Kilometres an hour. Raises JingweiError."""
    if not text:
        return SPEED
    if not re.fullmatch(r"[1-9](\.\d)?", text):
        raise JingweiError(f"步速应是1到9.9公里每小时，填的是“{text[:20]}”。", code="circle.speed")
    return Decimal(text)


def known_of(point: Point) -> str:
    """What the form shows as chosen."""
    return "day" if point.known_at else ""
