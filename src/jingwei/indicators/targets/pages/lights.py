"""亮灯通报: the lights of a quarter as given from above, beside those computed here; a difference is shown."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import JingweiError
from jingwei.core.lights import Light
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.blocks import Panel, Tile
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Empty, Link, Row, Table
from jingwei.indicators.actions.explain_red import owners_of
from jingwei.indicators.models import Reported
from jingwei.indicators.pages.asked import address
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.given import COLOURS, known_ranks, known_sheets
from jingwei.indicators.targets.models import GivenLight, LightSheet, Remedy
from jingwei.indicators.targets.remedies import Explained, explained, known_remedies
from jingwei.indicators.targets.sets import aims_covering
from jingwei.indicators.targets.standing import Standing, standings

_SHOWN = 12
_COLUMNS = (
    Column("指标"), Column("通报亮灯", "badge"), Column("系统按规则算", "badge"), Column("是否一致"),
    Column("红灯办理", "badge"), Column("依据", "long"),
)  # fmt: skip


def board(request: HttpRequest) -> HttpResponse:
    """The board of one period: totals, rank, every named light; or its A4 form."""
    actor = current_scope().actor
    policy.may(actor, "see")
    sheets = list(known_sheets().order_by("-known_from"))
    by_period: dict[Period, list[LightSheet]] = {}
    for sheet in sheets:
        by_period.setdefault(Period.parse(sheet.period), []).append(sheet)
    period = _period(request, list(by_period))
    own = by_period.get(period, [])
    ranks = known_ranks([sheet.period for sheet in own])
    panels = _panels(own, ranks, period, actor)
    context = {
        "title": f"{period.name}亮灯通报",
        "subtitle": "上级给的灯照原样登记，旁边是系统按规则算的；不一致的照实列出，不改任何一方",
        "crumbs": (Link("指标", reverse("indicators:index")), Link("目标与亮灯", reverse("indicators:targets"))),
        "tabs": tuple(
            Link(one.name, address(reverse("indicators:lights"), period=str(one)), here=one == period)
            for one in sorted({*by_period, period}, key=lambda p: (p.end, p.start), reverse=True)[:_SHOWN]
        ),
        "tabs_label": "考核期",
        "actions": _actions(actor),
        "panels": panels,
        "print_url": f"{address(reverse('indicators:lights'), period=str(period))}&print=1" if own else "",
        "empty": _empty(actor),
        "as_of_text": f"系统算的灯按{period.name}末的数；通报截至登记时" if own else "",
    }
    if request.GET.get("print"):
        tiles = tuple(tile for panel in panels for tile in panel.tiles)
        printed = {
            "title": context["title"], "tiles": tiles, "panels": panels, "made_at": timezone.localtime(),
            "made_by": actor.label, "notes": context["subtitle"], "landscape": True,
        }  # fmt: skip
        return render(request, "desk/print.html", printed)
    return render(request, "desk/board.html", context)


def _period(request: HttpRequest, known: Sequence[Period]) -> Period:
    given = request.GET.get("period", "").strip()
    if given:
        try:
            return Period.parse(given)
        except PeriodError as error:
            raise JingweiError(error.message + "。", code=error.code) from error
    today = timezone.localdate()
    return max(known, key=lambda p: (p.end, p.start), default=Period.around("quarter", today))


def _panels(
    sheets: Sequence[LightSheet], ranks: Mapping[tuple[str, str], Reported], period: Period, actor: Actor
) -> tuple[Panel, ...]:
    """For each sheet its totals and its lights; one evaluation for all targets that cover the period."""
    if not sheets:
        return ()
    day = min(period.end, timezone.localdate())
    found = standings(aims_covering(period, day), on=day)
    computed = {one.aim.target.indicator: one for one in _wholes(found.values())}
    named: dict[UUID, list[GivenLight]] = {}
    for light in GivenLight.objects.filter(sheet__in=list(sheets)).order_by("pk"):
        named.setdefault(light.sheet_id, []).append(light)
    reds = [light.light for lights in named.values() for light in lights if light.state == Light.RED]
    remedies = known_remedies(reds)
    owners = owners_of(reds) if reds else {}
    may = {key for key, owner in owners.items() if policy.allows(actor, "explain", owner)}
    out: list[Panel] = []
    for sheet in sheets:
        lights = named.get(sheet.pk, [])
        out.append(_totals(sheet, ranks.get((sheet.period, sheet.issuer)), computed, lights))
        rows = tuple(_row(light, computed.get(light.indicator), remedies, may) for light in worst_first(lights))
        unnamed = sheet.red - sum(light.state == Light.RED for light in lights)
        note = f"红灯{sheet.red}个，还有{unnamed}个没有列名，请补录" if unnamed else ""
        table = Table(_COLUMNS, rows, numbered_from=1) if rows else None
        empty = Empty("通报没有列出各指标", "再录一次通报，把各指标亮灯粘贴进去，红灯才好逐个说明。")
        out.append(Panel(f"各指标亮灯（{sheet.issuer}）", table=table, note=note, width="full", empty=empty))
    extra = _not_given(computed, [light for lights in named.values() for light in lights])
    return (*out, *extra)


def _wholes(found: Iterable[Standing]) -> list[Standing]:
    """Those of the whole subdistrict; of several for one indicator the widest period counts, then the value."""
    return sorted(
        (one for one in found if one.aim.target.place is None),
        key=lambda one: (one.aim.period.month_count, one.aim.target.measure == "value"),
    )


def _totals(
    sheet: LightSheet, rank: Reported | None, computed: Mapping[str, Standing], lights: Sequence[GivenLight]
) -> Panel:
    counts = Counter(one.light for key, one in computed.items() if key in {light.indicator for light in lights})
    tiles = [Tile("考核指标", sheet.assessed, "项")]
    for key, word in COLOURS:
        own = counts[Light(key)] + (counts[Light.MET] if key == "green" else 0)
        note = f"系统算{own}项" if lights else ""
        tiles.append(Tile(word, getattr(sheet, key), "项", badge=Light(key).badge(), note=note))
    if rank is not None:
        size = f"共{rank.rank_size}个" if rank.rank_size else ""
        tiles.append(Tile("位次", f"第{rank.rank}位", note="，".join(filter(None, (rank.rank_group, size)))))
    return Panel(f"{sheet.issuer}通报", tiles=tuple(tiles), width="full", note=sheet.paper,
                 url=reverse("indicators:light_sheet", args=[sheet.pk]))  # fmt: skip


def _row(light: GivenLight, computed: Standing | None, remedies: Mapping[UUID, Remedy], may: set[UUID]) -> Row:
    given = Light(light.state)
    state: Explained | None = explained(light.light, remedies, timezone.localdate()) if given == Light.RED else None
    link: Any = state.badge if state else None
    if state is not None and state.open and light.light in may:
        link = UiCell(state.badge, url=reverse("indicators:explain_light", args=[light.light]))
    return Row(
        (
            UiCell(light.name, note=light.note), given.badge(),
            computed.light.badge(computed.judged.rule) if computed else None,
            agreement(given, computed), link, computed.said if computed else "没有登记这个指标的目标",
        ),
        url=reverse("indicators:light", args=[light.light]),
        tone="warn" if computed and not agrees(given, computed.light) else "",
    )  # fmt: skip


def agrees(given: Light, computed: Light) -> bool:
    """Whether two lights say the same; what is met already is green to those who have three colours."""
    return given == computed or (given == Light.GREEN and computed == Light.MET)


def agreement(given: Light, computed: Standing | None) -> str | None:
    """The difference in words; nothing where nothing is computed."""
    if computed is None or computed.light == Light.UNRATED:
        return None
    if agrees(given, computed.light):
        return "一致"
    return f"不一致：通报{given.word}，系统算{computed.light.word}"


def worst_first(lights: Sequence[GivenLight]) -> list[GivenLight]:
    order = [Light.RED.value, Light.YELLOW.value, Light.GREEN.value]
    return sorted(lights, key=lambda one: (order.index(one.state), one.pk))


def _not_given(computed: Mapping[str, Standing], lights: Sequence[GivenLight]) -> tuple[Panel, ...]:
    """What has a target here and is not named in any sheet."""
    named = {light.indicator for light in lights}
    rows = tuple(
        Row(
            (one.aim.name, one.light.badge(), one.said or one.why),
            url=reverse("indicators:target", args=[one.aim.target.pk]),
        )
        for key, one in computed.items()
        if key not in named
    )
    columns = (Column("指标"), Column("系统按规则算", "badge"), Column("依据", "long"))
    return (Panel("有目标、通报没有列出的", table=Table(columns, rows), width="full"),) if rows else ()


def _actions(actor: Actor) -> tuple[Link, ...]:
    rules = Link("亮灯规则", reverse("indicators:light_rules"), icon="settings")
    if not policy.allows(actor, "report"):
        return (rules,)
    return (Link("录入通报", reverse("indicators:enter_lights"), icon="plus", look="primary"), rules)


def _empty(actor: Actor) -> Empty:
    link = Link("录入通报", reverse("indicators:enter_lights"), icon="plus") if policy.allows(actor, "report") else None
    return Empty("这一期还没有亮灯通报", "上级每季通报的亮灯、位次录在这里，红灯逐个说明。", link)
