"""A dispatcher clears what waits with the keyboard alone; on a phone the same is done by tapping."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.walk.conftest import PHONE

from jingwei.core.actions import find_action, perform
from jingwei.core.scope import current_scope


def _asked(live: Any, titles: list[str]) -> None:
    with live.as_role("dispatcher"):
        street = live.street
        from jingwei.matters.waiting import waiting_for

        # The office is shared by all walks: what others left there would stand before these.
        waiting = [one.pk for one in waiting_for(current_scope().actor)]
        if waiting:
            perform(find_action("matters.void"), targets=waiting, reason="与本次无关")
        perform(
            find_action("matters.add_lead_rule"), [{"department": str(street.departments["urban"].pk), "kind": "grid"}]
        )
        place = str(street.grid().pk)
        rows = [{"kind": "grid", "channel": "grid", "title": title, "place": place} for title in titles]
        perform(find_action("matters.receive"), rows)


def test_by_keys_alone_and_by_tapping(visit: Callable[..., Any]) -> None:
    desk = visit("dispatcher")
    page = desk.page
    _asked(desk.live, [f"第{n}处井盖松动" for n in range(1, 6)])
    desk.open("/matters/inbox/")
    for n in range(1, 5):
        page.wait_for_selector(f".card-title:has-text('第{n}处井盖松动')")
        page.keyboard.press("d")
        page.wait_for_selector("text=建议交城市建设办公室")
        page.keyboard.press("Enter")
    page.wait_for_selector(".card-title:has-text('第5处井盖松动')")
    with desk.live.as_role("leader"):
        from jingwei.matters.models import Matter

        led = Matter.objects.filter(stage="working", lead=desk.live.street.departments["urban"])
        assert led.count() == 4
    assert desk.complaints == []

    phone = visit("dispatcher", PHONE)
    phone.open("/matters/inbox/")
    assert phone.overflow() <= 0
    phone.page.click(".inbox-moves button:has-text('受理')")
    phone.page.wait_for_selector("text=已受理")
    assert phone.complaints == []
