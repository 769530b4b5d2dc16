"""Doubts are shown, and what raised them is stored only when a person has confirmed these very doubts."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, Problem
from jingwei.core.ui.forms import FormField
from jingwei.indicators.definitions import Defined
from jingwei.indicators.doubts import doubts_of
from jingwei.indicators.levels import Known, statistics_of
from jingwei.indicators.models import Reported

CONFIRMED = Field(
    "confirmed", "核对确认", "text", max_length=12,
    help="有可疑之处时，系统给出一个确认码；核对无误的，填上确认码再提交",
)  # fmt: skip


def doubts_about(rows: Sequence[Reported], defined: Mapping[str, Defined]) -> list[list[Problem]]:
    """The doubts about each of `rows`, which are not stored yet; one query. A row's place in a sheet is in `source`."""
    statistics = statistics_of(defined)
    asked = [row for row in rows if row.indicator in statistics]
    if not asked:
        return [[] for _ in rows]
    known, today = Known.around(statistics, asked), timezone.localdate()
    return [
        [
            Problem(
                one.field, _LABELS.get(one.field, "数值"), "", f"“{statistics[row.indicator].name}”{one.message}",
                one.code, row.source.get("row"), row.source.get("sheet"), "warn",
            )
            for one in doubts_of(row, statistics[row.indicator], known, today)
        ]
        if row.indicator in statistics
        else []
        for row in rows
    ]  # fmt: skip


_LABELS = {
    "stage": "阶段", "period": "统计期", "value": "数值", "growth": "公布同比", "rank": "公布位次",
    "completion": "公布完成年度计划",
}  # fmt: skip


def confirm_field(doubts: Sequence[Problem], what: str) -> FormField | None:
    """The box that confirms these doubts; none where there are none. It is ticked by nobody but the reader."""
    token = token_of(doubts)
    if not token:
        return None
    return FormField(CONFIRMED.key, CONFIRMED.label, "choices", value=[], choices=((token, what),), wide=True)


def token_of(doubts: Iterable[Problem]) -> str:
    """What is given back to confirm these doubts; empty where there are none. Other numbers raise other doubts."""
    said = sorted(f"{one.code}|{one.row}|{one.message}" for one in doubts)
    return hashlib.sha256("\n".join(said).encode()).hexdigest()[:8] if said else ""


def doubts_in(problems: Iterable[Problem]) -> list[Problem]:
    """Those of the problems that are doubts."""
    return [one for one in problems if one.code.startswith("doubt.")]


def demand(doubts: Sequence[Problem], given: Any) -> None:
    """Raise Invalid with the doubts and their token, unless they were confirmed."""
    token = token_of(doubts)
    if token and given != token:
        message = f"以上{len(doubts)}处请逐一核对；核对无误仍要登记的，以确认码“{token}”再次提交。"
        raise Invalid([*doubts, Problem(CONFIRMED.key, CONFIRMED.label, "", message, "doubts.unconfirmed")])
