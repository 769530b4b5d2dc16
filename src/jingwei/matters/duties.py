"""履职事项清单: what a street has to do, as it loads it by a sheet; versions follow each other by their first day.

An item says which classes of the catalogue fall under it. A class that falls under none, or under one that superiors
took back, is not the street's to handle: the return is prepared with its reason. Without a list nothing is said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone

from jingwei.core.records import Withdrawable
from jingwei.matters.catalogue import category_name


class DutyItem(Withdrawable):
    """One item of one version of the list. `classes`: keys of the catalogue, or their beginnings."""

    class Kind(models.TextChoices):
        BASIC = "basic", "基本履职"
        ASSIST = "assist", "配合履职"
        TAKEN_BACK = "taken_back", "上级收回"

    since = models.DateField("启用日期")
    number = models.CharField("序号", max_length=24)
    name = models.CharField("事项名称", max_length=200)
    kind = models.CharField("类型", max_length=12, choices=Kind)
    lead = models.CharField("牵头部门", max_length=60, blank=True)
    classes = ArrayField(models.CharField(max_length=8), verbose_name="分类编码", default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "since", "number"], condition=Withdrawable.in_use, name="uq_duty_item"
            )
        ]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a class stands to the list: the item under which it falls (None: under none), and since when the list is."""

    item: DutyItem | None
    since: date
    category: str

    @property
    def outside(self) -> bool:
        """Whether it is not the street's to handle."""
        return self.item is None or self.item.kind == DutyItem.Kind.TAKEN_BACK

    @property
    def said(self) -> str:
        """In words, for the page of a matter."""
        if self.item is None:
            return "不在履职事项清单内"
        return f"{self.item.number}　{self.item.name}（{self.item.get_kind_display()}）"

    @property
    def reason(self) -> str:
        """Why it is sent back, ready to be sent; at most 120 characters."""
        name = category_name(self.category)
        if self.item is None:
            return f"“{name}”不在本街道履职事项清单（{self.since}起执行）内，请交有职责的部门办理。"[:120]
        whom = f"，请交{self.item.lead}办理" if self.item.lead else "，请交上级主管部门办理"
        return f"“{name}”属清单第{self.item.number}项，已由上级部门收回（{self.since}起执行）{whom}。"[:120]


def in_force(on: date | None = None) -> list[DutyItem]:
    """The items of the version that holds on a day, in the order of the sheet; empty where none is loaded."""
    rows = DutyItem.objects.filter(since__lte=on or timezone.localdate())
    return list(rows.filter(since=models.Subquery(rows.order_by("-since").values("since")[:1])).order_by("pk"))


def standing(matter: Any, items: Sequence[DutyItem]) -> Standing | None:
    """How a matter stands to the list; None where no list is loaded, or the matter has no class yet."""
    if not items or not matter.category:
        return None
    fitting = [(len(begin), one) for one in items for begin in one.classes if matter.category.startswith(begin)]
    best = max(fitting, key=lambda pair: pair[0])[1] if fitting else None
    return Standing(best, items[0].since, matter.category)


def standing_of(matter: Any) -> Standing | None:
    """The same by the list of today. One query, none for a matter without a class."""
    return standing(matter, in_force()) if matter.category else None
