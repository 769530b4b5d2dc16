"""A small street for tests of every module: places, departments, one member of staff per role, and ready scopes."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from jingwei.core.scope import Actor, Reader, Scope, open_scope
from jingwei.people.models import Account, Appointment, Department, Post, Staff
from jingwei.people.roles import ROLES
from jingwei.people.seats import seat_of
from jingwei.places.models import GridScheme, Place, Subdistrict

SINCE = date(2020, 1, 1)
PASSWORD = "Wanglan-Test-2025"
_NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯"


@dataclass
class Street:
    """What `make_street` made. `places` by code, `departments` by key, `staff`, `posts` and `accounts` by role."""

    code: str
    name: str
    scheme: GridScheme
    places: dict[str, Place] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    staff: dict[str, Staff] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)

    def scope(self, role: str) -> Scope:
        """The scope in which the holder of `role` works, as the middleware would open it."""
        seat = seat_of(self.accounts[role].pk)
        assert seat is not None
        return seat.scope

    def sign_in(self, client: Any, role: str) -> Any:
        """The test client, signed in as the holder of `role`."""
        client.force_login(self.accounts[role])
        return client

    def keeper(self) -> Scope:
        """The scope in which lists of people and places are kept by the system itself."""
        return Scope(Reader.ADMIN, self.code)

    def engine(self) -> Scope:
        """The scope of the counting engine."""
        return Scope(Reader.ENGINE, self.code)

    def street_reader(self, name: str = "测试") -> Scope:
        """The whole street's reader without any role."""
        return Scope(Reader.STREET, self.code, Actor(None, name))

    def community(self, number: int = 1) -> Place:
        """The community of that number, from 1."""
        return self.places[f"{self.code}{number:03d}"]

    def grid(self, community: int = 1, number: int = 1) -> Place:
        """The grid of that number in a community."""
        return self.places[f"{self.code}{community:03d}{number:03d}"]

    def micro(self, community: int = 1, grid: int = 1, number: int = 1) -> Place:
        """The microgrid of that number in a grid."""
        return self.places[f"{self.code}{community:03d}{grid:03d}{number:02d}"]


def make_street(
    code: str = "990101001", name: str = "望澜街道", communities: int = 2, grids: int = 2, micro: int = 2
) -> Street:
    """A street with `communities`, each with `grids`, each with `micro` microgrids; one holder per role.

    The community secretary serves the first community, grid lead and grid worker its first grid; the handler and all
    others without a place belong to the department "urban" (城市建设办公室). Everybody has an account named
    `<role>.<code>` with the password `PASSWORD`.
    """
    with open_scope(Scope(Reader.ADMIN, code)):
        Subdistrict.objects.create(code=code, name=name, office=f"{name}办事处", county="示例区", fictional=True)
        levels = [("street", "街道"), ("community", "社区"), ("grid", "网格"), ("microgrid", "微网格")]
        scheme = GridScheme.objects.create(
            key="general",
            name="综合网格",
            gives_rights=True,
            levels=[{"key": key, "name": label} for key, label in levels],
        )
        street = Street(code, name, scheme)
        street.places = {place.code: place for place in _places(street, communities, grids, micro)}
        Place.objects.bulk_create(street.places.values())
        _people(street)
    return street


def _places(street: Street, communities: int, grids: int, micro: int) -> list[Place]:
    made: list[Place] = []

    def add(code: str, name: str, level: str, parent: Place | None) -> Place:
        place = Place(
            subdistrict=street.code, scheme=street.scheme, code=code, name=name, level=level, parent=parent,
            valid_from=SINCE, sort=code,
        )  # fmt: skip
        place.path = [*(parent.path if parent else []), place.pk]
        made.append(place)
        return place

    top = add(street.code, street.name, "street", None)
    for c in range(1, communities + 1):
        community = add(f"{street.code}{c:03d}", f"第{c}社区", "community", top)
        for g in range(1, grids + 1):
            grid = add(f"{community.code}{g:03d}", f"{community.name}第{g}网格", "grid", community)
            for m in range(1, micro + 1):
                add(f"{grid.code}{m:02d}", f"{grid.name}第{m}微网格", "microgrid", grid)
    return made


def _people(street: Street) -> None:
    code = street.code
    for order, (key, label) in enumerate((("urban", "城市建设办公室"), ("safety", "应急管理办公室"))):
        street.departments[key] = Department.objects.create(key=key, name=label, order=order, phone="0990-5550001")
    urban = street.departments["urban"]
    place_of = {"community_secretary": street.community(), "grid_lead": street.grid(), "grid_worker": street.grid()}
    password = _hashed()
    for number, role in enumerate(ROLES.values(), start=1):
        account = Account(username=f"{role.key}.{code}", password=password) if role.reader else None
        if account:
            street.accounts[role.key] = account
        street.staff[role.key] = Staff(
            subdistrict=code, number=f"T{number:03d}", name=f"测{_NAMES[number - 1]}", account=account,
            sort=f"{number:03d}",
            department=None if role.key in place_of else urban, phone=f"19900000{number:03d}",
        )  # fmt: skip
        street.posts[role.key] = Post(
            subdistrict=code, key=f"p-{role.key}", name=role.label, role=role.key,
            place=street.grid() if role.key == "service" else place_of.get(role.key),
            department=urban if role.key == "handler" else None,
        )  # fmt: skip
    Account.objects.bulk_create(street.accounts.values())
    Staff.objects.bulk_create(street.staff.values())
    Post.objects.bulk_create(street.posts.values())
    Appointment.objects.bulk_create(
        Appointment(subdistrict=code, post=street.posts[role], staff=street.staff[role], valid_from=SINCE)
        for role in street.staff
    )


_hashes: dict[str, str] = {}


def _hashed() -> str:
    """The hash of the common password, made once per hasher: it is slow on purpose."""
    from django.conf import settings
    from django.contrib.auth.hashers import make_password

    hasher = settings.PASSWORD_HASHERS[0]
    if hasher not in _hashes:
        _hashes[hasher] = make_password(PASSWORD)
    return _hashes[hasher]
