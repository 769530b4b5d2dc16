"""绑定: what cells of a form mean is said once, and changed or taken back by saying it anew."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.core.sheets.received import Book
from jingwei.core.units import UnitError, dimension_of, exact_factor, things_of
from jingwei.indicators.definitions import load_definitions
from jingwei.places.models import Place
from jingwei.registers.models import Register
from jingwei.reports.forms.bindings import MEASURES, PERIODS, WORDS, Binding, load_all, put_in, sheet_of
from jingwei.reports.forms.models import SuperiorForm
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.query import book_of
from jingwei.reports.forms.values import unit_name


@register_action
class BindForm(Action):
    """Put `bind` (bindings) on cells of a form and take those on `free` (sheet, cell) away, all in the context."""

    name = "reports.bind_form"
    label = "绑定"
    target = SuperiorForm
    offered = False
    help = "说明表里的格子各填什么。说一次，以后每期自动填。"

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of forms."""
        policy.may(act.actor, "fill")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {bound}: how many bindings each form now has. Raises Invalid."""
        new: Sequence[Binding] = act.context.get("bind", ())
        free: Sequence[tuple[int, tuple[int, int]]] = act.context.get("free", ())
        forms = [item.target for item in items]
        known = _Known.read(new)
        problems = [problem for form in forms[:1] for problem in known.problems(new, book_of(form))]
        if problems:
            raise Invalid(problems)
        for form in forms:
            kept = [one for one in load_all(form.bindings) if not any(one.covers(*spot) for spot in free)]
            form.bindings = [one.dump() for one in put_in(kept, new)]
            form.revision, form.changed_at = form.revision + 1, timezone.now()
        SuperiorForm.objects.bulk_update(forms, ["bindings", "revision", "changed_at"])
        return {"bound": [len(form.bindings) for form in forms]}


class _Known:
    """What bindings may name: indicators with their units, places, ledgers; two or three queries."""

    def __init__(self, units: Mapping[str, str], places: set[str], ledgers: set[str]) -> None:
        self._units, self._places, self._ledgers = units, places, ledgers

    @classmethod
    def read(cls, new: Sequence[Binding]) -> "_Known":
        codes = {one.place for one in new if one.place}
        return cls(
            {key: one.row.unit for key, one in load_definitions().items()},
            set(Place.objects.filter(code__in=codes).values_list("code", flat=True)),
            set(Register.objects.filter(retired_on=None).values_list("key", flat=True)),
        )

    def problems(self, new: Sequence[Binding], book: Book) -> Iterator[Problem]:
        """What is wrong, each naming its cell."""
        for one in new:
            found = next(self._wrong(one, book), None)
            if found is not None:
                field, message = found
                yield Problem(field, one.cell, one.key or one.text, message, "binding.wrong", sheet=_name(one, book))

    def _wrong(self, one: Binding, book: Book) -> Iterator[tuple[str, str]]:
        sheet = sheet_of(book, one)
        if sheet is None:
            yield "cell", "表里没有这张工作表。"
            return
        formula = next((spot for spot in one.spots() if sheet.at(spot).formula is not None), None)
        if one.kind != "rows" and formula is not None:
            yield "cell", f"{one.cell}单元格是公式，由表自己算，不用填；请选没有公式的格子。"
        if sheet.anchor(one.spot) != one.spot:
            yield "cell", f"{one.cell}在合并单元格里，请选合并区域左上角的一格。"
        if one.kind == "words":
            if not one.text.strip():
                yield "text", f"请写明{one.cell}填什么文字。"
            rest = one.text
            for name in WORDS:
                rest = rest.replace(f"{{{name}}}", "")
            if "{" in rest or "}" in rest:
                yield "text", f"花括号里只能写：{'、'.join(WORDS)}。"
        elif one.kind == "indicator":
            yield from self._indicator(one)
        elif one.key not in self._ledgers:
            yield "key", f"没有代号为“{one.key}”的台账，或已停用。"
        elif not one.columns:
            yield "columns", "请至少给一列选上台账的字段。"

    def _indicator(self, one: Binding) -> Iterator[tuple[str, str]]:
        if one.key not in self._units:
            yield "key", f"没有代号为“{one.key}”的指标，请从列表中选。" if one.key else f"请选择{one.cell}填哪个指标。"
            return
        if one.place and one.place not in self._places:
            yield "place", f"没有代码为“{one.place}”的区划，请从列表中选。"
        if one.period not in PERIODS:
            yield "period", f"统计期应为：{'、'.join(PERIODS.values())}。"
        if one.measure not in MEASURES:
            yield "measure", f"取数应为：{'、'.join(MEASURES.values())}。"
        own, unit = self._units[one.key], unit_name(one.unit)
        if one.measure == "value" and unit and unit != own and things_of(unit) != things_of(own):
            try:
                exact_factor(own, unit)
            except UnitError as error:
                known = dimension_of(unit) or dimension_of(own)
                why = error.message if known and error.code == "unit.not_exact" else f"指标的单位是“{own}”"
                yield "unit", f"{one.cell}的单位“{one.unit}”换算不了：{why}。"
        if one.decimals is not None and not 0 <= one.decimals <= 6:
            yield "decimals", "小数位应为0到6。"


def _name(one: Binding, book: Book) -> str:
    sheet = sheet_of(book, one)
    return sheet.name if sheet else ""
