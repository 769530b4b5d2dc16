"""What of the ledgers stands on new places; and the ledgers' own page of imports, for the tabs of the others."""

from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from jingwei.core.imports import Standing, standing_checks
from jingwei.core.imports.kinds import other_imports
from jingwei.core.imports.showing import some
from jingwei.core.records import Record
from jingwei.core.scope import Actor
from jingwei.core.ui.parts import Link
from jingwei.places.models import Place
from jingwei.registers.policy import policy

TAB = "台账"


@standing_checks
def rows_in(model: type[Record], made: Sequence[UUID], own: Sequence[UUID]) -> Sequence[Standing]:
    """Rows of ledgers that lie in new places: how many, in which ledgers, and in which places."""
    if model is not Place or not made:
        return []
    places = {one.pk: one for one in Place.objects.filter(pk__in=made).select_related("scheme").defer("outline")}
    # One file is one scheme.
    counting = not next(iter(places.values())).scheme.gives_rights
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM registers_lying_in(%s, %s)", [list(made), counting])
        found = cursor.fetchall()
    names = [places[key].name for _, _, keys in found for key in keys if key in places]
    told = [f"“{register}”{count}条" for register, count, _ in found]
    return [Standing(f"在{some(names)}的台账记录", sum(count for _, count, _ in found), "条", told)]


@other_imports
def ledger_imports(actor: Actor) -> Link | None:
    """The imports of ledgers."""
    return Link(TAB, "/registers/imports/") if policy.allows(actor, "see") else None
