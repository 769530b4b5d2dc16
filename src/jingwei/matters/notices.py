"""Written notices made from what was noted, by templates of the pack: so far the decision of an emergency removal."""

from datetime import date, timedelta
from pathlib import Path

from django.utils import timezone

from jingwei.core.audit import audit
from jingwei.core.pdf import make_pdf
from jingwei.core.scope import current_scope
from jingwei.matters.models import Note
from jingwei.matters.notes.sorts import sorts
from jingwei.places.models import Subdistrict

_PAPERS = Path(__file__).parent / "pack" / "papers"


def notice_of(note: Note) -> tuple[bytes, str]:
    """The paper of a note and its name; the printing is logged. It says how to object and until when."""
    sort, matter, told = sorts()[note.sort], note.matter, note.values
    day = timezone.localdate(note.at)
    office = Subdistrict.objects.values_list("name", flat=True).get(code=current_scope().subdistrict)
    data = {
        "office": f"{office}办事处", "paper": told["paper"], "where": f"{matter.place.name}{matter.address}",
        "basis": _sentence(told["basis"]), "order": _sentence(told["order"]),
        "clause": matter.details.get("clause", ""),
        "days": told["days"], "until": _written(day + timedelta(days=told["days"])), "day": _written(day),
    }  # fmt: skip
    made = make_pdf(_PAPERS / f"{sort.document}.typ", data)
    audit("printed", f"{sort.name}{told['paper']}", detail={"matter": matter.number})
    return made, f"{sort.name}{matter.number}.pdf"


def _sentence(text: str) -> str:
    return text if text.endswith(("。", "！", "？")) else f"{text}。"


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
