"""What is stored of handouts: what was handed out, and for each place what came back."""

from typing import ClassVar

from django.db import models

from jingwei.core.models import StoredFile
from jingwei.core.records import Record
from jingwei.places.models import Place
from jingwei.registers.models import Register


class Handout(Record):
    """A sheet that every community (or grid) is to fill: rows of a ledger, or a blank workbook.

    `asked` is the question to the ledger's list as in an address; what a place gets are its own rows of it, as they
    are when it fetches them. `level` is a key of the levels of the scheme that gives rights.
    """

    title = models.CharField("名称", max_length=80)
    register = models.ForeignKey(Register, null=True, on_delete=models.PROTECT)
    asked = models.TextField("范围", blank=True)
    blank = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    level = models.CharField("层级", max_length=24)
    due = models.DateField("截止日期")
    note = models.CharField("填报说明", max_length=300, blank=True)
    made_by = models.CharField("分发人", max_length=80)
    made_at = models.DateTimeField("分发时间")
    closed = models.BooleanField("已结束", default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subdistrict", "closed", "-made_at"], name="idx_handout_made")]


class HandoutPart(Record):
    """The part of one place: the workbook that came back last, how many rows it has and how many of them are wrong."""

    handout = models.ForeignKey(Handout, on_delete=models.PROTECT, related_name="parts")
    place = models.ForeignKey(Place, on_delete=models.PROTECT)
    returned = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    returned_by = models.CharField("交表人", max_length=80, blank=True)
    returned_at = models.DateTimeField("交表时间", null=True)
    rows = models.PositiveIntegerField("行数", default=0)
    wrong = models.PositiveIntegerField("有问题的行", default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subdistrict", "handout", "place"], name="uq_handout_place")
        ]
