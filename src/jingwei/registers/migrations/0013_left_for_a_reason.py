"""Ledgers declare for which reasons rows leave, and the state that ended a row says why it left.

What had ended until now ended for what was written then.
"""

from typing import ClassVar

from django.db import migrations, models

# Forced policies hide the rows from the owner too. A row that came back left all the same.
KNOWN_SO_FAR = [
    "ALTER TABLE registers_version NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE registers_entry NO FORCE ROW LEVEL SECURITY",
    "UPDATE registers_version v SET leaving = jsonb_build_object('for', CASE WHEN s.id IS NULL THEN 'other' "
    "ELSE 'went_over' END, 'told', COALESCE(NULLIF(CASE WHEN v.valid_to = e.ended_on THEN e.ended_reason END, ''), "
    "left(v.reason, 120))) FROM registers_entry e LEFT JOIN LATERAL (SELECT s.id FROM registers_succession s "
    "WHERE s.before @> ARRAY[e.id] AND s.undone_at IS NULL LIMIT 1) s ON true "
    "WHERE e.id = v.entry_id AND v.valid_to < DATE '9999-12-31' AND (v.valid_to = e.ended_on "
    "OR v.action = 'registers.end')",
    "ALTER TABLE registers_version FORCE ROW LEVEL SECURITY",
    "ALTER TABLE registers_entry FORCE ROW LEVEL SECURITY",
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0012_prepared_uploads")]

    operations: ClassVar = [
        migrations.AddField("register", "leaving", models.JSONField(default=dict, verbose_name="停用原因名单")),
        migrations.AddField("fieldsversion", "leaving", models.JSONField(default=dict)),
        migrations.AddField("source", "ended", models.PositiveIntegerField(default=0, verbose_name="停用")),
        migrations.AddField("version", "leaving", models.JSONField(null=True, verbose_name="停用")),
        migrations.RunSQL(KNOWN_SO_FAR, migrations.RunSQL.noop),
        migrations.AddIndex(
            "version",
            models.Index(
                condition=models.Q(("leaving__isnull", False)),
                fields=["subdistrict", "register", "valid_to"],
                name="idx_version_left",
            ),
        ),
    ]
