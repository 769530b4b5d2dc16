"""What an undone import brought keeps neither its key nor its days, so that the next file may bring it anew."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("people", "0002_borders"),
        ("places", "0003_imports_undone"),
    ]

    operations: ClassVar = [
        migrations.RemoveConstraint(
            model_name="appointment",
            name="uq_appointment",
        ),
        migrations.RemoveConstraint(
            model_name="appointment",
            name="ck_appointment_valid",
        ),
        migrations.RemoveConstraint(
            model_name="department",
            name="uq_department_key",
        ),
        migrations.RemoveConstraint(
            model_name="post",
            name="uq_post_key",
        ),
        migrations.RemoveConstraint(
            model_name="staff",
            name="uq_staff_number",
        ),
        migrations.AddField(
            model_name="department",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="导入撤销时间"),
        ),
        migrations.AddField(
            model_name="post",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="导入撤销时间"),
        ),
        migrations.AddField(
            model_name="staff",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="导入撤销时间"),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("valid_to__gt", models.F("valid_from"))),
                fields=("subdistrict", "post", "staff", "valid_from"),
                name="uq_appointment",
            ),
        ),
        migrations.AddConstraint(
            model_name="appointment",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid_to__gte", models.F("valid_from"))), name="ck_appointment_valid"
            ),
        ),
        migrations.AddConstraint(
            model_name="department",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("subdistrict", "key"), name="uq_department_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("subdistrict", "key"), name="uq_post_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="staff",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)), fields=("subdistrict", "number"), name="uq_staff_number"
            ),
        ),
    ]
