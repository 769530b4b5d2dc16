"""Industry codes of GB/T 4754: a section, and in it a division, group or class; the sections are data."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

import yaml

from jingwei.core.codes import CodeError

_SHAPE = re.compile(r"([A-T]?)(\d{2,4})|([A-T])")


@lru_cache(maxsize=1)
def sections() -> dict[str, tuple[str, range]]:
    """Letter → name, and the divisions in it."""
    data = yaml.safe_load(files(__package__).joinpath("industries.yaml").read_text("utf-8"))
    return {
        letter: (name, range(int(first), int(last) + 1)) for letter, (name, first, last) in data["sections"].items()
    }


def check_industry(text: str) -> str:
    """`text` as a code with its section (C1311, C13, C), whether the letter was written or not. Raises CodeError."""
    code = "".join(unicodedata.normalize("NFKC", text).split()).upper()
    found = _SHAPE.fullmatch(code)
    if found is None:
        raise CodeError(
            "industry.shape", "行业代码应为门类字母（A到T），或2至4位数字（大类、中类、小类），例如 C、C13、1311"
        )
    if found[3]:
        return found[3]
    letter, digits = found[1], found[2]
    own = next((key for key, (_, divisions) in sections().items() if int(digits[:2]) in divisions), None)
    if own is None:
        raise CodeError("industry.unknown", f"国民经济行业分类里没有大类“{digits[:2]}”，大类为01到97，请核对")
    if letter and letter != own:
        name = sections()[own][0]
        raise CodeError("industry.section", f"大类“{digits[:2]}”属于门类 {own}（{name}），不属于 {letter}，请核对")
    return own + digits


def section_name(code: str) -> str:
    """The name of the section of a checked code."""
    return sections()[code[0]][0]
