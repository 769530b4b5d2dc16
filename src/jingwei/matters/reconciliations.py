"""What is stored of comparisons with an outside platform's export."""

from django.db import models
from django.utils import timezone

from jingwei.core.records import Record


class Reconciliation(Record):
    """One comparison with an outside platform's export: when, who, how many of each (reconciling.SORTS).

    `rows` are those of the export, kept until the next comparison with the same platform; the counts stay.
    """

    platform = models.CharField("平台", max_length=24)
    at = models.DateTimeField("对账时间", default=timezone.now)
    day = models.DateField("对账日期")
    taken_by = models.CharField("对账人", max_length=80)
    file_name = models.CharField("文件", max_length=255, blank=True)
    counts = models.JSONField("各类件数", default=dict)
    rows = models.JSONField("平台工单", null=True)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "-at"], name="idx_reconciliation_at")]
