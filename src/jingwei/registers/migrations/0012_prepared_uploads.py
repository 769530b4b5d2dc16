"""An upload with very many rows keeps what a job made ready of it, so that its pages need not read it again."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0011_found_among_others")]

    operations: ClassVar = [
        migrations.AddField(
            "draft",
            "prepared",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="core.storedfile",
            ),
        ),
    ]
