"""Counting a scheme for a period: every rate of every department or community, and the matters behind each number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from jingwei.matters.models import CallBack, Matter
from jingwei.matters.scoring.conditions import TESTS
from jingwei.matters.scoring.exclusions import Exclusion
from jingwei.matters.scoring.schemes import By, Rate, Scheme
from jingwei.matters.scoring.spans import Span
from jingwei.people.models import Department
from jingwei.places.models import Place

Part = Literal["community", "lead"]
Side = Literal["of", "met", "rest", "excluded", "deducted"]
WHOLE, NOBODY = "", "none"
_HUNDRED = Decimal(100)


@dataclass(slots=True)
class Tally:
    """How many there are, and how many points of them (of whole matters: how many meet the test)."""

    of: int = 0
    points: Decimal = Decimal(0)

    def add(self, other: Tally) -> None:
        """Count another one in."""
        self.of += other.of
        self.points += other.points

    @property
    def value(self) -> Decimal | None:
        """In per cent; None where there is nothing to divide by."""
        return self.points * _HUNDRED / self.of if self.of else None


@dataclass(slots=True)
class Score:
    """One department or community, or the whole: its tallies by rate, what is deducted for, what was left out."""

    key: str
    name: str
    tallies: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    deducted: int = 0
    excluded: int = 0

    def add(self, other: Score) -> None:
        """Count another one in."""
        for key, tally in other.tallies.items():
            self.tallies[key].add(tally)
        self.deducted += other.deducted
        self.excluded += other.excluded


def sum_of(scheme: Scheme, score: Score) -> Decimal | None:
    """The weighed sum, less what is deducted, never below 0. A rate with nothing to divide by is left out and the
    others weigh the more; None where nothing is weighed."""
    weighed = [(rate, score.tallies[rate.key].value) for rate in scheme.rates if rate.weight]
    told = [(rate, value) for rate, value in weighed if value is not None]
    weights = sum((rate.weight for rate, _ in told), Decimal(0))
    if not weights:
        return None
    got = sum((rate.weight * (_HUNDRED - value if rate.inverse else value) for rate, value in told), Decimal(0))
    return max(Decimal(0), got / _HUNDRED * scheme.full / weights - deduction_of(scheme, score))


def deduction_of(scheme: Scheme, score: Score) -> Decimal:
    """How many points are deducted."""
    if scheme.deduct is None:
        return Decimal(0)
    return min(scheme.deduct.each * score.deducted, scheme.deduct.most)


def reckon(scheme: Scheme, span: Span, part: Part) -> list[Score]:
    """The scores of all parts that have matters, in the order of the offices' lists, and of the whole as the last."""
    now, out = timezone.now(), _left_out(scheme)
    named = _parts(part)
    scores: dict[str, Score] = {}
    for by in dict.fromkeys((*(rate.by for rate in scheme.rates), *((scheme.deduct.by,) if scheme.deduct else ()))):
        found = _in_span(scheme, by, span, now).values(_COLUMN[part]).order_by()
        for row in found.annotate(**_counts(scheme, by, now, out)):
            _take(scheme, by, row, scores, named.get(row[_COLUMN[part]], (NOBODY, _NOBODY[part])))
    whole = Score(WHOLE, "全街道")
    for score in scores.values():
        whole.add(score)
    for rate in scheme.rates:
        if rate.share:
            for score in (*scores.values(), whole):
                score.tallies[rate.key].of = int(whole.tallies[rate.key].points)
    order = {key: at for at, (key, _) in enumerate(named.values())}
    return [*sorted(scores.values(), key=lambda one: order.get(one.key, len(order))), whole]


def behind(scheme: Scheme, span: Span, part: Part, key: str, rate: Rate | None, side: Side) -> QuerySet[Matter]:
    """The matters behind a number: `of` all that a rate counts, `met` those that meet it (or have points), `rest` the
    others; `excluded` what was left out of it; `deducted` what is deducted for. `key` is the part (WHOLE: all)."""
    now = timezone.now()
    by = scheme.deduct.by if side == "deducted" and scheme.deduct else rate.by if rate else scheme.by
    found, out = _in_span(scheme, by, span, now), _left_out(scheme)
    if key:
        columns = [column for column, (one, _) in _parts(part).items() if one == key]
        nobody = Q(lead__isnull=True) if part == "lead" else ~Q(place__in=list(_parts(part)))
        found = found.filter(nobody if key == NOBODY else Q(**{f"{_COLUMN[part]}__in": columns}))
    if side == "excluded":
        return found.filter(pk__in=out)
    found = found.exclude(pk__in=out)
    if side == "deducted" and scheme.deduct:
        return found.filter(TESTS[scheme.deduct.met](now))
    if rate is None:
        return found
    found = found.filter(TESTS[rate.of](now))
    if side == "of" or not (rate.met or rate.points):
        return found
    met = Q(rating__in=[value for value, worth in rate.points.items() if worth]) if rate.points else _met(rate, now)
    # Not `exclude`: what is not said must stay among the rest.
    return found.filter(met) if side == "met" else found.exclude(pk__in=found.filter(met).values("pk"))


_COLUMN: dict[Part, str] = {"community": "place_id", "lead": "lead_id"}
_NOBODY: dict[Part, str] = {"community": "街道（不在社区内）", "lead": "没有主办部门（社区、网格办理）"}


def _met(rate: Rate, now: datetime) -> Q:
    return TESTS[rate.met](now)


def _left_out(scheme: Scheme) -> list[UUID]:
    return list(Exclusion.objects.filter(scheme=scheme.key, back_at__isnull=True).values_list("matter_id", flat=True))


def _parts(part: Part) -> dict[UUID, tuple[str, str]]:
    """The key and the name of the part in which each place or department is, in the order of the offices' lists."""
    if part == "lead":
        return {one.pk: (str(one.pk), one.name) for one in Department.objects.order_by("order", "name")}
    places = list(Place.objects.order_by("code").values_list("pk", "path", "level", "name"))
    communities = {pk: (str(pk), name) for pk, _, level, name in places if level == "community"}
    inside = {pk: next((one for one in path if one in communities), None) for pk, path, _, _ in places}
    return {pk: communities[one] for pk, one in inside.items() if one is not None}


def _in_span(scheme: Scheme, by: By, span: Span, now: datetime) -> QuerySet[Matter]:
    found = Matter.objects.filter(parent=None).exclude(stage="void")
    if scheme.kinds:
        found = found.filter(kind__in=scheme.kinds)
    match by:
        case "received":
            return found.filter(received_at__gte=span.since, received_at__lt=span.until)
        case "closed":
            return found.filter(stage="closed", closed_at__gte=span.since, closed_at__lt=span.until)
        case "due":
            # What is not due yet is nobody's debt; what was returned or diverted is none any more.
            over = found.exclude(stage__in=("returned", "diverted"))
            return over.filter(due_at__gte=span.since, due_at__lt=min(span.until, now))
        case "called_back":
            valid = CallBack.objects.filter(valid=True)
            counts = valid.filter(at__gte=span.since, at__lt=span.until)
            later = valid.filter(matter=OuterRef("matter"), at__gte=span.until)
            return found.filter(pk__in=counts.filter(~Exists(later)).values("matter"))
    raise AssertionError(by)


def _counts(scheme: Scheme, by: By, now: datetime, out: list[UUID]) -> Mapping[str, Count]:
    kept = ~Q(pk__in=out)
    counts = {"n_excluded": Count("pk", filter=Q(pk__in=out))}
    for at, rate in enumerate(scheme.rates):
        if rate.by != by:
            continue
        of = kept & TESTS[rate.of](now)
        counts[f"n_of_{at}"] = Count("pk", filter=of)
        if rate.met:
            counts[f"n_met_{at}"] = Count("pk", filter=of & _met(rate, now))
        for value in rate.points:
            counts[f"n_{value}_{at}"] = Count("pk", filter=of & Q(rating=value))
    if scheme.deduct and scheme.deduct.by == by:
        counts["n_deducted"] = Count("pk", filter=kept & TESTS[scheme.deduct.met](now))
    return counts


def _take(scheme: Scheme, by: By, row: Mapping[str, int], scores: dict[str, Score], part: tuple[str, str]) -> None:
    score = scores.setdefault(part[0], Score(*part))
    for at, rate in enumerate(scheme.rates):
        if rate.by != by:
            continue
        of = row[f"n_of_{at}"]
        points = Decimal(of if rate.share else row.get(f"n_met_{at}", 0))
        points += sum((worth * row[f"n_{value}_{at}"] for value, worth in rate.points.items()), Decimal(0))
        score.tallies[rate.key].add(Tally(of, points))
    score.deducted += row.get("n_deducted", 0)
    if by == scheme.by:
        score.excluded += row["n_excluded"]
