"""A record of every import that is no ledger's, so that it can be looked at and undone."""

from typing import ClassVar

import django.utils.timezone
import jingwei.core.uuid7
from django.db import migrations, models

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

# Lists are brought in by administrators, outlines and statistics by the office too: readers of a whole subdistrict.
KEEPERS = (Reader.STREET, Reader.ADMIN)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("core", "0002_borders"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ImportRecord",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("action", models.CharField(max_length=80)),
                ("into", models.CharField(max_length=160, verbose_name="导入到")),
                ("file_name", models.CharField(blank=True, max_length=255, verbose_name="文件名")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="文件校验值")),
                ("new", models.PositiveIntegerField(default=0, verbose_name="新增")),
                ("changed", models.PositiveIntegerField(default=0, verbose_name="变更")),
                ("same", models.PositiveIntegerField(default=0, verbose_name="未变")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="退回")),
                ("gone", models.PositiveIntegerField(null=True, verbose_name="停用")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                ("actor", models.UUIDField(null=True)),
                ("actor_label", models.CharField(max_length=80, verbose_name="经办人")),
                ("mark", models.BigIntegerField(default=0)),
                ("first_change", models.BigIntegerField(default=0)),
                ("last_change", models.BigIntegerField(default=0)),
                ("kept", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[("applied", "已导入"), ("undone", "已撤销")],
                        default="applied",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("undone_by", models.CharField(blank=True, max_length=80, verbose_name="撤销人")),
                ("undone_reason", models.CharField(blank=True, max_length=200, verbose_name="撤销原因")),
            ],
            options={
                "indexes": [models.Index(fields=["subdistrict", "-at"], name="idx_import_at")],
            },
        ),
        Border("core_importrecord", place=None, readers=KEEPERS, writers=KEEPERS, history="self"),
    ]
