"""A composed report as it is kept, and back: what is printed again is what was drafted, to the byte."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.periods import Period
from jingwei.places.models import Subdistrict
from jingwei.reports.models import Figure as FigureRow
from jingwei.reports.models import Report
from jingwei.reports.writing.beside import beside
from jingwei.reports.writing.composed import Block, Composed, Figure, Run
from jingwei.reports.writing.figures import FigureValue
from jingwei.reports.writing.occasion import Occasion


def occasion_of(subdistrict: str, period: Period, signed_on: date) -> Occasion:
    """For which office a report of this subdistrict is written."""
    street = Subdistrict.objects.get(code=subdistrict)
    return Occasion(street.office, street.name, street.code, period, signed_on)


def keep(composed: Composed, known_at: datetime, made_by: str) -> Report:
    """Store a draft with its figures and their cards."""
    report = Report(
        title=composed.title,
        template=f"{composed.template}@{composed.template_version}",
        period=str(composed.occasion.period),
        known_at=known_at,
        blocks=[_block(block) for block in composed.blocks],
        made_by=made_by,
    )
    report.save()
    cards: list[dict[str, Any]] = beside(composed)["figures"]
    FigureRow.objects.bulk_create(
        FigureRow(
            subdistrict=report.subdistrict,
            report=report,
            number=figure.id,
            printed=figure.printed,
            card={**card, "growth": [_text(source.stated_growth) for source in figure.sources]},
        )
        for figure, card in zip(composed.figures, cards, strict=True)
    )
    return report


def load(report: Report) -> Composed:
    """The draft as it was composed."""
    template, _, version = report.template.partition("@")
    period = Period.parse(report.period)
    made_on = timezone.localdate(report.made_at)
    rows = FigureRow.objects.filter(report=report).order_by("number")
    return Composed(
        template=template,
        template_version=int(version or 1),
        occasion=occasion_of(report.subdistrict, period, made_on),
        title=report.title,
        blocks=tuple(blocks_of(report.blocks)),
        figures=tuple(_figure(row) for row in rows),
    )


def blocks_of(stored: Iterable[Mapping[str, Any]]) -> Iterable[Block]:
    """The paragraphs of a stored report."""
    for block in stored:
        yield Block(block["kind"], tuple(Run(text, figure) for text, figure in block["runs"]))


def sources_of(card: Mapping[str, Any]) -> tuple[FigureValue, ...]:
    """The answers a figure rests on, out of its card."""
    growth = card.get("growth") or [None] * len(card["sources"])
    return tuple(
        replace(_source(source), stated_growth=_number(stated))
        for source, stated in zip(card["sources"], growth, strict=True)
    )


def _figure(row: FigureRow) -> Figure:
    card = row.card
    return Figure(
        id=row.number,
        key=card["indicator"],
        measure=card["measure"],
        source=card["slot"],
        printed=row.printed,
        value=_number(card["value"]),
        unit=card["unit"],
        sources=sources_of(card),
        note=card["note"],
    )


def _source(card: Mapping[str, Any]) -> FigureValue:
    definition, _, version = card["definition"].partition("@")
    told = card.get("class") or {}
    return FigureValue(
        value=_number(card["value"]),
        unit=card["unit"],
        definition=definition,
        version=int(version),
        name=card["name"],
        kind=card["source_kind"],
        period=Period.parse(card["period"]),
        place=card["place"],
        as_of=date.fromisoformat(card["as_of"]) if card["as_of"] else None,
        known_at=datetime.fromisoformat(card["known_at"]) if card["known_at"] else None,
        row_count=card["row_count"],
        row_ids=tuple(card["row_ids"] or ()),
        row_digest=card["row_digest"],
        numerator=_number(card["numerator"]),
        denominator=_number(card["denominator"]),
        supplier=card["supplier"],
        paper=card["paper"],
        basis=card["basis"],
        stage=card["stage"],
        by=told.get("by", ""),
        part=told.get("part", ""),
        hidden=card.get("hidden", False),
    )


def _block(block: Block) -> dict[str, Any]:
    return {"kind": block.kind, "runs": [[run.text, run.figure] for run in block.runs]}


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
