"""Outside platforms as data: what their reply form asks, and what their states mean."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from jingwei.matters.kinds import kinds
from jingwei.matters.models import Channel

_FILE = Path(__file__).parent / "pack" / "platforms.yaml"
# What can stand in a field of a reply.
VALUES = ("number", "outcome", "reply", "contacted", "lead", "finished_at", "")
_NOT_YET = ("未办结", "未结案", "未归档", "未完成", "未完结")


@dataclass(frozen=True, slots=True)
class ReplyField:
    """One field of a reply form: its label there, and which of VALUES stands in it."""

    label: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Platform:
    """One platform. Its orders are matters of `kind`, their requests came by `channel`.

    `outcomes` are its words for ours; `open` and `ended` the words by which its states are told apart.
    """

    key: str
    name: str
    kind: str
    channel: str
    reply: tuple[ReplyField, ...]
    outcomes: Mapping[str, str]
    open: tuple[str, ...]
    ended: tuple[str, ...]

    def stands(self, state: str) -> Literal["open", "ended", ""]:
        """Whether a state means open or ended there; nothing where the words do not say."""
        if any(word in state for word in _NOT_YET):
            return "open"
        if any(word in state for word in self.ended):
            return "ended"
        return "open" if any(word in state for word in self.open) else ""


@lru_cache(maxsize=1)
def platforms() -> dict[str, Platform]:
    """All platforms by key, in the order of the pack."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {key: read_platform(key, body) for key, body in told["platforms"].items()}


def platform_of(kind: str) -> Platform | None:
    """The platform into which the answers of a kind are entered."""
    return next((one for one in platforms().values() if one.kind == kind), None)


def read_platform(key: str, body: Mapping[str, Any]) -> Platform:
    """A platform as the pack writes it. Raises ValueError for what cannot be."""
    if body["kind"] not in kinds() or body["channel"] not in Channel.values:
        raise ValueError(f"platform {key}: no kind {body['kind']} or no channel {body['channel']}")
    fields = tuple(ReplyField(**one) for one in body["reply"])
    if unknown := {one.value for one in fields} - set(VALUES):
        raise ValueError(f"platform {key}: unknown values {', '.join(sorted(unknown))}")
    return Platform(
        key, body["name"], body["kind"], body["channel"], fields, body.get("outcomes", {}),
        tuple(body.get("open", ())), tuple(body.get("ended", ())),
    )  # fmt: skip
