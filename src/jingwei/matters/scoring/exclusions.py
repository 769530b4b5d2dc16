"""What is left out of a scheme: which matter, why, by whom, and who took it back."""

from typing import ClassVar, Self

from django.db import models
from django.utils import timezone

from jingwei.core.records import Record, ScopedManager
from jingwei.places.models import Place


class Exclusion(Record):
    """A matter that a scheme does not count. It is counted apart, stays readable, and can be taken back, which stays
    readable too."""

    objects: ClassVar[models.Manager[Self]] = ScopedManager()

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="exclusions")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, verbose_name="所属区划")
    scheme = models.CharField("考核办法", max_length=24)
    reason = models.CharField("剔除原因", max_length=200)
    at = models.DateTimeField("剔除时间", default=timezone.now)
    by_label = models.CharField("剔除人", max_length=80)
    back_at = models.DateTimeField("恢复时间", null=True)
    back_by_label = models.CharField("恢复人", max_length=80, blank=True)
    back_reason = models.CharField("恢复原因", max_length=200, blank=True)

    class Meta:
        app_label = "matters"
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "matter", "scheme"],
                condition=models.Q(back_at__isnull=True),
                name="uq_exclusion_matter",
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "scheme"], name="idx_exclusion_scheme")]
