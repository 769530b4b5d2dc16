"""合并: two rows turn out to be, or become, one object; one stays, the other ends, what led to it leads on."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection

from jingwei.core.actions import Act, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid, JingweiError
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.registers.actions.end import Ending, end_entries
from jingwei.registers.actions.entry import EntryAction, known_values, write_rows
from jingwei.registers.actions.tell_apart import demand_reason
from jingwei.registers.fieldsets import event_day_of, fieldset_of
from jingwei.registers.leaving.declared import GONE_OVER, Said
from jingwei.registers.ledger import Writing
from jingwei.registers.links import leads_here
from jingwei.registers.locks import lock_register
from jingwei.registers.models import Entry, Succession, Version
from jingwei.registers.query import registers
from jingwei.registers.stock import demand_stock
from jingwei.registers.succession.pointing import point_elsewhere, pointing_states, refuse_beyond
from jingwei.registers.succession.remember import remember
from jingwei.registers.succession.timeline import spans_only_of, take_over
from jingwei.registers.succession.values import merged_values, without_links_to


@register_action
class MergeEntries(EntryAction):
    """Merge the second target into the first. Returns {entry, merged, repointed: how many rows, succession}."""

    name = "registers.merge"
    label = "合并"
    help = (
        "两条记录是同一个对象：第一条保留，第二条停用并写明并入哪一条，指向它的记录改为指向保留的一条。"
        "原来就登记重复的不填日期；从某天起才合成一个的，填那一天。"
    )
    reason = True
    verb = "tidy"
    declared = FieldSet(
        key="registers_merge",
        version=1,
        fields=(
            Field("on", "从哪天起合并", "date", help="不填：一直就是同一个对象，登记重复了"),
            Field("take", "取那一条的字段", "text", max_length=500, help="字段代号，用逗号隔开；其余取保留的一条"),
            Field("both", "两边都要的字段", "text", max_length=500, help="附件、多选和多行明细可以合在一起"),
        ),
    )

    def fields(self, act: Act, targets: Sequence[Entry]) -> FieldSet:
        """The day, and the choice of fields."""
        return self.declared

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write the merged state, end the other row, point what led to it at the one that stays."""
        demand_reason(act.reason)
        kept, other = self._two(items)
        register = self.register(act, [kept, other])
        lock_register(register)
        given = items[0].values
        on = date.fromisoformat(given["on"]) if given.get("on") else None
        values = known_values(register, [kept, other])
        fieldset = fieldset_of(register, retired=True)
        event = event_day_of(fieldset)
        if event is not None and on is not None:
            message = f"本台账一条记的是一件事，按“{event.label}”起算；登记重复了的，这里不要填。"
            raise Invalid([Problem("on", "从哪天起合并", str(on), message, "merge.event")])
        day = _effective(on, values[kept.pk][0], values[other.pk][0])
        merged = merged_values(
            fieldset, register, values[kept.pk][1], values[other.pk][1], _keys(given, "take"), _keys(given, "both")
        )
        merged = without_links_to(fieldset, register, merged, {kept.key, other.key})
        links = leads_here(register, registers(), retired=True)
        leading = pointing_states(other, links, on)
        refuse_beyond(act, other, links, on, leading)
        states = list(Version.objects.filter(entry_id__in=[kept.pk, other.pk], known_to=None).defer("words"))
        of = {entry.pk: [one for one in states if one.entry_id == entry.pk] for entry in (kept, other)}
        if on is None and event is None:
            spans = spans_only_of(of[other.pk], of[kept.pk], day)
            take_over(register, kept, spans, act, self.name)
        # Without a day it never was one of its own, as known from now on.
        ended = on or min(one.valid_from for one in of[other.pk])
        gone = Ending(other.pk, ended, Said(GONE_OVER, f"并入 {kept.key}"))
        end_entries(act, self.name, [gone], wholly=on is None)
        # Who merges two rows has not been there: the last confirmation goes on to hold.
        writing = Writing(register, day, self.name, act.reason, looked=False)
        _, written = write_rows(register, [merged], [items[0]], writing)
        if not written:
            _touch(kept)
        touched = point_elsewhere(
            [state for state in leading if state.entry != kept.pk], other.key, kept.key, act, self.name, on
        )
        demand_stock(register)
        succession = remember(
            act, Succession.Kind.MERGED, register, before=[other.pk], after=[kept.pk], on=on, touched=touched
        )
        audit(
            "entries_merged",
            f"台账“{register.name}”",
            reason=act.reason,
            detail={"into": str(kept.pk), "merged": str(other.pk), "repointed": len(touched)},
        )
        return {
            "entry": str(kept.pk),
            "merged": str(other.pk),
            "repointed": len(touched),
            "succession": str(succession.pk),
        }

    def _two(self, items: Sequence[Item]) -> tuple[Entry, Entry]:
        if len({item.target.pk for item in items}) != 2:
            raise JingweiError("合并要指明两条不同的记录：先写保留的一条，再写并入的一条。", code="merge.two")
        for item in items:
            if item.target.ended_on is not None:
                raise Conflict(
                    f"“{item.target.key}”已于{item.target.ended_on}停用（{item.target.ended_reason}），不能再合并。"
                )
        return items[0].target, items[1].target


def _keys(values: Mapping[str, Any], name: str) -> list[str]:
    text = str(values.get(name) or "").replace("，", ",").replace("、", ",")
    return [key.strip() for key in text.split(",") if key.strip()]


def _effective(on: date | None, kept: Version, other: Version) -> date:
    """The day from which the merged state holds. Raises Invalid for a day before either was last changed."""
    last = max(kept.valid_from, other.valid_from)
    if on is None:
        return last
    if on <= last:
        message = f"应晚于两条记录最近一次变更的日期{last}；一直就是同一个对象、登记重复了的，这里不要填。"
        raise Invalid([Problem("on", "从哪天起合并", str(on), message, "merge.too_early")])
    return on


def _touch(entry: Entry) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE registers_entry SET revision = revision + 1 WHERE id = %s", [entry.pk])
