"""导入事件: what another platform exported comes in with its times, to be counted and, where open, gone on with."""

from jingwei.core.actions import register_action
from jingwei.matters.incoming import SHEET, plan_matters
from jingwei.matters.policy import policy
from jingwei.people import importing
from jingwei.people.actions.import_lists import ImportList


@register_action
class ImportMatters(ImportList):
    """Matters from a sheet, one per row; rows whose outside number is known stay as they are."""

    name = "matters.import"
    label = "导入事件"
    policy = policy
    verb = "import"
    declared = SHEET

    def plan(self, rows: importing.Rows) -> importing.Plan:
        """By `incoming.plan_matters`."""
        return plan_matters(rows)
