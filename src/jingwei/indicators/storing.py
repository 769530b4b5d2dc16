"""What a plan of statements says is written as one import, which can be undone."""

from typing import Any

from jingwei.core.actions import Act
from jingwei.core.audit import audit
from jingwei.core.imports import recorded
from jingwei.core.models import StoredFile
from jingwei.indicators.imports_undone import periods_in_words
from jingwei.indicators.incoming import ReportedPlan
from jingwei.indicators.models import Reported
from jingwei.indicators.statements import close, in_words


def store(act: Act, plan: ReportedPlan, action: str, stored: StoredFile) -> dict[str, Any]:
    """Write what is new and changed, close what is said anew. Returns the counts and the key of the import's record."""
    rows = [*plan.new, *plan.changed]
    into = f"外部数据（{periods_in_words(rows)}）" if rows else "外部数据"
    with recorded(action, into, plan.counts, file_name=stored.name, sha256=stored.sha256) as record:
        close(plan.closed, record.at)
        for row in rows:
            row.known_from = record.at
            row.actor_label = act.actor.label
            row.source = {"file": stored.name, "sha256": stored.sha256, "import": str(record.pk), **row.source}
        for row, before in zip(plan.changed, plan.before, strict=True):
            row.source["before"] = in_words(before)
        Reported.objects.bulk_create(rows)
    audit("reported_imported", stored.name, reason=act.reason, detail=plan.counts)
    return {**plan.counts, "import": str(record.pk)}
