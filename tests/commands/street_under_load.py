"""Run as a process of its own on the installation of the environment, in JSON.

`prepare` makes a street with a token for each client and a long import that waits. `settle` does what is left of the
minutes' work and of the jobs, and lets the desk send what is unknown once more. `tell` says what is stored.
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any

from jingwei.cli import database, django_side

CODE = "990101001"
CLIENTS = 4


def prepare() -> dict[str, Any]:
    """The tokens, the places, the department."""
    from django.test import RequestFactory

    from jingwei.api.tests.calling import token_for
    from jingwei.core.jobs import start_job
    from jingwei.core.scope import open_scope
    from jingwei.people.tests.street import make_street
    from jingwei.registers.incoming import upload
    from jingwei.registers.tests.import_in_a_process import _sheet
    from jingwei.registers.tests.ledgers import define_houses

    street = make_street(CODE)
    request = RequestFactory().get("/")
    request.user, request.session = street.accounts["office"], {}  # type: ignore[assignment]
    with open_scope(street.scope("office")):
        draft = upload(define_houses(), _sheet(street.grid().code), "房屋.xlsx")
        given = {"draft": str(draft.pk), "values": {"valid_from": "2025-01-01"}}
        start_job(request, "registers.import", "导入《房屋.xlsx》", f"import-{draft.pk}", given, "/registers/")
    return {
        "tokens": [token_for(street, "dispatcher", name=f"对接{n}") for n in range(CLIENTS)],
        "places": [str(street.grid(c, g).pk) for c in (1, 2) for g in (1, 2)],
        "lead": str(street.departments["urban"].pk),
        "desk": str(street.accounts["dispatcher"].pk),
    }


def settle() -> dict[str, Any]:
    """How many messages the page showed as unknown, and how often it had to be sent until nothing was left."""
    from django.test import Client
    from django.utils import timezone

    from jingwei.core.actions import perform
    from jingwei.core.jobs.running import run_waiting
    from jingwei.core.minutely import run_minute
    from jingwei.core.outbox import Delivery
    from jingwei.core.outbox.sending import send_waiting
    from jingwei.core.scope import Reader, Scope, open_scope
    from jingwei.matters.actions import SendAgain
    from jingwei.people.models import Account
    from jingwei.people.seats import seat_of

    run_waiting(CODE)
    # What was told to wait some minutes waits no longer.
    run_minute(CODE, timezone.now())
    send_waiting(CODE, timezone.now() + timedelta(days=1))
    with open_scope(Scope(Reader.STREET, CODE)):
        unknown = list(Delivery.objects.filter(state="unknown").values_list("pk", "message_id"))
    desk = Account.objects.get(username=f"dispatcher.{CODE}")
    client = Client(SERVER_NAME="localhost")
    client.force_login(desk)
    page = client.get("/matters/undelivered/").content.decode()
    seat = seat_of(desk.pk)
    assert seat is not None
    if unknown:
        with open_scope(seat.scope):
            perform(SendAgain(), targets=[key for key, _ in unknown])
        send_waiting(CODE, timezone.now() + timedelta(days=1))
    return {"unknown": [str(message) for _, message in unknown], "shown": page.count("结果不明</")}


def tell() -> dict[str, Any]:
    """Matters, steps, messages, deliveries and jobs, each as a list of values by name."""
    from jingwei.core.models import Job
    from jingwei.core.outbox import Delivery, Message
    from jingwei.core.scope import Reader, Scope, open_scope
    from jingwei.matters.models import Matter, Request, Step

    with open_scope(Scope(Reader.STREET, CODE)):
        return {
            "matters": list(Matter.objects.values()),
            "requests": list(Request.objects.values("matter_id")),
            "steps": list(Step.objects.order_by("at", "id").values("matter_id", "verb", "at", "after")),
            "messages": list(Message.objects.exclude(chat="").values("id", "event", "about", "at")),
            "deliveries": list(Delivery.objects.filter(way="chat").values("message_id", "state", "tries")),
            "jobs": list(Job.objects.values("state", "cut_off", "message")),
        }


if __name__ == "__main__":
    told = sys.stdout
    # What the parts of the work print is not the answer.
    sys.stdout = open(os.devnull, "w")  # noqa: SIM115
    with database.running():
        django_side.load()
        told.write(json.dumps({"prepare": prepare, "settle": settle, "tell": tell}[sys.argv[1]](), default=str))
