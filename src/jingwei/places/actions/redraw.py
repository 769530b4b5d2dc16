"""调整网格: areas of a scheme split, joined and redrawn from a day on, with the rows that lie in them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.files import read_file
from jingwei.core.imports import recorded
from jingwei.core.models import StoredFile
from jingwei.places.imports_undone import lock_places
from jingwei.places.models import Place
from jingwei.places.policy import policy
from jingwei.places.ports import place_followers
from jingwei.places.query import scheme_by_key
from jingwei.places.redrawing import plan_redrawing
from jingwei.places.steps import read_steps

REDRAWN = FieldSet(
    key="places.redraw",
    version=1,
    fields=(
        Field("scheme", "体系代号", "text", required=True, max_length=32, help="如 general"),
        Field("valid_from", "启用日期", "date", help="新边界从哪天起算，不晚于今天；不填为今天。以前的数仍按原网格"),
    ),
)


@register_action
class RedrawPlaces(Action):
    """Redraw grids by a kept drawing: new dated outlines, their succession, and the rows that change their grid.

    The drawing is a JSON file `{"steps": [...]}` (places/steps.py). All of it is written, or nothing; undone as one.
    """

    name = "places.redraw"
    label = "调整网格"
    help = "文件为调整步骤（JSON）：拆分、合并、改边界，逐步写明区划编码和经纬度点。"
    target = StoredFile
    reason = True
    declared = REDRAWN

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who keeps the territory and may write the ledgers that follow it."""
        policy.may(act.actor, "redraw_places")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {scheme, new, changed, same, gone, refused, moved, remarks, import}."""
        item = items[0]
        stored: StoredFile = item.target
        lock_places(act.scope.subdistrict)
        given = item.values.get("valid_from")
        on = date.fromisoformat(given) if given else timezone.localdate()
        drawn = plan_redrawing(scheme_by_key(item.values["scheme"]), read_steps(read_file(stored)), on)
        plan = drawn.plan
        if plan.errors:
            raise Invalid(plan.errors)
        if not drawn.changed:
            message = "这些步骤没有改变任何边界，不用调整。"
            raise Invalid([Problem("steps", "调整步骤", "", message, "redraw.same")])
        into = f"{plan.scheme.name}，{plan.on}起"
        with recorded(self.name, into, plan.counts, file_name=stored.name, sha256=stored.sha256) as record:
            record.kept = {Place._meta.db_table: {str(key): {"outline": old} for key, old in plan.outlines.items()}}
            drawn.write()
        shifts = [one for follow in place_followers for one in follow(drawn.redrawn, stored, act)]
        hindered = [one.hindered for one in shifts if one.hindered]
        if hindered:
            raise Invalid([Problem("valid_from", "启用日期", "", one, "redraw.hindered") for one in hindered])
        moved = sum(one.moved for one in shifts)
        detail = {"sha256": stored.sha256, "valid_from": plan.on, **plan.counts, "moved": moved, "steps": drawn.told}
        audit("places_redrawn", f"{plan.scheme.name}:{stored.name}", reason=act.reason, detail=detail)
        remarks = [problem.message for problem in plan.problems]
        return {"scheme": plan.scheme.key, **plan.counts, "moved": moved, "remarks": remarks, "import": str(record.pk)}
