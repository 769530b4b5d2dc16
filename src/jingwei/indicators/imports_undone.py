"""How imports of outside statistics are looked at and undone. The values are their own history: nothing is overwritten,
what an import said is no longer known, what it had closed is known again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from jingwei.core.actions import Act
from jingwei.core.errors import Conflict
from jingwei.core.imports import Brought, ImportKind, Line, register_kind
from jingwei.core.models import ImportRecord
from jingwei.core.periods import Period
from jingwei.core.uuid7 import uuid7
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.models import Reported
from jingwei.indicators.policy import policy

_NAMED = 5


def lock_reported(street: str) -> None:
    """Values are entered, brought in and taken back one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4))", [street])


def periods_in_words(rows: Iterable[Reported]) -> str:
    """The first and the last period of some values."""
    found = sorted({Period.parse(row.period) for row in rows}, key=lambda one: (one.end, one.start))
    names = list(dict.fromkeys((found[0].name, found[-1].name)))
    return "至".join(names)


@register_kind
class ReportedImport(ImportKind):
    """Values from outside, from a sheet."""

    action = "indicators.import_reported"
    label = "外部数据"
    url = "/indicators/values/"
    policy = policy
    verb = "report"

    def brought(self, record: ImportRecord, most: int) -> Brought:
        """New values, and corrected ones with what they were."""
        names = _names()
        closed = {_key(row): row for row in _closed(record)}
        new: list[tuple[str, str, str]] = []
        lines: list[Line] = []
        for row in _said(record).filter(known_from=record.at):
            before = closed.get(_key(row))
            if before is None and len(new) < most:
                new.append(("外部数据", _name(row, names), _value(row)))
            elif before is not None and len(lines) < most:
                lines.append(Line(_name(row, names), "数值", _value(before), _value(row)))
        return Brought(new, lines)

    def take_back(self, record: ImportRecord, act: Act) -> int:
        """End what the import said, state again what it had closed."""
        lock_reported(act.scope.subdistrict)
        said = list(_said(record).select_for_update())
        standing = {_key(row) for row in said if row.known_to is None}
        wanted = {_key(row): row for row in said}
        corrected = [row for key, row in wanted.items() if key not in standing]
        if corrected:
            raise Conflict(_refusal(corrected))
        now = timezone.now()
        again = [_again(row, now, act.actor.label, record) for row in _closed(record)]
        Reported.objects.filter(pk__in=[row.pk for row in said], known_to=None).update(known_to=now)
        Reported.objects.bulk_create(again)
        return len(wanted)


def _said(record: ImportRecord) -> Any:
    """What an import said, also where the undoing of a later one said it again."""
    return Reported.objects.filter(source__import=str(record.pk)).order_by("known_from", "pk")


def _closed(record: ImportRecord) -> list[Reported]:
    """The values that an import corrected, as they were before."""
    said = [_key(row) for row in _said(record).filter(known_from=record.at)]
    rows = Reported.objects.filter(known_to=record.at, indicator__in={key for key, _ in said}).order_by("pk")
    return [row for row in rows if _key(row) in set(said)]


def _again(row: Reported, now: datetime, who: str, record: ImportRecord) -> Reported:
    """The same value, known from now on; it still counts as said by the import that said it first."""
    row.pk, row.known_from, row.known_to, row.actor_label = uuid7(), now, None, who
    row.source = {**row.source, "undone_import": str(record.pk)}
    return row


def _refusal(corrected: Sequence[Reported]) -> str:
    names = _names()
    keys = {row.indicator for row in corrected}
    ends = {row.known_to for row in corrected if row.known_to}
    later = {_key(row): row for row in Reported.objects.filter(indicator__in=keys, known_from__in=ends)}
    told = [_corrected(row, later.get(_key(row)), names) for row in corrected[:_NAMED]]
    more = "，等" if len(corrected) > _NAMED else ""
    return f"有{len(corrected)}个数在这次导入之后又改过，不能整批撤销：{'，'.join(told)}{more}。请核对后逐个更正。"


def _corrected(row: Reported, later: Reported | None, names: dict[str, str]) -> str:
    who = later.actor_label if later else "他人"
    assert row.known_to is not None
    return f"“{_name(row, names)}”由{who}于{timezone.localtime(row.known_to):%Y-%m-%d}更正过"


def _key(row: Reported) -> tuple[str, str]:
    return row.indicator, row.period


def _names() -> dict[str, str]:
    return {one.counting.source: one.row.name for one in load_definitions().values() if one.kind == "reported"}


def _name(row: Reported, names: dict[str, str]) -> str:
    return f"{names.get(row.indicator, row.indicator)} {Period.parse(row.period).name}"


def _value(row: Reported) -> str:
    parts = [] if row.value is None else [f"{row.value.normalize():f}{row.unit}"]
    parts += [] if row.growth is None else [f"同比{row.growth.normalize():f}%"]
    return "，".join([*parts, str(Reported.Stage(row.stage).label)])
