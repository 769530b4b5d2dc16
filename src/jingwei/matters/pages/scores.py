"""The page of a scheme of scoring: every rate of every community or department, each number opens to its matters."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import JingweiError, Missing
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Cell, Column, Empty, Facet, Link, Option, Row, Table
from jingwei.matters.policy import policy
from jingwei.matters.scoring.reckoning import Part, Score, Side, deduction_of, reckon, sum_of
from jingwei.matters.scoring.schemes import BY_WORDS, Rate, Scheme, schemes
from jingwei.matters.scoring.spans import Span, day_at, month_at, span_of, span_of_day
from jingwei.people.seating import SeatedRequest

PARTS: dict[Part, str] = {"community": "分社区", "lead": "分主办部门"}
_MONTHS, _DAYS = 10, 7
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def index(request: SeatedRequest) -> HttpResponse:
    """The first scheme."""
    return redirect("matters:score", next(iter(schemes())))


def score(request: SeatedRequest, scheme: str) -> HttpResponse:
    """One scheme for one month, by community or department."""
    policy.may(current_scope().actor, "score")
    known = scheme_of(scheme)
    when, part = asked_when(request.GET, known), asked_part(request.GET)
    scores = reckon(known, when.span, part)
    address = _Address(known, when, part)
    some = len(scores) > 1
    context = {
        "title": f"考核评分：{known.name}",
        "subtitle": f"{when.name}：{when.span.said}",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "tabs": tuple(Link(one.name, address.of(one), here=one is known) for one in schemes().values()),
        "tabs_label": "考核办法",
        "facets": _facets(address),
        "table": _table(known, scores, address) if some else None,
        "empty": Empty("这一期没有要计的事件", f"{known.source}。{_moments(known)}"),
    }
    return render(request, "matters/score.html", {**context, "scheme": known, "moments": _moments(known)})


def scheme_of(key: str) -> Scheme:
    """The scheme of an address. Raises Missing."""
    if key not in schemes():
        raise Missing("没有这个考核办法。")
    return schemes()[key]


@dataclass(frozen=True, slots=True)
class When:
    """A period or a day of a scheme: how an address tells it, what it is called, from when to when it lasts."""

    text: str
    name: str
    span: Span


def asked_when(given: Mapping[str, str], scheme: Scheme) -> When:
    """The period or day of an address, or the month that runs. Raises JingweiError."""
    text = given.get("period", "")[:40]
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return When(text, f"{day.year}年{day.month}月{day.day}日", span_of_day(scheme, day))
        period = Period.parse(text) if text else month_at(scheme, timezone.now())
        return When(str(period), period.name, span_of(scheme, period))
    except PeriodError as error:
        raise JingweiError(error.message + "。", code=error.code) from error
    except (ValueError, OverflowError) as error:
        raise JingweiError("日期参数不对，请从列表左侧重新选择。", code="period.wrong") from error


def asked_part(given: Mapping[str, str]) -> Part:
    """How the page is divided."""
    return "lead" if given.get("by") == "lead" else "community"


class _Address:
    """Addresses of the scores of one month."""

    def __init__(self, scheme: Scheme, when: When, part: Part) -> None:
        self.scheme, self.when, self.part = scheme, when, part

    def of(self, scheme: Scheme, **other: str) -> str:
        """The page of a scheme, with something else than now."""
        told = {"period": self.when.text, "by": self.part, **other}
        return f"{reverse('matters:score', args=[scheme.key])}?{urlencode(told)}"

    def rows(self, part: str, side: Side, rate: Rate | None = None) -> str:
        """The matters behind a number."""
        told = {"period": self.when.text, "by": self.part, "part": part, "side": side}
        told |= {"rate": rate.key} if rate else {}
        return f"{reverse('matters:score_rows', args=[self.scheme.key])}?{urlencode(told)}"


def _facets(address: _Address) -> tuple[Facet, ...]:
    now, months = month_at(address.scheme, timezone.now()), []
    for _ in range(_MONTHS):
        months.append(now)
        now = now.previous()
    told = [
        Option(one.name, None, address.of(address.scheme, period=str(one)), str(one) == address.when.text)
        for one in months
    ]
    by = [Option(word, None, address.of(address.scheme, by=key), key == address.part) for key, word in PARTS.items()]
    facets = [Facet("分列", tuple(by)), Facet("统计月", tuple(told))]
    if address.scheme.hour:
        today = day_at(address.scheme, timezone.now())
        days = [today - timedelta(days=back) for back in range(_DAYS)]
        facets.append(
            Facet(
                f"统计日（到当日{address.scheme.hour}时）",
                tuple(
                    Option(str(one), None, address.of(address.scheme, period=str(one)), str(one) == address.when.text)
                    for one in days
                ),
            )
        )
    return tuple(facets)


def _table(scheme: Scheme, scores: list[Score], address: _Address) -> Table:
    weighed = bool(scheme.full)
    heads = [Column(PARTS[address.part].removeprefix("分"))]
    heads += [Column(_head(rate), "number", hint=rate.rule) for rate in scheme.rates]
    heads += [Column(f"扣分：{scheme.deduct.name}", "number")] if scheme.deduct else []
    heads += [Column(f"综合得分（满分{plain(scheme.full)}）", "number")] if weighed else []
    heads += [Column("剔除", "number")]
    lines = [_cells(scheme, one, address) for one in scores]
    return Table(tuple(heads), tuple(Row(cells) for cells in lines[:-1]), totals=lines[-1])


def _head(rate: Rate) -> str:
    return f"{rate.name}（{plain(rate.weight)}分）" if rate.weight else rate.name


def _cells(scheme: Scheme, one: Score, address: _Address) -> tuple[Any, ...]:
    out: list[Any] = [one.name]
    for rate in scheme.rates:
        tally = one.tallies[rate.key]
        if tally.value is None:
            out.append(None)
            continue
        note = f"{plain(tally.points)} ÷ {tally.of}"
        out.append(Cell(f"{rounded(tally.value)}%", url=address.rows(one.key, "of", rate), note=note))
    if scheme.deduct:
        taken = deduction_of(scheme, one)
        shown = Cell(f"−{plain(taken)}", url=address.rows(one.key, "deducted"), note=f"{one.deducted}件")
        out.append(shown if one.deducted else 0)
    if scheme.full:
        total = sum_of(scheme, one)
        out.append(None if total is None else rounded(total))
    out.append(Cell(one.excluded, url=address.rows(one.key, "excluded")) if one.excluded else 0)
    return tuple(out)


def _moments(scheme: Scheme) -> str:
    """By which moments matters come into a month."""
    other: dict[str, list[str]] = {}
    for one in (*scheme.rates, *((scheme.deduct,) if scheme.deduct else ())):
        if one.by != scheme.by:
            other.setdefault(BY_WORDS[one.by], []).append(one.name)
    told = [f"{'、'.join(names)}按{word}" for word, names in other.items()]
    return f"{'，'.join((f'按{BY_WORDS[scheme.by]}归入统计月', *told))}。"


def rounded(value: Decimal) -> str:
    """With two decimals at most."""
    return plain(value.quantize(Decimal("0.01"), ROUND_HALF_UP))


def plain(value: Decimal) -> str:
    """Without zeros behind the point: 40, 11.8."""
    return f"{value.normalize():f}"
