"""A ledger's rows are found, and foreseen, whatever lies beside them: what was believed once by an index of its own, and
that a ledger lies in one subdistrict as a statistic.

Without it the database takes the share of the subdistrict times that of the ledger, foresees one row where there are
thousands, and asks for the confirmations of each row by going through all of them.
"""

from typing import ClassVar

from django.db import migrations, models

_TABLES = ("registers_entry", "registers_version", "registers_confirmation")


def _told(table: str) -> migrations.RunSQL:
    name = f"st_{table.removeprefix('registers_')}_register"
    return migrations.RunSQL(
        [
            f"CREATE STATISTICS {name} (dependencies, ndistinct) ON subdistrict, register_id FROM {table}",
            f"ANALYZE {table}",
        ],
        f"DROP STATISTICS {name}",
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0010_rows_sent_back")]

    operations: ClassVar = [
        migrations.AddIndex(
            "version",
            models.Index(
                fields=["subdistrict", "register", "known_to"],
                name="idx_version_past",
                condition=models.Q(("known_to", None), _negated=True),
            ),
        ),
        *(_told(table) for table in _TABLES),
    ]
