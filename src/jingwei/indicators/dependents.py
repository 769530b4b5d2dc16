"""What uses an indicator: other indicators, reports, boards, targets. Modules above tell theirs through the port."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse

from jingwei.core.ports import Port
from jingwei.indicators.definitions import Defined, load_definitions
from jingwei.indicators.models import Lock, LockedCell


@dataclass(frozen=True, slots=True)
class Dependent:
    """Something that uses an indicator: what it is (指标, 报告, 看板), its name, its page, and a remark."""

    what: str
    name: str
    url: str = ""
    note: str = ""


# (key of an indicator) → what of the module uses it; a fixed number of queries.
DependentsOf = Callable[[str], Iterable[Dependent]]
dependents: Port[DependentsOf] = Port("indicator_dependents")


def users_of(key: str, known: Mapping[str, Defined] | None = None) -> list[Dependent]:
    """All that uses an indicator, other indicators first, also those at second hand."""
    known = load_definitions() if known is None else known
    found: dict[str, Dependent] = {}
    wave = {key}
    while wave:
        using = {
            one: sorted(known[name].row.name for name in wave & _uses(defined) if name in known and name != key)
            for one, defined in known.items()
            if one not in found and one != key and wave & _uses(defined)
        }
        for one, through in using.items():
            note = f"通过“{'、'.join(through)}”" if through else ""
            found[one] = Dependent("指标", known[one].row.name, reverse("indicators:definition", args=[one]), note)
        wave = set(using)
    return [*found.values(), *(one for tell in dependents for one in tell(key))]


def _uses(defined: Defined) -> set[str]:
    counting = defined.counting
    return {named.key for named in counting.operands} | ({counting.parts_of} - {""})


def locks_keeping(key: str) -> list[tuple[str, int, int]]:
    """The locks in force that keep a version of it: period, number of the lock, version; two queries at most."""
    cells = LockedCell.objects.filter(key=key, place=None, lock__unlocked_at=None)
    versions = dict(cells.values_list("lock_id", "version"))
    locks = Lock.objects.filter(pk__in=versions).order_by("-period") if versions else ()
    return [(one.period, one.number, versions[one.pk]) for one in locks]
