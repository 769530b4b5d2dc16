"""The measurement as text: per report and per module, and last the one line that counts."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

from jingwei.coverage.measure import Measurement
from jingwei.coverage.outcome import Outcome, produced
from jingwei.coverage.systems import MODULES

ROUTES = {
    "indicator": "外部报来", "register": "台账", "organisation": "组织机构", "matter": "事件", "campaign": "专项行动",
    "plan": "项目与计划", "benefit": "惠民", "points": "积分", "notice": "公开",
}  # fmt: skip
_KINDS = {"counted": "记录计数", "derived": "由指标推算", "reported": "外部报来"}


def told(measured: Measurement) -> Iterator[str]:
    """The lines of the table; the last one is `N/M`."""
    for report in measured.reports:
        own = [outcome for outcome in measured.outcomes if outcome.figure.report == report.number]
        yield f"报告{report.number}（{report.name}）：{_share(own)}"
        yield from _by("  按来源", own, lambda one: ROUTES.get(one.figure.route, one.figure.route))
        yield from _by("  按模块", own, lambda one: MODULES.get(one.module, one.module))
        yield from _missing(own)
        yield ""
    every = measured.outcomes
    yield "全部"
    yield from _by("  按来源", every, lambda one: ROUTES.get(one.figure.route, one.figure.route))
    yield from _by("  按模块", every, lambda one: MODULES.get(one.module, one.module))
    yield from _by("  按取法", [one for one in every if one.produced], lambda one: _KINDS[one.kind])
    stand_ins = sum(one.stand_in and one.produced for one in every)
    built = produced(every) - stand_ins
    yield f"  得出的数里　取自自带台账和建成模块的 {built}　取自街道自设台账（字段）、模块没有建成的 {stand_ins}"
    failing = [one for one in every if one.failing]
    if failing:
        yield "  报告中相加不符的数（按记录取数，单列）"
        for one in failing:
            yield f"    {one.figure.id} {one.figure.name}：{one.failing}；{'已得出' if one.produced else '未得出'}"
    yield _share(every)


def _share(outcomes: Sequence[Outcome]) -> str:
    return f"{produced(outcomes)}/{len(outcomes)}"


def _by(head: str, outcomes: Iterable[Outcome], name: Callable[[Outcome], str]) -> Iterator[str]:
    groups: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        groups[name(outcome)].append(outcome)
    if groups:
        yield f"{head}　" + "　".join(f"{key} {_share(some)}" for key, some in groups.items())


def _missing(outcomes: Iterable[Outcome]) -> Iterator[str]:
    reasons: dict[str, list[int]] = defaultdict(list)
    for outcome in outcomes:
        if not outcome.produced:
            reasons[outcome.why].append(outcome.figure.number)
    if reasons:
        yield "  未得出"
    for why, numbers in reasons.items():
        yield f"    {spans(numbers)}：{why}"


def spans(numbers: Sequence[int]) -> str:
    """Numbers as spans: 1—5、7."""
    out: list[list[int]] = []
    for number in sorted(numbers):
        if out and number == out[-1][-1] + 1:
            out[-1].append(number)
        else:
            out.append([number])
    return "、".join(f"{span[0]}—{span[-1]}" if len(span) > 1 else f"{span[0]}" for span in out)
