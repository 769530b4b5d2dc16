"""The map over 73,441 houses: points of a view near and far, and a service circle, each against bare SQL."""

import json
import sys
import time

from bench.scratch import best, line, scratch_database

HOUSES = 73_441
POINTS = 200
WEST, SOUTH, SIDE = 119.8, 38.6, 0.08
VIEWS = {"the whole street, clustered": (0.0, 1.0, 14), "a grid, single points": (0.40, 0.56, 17)}
ASKED_MS = 200


def fill(street, register, count: int, seed: float) -> None:
    """So many rows spread over the street by SQL."""
    from django.db import connection

    from jingwei.core.scope import open_scope
    from jingwei.registers.upkeep import vacuum

    with open_scope(street.scope("office")), connection.cursor() as cursor:
        cursor.execute("SELECT setseed(%s)", [seed])
        cursor.execute(
            """
            WITH made AS MATERIALIZED (
              SELECT gen_random_uuid() AS entry, n, %s + random() * %s AS lon, %s + random() * %s AS lat,
                (%s::uuid[])[1 + n %% %s] AS place FROM generate_series(1, %s) n
            ), entries AS (
              INSERT INTO registers_entry (id, subdistrict, revision, register_id, key, place_id, ended_reason)
              SELECT entry, %s, 1, %s, 'H' || n, place, '' FROM made
            )
            INSERT INTO registers_version (id, subdistrict, revision, entry_id, register_id, place_id, places, valid_from,
              valid_to, known_from, title, sort, data, fields_version, hashes, words, lon, lat, digest, actor_label, action,
              reason, entry_revision, mark)
            SELECT gen_random_uuid(), %s, 1, entry, %s, place, '{}', DATE '2025-01-01', DATE '9999-12-31', now(),
              '示例路' || n || '号', lpad(n::text, 8, '0'), '{}', 1, '{}', ''::tsvector, lon, lat, gen_random_uuid(), '测量',
              'registers.record', '', 1, 1 FROM made
            """,
            [
                WEST, SIDE, SOUTH, SIDE, [p.pk for p in street.places.values() if p.level == "grid"],
                sum(1 for p in street.places.values() if p.level == "grid"), count, street.code, register.pk, street.code,
                register.pk,
            ],
        )  # fmt: skip
    vacuum("registers_entry", "registers_version")


def main() -> int:
    """Print each view as bare SQL, as the question, and as the whole answer of the page."""
    with scratch_database():
        from django.db import connection
        from django.test import Client

        from jingwei.core.scope import open_scope
        from jingwei.core.ui.maps import Box
        from jingwei.people.tests.street import make_street
        from jingwei.registers.circles import Circle, reached
        from jingwei.registers.spots import spots
        from jingwei.registers.tests.ledgers import define_firms, define_houses

        street = make_street(communities=12, grids=6, micro=0)
        with open_scope(street.scope("office")):
            houses, firms = define_houses(), define_firms()
        fill(street, houses, HOUSES, 0.1)
        fill(street, firms, POINTS, 0.2)

        def bare(statement: str, values: list) -> float:
            def run() -> None:
                with connection.cursor() as cursor:
                    cursor.execute(statement, values)
                    cursor.fetchall()

            with open_scope(street.scope("office")):
                return best(9, run)

        client = street.sign_in(Client(HTTP_HOST="localhost"), "office")
        now = (
            "subdistrict = %s AND register_id = %s AND known_to IS NULL AND valid_to = '9999-12-31' AND lon IS NOT NULL"
        )
        worst = 0.0
        for name, (low, high, zoom) in VIEWS.items():
            box = Box(WEST + low * SIDE, SOUTH + low * SIDE, WEST + high * SIDE, SOUTH + high * SIDE, zoom)
            given = [street.code, houses.pk, box.west, box.east, box.south, box.north]
            inside = f"SELECT count(*) FROM registers_version WHERE {now} AND lon BETWEEN %s AND %s AND lat BETWEEN %s AND %s"
            floor = bare(inside, given)
            with open_scope(street.scope("office")):
                asked = best(9, lambda box=box: spots(houses, box))
            url = f"/places/map/points/houses/?bbox={box.west},{box.south},{box.east},{box.north}&zoom={zoom}"
            started = time.perf_counter()
            total = json.loads(client.get(url).content)["total"]
            took = (time.perf_counter() - started) * 1000
            answer = best(9, lambda url=url: client.get(url))
            worst = max(worst, answer)
            line(f"{name} ({total} of {HOUSES}): counting the box, bare", floor, floor)
            line(f"{name}: its points", asked, floor)
            line(f"{name}: the whole answer (first one {took:.0f} ms)", answer, floor)
        plain = bare(
            f"SELECT count(*), sum(lon), sum(lat) FROM registers_version WHERE {now}", [street.code, houses.pk]
        )
        with open_scope(street.scope("office")):
            circle = best(5, lambda: reached(Circle(houses, firms, 1000.0), 2))
        line(f"reading all {HOUSES} points, bare", plain, plain)
        line(f"service circle over {POINTS} points, by community", circle, plain)
        sys.stdout.write(f"slowest answer {worst:.0f} ms, asked: under {ASKED_MS}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
