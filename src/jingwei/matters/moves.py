"""Every move a matter can make, as one table: from which stages, to which.

The diagram in docs/matters.md is made from this table (`python -m jingwei.matters.moves`); a test compares them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from jingwei.matters.kinds import kinds
from jingwei.matters.stages import OPEN, WORDS, Stage

NEXT: Literal["next"] = "next"


@dataclass(frozen=True, slots=True)
class Move:
    """One move. `target` is a stage, NEXT (what follows on the path of the kind) or None (the stage stays).

    `reason`: it must be said why.
    """

    verb: str
    label: str
    sources: tuple[Stage, ...]
    target: Stage | Literal["next"] | None
    reason: bool = False


MOVES: dict[str, Move] = {
    move.verb: move
    for move in (
        Move("accept", "受理", ("received",), NEXT),
        Move("dispatch", "交办", ("received", "accepted"), "working"),
        Move("return_out", "退单", ("received", "accepted"), "returned", reason=True),
        Move("divert", "转走", ("received", "accepted"), "diverted", reason=True),
        Move("finish", "办结反馈", ("working",), NEXT),
        Move("hand_back", "退回调度", ("working",), "received", reason=True),
        Move("hand_on", "转交", ("working",), None, reason=True),
        Move("part", "分子任务", ("working",), None),
        Move("approve", "审核通过", ("reviewing",), NEXT),
        Move("enter", "已回填", ("entering",), NEXT),
        Move("verify", "核查通过", ("checking",), NEXT),
        Move("rework", "退回重办", ("reviewing", "entering", "checking"), "working", reason=True),
        Move("answer", "报到", OPEN, None),
        Move("unpark", "取消挂账", OPEN, None),
        Move("resume", "恢复办理", OPEN, None),
        Move("contact", "联系诉求人", OPEN, None),
        Move("inspect", "现场核实", OPEN, None),
        Move("summon", "吹哨", OPEN, None),
        Move("park", "挂账", OPEN, None, reason=True),
        Move("suspend", "暂停", OPEN, None, reason=True),
        Move("extend", "延期", OPEN, None, reason=True),
        Move("take_due", "改外部时限", OPEN, None),
        Move("urge", "催办", OPEN, None),
        Move("categorize", "归类", OPEN, None),
        Move("describe", "补充专项内容", OPEN, None),
        Move("call_back", "回访", ("closed",), None),
        Move("lock_minutes", "锁定纪要", ("accepted",), None),
        Move("revisit", "再次来访", ("closed",), "working"),
        Move("void", "作废", OPEN, "void", reason=True),
        Move("join", "并案", OPEN, "void"),
        Move("reopen", "重新办理", ("closed", "returned", "diverted"), "working", reason=True),
    )
}


def diagram() -> str:
    """The table as a Mermaid state diagram; moves that keep the stage are told in a note."""
    lines = ["stateDiagram-v2", *(f'    state "{word}" as {stage}' for stage, word in WORDS.items())]
    lines.append("    [*] --> received: 登记")
    for move in MOVES.values():
        for source in move.sources:
            if move.target == NEXT:
                lines += [f"    {source} --> {stage}: {move.label}" for stage in _following(source)]
            elif move.target is not None:
                lines.append(f"    {source} --> {move.target}: {move.label}")
    kept = "、".join(move.label for move in MOVES.values() if move.target is None and move.sources == OPEN)
    working = "、".join(move.label for move in MOVES.values() if move.target is None and move.sources == ("working",))
    closed = "、".join(move.label for move in MOVES.values() if move.target is None and move.sources == ("closed",))
    notes = [
        f"    note right of working: 未结的都可以{kept}，办理中的还可以{working}，阶段不变",
        f"    note right of closed: 办结后{closed}，阶段不变",
    ]
    return "\n".join([*lines, *notes])


def _following(stage: Stage) -> list[Stage]:
    """What follows a stage in one kind or another."""
    return list(dict.fromkeys(kind.after(stage) for kind in kinds().values() if stage in kind.path))


if __name__ == "__main__":
    import sys

    sys.stdout.write(diagram() + "\n")
