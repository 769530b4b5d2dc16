"""The number people know a matter by: 望澜〔2025〕4171号, one row of numbers a year (GB/T 9704-2012, 7.2.5)."""

from django.db import connection

from jingwei.core.scope import current_scope
from jingwei.core.uuid7 import uuid7

_NEXT = """
INSERT INTO matters_serial (id, subdistrict, revision, year, last) VALUES (%(key)s, %(code)s, 1, %(year)s, %(count)s)
ON CONFLICT (subdistrict, year) DO UPDATE SET last = matters_serial.last + excluded.last
RETURNING last, (SELECT name FROM places_subdistrict WHERE code = %(code)s)
"""


def next_numbers(year: int, count: int) -> list[str]:
    """So many new numbers of a year, in order; others who want one wait until this transaction has ended."""
    code = current_scope().subdistrict
    with connection.cursor() as cursor:
        cursor.execute(_NEXT, {"key": uuid7(), "code": code, "year": year, "count": count})
        last, name = cursor.fetchone()
    short = name.removesuffix("街道").removesuffix("镇") or name
    return [f"{short}〔{year}〕{number}号" for number in range(last - count + 1, last + 1)]
