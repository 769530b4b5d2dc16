"""What an undone import brought keeps neither its key nor its days, so that the next file may bring it anew."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("places", "0002_borders"),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name="gridscheme",
            name="uq_scheme_key",
        ),
        migrations.RemoveConstraint(
            model_name="place",
            name="uq_place_code",
        ),
        migrations.RemoveConstraint(
            model_name="place",
            name="ck_place_valid",
        ),
        migrations.AddField(
            model_name="gridscheme",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="导入撤销时间"),
        ),
        migrations.AddConstraint(
            model_name="gridscheme",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("subdistrict", "key"), name="uq_scheme_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                fields=("subdistrict", "scheme", "code", "valid_from"),
                name="uq_place_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="place",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="ck_place_valid"
            ),
        ),
    ]
