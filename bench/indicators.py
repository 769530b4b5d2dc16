"""Counting: 40 indicators × 12 communities over 200,000 records, locking a month, reading locked values; with history.

    python -m bench.indicators [--entries 200000] [--years 10]

The floor of counting is one bare GROUP BY with as many FILTERed counts; that of reading locked values is one bare
SELECT of as many rows. Then `years` of past states are added to every entry, and the CPU time of both is measured again.
"""

import argparse
import sys
from datetime import date

from bench.scratch import best, line, scratch_database, spent, wait_for_upkeep

COUNTED, LOCKED, DRAWN = 40, 300, 150
PERIOD = "2025-06"


def bodies(number: int) -> list[dict]:
    """As many definitions as wanted: counts, sums, distinct values and shares under changing conditions."""
    out = []
    for n in range(number):
        where = {"use": ["home", "shop", "office"][n % 3], "residents": {"min": n % 5}}
        if n % 2:
            where["rented"] = n % 4 == 1
        verb = (
            {"count": "r0"}, {"sum": "r0.residents"}, {"distinct": "r0.use"}, {"share": "r0"}
        )[n // 3 % 4]  # fmt: skip
        out.append({**verb, "where": where})
    return out


def define(number: int) -> list[str]:
    """Define them; gives their keys."""
    from jingwei.core.actions import perform
    from jingwei.indicators.actions import DefineIndicators

    made = {f"i{n:03d}": {"name": f"指标{n}", "unit": "%" if "share" in body else "个", **body}
            for n, body in enumerate(bodies(number))}  # fmt: skip
    rows = [
        {"key": key, "name": body["name"], "unit": body["unit"], "valid_from": date(2020, 1, 1)}
        for key, body in made.items()
    ]
    perform(DefineIndicators(), rows, context={"bodies": made})
    return list(made)


def grow_old(street, years: int) -> None:
    """Give every entry `years` past states, long replaced and long not true any more."""
    from django.db import connection

    from jingwei.core.scope import open_scope
    from jingwei.registers.restate import restate
    from jingwei.registers.upkeep import vacuum

    with open_scope(street.scope("office")), connection.cursor() as cursor:
        for year in range(years):
            cursor.execute(
                restate(
                    "registers_version v WHERE v.known_to IS NULL AND v.valid_to = DATE '9999-12-31'",
                    valid_from=f"DATE '{2014 - year}-01-01'",
                    valid_to=f"DATE '{2015 - year}-01-01'",
                )
            )
    vacuum("registers_version")


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=200_000)
    parser.add_argument("--years", type=int, default=10)
    options = parser.parse_args()
    with scratch_database():
        from django.db import connection

        import bench.list_page as lists
        from jingwei.core.actions import perform
        from jingwei.core.periods import Period
        from jingwei.core.scope import open_scope
        from jingwei.indicators.actions import LockPeriod
        from jingwei.indicators.cells import Ask
        from jingwei.indicators.engine import evaluate
        from jingwei.people.tests.street import make_street

        lists.REGISTERS = 1
        street = make_street(communities=12, grids=6, micro=3)
        register = lists.fill(street, options.entries)[0]
        period = Period.parse(PERIOD)
        with open_scope(street.scope("statistician")):
            keys = define(LOCKED)

        def bare() -> None:
            columns = ", ".join(
                f"count(*) FILTER (WHERE v.data->>'use' = 'home' AND (v.data->>'residents')::numeric >= {n % 5} "
                f"AND {n} = {n})" for n in range(COUNTED)
            )  # fmt: skip
            with open_scope(street.engine()), connection.cursor() as cursor:
                cursor.execute(
                    f"SELECT p.path[2], {columns} FROM registers_version v JOIN places_place p ON p.id = v.place_id "
                    "WHERE v.subdistrict = %s AND v.register_id = %s AND v.known_to IS NULL AND v.valid_from <= %s "
                    "AND v.valid_to > %s GROUP BY 1",
                    [street.code, register.pk, period.end, period.end],
                )
                cursor.fetchall()

        def count() -> None:
            with open_scope(street.scope("statistician")):
                evaluate([Ask(key, period, by="community") for key in keys[:COUNTED]], proof=False, recount=True)

        def read() -> None:
            with open_scope(street.scope("statistician")):
                evaluate([Ask(key, period) for key in keys[:DRAWN]])

        def bare_read() -> None:
            with open_scope(street.engine()), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT * FROM indicators_lockedcell WHERE place IS NULL AND key = ANY(%s)", [keys[:DRAWN]]
                )
                cursor.fetchall()

        floor = best(5, bare)
        line(f"{COUNTED} counts × 12 communities, bare SQL", floor, floor)
        young = best(5, count)
        line(f"{COUNTED} indicators × 12 communities, {options.entries:,} records", young, floor)
        young = spent(9, count)

        def lock() -> None:
            with open_scope(street.scope("statistician")):
                cells = perform(LockPeriod(), [{"period": PERIOD}]).result["cells"]
            print(f"{'':4}{cells:,} cells locked")

        line(f"locking a month of {LOCKED} indicators × {len(street.places)} places", best(1, lock))
        floor = best(5, bare_read)
        line(f"{DRAWN} locked values, bare SQL", floor, floor)
        read_young = best(5, read)
        line(f"{DRAWN} locked values, as cells with their rows (under 2,000 ms)", read_young, floor)
        read_young = spent(5, read, 10)
        grow_old(street, options.years)
        wait_for_upkeep()
        line(f"counting with {options.years} years of history, CPU against before", spent(9, count), young, 1.1)
        line(f"locked values with {options.years} years of history, CPU", spent(5, read, 10), read_young, 1.1)
    return 0


if __name__ == "__main__":
    sys.exit(main())
