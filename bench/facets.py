"""Facets over the house ledger of 73,441 rows: one statement, against the same GROUP BY one field at a time."""

import sys

from bench.scratch import best, line, scratch_database

ROWS = 73_441


def main() -> int:
    """Print the facet statement, its floor, and a filtered one."""
    with scratch_database():
        from django.db import connection

        from jingwei.core.facts.table import count_facets
        from jingwei.core.scope import open_scope
        from jingwei.people.tests.street import make_street
        from jingwei.registers.selection import selection_of

        street = make_street(communities=12, grids=6, micro=3)
        register = fill_one(street)
        with open_scope(street.scope("office")):

            def one_by_one() -> None:
                for key in ("use", "rented"):
                    with connection.cursor() as cursor:
                        cursor.execute(
                            f"SELECT data->>'{key}', count(*) FROM registers_version WHERE subdistrict = %s AND register_id = %s "
                            "AND known_to IS NULL AND valid_to = '9999-12-31' GROUP BY 1",
                            [street.code, register.pk],
                        )
                        cursor.fetchall()

            floor = best(7, one_by_one)
            line("GROUP BY, one statement per field (2 fields)", floor, floor)
            line(
                "all facets and communities, one statement",
                best(7, lambda: count_facets(selection_of(register))),
                floor,
            )
            chosen = selection_of(register, {"use": "shop"})
            line("the same, filtered", best(7, lambda: count_facets(chosen)), floor)
            line(
                "the same, found by words",
                best(7, lambda: count_facets(selection_of(register, words="示例路1"))),
                floor,
            )
    return 0


def fill_one(street):
    """One ledger with all rows."""
    import bench.list_page as lists

    lists.REGISTERS = 1
    return lists.fill(street, ROWS)[0]


if __name__ == "__main__":
    sys.exit(main())
