"""拆分: from a day on one object is two or more; who came out of whom is kept and shown on all of them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid, JingweiError
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.registers.actions.end import Ending, end_entries
from jingwei.registers.actions.entry import EntryAction, known_values, write_rows
from jingwei.registers.actions.tell_apart import demand_reason
from jingwei.registers.fieldsets import event_day_of, fieldset_of, moving_of
from jingwei.registers.leaving.declared import GONE_OVER, Said
from jingwei.registers.ledger import Writing
from jingwei.registers.links import leads_here
from jingwei.registers.locks import lock_register, refuse_retired
from jingwei.registers.models import Entry, Register, Succession
from jingwei.registers.query import registers
from jingwei.registers.succession.pointing import point_elsewhere, pointing_states, refuse_beyond
from jingwei.registers.succession.remember import remember

# What is so much of the whole is not the same of each part: it is asked, and not carried over. A year or the number of
# storeys is the same of both.
_AMOUNTS, _NUMBERS = frozenset({"area", "amount"}), frozenset({"integer", "number"})
_COUNTED = ("人数", "户数", "数量", "间数", "面积", "金额")
_NOT_DIVIDED = frozenset({"年", "月", "层", "岁", "%", "米"})
_NUMBER, _TITLE, _PLACE = "n_number", "n_title", "n_place"
_ASKED = 6  # amounts asked of each part


@register_action
class SplitEntry(EntryAction):
    """Divide one row. Returns {entries: the new ones, goes_on, repointed, unlike: sums that differ, succession}."""

    name = "registers.split"
    label = "拆分"
    help = (
        "一个对象从某天起分成两个或几个：每一个写编号和名称，面积、人数等分别写，其余内容照原来的带过去。"
        "原来的一条停用并写明拆分为哪几条；其中一个用原编号的，原来的一条继续用。"
    )
    reason = True
    verb = "tidy"

    def fields(self, act: Act, targets: Sequence[Entry]) -> FieldSet:
        """The day, a line for each part, and where rows that lead here shall lead."""
        parts: tuple[Field, ...] = (Field(_NUMBER, "编号", "text", required=True, max_length=120),)
        if targets or isinstance(act.context.get("register"), Register):
            parts = line_fields(self.register(act, targets))
        return FieldSet(
            "registers_split",
            1,
            (
                Field("on", "从哪天起", "date", required=True),
                Field("into", "分成哪几个", "parts", required=True, parts=parts, help="一行一个，至少两个"),
                Field("lead", "指向原记录的改为指向", "text", max_length=120, help="填其中一个的编号；不填则不改"),
            ),
        )

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the parts, end the whole unless it goes on, remember who came out of whom."""
        demand_reason(act.reason)
        if len(items) != 1 or items[0].target is None:
            raise JingweiError("请一条一条拆分。", code="split.one")
        entry: Entry = items[0].target
        if entry.ended_on is not None:
            raise Conflict(f"“{entry.key}”已于{entry.ended_on}停用（{entry.ended_reason}），不能再拆分。")
        register = self.register(act, [entry])
        refuse_retired(register)
        if event_day_of(fieldset_of(register)) is not None:
            raise Conflict("这本台账一条记的是一件事，不能拆分；一件事分开登记的，请更正后另行登记。")
        if moving_of(fieldset_of(register)) is not None:
            raise Conflict("收发台账一条记的是一笔收发，不能拆分；一笔分开登记的，请更正后另行登记。")
        lock_register(register)
        given = items[0].values
        on, lines, lead = date.fromisoformat(given["on"]), given["into"], given.get("lead") or ""
        state, known = known_values(register, [entry])[entry.pk]
        _refuse(entry, on, state.valid_from, lines, lead)
        links = leads_here(register, registers(), retired=True)
        leading = pointing_states(entry, links, on) if lead and lead != entry.key else []
        if lead and lead != entry.key:
            refuse_beyond(act, entry, links, on, leading)
        rows = _rows(register, known, lines)
        goes_on = any(line[_NUMBER] == entry.key for line in lines)
        comparison, _ = write_rows(
            register,
            rows,
            [Item(None, {}, at) for at in range(1, len(rows) + 1)],
            Writing(register, on, self.name, act.reason),
        )
        taken = [one.key for one in comparison.changed if one.key != entry.key]
        if taken or len(comparison.new) < len(rows) - goes_on:
            message = "这个编号已在台账中，拆出来的要用新的编号。"
            raise Invalid([Problem("into", "分成哪几个", "、".join(taken), message, "key.known")])
        made = [UUID(str(one.entry)) for one in comparison.new]
        if not goes_on:
            told = f"拆分为 {'、'.join(one.key for one in comparison.new)}"
            end_entries(act, self.name, [Ending(entry.pk, on, Said(GONE_OVER, told))])
        touched = point_elsewhere(leading, entry.key, lead, act, self.name, on)
        succession = remember(
            act, Succession.Kind.SPLIT, register, before=[entry.pk], after=made, on=on, touched=touched
        )
        audit(
            "entry_split",
            f"台账“{register.name}”",
            reason=act.reason,
            detail={"entry": str(entry.pk), "into": len(rows)},
        )
        return {
            "entries": [str(key) for key in made],
            "goes_on": goes_on,
            "repointed": len(touched),
            "unlike": _unlike_sums(register, known, lines),
            "succession": str(succession.pk),
        }


def line_fields(register: Register) -> tuple[Field, ...]:
    """What is asked of each part: number, name, place, and the amounts that are divided."""
    fieldset = fieldset_of(register)
    by_key = fieldset.by_key
    parts = [Field(_NUMBER, by_key[register.key_field].label, "text", required=True, max_length=120)]
    if register.title_field != register.key_field:
        parts.append(Field(_TITLE, by_key[register.title_field].label, "text", max_length=200, help="不填同原来"))
    if register.place_field in by_key:
        parts.append(Field(_PLACE, by_key[register.place_field].label, "text", max_length=80, help="不填同原来"))
    amounts = divided(fieldset)[:_ASKED]
    return (*parts, *(replace(field, required=False, quantity=False, facet=False, help="") for field in amounts))


def divided(fieldset: FieldSet) -> list[Field]:
    """The amounts of a row of which each part has its own."""
    amounts = [field for field in fieldset.fields if field.asked and _adds_up(field)]
    return [field for field in amounts if not field.personal and field.stock is None]


def _adds_up(field: Field) -> bool:
    if field.kind in _AMOUNTS:
        return True
    counted = field.quantity or any(word in field.label for word in _COUNTED)
    return field.kind in _NUMBERS and (counted or (field.unit or "年") not in _NOT_DIVIDED)


def _refuse(entry: Entry, on: date, last: date, lines: Sequence[Mapping[str, Any]], lead: str) -> None:
    numbers = [line[_NUMBER] for line in lines]
    named = "、".join(numbers)
    problems = []
    if on <= last:
        message = f"应晚于这条记录最近一次变更的日期{last}。"
        problems.append(Problem("on", "从哪天起", str(on), message, "split.too_early"))
    if len(numbers) < 2:
        message = "至少要写两个；只换内容的，请用“变更”或“更正”。"
        problems.append(Problem("into", "分成哪几个", named, message, "split.two"))
    if len(set(numbers)) < len(numbers):
        message = "编号不能重复，一个编号只能有一条。"
        problems.append(Problem("into", "分成哪几个", named, message, "key.double"))
    if lead and lead not in numbers:
        message = f"只能填拆出来的编号之一：{named}。"
        problems.append(Problem("lead", "指向原记录的改为指向", lead, message, "split.lead"))
    if problems:
        raise Invalid(problems)


def _rows(register: Register, known: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The values of each part: those of the whole, without its amounts, with what its line says."""
    fieldset = fieldset_of(register)
    amounts = {field.key for field in divided(fieldset)}
    carried = {key: value for key, value in known.items() if key not in amounts}
    rows, problems = [], []
    for number, line in enumerate(lines, 1):
        named = {_NUMBER: register.key_field, _TITLE: register.title_field, _PLACE: register.place_field}
        said = {named[key]: value for key, value in line.items() if key in named}
        clean = fieldset.clean(said, partial=True)
        problems += [replace(problem, row=number) for problem in clean.problems if problem.severity == "error"]
        own = {key: value for key, value in line.items() if key in amounts}
        rows.append({**carried, **clean.values, **own})
    if problems:
        raise Invalid(problems)
    return rows


def _unlike_sums(
    register: Register, known: Mapping[str, Any], lines: Sequence[Mapping[str, Any]]
) -> list[dict[str, str]]:
    """Amounts of which the parts together are not the whole: {label, before, sum}. Told, not refused."""
    out = []
    for field in divided(fieldset_of(register)):
        whole, parts = _plain(known.get(field.key)), [_plain(line.get(field.key)) for line in lines]
        said = [part for part in parts if part is not None]
        if whole is not None and said and sum(said) != whole:
            out.append({"label": field.label, "before": f"{whole:f}", "sum": f"{sum(said):f}"})
    return out


def _plain(value: Any) -> Decimal | None:
    if isinstance(value, Mapping):
        return Decimal(str(value["n"])) if "n" in value else None
    return None if value is None or isinstance(value, bool) else Decimal(str(value))
