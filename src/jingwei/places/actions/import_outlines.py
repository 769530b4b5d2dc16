"""导入网格边界: a grid scheme from a kept file of outlines, from a day on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid
from jingwei.core.files import read_file
from jingwei.core.imports import recorded
from jingwei.core.models import StoredFile
from jingwei.places.importing import OUTLINES, plan_outlines
from jingwei.places.imports_undone import lock_places
from jingwei.places.models import Place
from jingwei.places.policy import policy


@register_action
class ImportOutlines(Action):
    """Bring the places of one scheme in from a GeoJSON file. What hinders refuses the whole file; warnings do not."""

    name = "places.import_outlines"
    label = "导入网格边界"
    target = StoredFile
    declared = OUTLINES

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The office or the system administrator keeps the territory."""
        policy.may(act.actor, "keep_places")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {scheme, new, changed, same, gone, refused, remarks, import}."""
        item = items[0]
        stored: StoredFile = item.target
        lock_places(act.scope.subdistrict)
        given = item.values.get("valid_from")
        on = date.fromisoformat(given) if given else timezone.localdate()
        plan = plan_outlines(read_file(stored), item.values, on)
        if plan.errors:
            raise Invalid(plan.errors)
        into = f"{plan.scheme.name}，{plan.on}起"
        with recorded(self.name, into, plan.counts, file_name=stored.name, sha256=stored.sha256) as record:
            # History copies no outlines: those that are drawn over are kept here, to be given back.
            record.kept = {Place._meta.db_table: {str(key): {"outline": old} for key, old in plan.outlines.items()}}
            plan.write()
        detail = {"sha256": stored.sha256, "valid_from": plan.on, **plan.counts}
        audit("outlines_imported", f"{plan.scheme.name}:{stored.name}", reason=act.reason, detail=detail)
        remarks = [problem.message for problem in plan.problems]
        return {"scheme": plan.scheme.key, **plan.counts, "remarks": remarks, "import": str(record.pk)}
