"""How often the worker died over a job."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("core", "0008_outbox"),
    ]

    operations: ClassVar = [
        migrations.AddField(
            model_name="job",
            name="cut_off",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="中断次数"),
        ),
    ]
