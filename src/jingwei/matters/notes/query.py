"""Questions asked of notes: those of a matter that a reader may see, one note, one file of it."""

from uuid import UUID

from jingwei.core.errors import Missing
from jingwei.core.files import read_file
from jingwei.core.models import StoredFile
from jingwei.core.scope import Actor, current_scope
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter
from jingwei.matters.notes.sorts import Sort, sorts, sorts_of
from jingwei.matters.notes.stored import Note
from jingwei.matters.policy import policy


def readable(actor: Actor, sort: Sort) -> bool:
    """Whether a reader may see notes of a sort: papers and opinions of a meeting are for its members."""
    return not sort.members_only or policy.allows(actor, "decide")


def notes_of(actor: Actor, matter: Matter) -> list[Note]:
    """The notes of a matter that the reader may see, in the order of their times; one query, none for most kinds."""
    seen = [sort.key for sort in sorts_of(matter.kind) if readable(actor, sort)]
    return list(Note.objects.filter(matter=matter, sort__in=seen).order_by("at", "id")) if seen else []


def find_note(pk: UUID) -> Note:
    """A note that the reader may see, with its matter. Raises Refused, Missing."""
    actor = current_scope().actor
    policy.may(actor, "see")
    note = Note.objects.select_related("matter__place").filter(pk=pk).first()
    if note is None or not readable(actor, sorts()[note.sort]):
        raise Missing("没有找到这条记录，或不在您的查看范围内。")
    if kinds()[note.matter.kind].sensitive:
        policy.may(actor, "read_sensitive", note.matter)
    return note


def file_of(note: Note, digest: str) -> tuple[StoredFile, bytes]:
    """A file that a note names, and its content. Raises Missing, Unreadable."""
    told = next((one for one in files_of(note) if one["sha256"] == digest), None)
    stored = StoredFile.objects.select_related("data_key").filter(sha256=digest).order_by("-at").first()
    if told is None or stored is None:
        raise Missing("这条记录没有这个附件。")
    stored.name = told["name"]
    return stored, read_file(stored)


def files_of(note: Note) -> list[dict[str, str]]:
    """The files that a note names."""
    fields = sorts()[note.sort].file_fields
    return [one for field in fields for one in note.values.get(field.key) or ()]
