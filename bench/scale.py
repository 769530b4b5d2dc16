"""One subdistrict of 10⁴, 10⁵ and 10⁶ entries over 60 ledgers beside 30 of 100,000 each: what pages cost, as curves.

    python -m bench.scale [--part 0.1] [--picture docs/pictures/scale.svg]

Every question is measured against bare SQL in the same run, with the number of its statements, which must not
grow. `--part` makes all of it smaller.
"""

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bench.curve import Spot, draw, table
from bench.scale_rows import SIDE, SOUTH, WEST, Filled
from bench.scratch import best, line, scratch_database

SIZES = (10_000, 100_000, 1_000_000)
NEIGHBOURS, EACH = 30, 100_000
MAP_MS = 200
_NOW = "subdistrict = %s AND register_id = %s AND known_to IS NULL AND valid_to = '9999-12-31'"
_THEN = "subdistrict = %s AND register_id = %s AND known_to IS NULL AND valid_from <= '2024-06-30' AND valid_to > '2024-06-30'"
_FACETS = ("use", "rented", "state", "owner", "lift")


def fill_all(part: float) -> list[Filled]:
    """Make all rows; the streets of the curve, smallest first."""
    from uuid import uuid4

    from bench.scale_rows import REGISTERS, TABLES, fill, fill_street, indexed_afterwards
    from jingwei.core.scope import Reader, Scope, open_scope
    from jingwei.people.tests.street import make_street
    from jingwei.registers.upkeep import vacuum

    start = time.perf_counter()
    streets = []
    with indexed_afterwards(*TABLES):
        for number in range(NEIGHBOURS):
            code = f"990102{number + 1:03d}"
            with open_scope(Scope(Reader.STREET, code)):
                fill(code, [uuid4() for _ in range(REGISTERS)], [uuid4() for _ in range(200)], int(EACH * part))
        for number, size in enumerate(SIZES):
            street = make_street(f"990101{number + 1:03d}", communities=12, grids=6, micro=0)
            streets.append(fill_street(street, int(size * part)))
    made = time.perf_counter() - start
    vacuum(*TABLES)
    rows = int(NEIGHBOURS * EACH * part) + sum(one.entries for one in streets)
    sys.stdout.write(
        f"{rows:,} entries made in {made:.0f} s, and {time.perf_counter() - start - made:.0f} s of vacuum\n"
    )
    return streets


@dataclass
class Measuring:
    """Asks one street everything; `found` collects what → size → how it went."""

    filled: Filled
    found: dict[str, dict[int, Spot]] = field(default_factory=dict)

    def all(self) -> None:
        """Every question of the issue."""
        self._lists()
        self._counts()
        self._map()
        self._file()

    def _lists(self) -> None:
        one = self.filled
        for name, ledger, late in (
            ("list page, houses of 40 fields", one.wide, False),
            ("list page, largest ledger", one.largest, True),
        ):
            facets = [] if late else _FACETS
            self.page(
                name, f"/registers/{ledger.key}/", lambda ledger=ledger, facets=facets: self._bare_list(ledger, facets)
            )
        self.page(
            "facets after the list, largest ledger",
            "/registers/visits/facets/",
            lambda: self._bare_facets(one.largest, ("use", "rented")),
        )
        floor = lambda: self._bare_list(one.wide, _FACETS)  # noqa: E731
        self.page("list, not confirmed lately", "/registers/houses/?f.confirmation_due=true", floor)
        self.page("list, confirmed this month", "/registers/houses/?f.last_confirmed.last=30", floor)

    def _counts(self) -> None:
        from jingwei.core.facts.point import Point
        from jingwei.core.facts.table import count_facets, count_rows
        from jingwei.registers.selection import selection_of

        big = self.filled.largest
        self.asked(
            "facet counts, largest ledger",
            lambda: count_facets(selection_of(big)),
            lambda: self._bare_facets(big, ("use", "rented")),
        )
        bare_then = lambda: self.bare(f"SELECT count(*) FROM registers_version WHERE {_THEN}", [big.pk])  # noqa: E731
        day = Point(date(2024, 6, 30))
        self.asked("count as of a day, largest ledger", lambda: count_rows(selection_of(big, point=day)), bare_then)
        from django.utils import timezone

        known = Point(date(2024, 6, 30), timezone.make_aware(datetime(2024, 6, 30, 12)))
        self.asked("the same as known that day", lambda: count_rows(selection_of(big, point=known)), bare_then)

    def _map(self) -> None:
        for name, low, high, zoom in (("map view, all houses", 0.0, 1.0, 14), ("map view, a grid", 0.40, 0.56, 17)):
            box = [WEST + low * SIDE, SOUTH + low * SIDE, WEST + high * SIDE, SOUTH + high * SIDE]
            inside = f"SELECT count(*) FROM registers_version WHERE {_NOW} AND lon BETWEEN %s AND %s AND lat BETWEEN %s AND %s"
            given = [self.filled.wide.pk, box[0], box[2], box[1], box[3]]
            url = f"/places/map/points/houses/?bbox={','.join(map(str, box))}&zoom={zoom}"
            self.page(name, url, lambda given=given, inside=inside: self.bare(inside, given))

    def _file(self) -> None:
        house = self.filled.house
        of_entry = "SELECT * FROM registers_version WHERE entry_id = %s"
        linked = f"SELECT entry_id, title FROM registers_version WHERE {_NOW} AND data->'house' @> %s::jsonb ORDER BY sort LIMIT 50"
        self.page("file of a house", f"/registers/entries/{house.pk}/", lambda: self.run(of_entry, [house.pk]))
        self.page("its dossier", f"/registers/entries/{house.pk}/dossier/", lambda: self.run(of_entry, [house.pk]))
        self.page(
            "what leads to it, largest ledger",
            f"/registers/entries/{house.pk}/leading/",
            lambda: self.bare(linked, [self.filled.largest.pk, f'"{house.key}"']),
        )

    def page(self, what: str, url: str, bare: Callable[[], Any]) -> None:
        """A page as the office gets it, against bare SQL."""
        from django.test import Client

        client = self.filled.street.sign_in(Client(HTTP_HOST="localhost"), "office")

        def get() -> None:
            answer = client.get(url)
            assert answer.status_code == 200, (url, answer.status_code)

        self._measured(what, get, bare)

    def asked(self, what: str, ask: Callable[[], Any], bare: Callable[[], Any]) -> None:
        """A question of the query modules, asked in the office's scope."""
        from jingwei.core.scope import open_scope

        with open_scope(self.filled.street.scope("office")):
            self._measured(what, ask, bare)

    def _measured(self, what: str, ask: Callable[[], Any], bare: Callable[[], Any]) -> None:
        from jingwei.core.scope import open_scope
        from jingwei.core.tests.query_counts import counted, taken_back

        ask()
        with taken_back(), counted() as said:
            ask()
        with open_scope(self.filled.street.scope("office")):
            floor = best(5, bare)
        spot = Spot(best(5, ask), floor, said.queries)
        self.found.setdefault(what, {})[self.filled.entries] = spot
        line(f"{self.filled.entries:>9,}  {what} ({spot.queries} statements)", spot.ms, floor)

    def _bare_list(self, ledger: Any, facets: Any) -> None:
        self.bare(
            f"SELECT id, title, data, place_id FROM registers_version WHERE {_NOW} ORDER BY sort, id LIMIT 50",
            [ledger.pk],
        )
        self.bare(f"SELECT count(*) FROM registers_version WHERE {_NOW}", [ledger.pk])
        if facets:
            self._bare_facets(ledger, facets)

    def _bare_facets(self, ledger: Any, facets: Any) -> None:
        for key in facets:
            self.bare(f"SELECT data->>'{key}', count(*) FROM registers_version WHERE {_NOW} GROUP BY 1", [ledger.pk])

    def bare(self, statement: str, given: list[Any]) -> None:
        """Bare SQL over the rows of the street."""
        self.run(statement, [self.filled.street.code, *given])

    def run(self, statement: str, given: list[Any]) -> None:
        """Bare SQL, all of its rows fetched."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(statement, given)
            cursor.fetchall()


def first_view(url: str, filled: Filled) -> None:
    """The first map view that a freshly started server answers, and the second."""
    import http.client

    from django.test import Client

    from bench.api_actions import server

    client = filled.street.sign_in(Client(HTTP_HOST="localhost"), "office")
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    box = f"{WEST},{SOUTH},{WEST + SIDE},{SOUTH + SIDE}"
    took = []
    with server(url) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for _ in range(2):
            start = time.perf_counter()
            connection.request("GET", f"/places/map/points/houses/?bbox={box}&zoom=14", headers={"Cookie": cookie})
            answer = connection.getresponse()
            assert answer.status == 200, answer.status
            answer.read()
            took.append((time.perf_counter() - start) * 1000)
    sys.stdout.write(f"a server just started: its first map view {took[0]:.0f} ms, the next {took[1]:.0f} ms\n")


def main() -> int:
    """Print every question at every size, then the curves; 1 where the number of statements grows."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", type=float, default=1.0, help="make so large a part of the rows")
    parser.add_argument("--picture", type=Path, help="draw the curves into this SVG")
    arguments = parser.parse_args()
    with scratch_database() as url:
        streets = fill_all(arguments.part)
        found: dict[str, dict[int, Spot]] = {}
        for filled in streets:
            Measuring(filled, found).all()
        first_view(url, streets[-1])
        from bench.scale_fields import field_changes

        for filled in streets:
            field_changes(filled, found)
    sizes = [filled.entries for filled in streets]
    sys.stdout.write(table(found, sizes) + "\n")
    if arguments.picture:
        draw(found, sizes, arguments.picture)
    # Fewer is right: the facets of a large ledger are asked for after its list.
    growing = [what for what, spots in found.items() if spots[sizes[-1]].queries > spots[sizes[0]].queries]
    sys.stdout.write(f"statements grow: {', '.join(growing) or 'nowhere'}\n")
    views = [spots[sizes[-1]].ms for what, spots in found.items() if what.startswith("map view")]
    sys.stdout.write(f"slowest map view {max(views):.0f} ms, asked: under {MAP_MS}\n")
    return 1 if growing else 0


if __name__ == "__main__":
    sys.exit(main())
