"""Sealing a file: its texts are encrypted under a key of the archive term and taken out of the rows; and back.

Kind, place, stage, times and what is counted stay, so that closed disputes are counted by kind and place only. When the
archive term ends the key is destroyed, and with it the file in every dump (人民调解法 27: the file is kept by the body
that mediated; L7).
"""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import F
from django.utils import timezone

from jingwei.core.models import DataKey
from jingwei.core.secrets import Keyring, cipher_for, ensure_data_key
from jingwei.matters.kinds import Kind, kinds
from jingwei.matters.models import Matter, Note, Request

LEDGER = "matters.files"
_FIELD = "file"
_TEXTS = ("title", "text", "address", "reply")
_WRITTEN = (*_TEXTS, "sealed_file")


def file_key(kind: Kind, on: date) -> DataKey | None:
    """The key under which documents of a kind are kept that come in on a day; None for a kind that is never sealed."""
    years = kind.rules.kept_years
    return ensure_data_key(LEDGER, date(on.year + years, 12, 31)) if years else None


def seal(matters: Sequence[Matter]) -> list[Matter]:
    """Seal the closed ones whose kind says so; gives them. Five queries, and one for each year among them."""
    chosen = [
        one for one in matters if one.stage == "closed" and not one.sealed_file and kinds()[one.kind].rules.kept_years
    ]
    if not chosen:
        return []
    texts: dict[Any, dict[str, str]] = {}
    notes: dict[Any, dict[str, Any]] = {}
    for key, matter, text in Request.objects.filter(matter__in=chosen).values_list("pk", "matter_id", "text"):
        texts.setdefault(matter, {})[str(key)] = text
    for key, matter, values in Note.objects.filter(matter__in=chosen).values_list("pk", "matter_id", "values"):
        notes.setdefault(matter, {})[str(key)] = values
    ciphers = {}
    for one in chosen:
        kind, closed = kinds()[one.kind], one.closed_on or timezone.localdate()
        if (one.kind, closed.year) not in ciphers:
            data_key = file_key(kind, closed)
            assert data_key is not None, "only such kinds were chosen"
            ciphers[one.kind, closed.year] = cipher_for(data_key)
        file = {text: getattr(one, text) for text in _TEXTS}
        file |= {"requests": texts.get(one.pk, {}), "notes": notes.get(one.pk, {})}
        one.sealed_file = ciphers[one.kind, closed.year].seal(_FIELD, json.dumps(file, ensure_ascii=False), "file")
        one.title, one.text, one.address, one.reply = f"{kind.name}（已封存）", "", "", ""
    Matter.objects.bulk_update(chosen, _WRITTEN)
    Request.objects.filter(matter__in=chosen).update(text="", revision=F("revision") + 1)
    Note.objects.filter(matter__in=chosen).update(values={}, revision=F("revision") + 1)
    return chosen


def read_files(matters: Sequence[Matter]) -> list[Mapping[str, Any]]:
    """The texts of sealed files: title, text, address, reply, requests and notes by key. Raises Unreadable."""
    ring = Keyring(one.sealed_file for one in matters)
    return [json.loads(ring.open(_FIELD, one.sealed_file or {})) for one in matters]


def unseal(matters: Sequence[Matter]) -> None:
    """Put the texts of sealed files back into their rows. Six queries. Raises Unreadable."""
    requests = {str(one.pk): one for one in Request.objects.filter(matter__in=matters)}
    notes = {str(one.pk): one for one in Note.objects.filter(matter__in=matters)}
    for matter, file in zip(matters, read_files(matters), strict=True):
        for text in _TEXTS:
            setattr(matter, text, file[text])
        matter.sealed_file = None
        matter.revision += 1
        for key, text in file["requests"].items():
            requests[key].text = text
        for key, values in file["notes"].items():
            notes[key].values = values
    Matter.objects.bulk_update(matters, [*_WRITTEN, "revision"])
    Request.objects.bulk_update(requests.values(), ["text"])
    Note.objects.bulk_update(notes.values(), ["values"])
