"""What depends on what: of one indicator (up and down, with boards, targets and reports), and of all of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from jingwei.core.facts.facts import Facts, all_facts
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.core.ui.parts import Link
from jingwei.indicators.definitions import Defined, definition, load_definitions
from jingwei.indicators.dependents import dependents
from jingwei.indicators.models import Lock, LockedCell
from jingwei.indicators.pages.asked import address
from jingwei.indicators.pages.shown import KIND_WORDS, moment
from jingwei.indicators.pages.tie_picture import Label, tie_picture
from jingwei.indicators.policy import policy
from jingwei.indicators.ties import Knot, Ties, fields_of
from jingwei.registers.models import Register

_DEEP = 6


@dataclass(frozen=True, slots=True)
class Branch:
    """A line of a nested list, with the lines below it."""

    name: str
    url: str = ""
    note: str = ""
    branches: tuple["Branch", ...] = ()


class Named:
    """What knots are called."""

    def __init__(self) -> None:
        self.defined = load_definitions()
        self.facts = all_facts()
        self.ties = Ties.of(self.defined)

    def label(self, knot: Knot) -> Label:
        """The name of a knot, and its page."""
        if knot.sort == "source":
            found = self.facts.get(knot.key)
            if found is None:
                return Label("外部报来的数" if self._reported(knot.key) else knot.key, self._values(knot.key))
            owner = found.source.owner
            url = _list_of(owner, knot.key) if isinstance(owner, Register) else ""
            return Label(found.source.name, url)
        one = self.defined.get(knot.key)
        return Label(one.row.name, reverse("indicators:definition", args=[knot.key])) if one else Label(knot.key)

    def branch(self, knot: Knot, next_: Mapping[Knot, tuple[Knot, ...]], way: tuple[Knot, ...] = ()) -> Branch:
        """A knot and what hangs on it, one way."""
        label, one = self.label(knot), self.defined.get(knot.key) if knot.sort == "indicator" else None
        below = () if len(way) >= _DEEP else tuple(
            self.branch(other, next_, (*way, knot)) for other in next_.get(knot, ()) if other not in way
        )  # fmt: skip
        note = f"{KIND_WORDS[one.kind]}，{one.row.unit}" if one else ""
        return Branch(label.name, label.url, note, below)

    def _reported(self, key: str) -> bool:
        return any(one.kind == "reported" and one.counting.source == key for one in self.defined.values())

    def _values(self, key: str) -> str:
        return address(reverse("indicators:values"), indicator=key) if self._reported(key) else ""


def ties(request: HttpRequest, key: str) -> HttpResponse:
    """The part of an indicator's page that says what it is made of and what is made of it."""
    actor = current_scope().actor
    policy.may(actor, "see")
    found = definition(key)
    named, knot = Named(), Knot("indicator", key)
    net = named.ties
    above, below = net.layers(knot)
    knots = {one for layer in [*above, [knot], *below] for one in layer}
    uses = [
        Link(one.name, one.url, hint="，".join(filter(None, (one.what, one.note))))
        for tell in dependents
        for one in tell(key)
    ]
    context = {
        "picture": tie_picture(net, knot, {one: named.label(one) for one in knots}),
        "above": tuple(named.branch(one, net.above) for one in net.above.get(knot, ())),
        "below": tuple(named.branch(one, net.below) for one in net.below.get(knot, ())),
        "fields": _fields(found, named.facts),
        "uses": uses,
        "locks": _locks(key),
        "all_url": reverse("indicators:all_ties"),
    }
    return render(request, "indicators/ties.html", context)


def all_ties(request: HttpRequest) -> HttpResponse:
    """All indicators under what they come from, with what is made of them."""
    policy.may(current_scope().actor, "see")
    words = request.GET.get("q", "").strip()[:40]
    named = Named()
    groups: list[dict[str, Any]] = []
    seen: set[str] = set()
    for source in dict.fromkeys(part for parts in named.ties.above.values() for part in parts if part.sort == "source"):
        group = named.branch(source, named.ties.below)
        reported = source.key not in named.facts
        branches = _fitting(group.branches, words)
        if branches:
            title = "外部报来的数" if reported else group.name
            known = next((one for one in groups if one["name"] == title), None)
            if known:
                known["branches"] += branches
            else:
                groups.append({"name": title, "url": "" if reported else group.url, "branches": list(branches)})
        seen.add(source.key)
    context = {
        "title": "指标关系",
        "subtitle": f"{len(named.defined)}项指标，按来源列出；缩进的由上一级算出",
        "crumbs": (Link("指标", reverse("indicators:index")),),
        "groups": sorted(groups, key=lambda one: one["name"] == "外部报来的数"),
        "search": words,
        "open": bool(words),
    }
    return render(request, "indicators/all_ties.html", context)


def _fitting(branches: tuple[Branch, ...], words: str) -> tuple[Branch, ...]:
    """The branches in which the words stand, or all."""
    if not words:
        return branches
    return tuple(one for one in branches if words in one.name or _fitting(one.branches, words))


def _list_of(register: Register, source: str) -> str:
    """The list of a ledger's rows, or of what has left it."""
    return reverse("registers:list", args=[register.key]) + ("" if source == register.key else "?ended=1")


def _fields(found: Defined, facts: Mapping[str, Facts]) -> list[dict[str, Any]]:
    out = []
    for key, labels in fields_of(found.counting, facts).items():
        owner = facts[key].source.owner
        url = _list_of(owner, key) if isinstance(owner, Register) else ""
        out.append({"name": facts[key].source.name, "url": url, "fields": "、".join(labels) or "只数行，不看字段"})
    return out


def _locks(key: str) -> list[Link]:
    kept = LockedCell.objects.filter(key=key, place=None).values("lock_id")
    rows = Lock.objects.filter(pk__in=kept).order_by("-at")[:20]
    here = reverse("indicators:definition", args=[key])
    return [
        Link(
            f"{Period.parse(one.period).name}（第{one.number}次）", address(here, period=one.period),
            hint=f"{moment(one.at)}，{one.actor_label}" + ("，已解锁" if one.unlocked_at else ""),
        )
        for one in rows
    ]  # fmt: skip
