"""What outside papers said of a statistic: every statement with its stage and paper, those that count no longer too."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router

from jingwei.api.asking import StatementsAsked
from jingwei.api.paging import behind, write_cursor
from jingwei.api.shapes import READ, StatementPage
from jingwei.core.periods import Period
from jingwei.core.scope import current_scope
from jingwei.indicators.definitions import definition
from jingwei.indicators.models import Reported
from jingwei.indicators.policy import policy
from jingwei.indicators.reported import spellings
from jingwei.indicators.statements import MEASURES, Standing, in_order, says

router = Router(tags=["指标"])
_SAME = (
    "id", "period", "unit", "approx", "stage", "rank", "rank_group", "rank_size", "ranked", "organiser", "supplier",
    "paper", "known_from", "known_to",
)  # fmt: skip


@router.get(
    "/indicators/{key}/statements",
    response={200: StatementPage, **READ},
    operation_id="indicators.statements",
    summary="外部数据的各次公布",
)
def statements(request: HttpRequest, key: str, asked: Query[StatementsAsked]) -> Any:
    """一个指标的外部数据：每份来源文件说了什么（数值、同比、完成年度计划、位次）、阶段、供数单位和文件，按登记先后；
    被后来的代替的也在内，counts 写明哪几样现在仍以它为准。系统取数的指标只有公布的位次。"""
    policy.may(current_scope().actor, "see")
    found = definition(key)
    rows = Reported.objects.filter(indicator=found.counting.source if found.kind == "reported" else key)
    if asked.period:
        rows = rows.filter(period__in=spellings(Period.parse(asked.period)))
    ordered = behind(
        in_order(rows), Reported._meta.db_table, ("known_from", "id"), ("timestamptz", "uuid"), asked.after
    )
    page = list(ordered[: asked.limit + 1])
    shown = page[: asked.limit]
    standing = _standing(shown)
    last = shown[-1] if shown else None
    return {
        "items": [_statement(row, standing) for row in shown],
        "next": write_cursor(last.known_from.isoformat(), last.pk) if last and len(page) > asked.limit else None,
    }


def _standing(shown: list[Reported]) -> dict[str, Standing]:
    """What counts now of the periods that are shown, by their code, whichever page it stands on; one query."""
    periods = {row.period: spellings(Period.parse(row.period)) for row in shown}
    codes = {code for spelled in periods.values() for code in spelled}
    out: dict[str, Standing] = {period: Standing() for period in periods}
    named = {row.indicator for row in shown}
    for row in in_order(Reported.objects.filter(indicator__in=named, period__in=codes, known_to=None)):
        for period, spelled in periods.items():
            if row.period in spelled:
                out[period].add(row)
    return out


def _statement(row: Reported, standing: dict[str, Standing]) -> dict[str, Any]:
    counting = standing[row.period].of
    return {
        **{name: getattr(row, name) for name in _SAME},
        "by": row.actor_label,
        "value": _text(row.value),
        "growth": _text(row.growth),
        "completion": _text(row.completion),
        "counts": [one for one in MEASURES if one in says(row) and (now := counting.get(one)) and now.pk == row.pk],
    }


def _text(value: Decimal | None) -> str | None:
    """Digits as they were given, without an exponent."""
    return None if value is None else f"{value.normalize():f}"
