"""The port of the workbench (工作台): a module adds a panel of what waits for the reader there."""

from collections.abc import Callable

from jingwei.core.ports import Port
from jingwei.core.scope import Actor
from jingwei.core.ui.blocks import Panel

# (actor) → a panel of what waits for that reader; None where nothing does.
HomePanel = Callable[[Actor], Panel | None]
home_panels: Port[HomePanel] = Port("home_panels")


def panels_for(actor: Actor) -> tuple[Panel, ...]:
    """What waits for a reader, in the order of the modules."""
    return tuple(panel for make in home_panels if (panel := make(actor)) is not None)
