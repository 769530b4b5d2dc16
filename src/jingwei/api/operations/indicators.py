"""Indicators: which there are, what they come to, and the rows behind them within the caller's rights."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from jingwei.api.asking import FigureAsked, FigurePartsAsked, FigureRowsAsked
from jingwei.api.operations.entries import page_of
from jingwei.api.paging import behind
from jingwei.api.reading import place_named
from jingwei.api.shapes import READ, DefinitionList, IndicatorOut, RowsBehind
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.indicators.cells import Ask, Cell
from jingwei.indicators.definitions import definition, load_definitions, versions_of
from jingwei.indicators.growth import break_of, with_bases
from jingwei.indicators.policy import policy
from jingwei.indicators.presenting import present
from jingwei.indicators.published import told
from jingwei.indicators.rows import rows_behind
from jingwei.registers.models import Version

router = Router(tags=["指标"])
_SAME = (
    "name", "unit", "decimals", "version", "kind", "approx", "stage", "as_of", "known_at", "rows", "digest",
    "supplier", "paper", "why",
)  # fmt: skip


@router.get("/indicators", response={200: DefinitionList, **READ}, operation_id="indicators.list", summary="全部指标")
def list_indicators(request: HttpRequest) -> Any:
    """现行的指标定义。"""
    policy.may(current_scope().actor, "see")
    found = load_definitions().values()
    return {
        "items": [
            {
                "key": one.row.key,
                "name": one.row.name,
                "unit": one.row.unit,
                "decimals": one.row.decimals,
                "version": one.row.version,
                "kind": one.kind,
                "basis": one.row.basis,
                "owner": one.row.owner,
            }
            for one in found
        ]
    }


@router.get("/indicators/{key}", response={200: IndicatorOut, **READ}, operation_id="indicators.one", summary="指标值")
def one_indicator(request: HttpRequest, key: str, asked: Query[FigurePartsAsked]) -> Any:
    """一个指标在一个统计期、一个地方的值。数值对所有人相同，与谁来问无关。

    不足3人的数对无权打开明细的人不给出，`why` 写明。
    """
    policy.may(current_scope().actor, "see")
    versions = versions_of(key)
    ask = _ask(key, asked, asked.by)
    cells = present(with_bases([ask]), asked.known_at, proof=True, restated=asked.restated)
    cell = cells[ask]
    changed = [one.row for one in versions if one.row.version > 1]
    return {
        **_shown(cell),
        "growth_why": break_of(ask, cells),
        "changes": [{"version": row.version, "valid_from": row.valid_from, "why": row.why} for row in changed],
        "parts": [
            {"code": p.code, "name": p.name, "value": _text(p.cell.value), "rows": p.cell.rows, "why": p.cell.why}
            for p in cell.parts
        ],
    }


@router.get(
    "/indicators/{key}/rows",
    response={200: RowsBehind, **READ},
    operation_id="indicators.rows",
    summary="指标值背后的行",
)
def indicator_rows(request: HttpRequest, key: str, asked: Query[FigureRowsAsked]) -> Any:
    """计入这个数的台账记录：total 为计入行数，visible 和 items 只含管辖范围内的。

    只有系统取数的指标有；不足3人的数对无权打开明细的人不给出 total。
    """
    behind_it = rows_behind(_cell(key, asked))
    ordered = behind_it.rows.versions().order_by("sort", "id")
    rows = behind(ordered, Version._meta.db_table, ("sort", "id"), ("text", "uuid"), asked.after)
    register = behind_it.rows.register
    assert register is not None
    return {"total": behind_it.total, "visible": behind_it.visible, **page_of(register, rows, asked.limit)}


def _cell(key: str, asked: FigureAsked, by: str = "") -> Cell:
    policy.may(current_scope().actor, "see")
    definition(key)
    ask = _ask(key, asked, by)
    return present([ask], asked.known_at, proof=True)[ask]


def _ask(key: str, asked: FigureAsked, by: str) -> Ask:
    return Ask(key, Period.parse(asked.period), place_named(asked.place), by)


def _shown(cell: Cell) -> dict[str, Any]:
    same = {name: getattr(cell, name) for name in _SAME}
    return {
        **same,
        "key": cell.ask.key,
        "period": str(cell.ask.period),
        "place": cell.ask.place,
        "value": _text(cell.value),
        "numerator": _text(cell.numerator),
        "denominator": _text(cell.denominator),
        "growth": _text(cell.growth),
        "computed": _text(cell.computed),
        "published": told(cell.published),
    }


def _text(value: Decimal | None) -> str | None:
    """Digits without an exponent, exactly as counted."""
    return None if value is None else f"{value:f}"
