"""设定亮灯规则: the bounds from which lights turn yellow or red, as an office sets them, version by version."""

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.lights import read_rules
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.gauges import plain
from jingwei.indicators.targets.models import LightRules
from jingwei.indicators.targets.rules import GAUGES, KINDS, PHASES, packed_rules, rules_in_force
from jingwei.indicators.targets.storing import lock_targets

_BOUNDS = (("yellow", "绿灯不低于"), ("red", "黄灯不低于"))
_MOST = Decimal(1000)


def _fields() -> tuple[Field, ...]:
    out = []
    for kind, phases in packed_rules().bands.items():
        for phase, band in phases.items():
            what, unit = GAUGES[band.gauge]
            for bound, word in _BOUNDS:
                label = f"{KINDS[kind]}，{PHASES[phase]}：{word}"
                out.append(
                    Field(f"{kind}_{phase}_{bound}", label, "number", required=True, minimum=-_MOST, maximum=_MOST,
                          decimals=2, help=f"{what}，{unit}")
                )  # fmt: skip
    return tuple(out)


@register_action
class SetLightRules(Action):
    """Set all bounds. What lights were computed before keeps its version; there are no exceptions by indicator."""

    name = "indicators.set_light_rules"
    label = "设定亮灯规则"
    help = "各类目标从多少起亮绿灯、黄灯，低于黄灯界的亮红灯。改动即为新的一版，以前的亮灯记录不变。"
    declared = FieldSet(
        key="indicators_set_light_rules",
        version=1,
        fields=(Field("basis", "依据", "text", required=True, max_length=200, help="文件或会议名称"), *_fields()),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who sets targets sets the rules of their lights."""
        policy.may(act.actor, "set_targets")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {version}; the same bounds write nothing."""
        lock_targets(act.scope.subdistrict)
        values, now = items[-1].values, timezone.now()
        known = rules_in_force()
        bands = bounds_in(values)
        problems = list(_reversed(values, bands))
        if problems:
            raise Invalid(problems)
        rules = read_rules(known.version + 1, values["basis"], bands)
        if rules.bands == known.bands and rules.basis == known.basis:
            return {"version": known.version}
        LightRules.objects.filter(known_to=None).update(known_to=now)
        LightRules.objects.create(
            version=rules.version, bands=rules.dump(), basis=rules.basis, known_from=now, actor_label=act.actor.label
        )
        audit("light_rules_set", f"第{rules.version}版", reason=act.reason)
        return {"version": rules.version}


def _reversed(values: Mapping[str, Any], bands: Mapping[str, Any]) -> Iterator[Problem]:
    for kind, phases in bands.items():
        for phase, band in phases.items():
            yellow, red = (Decimal(band[bound]) for bound, _ in _BOUNDS)
            if red > yellow:
                field = f"{kind}_{phase}_red"
                message = f"黄灯不低于 {plain(red)}，高于绿灯的 {plain(yellow)}，两者颠倒了。"
                yield Problem(field, f"{KINDS[kind]}，{PHASES[phase]}", str(values[field]), message, "rules.reversed")


def bounds_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """The bands as data, with the bounds of a filled form."""
    bands = deepcopy(packed_rules().dump())
    for kind, phases in bands.items():
        for phase, band in phases.items():
            for bound, _ in _BOUNDS:
                band[bound] = str(values[f"{kind}_{phase}_{bound}"])
    return bands


def bounds_of(known: Any) -> dict[str, Any]:
    """The bounds of rules as the values of a form."""
    return {
        f"{kind}_{phase}_{bound}": str(band[bound])
        for kind, phases in known.dump().items()
        for phase, band in phases.items()
        for bound, _ in _BOUNDS
    }
