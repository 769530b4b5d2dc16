"""交表: a filled sheet comes back from its place. It is read at once; what is wrong in it is told, row by row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict
from jingwei.core.fields import FieldSet
from jingwei.core.files import keep_file
from jingwei.core.sheets import XLSX
from jingwei.reports.handouts.keeping import key_for
from jingwei.reports.handouts.models import Handout, HandoutPart
from jingwei.reports.handouts.policy import policy
from jingwei.reports.handouts.query import Land
from jingwei.reports.handouts.sheets import read_part


@register_action
class GiveBack(Action):
    """Take the workbook `data` called `filename` (in the context) as what a place gave back; the last one counts."""

    name = "reports.give_back"
    label = "交表"
    target = HandoutPart
    offered = False
    help = "交回后可以再交，以最后一次为准。"
    declared = FieldSet(key="reports_give_back", version=1, fields=())

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of handouts; whose part it is, the border says."""
        policy.may(act.actor, "give_back")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {rows, wrong} of the last one. Raises SheetError, Conflict."""
        data, filename = act.context["data"], act.context["filename"]
        land = Land.now()
        rows = wrong = 0
        for item in items:
            part: HandoutPart = item.target
            handout: Handout = part.handout
            if handout.closed:
                raise Conflict(f"“{handout.title}”已经结束收表，不能再交。确需补交的，请联系{handout.made_by}。")
            found = read_part(part, data, filename, land)
            # Somebody may have written personal data into such a sheet: it is kept as sheets of its ledger are.
            key = key_for(handout)
            part.returned = keep_file(data, filename, XLSX, data_key=key)
            part.returned_by, part.returned_at = act.actor.label, timezone.now()
            part.rows, part.wrong = found.total, found.wrong
            part.revision += 1
            rows, wrong = found.total, found.wrong
            part.save()
            audit("gave_back", f"“{handout.title}”{part.place.name}", detail={"rows": rows, "wrong": wrong})
        return {"rows": rows, "wrong": wrong}
