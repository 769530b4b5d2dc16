"""Importing the house ledger (73,441 × 14 cells) against its floor: reading it with calamine and COPYing it raw.

Raw are the ledger's own rows, as they lie in the table at the end, into a table without keys, indexes and policies.
How long the 14 columns of the sheet take as bare text is printed beside it.
"""

import io
import sys
import time
from datetime import date

from bench.scratch import line, scratch_database, wait_for_upkeep

ROWS = 73_441


def sheet(grid: str, rows: int = ROWS) -> bytes:
    """The ledger as an office sends it."""
    import random

    import xlsxwriter

    chance = random.Random(7)
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"constant_memory": True, "in_memory": True})
    page = book.add_worksheet("房屋")
    page.write_row(0, 0, ["望澜街道房屋情况表"])
    page.write_row(
        1,
        0,
        [
            "房屋编号",
            "地址",
            "小区",
            "社区",
            "网格编码",
            "房屋性质",
            "结构",
            "建成年份",
            "建筑面积",
            "层数",
            "居住人数",
            "是否出租",
            "经度",
            "纬度",
        ],
    )
    for n in range(rows):
        page.write_row(
            n + 2,
            0,
            [
                f"WL{n:06d}", f"望澜街道东湖社区东湖路{n // 100}号{n % 10}栋{n % 900}室", f"东湖花园{n % 117}", "东湖社区", grid, "住宅", "砖混",
                1980 + n % 40, round(50 + chance.random() * 100, 2), 1 + n % 30, n % 5, "是" if n % 3 == 0 else "否",
                round(118 + chance.random() * 0.01, 6), round(24 + chance.random() * 0.01, 6),
            ],
        )  # fmt: skip
    book.close()
    return buffer.getvalue()


def copied(connection, columns: str, write) -> float:
    """Milliseconds of a COPY into a new table of these columns."""
    connection.execute(f"CREATE TABLE raw ({columns})")
    start = time.perf_counter()
    with connection.cursor() as cursor, cursor.copy("COPY raw FROM STDIN") as copy:
        write(copy)
    connection.commit()
    took = (time.perf_counter() - start) * 1000
    connection.execute("SET ROLE jingwei_owner")
    connection.execute("DROP TABLE raw")
    connection.commit()
    return took


def main() -> int:
    """Print floor, import, import of the same again, and undo."""
    with scratch_database() as url:
        import psycopg
        from python_calamine import CalamineWorkbook

        from jingwei.core.actions import perform
        from jingwei.core.scope import open_scope
        from jingwei.core.sheets import read_workbook
        from jingwei.people.tests.street import make_street
        from jingwei.registers.actions import ImportSheet, UndoImport
        from jingwei.registers.incoming import choose_sheet, read_incoming, upload
        from jingwei.registers.models import Source
        from jingwei.registers.packs import load_pack
        from jingwei.registers.query import register_by_key

        street = make_street()
        data = sheet(street.grid().code)
        with open_scope(street.scope("office")):
            load_pack("houses").define()
            register = register_by_key("houses")
        # Another street's ledger goes in first: a server that has run for a while has its files and caches.
        other = make_street("990101002")
        with open_scope(other.scope("office")):
            load_pack("houses").define()
            draft = upload(register_by_key("houses"), sheet(other.grid().code), "房屋.xlsx")
            perform(ImportSheet(), [{"valid_from": "2025-01-01"}], targets=[draft.pk])
        wait_for_upkeep()

        start = time.perf_counter()
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()[2:]
        read = (time.perf_counter() - start) * 1000
        with psycopg.connect(url) as connection:
            connection.execute("SET ROLE jingwei_owner")
            text = ((str(cell) for cell in row) for row in rows)
            cells = copied(
                connection, ", ".join(f"c{n} text" for n in range(14)), lambda c: [c.write_row(r) for r in text]
            )
        del rows

        def timed(what, work, at_most=None):
            start = time.perf_counter()
            with open_scope(street.scope("office")):
                out = work()
            took.append(((time.perf_counter() - start) * 1000, what, at_most))
            return out

        took = []

        def chosen(draft):
            choose_sheet(draft, read_workbook(data, "房屋.xlsx"))
            draft.save(update_fields=["sheet"])

        draft = timed("upload (kept)", lambda: upload(register, data, "房屋.xlsx"))
        timed("sheet chosen, as a job does", lambda: chosen(draft))
        timed("preview (all rows new)", lambda: read_incoming(draft, date(2025, 1, 1)))
        timed("import", lambda: perform(ImportSheet(), [{"valid_from": "2025-01-01"}], targets=[draft.pk]), 4)
        wait_for_upkeep()
        with psycopg.connect(url) as connection:
            connection.execute("SET ROLE jingwei_lookup")
            with connection.cursor().copy(
                f"COPY (SELECT * FROM registers_version WHERE subdistrict = '{street.code}') TO STDOUT"
            ) as out:
                written = b"".join(out)
            connection.execute("SET ROLE jingwei_owner")
            raw = copied(connection, "LIKE registers_version", lambda c: c.write(written))
        floor = read + raw
        line("read with calamine", read)
        line("COPY of the sheet's cells as 14 columns of text", cells)
        line("COPY of the ledger's rows, raw", raw)
        line("floor: read, and COPY of the rows", floor, floor)
        again = timed("upload the same again", lambda: upload(register, data, "房屋.xlsx"))
        timed(
            "import the same again (nothing to write)",
            lambda: perform(ImportSheet(), [{"valid_from": "2025-01-01"}], targets=[again.pk]),
        )
        with open_scope(street.scope("office")):
            first = Source.objects.get(new=ROWS, subdistrict=street.code)
        timed("undo", lambda: perform(UndoImport(), targets=[first.pk], reason="measured"))
        for ms, what, at_most in took:
            line(what, ms, floor, at_most)
    return 0


if __name__ == "__main__":
    sys.exit(main())
