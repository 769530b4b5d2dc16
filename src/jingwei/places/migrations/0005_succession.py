"""What became of places when grids were redrawn."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import jingwei.core.uuid7
from jingwei.core.borders import Border
from jingwei.core.scope import Reader

READ = (Reader.STREET, Reader.PLACE, Reader.ADMIN, Reader.ENGINE)
WRITE = (Reader.STREET, Reader.ADMIN)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("places", "0004_as_known"),
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
                ("withdrawn_at", models.DateTimeField(editable=False, null=True, verbose_name="导入撤销时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("continued", "沿用"),
                            ("split", "拆出"),
                            ("merged", "并入"),
                            ("ceded", "划出"),
                            ("recoded", "换编码"),
                        ],
                        max_length=12,
                        verbose_name="变动",
                    ),
                ),
                ("on", models.DateField(verbose_name="启用日期")),
                (
                    "area",
                    models.DecimalField(decimal_places=1, max_digits=14, null=True, verbose_name="涉及面积(平方米)"),
                ),
                (
                    "after",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="predecessors",
                        to="places.place",
                        verbose_name="现区划",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="successors",
                        to="places.place",
                        verbose_name="原区划",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        Border("places_succession", place=None, readers=READ, writers=WRITE),
    ]
