"""Sheets that are handed out, and what comes back: a place sees its own part only."""

import django.db.models.deletion
import jingwei.core.uuid7
from django.db import migrations, models

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

ALL = (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0006_key_moment"),
        ("places", "0004_as_known"),
        ("registers", "0006_ledgers_from_sheets"),
        ("reports", "0003_superior_forms"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handout",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("title", models.CharField(max_length=80, verbose_name="名称")),
                ("asked", models.TextField(blank=True, verbose_name="范围")),
                ("level", models.CharField(max_length=24, verbose_name="层级")),
                ("due", models.DateField(verbose_name="截止日期")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="填报说明")),
                ("made_by", models.CharField(max_length=80, verbose_name="分发人")),
                ("made_at", models.DateTimeField(verbose_name="分发时间")),
                ("closed", models.BooleanField(default=False, verbose_name="已结束")),
                (
                    "blank",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="registers.register"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="HandoutPart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("returned_by", models.CharField(blank=True, max_length=80, verbose_name="交表人")),
                ("returned_at", models.DateTimeField(null=True, verbose_name="交表时间")),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="行数")),
                ("wrong", models.PositiveIntegerField(default=0, verbose_name="有问题的行")),
                (
                    "handout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="reports.handout"
                    ),
                ),
                ("place", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="places.place")),
                (
                    "returned",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="handout",
            index=models.Index(fields=["subdistrict", "closed", "-made_at"], name="idx_handout_made"),
        ),
        migrations.AddConstraint(
            model_name="handoutpart",
            constraint=models.UniqueConstraint(fields=("subdistrict", "handout", "place"), name="uq_handout_place"),
        ),
        # What is asked of all is known to all; what comes back is each place's own.
        Border("reports_handout", place=None, readers=ALL, writers=(Reader.STREET,)),
        Border("reports_handoutpart", place="place_id", readers=ALL, writers=ALL),
    ]
