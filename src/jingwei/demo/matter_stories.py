"""Single matters of the demo told to the end: hazards, an emergency, quarrels, wages, a petition, a decision."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.actions import find_action, perform
from jingwei.core.files import keep_file
from jingwei.demo.drawn import drawn
from jingwei.matters.models import Matter
from jingwei.matters.sealing.files import seal
from jingwei.places.models import Place

_DONE = {"met": "是", "outcome": "solved", "reply": "已按要求办理完毕。（演示虚构）"}


def tell_stories() -> None:
    """Bring them in by the verbs that an office uses; what was closed elsewhere is sealed where its kind says so."""
    grids = list(Place.objects.filter(level="grid", scheme__key="general").order_by("code")[:6])
    _hazard(grids[0])
    _emergency(grids[1 % len(grids)])
    _quarrels(grids)
    _wages(grids[2 % len(grids)])
    _petition(grids[3 % len(grids)])
    _decision(grids[0])
    seal(list(Matter.objects.filter(kind="dispute", stage="closed")))


def _opened(kind: str, channel: str, title: str, place: Place, *verbs: str, **told: Any) -> UUID:
    row = {"kind": kind, "channel": channel, "title": title, "place": str(place.pk), "text": "（演示虚构）", **told}
    key = UUID(perform(find_action("matters.receive"), [row]).result["ids"][0])
    for verb in verbs:
        _move(key, verb)
    return key


def _move(key: UUID, verb: str, **values: Any) -> None:
    perform(find_action(f"matters.{verb}"), [values], targets=[key], reason="演示")


def _note(key: UUID, sort: str, **values: Any) -> UUID:
    done = perform(find_action("matters.add_note"), [values], targets=[key], context={"sort": sort})
    return UUID(done.result["ids"][0])


def _ended(note: UUID, **values: Any) -> None:
    perform(find_action("matters.end_note"), [values], targets=[note])


def _photo(seed: int, *, cluttered: bool) -> list[dict[str, Any]]:
    name = f"{'整改前' if cluttered else '整改后'}{seed}（演示图）.png"
    kept = keep_file(drawn(seed, cluttered=cluttered), name, "image/png")
    return [{"sha256": kept.sha256, "name": kept.name, "size": kept.size, "type": kept.media_type}]


def _at(hours: float) -> str:
    """So many hours ago."""
    return _written(timezone.localtime() - timedelta(hours=hours))


def _written(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"


def _day(days: int) -> str:
    return str(timezone.localdate() + timedelta(days=days))


def _hazard(place: Place) -> None:
    """A hazard out of a check, put right and struck off, with its penalty."""
    check = _opened(
        "check", "check", f"{place.name}仓储企业安全生产检查", place, "dispatch", sector="industry", found="1"
    )
    told = {"sector": "industry", "danger": "passage", "grade": "major", "clause": "消防法第二十八条"}
    key = _opened("hazard", "check", f"{place.name}仓库疏散通道堆放货物", place, about=str(check), **told)
    _note(key, "before", at=_at(6), photos=_photo(1, cluttered=True), remark="东侧通道")
    measures = {"in_charge": "示例仓储公司安全部", "steps": "清空通道、划黄线、装警示牌", "funds": "8000",
                "deadline": _day(7), "plan": "整改期间专人值守，停用东侧出口"}  # fmt: skip
    _move(key, "describe", **measures)
    _opened(
        "penalty", "check", f"{place.name}占用疏散通道", place, "dispatch", about=str(key), sanction="fine", fine="5000"
    )
    _move(key, "dispatch")
    _note(key, "after", at=_at(1), photos=_photo(1, cluttered=False), remark="东侧通道")
    _move(key, "finish", **_DONE)


def _emergency(place: Place) -> None:
    """A dangerous house: people moved within the hour, sealed, an objection answered, the seal still watched."""
    told = {"sector": "housing", "danger": "house", "grade": "major", "clause": "安全生产法第六十七条", "urgent": "是"}
    key = _opened("hazard", "grid", f"{place.name}老旧房屋承重墙开裂", place, "dispatch", address="示例巷5号", **told)
    _note(key, "before", at=_at(40), photos=_photo(2, cluttered=True))
    _note(key, "danger_found", at=_at(40), seen="二层承重墙贯通裂缝，宽约8毫米")
    _note(key, "expert", at=_at(39.2), body="示例房屋鉴定公司", conclusion="局部有倒塌危险，应立即撤人")
    _note(key, "fenced", at=_at(39), remark="巷口至5号设围挡，两人看守")
    _note(
        key,
        "moved_out",
        at=_at(38.4),
        households="6",
        persons="14",
        to_relatives="5",
        to_hotel="9",
        help="棉被9床、三日餐食",
    )
    _note(key, "sealed", at=_at(38.1), houses="2", seals="望封001、002")
    _note(key, "removal", at=_at(37.5), paper="演示应急决〔2026〕1号", basis="二层承重墙贯通裂缝，经鉴定有倒塌危险",
          order="人员全部撤离，房屋封闭，围挡警戒", days="3")  # fmt: skip
    objection = _note(key, "objection", at=_at(20), said="要求缩短封房时间")
    _ended(objection, answered_at=_at(10), outcome="upheld", answer="鉴定结论明确，加固验收后解封")


def _quarrels(grids: list[Place]) -> None:
    """One in mediation with what others told of it; the Monday list."""
    told = {"quarrel": "damage", "persons": "2", "consent": "是"}
    key = _opened("dispute", "counter", f"{grids[0].name}楼上漏水赔偿", grids[0], "accept", "dispatch", **told)
    _note(
        key,
        "session",
        at=_at(30),
        where="社区调解室",
        mediator="社区调解员",
        result="going_on",
        points="对维修方案基本认可",
    )
    _note(
        key, "session", at=_at(5), where="社区调解室", mediator="社区调解员", result="agreed", points="赔偿分两次付清"
    )
    _note(key, "agreement", at=_at(4), terms="赔偿三千元，分两次付清", until=_day(2))
    lines = [
        {"body": body, "number": f"Y{at:03}", "title": title, "quarrel": quarrel, "place": place.code, "day": _day(0)}
        for at, (body, title, quarrel, place) in enumerate(
            (("police", "楼上漏水赔偿争执", "damage", grids[0]), ("hotline", "物业费纠纷", "property", grids[-1]),
             ("court", "邻里采光遮挡", "neighbours", grids[-1]), ("justice", "采光遮挡邻里", "neighbours", grids[-1]))
        )
    ]  # fmt: skip
    perform(find_action("matters.take_signals"), lines)


def _wages(place: Place) -> None:
    """Wages paid in instalments: one paid, one due."""
    told = {
        "employer": "示例建筑公司",
        "persons": "8",
        "claimed": "64000",
        "agreed_sum": "60000",
        "agreement": "agreed",
    }
    key = _opened("wages", "counter", f"{place.name}工地欠薪", place, "accept", "dispatch", **told)
    first = _note(key, "instalment", at=_at(200), due=_day(-5), amount="30000")
    _ended(first, paid_on=_day(-5), paid="30000")
    _note(key, "instalment", at=_at(200), due=_day(2), amount="30000")


def _petition(place: Place) -> None:
    """A petition that was taken up, told in writing, and extended."""
    key = _opened("petition", "letter", f"{place.name}反映道路噪声", place, "accept", persons="3")
    _note(key, "notice", at=_at(3), what="accepted", paper="演示信受〔2026〕1号", how="post")
    _move(key, "dispatch")
    _move(key, "extend", count="30", notice="演示信延〔2026〕1号")


def _decision(place: Place) -> None:
    """A decision on money with everybody's opinion, its minutes locked."""
    told = {"subject": "money", "expected": "3", "present": "3", "resolution": "passed"}
    key = _opened("decision", "leader", "老旧小区加装照明资金安排", place, "accept", **told)
    for member, view, words in (
        ("主要领导", "for", "同意"),
        ("分管领导", "for", "同意，抓紧实施"),
        ("纪检负责人", "recused", "亲属参与报价"),
    ):
        _note(key, "opinion", at=_at(2), member=member, view=view, words=words)
    _note(key, "minutes", at=_at(2), number="演示党工纪〔2026〕3号", text="同意安排资金二十万元，由城建部门组织实施。")
    _move(key, "lock_minutes")
    _move(key, "dispatch")
