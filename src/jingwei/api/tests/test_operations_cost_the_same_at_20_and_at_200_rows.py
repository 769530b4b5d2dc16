"""How often each operation asks the database, pinned; more rows never mean more queries."""

from collections.abc import Callable
from datetime import date

import pytest
from django.utils import timezone

from jingwei.api.tests.calling import Machine
from jingwei.api.tests.conftest import Office
from jingwei.core.actions import find_action, perform
from jingwei.core.scope import open_scope
from jingwei.core.tests.query_counts import assert_queries, counted, taken_back
from jingwei.indicators.models import Definition, Reported
from jingwei.matters.models import Matter, Step
from jingwei.matters.tests.asking import asked
from jingwei.people.models import Staff
from jingwei.places.models import Place
from jingwei.registers.tests.ledgers import house, record

pytestmark = pytest.mark.django_db
PERIOD = {"period": str(date.today().year)}

READS: dict[str, Callable[[Machine, Office], tuple[int, object]]] = {
    "whoami": lambda c, o: c.get("whoami"),
    "registers.list": lambda c, o: c.get("registers"),
    "registers.one": lambda c, o: c.get("registers/houses"),
    "registers.schema": lambda c, o: c.get("registers/houses/schema"),
    "entries.list": lambda c, o: c.get("registers/houses/entries", limit=100),
    "entries.list by words and place": lambda c, o: c.get(
        "registers/houses/entries", q="示例路", place=o.street.community().code, limit=100
    ),
    "entries.one": lambda c, o: c.get(f"entries/{o.near}"),
    "entries.one with personal fields": lambda c, o: c.get(f"entries/{o.firm}"),
    "entries.history": lambda c, o: c.get(f"entries/{o.near}/history", limit=100),
    "changes.list": lambda c, o: c.get("changes", limit=1000),
    "matters.list": lambda c, o: c.get("matters", limit=100),
    "matters.list, narrowed": lambda c, o: c.get("matters", kind="hotline", stage="open", place=o.street.code),
    "matters.one": lambda c, o: c.get(f"matters/{_first(c)}"),
    "matters.one, sensitive": lambda c, o: c.get(f"matters/{_first(c, kind='dispute')}"),
    "indicators.list": lambda c, o: c.get("indicators"),
    "indicators.one": lambda c, o: c.get("indicators/houses", **PERIOD, by="community"),
    "indicators.rows": lambda c, o: c.get("indicators/houses/rows", **PERIOD, limit=100),
    "indicators.statements": lambda c, o: c.get("indicators/fiscal/statements", limit=100),
    "places.list": lambda c, o: c.get("places", limit=500),
    "places.geojson": lambda c, o: c.get("places.geojson"),
    "places.locate": lambda c, o: c.get("places/locate", lon=117.005, lat=32.005),
    "actions.list": lambda c, o: c.get("actions"),
}
_last = 1000


def _first(caller: Machine, **query: str) -> str:
    """The matter that was opened first."""
    return str(caller.get("matters", limit=1, **query)[1]["items"][0]["id"])


def grow(office: Office, rows: int) -> None:
    """Let ledger, history, territory and indicators grow by as many rows."""
    global _last
    first, _last = _last, _last + rows
    street, grid = office.street, office.street.micro(1, 1, 1)
    with open_scope(street.scope("office")):
        record(office.houses, [house(n, grid.code) for n in range(first, _last)])
        kinds = [one for _ in range(first, _last, 2) for one in ("hotline", "dispute")]
        told = [asked(street, kind=kind, outside_number=f"{first}-{n}") for n, kind in enumerate(kinds)]
        perform(find_action("matters.receive"), told)
        Step.objects.bulk_create(
            Step(subdistrict=street.code, matter=one, place_id=one.place_id, verb="urge", after=one.stage)
            for one in Matter.objects.order_by("id")[:10]
        )
    with open_scope(street.scope("statistician")):
        Definition.objects.bulk_create(
            Definition(
                subdistrict=street.code, key=f"i{n}", name=f"指标{n}", unit="套", body={"count": "houses"},
                valid_from=date(2020, 1, 1),
            )
            for n in range(first, _last)
        )  # fmt: skip
        Reported.objects.bulk_create(
            Reported(
                subdistrict=street.code, indicator="fiscal", period=f"{2000 + n % 20}-0{n % 9 + 1}", value=n,
                unit="万元", supplier="区财政局", paper=f"月报{n}", known_from=timezone.now(), actor_label="测",
            )
            for n in range(first, _last)
        )  # fmt: skip
    with open_scope(street.keeper()):
        Place.objects.bulk_create(
            Place(
                subdistrict=street.code, scheme=street.scheme, code=f"{grid.code}{n}", name=f"点{n}", level="microgrid",
                parent=grid, path=[*grid.path], valid_from=date(2020, 1, 1), sort=str(n),
            )
            for n in range(first, _last)
        )  # fmt: skip


def test_reading(office: Office) -> None:
    caller, found = office.machine(), {}
    with open_scope(office.street.scope("statistician")):
        Definition(
            key="houses", version=1, name="房屋总数", unit="套", body={"count": "houses"}, valid_from=date(2020, 1, 1)
        ).save()
        Definition(
            key="fiscal", version=1, name="财政收入", unit="万元", body={"reported": "fiscal"},
            valid_from=date(2020, 1, 1),
        ).save()  # fmt: skip
    with open_scope(office.street.keeper()):
        square = [[117.0, 32.0], [117.01, 32.0], [117.01, 32.01], [117.0, 32.01], [117.0, 32.0]]
        Place.objects.filter(pk=office.street.micro(1, 1, 2).pk).update(
            outline={"type": "Polygon", "coordinates": [square]}
        )
    for rows in (20, 180):
        grow(office, rows)
        for change in range(rows // 10):
            caller.post(f"entries/{office.near}/change", {"values": {"residents": rows + change}})
        for name, ask in READS.items():
            assert ask(caller, office)[0] == 200, name
            with counted() as one:
                ask(caller, office)
            found.setdefault(name, []).append(one.queries)
    for name, (at_20, at_200) in found.items():
        assert_queries(f"api {name}", at_20, at_200)


def test_tokens(office: Office) -> None:
    from django.test import Client

    from jingwei.api.models import ApiToken

    admin, found = office.street.sign_in(Client(), "system_admin"), []
    made: list[int] = []
    staff = office.street.staff["office"]
    for first, rows in ((0, 20), (20, 200)):
        with open_scope(office.street.keeper()):
            assert Staff.objects.filter(pk=staff.pk).exists()
            ApiToken.objects.bulk_create(
                ApiToken(
                    subdistrict=office.street.code, name="对接", staff=staff, digest=f"{n:064d}",
                    expires_on=date(2030, 1, 1),
                )
                for n in range(first, rows)
            )  # fmt: skip
        admin.get("/api/v1/tokens")
        with counted() as one:
            assert len(admin.get("/api/v1/tokens").json()["items"]) == rows
        found.append(one.queries)
        body = {"staff": str(staff.pk), "values": {"name": "对接", "expires_on": str(date.today())}}
        with taken_back(), counted() as one:
            assert admin.post("/api/v1/tokens", body, content_type="application/json").status_code == 200
        made.append(one.queries)
    assert_queries("api tokens.list", *found)
    assert_queries("api tokens.make", *made)


def recorded(office: Office, rows: int, start: int) -> dict:
    grid = office.street.micro(1, 1, 1).code
    return {"rows": [{"number": f"W{n}", "address": f"路{n}号", "grid": grid} for n in range(start, start + rows)]}


def test_recording_one_entry_takes_nine_statements_and_many_take_hardly_more(office: Office) -> None:
    caller, found = office.machine(), {}
    caller.post("registers/houses/entries", recorded(office, 1, 9000))
    for name, rows, start, headers in (
        ("one", 1, 0, {}), ("one again", 1, 1, {}), ("one with a key", 1, 2, {"Idempotency_Key": "a"}),
        ("20", 20, 100, {}), ("200", 200, 200, {}),
    ):  # fmt: skip
        with counted() as asked:
            assert caller.post("registers/houses/entries", recorded(office, rows, start), **headers)[0] == 200
        found[name] = asked.queries
    assert_queries("api entries.record, one", found["one"], found["one again"])
    assert_queries("api entries.record, one with a key", found["one with a key"], found["one with a key"])
    # From 11 rows on they travel through a temporary table: some statements more, whatever their number.
    assert_queries("api entries.record, many", found["20"], found["200"])


@pytest.mark.parametrize(
    ("verb", "body"),
    [
        ("change", {"values": {"residents": 8}}),
        ("correct", {"values": {"residents": 9}, "reason": "看错"}),
        ("end", {"values": {"ended_on": "2099-01-01"}, "reason": "拆除"}),
        ("restore", {"values": {"valid_from": "2099-01-02"}, "reason": "停用有误"}),
    ],
)
def test_a_verb_on_one_entry(office: Office, verb: str, body: dict) -> None:
    caller, found = office.machine(), []
    with open_scope(office.street.scope("office")):
        more = record(office.houses, [house(n, office.street.micro().code) for n in range(100, 120)])
    caller.post("registers/houses/entries", recorded(office, 1, 9000))
    found_at = {}
    for entry, rows in ((more[0], 20), (more[1], 180)):
        if rows == 180:
            grow(office, 180)
            caller.post("registers/houses/entries", recorded(office, 1, 9500))
        if verb == "restore":
            caller.post(f"entries/{entry}/end", {"values": {"ended_on": "2099-01-01"}, "reason": "拆除"})
        with counted() as asked:
            assert caller.post(f"entries/{entry}/{verb}", body)[0] == 200
        found_at[rows] = asked.queries
    found = list(found_at.values())
    assert_queries(f"api entries.{verb}", *found)
