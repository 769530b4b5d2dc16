"""The short key of a new indicator: proposed from what it counts, unique, and never changed."""

import re
from collections.abc import Collection

from jingwei.indicators.editing.state import State

KEY = re.compile(r"[a-z][a-z0-9_]{0,47}")
RULE = "代号由小写英文字母、数字和下划线组成，字母开头，最长48个字符，定下后不能再改"
# What stands in addresses beside keys.
_TAKEN = frozenset({"values", "locks", "definitions", "boards", "targets", "lights", "ties", "last_year", "whole_year"})
_VERBS = {
    "count": "", "sum": "sum", "average": "mean", "distinct": "kinds", "distinct_over": "kinds",
    "highest": "highest", "lowest": "lowest", "share": "share",
    "ratio": "ratio", "formula": "made", "growth": "growth", "increase": "more", "rank": "rank",
    "completion": "done", "best_rank_months": "months_first", "worst_rank": "worst_rank", "reported": "",
    "months_with": "months", "highest_month": "highest_month", "lowest_month": "lowest_month",
}  # fmt: skip
_MEASURES = {"aged": "age", "span": "time"}


def proposed(state: State, taken: Collection[str]) -> str:
    """A key that is free: houses_share, houses_share_2."""
    about = state.field if state.verb == "sum" and state.needs("field") else ""
    about = about or state.source or next((one.source for one in state.over), "") or state.operand or "indicator"
    stem = re.sub(r"[^a-z0-9_]+", "_", about.lower()).strip("_")
    measured = _MEASURES.get(state.measure, "") if state.needs("measure") else ""
    stem = "_".join(filter(None, (stem[:30] or "indicator", _VERBS.get(state.verb, "made"), measured)))
    if not KEY.fullmatch(stem):
        stem = "indicator"
    number, key = 1, stem
    while wrong(key, taken):
        number += 1
        key = f"{stem}_{number}"
    return key


def wrong(key: str, taken: Collection[str]) -> str:
    """What is wrong with a key; empty where it may be taken."""
    if not KEY.fullmatch(key):
        return f"代号“{key[:48]}”写法不对：{RULE}。"
    if key in _TAKEN:
        return f"“{key}”有别的用处，不能作代号，请换一个。"
    return f"代号“{key}”已经有了，请换一个，或到那个指标上修改。" if key in taken else ""
