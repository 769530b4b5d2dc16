"""Long work beside the pages: what was asked for, how far it is, what came of it; and when the worker was last seen."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import jingwei.core.uuid7
from jingwei.core.borders import Border, Definer
from jingwei.core.jobs_sql import WORKER_SEEN, WorkerRead
from jingwei.core.scope import Reader

_WHO = (Reader.STREET, Reader.PLACE, Reader.ADMIN)


class Migration(migrations.Migration):
    dependencies: ClassVar = [
        ("core", "0006_key_moment"),
    ]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Job",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=jingwei.core.uuid7.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subdistrict", models.CharField(editable=False, max_length=9, verbose_name="街道代码")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修订号")),
                ("kind", models.CharField(max_length=80)),
                ("label", models.CharField(max_length=200, verbose_name="任务")),
                ("about", models.CharField(max_length=80)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "排队中"),
                            ("running", "正在办理"),
                            ("done", "已完成"),
                            ("failed", "未完成"),
                            ("stopped", "已停止"),
                            ("lost", "已中断"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("owner", models.UUIDField(null=True)),
                ("owner_label", models.CharField(max_length=80, verbose_name="经办人")),
                ("account", models.UUIDField()),
                ("post", models.CharField(blank=True, max_length=40)),
                ("given", models.JSONField(default=dict)),
                ("stage", models.CharField(blank=True, max_length=40, verbose_name="进度")),
                ("counted", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("written", models.PositiveIntegerField(default=0)),
                ("stage_at", models.DateTimeField(null=True)),
                ("stop", models.BooleanField(default=False)),
                ("message", models.TextField(blank=True)),
                ("url", models.CharField(blank=True, max_length=300)),
                ("file_until", models.DateField(null=True, verbose_name="文件保留至")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="提交时间")),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "file",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="core.storedfile"),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subdistrict", "owner", "-at"], name="idx_job_owner"),
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "running"))),
                        fields=["subdistrict", "at"],
                        name="idx_job_open",
                    ),
                ],
            },
        ),
        Border("core_job", place=None, readers=_WHO, writers=_WHO, history="none"),
        WorkerRead(),
        Definer("core_worker_seen()", WORKER_SEEN),
    ]
