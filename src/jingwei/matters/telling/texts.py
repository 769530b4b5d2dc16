"""The texts of messages as data (pack/messages.yaml): for whom, and in which words."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

_FILE = Path(__file__).parent.parent / "pack" / "messages.yaml"
AUDIENCES = ("lead", "desk", "askers", "first", "named")
WORDS = ("number", "title", "kind", "noun", "place", "lead", "due", "why", "reply", "outcome")


@dataclass(frozen=True, slots=True)
class Template:
    """What is said at one event. `chat` is empty where the work chat is not told."""

    to: tuple[str, ...]
    title: str
    text: str
    chat: str = ""


@lru_cache(maxsize=1)
def templates() -> dict[str, Template]:
    """All templates by event. Raises ValueError for one that cannot be filled."""
    told = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return {event: read_template(event, body) for event, body in told.items()}


def read_template(event: str, body: Mapping[str, Any]) -> Template:
    """A template as the pack writes it. Raises ValueError."""
    made = Template(tuple(body["to"]), body["title"], body["text"], body.get("chat", ""))
    if unknown := set(made.to) - set(AUDIENCES):
        raise ValueError(f"message {event}: nobody is called {', '.join(sorted(unknown))}")
    named = {name for text in (made.text, made.chat) for _, name, _, _ in Formatter().parse(text) if name is not None}
    if unknown := named - set(WORDS):
        raise ValueError(f"message {event}: unknown words {', '.join(sorted(unknown))}")
    return made
