"""Every night the lights of the targets in force are computed once in each subdistrict that has targets."""

from datetime import date

from jingwei.core.actions import perform
from jingwei.core.nightly import nightly_parts
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.indicators.actions.assess_targets import AssessTargets
from jingwei.places.models import Subdistrict


@nightly_parts
def assess_lights(_on: date) -> list[str]:
    """One evaluation per subdistrict; only lights that changed are written."""
    done = []
    for code, name in Subdistrict.objects.order_by("code").values_list("code", "name"):
        with open_scope(Scope(Reader.STREET, code)):
            result = perform(AssessTargets()).result
        if result["changed"]:
            done.append(f"{name}评灯{result['assessed']}项，有变化{result['changed']}项")
    return done
