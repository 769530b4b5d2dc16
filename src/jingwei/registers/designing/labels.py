"""What the fields are called: the heads of the sheet without units, stars and line breaks, each once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from jingwei.core.sheets.headings import Levels, read_heading, shown
from jingwei.core.sheets.unknown import unit_in_levels

_MOST = 40
_STAR = re.compile(r"^[*＊※]+|[*＊※:：]+$")
_BRACKETS = re.compile(r"[（(]([^（）()]*)[)）]$")
_NOTE = re.compile(r"必填|选填|可填|填写|填报|格式|例如|如[:：]|下拉|单选|多选|请")


def labels_of(levels: Sequence[Levels]) -> list[str]:
    """A label per column; a head of several levels by its lowest where that says enough."""
    bare = [tuple(map(_tidy, unit_in_levels(level)[0])) for level in levels]
    lowest = Counter(level[-1] for level in bare if level)
    made = []
    seen: Counter[str] = Counter()
    for index, level in enumerate(bare):
        label = f"第{index + 1}列"
        if level:
            label = level[-1] if lowest[level[-1]] == 1 and len(level[-1]) > 1 else "".join(dict.fromkeys(level))
        label = label[:_MOST] or f"第{index + 1}列"
        seen[label] += 1
        made.append(f"{label}{seen[label]}" if seen[label] > 1 else label)
    return made


def _tidy(text: str) -> str:
    text = _STAR.sub("", shown((text,))).strip()
    while match := _BRACKETS.search(text):
        aside = match[1].strip()
        if len(aside) > 8 or _NOTE.search(aside) or read_heading((text,)).unit or len(aside) <= 2:
            text = text[: match.start()].strip()
        else:
            break
    return _STAR.sub("", text).strip()
