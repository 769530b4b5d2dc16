"""Who may do what with people; and the policy class that other modules fill with their own rule tables."""

from collections.abc import Mapping, Sequence

from django.db.models import Q

from jingwei.core.policy import Policy, Rule, Where, allow, own, own_department
from jingwei.core.scope import Reader, current_scope
from jingwei.people.roles import ROLES, label_of

__all__ = ["OfficePolicy", "Rule", "Where", "allow", "inside", "own", "own_department", "people_policy"]


class OfficePolicy(Policy):
    """A rule table over the roles of the office. Raises ValueError for a role that does not exist."""

    def __init__(self, rules: Sequence[Rule], words: Mapping[str, str]) -> None:
        unknown = {role for rule in rules for role in rule.roles} - set(ROLES)
        if unknown:
            raise ValueError(f"unknown roles: {', '.join(sorted(unknown))}")
        super().__init__(rules, words, label_of)


def inside(path: str = "place_id", words: str = "限本区域") -> Where:
    """The target lies in a place of the actor's scope; for readers of the whole street it always does."""

    def holds(actor: object, target: object) -> bool:
        scope = current_scope()
        for name in path.split("__"):
            target = getattr(target, name, None)
        return scope.reader is not Reader.PLACE or target in scope.places

    def narrow(actor: object) -> Q:
        scope = current_scope()
        return Q(**{f"{path}__in": scope.places}) if scope.reader is Reader.PLACE else Q()

    return Where(words, holds, narrow)


people_policy = OfficePolicy(
    rules=[
        allow("keep_lists", ["system_admin"]),
        allow("keep_accounts", ["system_admin"]),
        allow("appoint", ["security_admin"]),
        allow("hand_over", ["office"]),
        allow("hand_over", ["community_secretary"], inside("place_id", "限本社区的岗位")),
        allow("keep_duty", ["dispatcher", "office"]),
        allow("read_audit", ["audit_admin"]),
    ],
    words={
        "keep_lists": "维护部门、人员和岗位",
        "keep_accounts": "开立账号和重置密码",
        "appoint": "任命和解除任职",
        "hand_over": "岗位交接",
        "keep_duty": "排班和撤班",
        "read_audit": "查看审计日志",
    },
)
