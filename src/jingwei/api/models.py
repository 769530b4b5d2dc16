"""What is stored of the machines' way in: tokens, and how often each asked within the running minute."""

from django.db import models

from jingwei.core.records import Record
from jingwei.people.models import Post, Staff


class ApiToken(Record):
    """A machine's way in: it reads and writes as its member of staff would, under one post or under all own ones.

    Of the token itself only the sha256 is kept; it is shown once, when it is made.
    """

    name = models.CharField("用途", max_length=60)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, verbose_name="人员")
    post = models.ForeignKey(Post, null=True, on_delete=models.PROTECT, verbose_name="岗位")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    rate = models.PositiveIntegerField("每分钟次数", default=600)
    expires_on = models.DateField("有效期至")
    last_used_on = models.DateField("最近使用", null=True)
    withdrawn_at = models.DateTimeField("停用时间", null=True)


class Rate(models.Model):
    """How often a token asked within a minute (minutes since 1970); unlogged, lost after a crash without harm."""

    token = models.UUIDField(primary_key=True)
    minute = models.BigIntegerField()
    used = models.PositiveIntegerField()
