"""What is stored of requests to open a sealed file."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from jingwei.core.records import Record, ScopedManager
from jingwei.places.models import Place


class Unsealing(Record):
    """One request to open a sealed file: who asked and why, who approved it, until when it stays open."""

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="unsealings")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, verbose_name="所属区划")
    reason = models.CharField("申请原因", max_length=200)
    asked_at = models.DateTimeField("申请时间", default=timezone.now)
    asked_by = models.UUIDField("申请人代号", null=True)
    asked_label = models.CharField("申请人", max_length=80)
    decided_at = models.DateTimeField("批准时间", null=True)
    decided_label = models.CharField("批准人", max_length=80, blank=True)
    open_until = models.DateField("启封至", null=True)

    class Meta:
        app_label = "matters"
        indexes = [models.Index(fields=["matter", "-asked_at"], name="idx_unsealing_matter")]
