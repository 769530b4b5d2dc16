"""整改前后对照表: a page for each hazard, with what was found, the measures, the times, and photos before and after."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, cast
from uuid import UUID

from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.fields import FieldSet
from jingwei.core.files import read_file
from jingwei.core.jobs import progress
from jingwei.core.models import StoredFile
from jingwei.core.pdf import drawable, make_pdf
from jingwei.core.scope import current_scope
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Matter, Note, Step
from jingwei.matters.stages import Stage
from jingwei.places.models import Subdistrict

KIND, AT_MOST, AT_ONCE = "hazard", 200, 10
_TEMPLATE = Path(__file__).parent / "pack" / "papers" / "before_after.typ"
_DETAILS = (
    "grade", "danger", "clause", "measure", "in_charge", "funds", "steps", "plan", "deadline", "penalties",
)  # fmt: skip
_WIDE = {"clause", "in_charge", "steps", "plan"}
_TIMES = {"receive": "登记时间", "dispatch": "交办整改", "finish": "整改完成", "verify": "复查销号"}
_FORMATS = {"image/jpeg": "jpg", "image/png": "png"}


def before_after(keys: Sequence[UUID]) -> tuple[bytes, str, int]:
    """The paper of hazards, its name, and of how many; the leaving is logged. A fixed number of queries."""
    rows = Matter.objects.filter(pk__in=keys, kind=KIND).select_related("place", "lead").order_by("received_at", "pk")
    hazards = list(rows[:AT_MOST])
    progress(f"正在取照片（{len(hazards)}件）")
    pictures = _Pictures(hazards)
    times = _times(hazards)
    sheets = [
        {
            "number": one.number, "state": kinds()[KIND].word(cast(Stage, one.stage)),
            "lines": list(_lines(one, times.get(one.pk, {}))), **pictures.of(one),
        }
        for one in hazards
    ]  # fmt: skip
    progress(f"正在排成{len(sheets)}页")
    scope = current_scope()
    told = {
        "office": Subdistrict.objects.values_list("name", flat=True).get(code=scope.subdistrict),
        "by": scope.actor.label, "made": f"{timezone.localtime():%Y-%m-%d %H:%M}", "sheets": sheets,
    }  # fmt: skip
    data = make_pdf(_TEMPLATE, told, pictures.contents)
    audit("exported", f"整改前后对照表{len(hazards)} 件", detail={"matters": [one.number for one in hazards]})
    return data, f"整改前后对照表{timezone.localdate():%Y%m%d}.pdf", len(hazards)


def _times(hazards: Sequence[Matter]) -> dict[UUID, dict[str, datetime]]:
    """When each was last registered, given out, put right and struck off."""
    out: dict[UUID, dict[str, datetime]] = {}
    steps = Step.objects.filter(matter__in=hazards, verb__in=_TIMES).order_by("at", "id")
    for key, verb, at in steps.values_list("matter_id", "verb", "at"):
        out.setdefault(key, {})[verb] = at
    return out


def _lines(one: Matter, times: dict[str, datetime]) -> Iterator[dict[str, Any]]:
    yield _line("隐患", one.title, wide=True)
    if one.text:
        yield _line("情况", one.text, wide=True)
    yield _line("地点", f"{one.place.name} {one.address}".strip(), wide=True)
    fields = tuple(field for field in kinds()[KIND].fields if field.key in _DETAILS)
    told = {field.key: (field.label, shown) for field, shown in FieldSet("sheet", 1, fields).describe(one.details)}
    narrow = [told[key] for key in _DETAILS if key in told and key not in _WIDE]
    narrow += [("主办", one.lead.name if one.lead else one.place.name), ("整改期限", _moment(one.due_at))]
    narrow += [(label, _moment(times.get(verb))) for verb, label in _TIMES.items()]
    narrow += [("", "")] * (len(narrow) % 2)
    yield from (_line(label, value) for label, value in narrow)
    yield from (_line(*told[key], wide=True) for key in _DETAILS if key in told and key in _WIDE and told[key][1])
    if one.reply:
        yield _line("整改情况", one.reply, wide=True)


def _line(label: str, value: str, *, wide: bool = False) -> dict[str, Any]:
    return {"label": label, "value": value, "wide": wide}


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}" if at else ""


class _Pictures:
    """The photos of hazards: found in two queries, each content read once; one that cannot be drawn is told by name."""

    def __init__(self, hazards: Sequence[Matter]) -> None:
        self.contents: list[bytes] = []
        self._notes: dict[tuple[UUID, str], list[Note]] = {}
        self._numbers: dict[str, int | None] = {}
        notes = Note.objects.filter(matter__in=hazards, sort__in=("before", "after"), back_at=None).order_by("at", "id")
        digests = set()
        for note in notes:
            self._notes.setdefault((note.matter_id, note.sort), []).append(note)
            digests |= {one["sha256"] for one in note.values.get("photos", ())}
        stored = StoredFile.objects.filter(sha256__in=digests).select_related("data_key")
        self._files = {one.sha256: one for one in stored}

    def of(self, hazard: Matter) -> dict[str, Any]:
        """Those before and those after, each with its number, time and remark."""
        return {sort: list(self._of(self._notes.get((hazard.pk, sort), ()))) for sort in ("before", "after")}

    def _of(self, notes: Sequence[Note]) -> Iterator[dict[str, Any]]:
        for note in notes:
            for told in note.values.get("photos", ()):
                number = self._number(told["sha256"])
                said = {"when": _moment(note.at), "remark": note.values.get("remark", "")}
                if number is None:
                    yield {**said, "missing": True, "name": f"{told['name']}（不能打印，请在系统里查看）"}
                else:
                    yield {**said, "number": number, "format": _FORMATS[self._files[told["sha256"]].media_type]}

    def _number(self, digest: str) -> int | None:
        if digest not in self._numbers:
            self._numbers[digest] = None
            stored = self._files.get(digest)
            if stored is not None and stored.media_type in _FORMATS:
                content = read_file(stored)
                if drawable(content):
                    self._numbers[digest] = len(self.contents)
                    self.contents.append(content)
        return self._numbers[digest]
