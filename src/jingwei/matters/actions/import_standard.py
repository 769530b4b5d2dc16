"""导入国标事项: matters come in by the six fields of GB/T 47678.5."""

from jingwei.core.actions import register_action
from jingwei.matters.policy import policy
from jingwei.matters.standard import STANDARD, plan_standard
from jingwei.people import importing
from jingwei.people.actions.import_lists import ImportList


@register_action
class ImportStandard(ImportList):
    """Grid matters from a CSV or a sheet, one per row; what is open already stays as it is."""

    name = "matters.import_standard"
    label = "导入国标事项"
    policy = policy
    verb = "import"
    declared = STANDARD

    def plan(self, rows: importing.Rows) -> importing.Plan:
        """By `standard.plan_standard`."""
        return plan_standard(rows)
