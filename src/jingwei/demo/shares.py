"""Splitting a whole count into parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence


def split(total: int, weights: Sequence[float], floor: int = 0) -> list[int]:
    """``total`` as whole parts in proportion to ``weights`` (largest remainder), each at least ``floor``.

    Raises ``ValueError`` where the floor alone exceeds the total.
    """
    rest = total - floor * len(weights)
    if rest < 0:
        raise ValueError(f"{total} cannot give {floor} to each of {len(weights)}")
    whole = sum(weights)
    exact = [rest * weight / whole if whole else rest / len(weights) for weight in weights]
    parts = [int(value) for value in exact]
    short = rest - sum(parts)
    for index in sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))[:short]:
        parts[index] += 1
    return [part + floor for part in parts]
