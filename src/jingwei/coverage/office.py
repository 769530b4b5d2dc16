"""The people of a described street, so that it can be looked at: one for each role, all invented and
named so (赵示例)."""

from collections.abc import Iterator

from jingwei.core.actions import perform
from jingwei.coverage.bring import keeper
from jingwei.coverage.description import Description
from jingwei.coverage.territory import Land
from jingwei.people.actions.import_lists import ImportAppointments, ImportDepartments, ImportStaff
from jingwei.people.roles import ROLES, Role

_DEPARTMENTS = (
    ("office", "党政综合办公室", "内设机构"), ("statistics", "统计站", "事业单位"),
    ("command", "综合指挥和网格管理中心", "事业单位"), ("construction", "城市建设管理办公室", "内设机构"),
)  # fmt: skip
_IN = {"statistician": "统计站", "dispatcher": "综合指挥和网格管理中心", "handler": "城市建设管理办公室"}
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎"
_GIVEN = ("示例", "样例", "虚构", "演示", "假设")


def bring_people(street: Description, land: Land) -> None:
    """Bring departments, staff and posts in, as lists of an office: a secretary for every community, a chief for every
    grid, and one of every other role."""
    departments = [
        {"key": key, "name": name, "kind": kind, "order": order}
        for order, (key, name, kind) in enumerate(_DEPARTMENTS, start=1)
    ]
    staff, posts = [], []
    for number, (role, name, place) in enumerate(_seats(land), start=1):
        person = {"number": f"{street.code[-3:]}{number:04d}", "name": _name(number)}
        department = {} if place else {"department": _IN.get(role.key, "党政综合办公室")}
        staff.append({**person, **department, "position": name})
        post = {"post": f"{street.code[-3:]}-{number}", "post_name": name, "role": role.key, "valid_from": street.since}
        # A post of a department shows what it may keep; one for the whole office belongs to none.
        seat = {"place": place} if place else department if role.seat == "department" else {}
        posts.append({**post, **person, **seat})
    with keeper(street):
        perform(ImportDepartments(), departments)
        perform(ImportStaff(), staff)
        perform(ImportAppointments(), posts)


def _name(number: int) -> str:
    """No two alike up to 240 people."""
    given, surname = divmod(number - 1, len(_SURNAMES))
    return _SURNAMES[surname] + _GIVEN[given % len(_GIVEN)]


def _seats(land: Land) -> Iterator[tuple[Role, str, str]]:
    """Role, what the post is called, and the code of its place (empty: none)."""
    for role in ROLES.values():
        if role.reader is None:
            continue
        if role.seat in ("office", "department"):
            yield role, role.label, ""
        elif role.key == "community_secretary":
            yield from ((role, f"{land.by_code[code].name}书记", code) for code in land.communities)
        else:
            grids = [spot for spot in land.by_code.values() if spot.parent in land.communities]
            served = grids if role.key == "grid_lead" else grids[:1]
            yield from ((role, f"{spot.name}{role.label.removeprefix('网格')}", spot.code) for spot in served)
