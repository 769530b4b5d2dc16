"""Definitions as a pack in YAML, the format of those that come along; and a pack read, every mistake with its line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from jingwei.core.facts.facts import all_facts
from jingwei.core.fields import FieldSet, Problem
from jingwei.indicators.changing import KINDS, WORD_FIELDS, WORDS, Change, Kind, change_of
from jingwei.indicators.clauses import DefinitionError
from jingwei.indicators.definitions import Defined, load_definitions, present_rows, read_row
from jingwei.indicators.editing.checks import mistakes
from jingwei.indicators.editing.keys import KEY, RULE
from jingwei.indicators.editing.yaml_text import YamlError, read_yaml
from jingwei.indicators.grammar import parse
from jingwei.indicators.meaning import meaning_of
from jingwei.indicators.models import Definition

_MOST = 2_000
_FIELDS = FieldSet(key="indicator_pack", version=1, fields=WORD_FIELDS)
_TOLD = ("name", "unit", "decimals")
_AFTER = ("version", "owner", "basis", "exclusions", "source", "valid_from")


def write_pack(rows: Iterable[Definition]) -> str:
    """A pack: key → name, unit, what is counted, version and words; what is empty is left out."""
    data = {}
    for row in rows:
        body = meaning_of(row.body)
        values = {name: getattr(row, name) for name in (*_TOLD, *_AFTER)}
        said = {name: value.isoformat() if name == "valid_from" else value for name, value in values.items() if value}
        data[row.key] = {
            **{n: said[n] for n in _TOLD if n in said},
            **body,
            **{n: said[n] for n in _AFTER if n in said},
        }
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)


@dataclass
class PackPlan:
    """What a pack would do; nothing goes in while there are problems (their `row` is the line)."""

    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def of(self, *kinds: Kind) -> list[Change]:
        """The changes of some kinds."""
        return [one for one in self.changes if one.kind in kinds]

    @property
    def counts(self) -> dict[str, int]:
        """For the record of an import: new are rows that are made, also further versions."""
        return {
            "new": len(self.of("new", "version")), "changed": len(self.of("words", "dated")),
            "same": len(self.of("same")), "refused": len(self.problems),
        }  # fmt: skip


def read_pack(data: bytes) -> PackPlan:
    """Hold a pack against what is in force. Raises YamlError where nothing of it can be read."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise YamlError("文件不是 UTF-8 文字，请用本系统下载的 YAML 文件修改后再导入。") from error
    value, lines = read_yaml(text)
    if not isinstance(value, dict) or not value:
        raise YamlError("文件里没有指标定义，应为“代号: {name: …, unit: …, …}”，一个代号一项。")
    if len(value) > _MOST:
        raise YamlError(f"一次最多导入{_MOST}个指标，文件里有{len(value)}个。")
    plan, present = PackPlan(), present_rows()
    for key, said in value.items():
        _read(plan, key, said, lines, present)
    _check(plan, lines)
    return plan


def _read(
    plan: PackPlan, key: str, said: Any, lines: Mapping[tuple[str, ...], int], present: Mapping[str, Definition]
) -> None:
    line = lines.get((key,))

    def wrong(label: str, shown: Any, message: str, entry: str = "") -> None:
        at = lines.get((key, entry), line)
        plan.problems.append(Problem(entry or "key", label, str(shown)[:60], message, "definition.wrong", at))

    if not KEY.fullmatch(key):
        wrong("代号", key, f"代号写法不对：{RULE}。")
        return
    if not isinstance(said, dict):
        wrong(key, said, "应为“项: 值”，至少有 name、unit 和怎么数。")
        return
    words = {name: said[name] for name in _FIELDS.by_key if name in said}
    clean = _FIELDS.clean(words)
    for one in clean.problems:
        wrong(f"{key}的{one.label}", one.value, one.message, one.field or "")
    if clean.problems:
        return
    try:
        parse(key, said)
    except DefinitionError as error:
        unknown = next((entry for entry in said if f"：{entry}" in error.message), "")
        wrong(key, "", error.message, unknown)
        return
    plan.changes.append(change_of(key, clean.values, said, present.get(key)))


def _check(plan: PackPlan, lines: Mapping[tuple[str, ...], int]) -> None:
    """Against ledgers, other indicators of the file, and those that stay."""
    facts, known = all_facts(), load_definitions()
    coming: dict[str, Defined] = {**known, **{one.row.key: read_row(one.row) for one in plan.changes}}
    names: dict[str, str] = {}
    for key, one in coming.items():
        first = names.setdefault(one.row.name, key)
        if first != key and key in {change.row.key for change in plan.changes}:
            message = f"名称“{one.row.name}”已是“{first}”的，请换个名称。"
            plan.problems.append(Problem("name", f"{key}的指标名称", one.row.name, message, "definition.name",
                                         lines.get((key, "name"))))  # fmt: skip
    for change in plan.changes:
        if change.kind == "same":
            continue
        row = change.row
        others = {key: one for key, one in coming.items() if key != row.key}
        for said in mistakes(row.key, row.name, row.body, row.unit, facts, others):
            problem = Problem(
                "key", row.key, row.name, f"{said.rstrip('。')}。", "definition.wrong", lines.get((row.key,))
            )
            plan.problems.append(problem)
    plan.problems.sort(key=lambda one: one.row or 0)


def told(change: Change) -> list[tuple[str, str, str]]:
    """What a change does to a definition: label, before, after."""
    if change.before is None:
        return []
    labels = {one.key: one.label for one in WORD_FIELDS}
    out = [
        (labels[name], str(getattr(change.before, name)), str(getattr(change.row, name)))
        for name in ("unit", *WORDS, "valid_from")
        if getattr(change.before, name) != getattr(change.row, name)
    ]
    before, after = meaning_of(change.before.body), change.row.body
    if before != after:
        out.insert(0, ("定义", flow_of(before), flow_of(after)))
    return out


def flow_of(body: Mapping[str, Any]) -> str:
    """A body in one line."""
    return yaml.safe_dump(
        dict(body), allow_unicode=True, sort_keys=False, default_flow_style=True, width=10_000
    ).strip()


__all__ = ["KINDS", "PackPlan", "flow_of", "read_pack", "told", "write_pack"]
