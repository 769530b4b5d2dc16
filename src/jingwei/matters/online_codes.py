"""What is stored of the codes that residents keep."""

from django.db import models

from jingwei.core.records import Record


class OnlineCode(Record):
    """What is kept of the code with which a resident looks how far the own request is (online.py)."""

    request = models.OneToOneField("matters.Request", on_delete=models.PROTECT, related_name="online_code")
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "digest"], name="uq_online_code")]
