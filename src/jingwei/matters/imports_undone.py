"""How imports of matters are looked at and undone."""

from typing import Any

from jingwei.core.imports import HistoryKind, Written, register_kind
from jingwei.matters.models import DutyItem, Matter, Request
from jingwei.matters.policy import policy


def _name(record: Any) -> str:
    return record.number if isinstance(record, Matter) else str(record.outside_number or record.get_channel_display())


@register_kind
class MatterImport(HistoryKind):
    """Matters from a sheet: taken back they are void, as long as nobody moved one since."""

    action = "matters.import"
    label = "事件"
    url = "/matters/"
    policy = policy
    verb = "import"
    tables = (
        Written(Matter, "事件", _name, silent=("clocks", "details", "stage_since", "received_on", "closed_on")),
        Written(Request, "诉求", _name, silent=("matter_id", "place_id", "taken_by")),
    )


@register_kind
class StandardImport(MatterImport):
    """Matters by the fields of the standard; taken back likewise."""

    action = "matters.import_standard"
    label = "事件（国标字段）"


@register_kind
class DutyImport(HistoryKind):
    """A version of the duty list: taken back, the one before holds again."""

    action = "matters.import_duties"
    label = "履职事项清单"
    url = "/matters/duties/"
    policy = policy
    verb = "import"
    tables = (Written(DutyItem, "履职事项", lambda one: f"{one.number} {one.name}"),)
