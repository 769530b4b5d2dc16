"""Run in a process of its own by the test that kills it: `prepare` makes an upload in a street, `import` applies it."""

import io
import sys
from datetime import date

import django

ROWS = 4000


def main(step: str) -> None:
    """Carry out one step on the database of the environment; prints the key of the upload or what was written."""
    django.setup()
    from jingwei.core.actions import perform
    from jingwei.core.scope import open_scope
    from jingwei.people.tests.street import make_street
    from jingwei.registers.actions import ImportSheet
    from jingwei.registers.incoming import upload
    from jingwei.registers.tests.ledgers import define_houses

    if step == "prepare":
        street = make_street()
        with open_scope(street.scope("office")):
            draft = upload(define_houses(), _sheet(street.grid().code), "房屋.xlsx")
        sys.stdout.write(f"{draft.pk} {street.accounts['office'].pk}\n")
        return
    draft_id, account = sys.argv[2:4]
    from jingwei.people.seats import seat_of

    seat = seat_of(account)
    assert seat is not None
    with open_scope(seat.scope):
        done = perform(
            ImportSheet(), [{"valid_from": date(2025, 1, 1).isoformat()}], targets=[_uuid(draft_id)], key="killed"
        )
    sys.stdout.write(f"{done.result['new']}\n")


def _uuid(text: str):
    from uuid import UUID

    return UUID(text)


def _sheet(grid: str) -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    page = book.add_worksheet("房屋")
    page.write_row(0, 0, ["房屋编号", "地址", "网格编码", "房屋性质", "居住人数"])
    for n in range(ROWS):
        page.write_row(n + 1, 0, [f"H{n:05d}", f"示例路{n}号", grid, "住宅", n % 5])
    book.close()
    return buffer.getvalue()


if __name__ == "__main__":
    main(sys.argv[1])
