"""How imports of targets are looked at and undone: what one said is known no longer, what it replaced is again."""

from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act
from jingwei.core.errors import Conflict
from jingwei.core.imports import Brought, ImportKind, Line, register_kind
from jingwei.core.models import ImportRecord
from jingwei.core.periods import period_name
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.aims import printed
from jingwei.indicators.targets.models import TargetVersion
from jingwei.indicators.targets.storing import close, copied, lock_targets

_NAMED = 5


@register_kind
class TargetImport(ImportKind):
    """Targets, from a sheet."""

    action = "indicators.import_targets"
    label = "目标"
    url = "/indicators/targets/"
    policy = policy
    verb = "set_targets"

    def brought(self, record: ImportRecord, most: int) -> Brought:
        """New targets, and changed ones with what they were."""
        names = _names()
        new: list[tuple[str, str, str]] = []
        lines: list[Line] = []
        for row in _said(record):
            before = row.source.get("before", "")
            if not before and len(new) < most:
                new.append(("目标", _name(row, names), printed(row)))
            elif before and len(lines) < most:
                lines.append(Line(_name(row, names), "目标值", before, printed(row)))
        return Brought(new, lines)

    def take_back(self, record: ImportRecord, act: Act) -> int:
        """End what the import said, state again what it had replaced."""
        lock_targets(act.scope.subdistrict)
        said = {row.target_id: row for row in _said(record)}
        # Where the undoing of a later import stated it again, it stands as this one's.
        standing = [row for row in said.values() if row.known_to is None]
        since = [row for row in said.values() if row.known_to is not None]
        if since:
            names = _names()
            told = "，".join(f"“{_name(row, names)}”" for row in since[:_NAMED])
            raise Conflict(f"有{len(since)}个目标在这次导入之后又改过，不能整批撤销：{told}。请核对后逐个更正或撤销。")
        now = timezone.now()
        replaced = TargetVersion.objects.filter(target__in=list(said), known_to=record.at)
        again = [copied(row, now, act.actor.label) for row in replaced]
        close(standing, now)
        TargetVersion.objects.bulk_create(again)
        return len(said)


def _said(record: ImportRecord) -> Any:
    rows = TargetVersion.objects.filter(source__import=str(record.pk))
    return rows.select_related("target").order_by("known_from", "pk")


def _names() -> dict[str, str]:
    return {key: one.row.name for key, one in load_definitions().items()}


def _name(row: TargetVersion, names: dict[str, str]) -> str:
    target = row.target
    return f"{names.get(target.indicator, target.indicator)} {period_name(target.period)}"
