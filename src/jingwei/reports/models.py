"""What is stored of reports: a draft with its figures as they stood, and figures read from others' reports."""

from django.db import models

from jingwei.core.models import StoredFile
from jingwei.core.records import Record
from jingwei.reports.forms.models import FormFilling, FormSending, SuperiorForm
from jingwei.reports.handouts.models import Handout, HandoutPart

__all__ = [
    "Figure", "FormFilling", "FormSending", "Handout", "HandoutPart", "ReadFigure", "Reading", "Report", "SuperiorForm",
]  # fmt: skip


class Report(Record):
    """A report of a period made from a template; `known_at` fixes what was known when its figures were counted."""

    title = models.CharField("标题", max_length=120)
    template = models.CharField("模板", max_length=48)
    period = models.CharField("统计期", max_length=24)
    known_at = models.DateTimeField("取数时间")
    blocks = models.JSONField("正文", default=list)
    made_by = models.CharField("拟稿人", max_length=80)
    made_at = models.DateTimeField("生成时间", auto_now_add=True)


class Figure(Record):
    """A number in a report with its card: definition@version, period, place, value, rows or their digest."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="figures")
    number = models.PositiveIntegerField("序号")
    printed = models.CharField("文中写法", max_length=80)
    card = models.JSONField("数据卡")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "report", "number"], name="uq_figure_number")]


class Reading(Record):
    """A report that others wrote, as it was read: the kept file and the cleaned text."""

    name = models.CharField("文件名", max_length=200)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT)
    text = models.TextField("正文")
    at = models.DateTimeField("读取时间", auto_now_add=True)
    by = models.CharField("读取人", max_length=80)


class ReadFigure(Record):
    """A figure read from a report; confirmed ones become reported values (来源: 上年总结)."""

    class State(models.TextChoices):
        OPEN = "open", "待确认"
        CONFIRMED = "confirmed", "已确认"
        DISMISSED = "dismissed", "不采用"

    reading = models.ForeignKey(Reading, on_delete=models.PROTECT, related_name="figures")
    number = models.PositiveIntegerField("序号")
    quote = models.CharField("原文", max_length=120)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    indicator = models.CharField("所指", max_length=120)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6)
    unit = models.CharField("单位", max_length=24, blank=True)
    approx = models.CharField("概数", max_length=10)
    kind = models.CharField("类别", max_length=12)
    period = models.CharField("统计期", max_length=24, blank=True)
    status = models.CharField("性质", max_length=10)
    state = models.CharField("状态", max_length=10, choices=State, default=State.OPEN)
    bound_to = models.CharField("确认为指标", max_length=48, blank=True)
