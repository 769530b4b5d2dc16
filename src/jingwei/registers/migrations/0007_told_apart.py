"""What looks alike and was told apart is remembered, for all of the subdistrict: it holds keys and a reason, no values."""

from typing import ClassVar

import django.db.models.deletion
import jingwei.core.uuid7
from django.db import migrations, models

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE, Reader.ENGINE)
WRITE = (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("registers", "0006_ledgers_from_sheets"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ToldApart",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("one", models.UUIDField()),
                ("other", models.UUIDField()),
                ("reason", models.CharField(max_length=200, verbose_name="理由")),
                ("actor", models.UUIDField(null=True)),
                ("actor_label", models.CharField(max_length=80, verbose_name="确认人")),
                ("at", models.DateTimeField(auto_now_add=True, verbose_name="时间")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="撤回时间")),
                ("withdrawn_by", models.CharField(blank=True, max_length=80, verbose_name="撤回人")),
                ("withdrawn_reason", models.CharField(blank=True, max_length=200, verbose_name="撤回理由")),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registers.register", verbose_name="台账"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("subdistrict", "one", "other"),
                        name="uq_told_apart",
                    )
                ],
            },
        ),
        Border("registers_toldapart", place=None, readers=READ, writers=WRITE),
    ]
