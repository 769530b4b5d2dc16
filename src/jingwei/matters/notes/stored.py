"""What is stored of notes."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from jingwei.core.records import Record, ScopedManager
from jingwei.places.models import Place


class Note(Record):
    """One thing noted of a matter, of a sort of the pack (sorts.py), with its time.

    `values` are what the sort asks, `ended` what was told when an open one came to its end. `remind_on` is the day of
    the next reminder. What was noted wrongly is taken back with a reason and stays readable.
    """

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="notes")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, verbose_name="所属区划")
    sort = models.CharField("事项", max_length=24)
    at = models.DateTimeField("时间")
    values = models.JSONField("内容", default=dict)
    due_on = models.DateField("期限", null=True)
    remind_on = models.DateField("下次提醒日期", null=True)
    by_label = models.CharField("登记人", max_length=80)
    noted_at = models.DateTimeField("登记时间", default=timezone.now)
    ended = models.JSONField("结果", null=True)
    ended_at = models.DateTimeField("结束登记时间", null=True)
    ended_by_label = models.CharField("结束登记人", max_length=80, blank=True)
    back_at = models.DateTimeField("撤回时间", null=True)
    back_by_label = models.CharField("撤回人", max_length=80, blank=True)
    back_reason = models.CharField("撤回原因", max_length=200, blank=True)

    class Meta:
        app_label = "matters"
        indexes = [
            models.Index(fields=["matter", "at"], name="idx_note_matter"),
            models.Index(
                fields=["subdistrict", "remind_on"],
                condition=models.Q(remind_on__isnull=False),
                name="idx_note_remind",
            ),
        ]
