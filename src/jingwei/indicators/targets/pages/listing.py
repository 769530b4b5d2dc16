"""目标与亮灯: the targets of a period with how each stands, the worst first; one evaluation for all of them."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.lights import WORST_FIRST, Light
from jingwei.core.periods import Period
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.parts import Badge, Column, Empty, Facet, Link, Option, Row, Table
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.values import as_text
from jingwei.indicators.pages.asked import address
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.aims import Operator, parts_notes
from jingwei.indicators.targets.models import Remedy, TargetValue
from jingwei.indicators.targets.pages.shown import (
    asked_day,
    asked_period,
    left_words,
    pace_cell,
    percent,
    quarter_ends,
    value_cell,
    whose,
)
from jingwei.indicators.targets.remedies import explained, known_remedies
from jingwei.indicators.targets.sets import aims_within
from jingwei.indicators.targets.standing import Standing, standings, worst

_COLUMNS = (
    Column("指标"), Column("目标"), Column("完成情况"), Column("完成率", "number"), Column("快慢或差额"),
    Column("亮灯", "badge"), Column("责任"), Column("下达单位"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for."""

    period: Period
    on: date | None
    words: str
    chosen: Mapping[str, str]

    def url(self, **other: str) -> str:
        """The same list with something else chosen."""
        kept = {"period": str(self.period), "on": str(self.on or ""), "q": self.words, **self.chosen}
        return address(reverse("indicators:targets"), **{**kept, **other})


# What narrows the list: the name in the address, its label, and what a standing says of it.
_FACETS: tuple[tuple[str, str, Callable[[Standing], str]], ...] = (
    ("light", "亮灯", lambda one: one.light.value),
    ("department", "责任部门", lambda one: one.aim.department),
    ("issuer", "下达单位", lambda one: one.aim.target.issuer),
    ("operator", "要求", lambda one: one.aim.version.operator),
    ("place", "范围", lambda one: one.aim.place_name or "全街道"),
)


def index(request: HttpRequest) -> HttpResponse:
    """The list, or its A4 form."""
    actor = current_scope().actor
    policy.may(actor, "see")
    asked = _asked(request)
    every = list(standings(aims_within(asked.period, asked.on), on=asked.on).values())
    found = [one for one in every if _named(one, asked.words)]
    shown = worst(
        one for one in found if all(said(one) == asked.chosen[key] for key, _, said in _FACETS if asked.chosen[key])
    )
    remedies = known_remedies([one.aim.target.pk for one in shown if one.light == Light.RED])
    table = Table(_COLUMNS, tuple(_row(one, remedies, asked) for one in shown), numbered_from=1)
    day = asked.on or timezone.localdate()
    if request.GET.get("print"):
        table = replace(table, rows=tuple(_flat(row, asked.period) for row in table.rows))
        return render(request, "desk/print.html", _printed(asked, table, day, shown))
    notes = parts_notes([one.aim for one in every])
    context = {
        "title": "目标与亮灯",
        "subtitle": f"{asked.period.name}，截至{day}，{len(shown)}项：{_counted(shown)}",
        "crumbs": (Link("指标", reverse("indicators:index")),),
        "table": table,
        "facets": (_periods(asked), _days(asked), *(_facet(asked, found, *one) for one in _FACETS)),
        "chosen": _chosen(asked),
        "clear_url": address(reverse("indicators:targets"), period=str(asked.period))
        if asked.words or any(asked.chosen.values())
        else "",
        "search": asked.words,
        "search_hint": "指标名称",
        "hidden": tuple((k, v) for k, v in (("period", str(asked.period)), ("on", str(asked.on or ""))) if v),
        "actions": _actions(actor),
        "print_url": f"{asked.url()}&print=1",
        "notices": tuple(notes.values()),
        "empty": _empty(asked, actor, any_=bool(every)),
    }
    return render(request, "indicators/targets.html", context)


def _asked(request: HttpRequest) -> Asked:
    period = asked_period(request)
    chosen = {key: request.GET.get(key, "").strip()[:80] for key, _, _ in _FACETS}
    return Asked(period, asked_day(request, period), request.GET.get("q", "").strip()[:60], chosen)


def _named(one: Standing, words: str) -> bool:
    said = f"{one.aim.name} {one.aim.target.indicator} {one.aim.place_name}".casefold()
    return all(word in said for word in words.casefold().split())


def _row(one: Standing, remedies: Mapping[UUID, Remedy], asked: Asked) -> Row:
    aim = one.aim
    key = aim.target.pk
    light: Any = one.light.badge(one.said)
    if one.light == Light.RED:
        state = explained(key, remedies, timezone.localdate())
        light = UiCell(light, note=state.badge.word)
    elif one.met_on:
        light = UiCell(light, note=one.met_on.partition("（")[0])
    where = "，".join(filter(None, (aim.place_name, "" if aim.period == asked.period else aim.period.short_name)))
    cells = (
        UiCell(aim.name, note=where), aim.text, value_cell(one),
        percent(one.latest.completion) if one.latest else None, _gap(one), light, whose(aim), aim.target.issuer,
    )  # fmt: skip
    return Row(cells, url=address(reverse("indicators:target", args=[key]), on=str(asked.on or "")))


def _flat(row: Row, period: Period) -> Row:
    """A row for paper, which prints no notes beneath: names, values and lights with what stands below them."""
    name, aimed, value, share, gap, light, *rest = row.cells
    if isinstance(value, UiCell) and value.note == period.name:
        value = value.value
    return Row((_joined(name), aimed, _joined(value), share, gap, _joined(light), *rest))


def _joined(cell: Any) -> Any:
    if not isinstance(cell, UiCell) or not cell.note:
        return cell
    if isinstance(cell.value, Badge):
        return replace(cell.value, word=f"{cell.value.word}（{cell.note}）")
    return f"{as_text(cell)}（{cell.note}）"


def _gap(one: Standing) -> UiCell | None:
    """How far ahead or behind; once the period is over, what was missing or more."""
    if one.latest is None:
        return None
    if one.ended:
        return UiCell(left_words(one) or one.said, note="期满")
    return pace_cell(one) or UiCell(one.said, note=left_words(one))


def _counted(shown: Sequence[Standing]) -> str:
    counts = Counter(one.light for one in shown)
    return "、".join(f"{light.word}{counts[light]}" for light in WORST_FIRST if counts[light]) or "没有"


def _periods(asked: Asked) -> Facet:
    years = {
        int(code[:4]) for code in TargetValue.objects.order_by("period").values_list("period", flat=True).distinct()
    }
    every = sorted({*years, asked.period.end.year}, reverse=True)
    options = [Period.months(year) for year in every]
    if asked.period not in options:
        options.insert(0, asked.period)
    return Facet(
        "统计期",
        tuple(Option(p.name, None, asked.url(period=str(p), on=""), p == asked.period) for p in options),
    )


def _days(asked: Asked) -> Facet:
    """As of when: now, or the end of a quarter that is over."""
    ends = quarter_ends(asked.period)
    options = [Option("现在", None, asked.url(on=""), asked.on is None)]
    options += [Option(f"{end.month}月末", None, asked.url(on=str(end)), asked.on == end) for end in ends]
    if asked.on is not None and asked.on not in ends:
        options.append(Option(str(asked.on), None, asked.url(), True))
    return Facet("截至", tuple(options))


def _facet(asked: Asked, found: Sequence[Standing], key: str, label: str, said: Callable[[Standing], str]) -> Facet:
    counts = Counter(said(one) for one in found)
    options = tuple(
        Option(_word(key, value), count, asked.url(**{key: value}), value == asked.chosen[key])
        for value, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        if value
    )
    return Facet(label, options, clear_url=asked.url(**{key: ""}) if asked.chosen[key] else "")


def _word(key: str, value: str) -> str:
    if key == "light":
        return Light(value).word if value in set(Light) else value
    return dict(Operator.choices).get(value, value) if key == "operator" else value


def _chosen(asked: Asked) -> tuple[Link, ...]:
    return tuple(
        Link(f"{label}：{_word(key, asked.chosen[key])}", asked.url(**{key: ""}))
        for key, label, _ in _FACETS
        if asked.chosen[key]
    )


def _actions(actor: Actor) -> tuple[Link, ...]:
    out = [
        Link("亮灯通报", reverse("indicators:lights"), icon="flag"),
        Link("亮灯规则", reverse("indicators:light_rules"), icon="settings"),
    ]
    if policy.allows(actor, "set_targets"):
        out = [
            Link("下达目标", reverse("indicators:set_target"), icon="plus", look="primary"),
            Link("导入目标", reverse("indicators:import_targets"), icon="file-import"),
            *out,
            Link("重新评灯", reverse("indicators:assess_targets"), icon="refresh"),
        ]
    return tuple(out)


def _empty(asked: Asked, actor: Actor, *, any_: bool) -> Empty:
    if any_:
        return Empty("没有符合条件的目标", "换个词，或去掉一些筛选。")
    if policy.allows(actor, "set_targets"):
        link = Link("下达目标", reverse("indicators:set_target"), icon="plus")
        return Empty(f"{asked.period.name}还没有目标", "逐条登记，或把上级下达的目标表导入。", link)
    return Empty(f"{asked.period.name}还没有目标", "由统计员登记上级下达的目标。")


def _printed(asked: Asked, table: Table, day: date, shown: Sequence[Standing]) -> dict[str, object]:
    return {
        "title": f"{asked.period.name}目标完成情况",
        "made_at": timezone.localtime(),
        "made_by": current_scope().actor.label,
        "table": table,
        "landscape": True,
        "notes": f"数据截至{day}；共{len(shown)}项，{_counted(shown)}。统计数按已报月份比序时，系统取数按天比序时。",
    }
