"""读取报告: a published report is read, and each figure in it waits to be confirmed."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import JingweiError
from jingwei.core.files import keep_file
from jingwei.reports.models import ReadFigure, Reading
from jingwei.reports.policy import policy
from jingwei.reports.reading.reader import read

_LARGEST = Decimal(10) ** 14
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@register_action
class ReadReport(Action):
    """Read a report that others wrote. The file travels in the context: `data` and `filename`."""

    name = "reports.read"
    offered = False  # the text travels in the context, from an upload
    label = "读取报告"
    help = "读出已发布报告中的每个数据，逐个确认后作为上年数使用。"

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the reports' policy."""
        policy.may(act.actor, "confirm")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Keep the file, its cleaned text and its figures. Raises ReadingError for what is no report."""
        data, filename = act.context["data"], str(act.context["filename"])
        found = read(data, filename)
        figures = [figure for figure in found.figures if abs(figure.value) < _LARGEST]
        if not figures:
            raise JingweiError(f"“{filename}”里没有读到数据，请确认选对了文件。", code="reading.no_figures")
        kind = _WORD if data.startswith(b"PK") else "text/plain"
        reading = Reading(
            name=filename[-200:], file=keep_file(data, filename, kind), text=found.text, by=act.actor.label
        )
        reading.save()
        ReadFigure.objects.bulk_create(
            ReadFigure(
                subdistrict=reading.subdistrict,
                reading=reading,
                number=number,
                quote=figure.quote[:120],
                start=figure.number_start,
                end=figure.number_end,
                indicator=figure.indicator[:120],
                value=round(figure.value, 6),
                unit=figure.unit[:24],
                approx=figure.approx,
                kind=figure.kind,
                period=figure.period[:24],
                status=figure.status,
            )
            for number, figure in enumerate(figures, start=1)
        )
        return {"reading": str(reading.pk), "figures": len(figures)}
