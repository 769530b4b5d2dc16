"""What is stored of indicators: definitions with versions, values reported from outside, and locked periods."""

from django.db import models

from jingwei.core.records import Record, Withdrawable
from jingwei.indicators.boards.models import Board
from jingwei.indicators.targets import models as _of_targets  # noqa: F401

__all__ = ["Board", "BoundName", "Definition", "Lock", "LockedCell", "Reported"]


class Definition(Withdrawable):
    """An indicator as data, one row per version; `body` is the grammar of core design (count, sum, distinct, share,
    reported). Two versions never share a series without a visible break.

    A version counts the periods that end on or after its `valid_from`, the first one also all before; `why` says why
    another version was made.
    """

    key = models.CharField("代号", max_length=48)
    version = models.PositiveIntegerField("版本", default=1)
    name = models.CharField("指标名称", max_length=80)
    unit = models.CharField("单位", max_length=16)
    decimals = models.PositiveSmallIntegerField("小数位", default=0)
    body = models.JSONField("定义")
    basis = models.TextField("口径说明", blank=True)
    exclusions = models.TextField("不计入", blank=True)
    source = models.CharField("数据来源", max_length=120, blank=True)
    why = models.CharField("变更原因", max_length=200, blank=True)
    owner = models.CharField("责任部门", max_length=60, blank=True)
    valid_from = models.DateField("启用日期")
    retired = models.BooleanField("已停用", default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "key", "version"], name="uq_definition")]


class Reported(Record):
    """What a paper from outside, or a published report, says of a statistic and a period; never overwritten.

    It says one to four things, each a value of its own: the level, growth (per cent), rank, completion of the yearly
    plan (per cent). A later statement is a new row, and of each thing the latest statement counts (statements.py).
    `rank_*` say among whom, how many they are, what was ranked and who ranked; the proof is `paper`.
    """

    class Stage(models.TextChoices):
        ESTIMATE = "estimate", "预计数"
        FLASH = "flash", "快报数"
        FINAL = "final", "核定数"

    class Ranked(models.TextChoices):
        AMOUNT = "amount", "总量"
        GROWTH = "growth", "增速"
        COMPLETION = "completion", "完成进度"
        SCORE = "score", "得分"

    indicator = models.CharField("指标", max_length=48)
    period = models.CharField("统计期", max_length=24)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True)
    unit = models.CharField("单位", max_length=16)
    growth = models.DecimalField("公布同比(%)", max_digits=9, decimal_places=3, null=True)
    completion = models.DecimalField("公布完成年度计划(%)", max_digits=9, decimal_places=3, null=True)
    rank = models.PositiveIntegerField("公布位次", null=True)
    rank_group = models.CharField("排名范围", max_length=80, blank=True)
    rank_size = models.PositiveIntegerField("参加排名的个数", null=True)
    ranked = models.CharField("按什么排名", max_length=12, choices=Ranked, blank=True)
    organiser = models.CharField("组织排名单位", max_length=80, blank=True)
    approx = models.CharField("概数", max_length=10, default="exact")
    stage = models.CharField("阶段", max_length=10, choices=Stage, default=Stage.FINAL)
    supplier = models.CharField("提供单位", max_length=80)
    paper = models.CharField("来源文件", max_length=200)
    known_from = models.DateTimeField("登记时间")
    known_to = models.DateTimeField("更正时间", null=True)
    actor_label = models.CharField("登记人", max_length=80)
    source = models.JSONField("来源位置", default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subdistrict", "indicator", "period", "-known_from"], name="idx_reported_series")
        ]


class BoundName(Record):
    """What an outside bulletin calls a statistic: bound once by a person, and known from then on."""

    name = models.CharField("通报中的名称", max_length=80)
    indicator = models.CharField("指标", max_length=48)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subdistrict", "name"], name="uq_bound_name")]


class Lock(Record):
    """A period whose cells are fixed (锁定、定数). Unlocking it ends the lock; locking it again is a new one, with the
    next number, so that what was once given out can still be told apart."""

    period = models.CharField("统计期", max_length=24)
    number = models.PositiveIntegerField("第几次锁定")
    at = models.DateTimeField("锁定时间")
    actor_label = models.CharField("锁定人", max_length=80)
    cells = models.PositiveIntegerField("指标值个数", default=0)
    unlocked_at = models.DateTimeField("解锁时间", null=True)
    unlocked_by = models.CharField("解锁人", max_length=80, blank=True)
    why = models.CharField("解锁原因", max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "period", "number"], name="uq_lock_number"),
            models.UniqueConstraint(
                fields=["subdistrict", "period"], condition=models.Q(unlocked_at=None), name="uq_lock_in_force"
            ),
        ]


class LockedCell(Record):
    """A fixed value of one indicator and place (NULL: the whole subdistrict), with what it was counted from.

    `row_ids` are the keys of its rows, 16 bytes each, or NULL above the limit, where `digest` (sha256 of the sorted
    keys) stands for them. `published` is what papers said of growth, rank and completion (published.py), `computed`
    what the levels gave beside it.
    """

    lock = models.ForeignKey(Lock, on_delete=models.PROTECT, db_index=False, db_constraint=False)
    key = models.CharField(max_length=48)
    version = models.PositiveIntegerField()
    place = models.UUIDField(null=True)
    kind = models.CharField(max_length=8)
    value = models.DecimalField(max_digits=28, decimal_places=12, null=True)
    unit = models.CharField(max_length=16)
    numerator = models.DecimalField(max_digits=28, decimal_places=12, null=True)
    denominator = models.DecimalField(max_digits=28, decimal_places=12, null=True)
    growth = models.DecimalField(max_digits=9, decimal_places=3, null=True)
    published = models.JSONField(default=list)
    computed = models.DecimalField(max_digits=28, decimal_places=12, null=True)
    approx = models.CharField(max_length=10, default="exact")
    stage = models.CharField(max_length=10, default="final")
    supplier = models.CharField(max_length=200, blank=True)
    paper = models.CharField(max_length=500, blank=True)
    as_of = models.DateField(null=True)
    rows = models.PositiveIntegerField(null=True)
    row_ids = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    why = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lock", "key", "place"], nulls_distinct=False, name="uq_locked_cell")
        ]
