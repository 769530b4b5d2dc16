"""How a figure is told by parts: by a level of a grid scheme, or by a field of the ledger."""

from collections.abc import Sequence

from jingwei.core.fields import KINDS
from jingwei.indicators.scan import Grouping
from jingwei.places.models import GridScheme, Place
from jingwei.registers.facts import Facts, UnknownFact


def grouping_for(by: str, facts: Facts) -> Grouping:
    """The grouping of "community", "epidemic:grid" (scheme:level) or a field key. Raises UnknownFact."""
    scheme_key, _, level = by.rpartition(":")
    schemes = list(GridScheme.objects.order_by("-gives_rights", "order"))
    scheme = next((s for s in schemes if (s.key == scheme_key if scheme_key else s.gives_rights)), None)
    if scheme is not None and any(known.get("key") == level for known in scheme.levels):
        belongs = "q.id = ANY(p.path)" if scheme.gives_rights else "q.id = ANY(v.places)"
        # The scheme's key and the level come from the stored scheme, never from the asker.
        return Grouping(
            "q.code", f"JOIN places_place q ON {belongs} AND q.scheme_id = '{scheme.pk}' AND q.level = '{level}'"
        )
    if scheme_key:
        raise UnknownFact(f"没有名为“{by}”的网格体系层级。")
    field = facts.field(by)
    return Grouping(f"v.data->>'{field.key}'", "")


def group_names(by: str, facts: Facts, codes: Sequence[str]) -> list[tuple[str, str]]:
    """The parts in order with their names: places by code, choices in the order of the form."""
    field = facts.fieldset.by_key.get(by)
    if field is not None:
        order = [choice.value for choice in field.choices]
        ranked = sorted(codes, key=lambda code: (order.index(code) if code in order else len(order), code))
        return [(code, KINDS[field.kind].display(code, field)) for code in ranked]
    names = dict(Place.objects.filter(code__in=codes).values_list("code", "name"))
    return [(code, names.get(code, code)) for code in sorted(codes)]
