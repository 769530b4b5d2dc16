"""What is stored beside the roster: settings, log, hand-over, urgent information, daily brief."""

from datetime import time
from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from jingwei.core.records import Record, ScopedManager
from jingwei.places.models import Place


class WorkSettings(Record):
    """What an office sets itself about its daily work; one row, the defaults hold until there is one."""

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    call_minutes = models.PositiveSmallIntegerField("要情电话首报时限（分钟）", default=30)
    written_minutes = models.PositiveSmallIntegerField("要情书面报告时限（分钟）", default=60)
    silent_days = models.PositiveSmallIntegerField("几天没有进展算“没有进展”", default=3)
    brief_at = models.TimeField("日报生成时间", default=time(17, 0))

    class Meta:
        app_label = "matters"
        constraints = [models.UniqueConstraint(fields=["subdistrict"], name="uq_work_settings")]


class LogEntry(Record):
    """One line of the log of a shift. What is `handed` is open for the next shift until somebody says how it ended."""

    class Kind(models.TextChoices):
        CALL = "call", "来电"
        VISIT = "visit", "来访"
        PATROL = "patrol", "巡查"
        ORDER = "order", "上级通知"
        HANDLED = "handled", "处置情况"
        OTHER = "other", "其他"

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    at = models.DateTimeField("时间", default=timezone.now)
    kind = models.CharField("类别", max_length=12, choices=Kind)
    text = models.CharField("内容", max_length=500)
    by_label = models.CharField("记录人", max_length=80)
    handed = models.BooleanField("交下一班续办", default=False)
    settled_at = models.DateTimeField("办完时间", null=True)
    settled_by = models.CharField("办完登记人", max_length=80, blank=True)
    outcome = models.CharField("办理结果", max_length=200, blank=True)

    class Meta:
        app_label = "matters"
        indexes = [models.Index(fields=["subdistrict", "-at"], name="idx_log_entry_at")]


class UrgentReport(Record):
    """Urgent information (要情): when it was known, by when it had to be told by telephone and in writing, and was."""

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    title = models.CharField("标题", max_length=120)
    text = models.TextField("基本情况", blank=True)
    place = models.ForeignKey(Place, on_delete=models.PROTECT, verbose_name="所属区划")
    address = models.CharField("地点", max_length=120, blank=True)
    known_at = models.DateTimeField("获悉时间")
    call_due_at = models.DateTimeField("电话首报时限")
    written_due_at = models.DateTimeField("书面报告时限")
    called_at = models.DateTimeField("电话首报时间", null=True)
    called_to = models.CharField("首报对象", max_length=60, blank=True)
    written_at = models.DateTimeField("书面报告时间", null=True)
    written_to = models.CharField("书面报告对象", max_length=60, blank=True)
    written = models.TextField("书面报告", blank=True)
    by_label = models.CharField("登记人", max_length=80)

    class Meta:
        app_label = "matters"
        indexes = [models.Index(fields=["subdistrict", "-known_at"], name="idx_urgent_report_known")]


class ShiftHandOver(Record):
    """A shift handed over: what was open at that moment as the list shows it, and who took it on."""

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    at = models.DateTimeField("交班时间", default=timezone.now)
    giver = models.UUIDField("交班人代号", null=True)
    giver_label = models.CharField("交班人", max_length=80)
    remark = models.CharField("交班说明", max_length=500, blank=True)
    items = models.JSONField("未办事项", default=list)
    taken_at = models.DateTimeField("接班时间", null=True)
    taker_label = models.CharField("接班人", max_length=80, blank=True)
    taken_remark = models.CharField("接班意见", max_length=200, blank=True)

    class Meta:
        app_label = "matters"
        indexes = [models.Index(fields=["subdistrict", "-at"], name="idx_shift_hand_over_at")]


class DailyBrief(Record):
    """The brief of a day: its words, and the numbers with the addresses that open them; made once, kept."""

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    day = models.DateField("日期")
    made_at = models.DateTimeField("生成时间", default=timezone.now)
    text = models.TextField("日报")
    numbers = models.JSONField("数字", default=list)

    class Meta:
        app_label = "matters"
        constraints = [models.UniqueConstraint(fields=["subdistrict", "day"], name="uq_daily_brief_day")]
