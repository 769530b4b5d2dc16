"""Published rank and published completion of a yearly plan, beside level and growth."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("indicators", "0003_locks")]

    operations = [
        migrations.AddField(
            model_name="reported",
            name="completion",
            field=models.DecimalField(decimal_places=3, max_digits=9, null=True, verbose_name="公布完成年度计划(%)"),
        ),
        migrations.AddField(
            model_name="reported",
            name="rank",
            field=models.PositiveIntegerField(null=True, verbose_name="公布位次"),
        ),
        migrations.AddField(
            model_name="reported",
            name="rank_group",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="排名范围"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reported",
            name="rank_size",
            field=models.PositiveIntegerField(null=True, verbose_name="参加排名的个数"),
        ),
        migrations.AddField(
            model_name="reported",
            name="ranked",
            field=models.CharField(
                blank=True,
                choices=[("amount", "总量"), ("growth", "增速"), ("completion", "完成进度"), ("score", "得分")],
                default="",
                max_length=12,
                verbose_name="按什么排名",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="reported",
            name="organiser",
            field=models.CharField(blank=True, default="", max_length=80, verbose_name="组织排名单位"),
            preserve_default=False,
        ),
    ]
