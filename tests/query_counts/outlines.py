"""A file of outlines: a scheme over the whole street with so many parts side by side."""

from typing import Any

from tests.query_counts.full_street import Full

from jingwei.places.tests.squares import square


def outlines(full: Full, share: float = 1.0) -> dict[str, Any]:
    """The street and its parts, each over a `share` of its strip."""
    parts = full.each(
        lambda n: square(
            f"F{n:03d}", f"防疫{n}号", "防疫网格", full.street.code, n / full.rows, 0, (n + 1) / full.rows, share
        )
    )
    whole = square(full.street.code, full.street.name, "街道", "", 0, 0, 1, 1)
    return {"type": "FeatureCollection", "features": [whole, *parts]}
