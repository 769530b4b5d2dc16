"""What else the pack says of a kind: what its matters follow from, when its term starts, how far it is extended."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, get_args

from jingwei.core.calendar import Term
from jingwei.matters.stages import WORDS, Stage


@dataclass(frozen=True, slots=True)
class About:
    """Matters of a kind may, with `must` have to, follow from one of these kinds, with `stage` once it is there.

    `within`: no later than so much after it was closed. `counts`: the detail of that one in which they are counted.
    """

    kinds: tuple[str, ...]
    counts: str
    stage: Stage | None = None
    within: tuple[int, Term] | None = None
    must: bool = False


@dataclass(frozen=True, slots=True)
class Extension:
    """At most so much more, so many times, approved by these roles; with `told` in writing to who asked."""

    most: int
    times: int
    roles: tuple[str, ...]
    told: bool = False


@dataclass(frozen=True, slots=True)
class KindRules:
    """`starts`: the stage with which the term of the whole begins. `kept_years`: the file is sealed when it is closed
    and destroyed after so many years. `ends`: it is the last word, after which the same is not taken up again.
    `revisits`: who comes again opens it again.
    """

    about: About | None = None
    starts: Stage = "received"
    extension: Extension | None = None
    kept_years: int | None = None
    ends: bool = False
    revisits: bool = False


def read_rules(kind: str, body: Mapping[str, Any]) -> KindRules:
    """The rules as the pack writes them. Raises ValueError for what cannot be."""
    about = extension = None
    if told := body.get("about"):
        within = told.get("within")
        if within and (within["term"] not in get_args(Term) or within["count"] < 1):
            raise ValueError(f"kind {kind}: {within['count']} {within['term']} is no term")
        about = About(
            tuple(told["kinds"]), told["counts"], told.get("stage"),
            (within["count"], within["term"]) if within else None, bool(told.get("must")),
        )  # fmt: skip
    if told := body.get("extension"):
        extension = Extension(told["most"], told["times"], tuple(told["roles"]), bool(told.get("told")))
    starts = body.get("starts", "received")
    if starts not in WORDS or starts not in body["path"]:
        raise ValueError(f"kind {kind}: a term that starts at {starts}, which is not on its path")
    return KindRules(
        about, starts, extension, body.get("kept_years"), bool(body.get("ends")), bool(body.get("revisits"))
    )
