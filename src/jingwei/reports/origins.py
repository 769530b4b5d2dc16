"""Where a figure of a report comes from, in the four words of the margin."""

from collections.abc import Iterable

from jingwei.core.ui.prose import Origin
from jingwei.reports.writing.composed import is_missing


def origin_of(kind: str | None, printed: str, sources: Iterable[str | None] = ()) -> Origin:
    """系统取数, 报表来源, 手填, or 待核 for a figure that prints so.

    What is computed from `sources` (their kinds) comes from where they come from: from papers when all of them do.
    """
    if kind is None or is_missing(printed):
        return "missing"
    if kind == "derived":
        kinds = {source for source in sources if source}
        kind = kinds.pop() if len(kinds) == 1 else "counted"
    words: dict[str, Origin] = {"reported": "reported", "typed": "typed"}
    return words.get(kind, "counted")


# The kinds of a figure's first two sources, as paths into its stored card.
SOURCE_KINDS = ("card__sources__0__source_kind", "card__sources__1__source_kind")
