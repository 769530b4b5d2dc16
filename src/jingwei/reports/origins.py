"""Where a figure of a report comes from, in the four words of the margin."""

from jingwei.core.ui.prose import Origin


def origin_of(kind: str | None, value: object) -> Origin:
    """系统取数 (what is derived from counts too), 报表来源, 手填, or 待核 for a figure without a value."""
    if kind is None or value is None:
        return "missing"
    words: dict[str, Origin] = {"reported": "reported", "typed": "typed"}
    return words.get(kind, "counted")
