"""What is stored of targets and lights: targets in two times, light sheets from above, remedies, rules, changes."""

from django.db import models

from jingwei.core.lights import Light
from jingwei.core.records import FOREVER, Record

# What authorities give; 已完成 and 未评 are ours alone.
GIVEN = [(one.value, one.word) for one in (Light.GREEN, Light.YELLOW, Light.RED)]


class TargetValue(Record):
    """A target as an object: which indicator, period and place (NULL: the whole subdistrict), set by whom.

    `measure` is what is aimed at: the value itself, its growth, or a rank. What it should be stands in the versions.
    """

    class Measure(models.TextChoices):
        VALUE = "value", "数值"
        GROWTH = "growth", "同比增长"
        RANK = "rank", "位次"

    indicator = models.CharField("指标", max_length=48)
    period = models.CharField("统计期", max_length=24)
    place = models.UUIDField("区划", null=True)
    issuer = models.CharField("下达单位", max_length=80)
    measure = models.CharField("目标类别", max_length=8, choices=Measure)

    class Meta:
        app_label = "indicators"
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "indicator", "period", "place", "issuer", "measure"], nulls_distinct=False,
                name="uq_target_value",
            )
        ]  # fmt: skip


class TargetVersion(Record):
    """A state of a target: true from `valid_from` to before `valid_to`, known from `known_from` to before `known_to`.

    `low` and `high` are in `unit` as the paper prints it: a value, per cent of growth, or a place in a ranking. Of an
    interval both are given, of at_least and equal `low`, of at_most `high`. `schedule` is a pace of its own: pairs of
    a month (2025-03) and what should be reached by its end, in per cent of the target.
    """

    class Operator(models.TextChoices):
        AT_LEAST = "at_least", "不低于"
        AT_MOST = "at_most", "不高于"
        EQUAL = "equal", "等于"
        BETWEEN = "between", "在区间内"
        GROWTH_AT_LEAST = "growth_at_least", "同比增长不低于"
        GROWTH_AT_MOST = "growth_at_most", "同比增长不高于"
        RANK_AT_MOST = "rank_at_most", "位次不低于（进入前几位）"

    target = models.ForeignKey(TargetValue, on_delete=models.PROTECT, related_name="versions", db_constraint=False)
    operator = models.CharField("要求", max_length=16, choices=Operator)
    low = models.DecimalField("目标值", max_digits=20, decimal_places=6, null=True)
    high = models.DecimalField("上限", max_digits=20, decimal_places=6, null=True)
    unit = models.CharField("单位", max_length=16)
    paper = models.CharField("文号", max_length=200)
    department = models.UUIDField("责任部门", null=True)
    person = models.CharField("责任岗位或责任人", max_length=60, blank=True)
    schedule = models.JSONField("序时安排", default=list)
    note = models.CharField("说明", max_length=200, blank=True)
    valid_from = models.DateField("执行日期")
    valid_to = models.DateField("停止执行日期", default=FOREVER)
    known_from = models.DateTimeField("登记时间")
    known_to = models.DateTimeField("更正时间", null=True)
    actor_label = models.CharField("登记人", max_length=80)
    why = models.CharField("更正原因", max_length=200, blank=True)
    source = models.JSONField("来源位置", default=dict)

    class Meta:
        app_label = "indicators"
        indexes = [
            models.Index(
                fields=["subdistrict"], condition=models.Q(known_to=None, valid_to=FOREVER), name="idx_target_in_force"
            ),
            models.Index(fields=["target", "known_from"], name="idx_target_versions"),
        ]


class LightSheet(Record):
    """The lights that one authority gave for a period: how many were assessed, green, yellow, red. Never overwritten:
    a corrected sheet is a new row, the old one is known no longer. The rank is a published one (Reported)."""

    period = models.CharField("考核期", max_length=24)
    issuer = models.CharField("考核单位", max_length=80)
    paper = models.CharField("通报文件", max_length=200)
    assessed = models.PositiveIntegerField("考核指标数")
    green = models.PositiveIntegerField("绿灯")
    yellow = models.PositiveIntegerField("黄灯")
    red = models.PositiveIntegerField("红灯")
    known_from = models.DateTimeField("登记时间")
    known_to = models.DateTimeField("更正时间", null=True)
    actor_label = models.CharField("登记人", max_length=80)
    why = models.CharField("更正原因", max_length=200, blank=True)
    source = models.JSONField("来源位置", default=dict)

    class Meta:
        app_label = "indicators"
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "period", "issuer"], condition=models.Q(known_to=None), name="uq_light_sheet"
            )
        ]


class GivenLight(Record):
    """The light that a sheet gives one indicator; `light` keeps its identity over corrections of the sheet.

    `indicator` is empty where the name means no definition. `department` is whose it is to explain a red one.
    """

    sheet = models.ForeignKey(LightSheet, on_delete=models.PROTECT, related_name="lights", db_constraint=False)
    light = models.UUIDField("灯")
    name = models.CharField("指标名称", max_length=80)
    indicator = models.CharField("指标", max_length=48, blank=True)
    state = models.CharField("亮灯", max_length=8, choices=GIVEN)
    department = models.UUIDField("责任部门", null=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        app_label = "indicators"


class Remedy(Record):
    """Why a light is red and what is done about it: cause, measure, person, date. A later one replaces it and both stay
    readable. `about` is the key of a target or of a given light."""

    about = models.UUIDField("对象")
    cause = models.CharField("原因", max_length=300)
    measure = models.CharField("措施", max_length=300)
    person = models.CharField("责任人", max_length=60)
    due = models.DateField("完成期限")
    done_on = models.DateField("完成日期", null=True)
    outcome = models.CharField("完成情况", max_length=300, blank=True)
    known_from = models.DateTimeField("登记时间")
    known_to = models.DateTimeField("更新时间", null=True)
    actor_label = models.CharField("登记人", max_length=80)

    class Meta:
        app_label = "indicators"
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "about"], condition=models.Q(known_to=None), name="uq_remedy"
            )
        ]


class LightRules(Record):
    """The rules of lights that an office set for itself, one row per version (targets/rules.py reads them)."""

    version = models.PositiveIntegerField("版本")
    bands = models.JSONField("规则")
    basis = models.CharField("依据", max_length=200)
    known_from = models.DateTimeField("启用时间")
    known_to = models.DateTimeField("停用时间", null=True)
    actor_label = models.CharField("设定人", max_length=80)

    class Meta:
        app_label = "indicators"
        constraints = [models.UniqueConstraint(fields=["subdistrict", "version"], name="uq_light_rules")]


class LightChange(Record):
    """A target whose computed light became another one: written once when it is seen, never every night again."""

    target = models.ForeignKey(TargetValue, on_delete=models.PROTECT, db_constraint=False)
    before = models.CharField("原亮灯", max_length=8, blank=True)
    after = models.CharField("现亮灯", max_length=8)
    on = models.DateField("日期")
    at = models.DateTimeField("记录时间")
    said = models.CharField("依据", max_length=400)
    rules = models.PositiveIntegerField("规则版本")
    current = models.BooleanField("最近一次", default=True)

    class Meta:
        app_label = "indicators"
        constraints = [
            models.UniqueConstraint(fields=["target"], condition=models.Q(current=True), name="uq_light_change_current")
        ]
