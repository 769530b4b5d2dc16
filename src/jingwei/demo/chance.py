"""Chance that falls the same way every time: one generator per topic, seeded by words, never by a clock."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jingwei.demo.profiles import Profile


def chance(topic: str, profile: Profile) -> random.Random:
    """The generator of one topic in one subdistrict. Topics do not disturb each other when one is changed."""
    return random.Random(f"{topic} {profile.code}")  # noqa: S311 plausible data, no secret
