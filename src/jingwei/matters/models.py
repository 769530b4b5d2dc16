"""What is stored of matters: the matter, the requests that asked for it, and every step it went."""

from typing import Any, ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jingwei.core.records import Record, ScopedManager, Withdrawable
from jingwei.matters.channels import Channel
from jingwei.matters.duties import DutyItem
from jingwei.matters.duty.stored import DailyBrief, LogEntry, ShiftHandOver, UrgentReport, WorkSettings
from jingwei.matters.notes.stored import Note
from jingwei.matters.online_codes import OnlineCode
from jingwei.matters.place_classes import PlaceClass
from jingwei.matters.reconciliations import Reconciliation
from jingwei.matters.sampling.stored import Draw, Sample
from jingwei.matters.scoring.exclusions import Exclusion
from jingwei.matters.sealing.stored import Unsealing
from jingwei.matters.summons import Summons
from jingwei.people.models import Department
from jingwei.places.models import Place

__all__ = [
    "CallBack", "Channel", "DailyBrief", "Draw", "DutyItem", "Exclusion", "LeadRule", "LogEntry", "Matter", "Note",
    "OnlineCode", "PlaceClass", "Reconciliation", "Request", "Sample", "Serial", "ShiftHandOver", "Step", "Summons",
    "Unsealing", "UrgentReport", "WorkSettings",
]  # fmt: skip


class Matter(Record):
    """What must be opened, moved and closed. Its kind is a key of the pack (kinds.py), its stage one of stages.py.

    `clocks` are the running terms: "whole" and "stage" → {started, count, term, pauses: [[since, until or null]]}.
    `due_at` and `stage_due_at` are their last moments (None while they stand still); an outside platform's due time
    beats the rule, so with `outside_due` the whole has no clock. `next_warning_at` is when the next share of the term
    has passed, `warned` the last one that was told (%). Counters say how often something happened. `details`
    holds what its kind asks beside, as stored values. `contacted`, `solved` and `rating` are what the call-back that
    counts says. `first_lead` is who led it first and stays responsible however often it is handed on; `helpers` are
    departments beside the lead, `awaited` those that were summoned and have not answered. What is parked (挂账) stays
    open without a clock until `review_on`. A part (子任务) has a `parent`: it is moved like any other and not counted
    as a matter; the whole is finished after all its parts. `about` is the matter from which it follows (the hazard of
    a penalty): linked, never merged. `sealed_file`: its texts, encrypted, once the file is sealed (sealing.py).
    """

    class Outcome(models.TextChoices):
        SOLVED = "solved", "已解决"
        EXPLAINED = "explained", "已解释说明"
        UNSOLVED = "unsolved", "未解决"

    class Found(models.TextChoices):
        TRUE = "true", "情况属实"
        PARTLY = "partly", "部分属实"
        UNTRUE = "untrue", "情况不属实"
        GONE = "gone", "到场时已消除"
        NOT_FOUND = "not_found", "找不到地点或对象"

    class Cause(models.TextChoices):
        OWNER = "owner", "责任主体不明"
        LAW = "law", "法规政策没有规定"
        MONEY = "money", "资金没有落实"
        PLANNED = "planned", "已列入计划，尚未实施"
        SUPERIOR = "superior", "须由上级或其他部门先解决"
        HISTORY = "history", "历史遗留问题"
        DISAGREE = "disagree", "当事人意见不一"

    class Rating(models.TextChoices):
        GOOD = "good", "满意"
        FAIR = "fair", "基本满意"
        BAD = "bad", "不满意"
        NONE = "none", "未评价"

    # An undone import voids its matters; their outside numbers may then come in again.
    taken_out: ClassVar[dict[str, Any]] = {"stage": "void", "outside_number": ""}
    objects: ClassVar[models.Manager[Self]] = ScopedManager()
    every: ClassVar[models.Manager[Self]] = ScopedManager()

    number = models.CharField("编号", max_length=40, editable=False)
    kind = models.CharField("类别", max_length=24)
    category = models.CharField("分类", max_length=8, blank=True)
    channel = models.CharField("来源", max_length=16, choices=Channel)
    title = models.CharField("标题", max_length=120)
    text = models.TextField("内容", blank=True)
    # Read by street and place, or by matter: an index of the place alone would only be one more to write.
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, verbose_name="所属区划")
    address = models.CharField("地点", max_length=120, blank=True)
    place_class = models.CharField("区域类别", max_length=8, blank=True, db_default="")
    stage = models.CharField("阶段", max_length=12, default="received")
    stage_since = models.DateTimeField("进入阶段时间", default=timezone.now)
    details = models.JSONField("专项内容", default=dict)
    urgent = models.BooleanField("紧急", default=False)
    received_at = models.DateTimeField("受理时间")
    received_on = models.DateField("受理日期")
    lead = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, verbose_name="主办部门")
    first_lead = models.ForeignKey(
        Department, null=True, on_delete=models.PROTECT, related_name="+", db_index=False, verbose_name="首接部门"
    )
    parent = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="parts", db_index=False, verbose_name="所属事件"
    )
    helpers = ArrayField(models.UUIDField(), verbose_name="协办部门", default=list, db_default=[])
    awaited = ArrayField(models.UUIDField(), verbose_name="待报到部门", default=list, db_default=[])
    about = models.ForeignKey(
        "self", null=True, db_index=False, on_delete=models.PROTECT, related_name="led_to", verbose_name="起因事件"
    )
    sealed_file = models.JSONField("封存的案卷", null=True)
    outside_number = models.CharField("外部编号", max_length=40, blank=True)
    outside_due = models.DateTimeField("外部时限", null=True)
    clocks = models.JSONField("计时", default=dict)
    due_at = models.DateTimeField("办结时限", null=True)
    due_provisional = models.BooleanField("时限待定", default=False)
    stage_due_at = models.DateTimeField("本阶段时限", null=True)
    suspended_at = models.DateTimeField("暂停时间", null=True)
    parked_at = models.DateTimeField("挂账时间", null=True)
    parked_cause = models.CharField("挂账原因", max_length=12, choices=Cause, blank=True, db_default="")
    review_on = models.DateField("复核日期", null=True)
    warned = models.PositiveSmallIntegerField("已提醒的时限比例", default=0)
    next_warning_at = models.DateTimeField("下次提醒时间", null=True)
    reply = models.TextField("答复", blank=True)
    outcome = models.CharField("办理结果", max_length=12, choices=Outcome, blank=True)
    first_contact_at = models.DateTimeField("首次联系上的时间", null=True)
    found = models.CharField("现场核实", max_length=12, choices=Found, blank=True, db_default="")
    contacted = models.BooleanField("已联系", null=True)
    solved = models.BooleanField("回访认为已解决", null=True)
    rating = models.CharField("满意度", max_length=8, choices=Rating, blank=True)
    on_spot = models.BooleanField("即报即结", default=False, db_default=False)
    sampled = models.CharField("抽查结果", max_length=8, blank=True, db_default="")
    finished_by = models.UUIDField("办结人代号", null=True)
    closed_at = models.DateTimeField("办结时间", null=True)
    closed_on = models.DateField("办结日期", null=True)
    on_time = models.BooleanField("按期办结", null=True)
    handed_back = models.PositiveSmallIntegerField("退回次数", default=0)
    reworked = models.PositiveSmallIntegerField("重办次数", default=0)
    extended = models.PositiveSmallIntegerField("延期次数", default=0)
    urged = models.PositiveSmallIntegerField("催办次数", default=0)
    reopened = models.PositiveSmallIntegerField("重开次数", default=0)
    contact_tries = models.PositiveSmallIntegerField("联系次数", default=0, db_default=0)
    part_count = models.PositiveSmallIntegerField("子任务数", default=0, db_default=0)
    parked = models.PositiveSmallIntegerField("挂账次数", default=0, db_default=0)
    summoned = models.PositiveSmallIntegerField("吹哨次数", default=0, db_default=0)
    answered = models.PositiveSmallIntegerField("报到次数", default=0, db_default=0)
    answered_in_time = models.PositiveSmallIntegerField("按时报到次数", default=0, db_default=0)

    @property
    def stands_still(self) -> bool:
        """Whether it is suspended or parked: no clock runs."""
        return self.suspended_at is not None or self.parked_at is not None

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "number"], name="uq_matter_number")]
        indexes = [
            models.Index(fields=["subdistrict", "stage", "due_at"], name="idx_matter_stage"),
            # As lists stand: the latest first, then by number.
            models.Index(
                "subdistrict",
                models.F("received_on").desc(nulls_last=True),
                "number",
                "id",
                condition=~models.Q(stage="void"),
                name="idx_matter_received",
            ),
            models.Index(
                fields=["subdistrict", "kind", "place", "received_at"],
                condition=~models.Q(stage="void"),
                name="idx_matter_kind",
            ),
            models.Index(fields=["subdistrict", "place", "stage"], name="idx_matter_place"),
            models.Index(fields=["about"], condition=models.Q(about__isnull=False), name="idx_matter_about"),
            models.Index(
                fields=["subdistrict", "category", "-received_on"],
                condition=~models.Q(category=""),
                name="idx_matter_category",
            ),
            models.Index(
                fields=["subdistrict", "next_warning_at"],
                condition=models.Q(next_warning_at__isnull=False),
                name="idx_matter_warning",
            ),
            models.Index(fields=["parent"], condition=models.Q(parent__isnull=False), name="idx_matter_part"),
            models.Index(
                fields=["subdistrict", "outside_number"],
                condition=~models.Q(outside_number=""),
                name="idx_matter_outside",
            ),
        ]


class Request(Record):
    """One call, letter or report that asked for a matter. Many may ask for the same one; all of them get the answer.

    `contact_name` and `contact_phone` are encrypted (contacts.py); `phone_token` finds an equal number without reading
    it. `secret`: who asked is shown to the desk alone.
    """

    taken_out: ClassVar[dict[str, Any]] = {"outside_number": ""}
    objects: ClassVar[models.Manager[Self]] = ScopedManager()
    every: ClassVar[models.Manager[Self]] = ScopedManager()

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="requests")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, verbose_name="所属区划")
    channel = models.CharField("来源", max_length=16, choices=Channel)
    outside_number = models.CharField("外部编号", max_length=40, blank=True)
    received_at = models.DateTimeField("收到时间")
    text = models.TextField("内容", blank=True)
    contact_name = models.JSONField("诉求人", null=True)
    contact_phone = models.JSONField("联系电话", null=True)
    phone_token = models.CharField(max_length=64, blank=True)
    secret = models.BooleanField("要求保密", default=False)
    taken_by = models.CharField("登记人", max_length=80)

    class Meta:
        indexes = [
            models.Index(
                fields=["subdistrict", "phone_token"], condition=~models.Q(phone_token=""), name="idx_request_phone"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "channel", "outside_number"],
                condition=~models.Q(outside_number=""),
                name="uq_request_outside",
            )
        ]


class Step(Record):
    """One step of a matter: what was done, when, by whom, from which stage to which; append-only.

    `said` holds what else was told (to which department, by how much a term was extended), as JSON values.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, db_index=False, related_name="steps")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, db_index=False, verbose_name="所属区划")
    verb = models.CharField("动作", max_length=16)
    before = models.CharField("原阶段", max_length=12, blank=True)
    after = models.CharField("现阶段", max_length=12)
    at = models.DateTimeField("时间", default=timezone.now)
    actor = models.UUIDField(null=True)
    actor_label = models.CharField("经办人", max_length=80)
    reason = models.CharField("原因", max_length=200, blank=True)
    said = models.JSONField("说明", default=dict)

    class Meta:
        indexes = [models.Index(fields=["matter", "at"], name="idx_step_matter")]


class CallBack(Record):
    """One call back to who asked: whether the office had contacted them, whether it is solved, how they rate it.

    Append-only: of the valid ones of a matter the latest counts, all are kept.
    """

    matter = models.ForeignKey(Matter, on_delete=models.PROTECT, related_name="call_backs")
    place = models.ForeignKey(Place, on_delete=models.PROTECT, verbose_name="所属区划")
    at = models.DateTimeField("回访时间")
    contacted = models.BooleanField("承办单位已联系")
    solved = models.BooleanField("诉求已解决")
    rating = models.CharField("满意度", max_length=8, choices=Matter.Rating)
    valid = models.BooleanField("有效回访", default=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    taken_by = models.CharField("回访人", max_length=80)

    class Meta:
        indexes = [models.Index(fields=["matter", "at"], name="idx_call_back_matter")]


class LeadRule(Withdrawable):
    """Which department leads matters of a kind, of a class (or a beginning of its key), in a place; empty: of any."""

    kind = models.CharField("类别", max_length=24, blank=True)
    category = models.CharField("分类", max_length=8, blank=True)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, verbose_name="区划")
    department = models.ForeignKey(Department, on_delete=models.PROTECT, verbose_name="主办部门")
    order = models.PositiveSmallIntegerField("次序", default=0)


class Serial(Record):
    """The last number given out in a year; one row a year."""

    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("末号")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "year"], name="uq_serial_year")]
