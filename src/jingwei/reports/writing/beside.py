"""The list of figures that lies beside the report: what each one is, and which rows prove it."""

import json
from typing import Any

from jingwei.reports.writing.composed import Composed, Figure
from jingwei.reports.writing.docx_file import bookmark_name
from jingwei.reports.writing.figures import KIND_WORDS, ROWS_NAMED_AT_MOST, FigureValue

FORMAT = 1


def beside(composed: Composed) -> dict[str, Any]:
    """The report's figures as plain JSON values. Amounts are strings, so that no digit is lost."""
    occasion = composed.occasion
    return {
        "format": FORMAT,
        "title": composed.title,
        "office": occasion.office,
        "place": occasion.place,
        "period": str(occasion.period),
        "template": f"{composed.template}@{composed.template_version}",
        "signed_on": occasion.signed_on.isoformat(),
        "counts": composed.counts_by_kind(),
        "figures": [_figure(figure) for figure in composed.figures],
    }


def write_beside(composed: Composed) -> str:
    """`beside` as text, one figure per block, Chinese unescaped."""
    return json.dumps(beside(composed), ensure_ascii=False, indent=1) + "\n"


def _figure(figure: Figure) -> dict[str, Any]:
    """One figure; `sources` names itself first, then the base or the whole it was computed with."""
    first = figure.sources[0] if figure.sources else None
    return {
        "id": figure.id,
        "bookmark": bookmark_name(figure.id),
        "indicator": figure.key,
        "name": first.name if first else None,
        "definition": first.definition_at if first else None,
        "measure": figure.measure,
        "period": str(first.period) if first else None,
        "place": first.place if first else None,
        "value": _number(figure.value),
        "unit": figure.unit,
        "printed": figure.printed,
        "source_kind": figure.kind,
        "source_word": KIND_WORDS[figure.kind] if figure.kind else "待核",
        "slot": figure.source,
        "note": figure.note,
        "sources": [_source(value) for value in figure.sources],
    }


def _source(value: FigureValue) -> dict[str, Any]:
    """An answer with its proof: ids of its rows, or their digest when there are too many to name."""
    named = (
        not value.hidden and len(value.row_ids) <= ROWS_NAMED_AT_MOST and (bool(value.row_ids) or value.row_count == 0)
    )
    return {
        "definition": value.definition_at,
        "name": value.name,
        "basis": value.basis,
        "period": str(value.period),
        "place": value.place,
        "class": {"by": value.by, "part": value.part} if value.part else None,
        "value": _number(value.value),
        "unit": value.unit,
        "numerator": _number(value.numerator),
        "denominator": _number(value.denominator),
        "as_of": value.as_of.isoformat() if value.as_of else None,
        "known_at": value.known_at.isoformat() if value.known_at else None,
        "source_kind": value.kind,
        "supplier": value.supplier,
        "paper": value.paper,
        "stage": value.stage,
        "row_count": value.row_count,
        "row_ids": list(value.row_ids) if named else None,
        "row_digest": value.row_digest,
    } | ({"hidden": True} if value.hidden else {})


def _number(value: Any) -> str | None:
    return None if value is None else f"{value:f}"
