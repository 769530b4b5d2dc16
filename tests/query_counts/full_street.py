"""A street that holds so many rows of everything: departments, staff, ledgers, imports, figures, reports, tokens."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from jingwei.api.models import ApiToken
from jingwei.core.actions import perform
from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.models import ImportRecord
from jingwei.core.scope import Scope, open_scope
from jingwei.desk.tests.mapped import mapped_street
from jingwei.matters.online import resident_scope
from jingwei.people.actions.import_lists import ImportStaff
from jingwei.people.models import Account, Appointment, Delegation, Department, HandOver, Post, Staff
from jingwei.people.roles import ROLES
from jingwei.people.tests.street import PASSWORD, SINCE, Street

TODAY = timezone.localdate()
LATER = TODAY + timedelta(days=30)


@dataclass
class Full:
    """The street, how many rows it holds, and by what its pages and actions name them.

    `keys` stand in addresses (`/staff/{person}/`). `people`, `posts` and `held` are the grid workers added to the
    street, one of each; the first one has been appointed so often.
    """

    street: Street
    rows: int
    keys: dict[str, Any] = field(default_factory=dict)
    people: list[Staff] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    held: list[Appointment] = field(default_factory=list)
    clients: dict[str, Client] = field(default_factory=dict)

    def each(self, make: Callable[[int], Any]) -> list[Any]:
        """One thing per row."""
        return [make(number) for number in range(self.rows)]

    def scope(self, role: str) -> Scope:
        """The scope in which the holder of a role works; `keeper` is the system itself, `resident` anybody."""
        if role == "resident":
            return resident_scope(self.street.code)
        return self.street.keeper() if role == "keeper" else self.street.scope(role)


def full_street(code: str, rows: int) -> Full:
    """A street with so many rows of everything that concerns people and places."""
    full = Full(mapped_street(code=code, communities=rows, grids=1), rows)
    with open_scope(full.street.keeper()):
        _people(full)
        _papers(full)
    with open_scope(full.street.scope("office")):
        handed = full.each(
            lambda n: HandOver(
                subdistrict=code, post=full.posts[n % len(full.posts)], giver=full.people[0], taker=full.people[1],
                on=TODAY, items=[{"title": "待办", "heads": ["事项"], "rows": full.each(lambda m: [f"事项{m}"])}],
            )
        )  # fmt: skip
        HandOver.objects.bulk_create(handed)
        full.keys["hand_over"] = handed[0].pk
    street = full.street
    full.keys |= {
        "street": street.places[code].pk, "street_code": code, "community": street.community().pk,
        "safety": street.departments["safety"].pk, "person": full.people[0].pk, "idle": street.staff["service"].pk,
        "appointment": full.held[0].pk, "post": full.posts[0].pk, "account": street.accounts["office"].pk,
    }  # fmt: skip
    return full


def sign_everybody_in(full: Full) -> None:
    """A browser per role; that of the office signed in with the password, and so may be changed to by a code."""
    for role in ROLES:
        if role in full.street.accounts and role != "office":
            full.clients[role] = full.street.sign_in(Client(), role)
    full.clients[""], full.clients["office"] = Client(), Client()
    answer = full.clients["office"].post("/login/", {"username": f"office.{full.street.code}", "password": PASSWORD})
    assert answer.status_code == 302


def _people(full: Full) -> None:
    street, code = full.street, full.street.code
    Department.objects.bulk_create(
        Department(subdistrict=code, key=f"d{n}", name=f"第{n}办公室", phone="0990-5550002", order=9)
        for n in range(full.rows - len(street.departments))
    )
    roster = [{"number": f"M{n:04d}", "name": f"王测{n}", "phone": f"1990000{n:04d}"} for n in range(full.rows)]
    perform(ImportStaff(), roster, context={"file": "花名册.xlsx"})
    changed = [{**one, "position": "网格员", "department": "应急管理办公室"} for one in roster]
    full.keys["staff_import"] = perform(ImportStaff(), changed, context={"file": "花名册.xlsx"}).result["import"]
    people = full.people = list(Staff.objects.filter(number__startswith="M").order_by("number"))
    for number, person in enumerate(people):
        person.account = Account(username=f"m{number}.{code}")
    Account.objects.bulk_create(person.account for person in people)
    Staff.objects.bulk_update(people, ["account"])
    posts = full.posts = full.each(
        lambda n: Post(
            subdistrict=code, key=f"m-{n}", name=f"专职网格员{n}", role="grid_worker", place=street.grid(n + 1)
        )
    )
    Post.objects.bulk_create(posts)
    held = full.held = full.each(
        lambda n: Appointment(subdistrict=code, post=posts[n], staff=people[n], valid_from=SINCE)
    )
    lead = street.staff["grid_lead"]
    led = full.each(
        lambda n: Post(subdistrict=code, key=f"l-{n}", name=f"网格长{n}", role="grid_lead", place=street.grid(n + 1))
    )
    Post.objects.bulk_create(led)
    leading = [Appointment(subdistrict=code, post=post, staff=lead, valid_from=SINCE) for post in led]
    past = [
        Appointment(subdistrict=code, post=posts[1], staff=people[0], valid_from=day, valid_to=day + timedelta(days=1))
        for day in full.each(lambda n: date(2015, 1, 1) + timedelta(days=2 * n))
    ]
    Appointment.objects.bulk_create([*held, *leading, *past])
    lent = full.each(
        lambda n: Delegation(
            subdistrict=code, post=street.posts["office"], giver=street.staff["office"], taker=people[0],
            valid_from=LATER, valid_to=LATER, reason=f"第{n}次",
        )
    )  # fmt: skip
    Delegation.objects.bulk_create(lent)
    full.keys |= {"delegation": lent[0].pk, "led": led[0].pk}


def _papers(full: Full) -> None:
    """What administrators keep: tokens, imports, lines of the audit log."""
    code, person = full.street.code, full.people[0]
    tokens = full.each(
        lambda n: ApiToken(
            subdistrict=code, name=f"对接{n}", staff=person, digest=f"{code}-{n}", expires_on=TODAY + timedelta(days=90)
        )
    )
    ApiToken.objects.bulk_create(tokens)
    full.keys["token"] = tokens[0].pk
    ImportRecord.objects.bulk_create(
        ImportRecord(subdistrict=code, action=action, into="名册", file_name=f"{n}.xlsx", actor_label="系统")
        for n in range(full.rows)
        for action in ("people.import_staff", "people.import_appointments", "indicators.import_reported")
    )
    audit_all(full.each(lambda n: AuditLine("exported", f"台账{n}", "报送", {"rows": n})))
