"""锁定: the values of a period are fixed, for the whole subdistrict and at each level of place."""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import JSONField
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.bulk import copy_in
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.core.scope import current_scope, nobody_writes
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.engine import evaluate
from jingwei.indicators.models import Lock, LockedCell
from jingwei.indicators.policy import policy
from jingwei.indicators.published import told
from jingwei.places.models import GridScheme

_TRIES, _PAUSE = 100, 0.2  # seconds
_FIELDS = LockedCell._meta.concrete_fields
_COLUMNS = [str(field.column) for field in _FIELDS]


@register_action
class LockPeriod(Action):
    """Fix all values of a period that is over. What is corrected later shows as a difference and changes none."""

    name = "indicators.lock"
    label = "锁定"
    alone = True
    help = "锁定后，本期各指标按现在取的数固定下来，以后更正台账不再改变它，另列差异。需要改动时先解锁。"
    declared = FieldSet(
        key="indicators_lock",
        version=1,
        fields=(
            Field("period", "统计期", "text", required=True, max_length=40, help="如 2025年、2025年上半年、2025-06"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The statistician fixes what was counted."""
        policy.may(act.actor, "lock")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {lock, number, cells}, or of several periods those of the last."""
        done: dict[str, Any] = {}
        for item in items:
            done = self._lock(act, item)
        return done

    def _lock(self, act: Act, item: Item) -> dict[str, Any]:
        period = _over(item)
        moment = _quiet()
        before = Lock.objects.filter(period=str(period)).order_by("-number").first()
        if before is not None and before.unlocked_at is None:
            raise Conflict(f"{period.name}已经锁定（第{before.number}次），需要重新取数的请先解锁。")
        lock = Lock(
            period=str(period), number=before.number + 1 if before else 1, at=moment,
            actor_label=act.actor.label,
        )  # fmt: skip
        # All of them before the first is copied: while a COPY runs, the connection answers nothing else.
        rows = [_values(cell) for cell in _rows(lock, period)]
        lock.cells = copy_in(LockedCell._meta.db_table, _COLUMNS, rows)
        lock.save()
        audit("period_locked", period.name, reason=act.reason, detail={"number": lock.number, "cells": lock.cells})
        return {"lock": str(lock.pk), "number": lock.number, "cells": lock.cells}


def _quiet() -> datetime:
    """A moment at which all that was known is in the tables. Asked for again and again, not waited for in a queue:
    behind a long import everybody else would wait too."""
    for _ in range(_TRIES):
        moment = nobody_writes()
        if moment is not None:
            return moment
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(%s)", [_PAUSE])
    raise Conflict("有人正在导入或登记，本期暂时不能锁定。请等导入完成后再锁定。")


def _over(item: Item) -> Period:
    said = str(item.values["period"])
    try:
        period = Period.parse(said)
    except PeriodError as error:
        problem = Problem("period", "统计期", said, f"{error.message}。", error.code, item.row)
        raise Invalid([problem]) from error
    if period.end >= timezone.localdate():
        message = f"{period.name}到{period.end}才结束，结束以后才能锁定。"
        raise Invalid([Problem("period", "统计期", said, message, "period.not_over", item.row)])
    return period


def _rows(lock: Lock, period: Period) -> Iterator[LockedCell]:
    """The cells of all indicators, whole and by every level; one scan per source, as known at the lock's moment."""
    levels = [f"{scheme.key}:{level['key']}" for scheme in GridScheme.objects.all() for level in scheme.levels]
    keys = sorted(load_definitions())
    asks = [Ask(key, period, by=level) for key in keys for level in levels]
    wholes = evaluate([Ask(key, period) for key in keys], lock.at)
    # The rows of a place are those of the whole that lie in it: naming them once more at each level would make
    # hundreds of megabytes a year, and as known at the lock's moment they can be asked for at any time.
    cells = evaluate(asks, lock.at, proof=False)
    for key in keys:
        yield _kept(lock, wholes[Ask(key, period)])
        told = {
            part.cell.ask.place: part.cell
            for level in levels
            for part in cells[Ask(key, period, by=level)].parts
            if part.cell.ask.place
        }
        yield from (_kept(lock, cell) for cell in told.values())


def _values(cell: LockedCell) -> list[Any]:
    return [
        json.dumps(getattr(cell, field.attname), ensure_ascii=False)
        if isinstance(field, JSONField)
        else getattr(cell, field.attname)
        for field in _FIELDS
    ]


def _kept(lock: Lock, cell: Cell) -> LockedCell:
    return LockedCell(
        subdistrict=current_scope().subdistrict, lock=lock, key=cell.definition, version=cell.version,
        place=cell.ask.place, kind=cell.kind, value=cell.value, unit=cell.unit, numerator=cell.numerator,
        denominator=cell.denominator, growth=cell.growth, published=told(cell.published), computed=cell.computed,
        approx=cell.approx, stage=cell.stage, supplier=cell.supplier[:200], paper=cell.paper[:500],
        as_of=cell.as_of, rows=cell.rows, row_ids=cell.row_ids.packed or None, digest=cell.digest or "",
        why=cell.why[:300],
    )  # fmt: skip
