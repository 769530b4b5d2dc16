"""A long title in lines of falling length (梯形), broken where the sense allows (GB/T 9704-2012 §7.3.1)."""

from math import ceil

_NOT_AT_START = "的和与及、，：；）》”年月日号"
_NOT_AT_END = "（《“〔第"


def width(text: str) -> float:
    """Width in full characters; ASCII counts half."""
    return sum(0.5 if ord(letter) < 128 else 1.0 for letter in text)


def title_lines(text: str, at_most: float) -> list[str]:
    """`text` in as few lines of `at_most` full characters as it needs, none much shorter than the next."""
    count = ceil(width(text) / at_most)
    if count <= 1:
        return [text]
    for cut in _cuts(text, width(text) / count, at_most):
        return [text[:cut], *title_lines(text[cut:], at_most)]
    return [text]


def _cuts(text: str, wanted: float, at_most: float) -> list[int]:
    """Where the first line may end, the best place first: as near above `wanted` as may be, else below."""
    fitting = (cut for cut in range(1, len(text)) if width(text[:cut]) <= at_most)
    allowed = [cut for cut in fitting if _may_part(text[cut - 1], text[cut])]
    return sorted(allowed, key=lambda cut: (width(text[:cut]) < wanted, abs(width(text[:cut]) - wanted)))


def _may_part(before: str, after: str) -> bool:
    both_ascii = ord(before) < 128 and ord(after) < 128
    return not both_ascii and after not in _NOT_AT_START and before not in _NOT_AT_END
