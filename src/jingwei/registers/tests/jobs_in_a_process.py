"""Run in a process of its own by the tests of long work.

`prepare` makes an upload in a street and asks for its import as a job; `work:0.4` does what waits, as the worker does,
slowly where told; `hold:file` does it too, and stands still in the middle until there is that file. `look:job,account`
prints the job as its page shows it, `again:job,account` presses that button. `change:number,account` changes a house.
"""

import sys
import time
from pathlib import Path

import django

PORTION = 150


def main(*steps: str) -> None:
    """Carry out steps, one after another, on the database of the environment."""
    django.setup()
    for step in steps:
        name, _, rest = step.partition(":")
        if name == "prepare":
            prepare(rest)
        elif name == "work":
            work(slow=float(rest or 0))
        elif name == "hold":
            work(until=Path(rest))
        elif name == "change":
            change(*rest.split(","))
        else:
            page(name, *rest.split(","))


def prepare(known: str) -> None:
    """Print the key of the job and of the account that asked for it; a house of the number `known` is there already."""
    from django.test import RequestFactory

    from jingwei.core.jobs import start_job
    from jingwei.core.scope import open_scope
    from jingwei.people.tests.street import make_street
    from jingwei.registers.incoming import upload
    from jingwei.registers.tests.import_in_a_process import _sheet
    from jingwei.registers.tests.ledgers import define_houses, record

    street = make_street()
    request = RequestFactory().get("/")
    request.user, request.session = street.accounts["office"], {}  # type: ignore[assignment]
    with open_scope(street.scope("office")):
        houses = define_houses()
        if known:
            row = {"number": known, "address": "示例路", "grid": street.grid().code, "residents": 1}
            record(houses, [{**row, "valid_from": "2024-01-01"}])
        draft = upload(houses, _sheet(street.grid().code), "房屋.xlsx")
        given = {"draft": str(draft.pk), "values": {"valid_from": "2025-01-01"}}
        job = start_job(request, "registers.import", "导入《房屋.xlsx》", f"import-{draft.pk}", given, "/registers/")
    sys.stdout.write(f"{job.pk} {street.accounts['office'].pk}\n")


def change(number: str, account: str) -> None:
    """Another clerk changes a house."""
    from jingwei.core.actions import perform
    from jingwei.core.scope import open_scope
    from jingwei.people.seats import seat_of
    from jingwei.registers.actions import ChangeEntry
    from jingwei.registers.models import Entry

    seat = seat_of(account)
    assert seat is not None
    with open_scope(seat.scope):
        entry = Entry.objects.get(key=number)
        perform(ChangeEntry(), [{"residents": 9}], targets=[entry.pk], context={"given": ["residents"]})


def work(slow: float = 0, until: Path | None = None) -> None:
    """Do what waits; with `slow` seconds spent before each portion, so that somebody can look on. Once something is
    written it stands still `until` there is that file."""
    from jingwei.core.jobs.running import run_waiting
    from jingwei.places.models import Subdistrict
    from jingwei.registers import incoming

    incoming.PORTION = PORTION
    told = incoming.progress

    def slowly(*said: object) -> None:
        time.sleep(slow)
        told(*said)  # type: ignore[arg-type]
        while until is not None and len(said) > 3 and said[3] and not until.exists():
            time.sleep(0.05)

    incoming.progress = slowly  # type: ignore[assignment]
    for street in Subdistrict.objects.values_list("code", flat=True):
        for line in run_waiting(street):
            sys.stdout.write(f"{line}\n")


def page(step: str, job: str, account: str) -> None:
    """Open the page of the job, or press its button, as the clerk does."""
    from django.test import Client

    from jingwei.people.models import Account

    client = Client(SERVER_NAME="localhost")
    client.force_login(Account.objects.get(pk=account))
    if step != "look":
        assert client.post(f"/jobs/{job}/{step}/").status_code == 302
    sys.stdout.write(f"[{step}] {client.get(f'/jobs/{job}/state/').content.decode()}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
