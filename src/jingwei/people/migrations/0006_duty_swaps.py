"""Shifts offered to colleagues (换班), and their border."""

import django.db.models.deletion
import django.utils.timezone
import jingwei.core.uuid7
from django.db import migrations, models

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0005_duty"),
    ]

    operations = [
        migrations.CreateModel(
            name="DutySwap",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "等对方同意"), ("done", "已换班"), ("refused", "对方不同意")],
                        default="asked",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="提出时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "given",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.duty",
                        verbose_name="换出的班",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                        verbose_name="提出人",
                    ),
                ),
                (
                    "taken",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.duty",
                        verbose_name="换来的班",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staff",
                        verbose_name="对方",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subdistrict", "state"], name="idx_duty_swap_state")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("subdistrict", "given"),
                        name="uq_duty_swap_given",
                    )
                ],
            },
        ),
        Border("people_dutyswap", place=None, readers=READ, writers=(Reader.STREET,)),
    ]
