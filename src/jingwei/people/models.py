"""Who works here: departments, staff, posts, appointments, and the accounts they sign in with."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jingwei.core.records import Dated, Record, Withdrawable
from jingwei.core.uuid7 import uuid7
from jingwei.places.models import FOREVER, Place


class AccountManager(BaseUserManager["Account"]):
    """Accounts by their name."""


class Account(AbstractBaseUser):
    """A sign-in. It belongs to no subdistrict by itself: what it may do comes from the staff member's posts.

    `demo` is what the sign-in page of the demo calls it; outside the demo it means nothing.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField("用户名", max_length=60, unique=True)
    is_active = models.BooleanField("启用", default=True)
    must_change = models.BooleanField("下次登录须改密码", default=False)
    quick_code = models.CharField("快速切换码", max_length=128, blank=True)
    demo = models.CharField("演示身份", max_length=40, blank=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()


class Department(Withdrawable):
    """A lengthwise body: an office, station or team, inside the office or stationed in it (驻街)."""

    key = models.CharField("代号", max_length=32)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=24, blank=True)
    stationed = models.BooleanField("派驻机构", default=False)
    phone = models.CharField("值班电话", max_length=24, blank=True)
    duty = models.CharField("主要职责", max_length=200, blank=True)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "key"], condition=Withdrawable.in_use, name="uq_department_key"
            )
        ]


class Staff(Withdrawable):
    """A member of staff: name, work phone, department. Work data only, no private address, no identity number."""

    number = models.CharField("工号", max_length=24)
    name = models.CharField("姓名", max_length=40)
    phone = models.CharField("工作电话", max_length=24, blank=True)
    position = models.CharField("职务", max_length=60, blank=True)
    category = models.CharField("人员类别", max_length=24, blank=True)
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, verbose_name="部门")
    account = models.OneToOneField(Account, null=True, on_delete=models.PROTECT)
    left_on = models.DateField("离岗日期", null=True)
    sort = models.CharField(max_length=120, default="")
    initials = models.CharField("姓名首字母", max_length=40, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "number"], condition=Withdrawable.in_use, name="uq_staff_number"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "sort"], name="idx_staff_sort")]


class Post(Withdrawable):
    """The seat: rights and work belong to it and outlive whoever holds it.

    `role` is a key of people/roles.py; the seat is for a place, a department or the whole office.
    """

    key = models.CharField("岗位代号", max_length=64)
    name = models.CharField("岗位名称", max_length=60)
    role = models.CharField("角色", max_length=32)
    place = models.ForeignKey(Place, null=True, on_delete=models.PROTECT, verbose_name="服务区域")
    department = models.ForeignKey(Department, null=True, on_delete=models.PROTECT, verbose_name="部门")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subdistrict", "key"], condition=Withdrawable.in_use, name="uq_post_key")
        ]


class Appointment(Dated):
    """Who holds a post from when to when; `rank` tells A from B in a pair (AB岗)."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, verbose_name="岗位")
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, verbose_name="人员")
    rank = models.CharField("AB岗", max_length=1, default="A")
    valid_from = models.DateField("任职日期")
    valid_to = models.DateField("离任日期", default=FOREVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "post", "staff", "valid_from"], condition=Dated.in_use, name="uq_appointment"
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__gte=models.F("valid_from")), name="ck_appointment_valid"
            ),
        ]


class Delegation(Record):
    """A post lent to another for some days (代办), the last one included; what is done is written down as B代A."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, verbose_name="岗位")
    giver = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="given", verbose_name="委托人")
    taker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="taken", verbose_name="代办人")
    valid_from = models.DateField("开始日期")
    valid_to = models.DateField("结束日期(含)")
    reason = models.CharField("事由", max_length=120, blank=True)
    withdrawn_at = models.DateTimeField("撤回时间", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(valid_to__gte=models.F("valid_from")), name="ck_delegation_valid")
        ]


class HandOver(Record):
    """A post handed over: what was open at that moment, kept as the printed list shows it."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, verbose_name="岗位")
    giver = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="handed_over", verbose_name="移交人")
    taker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="taken_over", verbose_name="接收人")
    on = models.DateField("交接日期")
    items = models.JSONField("交接清单", default=list)
    places = ArrayField(models.UUIDField(), default=list)


class Duty(Record):
    """One member of staff on one shift of one day (值班). `rights`: has those of the dispatch desk while it lasts."""

    day = models.DateField("日期")
    shift = models.CharField("班次", max_length=12)
    seat = models.CharField("值班岗", max_length=12)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, verbose_name="值班人")
    starts_at = models.DateTimeField("上班时间")
    ends_at = models.DateTimeField("下班时间")
    rights = models.BooleanField("有调度权限", default=False)
    withdrawn_at = models.DateTimeField("撤班时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "day", "shift", "staff"],
                condition=models.Q(withdrawn_at=None),
                name="uq_duty_staff",
            )
        ]
        indexes = [
            models.Index(fields=["subdistrict", "day"], name="idx_duty_day"),
            models.Index(fields=["staff", "ends_at"], name="idx_duty_staff"),
        ]


class DutySwap(Record):
    """A shift offered to a colleague (换班), alone or against one of the colleague's; done once they agree."""

    class State(models.TextChoices):
        ASKED = "asked", "等对方同意"
        DONE = "done", "已换班"
        REFUSED = "refused", "对方不同意"

    given = models.ForeignKey(Duty, on_delete=models.PROTECT, related_name="+", verbose_name="换出的班")
    taken = models.ForeignKey(Duty, null=True, on_delete=models.PROTECT, related_name="+", verbose_name="换来的班")
    giver = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", verbose_name="提出人")
    taker = models.ForeignKey(Staff, on_delete=models.PROTECT, related_name="+", verbose_name="对方")
    reason = models.CharField("原因", max_length=200, blank=True)
    state = models.CharField("状态", max_length=12, choices=State, default="asked")
    asked_at = models.DateTimeField("提出时间", default=timezone.now)
    answered_at = models.DateTimeField("答复时间", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "given"], condition=models.Q(state="asked"), name="uq_duty_swap_given"
            )
        ]
        indexes = [models.Index(fields=["subdistrict", "state"], name="idx_duty_swap_state")]
