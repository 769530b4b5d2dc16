"""Lights as an authority gave them: read from lines of a chat or sheet, kept per sheet, with the published rank."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from jingwei.core.lights import Light
from jingwei.core.periods import Period
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.definitions import Defined
from jingwei.indicators.models import Reported
from jingwei.indicators.reported import known_rows
from jingwei.indicators.statements import in_order
from jingwei.indicators.targets.models import GivenLight, LightSheet
from jingwei.people.models import Department

# Under this indicator the rank of a sheet is kept, as every published rank is (indicators/ranks.py).
RANKED = "lights_green"
WORDS = {"绿": Light.GREEN, "黄": Light.YELLOW, "红": Light.RED}
_LINE = re.compile(r"(?:\d{1,3}\s*[.．、)）]?\s*)?(\S.*?)[\s,，:：|]+(绿|黄|红)(?:灯|色|牌)?(?:[\s,，:：|]+(.*))?")
COLOURS = (("green", "绿灯"), ("yellow", "黄灯"), ("red", "红灯"))


class LinesError(ValueError):
    """Lines that cannot be read; the message is a Chinese sentence that names the line."""


@dataclass(frozen=True, slots=True)
class NamedLight:
    """One line: the indicator's name as printed, its light, what stands behind it."""

    name: str
    state: Light
    note: str = ""


def read_lines(text: str) -> list[NamedLight]:
    """Lines such as `固定资产投资 红灯 增速-3.1%`, also as cells pasted from a sheet. Raises LinesError."""
    out: dict[str, NamedLight] = {}
    for number, line in enumerate(map(str.strip, text.splitlines()), start=1):
        if not line:
            continue
        match = _LINE.fullmatch(line)
        if match is None:
            raise LinesError(f"第{number}行“{line[:30]}”没有写明亮什么灯，应写作“指标名称 红灯”，一行一个指标。")
        name, word, note = match[1].strip()[:80], match[2], (match[3] or "").strip()[:200]
        if name in out:
            raise LinesError(f"第{number}行的“{name}”写了两次，一个指标只写一行。")
        out[name] = NamedLight(name, WORDS[word], note)
    return list(out.values())


def counts_problem(assessed: int, counts: Mapping[str, int], named: Sequence[NamedLight]) -> tuple[str, str]:
    """Field and sentence of what is wrong with the counts of a sheet; both empty where they add up."""
    total = sum(counts.values())
    if total != assessed:
        said = "＋".join(f"{word}{counts[key]}" for key, word in COLOURS)
        return "assessed", f"{said}＝{total}，与考核指标数{assessed}不符，请核对通报。"
    for key, word in COLOURS:
        own = sum(one.state == key for one in named)
        if own > counts[key]:
            return "lights", f"列名的{word}有{own}个，多于{word}总数{counts[key]}个，请核对。"
    return "", ""


def known_sheets(known_at: datetime | None = None) -> QuerySet[LightSheet]:
    """The sheets known at a moment (None: now)."""
    if known_at is None:
        return LightSheet.objects.filter(known_to=None)
    return LightSheet.objects.filter(Q(known_to=None) | Q(known_to__gt=known_at), known_from__lte=known_at)


def known_ranks(periods: Iterable[str], known_at: datetime | None = None) -> dict[tuple[str, str], Reported]:
    """By period and organiser the published rank of the lights."""
    found = known_rows(known_at).filter(indicator=RANKED, period__in=set(periods), rank__isnull=False)
    return {(row.period, row.organiser): row for row in in_order(found)}


def say_ranks(street: str, said: Mapping[LightSheet, Mapping[str, Any]], when: datetime, who: str) -> None:
    """The ranks of these sheets are said anew: earlier ones of the same period and organiser are known no longer."""
    periods = {sheet.period for sheet in said}
    organisers = {sheet.issuer for sheet in said}
    known_rows().filter(
        indicator=RANKED, period__in=periods, organiser__in=organisers, rank__isnull=False, value=None
    ).update(known_to=when)
    Reported.objects.bulk_create(
        Reported(
            subdistrict=street, indicator=RANKED, period=sheet.period, unit="项", rank=rank["rank"],
            rank_group=rank.get("rank_group") or "", rank_size=rank.get("rank_size"), organiser=sheet.issuer,
            supplier=sheet.issuer, paper=sheet.paper, known_from=when, actor_label=who,
            source={"light_sheet": str(sheet.pk)},
        )
        for sheet, rank in said.items()
        if rank.get("rank") is not None
    )  # fmt: skip


class Whose:
    """Which indicator a printed name means, and whose it is to explain its light; loaded once for many."""

    def __init__(self, defined: Mapping[str, Defined], departments: Mapping[str, UUID | None]) -> None:
        self._by_name = {one.row.name: one for one in defined.values()} | dict(defined)
        self._of_target = departments
        self._named: dict[str, UUID] = {one.name: one.pk for one in Department.objects.order_by("-order")}

    def light(self, street: str, sheet: LightSheet, one: NamedLight, before: Mapping[str, UUID]) -> GivenLight:
        """The row of a light; where the sheet before named it too, it is the same light."""
        found = self._by_name.get(one.name)
        key = found.row.key if found else ""
        department = self._of_target.get(key) or self._named.get(found.row.owner if found else "")
        return GivenLight(
            subdistrict=street, sheet=sheet, light=before.get(one.name) or uuid7(), name=one.name, indicator=key,
            state=one.state.value, department=department, note=one.note,
        )  # fmt: skip


def write_sheets(
    street: str, sheets: Sequence[tuple[LightSheet, Sequence[NamedLight]]], whose: Whose, when: datetime, who: str
) -> list[LightSheet]:
    """Write sheets and the lights they name; what was known of the same period and issuer is closed. Gives those."""
    periods, issuers = {one.period for one, _ in sheets}, {one.issuer for one, _ in sheets}
    wanted = {(one.period, one.issuer) for one, _ in sheets}
    found = known_sheets().filter(period__in=periods, issuer__in=issuers)
    before = [one for one in found if (one.period, one.issuer) in wanted]
    named: dict[tuple[str, str], dict[str, UUID]] = {}
    for row in GivenLight.objects.filter(sheet__in=before).select_related("sheet"):
        named.setdefault((row.sheet.period, row.sheet.issuer), {})[row.name] = row.light
    LightSheet.objects.filter(pk__in=[one.pk for one in before]).update(known_to=when)
    for sheet, _ in sheets:
        sheet.subdistrict, sheet.known_from, sheet.actor_label = street, when, who
    LightSheet.objects.bulk_create([sheet for sheet, _ in sheets])
    GivenLight.objects.bulk_create(
        whose.light(street, sheet, one, named.get((sheet.period, sheet.issuer), {}))
        for sheet, lights in sheets
        for one in lights
    )
    return before


def sheet_name(sheet: LightSheet) -> str:
    """2025年三季度亮灯通报（区考核办）."""
    return f"{Period.parse(sheet.period).name}亮灯通报（{sheet.issuer}）"
