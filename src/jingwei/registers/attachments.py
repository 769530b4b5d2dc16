"""Files attached to rows: taken in with a form, without what cameras add, and given out to who may see the row."""

from collections.abc import Callable, Mapping
from typing import Any

from jingwei.core.errors import Missing
from jingwei.core.fields import FieldSet, Problem, forbidden
from jingwei.core.files import keep_file, read_file
from jingwei.core.models import DataKey, StoredFile
from jingwei.core.pictures import NotAttachable, attachable
from jingwei.registers.models import Entry, Register, Version
from jingwei.registers.personal import writing_key

_PICTURES = frozenset({"jpg", "jpeg", "png"})
_SHOWN = frozenset({"biometric", "plate", "streams", "who_lives_with_whom"})


def keep_attached(
    register: Register, fieldset: FieldSet, typed: dict[str, Any], known: Mapping[str, Any]
) -> list[Problem]:
    """Turn what a form sent for files into what rows keep, under the key of the ledger where it has an end date."""
    return take_files(fieldset, typed, known, lambda: writing_key(register) if register.keep_until else None)


def take_files(
    fieldset: FieldSet,
    typed: dict[str, Any],
    known: Mapping[str, Any],
    key: Callable[[], DataKey | None] = lambda: None,
) -> list[Problem]:
    """Turn what a form sent for files into what records keep; new files are stored. Gives what could not be taken.

    `key` gives the data key under which a new file is kept. One query where a file was sent before and the form came
    back; none else.
    """
    problems: list[Problem] = []
    for field in fieldset.fields:
        sent = typed.get(field.key)
        if field.kind != "attachment" or not isinstance(sent, Mapping):
            continue
        files = {one["sha256"]: one for one in known.get(field.key) or ()}
        unknown = [digest for digest in sent["kept"] if digest not in files]
        if unknown:
            files |= {one.sha256: _told(one) for one in StoredFile.objects.filter(sha256__in=unknown)}
        kept = [files[digest] for digest in sent["kept"] if digest in files]
        for file in sent["new"]:
            if refusal := _refused_picture(file.name):
                problems.append(Problem(field.key, field.label, file.name, refusal, "attachment.forbidden"))
                continue
            try:
                data, media_type = attachable(file.read(), file.name)
            except NotAttachable as error:
                problems.append(Problem(field.key, field.label, file.name, error.message, error.code))
                continue
            kept.append(_told(keep_file(data, file.name, media_type, data_key=key())))
        typed[field.key] = kept
    return problems


def _refused_picture(name: str) -> str:
    """Why a picture is not taken that says of itself that it shows a face, a plate, a paper of a person; "" else."""
    stem, _, end = name.rpartition(".")
    refusal = forbidden(stem) if end.lower() in _PICTURES else None
    return f"{refusal.message}。请换一张只照事情和地点的照片" if refusal and refusal.group in _SHOWN else ""


def attached(entry: Entry, digest: str) -> tuple[StoredFile, bytes]:
    """A file that some state of an entry names, and its content. Raises Missing, Unreadable. Two queries."""
    named = Version.objects.filter(entry_id=entry.pk).values_list("data", flat=True)
    told = next((file for data in named for file in _files(data) if file["sha256"] == digest), None)
    stored = StoredFile.objects.select_related("data_key").filter(sha256=digest).order_by("-at").first()
    if told is None or stored is None:
        raise Missing("这条记录没有这个附件。")
    stored.name = told["name"]
    return stored, read_file(stored)


def _files(data: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    lists = [value for value in data.values() if isinstance(value, list)]
    return [one for values in lists for one in values if isinstance(one, dict) and {"sha256", "name"} <= set(one)]


def _told(stored: StoredFile) -> dict[str, Any]:
    return {"sha256": stored.sha256, "name": stored.name, "size": stored.size, "type": stored.media_type}
