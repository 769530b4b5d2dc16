"""The reminder on the home page: end dates within 90 days, and requests to erase that wait for a second person."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from jingwei.core.scope import Actor
from jingwei.core.ui.blocks import Panel
from jingwei.core.ui.parts import Link
from jingwei.people.models import Department
from jingwei.registers.end_dates import REMIND_DAYS, Term, terms
from jingwei.registers.policy import policy


def end_date_panel(actor: Actor, *, wide: bool) -> Panel | None:
    """What of the ledgers ends soon, for those whose matter it is; None where there is nothing to say."""
    if not policy.allows(actor, "see_terms"):
        return None
    today = timezone.localdate()
    pressing = [term for term in terms() if term.live and (_near(term, today) or term.key.asked_at is not None)]
    if not pressing:
        return None
    links = tuple(
        Link(_said(term, today), reverse("registers:terms", args=[term.register.pk]), icon="calendar")
        for term in _concerning(actor, pressing)
    )
    if not links:
        return None
    here = reverse("registers:end_dates")
    return Panel("个人信息保存期限", links=links, url=here, width="full" if wide else "half")


def _near(term: Term, today: date) -> bool:
    """Whether something happens within the days of the reminder; an archive already sealed reminds of its own end."""
    return (term.next_day(today) - today).days <= REMIND_DAYS


def _concerning(actor: Actor, pressing: list[Term]) -> list[Term]:
    """All for the security administrator, leaders and the office; for a department those of its own ledgers."""
    if actor.has("security_admin", "office") or policy.allows(actor, "confirm_erasure"):
        return pressing
    own = set(Department.objects.filter(pk__in=actor.departments).values_list("key", flat=True))
    return [term for term in pressing if term.register.department_key in own]


def _said(term: Term, today: date) -> str:
    key, name = term.key, term.register.name
    if key.asked_at is not None:
        return f"{name}：{key.asked_label}申请删除个人信息，待另一人确认"
    left = (term.next_day(today) - today).days
    return f"{name}：{f'还有{left}天' if left >= 0 else '已到期'}，{term.outlook(today)}"
