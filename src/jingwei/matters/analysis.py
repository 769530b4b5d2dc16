"""A week or month of matters in numbers and words: page, Word file and copied text say the same.

What rose is told by the kinds and places that make it up; repeats by place and class, silence by department and matter.
Nothing is told of who asked or of who works.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.matters.catalogue import category_name
from jingwei.matters.kinds import kinds
from jingwei.matters.summing import Repeat, Sums, crossed, gathered, over_at, repeats, silent
from jingwei.people.models import Department
from jingwei.places.models import Place

NO_LEAD = "社区、网格办理"
_TOLD, _PARTS, _CROSSED = 3, 2, 12


@dataclass(frozen=True, slots=True)
class Analysis:
    """The sums of a period; keys are kinds, communities, departments (None: led by none), and the three together.

    `sums` are as they were counted: by kind, place and department.
    """

    period: Period
    every: Sums
    by_kind: Sequence[Sums]
    by_place: Sequence[Sums]
    by_lead: Sequence[Sums]
    by_all: Sequence[Sums]
    repeats: Sequence[Repeat]
    silent: Sequence[tuple[UUID, int]]
    silent_days: int
    places: dict[UUID, Place]
    departments: dict[UUID, str]

    def lead_name(self, key: UUID | None) -> str:
        """What a department is called."""
        return self.departments.get(key, NO_LEAD) if key else NO_LEAD

    def place_name(self, key: UUID | None) -> str:
        """What a place is called."""
        return self.places[key].name if key in self.places else "街道本级"


def analyse(period: Period, silent_days: int) -> Analysis:
    """Seven queries."""
    sums = crossed(period)
    found = repeats(period)
    over = over_at([one.key[1] for one in sums], "community")
    places = {place.pk: place for place in over.values()}
    places |= Place.objects.defer("outline").in_bulk([one.place for one in found])
    community = {key: place.pk for key, place in over.items()}
    nothing = Sums(None, 0, 0, 0, 0, 0, 0, 0)
    ordered = {place.pk: at for at, place in enumerate(sorted(over.values(), key=lambda one: (one.sort, one.pk)))}
    return Analysis(
        period=period,
        every=next(iter(gathered(sums, lambda key: "")), nothing),
        by_kind=gathered(sums, lambda key: key[0]),
        by_place=sorted(gathered(sums, lambda key: community.get(key[1])), key=lambda one: ordered[one.key]),
        by_lead=[_led(one) for one in gathered(sums, lambda key: key[2] or "")],
        by_all=gathered(sums, lambda key: (key[0], community.get(key[1]), key[2])),
        repeats=found,
        silent=silent(silent_days),
        silent_days=silent_days,
        places=places,
        departments=dict(Department.objects.values_list("pk", "name")),
    )


def _led(one: Sums) -> Sums:
    return Sums(one.key or None, one.received, one.before, one.closed, one.in_time, one.timed, one.open, one.overdue)


def most(told: Analysis) -> Sequence[Sums]:
    """Kind, place and department together, where most was received."""
    return [one for one in told.by_all if one.received][:_CROSSED]


def paragraphs(told: Analysis) -> list[tuple[str, str]]:
    """Heading and text, in the order in which it is read."""
    return [
        ("总体情况", overall(told)),
        ("增减在哪里", changes(told)),
        ("反复发生的", _repeated(told)),
        ("长时间没有进展的", _silence(told)),
    ]


def overall(told: Analysis) -> str:
    """Received, closed, in time, open, overdue, in one paragraph."""
    every = told.every
    parts = "，".join(f"{kinds()[one.key].name}{one.received}件" for one in told.by_kind if one.received)
    share = f"，按期办结率{in_time(every)}" if every.timed else ""
    return (
        f"{told.period.name}收到{every.received}件，比上期{change(every.rise)}。{f'其中{parts}。' if parts else ''}"
        f"办结{every.closed}件{share}。"
        f"截至{timezone.localtime():%m月%d日%H时}，在办{every.open}件，超期{every.overdue}件。"
    )


def changes(told: Analysis) -> str:
    """Which kinds, and of each which communities, make up the difference to the period before."""
    up = [one for one in told.by_kind if one.rise > 0]
    down = [one for one in told.by_kind if one.rise < 0]
    if not (up or down):
        return "各类别与上期持平。"
    sentences = []
    for word, found in (("增加", up), ("减少", down)):
        if found:
            ranked = sorted(found, key=lambda one: -abs(one.rise))[:_TOLD]
            rest = sum(abs(one.rise) for one in found) - sum(abs(one.rise) for one in ranked)
            tail = f"，其他类别{word}{rest}件" if rest else ""
            sentences.append(f"{word}的主要是" + "；".join(_kind_told(told, one) for one in ranked) + tail + "。")
    return "".join(sentences)


def _kind_told(told: Analysis, kind: Sums) -> str:
    """A kind with the communities that moved it most the same way."""
    sign = 1 if kind.rise > 0 else -1
    inside = gathered((one for one in told.by_all if one.key[0] == kind.key), lambda key: key[1] or "")
    parts = sorted((one for one in inside if one.rise * sign > 0), key=lambda one: -one.rise * sign)[:_PARTS]
    named = "、".join(f"{told.place_name(one.key or None)}{one.rise:+d}" for one in parts)
    return f"{kinds()[kind.key].name}{kind.rise:+d}件（{kind.before}→{kind.received}{f'，{named}' if named else ''}）"


def _repeated(told: Analysis) -> str:
    if not told.repeats:
        return "没有同一处同一类三次以上的。"
    found = (f"{told.place_name(one.place)}“{category_name(one.category)}”{one.count}次" for one in told.repeats)
    return "、".join(found) + "。建议到现场查明原因，一并解决。"


def _silence(told: Analysis) -> str:
    if not told.silent:
        return f"在办事件{told.silent_days}天内都有进展。"
    found = (f"{told.lead_name(lead)}{n}件" for lead, n in told.silent)
    return f"{told.silent_days}天没有进展的在办事件：{'、'.join(found)}。"


def change(rise: int) -> str:
    """A rise in words."""
    return f"{'增加' if rise > 0 else '减少'}{abs(rise)}件" if rise else "持平"


def in_time(one: Sums) -> str:
    """The share closed in time with numerator and denominator."""
    return f"{one.in_time * 100 / one.timed:.1f}%（{one.in_time}/{one.timed}）" if one.timed else "—"


def as_text(told: Analysis) -> str:
    """All of it as plain words, for a chat or a briefing."""
    first, *rest = paragraphs(told)
    return "\n".join((f"【事件情况】{first[1]}", *(f"{heading}：{text}" for heading, text in rest)))


def tables(told: Analysis) -> Iterable[tuple[str, Sequence[tuple[str, Sums]]]]:
    """Head and lines of the three tables: name and sums."""
    yield "类别", [(kinds()[one.key].name, one) for one in told.by_kind]
    yield "社区", [(told.place_name(one.key), one) for one in told.by_place]
    yield "主办部门", [(told.lead_name(one.key), one) for one in told.by_lead]
