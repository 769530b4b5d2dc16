"""Each data key has an end date of its own, can be opened for a while, and is destroyed early by two people."""

from typing import ClassVar

from django.db import migrations, models

# Forced policies hide the rows from the owner too; the year stands until the ledgers' own migration knows the day.
END_DATES = [
    "ALTER TABLE core_datakey NO FORCE ROW LEVEL SECURITY",
    "UPDATE core_datakey k SET end_on = make_date(end_year, 12, 31), number = ("
    "SELECT count(*) FROM core_datakey o WHERE o.subdistrict = k.subdistrict AND o.ledger = k.ledger "
    "AND o.end_year <= k.end_year)",
    "ALTER TABLE core_datakey FORCE ROW LEVEL SECURITY",
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("core", "0003_imports_undone")]

    operations: ClassVar = [
        migrations.RemoveConstraint(model_name="datakey", name="uq_datakey_ledger_year"),
        migrations.AddField("datakey", "number", models.PositiveIntegerField(default=1, verbose_name="批次")),
        migrations.AddField("datakey", "end_on", models.DateField(null=True, verbose_name="保存至")),
        migrations.AddField("datakey", "open_until", models.DateField(null=True, verbose_name="启封至")),
        migrations.AddField("datakey", "asked_by", models.UUIDField(null=True, verbose_name="申请人代号")),
        migrations.AddField(
            "datakey",
            "asked_label",
            models.CharField(blank=True, max_length=80, default="", verbose_name="申请删除的人"),
            preserve_default=False,
        ),
        migrations.AddField("datakey", "asked_at", models.DateTimeField(null=True, verbose_name="申请时间")),
        migrations.AddField(
            "datakey",
            "asked_reason",
            models.CharField(blank=True, max_length=200, default="", verbose_name="申请原因"),
            preserve_default=False,
        ),
        migrations.AlterField(
            "datakey",
            "state",
            models.CharField(
                choices=[("active", "使用中"), ("sealed", "已封存"), ("destroyed", "已删除")],
                default="active",
                max_length=10,
                verbose_name="状态",
            ),
        ),
        migrations.RunSQL(END_DATES, migrations.RunSQL.noop),
        migrations.AlterField("datakey", "end_on", models.DateField(verbose_name="保存至")),
        migrations.RemoveField("datakey", "end_year"),
        migrations.AddConstraint(
            "datakey",
            models.UniqueConstraint(fields=("subdistrict", "ledger", "number"), name="uq_datakey_ledger_number"),
        ),
    ]
