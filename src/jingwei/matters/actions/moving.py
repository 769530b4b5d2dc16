"""The base of every move: asks the policy, looks into the table, changes the matters and writes one step for each."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, cast

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item
from jingwei.core.bulk import update_rows
from jingwei.core.errors import Conflict, Refused
from jingwei.matters.kinds import Kind, kinds
from jingwei.matters.models import Matter, Step
from jingwei.matters.moves import MOVES, NEXT, Move
from jingwei.matters.needs import refuse_lacking
from jingwei.matters.policy import policy
from jingwei.matters.sealing.files import seal
from jingwei.matters.stages import ENDED, OPEN, Stage
from jingwei.matters.telling.messages import tell_moved
from jingwei.matters.terms import start_stage, start_whole
from jingwei.matters.texts import DONE_TWICE, FILE_IS_SEALED, IS_PARKED, NOT_NOW, PARTS_OPEN, STANDS_STILL

# What a move may change; one statement writes it for all matters at once.
_CHANGED = (
    "stage", "stage_since", "lead", "first_lead", "helpers", "awaited", "clocks", "due_at", "due_provisional",
    "stage_due_at", "suspended_at", "parked_at", "parked_cause", "review_on", "first_contact_at", "found", "reply",
    "warned", "next_warning_at", "outcome", "category", "details", "contacted", "solved", "rating",
    "outside_number", "outside_due", "finished_by", "closed_at", "closed_on", "on_time", "handed_back", "reworked",
    "extended", "urged", "reopened", "contact_tries", "part_count", "parked", "summoned", "answered",
    "answered_in_time", "revision",
)  # fmt: skip


class MoveAction(Action):
    """The line of the table of moves after which the action is named ("matters.accept": accept); from it come the label
    and whether a reason must be said. `right` is the verb of the policy; `while_stopped`: also while it stands still.

    A subclass changes what else there is to change in `change`, which gives what the step says beside.
    """

    target = Matter
    move: ClassVar[Move]
    right: ClassVar[str]
    while_stopped: ClassVar[bool] = False
    _ends: ClassVar[bool]

    def __init_subclass__(cls) -> None:
        """Take over what the table says. Raises KeyError for a name that is no move."""
        super().__init_subclass__()
        cls.move = MOVES[cls.name.removeprefix("matters.")]
        cls.label, cls.reason = cls.move.label, cls.move.reason
        cls._ends = cls.move.verb == "finish" or cls.move.target in ENDED

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy for every matter, and the table whether its stage allows the move."""
        for item in items:
            matter: Matter = item.target
            policy.may(act.actor, self.right, matter)
            kind, stage = kinds()[matter.kind], cast(Stage, matter.stage)
            if stage not in self.move.sources:
                now = kind.word(stage)
                raise Conflict(NOT_NOW.format(number=matter.number, now=now, move=self.move.label))
            if matter.sealed_file and self.move.target is not None:
                raise Conflict(FILE_IS_SEALED.format(number=matter.number))
            if matter.stands_still and not self.while_stopped:
                raise Conflict(_still(matter))
            if matter.part_count and self._ends:
                _refuse_before_parts(matter)
            if stage in kind.other_eyes and self.move.target == NEXT and matter.finished_by == act.actor.id:
                raise Refused(DONE_TWICE.format(move=self.move.label))
        refuse_lacking(self.move.verb, [item.target for item in items])

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids, stages}."""
        at = timezone.now()
        steps = []
        for item in items:
            matter: Matter = item.target
            before = matter.stage
            said = self.change(act, item, at)
            self._go(matter, kinds()[matter.kind], at)
            matter.revision += 1
            steps.append(step_of(matter, self.move.verb, act, at, before=before, said=said))
        matters = [item.target for item in items]
        update_rows(matters, _CHANGED)
        Step.objects.bulk_create(steps)
        tell_moved(self.move.verb, matters, act.reason)
        seal(matters)
        return {"ids": [str(one.pk) for one in matters], "stages": [one.stage for one in matters]}

    def change(self, act: Act, item: Item, at: datetime) -> dict[str, Any]:
        """Change the matter of one item before it moves; gives what the step says."""
        return {}

    def changes_since(self, target: Matter, revision: int) -> list[dict[str, Any]]:
        """The stages it was moved through since; every move is one revision and one step."""
        steps = list(target.steps.order_by("-at", "-id")[: max(target.revision - revision, 0)])
        kind = kinds()[target.kind]
        return [
            {
                "label": "阶段",
                "before": kind.word(cast(Stage, step.before)),
                "after": kind.word(cast(Stage, step.after)),
                "who": step.actor_label,
                "at": f"{timezone.localtime(step.at):%Y-%m-%d %H:%M}",
            }
            for step in reversed(steps)
        ]

    def _go(self, matter: Matter, kind: Kind, at: datetime) -> None:
        target = self.move.target
        if target is None:
            return
        matter.stage = kind.after(cast(Stage, matter.stage)) if target == NEXT else target
        if matter.parent_id is not None and matter.stage == "entering":
            matter.stage = kind.after("entering")  # a part has no answer of its own in the outside platform
        start_stage(matter, kind, at)
        if matter.stage == "closed":
            close(matter, at)


def _refuse_before_parts(matter: Matter) -> None:
    """Raise Conflict while a part is open. One query for a matter that has parts."""
    left = matter.parts.filter(stage__in=OPEN).order_by("number").first()
    if left is not None:
        raise Conflict(PARTS_OPEN.format(number=matter.number, part=left.title))


def _still(matter: Matter) -> str:
    """Why a matter that stands still is not moved."""
    if matter.suspended_at is not None:
        return STANDS_STILL.format(
            number=matter.number, since=f"{timezone.localtime(matter.suspended_at):%Y-%m-%d %H:%M}"
        )
    return IS_PARKED.format(number=matter.number, on=matter.review_on)


def close(matter: Matter, at: datetime) -> None:
    """Write down when a matter was closed, and whether in time; without a term nothing is said of that."""
    matter.closed_at, matter.closed_on = at, timezone.localdate(at)
    matter.on_time = None if matter.due_at is None else at <= matter.due_at


def open_again(matter: Matter, kind: Kind, at: datetime) -> None:
    """Take back that it was closed; the term begins anew."""
    matter.closed_at = matter.closed_on = matter.on_time = matter.outside_due = None
    matter.received_at, kept = at, matter.received_at
    start_whole(matter, kind)
    matter.received_at = kept


def step_of(
    matter: Matter, verb: str, act: Act, at: datetime, *, before: str = "", said: Mapping[str, Any] | None = None
) -> Step:
    """One step, not yet stored. What will be sealed is not copied into the steps, which nobody can take back."""
    kept = {
        key: one for key, one in (said or {}).items() if key != "reply" or not kinds()[matter.kind].rules.kept_years
    }
    return Step(
        subdistrict=act.scope.subdistrict, matter=matter, place_id=matter.place_id, verb=verb, before=before,
        after=matter.stage, at=at, actor=act.actor.id, actor_label=act.actor.label, reason=act.reason,
        said=kept,
    )  # fmt: skip
