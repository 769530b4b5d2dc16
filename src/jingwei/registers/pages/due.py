"""On the workbench of who serves a place: what is due to be confirmed in her grids, ledger by ledger."""

from django.urls import reverse

from jingwei.core.scope import Actor, Reader, current_scope
from jingwei.core.ui.blocks import Panel
from jingwei.core.ui.home import home_panels
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.registers.confirmations import DUE, due_by_register
from jingwei.registers.policy import policy
from jingwei.registers.query import registers


@home_panels
def due_panel(actor: Actor) -> Panel | None:
    """The ledgers with rows that are due; two queries. Nobody else is reminded: of a street it would be all of them."""
    if current_scope().reader is not Reader.PLACE or not policy.allows(actor, "confirm"):
        return None
    asked = [one for one in registers() if one.confirm_every and one.retired_on is None]
    counts = due_by_register(asked)
    rows = tuple(
        Row(
            (register.name, due, f"{register.get_confirm_every_display()}一次"),
            url=reverse("registers:list", args=[register.key]) + f"?f.{DUE.key}=yes&sort=last_confirmed",
        )
        for register in asked
        for _, due in [counts.get(register.pk, (0, 0))]
        if due
    )
    if not rows:
        return None
    columns = (Column("台账"), Column("待核实", "number"), Column("核实周期"))
    return Panel("待核实", table=Table(columns, rows), width="half")
