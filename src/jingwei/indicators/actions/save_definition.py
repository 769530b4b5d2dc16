"""建立指标、修改指标: one definition in the words of its editor; another way of counting is another version."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Invalid
from jingwei.core.facts.facts import all_facts
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.indicators.changing import (
    WORD_FIELDS,
    Change,
    apply,
    change_of,
    demand_reasons,
    lock_definitions,
    refuse_stale,
)
from jingwei.indicators.definitions import load_definitions, present_rows
from jingwei.indicators.editing.checks import mistakes
from jingwei.indicators.editing.keys import wrong
from jingwei.indicators.editing.yaml_text import YamlError, read_mapping
from jingwei.indicators.models import Definition
from jingwei.indicators.policy import policy

_BODY = Field("body", "定义", "longtext", required=True, help="YAML，如 count: houses；套了几层的写成一行")
_DECIMALS = 6


class _Saving(Action):
    """What making and changing have in common."""

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The statistician defines what is counted."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {new, version, dated, words, same} as counts, and `keys`. Raises Invalid, Conflict."""
        lock_definitions(act.scope.subdistrict)
        present = present_rows()
        targets = [item.target for item in items if item.target is not None]
        refuse_stale(targets, present)
        bodies = [_body(item) for item in items]
        changes = [
            change_of(
                item.target.key if item.target else item.values["key"],
                item.values,
                {} if isinstance(body, str) else body,
                item.target,
            )
            for item, body in zip(items, bodies, strict=True)
        ]
        problems = [*_problems(items, bodies, changes, present), *demand_reasons(changes, act.reason)]
        if problems:
            raise Invalid(problems)
        counts = apply(changes, act.reason, act.scope.subdistrict)
        return {**counts, "keys": [one.row.key for one in changes]}


@register_action
class DefineIndicator(_Saving):
    """Make new indicators, one per row. The body is text in YAML, so form and interface send the same."""

    name = "indicators.define_one"
    label = "建立指标"
    declared = FieldSet(
        key="indicators_define_one",
        version=1,
        fields=(Field("key", "代号", "text", required=True, max_length=48), *WORD_FIELDS, _BODY),
    )


@register_action
class RedefineIndicator(_Saving):
    """Change indicators: other words stay within the version, another way of counting is the next one, with a reason.

    The target is the present version of the indicator; what is not given is emptied, but the day from which it counts.
    """

    name = "indicators.redefine"
    label = "修改指标"
    help = "改变取数口径的，另成一版并写明原因；只改名称、说明等文字的，不另成一版。"
    target = Definition
    declared = FieldSet(key="indicators_redefine", version=1, fields=(*WORD_FIELDS, _BODY))


def _body(item: Item) -> dict[str, Any] | str:
    """What counts, or the sentence of what is wrong with the text."""
    try:
        return read_mapping(item.values["body"], "定义")
    except YamlError as error:
        return error.message


def _problems(
    items: Sequence[Item],
    bodies: Sequence[Mapping[str, Any] | str],
    changes: Sequence[Change],
    present: Mapping[str, Definition],
) -> Iterator[Problem]:
    facts, known = all_facts(), load_definitions()
    names = {row.name: row.key for row in present.values() if not row.retired}
    taken = set(present)
    for item, body, change in zip(items, bodies, changes, strict=True):
        key, row = change.row.key, change.row
        at = item.row if len(items) > 1 else None
        if item.target is None:
            said = wrong(key, taken)
            taken.add(key)
            if said:
                yield Problem("key", "代号", key, said, "definition.key", at)
        if names.setdefault(row.name, key) != key:
            said = f"已有名为“{row.name}”的指标，请换个名称，或到那个指标上修改。"
            yield Problem("name", "指标名称", row.name, said, "definition.name", at)
        if not 0 <= row.decimals <= _DECIMALS:
            yield Problem("decimals", "小数位", str(row.decimals), "小数位应在0到6之间。", "definition.decimals", at)
        if isinstance(body, str):
            yield Problem("body", "定义", "", body, "definition.wrong", at)
            continue
        others = {one: found for one, found in known.items() if one != key}
        for said in mistakes(key, row.name, row.body, row.unit, facts, others):
            yield Problem("body", "定义", "", f"{said.rstrip('。')}。", "definition.wrong", at)
