"""What is stored of messages: what was said to whom, on which ways it goes out, and how far each way is."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jingwei.core.records import Record


class Message(Record):
    """One thing said, with its texts as they were then; append-only. Its key is the message id on every way.

    It is for the holders of `roles`, for `department`, for those who serve `place` (`to_place`), or for who asked
    (`asker`, the key of a request). `chat` is what a group may read: no names, no free text.
    """

    event = models.CharField(max_length=40)
    about = models.UUIDField("事项")
    url = models.CharField(max_length=200)
    title = models.CharField("标题", max_length=60)
    text = models.TextField("内容")
    chat = models.TextField(blank=True)
    roles = ArrayField(models.CharField(max_length=32), default=list)
    department = models.UUIDField("部门", null=True)
    place = models.UUIDField("区划", null=True)
    to_place = models.BooleanField(default=False)
    asker = models.UUIDField("诉求", null=True)
    at = models.DateTimeField("时间", default=timezone.now)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "-at"], name="idx_message_at")]


class Delivery(Record):
    """One way on which a message goes out. What was begun and not noted down (the worker was killed in between) is
    `unknown`: a person looks whether it arrived, and decides.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "待发送"
        SENDING = "sending", "正在发送"
        ACCEPTED = "accepted", "等回执"
        SENT = "sent", "已送达"
        UNKNOWN = "unknown", "结果不明"
        FAILED = "failed", "发送失败"
        DROPPED = "dropped", "不再发送"

    class Way(models.TextChoices):
        CHAT = "chat", "工作群"
        CALL = "call", "电话告知"
        MAIL = "mail", "电子邮件"
        SMS = "sms", "短信"
        FILE = "file", "文件交换"

    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="deliveries")
    place = models.UUIDField("区划", null=True)
    way = models.CharField("方式", max_length=8, choices=Way)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    tries = models.PositiveSmallIntegerField("次数", default=0)
    next_at = models.DateTimeField("下次时间", default=timezone.now)
    ended_at = models.DateTimeField("送达时间", null=True)
    answer = models.CharField("结果", max_length=200, blank=True)
    decided_by = models.CharField("经办人", max_length=80, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["message", "way"], name="uq_delivery_way")]
        indexes = [
            models.Index(
                fields=["subdistrict", "way", "state", "next_at"],
                condition=models.Q(state__in=("waiting", "sending", "accepted", "unknown", "failed")),
                name="idx_delivery_open",
            )
        ]


class ReadUpTo(Record):
    """Until when somebody has seen the own messages: for the count of new ones, shown to nobody else."""

    staff = models.UUIDField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "staff"], name="uq_read_up_to")]
