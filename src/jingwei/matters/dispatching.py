"""Who should lead a matter: by the office's own rules, then by what it did with such matters. Nothing is decided here.

A rule is told with its words. Of earlier matters a suggestion is made only where at least five of the last ones of the
same class and kind were led by a department, and seven of ten by the same one; else nothing is said.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from jingwei.core.scope import current_scope
from jingwei.matters.catalogue import category_name
from jingwei.matters.duties import standing_of
from jingwei.matters.kinds import kinds
from jingwei.matters.models import LeadRule, Matter
from jingwei.people.models import Department
from jingwei.places.models import Place

_LAST, _ENOUGH, _SHARE = 50, 5, 0.7


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A department, and why."""

    department: Department
    why: str


def suggestion(matter: Matter) -> Suggestion | None:
    """What a person may follow: at most six queries."""
    return by_rule(matter, rules()) or by_duty(matter) or by_habit(matter)


def by_duty(matter: Matter) -> Suggestion | None:
    """Who leads the item of the duty list under which it falls, where that is a department of the office."""
    told = standing_of(matter)
    if told is None or told.item is None or told.outside:
        return None
    department = Department.objects.filter(name=told.item.lead).first() if told.item.lead else None
    why = f"履职事项清单第{told.item.number}项“{told.item.name}”由该部门牵头"
    return Suggestion(department, why) if department else None


def rules() -> list[LeadRule]:
    """The rules in force."""
    return list(LeadRule.objects.select_related("department", "place").order_by("order", "pk"))


def by_rule(matter: Matter, known: Sequence[LeadRule], path: Sequence[object] | None = None) -> Suggestion | None:
    """The rule that says most of the matter: the longest class, then the smallest place. `path` is that of its place,
    where it is at hand."""
    if path is None:
        path = list(Place.objects.filter(pk=matter.place_id).values_list("path", flat=True).first() or ())
    fitting = [one for one in known if _fits(one, matter, path)]
    if not fitting:
        return None
    best = max(fitting, key=lambda one: _weight(one, path))
    return Suggestion(best.department, f"派单规则：{said(best)}")


def _weight(rule: LeadRule, path: Sequence[object]) -> tuple[int, int, bool]:
    return len(rule.category), path.index(rule.place_id) if rule.place_id else -1, bool(rule.kind)


def _fits(rule: LeadRule, matter: Matter, path: Sequence[object]) -> bool:
    return (
        (not rule.kind or rule.kind == matter.kind)
        and (not rule.category or (bool(matter.category) and matter.category.startswith(rule.category)))
        and (rule.place_id is None or rule.place_id in path)
    )


def by_habit(matter: Matter) -> Suggestion | None:
    """What the office did with the last such matters; nothing where they are few or went different ways."""
    if not matter.category:
        return None
    last = Matter.objects.filter(
        subdistrict=current_scope().subdistrict, kind=matter.kind, category=matter.category, stage="closed", parent=None
    )
    leads = [lead for lead in last.order_by("-received_on").values_list("lead_id", flat=True)[:_LAST] if lead]
    if len(leads) < _ENOUGH:
        return None
    lead, n = Counter(leads).most_common(1)[0]
    if n < _SHARE * len(leads):
        return None
    department = Department.objects.filter(pk=lead).first()
    why = f"最近{len(leads)}件“{category_name(matter.category)}”里，{n}件由该部门主办"
    return Suggestion(department, why) if department else None


def said(rule: LeadRule) -> str:
    """A rule in words."""
    parts = [
        kinds()[rule.kind].name if rule.kind in kinds() else "",
        category_name(rule.category) if rule.category else "",
        f"在{rule.place.name}" if rule.place else "",
    ]
    return f"{'、'.join(part for part in parts if part) or '所有事件'}由{rule.department.name}主办"
