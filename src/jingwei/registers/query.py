"""Every question asked of ledgers, by name, with its point of view in time."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.expressions import RawSQL

from jingwei.core.errors import Missing
from jingwei.core.facts.point import NOW, Point
from jingwei.core.scope import Reader, current_scope
from jingwei.registers.models import Entry, Register, Source, Version
from jingwei.registers.words import refuse_plates, tsquery

FIND_CAP = 2000
REDRAWN = "places.redraw"  # the action under which rows go with their ground (registers/redrawn.py)
_BY_KEY = "SELECT * FROM registers_register WHERE subdistrict = %s AND key = %s"


def registers() -> QuerySet[Register]:
    """All ledgers of the subdistrict in the order of the menu."""
    return Register.objects.order_by("order", "key")


def register_by_key(key: str) -> Register:
    """The ledger of that key. Raises Missing."""
    # Bare SQL: composing this query took a third of the time of recording an entry.
    found = list(Register.objects.raw(_BY_KEY, [current_scope().subdistrict, key]))
    if not found:
        raise Missing(f"没有代号为“{key}”的台账。")
    return found[0]


def versions(register: Register, point: Point = NOW) -> QuerySet[Version]:
    """The states of a ledger's entries at a point in time."""
    return Version.objects.filter(subdistrict=register.subdistrict, register_id=register.pk).filter(point.condition())


def import_in_sight(source: Source) -> bool:
    """Whether the reader sees every row that an import wrote; who serves a place may see some of them only."""
    if current_scope().reader is not Reader.PLACE:
        return True
    seen = Version.objects.filter(register_id=source.register_id, source_id=source.pk)
    return (
        seen.aggregate(entries=Count("entry_id", distinct=True))["entries"]
        >= source.new + source.changed + source.ended
    )


def drawing_of(source: Source) -> str:
    """The name of the drawing by which grids were redrawn, where that is how a source came to be; "" for a sheet."""
    moved = Version.objects.filter(register_id=source.register_id, source_id=source.pk, action=REDRAWN)
    return source.file.name if moved.exists() else ""


def only_source(source: Source) -> bool:
    """Whether a ledger holds nothing but what one import brought."""
    entries = Entry.objects.filter(register_id=source.register_id)
    brought = Version.objects.filter(register_id=source.register_id, source_id=source.pk).values("entry_id")
    others = Source.objects.filter(register_id=source.register_id, state=Source.State.APPLIED).exclude(pk=source.pk)
    return not entries.exclude(pk__in=brought).exists() and not others.exists()


def entry_versions(entry: Entry) -> QuerySet[Version]:
    """Everything that was ever known of one entry, newest knowledge first."""
    return Version.objects.filter(entry_id=entry.pk).order_by("-known_from", "-valid_from")


def state_of(entry_id: UUID, point: Point = NOW) -> Version | None:
    """The state of one entry at a point in time, None where it was not true or not known."""
    return Version.objects.filter(entry_id=entry_id).filter(point.condition()).first()


def last_states(entry_ids: Sequence[UUID]) -> dict[UUID, Version]:
    """The latest known state of each entry, also of those taken out of use."""
    found = (
        Version.objects.filter(entry_id__in=entry_ids, known_to=None)
        .order_by("entry_id", "-valid_from")
        .distinct("entry_id")
    )
    return {version.entry_id: version for version in found}


def counts_by_register() -> dict[UUID, int]:
    """How many entries each ledger holds now, in one query."""
    rows = Version.objects.filter(NOW.condition()).values_list("register_id").annotate(n=Count("id"))
    return dict(rows)


def find_words(words: str, most: int) -> list[Version]:
    """Current versions of all ledgers that hold the words, by title; at most `most`.

    Raises NotSearched for the number of a person or of a vehicle.
    """
    refuse_plates(words)
    query = tsquery(words)
    if not query:
        return []
    found = RawSQL("SELECT registers_find_words(NULL, %s::tsquery, %s)", (query, FIND_CAP))
    rows = Version.objects.filter(NOW.condition(), pk__in=found)
    return list(rows.select_related("register", "place", "entry").order_by("sort", "id")[:most])
