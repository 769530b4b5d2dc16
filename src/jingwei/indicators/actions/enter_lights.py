"""录入亮灯通报: how many indicators an authority assessed and how it lit them, our rank, and which were red."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.indicators.imports_undone import lock_reported
from jingwei.indicators.policy import policy
from jingwei.indicators.targets.given import (
    COLOURS,
    LinesError,
    NamedLight,
    counts_problem,
    read_lines,
    say_ranks,
    sheet_name,
    write_sheets,
)
from jingwei.indicators.targets.models import LightSheet
from jingwei.indicators.targets.sets import whose_lights
from jingwei.indicators.targets.storing import lock_targets

_NONE, _MOST = Decimal(0), Decimal(10_000)


@register_action
class EnterLights(Action):
    """Enter sheets of lights as given from above. The same period and issuer again is a correction."""

    name = "indicators.enter_lights"
    label = "录入亮灯通报"
    help = "照上级通报录入。绿、黄、红灯合计应等于考核指标数；同一考核期、同一单位再次录入即为更正，原数保留可查。"
    declared = FieldSet(
        key="indicators_enter_lights",
        version=1,
        fields=(
            Field("period", "考核期", "text", required=True, max_length=40, help="例如2026年一季度"),
            Field("issuer", "考核单位", "text", required=True, max_length=80, help="例如区考核办"),
            Field("paper", "通报文件", "text", required=True, max_length=200, help="文件名称和期号"),
            Field("assessed", "考核指标数", "integer", required=True, minimum=Decimal(1), maximum=_MOST),
            *(
                Field(key, word, "integer", required=True, minimum=_NONE, maximum=_MOST, help="没有的填0")
                for key, word in COLOURS
            ),
            Field("rank", "本街道位次", "integer", minimum=Decimal(1), maximum=_MOST, help="第几位，没有公布的不填"),
            Field("rank_group", "排名范围", "text", max_length=80, help="例如全区各镇街"),
            Field("rank_size", "参加排名的个数", "integer", minimum=Decimal(1), maximum=_MOST),
            Field("lights", "各指标亮灯", "longtext", max_length=8000,
                  help="一行一个指标：“指标名称 红灯”，可从表格或消息中整段粘贴；红灯须逐个列名，绿灯可以不列"),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The statistician takes outside values in."""
        policy.may(act.actor, "report")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {sheets: keys, replaced}. Raises Invalid where the lights do not add up."""
        lock_targets(act.scope.subdistrict)
        lock_reported(act.scope.subdistrict)
        problems: list[Problem] = []
        sheets: list[tuple[LightSheet, list[NamedLight]]] = []
        for item in items:
            read = _read(item, problems)
            if read is not None:
                sheets.append(read)
        problems += _twice(sheets)
        if problems:
            raise Invalid(problems)
        now, street, who = timezone.now(), act.scope.subdistrict, act.actor.label
        last = max(Period.parse(sheet.period) for sheet, _ in sheets)
        replaced = write_sheets(street, sheets, whose_lights(last), now, who)
        ranks = {sheet: item.values for (sheet, _), item in zip(sheets, items, strict=True)}
        say_ranks(street, ranks, now, who)
        audit_all([AuditLine("lights_entered", sheet_name(sheet), act.reason) for sheet, _ in sheets])
        return {"sheets": [str(sheet.pk) for sheet, _ in sheets], "replaced": len(replaced)}


def _read(item: Item, problems: list[Problem]) -> tuple[LightSheet, list[NamedLight]] | None:
    values, row = item.values, item.row

    def wrong(field: str, label: str, message: str, code: str) -> None:
        problems.append(Problem(field, label, str(values.get(field) or ""), message, code, row))

    found = len(problems)
    try:
        period = Period.parse(values["period"])
        named = read_lines(values.get("lights") or "")
    except PeriodError as error:
        wrong("period", "考核期", error.message + "。", error.code)
        return None
    except LinesError as error:
        problems.append(Problem("lights", "各指标亮灯", "", str(error), "lights.unreadable", row))
        return None
    counts = {key: int(values[key]) for key, _ in COLOURS}
    field, message = counts_problem(int(values["assessed"]), counts, named)
    if message:
        label = "考核指标数" if field == "assessed" else "各指标亮灯"
        problems.append(Problem(field, label, "", message, "lights.total", row))
    if values.get("rank") is not None and not values.get("rank_group"):
        wrong("rank_group", "排名范围", "填了位次，要写明在哪些单位中排名，例如全区各镇街。", "required")
    size = values.get("rank_size")
    if size is not None and values.get("rank") is not None and int(values["rank"]) > int(size):
        wrong("rank", "本街道位次", f"位次{values['rank']}大于参加排名的个数{size}，请核对。", "rank.wrong")
    if len(problems) > found:
        return None
    sheet = LightSheet(
        period=str(period), issuer=values["issuer"], paper=values["paper"], assessed=int(values["assessed"]), **counts
    )
    return sheet, named


def _twice(sheets: Sequence[tuple[LightSheet, Sequence[NamedLight]]]) -> list[Problem]:
    seen: set[tuple[str, str]] = set()
    out = []
    for number, (sheet, _) in enumerate(sheets, start=1):
        if (sheet.period, sheet.issuer) in seen:
            message = "同一考核期、同一单位的通报写了两次，只能有一份。"
            out.append(Problem("period", "考核期", sheet.period, message, "row.twice", number))
        seen.add((sheet.period, sheet.issuer))
    return out
