"""Settings of daily work, the log of a shift, its hand-over, urgent information and daily briefs, and their borders."""

import datetime
import django.db.models.deletion
import django.utils.timezone
import jingwei.core.uuid7
from django.db import migrations, models

from jingwei.core.borders import Border
from jingwei.core.scope import Reader

STREET, BOTH = (Reader.STREET,), (Reader.STREET, Reader.PLACE)


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0017_fewer_indexes"),
        ("places", "0005_succession"),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyBrief",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("day", models.DateField(verbose_name="日期")),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="生成时间")),
                ("text", models.TextField(verbose_name="日报")),
                ("numbers", models.JSONField(default=list, verbose_name="数字")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subdistrict", "day"), name="uq_daily_brief_day")],
            },
        ),
        migrations.CreateModel(
            name="LogEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="时间")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "来电"),
                            ("visit", "来访"),
                            ("patrol", "巡查"),
                            ("order", "上级通知"),
                            ("handled", "处置情况"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="内容")),
                ("by_label", models.CharField(max_length=80, verbose_name="记录人")),
                ("handed", models.BooleanField(default=False, verbose_name="交下一班续办")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="办完时间")),
                ("settled_by", models.CharField(blank=True, max_length=80, verbose_name="办完登记人")),
                ("outcome", models.CharField(blank=True, max_length=200, verbose_name="办理结果")),
            ],
            options={
                "indexes": [models.Index(fields=["subdistrict", "-at"], name="idx_log_entry_at")],
            },
        ),
        migrations.CreateModel(
            name="ShiftHandOver",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="交班时间")),
                ("giver", models.UUIDField(null=True, verbose_name="交班人代号")),
                ("giver_label", models.CharField(max_length=80, verbose_name="交班人")),
                ("remark", models.CharField(blank=True, max_length=500, verbose_name="交班说明")),
                ("items", models.JSONField(default=list, verbose_name="未办事项")),
                ("taken_at", models.DateTimeField(null=True, verbose_name="接班时间")),
                ("taker_label", models.CharField(blank=True, max_length=80, verbose_name="接班人")),
                ("taken_remark", models.CharField(blank=True, max_length=200, verbose_name="接班意见")),
            ],
            options={
                "indexes": [models.Index(fields=["subdistrict", "-at"], name="idx_shift_hand_over_at")],
            },
        ),
        migrations.CreateModel(
            name="WorkSettings",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("call_minutes", models.PositiveSmallIntegerField(default=30, verbose_name="要情电话首报时限（分钟）")),
                (
                    "written_minutes",
                    models.PositiveSmallIntegerField(default=60, verbose_name="要情书面报告时限（分钟）"),
                ),
                ("silent_days", models.PositiveSmallIntegerField(default=3, verbose_name="几天没有进展算“没有进展”")),
                ("brief_at", models.TimeField(default=datetime.time(17, 0), verbose_name="日报生成时间")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subdistrict",), name="uq_work_settings")],
            },
        ),
        migrations.CreateModel(
            name="UrgentReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("title", models.CharField(max_length=120, verbose_name="标题")),
                ("text", models.TextField(blank=True, verbose_name="基本情况")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地点")),
                ("known_at", models.DateTimeField(verbose_name="获悉时间")),
                ("call_due_at", models.DateTimeField(verbose_name="电话首报时限")),
                ("written_due_at", models.DateTimeField(verbose_name="书面报告时限")),
                ("called_at", models.DateTimeField(null=True, verbose_name="电话首报时间")),
                ("called_to", models.CharField(blank=True, max_length=60, verbose_name="首报对象")),
                ("written_at", models.DateTimeField(null=True, verbose_name="书面报告时间")),
                ("written_to", models.CharField(blank=True, max_length=60, verbose_name="书面报告对象")),
                ("written", models.TextField(blank=True, verbose_name="书面报告")),
                ("by_label", models.CharField(max_length=80, verbose_name="登记人")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="places.place", verbose_name="所属区划"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["subdistrict", "-known_at"], name="idx_urgent_report_known")],
            },
        ),
        Border("matters_worksettings", place=None, readers=BOTH, writers=STREET),
        Border("matters_logentry", readers=STREET, writers=STREET),
        Border("matters_shifthandover", readers=STREET, writers=STREET),
        Border("matters_urgentreport", readers=STREET, writers=STREET, omit=("text", "written")),
        Border("matters_dailybrief", readers=STREET, writers=STREET, history="self", append_only=True),
    ]
