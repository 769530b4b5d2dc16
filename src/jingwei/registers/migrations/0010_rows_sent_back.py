"""An import knows whose refused rows it brings, and an upload what the clerk chose and which import it became."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

_PROTECT = django.db.models.deletion.PROTECT


class Migration(migrations.Migration):
    dependencies: ClassVar = [("registers", "0009_succession")]

    operations: ClassVar = [
        migrations.AddField("draft", "asked", models.JSONField(default=dict)),
        migrations.AddField(
            "draft",
            "source",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=_PROTECT,
                related_name="drafts",
                to="registers.source",
            ),
        ),
        migrations.AddField(
            "draft",
            "mends",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=_PROTECT,
                related_name="mended_in",
                to="registers.source",
            ),
        ),
        migrations.AddField(
            "source",
            "mends",
            models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=_PROTECT,
                related_name="mended_by",
                to="registers.source",
            ),
        ),
    ]
