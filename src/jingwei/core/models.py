"""What core itself stores: history, audit log, outcomes of actions, data keys, files."""

from django.db import models
from django.utils import timezone

from jingwei.core.records import Record, ScopedManager
from jingwei.core.uuid7 import uuid7


class Installation(models.Model):
    """One row: which installation this is, and how often it was restored (`epoch`, part of every change mark)."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    epoch = models.PositiveIntegerField(default=1)
    made_at = models.DateTimeField(auto_now_add=True)


class Change(models.Model):
    """One changed row of a table with history "change"; written only by statement-level triggers.

    `mark` orders changes by commit for readers of the change cursor (core/cursor.py).
    """

    id = models.BigAutoField(primary_key=True)
    subdistrict = models.CharField(max_length=9)
    place_id = models.UUIDField(null=True)
    table_name = models.TextField()
    row_id = models.UUIDField()
    op = models.CharField(max_length=1)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    revision = models.IntegerField(null=True)
    actor = models.UUIDField(null=True)
    actor_label = models.TextField()
    action = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    mark = models.BigIntegerField()

    objects = ScopedManager()

    class Meta:
        indexes = [
            models.Index(fields=["row_id", "id"], name="idx_change_row"),
            models.Index(fields=["subdistrict", "mark", "id"], name="idx_change_mark"),
        ]


class AuditEntry(models.Model):
    """One line of the audit log: append-only, each line hashed over the one before (等保 8.1.4.3)."""

    id = models.BigAutoField(primary_key=True)
    subdistrict = models.CharField(max_length=9)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor = models.UUIDField(null=True)
    actor_label = models.TextField()
    event = models.TextField()
    subject = models.TextField()
    reason = models.TextField()
    detail = models.JSONField()
    previous = models.BinaryField()
    digest = models.BinaryField()

    objects = ScopedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "number"], name="uq_audit_number")]


class Outcome(Record):
    """What an action returned for an idempotency key: a replay gets the same answer and writes nothing."""

    key = models.CharField(max_length=120)
    action = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "key"], name="uq_outcome_key")]


class DataKey(Record):
    """A data key of one ledger for what was recorded up to one end date; the key itself lies, wrapped, beside the
    database (core/secrets). `number` counts the keys of a ledger.

    `open_until` is the last day for which a key past its end was opened again. `asked_by`, `asked_at` and
    `asked_reason` are the request to destroy it before its time, which another person has to confirm.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "使用中"
        SEALED = "sealed", "已封存"
        DESTROYED = "destroyed", "已删除"

    ledger = models.CharField(max_length=64)
    number = models.PositiveIntegerField("批次", default=1)
    end_on = models.DateField("保存至")
    state = models.CharField("状态", max_length=10, choices=State, default=State.ACTIVE)
    made_at = models.DateTimeField(auto_now_add=True)
    open_until = models.DateField("启封至", null=True)
    asked_by = models.UUIDField("申请人代号", null=True)
    asked_label = models.CharField("申请删除的人", max_length=80, blank=True)
    asked_at = models.DateTimeField("申请时间", null=True)
    asked_reason = models.CharField("申请原因", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "ledger", "number"], name="uq_datakey_ledger_number")
        ]


class StoredFile(Record):
    """A kept file, named by the sha256 of its content; encrypted with a data key where it holds personal data."""

    sha256 = models.CharField(max_length=64)
    name = models.CharField("文件名", max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField("字节数")
    data_key = models.ForeignKey(DataKey, null=True, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "sha256"], name="idx_file_sha256")]


class ImportRecord(Record):
    """One import of a list that is no ledger: who brought which file into what, its counts, and whether it was undone.

    `mark`, `first_change` and `last_change` say which lines of the history it wrote (0: none). `kept` holds what the
    history leaves out: table → row → column → value of before.
    """

    class State(models.TextChoices):
        APPLIED = "applied", "已导入"
        UNDONE = "undone", "已撤销"

    action = models.CharField(max_length=80)
    into = models.CharField("导入到", max_length=160)
    file_name = models.CharField("文件名", max_length=255, blank=True)
    sha256 = models.CharField("文件校验值", max_length=64, blank=True)
    new = models.PositiveIntegerField("新增", default=0)
    changed = models.PositiveIntegerField("变更", default=0)
    same = models.PositiveIntegerField("未变", default=0)
    refused = models.PositiveIntegerField("退回", default=0)
    gone = models.PositiveIntegerField("停用", null=True)
    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.UUIDField(null=True)
    actor_label = models.CharField("经办人", max_length=80)
    mark = models.BigIntegerField(default=0)
    first_change = models.BigIntegerField(default=0)
    last_change = models.BigIntegerField(default=0)
    kept = models.JSONField(default=dict)
    state = models.CharField("状态", max_length=8, choices=State, default=State.APPLIED)
    undone_at = models.DateTimeField("撤销时间", null=True)
    undone_by = models.CharField("撤销人", max_length=80, blank=True)
    undone_reason = models.CharField("撤销原因", max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["subdistrict", "-at"], name="idx_import_at")]

    @property
    def touched(self) -> bool:
        """Whether it wrote anything: rows of the list, or what they belong to (the name of a grid scheme)."""
        return any((self.new, self.changed, self.gone, self.last_change))


class Job(Record):
    """Something long that runs beside the pages: asked by whom, how far it is, what came of it.

    `account` and `post` are the seat it runs under, taken again when it begins. `stage`, `counted` of `total` rows and
    `written` are told while it runs, from a connection of their own. `url` is where its outcome, or what to do about a
    failure, is seen. `file` is offered until `file_until`. `cut_off` counts how often the worker died over it.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "排队中"
        RUNNING = "running", "正在办理"
        DONE = "done", "已完成"
        FAILED = "failed", "未完成"
        STOPPED = "stopped", "已停止"
        LOST = "lost", "已中断"

    kind = models.CharField(max_length=80)
    label = models.CharField("任务", max_length=200)
    about = models.CharField(max_length=80)
    state = models.CharField("状态", max_length=8, choices=State, default=State.WAITING)
    owner = models.UUIDField(null=True)
    owner_label = models.CharField("经办人", max_length=80)
    account = models.UUIDField()
    post = models.CharField(max_length=40, blank=True)
    given = models.JSONField(default=dict)
    stage = models.CharField("进度", max_length=40, blank=True)
    counted = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    written = models.PositiveIntegerField(default=0)
    stage_at = models.DateTimeField(null=True)
    stop = models.BooleanField(default=False)
    cut_off = models.PositiveSmallIntegerField("中断次数", default=0)
    message = models.TextField(blank=True)
    url = models.CharField(max_length=300, blank=True)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT)
    file_until = models.DateField("文件保留至", null=True)
    at = models.DateTimeField("提交时间", default=timezone.now)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "owner", "-at"], name="idx_job_owner"),
            models.Index(
                fields=["subdistrict", "at"], name="idx_job_open", condition=models.Q(state__in=("waiting", "running"))
            ),
        ]

    @property
    def open(self) -> bool:
        """Whether it has not come to an end."""
        return self.state in (self.State.WAITING, self.State.RUNNING)


class Lockout(models.Model):
    """Failed sign-ins of a name; an unlogged table, lost after a crash without harm."""

    name = models.CharField(primary_key=True, max_length=150)
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True)


# Django looks for the tables of an application in its module of this name.
from jingwei.core.outbox.stored import Delivery, Message, ReadUpTo  # noqa: E402, F401
