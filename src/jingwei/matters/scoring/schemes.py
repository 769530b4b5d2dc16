"""Schemes of scoring as data: rates with their weights, which moment counts, how a month is cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args

import yaml

from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.scoring.conditions import TESTS

_FILE = Path(__file__).parents[1] / "pack" / "schemes.yaml"
By = Literal["received", "due", "closed", "called_back"]
BY_WORDS: dict[By, str] = {"received": "受理时间", "due": "办结时限", "closed": "办结时间", "called_back": "回访时间"}


@dataclass(frozen=True, slots=True)
class Rate:
    """One rate: `met` over `of`. `points` says instead what each rating counts; `share`: over the whole peer group."""

    key: str
    name: str
    rule: str
    by: By
    of: str
    met: str = ""
    points: Mapping[str, Decimal] = field(default_factory=dict)
    weight: Decimal = Decimal(0)
    inverse: bool = False
    share: bool = False


@dataclass(frozen=True, slots=True)
class Deduction:
    """So many points for each matter that meets a test, at most `most`."""

    name: str
    by: By
    met: str
    each: Decimal
    most: Decimal


@dataclass(frozen=True, slots=True)
class Scheme:
    """One scheme. `by`: the moment that its rates go by where they say no other; `kinds` of matters it takes (empty:
    all), `cut` and `hour` how its months are cut."""

    key: str
    name: str
    source: str
    by: By
    rates: tuple[Rate, ...]
    kinds: tuple[str, ...] = ()
    cut: int = 1
    hour: int = 0
    deduct: Deduction | None = None

    @property
    def full(self) -> Decimal:
        """What can be had at most; 0 where nothing is weighed."""
        return sum((rate.weight for rate in self.rates), Decimal(0))

    def rate(self, key: str) -> Rate | None:
        """The rate of that key."""
        return next((one for one in self.rates if one.key == key), None)


@lru_cache(maxsize=1)
def schemes() -> dict[str, Scheme]:
    """All schemes by key, in the order of the pack."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["schemes"]
    return {key: read_scheme(key, body) for key, body in told.items()}


def read_scheme(key: str, body: Mapping[str, Any]) -> Scheme:
    """A scheme as the pack writes it. Raises ValueError for what cannot be."""
    if unknown := set(body.get("kinds", ())) - set(kinds()):
        raise ValueError(f"scheme {key}: unknown kinds {', '.join(sorted(unknown))}")
    cut, hour = body.get("cut", 1), body.get("hour", 0)
    if not (1 <= cut <= 28 and 0 <= hour <= 23):
        raise ValueError(f"scheme {key}: a month is cut on day 1 to 28, at an hour of 0 to 23")
    rates = tuple(_rate(key, one, body["by"]) for one in body["rates"])
    if len({rate.key for rate in rates}) != len(rates):
        raise ValueError(f"scheme {key}: two rates bear one key")
    deduct = _deduction(key, body["deduct"]) if "deduct" in body else None
    by = _by(f"scheme {key}", body["by"])
    return Scheme(key, body["name"], body["source"], by, rates, tuple(body.get("kinds", ())), cut, hour, deduct)


def _rate(scheme: str, body: Mapping[str, Any], by: str) -> Rate:
    told = f"scheme {scheme}, rate {body['key']}"
    ways = [bool(body.get(word)) for word in ("met", "points", "share")]
    if sum(ways) != 1:
        raise ValueError(f"{told}: tell one of met, points and share")
    for word in ("of", "met"):
        if body.get(word) and body[word] not in TESTS:
            raise ValueError(f"{told}: no test {body[word]}")
    points = {value: Decimal(str(worth)) for value, worth in body.get("points", {}).items()}
    if set(points) - set(Matter.Rating.values) or any(not 0 <= worth <= 1 for worth in points.values()):
        raise ValueError(f"{told}: points from 0 to 1 for ratings")
    weight = Decimal(str(body.get("weight", 0)))
    if weight < 0:
        raise ValueError(f"{told}: a weight is not negative")
    return Rate(
        body["key"], body["name"], body["rule"], _by(told, body.get("by", by)), body["of"], body.get("met", ""), points,
        weight, bool(body.get("inverse")), bool(body.get("share")),
    )  # fmt: skip


def _deduction(scheme: str, body: Mapping[str, Any]) -> Deduction:
    if body["met"] not in TESTS:
        raise ValueError(f"scheme {scheme}: no test {body['met']}")
    each, most = Decimal(str(body["each"])), Decimal(str(body["most"]))
    return Deduction(body["name"], _by(f"scheme {scheme}", body["by"]), body["met"], each, most)


def _by(told: str, said: str) -> By:
    found = next((one for one in get_args(By) if one == said), None)
    if found is None:
        raise ValueError(f"{told}: a matter comes into a period by {', '.join(get_args(By))}")
    by: By = found
    return by
