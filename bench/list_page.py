"""A list page of 50 among 1,000,000 entries: with and without policies, and against bare SQL plus a plain template."""

import sys

from bench.scratch import best, line, scratch_database

ENTRIES = 1_000_000
REGISTERS = 60


def fill(street, entries: int) -> list:
    """Fill 60 ledgers with entries by SQL, each spread over all places, in the street's own role."""
    from django.db import connection

    from jingwei.core.scope import open_scope
    from jingwei.registers.models import Register
    from jingwei.registers.tests.ledgers import HOUSES

    with open_scope(street.scope("office")):
        registers = [
            Register(
                subdistrict=street.code, key=f"r{n}", name=f"台账{n}", noun="房屋", unit="套", fields=HOUSES.dump(),
                key_field="number", title_field="address", place_field="grid", order=n,
            )
            for n in range(REGISTERS)
        ]  # fmt: skip
        for register in registers:
            register.save()
        with connection.cursor() as cursor:
            cursor.execute(
                """
                CREATE TEMPORARY TABLE made ON COMMIT DROP AS
                SELECT gen_random_uuid() AS entry, n, (%s::uuid[])[1 + n %% %s] AS register, (%s::uuid[])[1 + n / %s %% %s] AS place
                FROM generate_series(1, %s) n
                """,
                [
                    [r.pk for r in registers], REGISTERS,
                    [p.pk for p in street.places.values() if p.level == "microgrid"], REGISTERS,
                    sum(1 for p in street.places.values() if p.level == "microgrid"), entries,
                ],
            )  # fmt: skip
            cursor.execute(
                "INSERT INTO registers_entry (id, subdistrict, revision, register_id, key, place_id, ended_reason) "
                "SELECT entry, %s, 1, register, 'H' || n, place, '' FROM made",
                [street.code],
            )
            cursor.execute(
                """
                INSERT INTO registers_version (id, subdistrict, revision, entry_id, register_id, place_id, places, valid_from, valid_to,
                  known_from, title, sort, data, fields_version, hashes, words, digest, actor_label, action, reason, entry_revision, mark)
                SELECT gen_random_uuid(), %s, 1, entry, register, place, '{}', DATE '2025-01-01', DATE '9999-12-31', now(),
                  '示例路' || n || '号', 'shi li lu ' || lpad(n::text, 8, '0'),
                  jsonb_build_object('number', 'H' || n, 'address', '示例路' || n || '号', 'use',
                    (ARRAY['home','shop','office'])[1 + n %% 3], 'residents', n %% 5, 'rented', n %% 3 = 0),
                  1, '{}', ('示例 例路 ' || n)::tsvector, gen_random_uuid(), '测量', 'registers.record', '', 1, 1
                FROM made
                """,
                [street.code],
            )
    from jingwei.registers.upkeep import vacuum

    vacuum("registers_entry", "registers_version")
    return registers


def main() -> int:
    """Print the page, the query with and without policies, and the floor."""
    with scratch_database():
        from django.db import connection
        from django.template import engines
        from django.test import Client

        from jingwei.core.scope import open_scope
        from jingwei.people.tests.street import make_street
        from jingwei.registers.selection import selection_of

        street = make_street(communities=4, grids=6, micro=3)
        registers = fill(street, ENTRIES)
        register = registers[7]
        sql = (
            "SELECT id, title, data, place_id FROM registers_version WHERE subdistrict = %s AND register_id = %s AND known_to IS NULL "
            "AND valid_to = '9999-12-31' ORDER BY sort, id LIMIT 50"
        )
        count = "SELECT count(*) FROM registers_version WHERE subdistrict = %s AND register_id = %s AND known_to IS NULL AND valid_to = '9999-12-31'"
        given = [street.code, register.pk]

        def ask(statement: str, values: list) -> float:
            def run() -> None:
                with connection.cursor() as cursor:
                    cursor.execute(statement, values)
                    cursor.fetchall()

            return best(15, run)

        # The same question twice: bounded by hand and asked by a role without policies, and as the reader asks it.
        for name, role in (("the whole street", "office"), ("one grid", "grid_worker")):
            with open_scope(street.scope(role)) as scope:
                asked, values = selection_of(register).ordered()[:50].query.sql_with_params()
                policed = ask(asked, list(values))
            bound, values = asked, list(values)
            if scope.places:
                bound = asked.replace(" ORDER BY", " AND place_id = ANY(%s) ORDER BY")
                values.append(list(scope.places))
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE jingwei_lookup")
            free = ask(bound, values)
            with connection.cursor() as cursor:
                cursor.execute("SET ROLE jingwei_base")
            line(f"list of 50, {name}, without policies", free, free)
            line(f"list of 50, {name}, with policies", policed, free, 1.5)

        with open_scope(street.scope("office")):
            orm = best(9, lambda: list(selection_of(register).ordered().select_related("place")[:50]))
        line("the same through the query module", orm)

        template = engines["django"].from_string(
            "<html><body><table>{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}</table></body></html>"
        )

        def plain() -> None:
            with connection.cursor() as cursor:
                cursor.execute(sql, given)
                found = cursor.fetchall()
                cursor.execute(count, given)
                cursor.fetchone()
            facets = (
                "SELECT data->>'use', data->>'rented', count(*) FROM registers_version WHERE subdistrict = %s AND register_id = %s "
                "AND known_to IS NULL AND valid_to = '9999-12-31' GROUP BY GROUPING SETS ((1), (2))"
            )
            with connection.cursor() as cursor:
                cursor.execute(facets, given)
                cursor.fetchall()
            template.render({"rows": [(*row[:2], *range(6)) for row in found]})

        with open_scope(street.scope("office")):
            floor = best(9, plain)
        client = Client(HTTP_HOST="localhost")
        client.force_login(street.accounts["office"])

        def open_page() -> None:
            answer = client.get(f"/registers/{register.key}/")
            assert answer.status_code == 200, answer.status_code

        page = best(9, open_page)
        line("bare SQL (list, count, facets) plus a plain template", floor, floor)
        line("the page as the clerk gets it", page, floor, 3)
    return 0


if __name__ == "__main__":
    sys.exit(main())
