"""From the figures a report asks for to the cells of the indicators, all in one evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.cells import Part as CellPart
from jingwei.indicators.presenting import present
from jingwei.places.models import Place
from jingwei.reports.writing.figures import FigureRequest, FigureValue, Part

APPROXIMATE = "来源文件只给出概数，不能当作准确数引用，请向提供单位补要准确数"


@dataclass
class CellResolver:
    """Answers a report's requests from the records of one subdistrict; `moment` is when they were counted.

    A report leaves the office: small counts of persons are hidden in it, whoever drafts it.
    """

    subdistrict: str
    moment: datetime = field(default_factory=timezone.now)

    def __call__(self, requests: Sequence[FigureRequest]) -> Mapping[FigureRequest, FigureValue]:
        """The answer to every request; one without a value says why."""
        places = self._places({request.place for request in requests} - {self.subdistrict})
        asks: dict[FigureRequest, Ask] = {}
        answers: dict[FigureRequest, FigureValue] = {}
        for request in requests:
            if request.place in places or request.place == self.subdistrict:
                asks[request] = Ask(request.key, request.period, places.get(request.place), request.by)
            else:
                answers[request] = _nowhere(request)
        cells = present(asks.values(), audience="outside", proof=True)
        self.moment = max((cell.known_at for cell in cells.values() if cell.known_at), default=self.moment)
        return answers | {request: value_of(cells[ask], request.place) for request, ask in asks.items()}

    def _places(self, named: set[str]) -> dict[str, UUID]:
        """Places by code or name, those of the scheme that gives rights first."""
        found: dict[str, UUID] = {}
        if named:
            rows = Place.objects.filter(Q(code__in=named) | Q(name__in=named)).order_by("scheme__gives_rights", "pk")
            for place in rows.select_related("scheme"):
                found |= {place.code: place.pk, place.name: place.pk}
        return found


def value_of(cell: Cell, place: str) -> FigureValue:
    """A cell as a report keeps it; `place` is what the report calls its place."""
    exact = cell.approx == "exact"
    return FigureValue(
        value=cell.value if exact else None,
        unit=cell.unit,
        definition=cell.definition,
        version=cell.version,
        name=cell.name,
        kind=cell.kind,
        period=cell.ask.period,
        place=place,
        as_of=cell.as_of,
        known_at=cell.known_at,
        row_count=cell.rows,
        row_ids=cell.row_ids,
        row_digest=cell.digest,
        numerator=cell.numerator,
        denominator=cell.denominator,
        stated_growth=cell.growth,
        supplier=cell.supplier,
        paper=cell.paper,
        basis=cell.basis,
        stage=cell.stage,
        decimals=cell.decimals,
        why=cell.why if exact else APPROXIMATE,
        by=cell.ask.by if cell.ask.part else "",
        part=cell.ask.part,
        made_of=cell.made_of,
        hidden=cell.hidden,
        # Rows without a place or class are counted in the whole, but no sentence names them.
        parts=tuple(Part(part.code, part.name, _part(part, place)) for part in cell.parts if part.code),
    )


def _part(part: CellPart, place: str) -> FigureValue:
    return value_of(part.cell, place if part.cell.ask.part else part.code)


def _nowhere(request: FigureRequest) -> FigureValue:
    return FigureValue(
        value=None, unit="", definition=request.key, version=0, name=request.key, kind="counted", period=request.period,
        place=request.place, why=f"没有名称或代码为“{request.place}”的区划",
    )  # fmt: skip
