"""On the workbench: red lights that wait to be explained, remedies that are overdue, and lights that got worse."""

from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from jingwei.core.facts.point import Point
from jingwei.core.lights import Light
from jingwei.core.periods import period_name
from jingwei.core.scope import Actor, Reader, current_scope
from jingwei.core.ui.blocks import Panel
from jingwei.core.ui.home import home_panels
from jingwei.core.ui.parts import Column, Row, Table
from jingwei.indicators.models import Definition
from jingwei.indicators.policy import LEADERS, policy
from jingwei.indicators.targets.aims import printed
from jingwei.indicators.targets.models import GivenLight, LightChange, TargetVersion
from jingwei.indicators.targets.remedies import explained, known_remedies

_DAYS, _SHOWN = 14, 12
# A given light is asked about until so many days after its sheet came.
_GIVEN_DAYS = 200


@home_panels
def lights_panel(actor: Actor) -> Panel | None:
    """For who has to explain, and for leaders: what is red and unexplained or overdue, and what turned worse lately.

    It reads what the night wrote down, and evaluates nothing. Four queries.
    """
    if not (policy.allows(actor, "explain") or actor.has(*LEADERS)):
        return None
    today = timezone.localdate()
    since = today - timedelta(days=_DAYS)
    own = _own_targets(actor)
    changes = list(
        LightChange.objects.filter(current=True, target__in=list(own)).select_related("target").order_by("-on", "pk")
    )
    given = list(_given(actor))
    remedies = known_remedies([*own, *(row.light for row in given)])
    names = _names([*(row.target.indicator for row in changes)])
    rows: list[Row] = []
    for row in changes:
        worse = row.after in (Light.RED, Light.YELLOW)
        state = explained(row.target_id, remedies, today) if row.after == Light.RED else None
        if not worse or (row.on < since and not (state and state.open)):
            continue
        target = row.target
        aimed = printed(own[row.target_id])
        name = f"{names.get(target.indicator, target.indicator)}（{period_name(target.period)}{aimed}）"
        what = state.badge if state else f"{row.on:%m-%d}起"
        rows.append(Row((name, Light(row.after).badge(), what), url=reverse("indicators:target", args=[target.pk])))
    for light in given:
        state = explained(light.light, remedies, today)
        if state.open:
            name = f"{light.name}（{period_name(light.sheet.period)}，{light.sheet.issuer}通报）"
            url = reverse("indicators:light", args=[light.light])
            rows.append(Row((name, Light(light.state).badge(), state.badge), url=url))
    if not rows:
        return None
    note = f"共{len(rows)}项，先列{_SHOWN}项" if len(rows) > _SHOWN else ""
    columns = (Column("指标"), Column("亮灯", "badge"), Column("办理", "badge"))
    table = Table(columns, tuple(rows[:_SHOWN]))
    return Panel("亮灯提醒", table=table, note=note, url=reverse("indicators:targets"), width="half")


def _sees_all(actor: Actor) -> bool:
    return policy.allows(actor, "set_targets") or actor.has(*LEADERS)


def _own_targets(actor: Actor) -> dict[UUID, TargetVersion]:
    """The targets in force that are the reader's to explain: all, those of its departments, or of its community."""
    rows = TargetVersion.objects.filter(Point().condition())
    scope = current_scope()
    if scope.reader is Reader.PLACE:
        rows = rows.filter(target__place__in=scope.places)
    elif not _sees_all(actor):
        rows = rows.filter(department__in=actor.departments)
    return {row.target_id: row for row in rows}


def _given(actor: Actor) -> QuerySet[GivenLight]:
    rows = GivenLight.objects.filter(
        state=Light.RED.value, sheet__known_to=None, sheet__known_from__gte=timezone.now() - timedelta(days=_GIVEN_DAYS)
    ).select_related("sheet")
    if current_scope().reader is Reader.PLACE:
        return rows.none()
    if not _sees_all(actor):
        rows = rows.filter(department__in=actor.departments)
    return rows.order_by("-sheet__known_from", "pk")


def _names(keys: list[str]) -> dict[str, str]:
    return dict(Definition.objects.filter(key__in=keys).order_by("version").values_list("key", "name"))
