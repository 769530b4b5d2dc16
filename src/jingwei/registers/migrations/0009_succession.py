"""What went over into what: keys of entries and a reason, for all of the subdistrict; the rows keep their own border."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import jingwei.core.uuid7
from django.db import migrations, models

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE, Reader.ENGINE)
WRITE = (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("registers", "0008_confirmations"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Succession",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("merged", "合并"), ("split", "拆分")], max_length=8, verbose_name="类别"
                    ),
                ),
                ("before", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("after", django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), size=None)),
                ("on", models.DateField(null=True, verbose_name="起始日期")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("moment", models.DateTimeField(verbose_name="办理时间")),
                (
                    "touched",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("actor", models.UUIDField(null=True)),
                ("actor_label", models.CharField(max_length=80, verbose_name="经办人")),
                ("undone_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("undone_by", models.CharField(blank=True, max_length=80, verbose_name="撤销人")),
                ("undone_reason", models.CharField(blank=True, max_length=200, verbose_name="撤销原因")),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registers.register", verbose_name="台账"
                    ),
                ),
            ],
            options={
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["before"], name="idx_succession_before"),
                    django.contrib.postgres.indexes.GinIndex(fields=["after"], name="idx_succession_after"),
                ],
            },
        ),
        Border("registers_succession", place=None, readers=READ, writers=WRITE),
    ]
