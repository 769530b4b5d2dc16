"""吹哨: a department is called to a matter and answers with what it did; both sides are recorded with their times."""

from django.db import models
from django.utils import timezone

from jingwei.core.records import Record
from jingwei.people.models import Department
from jingwei.places.models import Place


class Summons(Record):
    """One department called to one matter. Until `answered_at` is written it waits for the department."""

    matter = models.ForeignKey("matters.Matter", on_delete=models.PROTECT, related_name="summonses")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, verbose_name="所属区划")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, verbose_name="被吹哨部门")
    wanted = models.CharField("请到场做什么", max_length=200)
    called_at = models.DateTimeField("吹哨时间", default=timezone.now)
    called_by = models.CharField("吹哨人", max_length=80)
    due_at = models.DateTimeField("应到时间")
    came_at = models.DateTimeField("到场时间", null=True)
    answered_at = models.DateTimeField("报到时间", null=True)
    answered_by = models.CharField("报到人", max_length=80, blank=True)
    did = models.CharField("做了什么", max_length=400, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["matter"], name="idx_summons_matter"),
            models.Index(
                fields=["subdistrict", "due_at"], condition=models.Q(answered_at__isnull=True), name="idx_summons_open"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "department"],
                condition=models.Q(answered_at__isnull=True),
                name="uq_summons_open",
            )
        ]
