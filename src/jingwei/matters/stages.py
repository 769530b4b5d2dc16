"""The stages a matter may be in, with the words shown where its kind has none of its own."""

from typing import Literal

Stage = Literal[
    "received", "accepted", "working", "reviewing", "entering", "checking", "closed", "returned", "diverted", "void"
]
WORDS: dict[Stage, str] = {
    "received": "待受理",
    "accepted": "待交办",
    "working": "办理中",
    "reviewing": "待审核",
    "entering": "待回填",
    "checking": "待核查",
    "closed": "已办结",
    "returned": "已退回",
    "diverted": "已转走",
    "void": "已作废",
}
OPEN: tuple[Stage, ...] = ("received", "accepted", "working", "reviewing", "entering", "checking")
ENDED: tuple[Stage, ...] = ("closed", "returned", "diverted", "void")
