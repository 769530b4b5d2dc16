"""One target: how it stands, its run over the months against the pace, the rule of its light, remedy, history."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.errors import Missing
from jingwei.core.lights import Light
from jingwei.core.records import FOREVER
from jingwei.core.scope import Actor, current_scope
from jingwei.core.ui.blocks import Event, Item, Section
from jingwei.core.ui.parts import Badge, Column, Empty, Link, Row, Table
from jingwei.indicators.actions.explain_red import owners_of
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.pages.asked import address
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.aims import Aim, aim_of, load_aims, parts_notes, printed
from jingwei.indicators.targets.models import LightChange, Remedy, TargetVersion
from jingwei.indicators.targets.outlook import band_text, outlook, to_target
from jingwei.indicators.targets.pages.shown import (
    amount,
    asked_day,
    left_words,
    percent,
    quarter_ends,
    reading_words,
    target_of,
    value_cell,
)
from jingwei.indicators.targets.remedies import explained
from jingwei.indicators.targets.schedule import written
from jingwei.indicators.targets.sets import aims_alike
from jingwei.indicators.targets.standing import Standing, standings

_RUN = (
    Column("统计期"), Column("完成", "number"), Column("完成率", "number"), Column("序时进度", "number"),
    Column("快慢"), Column("来源", "long"),
)  # fmt: skip


def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """The target as it stands now or on a day of the address."""
    actor = current_scope().actor
    policy.may(actor, "see")
    target = target_of(key)
    if target is None:
        raise Missing("没有找到这个目标。")
    versions = list(TargetVersion.objects.filter(target=target).select_related("target").order_by("-known_from", "-pk"))
    aim = next(iter(load_aims(keys=[key])), None) or aim_of(versions[0], load_definitions())
    day = asked_day(request, aim.period)
    one = standings([aim], on=day, run=True)[key]
    standing = any(row.known_to is None and str(row.valid_to) == FOREVER for row in versions)
    remedies = list(Remedy.objects.filter(about=key).order_by("-known_from"))
    now = next((row for row in remedies if row.known_to is None), None)
    state = explained(key, {key: now} if now else {}, timezone.localdate()) if one.light == Light.RED else None
    context = {
        "title": aim.name,
        "subtitle": f"{aim.period.name}{aim.place_name or '全街道'}目标：{aim.text}（{target.issuer}下达）",
        "crumbs": (
            Link("指标", reverse("indicators:index")),
            Link("目标与亮灯", address(reverse("indicators:targets"), period=str(aim.period.end.year))),
        ),
        "badges": (
            one.light.badge(), *((state.badge,) if state else ()),
            *(() if standing else (Badge("已撤销", "calm"),)),
        ),
        "actions": _actions(actor, key, one, standing=standing),
        "as_of": _days(key, aim, day),
        "summary": _summary(one, parts_notes(aims_alike(aim)).get(key, "") if aim.target.place is None else ""),
        "sections": (
            _run(one),
            Section("亮灯依据", items=_rule(one)),
            *(() if one.light != Light.RED and not remedies else (remedy_section(remedies),)),
            Section("年度预计", loading_url=address(reverse("indicators:outlook", args=[key]), on=str(day or ""))),
        ),
        "side": (_source(aim, versions[0] if not standing else aim.version),),
        "history": (*_changes(key), *_versions(versions)),
    }  # fmt: skip
    context["history"] = tuple(sorted(context["history"], key=lambda event: event.when, reverse=True))
    return render(request, "desk/record.html", context)


def outlook_section(request: HttpRequest, key: UUID) -> HttpResponse:
    """The forecast of the year, fetched after the page: past years are counted anew for it."""
    policy.may(current_scope().actor, "see")
    aim = next(iter(load_aims(keys=[key])), None)
    if aim is None:
        raise Missing("这个目标已经撤销，没有年度预计。")
    one = standings([aim], on=asked_day(request, aim.period))[key]
    found = outlook(one)
    items = [
        Item("预计全年", band_text(found, aim.unit, aim.defined.row.decimals if aim.defined else 0)),
        Item("预计完成目标", percent(to_target(found, aim.aimed))),
        Item("怎么算的", found.said, wide=True),
    ]
    shown = tuple(items) if found.point is not None else tuple(items[2:])
    return render(request, "indicators/items.html", {"items": shown})


def _actions(actor: Actor, key: UUID, one: Standing, *, standing: bool) -> tuple[Link, ...]:
    period = one.latest.span if one.latest else one.aim.period
    here = reverse("indicators:definition", args=[one.aim.target.indicator])
    out = [Link("看指标", address(here, period=str(period)), icon="chart-bar")]
    if not standing:
        return tuple(out)
    if one.light == Light.RED and policy.allows(actor, "explain", owners_of([key])[key]):
        out.insert(0, Link("红灯说明", reverse("indicators:explain_target", args=[key]), icon="pencil", look="primary"))
    if policy.allows(actor, "set_targets"):
        out += [
            Link("更正目标", reverse("indicators:correct_target", args=[key]), icon="edit"),
            Link("撤销目标", reverse("indicators:withdraw_target", args=[key]), icon="ban"),
        ]
    return tuple(out)


def _days(key: UUID, aim: Aim, day: date | None) -> tuple[Link, ...]:
    here = reverse("indicators:target", args=[key])
    ends = [Link(f"{end.month}月末", address(here, on=str(end)), here=day == end) for end in quarter_ends(aim.period)]
    return (Link("现在", here, here=day is None), *ends) if ends else ()


def _summary(one: Standing, note: str) -> tuple[Item, ...]:
    latest = one.latest
    out = [Item("目标", one.aim.text), Item("完成", value_cell(one))]
    if latest is not None and latest.completion is not None:
        word = "完成率" if one.aim.low is not None else "已用额度"
        source = f"{amount(latest.value, one.aim)}÷{amount(one.aim.aimed, one.aim)}"
        out.append(Item(word, percent(latest.completion), source=source))
    if latest is not None and latest.pace is not None:
        out += [Item("序时进度", percent(latest.pace)), Item("快慢", reading_words(one.aim, latest))]
    elif latest is not None:
        out.append(Item("与要求比", one.said))
    if left_words(one):
        out.append(Item("与目标差", left_words(one)))
    if one.met is not None:
        out.append(Item("完成日期" if one.met else "结果", one.met_on or ("已完成" if one.met else "没有完成")))
    if one.why:
        out.append(Item("为何没有数", one.why, wide=True))
    if note:
        out.append(Item("分解核对", note, wide=True))
    return tuple(out)


def _run(one: Standing) -> Section:
    """The value of each month against the pace; what is counted is counted as of each month's end."""
    rows = tuple(
        Row(
            (
                reading.span.name if one.aim.reported else f"截至{reading.upto}",
                amount(reading.value, one.aim), percent(reading.completion), percent(reading.pace),
                reading_words(one.aim, reading),
                f"{reading.cell.supplier} {reading.cell.paper}".strip() or reading.cell.why or "系统取数",
            ),
            url=address(reverse("indicators:definition", args=[one.aim.target.indicator]), period=str(reading.span)),
        )
        for reading in one.run
    )  # fmt: skip
    return Section("分月进度", table=Table(_RUN, rows), empty=None if rows else Empty("还没有分月的数", one.why))


def _rule(one: Standing) -> tuple[Item, ...]:
    way = (
        "按月：外部报来的数，与所报月份占统计期的份额相比"
        if one.aim.reported
        else "按天：系统取数，与已过天数的份额相比"
    )
    if one.aim.version.schedule:
        way = f"按下达的序时安排：{written(one.aim.version.schedule)}"
    return (
        Item("现在", one.said, wide=True),
        Item("规则", one.judged.rule or None, source=f"第{one.judged.version}版", wide=True),
        Item("序时", way if one.aim.paced else "没有序时进度，直接与要求相比", wide=True),
    )


def remedy_section(rows: Sequence[Remedy]) -> Section:
    """Why a light is red and what is done about it, earlier explanations below."""
    if not rows:
        return Section("红灯说明", empty=Empty("待说明", "红灯要写明原因、措施、责任人和完成期限。", icon="pencil"))
    columns = (Column("登记", "date"), Column("原因", "long"), Column("措施", "long"), Column("责任人"),
               Column("期限", "date"), Column("完成情况", "long"))  # fmt: skip
    today = timezone.localdate()
    table = Table(
        columns,
        tuple(
            Row(
                (
                    row.known_from, row.cause, row.measure, row.person, row.due,
                    f"{row.done_on}：{row.outcome}" if row.done_on
                    else "已更新" if row.known_to
                    else f"超期{(today - row.due).days}天" if row.due < today else "整改中",
                ),
                tone="calm" if row.known_to else "",
            )
            for row in rows
        ),
    )  # fmt: skip
    open_ = next((row for row in rows if row.known_to is None and row.done_on is None), None)
    links = (Link("整改完成", reverse("indicators:finish_remedy", args=[open_.pk]), icon="check"),) if open_ else ()
    return Section("红灯说明", table=table, links=links)


def _source(aim: Aim, version: TargetVersion) -> Section:
    return Section(
        "下达和责任",
        items=(
            Item("下达单位", aim.target.issuer),
            Item("文号", version.paper),
            Item("责任部门", aim.department or None),
            Item("责任岗位或责任人", version.person or None),
            Item("说明", version.note or None),
        ),
    )


def _versions(versions: Sequence[TargetVersion]) -> list[Event]:
    out = []
    for row in versions:
        held = "" if str(row.valid_to) == FOREVER else f"，执行到{row.valid_to}前"
        since = "" if row.valid_from == versions[-1].valid_from else f"，自{row.valid_from}起"
        verb = f"{printed(row)}{since}{held}（{row.paper}）"
        out.append(Event(timezone.localtime(row.known_from), row.actor_label, f"登记目标：{verb}", why=row.why))
        if row.known_to is not None and not any(other.known_from == row.known_to for other in versions):
            out.append(Event(timezone.localtime(row.known_to), "", "撤销目标", tone="calm"))
    return out


def _changes(key: UUID) -> list[Event]:
    out = []
    for row in LightChange.objects.filter(target=key).order_by("-at")[:50]:
        before = f"由{Light(row.before).word}转为" if row.before else "亮"
        out.append(Event(timezone.localtime(row.at), "系统", f"{before}{Light(row.after).word}", why=row.said))
    return out
