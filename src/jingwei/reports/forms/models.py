"""What is stored of superiors' forms: the form with what its cells mean, each filled copy, and to whom it was sent."""

from typing import Any, ClassVar

from django.db import models

from jingwei.core.models import StoredFile
from jingwei.core.records import Record


class SuperiorForm(Record):
    """A form that a superior asks for. `file` is the workbook as it was last received.

    `marks` are the words of its cells, by which the next one is recognised (signature.py); `bindings` are as
    `bindings.Binding.dump` makes them. A form that is no longer asked for is retired, with its reason in the history.
    """

    name = models.CharField("表名", max_length=120)
    issuer = models.CharField("来表单位", max_length=80)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    marks = models.JSONField(default=dict)
    bindings = models.JSONField("绑定", default=list)
    owner_label = models.CharField("登记人", max_length=80)
    changed_at = models.DateTimeField("修改时间")
    retired = models.BooleanField("已停用", default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subdistrict", "retired", "name"], name="idx_form_name")]


class FormFilling(Record):
    """A filled copy of a form, kept as it was made: `blank` as received, `file` as filled.

    `cells` are the cells written, each with what it rests on (values.py); `gaps` those that were left, with the reason.
    """

    form = models.ForeignKey(SuperiorForm, on_delete=models.PROTECT, related_name="fillings")
    period = models.CharField("统计期", max_length=24)
    blank = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    cells: Any = models.JSONField("所填内容", default=list)
    gaps: Any = models.JSONField("未填内容", default=list)
    made_by = models.CharField("填表人", max_length=80)
    made_at = models.DateTimeField("填表时间")

    class Meta:
        indexes: ClassVar = [models.Index(fields=["subdistrict", "form", "-made_at"], name="idx_filling_made")]


class FormSending(Record):
    """A filled copy that was sent: to whom, when, how, by whom. What was sent is the filling, which never changes."""

    filling = models.ForeignKey(FormFilling, on_delete=models.PROTECT, related_name="sendings")
    recipient = models.CharField("报送单位", max_length=80)
    sent_on = models.DateField("报送日期")
    way = models.CharField("报送方式", max_length=60, blank=True)
    by = models.CharField("经办人", max_length=80)
    at = models.DateTimeField("登记时间")
