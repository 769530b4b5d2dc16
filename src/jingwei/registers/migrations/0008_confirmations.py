"""Rows are confirmed; what was written until now confirmed its rows when it was written."""

from typing import Any, ClassVar

import django.db.models.deletion
from django.db import migrations, models

import jingwei.core.uuid7
from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE, Reader.ENGINE)
WRITE = (Reader.STREET, Reader.PLACE)
# A state that was stated again by an undone import, or up to the day of an end, confirms nothing. A sheet tells of the
# day from which it is true. Forced policies hide the rows from the owner too.
KNOWN_SO_FAR = [
    "ALTER TABLE registers_version NO FORCE ROW LEVEL SECURITY",
    "ALTER TABLE registers_source NO FORCE ROW LEVEL SECURITY",
    "INSERT INTO registers_confirmation (id, subdistrict, revision, entry_id, register_id, place_id, confirmed_on, "
    "known_from, known_to, actor, actor_label, action, how) "
    "SELECT gen_random_uuid(), v.subdistrict, 1, v.entry_id, v.register_id, v.place_id, CASE v.action "
    "WHEN 'registers.import_sheet' THEN LEAST(v.valid_from, v.written_on) ELSE v.written_on END, "
    "v.known_from, CASE WHEN s.state = 'undone' THEN v.known_to END, v.actor, v.actor_label, v.action, '' "
    "FROM (SELECT DISTINCT ON (entry_id, entry_revision) *, "
    "(known_from AT TIME ZONE 'Asia/Shanghai')::date AS written_on FROM registers_version "
    "ORDER BY entry_id, entry_revision, known_from) v LEFT JOIN registers_source s ON s.id = v.source_id "
    "WHERE v.action NOT IN ('registers.end', 'registers.undo_import')",
    "ALTER TABLE registers_version FORCE ROW LEVEL SECURITY",
    "ALTER TABLE registers_source FORCE ROW LEVEL SECURITY",
]


def _free(to: str, **more: Any) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to=to, **more
    )


class Migration(migrations.Migration):
    dependencies: ClassVar = [("places", "0004_as_known"), ("registers", "0007_told_apart")]

    operations: ClassVar = [
        migrations.AddField(
            "register",
            "confirm_every",
            models.CharField(
                blank=True,
                choices=[("month", "每月"), ("quarter", "每季度"), ("half", "每半年"), ("year", "每年")],
                default="",
                max_length=8,
                verbose_name="核实周期",
            ),
        ),
        migrations.CreateModel(
            "Confirmation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("confirmed_on", models.DateField(verbose_name="核实日期")),
                ("known_from", models.DateTimeField(verbose_name="登记时间")),
                ("known_to", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("actor", models.UUIDField(null=True)),
                ("actor_label", models.CharField(max_length=80, verbose_name="核实人")),
                ("action", models.CharField(max_length=40, verbose_name="操作")),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("visit", "上门走访"),
                            ("phone", "电话联系"),
                            ("papers", "查看材料"),
                            ("data", "数据比对"),
                        ],
                        max_length=8,
                        verbose_name="核实方式",
                    ),
                ),
                ("entry", _free("registers.entry", related_name="confirmations")),
                ("place", _free("places.place", null=True)),
                ("register", _free("registers.register")),
                ("source", _free("registers.source", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["subdistrict", "register", "confirmed_on"],
                        include=("entry", "known_from", "known_to"),
                        name="idx_confirmation_day",
                    ),
                    models.Index(fields=["entry", "confirmed_on"], name="idx_confirmation_entry"),
                    models.Index(
                        condition=models.Q(("source", None), _negated=True),
                        fields=["source"],
                        name="idx_confirmation_source",
                    ),
                ]
            },
        ),
        migrations.RunSQL(KNOWN_SO_FAR, migrations.RunSQL.noop),
        Border("registers_confirmation", place="place_id", readers=READ, writers=WRITE, history="self"),
    ]
