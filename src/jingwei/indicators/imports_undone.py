"""How imports of outside statistics are looked at and undone. The values are their own history: nothing is overwritten,
what an import said is no longer known, what it had closed is known again."""

from collections.abc import Iterable, Mapping, Sequence
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
from jingwei.indicators.statements import in_order, in_words, says

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
            replaced = closed.get(_key(row))
            before = row.source.get("before") or (in_words(replaced) if replaced else "")
            if not before and len(new) < most:
                new.append(("外部数据", _name(row, names), in_words(row)))
            elif before and len(lines) < most:
                lines.append(Line(_name(row, names), "数值", before, in_words(row)))
        return Brought(new, lines)

    def take_back(self, record: ImportRecord, act: Act) -> int:
        """End what the import said, state again what it had closed."""
        lock_reported(act.scope.subdistrict)
        said = list(_said(record).select_for_update())
        wanted = {_key(row): row for row in said}
        since = _since(record, wanted)
        if since:
            raise Conflict(_refusal(since))
        now = timezone.now()
        again = [_again(row, now, act.actor.label, record) for row in _closed(record)]
        Reported.objects.filter(pk__in=[row.pk for row in said], known_to=None).update(known_to=now)
        Reported.objects.bulk_create(again)
        return len(wanted)


def _since(record: ImportRecord, wanted: Mapping[tuple[str, str], Reported]) -> list[Reported]:
    """What others said anew since of the same things, the first for each value."""
    later = Reported.objects.filter(indicator__in={row.indicator for row in wanted.values()}, known_from__gt=record.at)
    found: dict[tuple[str, str], Reported] = {}
    for row in in_order(later):
        mine = wanted.get(_key(row))
        # What the undoing of a later import stated again is older than this one, or this one's own.
        if (
            mine
            and row.source.get("import") != str(record.pk)
            and "undone_import" not in row.source
            and row.known_from > mine.known_from
            and (row.known_to is None or mine.known_to is not None)
            and (set(says(mine)) & set(says(row)))
        ):
            found.setdefault(_key(row), row)
    return list(found.values())


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


def _refusal(since: Sequence[Reported]) -> str:
    names = _names()
    told = [
        f"“{_name(row, names)}”由{row.actor_label}于{timezone.localtime(row.known_from):%Y-%m-%d}更正过"
        for row in since[:_NAMED]
    ]
    more = "，等" if len(since) > _NAMED else ""
    return f"有{len(since)}个数在这次导入之后又改过，不能整批撤销：{'，'.join(told)}{more}。请核对后逐个更正。"


def _key(row: Reported) -> tuple[str, str]:
    return row.indicator, row.period


def _names() -> dict[str, str]:
    return {one.counting.source: one.row.name for one in load_definitions().values() if one.kind == "reported"}


def _name(row: Reported, names: dict[str, str]) -> str:
    return f"{names.get(row.indicator, row.indicator)} {Period.parse(row.period).name}"
