"""The clauses of a definition beside its verb: what is measured, when, and over which ledgers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as column
from typing import Any, Literal

from jingwei.core.errors import JingweiError
from jingwei.core.facts.bounds import BOUNDS, number
from jingwei.core.facts.days import UNITS
from jingwei.core.facts.facts import UnknownFact

State = Literal["start", "end"]
MEASURED = ("sum", "average", "lowest", "highest")


class DefinitionError(JingweiError):
    """A definition that says nothing countable; the sentence names the indicator and what is wrong."""

    code = "definition.wrong"
    status = 422


@dataclass(frozen=True)
class Branch:
    """One of several ledgers that are read together: the field told apart, its conditions and its date."""

    source: str
    field: str
    where: Mapping[str, Any] = column(default_factory=dict)
    at: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """The dates of a share's whole where they are not those of its part: a field, or the state at the end (neither)."""

    at: str = ""
    until: str = ""


def read_measure(key: str, verb: str, field: str, body: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The clauses `aged` and `span`. Raises DefinitionError."""
    aged, span = body.get("aged") or {}, body.get("span") or {}
    only = "、".join(MEASURED)
    if aged and not (_texts(aged, {"born", "at"}, "born") and verb in MEASURED and not field):
        raise DefinitionError(
            f"指标“{key}”的 aged 只与“average: 台账”（或 {only}）合用，写作 {{born: 出生日期字段, at: 日期字段}}。"
        )
    if span and not (_texts(span, {"from", "to", "in"}, "from") and verb in MEASURED and not field):
        raise DefinitionError(
            f"指标“{key}”的 span 只与“average: 台账”（或 {only}）合用，"
            "写作 {from: 起始日期字段, to: 终止日期字段, in: working_days}。"
        )
    if span and span.get("in", "days") not in UNITS:
        raise DefinitionError(f"指标“{key}”的 span 的 in 应为 {'、'.join(UNITS)} 之一，写的是“{span['in']}”。")
    if aged and span:
        raise DefinitionError(f"指标“{key}”的 aged 和 span 只能写一个。")
    return dict(aged), dict(span)


def read_state(key: str, body: Mapping[str, Any], *, counted: bool) -> State:
    """The clause `as_at`. Raises DefinitionError."""
    if "as_at" not in body:
        return "end"
    said = body["as_at"]
    if said not in ("start", "end") or not counted:
        raise DefinitionError(f"指标“{key}”的 as_at 只用于从台账计数的指标，应为 start（期初）或 end（期末）。")
    if said == "start" and (body.get("at") or body.get("until")):
        raise DefinitionError(f"指标“{key}”取期初状态（as_at: start），不能再写 at 或 until。")
    return "start" if said == "start" else "end"


def read_base(key: str, verb: str, body: Mapping[str, Any]) -> Base | None:
    """The clause `base`. Raises DefinitionError."""
    said = body.get("base")
    if said is None:
        return None
    if verb == "share" and said == "end":
        return Base()
    if verb == "share" and isinstance(said, Mapping) and len(said) == 1 and _texts(said, {"at", "until"}, *said):
        return Base(**said)
    raise DefinitionError(
        f"指标“{key}”的 base 是占比的分母所取的时间，应为 end（期末状态）、{{at: 日期字段}} 或 {{until: 日期字段}}。"
    )


def read_branches(key: str, said: Any, body: Mapping[str, Any]) -> tuple[Branch, ...]:
    """The ledgers of `distinct_over`. Raises DefinitionError."""
    shape = f"指标“{key}”的 distinct_over 应写作 [{{of: 台账.字段, where: 条件}}, {{of: 另一台账.字段}}]"
    if not isinstance(said, Sequence) or isinstance(said, str) or len(said) < 2:
        raise DefinitionError(f"{shape}，至少两项。")
    beside = [word for word in ("where", "of", "at", "until", "aged", "span", "base") if body.get(word)]
    if beside:
        raise DefinitionError(f"{shape}；{'、'.join(beside)} 要写在各项里。")
    return tuple(_branch(shape, one) for one in said)


def _branch(shape: str, said: Any) -> Branch:
    if not isinstance(said, Mapping) or set(said) - {"of", "where", "at", "until"}:
        raise DefinitionError(f"{shape}。")
    source, _, field = str(said.get("of", "")).partition(".")
    where = said.get("where") or {}
    if not source or not field or not isinstance(where, Mapping) or (said.get("at") and said.get("until")):
        raise DefinitionError(f"{shape}。")
    return Branch(source, field, dict(where), str(said.get("at") or ""), str(said.get("until") or ""))


def read_bounds(key: str, verb: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The clause `meets`. Raises DefinitionError."""
    said = body.get("meets")
    if said is None:
        return {}
    shape = f"指标“{key}”的 meets 只与 months_with 合用，写作 {{min: 90}}（或 max、over、under）"
    if verb != "months_with" or not isinstance(said, Mapping) or not said or set(said) - set(BOUNDS):
        raise DefinitionError(f"{shape}。")
    try:
        for bound in said.values():
            number(bound)
    except UnknownFact as error:
        raise DefinitionError(f"{shape}：{error.message}") from error
    return dict(said)


def _texts(said: Any, known: set[str], *needed: str) -> bool:
    """A mapping of known words to names."""
    if not isinstance(said, Mapping) or set(said) - known:
        return False
    return set(needed) <= set(said) and all(isinstance(one, str) and one for one in said.values())
