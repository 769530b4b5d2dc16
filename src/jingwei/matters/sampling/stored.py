"""What is stored of sampling: the draw of a month, and each matter that was drawn with what the second look found."""

from django.db import models
from django.utils import timezone

from jingwei.core.records import Record
from jingwei.places.models import Place


class Draw(Record):
    """One draw of a month: from how many, how many, and the seed by which it can be drawn again."""

    month = models.CharField("月份", max_length=7)
    share = models.PositiveSmallIntegerField("抽查比例")
    seed = models.CharField("随机数种子", max_length=32)
    of = models.PositiveIntegerField("即报即结件数")
    drawn = models.PositiveIntegerField("抽出件数")
    at = models.DateTimeField("抽取时间", default=timezone.now)
    drawn_by = models.CharField("抽取人", max_length=80)

    class Meta:
        app_label = "matters"
        constraints = [models.UniqueConstraint(fields=["subdistrict", "month"], name="uq_draw_month")]


class Sample(Record):
    """A matter that was drawn, and the verdict of who looked; empty until somebody has."""

    class Verdict(models.TextChoices):
        VERIFIED = "verified", "属实"
        REFUTED = "refuted", "不属实"

    draw = models.ForeignKey(Draw, on_delete=models.PROTECT, related_name="samples")
    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="samples")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, verbose_name="所属区划")
    verdict = models.CharField("抽查结果", max_length=8, choices=Verdict, blank=True)
    remark = models.CharField("抽查情况", max_length=200, blank=True)
    looked_at = models.DateTimeField("抽查时间", null=True)
    looked_by = models.CharField("抽查人", max_length=80, blank=True)

    class Meta:
        app_label = "matters"
        constraints = [models.UniqueConstraint(fields=["draw", "matter"], name="uq_sample_matter")]
