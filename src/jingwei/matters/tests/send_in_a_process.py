"""Run in a process of its own by the test that kills it: `prepare` dispatches a matter, `send` does a minute's work,
`states` tells how far the messages are, `again` lets the desk send what is unknown once more.
"""

import json
import sys

import django

CODE = "990101001"


def main(step: str) -> None:
    """Carry out one step on the database of the environment."""
    django.setup()
    from django.utils import timezone

    from jingwei.core.actions import perform
    from jingwei.core.minutely import run_minute
    from jingwei.core.outbox import Delivery
    from jingwei.core.scope import Actor, Reader, Scope, open_scope
    from jingwei.matters.actions import SendAgain

    desk = Scope(Reader.STREET, CODE, Actor(None, "测试", frozenset({"dispatcher"})))
    if step == "prepare":
        from jingwei.matters.tests.asking import dispatched
        from jingwei.people.tests.street import make_street

        dispatched(make_street(CODE))
    elif step == "send":
        run_minute(CODE, timezone.now())
    elif step == "again":
        with open_scope(desk):
            perform(SendAgain(), targets=list(Delivery.objects.filter(state="unknown").values_list("pk", flat=True)))
    with open_scope(desk):
        told = [[str(one.message_id), one.state] for one in Delivery.objects.order_by("id")]
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(sys.argv[1])
