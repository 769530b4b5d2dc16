"""Staff, posts and appointments of a demo subdistrict: every microgrid is served, some by a pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from jingwei.demo.chance import chance
from jingwei.demo.departments import Department
from jingwei.demo.profiles import Profile
from jingwei.demo.shares import split
from jingwei.demo.tables import LAST_DAY
from jingwei.demo.territory import Area, Territory

LEADER, DEPUTY = "主要领导", "分管领导"
GENERAL, STATISTICIAN, DISPATCHER, CLERK = "办公室综合岗", "统计员", "调度员", "部门经办"
SECRETARY, GRID_CHIEF, GRID_WORKER = "社区书记", "网格长", "专职网格员"
# A desk in a department is called by its work; the role says 部门 for those that stand alone.
_DESKS = {CLERK: "经办岗"}
ADMINISTRATORS = ("系统管理员", "安全管理员", "审计管理员")


@dataclass(frozen=True, slots=True)
class Member:
    """A member of staff; every name is invented and every phone unassigned."""

    number: str
    name: str
    position: str
    category: str
    department: Department | None
    community: Area | None
    phone: str
    joined: date


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who holds a post from when to when; ``rank`` A or B of a pair; ``until`` None: still."""

    post: str
    title: str
    role: str
    area: Area | None
    department: Department | None
    member: Member
    rank: str
    since: date
    until: date | None = None


@dataclass(slots=True)
class Office:
    """An office: its departments, staff and appointments."""

    departments: list[Department]
    staff: list[Member] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)


def make_office(
    profile: Profile, territory: Territory, departments: list[Department], names: Iterator[str], phones: Iterator[str]
) -> Office:
    """The office of a profile, with exactly ``profile.staff`` members."""
    return _Hiring(profile, territory, Office(departments), names, phones).run()


class _Hiring:
    def __init__(
        self, profile: Profile, territory: Territory, office: Office, names: Iterator[str], phones: Iterator[str]
    ) -> None:
        self.profile, self.territory, self.office = profile, territory, office
        self.names, self.phones = names, phones
        self.rng = chance("staff", profile)

    def run(self) -> Office:
        leaders = 10 if self.profile.staff >= 200 else 5
        fixed = leaders + len(self.territory.communities) + len(self.territory.grids)
        free = self.profile.staff - fixed
        workers = min(len(self.territory.microgrids), round(free * 0.58))
        desks = split(
            free - workers, [6.0 if d.key in ("office", "command") else 4.0 for d in self.office.departments], 2
        )
        self._leaders(leaders)
        for department, count in zip(self.office.departments, desks, strict=True):
            self._department(department, count)
        for community in self.territory.communities:
            self._secretary(community)
        for grid in self.territory.grids:
            self._grid_chief(grid)
        self._grid_workers(workers)
        return self.office

    def _hire(
        self, position: str, category: str, department: Department | None = None, area: Area | None = None
    ) -> Member:
        number = f"{self.profile.code[-3:]}{len(self.office.staff) + 1:04d}"
        joined = date(2006, 7, 1) + timedelta(days=self.rng.randrange(6_300))
        community = next((c for c in self.territory.communities if area and area.code.startswith(c.code)), None)
        member = Member(number, next(self.names), position, category, department, community, next(self.phones), joined)
        self.office.staff.append(member)
        return member

    def _appoint(
        self, post: str, title: str, role: str, member: Member, *, rank: str = "A",
        area: Area | None = None, department: Department | None = None,
    ) -> None:  # fmt: skip
        first = max(member.joined, date(2021, 1, 1))
        since = first + timedelta(days=self.rng.randrange(max((date(2023, 12, 1) - first).days, 0) + 1))
        key = f"{self.profile.code[-3:]}-{post}"
        self.office.appointments.append(Appointment(key, title, role, area, department, member, rank, since))

    def _predecessor(self, chance: float, by: Member) -> None:
        """Sometimes the last post had another holder before, who then handed it over."""
        if self.rng.random() >= chance:
            return
        now = self.office.appointments[-1]
        since, handed = date(2022, 3, 1), date(2024, 1, 1) + timedelta(days=self.rng.randrange(660))
        before = Appointment(
            now.post, now.title, now.role, now.area, now.department, by, now.rank, max(since, by.joined), handed
        )
        self.office.appointments[-1] = Appointment(
            now.post, now.title, now.role, now.area, now.department, now.member, now.rank, handed
        )
        self.office.appointments.append(before)

    def _leaders(self, count: int) -> None:
        for index, position in enumerate(("街道党工委书记", "街道办事处主任")):
            self._appoint(f"leader-{index + 1}", position, LEADER, self._hire(position, "公务员"))
        for index in range(count - 2):
            position = ("街道党工委副书记", "街道办事处副主任", "街道党工委委员")[min(index % 4, 2)]
            self._appoint(f"deputy-{index + 1}", position, DEPUTY, self._hire(position, "公务员"))

    def _department(self, department: Department, count: int) -> None:
        special = {"office": GENERAL, "statistics": STATISTICIAN, "command": DISPATCHER}.get(department.key, CLERK)
        head = "负责人" if department.stationed else "主任" if department.name.endswith(("室", "中心")) else "负责人"
        civil = "公务员" if department.kind in ("内设机构", "派驻机构", "综合执法") else "事业人员"
        administrator = {"office": 0, "party": 1, "safety": 2}.get(department.key)
        if administrator is not None:
            # Who administers the system holds no post of work.
            count -= 1
            key, role = ("system", "security", "audit")[administrator], ADMINISTRATORS[administrator]
            self._appoint(
                f"{key}-admin",
                role,
                role,
                self._hire(f"{department.name}{role}", civil, department),
                department=department,
            )
        chief: Member | None = None
        for index in range(count):
            position = f"{department.name}{'工作人员' if index else head}"
            member = self._hire(position, civil if index < 3 else "编外人员", department)
            chief = chief or member
            role = CLERK if index == 0 and special != STATISTICIAN else special
            title = _titled(department.name, _DESKS.get(role, role) if index else "负责人")
            rank = "B" if index and index % 2 == 0 else "A"
            self._appoint(f"{department.key}-{(index + 1) // 2}", title, role, member, rank=rank, department=department)
            if index:
                self._predecessor(0.06, chief)

    def _secretary(self, community: Area) -> None:
        word = "村" if community.code[9] == "2" else "社区"
        member = self._hire(f"{community.name}党组织书记", f"{word}工作者", area=community)
        self._appoint(f"secretary-{community.code[9:]}", f"{community.name}书记", SECRETARY, member, area=community)

    def _grid_chief(self, grid: Area) -> None:
        title = _titled(grid.name, GRID_CHIEF)
        member = self._hire(title, "社区工作者", area=grid)
        self._appoint(f"chief-{grid.code[9:]}", title, GRID_CHIEF, member, area=grid)

    def _grid_workers(self, count: int) -> None:
        """Workers serve one to three neighbouring microgrids; several in one grid stand in for each other."""
        microgrids = self.territory.microgrids
        shares = split(len(microgrids), [1.0] * count, floor=1)
        servers: list[Member] = []
        start = 0
        for share in shares:
            member = self._hire("专职网格员", "专职网格员", area=microgrids[start])
            servers += [member] * share
            start += share
        by_grid: dict[str, list[int]] = defaultdict(list)
        for index, cell in enumerate(microgrids):
            by_grid[cell.parent].append(index)
        chiefs = {a.area.code: a.member for a in self.office.appointments if a.role == GRID_CHIEF and a.area}
        for index, cell in enumerate(microgrids):
            post, title = f"worker-{cell.code[9:]}", f"{cell.name}专职网格员"
            self._appoint(post, title, GRID_WORKER, servers[index], area=cell)
            self._predecessor(0.1, chiefs[cell.parent])
            others = [servers[i] for i in by_grid[cell.parent] if servers[i] is not servers[index]]
            if others and self.rng.random() < 0.6:
                self._appoint(post, title, GRID_WORKER, others[index % len(others)], rank="B", area=cell)


def _titled(body: str, word: str) -> str:
    """The title of a seat in a body; what the one ends and the other begins with is said once (第一网格长)."""
    shared = next((size for size in range(len(word), 1, -1) if body.endswith(word[:size])), 0)
    return body + word[shared:]


def serving(office: Office, on: date = LAST_DAY) -> dict[str, list[Member]]:
    """Members who hold a post for a place on a day, by the place's code, A before B."""
    found: dict[str, list[Appointment]] = defaultdict(list)
    for appointment in office.appointments:
        if appointment.area and appointment.since <= on and (appointment.until is None or appointment.until > on):
            found[appointment.area.code].append(appointment)
    return {code: [a.member for a in sorted(held, key=lambda a: a.rank)] for code, held in found.items()}
