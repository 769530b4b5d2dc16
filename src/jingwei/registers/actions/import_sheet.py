"""导入: a whole sheet into a ledger, previewed before and undone as one after."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.bulk import collector_paused
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.core.jobs import progress
from jingwei.core.scope import Actor
from jingwei.registers.actions.confirm import write_confirmations
from jingwei.registers.actions.end import end_entries
from jingwei.registers.compare import taken_elsewhere
from jingwei.registers.incoming import Incoming, open_draft
from jingwei.registers.leaving.sheet import endings_of
from jingwei.registers.ledger import Writing
from jingwei.registers.locks import lock_register, refuse_retired
from jingwei.registers.meanwhile import look, written_meanwhile
from jingwei.registers.models import Draft, Source
from jingwei.registers.policy import policy
from jingwei.registers.prepared import drop_prepared
from jingwei.registers.returned import OTHERS, REFUSE
from jingwei.registers.state import State
from jingwei.registers.stock import demand_stock
from jingwei.registers.stream import Stream
from jingwei.registers.upkeep import upkeep_after


@register_action
class ImportSheet(Action):
    """Apply an uploaded sheet: new and changed rows in one transaction through COPY to a temporary table."""

    name = "registers.import_sheet"
    label = "导入"
    target = Draft
    declared = FieldSet(
        key="registers_import",
        version=1,
        fields=(
            Field(key="valid_from", label="生效日期", kind="date", help="表中情况从哪天起属实；不填为今天"),
            Field(
                key="partial", label="有问题的行先不导入，其余照常导入", kind="yesno", help="不选则有一行不对就整表不收"
            ),
            OTHERS,
            Field(key="confirm_same", label="与台账相同的行记为已核实", kind="yesno", help="核实日期为生效日期"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the ledgers' policy."""
        policy.may(act.actor, "import")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Write what differs from the ledger; what is the same is not written again.

        `seen` of the context is what `look` gave when the sheet was previewed: rows that others wrote since are told.
        """
        draft: Draft = items[0].target
        if draft.done:
            raise Conflict("这份表格已经导入过了。")
        if draft.register is None:
            raise Conflict("这份表格是用来建新台账的，请先建账。")
        given = items[0].values.get("valid_from")
        on = date.fromisoformat(given) if given else timezone.localdate()
        register = draft.into
        refuse_retired(register)
        lock_register(register)
        draft.asked = {**draft.asked, "on": on.isoformat(), "others": items[0].values.get("others") or REFUSE}
        source = Source(
            register=register, file=draft.file, sheet=draft.sheet, valid_from=on, actor_label=act.actor.label,
            mends_id=draft.mends_id,
        )  # fmt: skip
        confirmed_on = min(on, timezone.localdate())
        seen = act.context.get("seen") or look()
        writing = Writing(register, on, self.name, act.reason, source.pk, confirmed_on)
        incoming = self._write(draft, writing, bool(items[0].values.get("partial")))
        if endings := endings_of(register, incoming.left):
            end_entries(act, self.name, endings, source=source.pk)
            demand_stock(register)
        meanwhile = written_meanwhile(register, source.pk, seen)
        if meanwhile:
            raise Conflict(f"{meanwhile}。没有写入，请重新预览，核对后再导入。")
        comparison = incoming.comparison
        source.new, source.changed, source.same = len(comparison.new), len(comparison.changed), comparison.same
        source.refused, source.ended = incoming.refused, incoming.left.only_ended
        source.save()
        confirmed = 0
        if items[0].values.get("confirm_same") and comparison.same_entries:
            said = [(entry, confirmed_on, "") for entry in comparison.same_entries]
            confirmed = write_confirmations(act, said, self.name, source.pk)
        self._remember_heads(act.actor, draft, incoming)
        draft.done, draft.source = True, source
        drop_prepared(draft)
        draft.save(update_fields=["done", "asked", "source", "prepared"])
        audit(
            "imported",
            f"台账“{register.name}”",
            detail={
                "source": str(source.pk),
                "new": source.new,
                "changed": source.changed,
                "ended": len(endings),
                "confirmed": confirmed,
            },
        )
        upkeep_after(
            source.new + source.changed + source.ended, "registers_entry", "registers_version", "registers_confirmation"
        )
        return {
            "source": str(source.pk),
            "new": source.new,
            "changed": source.changed,
            "same": source.same,
            "refused": source.refused,
            "ended": len(endings),
            "confirmed": confirmed,
        }

    def _write(self, draft: Draft, writing: Writing, partial: bool) -> Incoming:
        """Write what differs, portion by portion while the next one is prepared.

        Raises Invalid with all problems of all rows; what was written until then is given up with the transaction.
        """
        with collector_paused(), Stream(writing) as stream:
            progress("正在读取表格")
            incoming = open_draft(draft, writing.valid_from)

            def write(states: Sequence[State]) -> None:
                if partial or incoming.faultless:
                    incoming.preparer.seal(states)
                    stream.write(states)

            incoming.compare(write)
            if not partial and not incoming.faultless:
                raise Invalid([problem for problem in incoming.problems if problem.severity == "error"])
            rows = len(incoming.parsed.rows)
            progress("正在写入最后一批", rows, rows)
            taken = stream.finish()
            if taken:
                comparison = incoming.comparison
                states = [*comparison.new, *comparison.changed]
                raise Invalid(taken_elsewhere(writing.register, states, taken))
        demand_stock(writing.register)
        return incoming

    def _remember_heads(self, actor: Actor, draft: Draft, incoming: Incoming) -> None:
        """Next month's sheet matches by itself."""
        register = draft.into
        # The two columns of a point are told by their own words; remembered as one field they would be doubles.
        columns = [column for column in incoming.table.columns if column.heading and not column.part]
        heads: dict[str, str | None] = {column.heading: column.field.key for column in columns if column.field}
        # What a person left out is left out again.
        heads.update((head, None) for head, key in draft.mapping.items() if key is None and head not in heads)
        fresh = {head: key for head, key in heads.items() if register.heads.get(head, "") != key}
        if fresh and policy.allows(actor, "make"):
            register.heads = {**register.heads, **fresh}
            register.revision += 1
            register.save(update_fields=["heads", "revision"])
