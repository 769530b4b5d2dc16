"""What holding posts must fulfil: one A at a time on a post, and administrators hold nothing else (三员分立)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from jingwei.people.models import Appointment, Delegation
from jingwei.people.roles import clash, label_of


@dataclass(frozen=True, slots=True)
class Holding:
    """A post held from `since` until before `until`; `rank` is A, B, or L for a lent one."""

    staff: UUID
    staff_name: str
    post: UUID
    post_name: str
    role: str
    rank: str
    since: date
    until: date

    def meets(self, other: "Holding") -> bool:
        """Whether the two share a day."""
        return self.since < other.until and other.since < self.until


def holdings(*, staff: Iterable[UUID] = (), posts: Iterable[UUID] = ()) -> list[Holding]:
    """What these people hold or were lent, and who holds these posts: two queries."""
    people, seats = set(staff), set(posts)
    names = ("staff_id", "staff__name", "post_id", "post__name", "post__role", "rank", "valid_from", "valid_to")
    held = Appointment.objects.filter(staff__in=people).values_list(*names)
    if seats:
        held = held.union(Appointment.objects.filter(post__in=seats).values_list(*names))
    found = [Holding(*row) for row in held]
    lent = Delegation.objects.filter(taker__in=people, withdrawn_at=None)
    columns = ("taker_id", "taker__name", "post_id", "post__name", "post__role", "valid_from", "valid_to")
    for taker, name, post, post_name, role, since, last in lent.values_list(*columns):
        found.append(Holding(taker, name, post, post_name, role, "L", since, last + timedelta(days=1)))
    return found


def refusals(new: Sequence[Holding], known: Sequence[Holding]) -> dict[int, str]:
    """Why some of `new` cannot stand beside `known` and the earlier ones of `new`: sentence by index."""
    by_staff: dict[UUID, list[Holding]] = defaultdict(list)
    by_post: dict[UUID, list[Holding]] = defaultdict(list)

    def keep(holding: Holding) -> None:
        by_staff[holding.staff].append(holding)
        by_post[holding.post].append(holding)

    for holding in known:
        keep(holding)
    wrong: dict[int, str] = {}
    for index, one in enumerate(new):
        sentence = _clash(one, by_staff[one.staff]) or _double(one, by_post[one.post])
        if sentence:
            wrong[index] = sentence
        else:
            keep(one)
    return wrong


def _clash(one: Holding, held: Sequence[Holding]) -> str:
    for other in held:
        if other.meets(one) and other.role != one.role and clash((other.role, one.role)):
            return (
                f"{one.staff_name}同时期担任“{other.post_name}”（{label_of(other.role)}），"
                f"不能再任{label_of(one.role)}：系统、安全、审计三类管理员互不兼任，也不兼任业务岗位（三员分立）。"
            )
    return ""


def _double(one: Holding, held: Sequence[Holding]) -> str:
    for other in held:
        if not other.meets(one) or other.rank == "L":
            continue
        if other.staff == one.staff:
            return f"{one.staff_name}在这段时间已担任“{one.post_name}”，不必重复任命。"
        if one.rank == "A" and other.rank == "A":
            return f"“{one.post_name}”在这段时间已由{other.staff_name}担任（A岗），请先解除任职或办理交接，或改任B岗。"
    return ""
