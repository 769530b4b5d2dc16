"""The reasons for leaving that a ledger declares, and how one is said, checked and stored.

A ledger's declaration is `{"reasons": [{"key", "label", "closed"}], "free": bool}`, empty where it has no list. What is
stored with the state that ended the row is `{"for": key, "told": words}`; the words are kept as they were said then.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from jingwei.core.fields import Choice, Field, FieldSetError, Problem
from jingwei.registers.models import Register

OTHER, GONE_OVER = "other", "went_over"
# What the system says beside every list.
OWN = {OTHER: "其他原因", GONE_OVER: "合并、拆分"}
NO_LIST = Choice(OTHER, "其他原因")
LONG = 120  # characters of the words
_LONG_LABEL = 20
MOST = 40


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason of a list; a closed one is not said any more, and still counted."""

    key: str
    label: str
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """Why a row leaves: the key of the reason, and the words shown."""

    cause: str
    told: str


@dataclass(frozen=True)
class Leaving:
    """The reasons of one ledger; `free`: another one may be written instead."""

    reasons: tuple[Reason, ...] = ()
    free: bool = True

    @classmethod
    def load(cls, data: Mapping[str, Any]) -> Leaving:
        """The declaration read back from `dump`. Raises FieldSetError."""
        try:
            reasons = tuple(
                Reason(str(one["key"]), str(one["label"]).strip(), bool(one.get("closed")))
                for one in data.get("reasons") or ()
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise FieldSetError("停用原因应写作 {reasons: [{key, label}], free: true}") from error
        out = cls(reasons, bool(data.get("free")) if reasons else True)
        out.check()
        return out

    def dump(self) -> dict[str, Any]:
        """The declaration as JSON; empty without reasons."""
        if not self.reasons:
            return {}
        listed = [
            {"key": one.key, "label": one.label, **({"closed": True} if one.closed else {})} for one in self.reasons
        ]
        return {"reasons": listed, "free": self.free}

    def check(self) -> None:
        """Raise FieldSetError for a list that contradicts itself."""
        if len(self.reasons) > MOST:
            raise FieldSetError(f"停用原因有{len(self.reasons)}项，最多{MOST}项")
        for at, one in enumerate(self.reasons):
            earlier = self.reasons[:at]
            if not one.label:
                raise FieldSetError("停用原因的名称不能空着")
            if len(one.label) > _LONG_LABEL:
                raise FieldSetError(f"停用原因“{one.label[:_LONG_LABEL]}……”太长，最多{_LONG_LABEL}个字")
            if not one.key.isidentifier() or not one.key.isascii() or one.key in OWN or len(one.key) > 40:
                raise FieldSetError(
                    f"停用原因“{one.label}”的代号“{one.key}”不能用，应为小写字母和下划线，且不是系统自用的"
                )
            if any(other.key == one.key for other in earlier):
                raise FieldSetError(f"停用原因“{one.label}”的代号“{one.key}”与前面的重复")
            if any(other.label == one.label for other in earlier) or one.label in OWN.values():
                raise FieldSetError(f"停用原因“{one.label}”写了两次，或系统已有")

    @cached_property
    def offered(self) -> tuple[Reason, ...]:
        """The reasons that can be said now."""
        return tuple(one for one in self.reasons if not one.closed)

    @property
    def listed(self) -> str:
        """What is allowed, in words: 注销、吊销、迁出；也可另写原因."""
        labels = "、".join(one.label for one in self.offered)
        return f"{labels}；也可另写原因" if self.free and labels else labels

    def label(self, key: str) -> str:
        """The word of a stored key."""
        return next((one.label for one in self.reasons if one.key == key), OWN.get(key, OWN[OTHER]))

    def field(self, key: str = "left_for", *, written: bool = False) -> Field:
        """The question of a form for one of the list; `written`: of a sheet's column, in which one may be written."""
        if not self.reasons:
            return Field(key, "停用原因", "text", help="台账定有停用原因的，填其中一项")
        if written and self.free:
            return Field(key, "停用原因", "text", max_length=LONG, help=f"可填：{self.listed}")
        choices = tuple(Choice(one.key, one.label, closed=one.closed) for one in self.reasons)
        help = "名单里没有的，选“其他原因”并在下面写明" if self.free else "只能选名单里的原因"
        own = (Choice(OTHER, OWN[OTHER]),) if self.free else ()
        return Field(key, "停用原因", "choice", required=not self.free, choices=(*choices, *own), help=help)

    def said(self, cause: str, words: str, number: int | None = None) -> Said:
        """A reason as it is stored, from the key of one and what was written. Raises `Wrong`.

        `cause` empty: the words are one of the list, or, where that is allowed, a reason of their own.
        """
        words = words.strip()
        known = {one.key: one for one in self.offered} | {one.label: one for one in reversed(self.offered)}
        if not cause or cause == OTHER:
            found = known.get(words)
            if found is None and self.free and words:
                return Said(OTHER, _short(words))
            if found is None:
                raise Wrong(self._refused(words, number))
            return Said(found.key, found.label)
        one = known.get(cause)
        if one is None and self.reasons:
            raise Wrong(self._refused(cause, number))
        if one is None:
            return Said(OTHER, _short(words or cause))
        return Said(one.key, one.label if words in ("", one.label) else _short(f"{one.label}：{words}"))

    def _refused(self, value: str, number: int | None) -> Problem:
        if not self.reasons or (self.free and not value):
            message = "请写明原因。" if not self.reasons else f"请写明停用原因，可填：{self.listed}。"
            return Problem("reason", "原因", value, message, "required", number)
        what = "没有这个停用原因，" if value else "须写停用原因，"
        return Problem("left_for", "停用原因", value, f"{what}应为下列之一：{self.listed}。", "left.unknown", number)


class Wrong(Exception):
    """A reason that cannot be taken, with its problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def leaving_of(register: Register) -> Leaving:
    """The reasons that a ledger declares."""
    return Leaving.load(register.leaving) if register.leaving else Leaving()


def told_differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Sentences on what the later of two declarations has otherwise."""
    old, new = Leaving.load(before or {}), Leaving.load(after or {})
    was, now = {one.key: one for one in old.reasons}, {one.key: one for one in new.reasons}
    out = []
    if added := [one.label for one in new.reasons if one.key not in was]:
        out.append(f"增加停用原因：{'、'.join(added)}")
    if gone := [one.label for one in old.reasons if one.key not in now]:
        out.append(f"去掉停用原因：{'、'.join(gone)}")
    for key, one in now.items():
        earlier = was.get(key)
        if earlier and earlier.label != one.label:
            out.append(f"停用原因“{earlier.label}”改名为“{one.label}”")
        if earlier and earlier.closed != one.closed:
            out.append(f"停用原因“{one.label}”{'不再使用' if one.closed else '恢复使用'}")
    if old.free != new.free:
        out.append("停用原因名单以外的，可以另写" if new.free else "停用原因只能从名单里选")
    return out


def _short(words: str) -> str:
    return words if len(words) <= LONG else f"{words[: LONG - 1]}…"
