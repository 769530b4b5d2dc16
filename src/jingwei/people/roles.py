"""The roles of a subdistrict office as data: what a post is for, how far it reads, what it may do.

The three administrators follow 三员分立 (GB/T 22239-2019 8.1.5: system, audit and security management by different
roles): none of them holds another of the three, nor a post of work.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from jingwei.core.scope import Reader

Seat = Literal["office", "department", "community", "grid"]


@dataclass(frozen=True, slots=True)
class Role:
    """One role. `reader` decides the border (None: the post gives no rights in the system), `seat` what a post of this
    role stands for, `does` what it may do, as the people of the office read it.
    """

    key: str
    label: str
    reader: Reader | None
    seat: Seat
    does: str


_ALL = (
    Role("office", "办公室综合岗", Reader.STREET, "office", "汇总全街道台账与报告，办理岗位交接"),
    Role("statistician", "统计员", Reader.STREET, "office", "维护指标与统计期，核数，出具报告初稿"),
    Role("dispatcher", "调度员", Reader.STREET, "office", "受理、分派、督办事件，管理值班"),
    Role("handler", "部门经办", Reader.STREET, "department", "登记和维护本部门台账，办理本部门事件"),
    Role("community_secretary", "社区书记", Reader.PLACE, "community", "管理本社区台账与人员，办理本社区岗位交接"),
    Role("grid_lead", "网格长", Reader.PLACE, "grid", "管理本网格台账，安排网格员走访"),
    Role("grid_worker", "专职网格员", Reader.PLACE, "grid", "采集和更新本网格台账，上报问题"),
    Role("deputy_leader", "分管领导", Reader.STREET, "office", "查看全街道情况，审核分管部门的台账与报告"),
    Role("leader", "主要领导", Reader.STREET, "office", "查看全街道情况，审定报告"),
    Role("system_admin", "系统管理员", Reader.ADMIN, "office", "维护部门、人员、岗位，开立和停用账号，重置密码"),
    Role("security_admin", "安全管理员", Reader.ADMIN, "office", "任命与解除岗位任职，管理数据密钥"),
    Role("audit_admin", "审计管理员", Reader.ADMIN, "office", "查看和核验审计日志"),
    Role("service", "服务岗位", None, "grid", "不登录系统；姓名与工作电话供查网格使用"),
)
ROLES: dict[str, Role] = {role.key: role for role in _ALL}
ADMINISTRATORS = frozenset(role.key for role in _ALL if role.reader is Reader.ADMIN)
WORKERS = frozenset(role.key for role in _ALL if role.reader in (Reader.STREET, Reader.PLACE))
STREET_ROLES = frozenset(role.key for role in _ALL if role.reader is Reader.STREET)
PLACE_ROLES = frozenset(role.key for role in _ALL if role.reader is Reader.PLACE)


def label_of(role: str) -> str:
    """The word for a role; an unknown key is shown as it is."""
    return ROLES[role].label if role in ROLES else role


def labels_of(roles: Iterable[str]) -> list[str]:
    """The words for roles, in the order of the office."""
    given = set(roles)
    return [role.label for role in _ALL if role.key in given]


def clash(roles: Iterable[str]) -> tuple[str, str] | None:
    """Two roles among `roles` that one person may not hold together: an administrator and anything else."""
    ordered = sorted(set(roles), key=lambda role: (role not in ADMINISTRATORS, role))
    if len(ordered) > 1 and ordered[0] in ADMINISTRATORS:
        return ordered[0], ordered[1]
    return None
