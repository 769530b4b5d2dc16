"""The seat of an account: the posts it holds today, which of them it acts under, and the scope that follows."""

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db import connection
from django.utils import timezone

from jingwei.core.scope import Actor, Reader, Scope
from jingwei.people.roles import ROLES


@dataclass(frozen=True, slots=True)
class HeldPost:
    """A post held today. `lent_by` names who lent it (or the A of the pair); `places` are all places below its own."""

    id: UUID
    name: str
    role: str
    department: UUID | None
    place: UUID | None
    lent_by: str
    places: tuple[UUID, ...]

    @property
    def label(self) -> str:
        """The post as a menu shows it."""
        return f"{self.name}（代{self.lent_by}）" if self.lent_by else self.name


@dataclass(frozen=True, slots=True)
class Seat:
    """Who sits here. `posts` are all that may be acted under, `acting` those in force for this request."""

    subdistrict: str
    staff: UUID
    name: str
    department: UUID | None
    posts: tuple[HeldPost, ...]
    acting: tuple[HeldPost, ...]

    @property
    def roles(self) -> frozenset[str]:
        """The roles in force."""
        return frozenset(post.role for post in self.acting)

    @property
    def lent_by(self) -> str:
        """For whom one acts, or nothing."""
        return self.acting[0].lent_by if self.acting else ""

    @property
    def label(self) -> str:
        """The name as it is written down: 乙, or 乙代甲 under a lent post."""
        return f"{self.name}代{self.lent_by}" if self.lent_by else self.name

    @property
    def title(self) -> str:
        """The posts in force, in words."""
        return "、".join(post.name for post in self.acting)

    @property
    def reader(self) -> Reader:
        """The kind of reader: the whole street if any post in force gives it; administrators have no other post."""
        readers = {ROLES[post.role].reader for post in self.acting}
        for reader in (Reader.ADMIN, Reader.STREET):
            if reader in readers:
                return reader
        return Reader.PLACE

    @property
    def departments(self) -> frozenset[UUID]:
        """Departments of the posts in force; a department's post that names none stands in its holder's."""
        own = (
            {self.department}
            if any(ROLES[p.role].seat == "department" and not p.department for p in self.acting)
            else set()
        )
        return frozenset(d for d in {*own, *(post.department for post in self.acting)} if d)

    @property
    def scope(self) -> Scope:
        """The border of this seat."""
        reader = self.reader
        places = (
            tuple(sorted({place for post in self.acting for place in post.places})) if reader is Reader.PLACE else ()
        )
        actor = Actor(self.staff, self.label, self.roles, self.departments, self.title)
        return Scope(reader, self.subdistrict, actor, places)


def seat_of(account: UUID, *, on: date | None = None, chosen: str = "") -> Seat | None:
    """The seat of an account on a day (today), in one query; None when no serving member of staff owns the account.

    `chosen` is the id of the post to act under. Without it all own posts are in force together, lent ones are not
    (unless there is nothing else): what is done for another is done on purpose.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM people_seats(%s, %s)", [account, on or timezone.localdate()])
        rows = cursor.fetchall()
    if not rows:
        return None
    posts = tuple(
        HeldPost(post, name, role, department, place, lent_by or "", tuple(places))
        for *_, role, post, name, department, place, lent_by, places in rows
        if role in ROLES and ROLES[role].reader is not None
    )
    # An administrator has no other post, whatever a roster or an old appointment says.
    posts = tuple(post for post in posts if ROLES[post.role].reader is Reader.ADMIN) or posts
    street, staff, its_name, its_department = rows[0][:4]
    seat = Seat(street, staff, its_name, its_department, posts=posts, acting=())
    return act_under(seat, chosen)


def act_under(seat: Seat, chosen: str) -> Seat:
    """The same seat under one of its posts; under all own posts when `chosen` names none of them."""
    one = next((post for post in seat.posts if str(post.id) == chosen), None)
    if one is not None:
        return replace(seat, acting=(one,))
    own = tuple(post for post in seat.posts if not post.lent_by)
    return replace(seat, acting=own or seat.posts[:1])
