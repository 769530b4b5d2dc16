"""When and by whom a row was last confirmed, on its page and in lists."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from jingwei.core.scope import Actor
from jingwei.core.ui.blocks import Item
from jingwei.core.ui.parts import Badge, Cell, Link
from jingwei.registers.actions import ConfirmEntry
from jingwei.registers.confirmations import is_due
from jingwei.registers.finished import is_finished
from jingwei.registers.models import Confirmation, Entry
from jingwei.registers.policy import policy
from jingwei.registers.selection import Selection

_OVER = Badge("不再核实", "calm")


def bulk_confirm(selection: Selection) -> tuple[Link, ...]:
    """What can be done with chosen rows of a list."""
    url = reverse("registers:confirm_rows", args=[selection.register.key]) + selection.params()
    back = reverse("registers:take_back_rows", args=[selection.register.key]) + selection.params()
    return (Link("核实无变化", url, icon="circle-check"), Link("撤回今天的核实", back, icon="arrow-back-up"))


def confirmed_cell(selection: Selection, data: Mapping[str, Any], last: Confirmation | None) -> Any:
    """The cell of a list: what is due stands out by a word, and what need not be confirmed any more."""
    day = str(last.confirmed_on) if last else "没有核实过"
    if not selection.ended and is_finished(selection.register, data, selection.facts.day):
        return Cell(_OVER, note=day)
    if not selection.ended and is_due(selection.register, data, last, selection.facts.day):
        return Cell(Badge("待核实", "warn"), note=day)
    return Cell(day, note=last.actor_label if last else "")


def confirmed_item(
    entry: Entry, data: Mapping[str, Any], last: Confirmation | None, then: date | None = None
) -> tuple[Item, ...]:
    """The line of a row's page, where its ledger says how often; `then` is the day that is seen as known then."""
    if not entry.register.confirm_every:
        return ()
    how = f"（{last.get_how_display()}）" if last and last.how else ""
    said = f"{last.confirmed_on} {last.actor_label}{how}" if last else "没有核实过"
    if entry.ended_on is not None and then is None:
        return (Item("最近核实", said),)
    if is_finished(entry.register, data, then or timezone.localdate()):
        return (Item("最近核实", Cell(_OVER, note=said)),)
    badge = Badge("待核实", "warn") if is_due(entry.register, data, last, then) else Badge("已核实", "good")
    return (Item("最近核实", Cell(badge, note=said)),)


def confirm_actions(entry: Entry, data: Mapping[str, Any], last: Confirmation | None, actor: Actor) -> tuple[Link, ...]:
    """The buttons of a row's page: the first where it is due, none where it need not be confirmed any more."""
    register = entry.register
    if not register.confirm_every or register.retired_on or entry.ended_on or not policy.allows(actor, "confirm"):
        return ()
    if last and last.action == ConfirmEntry.name and last.actor == actor.id and _today(last):
        back = reverse("registers:take_back", args=[entry.pk])
        return (Link("撤回核实", back, icon="arrow-back-up", post=True),)
    if is_finished(register, data, timezone.localdate()):
        return ()
    due = is_due(register, data, last)
    url = reverse("registers:confirm_entry", args=[entry.pk]) + f"?expect={entry.revision}"
    return (Link("核实无变化", url, icon="circle-check", post=True, look="primary" if due else ""),)


def _today(last: Confirmation) -> bool:
    return timezone.localdate(last.known_from) == timezone.localdate()
