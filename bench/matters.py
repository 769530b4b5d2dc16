"""Matters in large numbers: the list of 50, one matter, counts by kind and grid, and how many are created a second.

    python -m bench.matters [--matters 200000] [--seconds 10]

The floor of a page is bare SQL plus a plain template, in the same run. What Signalen, a comparable system, takes on the
same kind of machine with 20,000 matters: list 361 ms, one matter 55 ms, creation 63 ms, 29 a second.
"""

import argparse
import http.client
import json
import multiprocessing
import statistics
import sys
import time
from datetime import timedelta

from bench.api_actions import server
from bench.scratch import best, line, scratch_database

AT_LEAST = 250
_FILL = """
INSERT INTO matters_matter (id, subdistrict, revision, number, kind, category, channel, title, text, place_id, address, stage, stage_since,
  details, urgent, received_at, received_on, lead_id, outside_number, clocks, due_at, due_provisional, reply, outcome,
  contacted, solved, rating, closed_at, closed_on, on_time, handed_back, reworked, extended, urged, reopened, warned)
SELECT gen_random_uuid(), %(street)s, 1, '示例〔2024〕' || n || '号', (%(kinds)s::text[])[1 + n %% 7], '', (%(channels)s::text[])[1 + n %% 5],
  '第' || n || '件路灯不亮', '请尽快处理。', (%(places)s::uuid[])[1 + (n * 7919) %% %(many)s], '示例路' || n %% 900 || '号',
  CASE WHEN n %% 100 < 97 THEN 'closed' WHEN n %% 100 = 97 THEN 'working' ELSE 'received' END, at, '{}', n %% 40 = 0, at,
  (at AT TIME ZONE 'Asia/Shanghai')::date, (%(leads)s::uuid[])[1 + n %% 2], 'G' || n, '{}', at + interval '5 days', false,
  '已处理。', 'solved', true, true, (%(ratings)s::text[])[1 + n %% 4],
  CASE WHEN n %% 100 < 97 THEN at + interval '3 days' END,
  CASE WHEN n %% 100 < 97 THEN ((at + interval '3 days') AT TIME ZONE 'Asia/Shanghai')::date END,
  CASE WHEN n %% 100 < 97 THEN true END, 0, 0, 0, 0, 0, 100
FROM (SELECT n, now() - n * (interval '4 years' / %(rows)s) AS at
  FROM generate_series(1, %(rows)s) n) made
"""
_BESIDE = (
    "INSERT INTO matters_request (id, subdistrict, revision, matter_id, place_id, channel, outside_number, received_at, text, "
    "taken_by, phone_token, secret) SELECT gen_random_uuid(), subdistrict, 1, id, place_id, channel, outside_number, received_at, text, '测量', '', false "
    "FROM matters_matter",
    "INSERT INTO matters_step (id, subdistrict, revision, matter_id, place_id, verb, before, after, at, actor_label, reason, said) "
    "SELECT gen_random_uuid(), subdistrict, 1, id, place_id, v.verb, '', v.after, received_at + v.later, '测量', '', '{}' "
    "FROM matters_matter, (VALUES ('receive', 'received', interval '0'), ('dispatch', 'working', interval '1 hour'), "
    "('verify', 'closed', interval '3 days')) v(verb, after, later)",
)


def fill(street, rows: int) -> None:
    """So many matters of four years, each with its request and three steps, by SQL in the street's own role."""
    from django.db import connection

    from jingwei.core.scope import open_scope
    from jingwei.registers.upkeep import vacuum

    places = [place.pk for place in street.places.values() if place.level == "grid"]
    given = {
        "street": street.code, "rows": rows, "places": places, "many": len(places),
        "kinds": ["hotline", "grid", "hazard", "dispute", "petition", "firm", "help"],
        "channels": ["hotline", "grid", "counter", "phone", "letter"], "ratings": ["good", "fair", "bad", "none"],
        "leads": [one.pk for one in street.departments.values()],
    }  # fmt: skip
    with open_scope(street.scope("office")), connection.cursor() as cursor:
        # Filled as an import of old matters fills it, without a line of history for each.
        cursor.execute(_FILL, given)
        for statement in _BESIDE:
            cursor.execute(statement)
    vacuum("matters_matter", "matters_request", "matters_step")


def client(_: int, port: int, token: str, place: str, until: float, out) -> None:
    """Register requests until the time is over; puts the seconds of each."""
    connection = http.client.HTTPConnection("127.0.0.1", port)
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    took = []
    while time.time() < until:
        row = {"kind": "grid", "channel": "grid", "title": f"第{len(took)}件井盖破损", "place": place}
        start = time.perf_counter()
        connection.request("POST", "/api/v1/actions/matters.receive", json.dumps({"rows": [row]}), headers)
        answer = connection.getresponse()
        body = answer.read()
        assert answer.status == 200, body.decode()
        took.append(time.perf_counter() - start)
    out.put(took)


def many(port: int, token: str, place: str, clients: int, seconds: float) -> list[float]:
    """How long each request of so many clients at once took."""
    out, until = multiprocessing.Queue(), time.time() + seconds
    running = [multiprocessing.Process(target=client, args=(n, port, token, place, until, out)) for n in range(clients)]
    for one in running:
        one.start()
    took = [second for _ in running for second in out.get()]
    for one in running:
        one.join()
    return took


def pages(street) -> None:
    """The list and one matter, as the desk gets them, against bare SQL plus a plain template."""
    from django.db import connection
    from django.template import engines
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from jingwei.core.scope import open_scope

    browser = Client(HTTP_HOST="localhost")
    browser.force_login(street.accounts["office"])
    table = engines["django"].from_string(
        "<html><body><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table></body></html>"
    )
    which = "subdistrict = %s AND stage <> 'void' AND stage = ANY(%s) AND kind = 'hotline'"
    stages = ["received", "accepted", "working"]

    def bare() -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id, title, number, kind, stage, received_on, due_at, closed_on, place_id FROM matters_matter WHERE {which} "
                "ORDER BY received_on DESC, number LIMIT 50",
                [street.code, stages],
            )
            rows = cursor.fetchall()
            cursor.execute(f"SELECT count(*) FROM matters_matter WHERE {which}", [street.code, stages])
            cursor.execute(
                f"SELECT kind, stage, lead_id, place_id, channel, rating, count(*) FROM matters_matter WHERE {which} "
                "GROUP BY GROUPING SETS ((1), (2), (3), (4), (5), (6))",
                [street.code, stages],
            )
            cursor.fetchall()
        table.render({"rows": rows})

    with open_scope(street.scope("office")):
        floor = best(7, bare)
    asked = "/matters/?f.stage=received&f.stage=accepted&f.stage=working&f.kind=hotline"

    def open_list() -> None:
        assert browser.get(asked).status_code == 200

    open_list()
    with CaptureQueriesContext(connection) as queries:
        open_list()
    line("bare SQL (list, count, facets) plus a plain template", floor, floor)
    line(f"list of 50, narrowed, {len(queries)} queries (at most 8)", best(7, open_list), floor, 3)
    line("list of all, latest first", best(5, lambda: browser.get("/matters/")))
    worker = Client(HTTP_HOST="localhost")
    worker.force_login(street.accounts["community_secretary"])
    line("list of all, one community", best(5, lambda: worker.get("/matters/")))
    with open_scope(street.street_reader()):
        from jingwei.matters.models import Matter
        from jingwei.places.models import Place

        one = Matter.objects.filter(stage="working").select_related("place").order_by("-received_on").first()
        key, near = (
            one.pk,
            list(Place.objects.filter(path__contains=[one.place.parent_id]).values_list("pk", flat=True)),
        )

    def bare_one() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM matters_matter WHERE id = %s", [key])
            rows = cursor.fetchall()
            for name in ("matters_request", "matters_step"):
                cursor.execute(f"SELECT * FROM {name} WHERE matter_id = %s", [key])
                rows += cursor.fetchall()
            # What may be the same one stands on the page, so it belongs to the floor.
            cursor.execute(
                "SELECT id, title, number, stage, address, received_at FROM matters_matter WHERE subdistrict = %s "
                "AND kind = %s AND place_id = ANY(%s) AND stage <> 'void' AND (stage = ANY(%s) OR received_at >= %s)",
                [street.code, one.kind, near, stages, one.received_at - timedelta(weeks=4)],
            )
            rows += cursor.fetchall()
        table.render({"rows": rows})

    with open_scope(street.scope("office")):
        floor = best(15, bare_one)
    with CaptureQueriesContext(connection) as queries:
        browser.get(f"/matters/{key}/")
    line("one matter by bare SQL plus a plain template", floor, floor)
    line(f"one matter, {len(queries)} queries", best(15, lambda: browser.get(f"/matters/{key}/")), floor, 3)


def counts(street) -> None:
    """All matters by kind and grid, live; and the summary of a week over all of them."""
    from django.db.models import Count
    from django.test import Client

    from jingwei.core.scope import open_scope
    from jingwei.matters.models import Matter

    def crossed() -> list:
        rows = Matter.objects.exclude(stage="void").values_list("kind", "place_id").annotate(n=Count("pk")).order_by()
        return list(rows)

    with open_scope(street.scope("office")):
        found = crossed()
        line(f"counts by kind × grid, live, {sum(n for *_, n in found)} matters (at most 200 ms)", best(7, crossed))
    browser = Client(HTTP_HOST="localhost")
    browser.force_login(street.accounts["office"])
    line("the summary of a week", best(5, lambda: browser.get("/matters/summary/")))
    line("the inbox of the desk", best(5, lambda: browser.get("/matters/inbox/")))


def locked(street) -> None:
    """The last month that is over by kind and grid: counted, locked, and read from the lock."""
    from datetime import date

    from django.utils import timezone

    from jingwei.core.actions import perform
    from jingwei.core.periods import Period
    from jingwei.core.scope import open_scope
    from jingwei.indicators.actions import DefineIndicators, LockPeriod
    from jingwei.indicators.cells import Ask
    from jingwei.indicators.engine import evaluate

    kinds = ("hotline", "grid", "hazard", "dispute", "petition", "firm", "help")
    bodies = {
        f"received_{kind}": {
            "name": f"{kind}受理",
            "unit": "件",
            "count": "matters",
            "where": {"kind": kind},
            "at": "received",
        }
        for kind in kinds
    }
    rows = [
        {"key": key, "name": one["name"], "unit": "件", "valid_from": date(2020, 1, 1)} for key, one in bodies.items()
    ]
    over = timezone.localdate().replace(day=1) - timedelta(days=1)
    month = Period.months(over.year, over.month, over.month)

    def by_grid() -> None:
        with open_scope(street.scope("statistician")):
            cells = evaluate([Ask(key, month, by="grid") for key in bodies], proof=False).values()
        assert sum(len(cell.parts) for cell in cells) == 200 * len(kinds)

    with open_scope(street.scope("statistician")):
        perform(DefineIndicators(), rows, context={"bodies": bodies})
    line("a month by kind × grid as indicators, counted", best(5, by_grid))
    with open_scope(street.scope("statistician")):
        start = time.perf_counter()
        perform(LockPeriod(), [{"period": str(month)}])
        line("locking that month", (time.perf_counter() - start) * 1000)
    line("the same from the locked month (at most 20 ms)", best(7, by_grid))


def main() -> int:
    """Print what is measured."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--matters", type=int, default=200_000)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args()
    with scratch_database() as url:
        from jingwei.api.tests.calling import token_for
        from jingwei.people.tests.street import make_street

        street = make_street(communities=20, grids=10, micro=1)
        start = time.perf_counter()
        fill(street, options.matters)
        print(f"{options.matters} matters filled in {time.perf_counter() - start:.1f} s", flush=True)
        pages(street)
        counts(street)
        locked(street)
        token = token_for(street, "office")
        with server(url) as port:
            place = str(street.grid().pk)
            many(port, token, place, 1, 1)
            alone = statistics.median(many(port, token, place, 1, 3)) * 1000
            took = many(port, token, place, 4, options.seconds)
        line("one creation by API, alone", alone)
        rate = len(took) / options.seconds
        print(f"creations a second with 4 clients{rate:35.0f}    (at least {AT_LEAST})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
