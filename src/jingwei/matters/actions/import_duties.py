"""导入履职事项清单: a version of the list comes in as a whole; the newest one that has begun holds."""

from jingwei.core.actions import register_action
from jingwei.matters.duties_incoming import SHEET, plan_duties
from jingwei.matters.policy import policy
from jingwei.people import importing
from jingwei.people.actions.import_lists import ImportList


@register_action
class ImportDuties(ImportList):
    """Items of the duty list from a sheet, one per row."""

    name = "matters.import_duties"
    label = "导入履职事项清单"
    policy = policy
    verb = "import"
    declared = SHEET

    def plan(self, rows: importing.Rows) -> importing.Plan:
        """By `duties_incoming.plan_duties`."""
        return plan_duties(rows)
