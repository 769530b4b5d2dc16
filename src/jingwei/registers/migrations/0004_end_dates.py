"""Ledgers say how long their archive lasts; the security administrator sees what ledgers are, never their rows."""

from typing import ClassVar

from django.db import migrations, models

from jingwei.core.borders import Opening
from jingwei.core.scope import Reader

# Forced policies hide the rows from the owner too.
END_DATES = [
    "ALTER TABLE core_datakey NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE registers_register NO FORCE ROW LEVEL SECURITY",
    "UPDATE core_datakey k SET end_on = r.keep_until FROM registers_register r "
    "WHERE r.subdistrict = k.subdistrict AND r.key = k.ledger "
    "AND extract(year FROM r.keep_until) = extract(year FROM k.end_on) AND r.keep_until <> k.end_on",
    "ALTER TABLE core_datakey FORCE ROW LEVEL SECURITY",
    "ALTER TABLE registers_register FORCE ROW LEVEL SECURITY",
]
ADMINISTRATORS_SEE = (
    "people_department,people_staff,people_post,people_appointment,people_delegation,people_handover,places_place,"
    "places_gridscheme,core_datakey,api_apitoken,registers_register"
)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0003_places_in_use"), ("core", "0004_end_dates")]

    operations: ClassVar = [
        migrations.AddField(
            "register", "archive_years", models.PositiveSmallIntegerField(default=0, verbose_name="归档保管年数")
        ),
        migrations.AddField(
            "register",
            "archive_rule",
            models.CharField(blank=True, default="", max_length=200, verbose_name="归档依据"),
            preserve_default=False,
        ),
        migrations.RunSQL(END_DATES, migrations.RunSQL.noop),
        Opening("registers_register", Reader.ADMIN, writes=True),
        migrations.RunSQL(
            [
                "DROP POLICY admin ON core_change",
                f"CREATE POLICY admin ON core_change FOR SELECT TO {Reader.ADMIN.value} USING ("
                "subdistrict = current_setting('jingwei.subdistrict') AND "
                f"table_name = ANY ('{{{ADMINISTRATORS_SEE}}}'::text[]))",
            ],
            migrations.RunSQL.noop,
        ),
    ]
