"""派单规则: which department leads what, as the office wrote it down."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.actions.base import ids
from jingwei.core.errors import Invalid
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.catalogue import categories
from jingwei.matters.kinds import kinds
from jingwei.matters.models import LeadRule
from jingwei.matters.policy import policy
from jingwei.matters.texts import NO_BEGINNING
from jingwei.people.linked import linked, problem
from jingwei.people.models import Department
from jingwei.places.models import Place

_KINDS = tuple(Choice(kind.key, kind.name) for kind in kinds().values())


@register_action
class AddLeadRule(Action):
    """Write down which department leads matters of a kind, a class or a place."""

    name = "matters.add_lead_rule"
    label = "新增派单规则"
    declared = FieldSet(
        key="matters.add_lead_rule",
        version=1,
        fields=(
            Field("department", "主办部门", "link", required=True, link="people.department"),
            Field(
                "kind",
                "类别",
                "choice",
                choices=tuple(Choice(k.key, k.name) for k in kinds().values()),
                help="不填为各类",
            ),
            Field(
                "category",
                "分类编码",
                "text",
                max_length=6,
                help="分类编码或其开头，如 m06010 是暴露垃圾，m06 是市容环境",
            ),
            Field("place", "区划", "link", link="places.place", help="不填为全街道"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who dispatches."""
        policy.may(act.actor, "dispatch")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}. Raises Invalid for what does not exist."""
        departments = linked(self.declared, "department", items, Department.objects.all())
        places = linked(self.declared, "place", items, Place.objects.all())
        wrong = [
            problem(self.declared, "category", told, NO_BEGINNING, code="category.unknown", row=item.row)
            for item in items
            for told in (item.values.get("category") or "",)
            if told and not any(key.startswith(told) for key in categories())
        ]
        if wrong:
            raise Invalid(wrong)
        made = [
            LeadRule(
                subdistrict=act.scope.subdistrict, department=departments[item.values["department"]],
                kind=item.values.get("kind") or "", category=item.values.get("category") or "",
                place=places.get(item.values.get("place") or ""),
            )
            for item in items
        ]  # fmt: skip
        LeadRule.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}


@register_action
class WithdrawLeadRule(Action):
    """Take a rule out of use; matters that were dispatched by it stay as they are."""

    name = "matters.withdraw_lead_rule"
    label = "停用派单规则"
    target = LeadRule
    reason = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who dispatches."""
        policy.may(act.actor, "dispatch")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids}."""
        LeadRule.objects.filter(pk__in=ids(items)).update(withdrawn_at=Now(), revision=F("revision") + 1)
        return {"ids": [str(key) for key in ids(items)]}
