"""Targets for tests, set through the action, and how they stand."""

from datetime import date
from typing import Any
from uuid import UUID

from jingwei.core.actions import perform
from jingwei.indicators.actions import SetTarget
from jingwei.indicators.targets.aims import Aim, load_aims
from jingwei.indicators.targets.standing import Standing, standings


def set_target(indicator: str, value: str, period: str = "2025", **more: Any) -> UUID:
    """Set one target; gives its key."""
    row = {
        "indicator": indicator, "period": period, "operator": "at_least", "value": value, "issuer": "区政府",
        "paper": "观政发〔2025〕3号", **more,
    }  # fmt: skip
    return UUID(perform(SetTarget(), [row]).result["targets"][0])


def aim(key: UUID) -> Aim:
    """The target in force."""
    return load_aims(keys=[key])[0]


def standing(key: UUID, on: str = "2025-12-31", **more: Any) -> Standing:
    """How a target stands on a day."""
    return standings([aim(key)], on=date.fromisoformat(on), **more)[key]
