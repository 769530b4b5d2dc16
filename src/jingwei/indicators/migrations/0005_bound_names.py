"""The names of statistics in bulletins, bound once to what they mean; they bring no value by themselves."""

import jingwei.core.uuid7
from django.db import migrations, models

from jingwei.core.borders import Border
from jingwei.core.scope import Reader


class Migration(migrations.Migration):
    dependencies = [("indicators", "0004_published")]

    operations = [
        migrations.CreateModel(
            name="BoundName",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("name", models.CharField(max_length=80, verbose_name="通报中的名称")),
                ("indicator", models.CharField(max_length=48, verbose_name="指标")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subdistrict", "name"), name="uq_bound_name")],
            },
        ),
        Border("indicators_boundname", place=None, readers=(Reader.STREET, Reader.ENGINE), writers=(Reader.STREET,)),
    ]
