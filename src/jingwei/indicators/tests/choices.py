"""What of a definition the editor only keeps, and what its rendered form sends back."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from jingwei.core.facts.facts import Facts
from jingwei.indicators.editing.nodes import Node
from jingwei.indicators.editing.pickers import pickers, settled
from jingwei.indicators.editing.posted import posted_state
from jingwei.indicators.editing.state import State, body_of
from jingwei.indicators.tests.forms import posted_from


def kept_as_yaml(state: State) -> list[str]:
    """What is not a choice."""
    nodes = [*state.where, *state.of, *(node for one in state.over for node in one.where)]
    return [text for text in (state.raw, state.rest, *_raw(nodes)) if text]


def _raw(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.kind == "raw":
            yield node.first
        yield from _raw(node.inner)


def through_the_form(state: State, facts: Mapping[str, Facts], names: Mapping[str, str]) -> dict[str, Any]:
    """The body that comes back when a browser sends the form as it was shown."""
    html = render_to_string("indicators/editor/sentence.html", {**pickers(state, facts, names), "here": ""})
    again = posted_state(posted_from(html))
    settled(again, facts)
    return body_of(again, names)
