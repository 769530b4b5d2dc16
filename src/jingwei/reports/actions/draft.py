"""起草: a report of a period from a template, its figures counted at one moment and kept with their cards."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.core.periods import Period, PeriodError
from jingwei.reports.policy import policy
from jingwei.reports.resolving import CellResolver
from jingwei.reports.stored import keep, occasion_of
from jingwei.reports.writing.compose import compose
from jingwei.reports.writing.template import Template, standard_template, standard_templates


@register_action
class DraftReport(Action):
    """Draft a report. A figure that is missing prints 【待核】: a draft always prints."""

    name = "reports.draft"
    label = "起草报告"
    help = "按模板起草：数据都由系统取数，没有的标“待核”，初稿照样生成。"
    declared = FieldSet(
        key="reports_draft",
        version=1,
        fields=(
            Field(
                key="period", label="统计期", kind="text", required=True, help="例如2025年、2025年上半年、2025年1—11月"
            ),
            Field(key="template", label="模板", kind="text", help="不选则按统计期选用"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the reports' policy."""
        policy.may(act.actor, "draft")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Count, compose, keep. Raises TemplateError when no template fits."""
        values = items[0].values
        period = read_period(values["period"])
        template = find_template(values.get("template") or "", period)
        occasion = occasion_of(act.scope.subdistrict, period, timezone.localdate())
        resolve = CellResolver(act.scope.subdistrict)
        composed = compose(template, occasion, resolve)
        report = keep(composed, resolve.moment, act.actor.label)
        return {
            "report": str(report.pk),
            "title": report.title,
            "figures": len(composed.figures),
            "missing": len(composed.missing),
        }


def read_period(text: str) -> Period:
    """The period as typed. Raises Invalid with a sentence that says how periods are written."""
    try:
        return Period.parse(text)
    except PeriodError as error:
        raise Invalid(
            [Problem(field="period", label="统计期", value=text, message=error.message, code=error.code)]
        ) from error


def find_template(key: str, period: Period) -> Template:
    """The template of that key, or the standard one for the period. Raises Invalid, TemplateError."""
    if not key:
        return standard_template(period)
    templates = standard_templates()
    if key in templates:
        return templates[key]
    known = "、".join(f"{template.key}（{template.name}）" for template in templates.values())
    message = f"没有这个模板，可用的有：{known}。"
    raise Invalid([Problem(field="template", label="模板", value=key, message=message, code="template.unknown")])
