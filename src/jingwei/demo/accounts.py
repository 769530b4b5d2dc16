"""Demo sign-ins: one per role, with one password that every installation makes for itself.

Only the demo makes such accounts; each is marked as one, and its holder is invented.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, perform
from jingwei.core.audit import audit
from jingwei.core.errors import Refused
from jingwei.core.scope import SYSTEM, Reader, Scope, open_scope
from jingwei.core.text import pinyin_initials
from jingwei.demo.manifest import StreetEntry
from jingwei.demo.marks import COMPLETE
from jingwei.demo.profiles import STREETS
from jingwei.people.models import Account, Appointment, Staff
from jingwei.people.passwords import random_password
from jingwei.people.query import in_force
from jingwei.people.roles import ROLES, label_of

_FEW = ("office", "statistician", "community_secretary", "leader")


@dataclass(frozen=True, slots=True)
class Login:
    """A sign-in of the demo: everything about it is invented."""

    username: str
    password: str
    name: str
    role_label: str
    street: str

    def __str__(self) -> str:
        return f"{self.street} {self.role_label}：用户名 {self.username}，密码 {self.password}（{self.name}，虚构）"


class OpenDemoAccounts(Action):
    """Open a marked account for the first holder of each role; those that are there get the present password."""

    name = "demo.open_accounts"
    label = "开立演示账号"
    idempotent_result = True

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only the loader itself."""
        if act.actor != SYSTEM:
            raise Refused("演示账号只由演示程序开立。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {usernames}; the password travels in the context and stays out of every record."""
        password = make_password(act.context["password"])
        own = Staff.objects.exclude(account=None).values("account_id")
        accounts = list(Account.objects.filter(pk__in=own).exclude(demo=""))
        for account in accounts:
            account.password = password
        Account.objects.bulk_update(accounts, ["password"])
        names = {account.username for account in accounts}
        made = []
        for holding in _holders(act.context["roles"]):
            role = holding.post.role
            username = f"{act.context['prefix']}.{role}"
            if username in names:
                continue
            label = f"{act.context['street']} {label_of(role)} {holding.staff.name}"[:40]
            holding.staff.account = Account(username=username, password=password, demo=label)
            holding.staff.revision += 1
            made.append(holding.staff)
            audit("account_opened", username, detail={"staff": holding.staff.number, "demo": True})
        Account.objects.bulk_create([person.account for person in made if person.account])
        Staff.objects.bulk_update(made, ["account", "revision"])
        return {"usernames": sorted(names | {person.account.username for person in made if person.account})}


def open_accounts(street: StreetEntry) -> None:
    """Open the sign-ins of a subdistrict; the last step of a load, whose outcome marks it as complete."""
    with open_scope(Scope(Reader.ADMIN, street.code)):
        perform(OpenDemoAccounts(), context=_context(street.code, street.name), key=COMPLETE)


def let_in(code: str, name: str, prefix: str) -> list[Login]:
    """Open or keep the sign-ins of another subdistrict, one for each role that somebody holds there, as
    `prefix.role`. Gives them."""
    with open_scope(Scope(Reader.ADMIN, code)):
        perform(OpenDemoAccounts(), context={**_context(code, name), "roles": _roles(), "prefix": prefix})
    return _logins(code, name)


def keep_passwords(codes: Iterable[str]) -> None:
    """Make a new password for all demo sign-ins where the installation has lost the old one."""
    if _path().exists():
        return
    names = {profile.code: profile.name for profile in STREETS}
    for code in codes:
        with open_scope(Scope(Reader.ADMIN, code)):
            perform(OpenDemoAccounts(), context=_context(code, names[code]))


def logins() -> list[Login]:
    """The demo's sign-ins, as a start of the demo shows them."""
    return [login for profile in STREETS for login in _logins(profile.code, profile.name)]


def _logins(code: str, street: str) -> list[Login]:
    found = []
    with open_scope(Scope(Reader.ADMIN, code)):
        people = Staff.objects.select_related("account").exclude(account=None)
        for person in people.exclude(account__demo="").order_by("account_id"):
            assert person.account is not None
            role = label_of(person.account.username.partition(".")[2])
            found.append(Login(person.account.username, demo_password(), person.name, role, street))
    return found


def demo_password() -> str:
    """The password of this installation's demo sign-ins; made at first use, kept beside the keys."""
    path = _path()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as file:
            file.write(random_password() + "\n")
    return path.read_text("ascii").strip()


def _path() -> Path:
    return Path(settings.HOME) / "keys" / "demo-password.txt"


def _context(code: str, street: str) -> dict[str, Any]:
    roles = _roles()
    return {
        "password": demo_password(),
        "roles": roles if code == STREETS[0].code else [role for role in roles if role in _FEW],
        "prefix": pinyin_initials(street.removesuffix("街道")),
        "street": street,
    }


def _roles() -> list[str]:
    return [role.key for role in ROLES.values() if role.reader is not None]


def _holders(roles: Sequence[str]) -> list[Appointment]:
    """Today's first holder of each role who has no account yet."""
    rows = in_force(
        Appointment.objects.filter(rank="A", post__role__in=roles, staff__account=None), timezone.localdate()
    )
    first: dict[str, Appointment] = {}
    taken = set()
    for holding in rows.select_related("post", "staff").order_by("post__key", "valid_from"):
        if holding.post.role not in first and holding.staff_id not in taken:
            first[holding.post.role] = holding
            taken.add(holding.staff_id)
    return [first[role] for role in roles if role in first]
