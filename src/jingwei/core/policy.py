"""Who may do what: rule tables as data. The same rule answers yes or no for one target and filters a list."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from jingwei.core.errors import Refused
from jingwei.core.scope import SYSTEM, Actor


@dataclass(frozen=True, slots=True)
class Where:
    """A condition on the target: `words` say it (本部门的), `holds` tests one target, `narrow` filters a list."""

    words: str
    holds: Callable[[Actor, Any], bool]
    narrow: Callable[[Actor], Q]


@dataclass(frozen=True, slots=True)
class Rule:
    """One line of a rule table: these roles may do `verb` (with `where`: on such targets only)."""

    verb: str
    roles: tuple[str, ...]
    where: Where | None = None


def allow(verb: str, roles: Iterable[str], where: Where | None = None) -> Rule:
    """A line of a rule table."""
    return Rule(verb, tuple(dict.fromkeys(roles)), where)


def own_department(path: str = "department_id", words: str = "限本部门") -> Where:
    """The target belongs to a department of the actor; `path` is a field path as queries write it."""
    return Where(
        words,
        lambda actor, target: _follow(target, path) in actor.departments,
        lambda actor: Q(**{f"{path}__in": actor.departments}),
    )


def own(path: str = "staff_id", words: str = "限本人") -> Where:
    """The target belongs to the actor."""
    return Where(
        words,
        lambda actor, target: actor.id is not None and _follow(target, path) == actor.id,
        lambda actor: Q(**{path: actor.id}) if actor.id else Q(pk__in=()),
    )


class Policy:
    """A rule table of one module. `words` name its verbs, `role_words` the roles, for the sentence of a refusal.

    What runs as the system itself (jobs, set-up, the demo's importers) passes every rule.
    """

    def __init__(self, rules: Sequence[Rule], words: Mapping[str, str], role_words: Callable[[str], str]) -> None:
        unnamed = {rule.verb for rule in rules} - set(words)
        if unnamed:
            raise ValueError(f"verbs without words: {', '.join(sorted(unnamed))}")
        self.rules = tuple(rules)
        self.words = dict(words)
        self.role_words = role_words

    def allows(self, actor: Actor, verb: str, target: Any = None) -> bool:
        """Whether `actor` may do `verb` on `target`. Without a target: on some target at least."""
        if actor == SYSTEM:
            return True
        return any(
            rule.where is None or target is None or rule.where.holds(actor, target)
            for rule in self._rules(verb)
            if actor.has(*rule.roles)
        )

    def may(self, actor: Actor, verb: str, target: Any = None) -> None:
        """Pass, or raise Refused with a sentence that names who may."""
        if not self.allows(actor, verb, target):
            raise Refused(self.sentence(actor, verb))

    def filter(self, actor: Actor, verb: str, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows of `queryset` on which `actor` may do `verb`."""
        if actor == SYSTEM:
            return queryset
        rules = [rule for rule in self._rules(verb) if actor.has(*rule.roles)]
        if not rules:
            return queryset.none()
        if any(rule.where is None for rule in rules):
            return queryset
        condition = Q(pk__in=())
        for rule in rules:
            if rule.where is not None:
                condition |= rule.where.narrow(actor)
        return queryset.filter(condition)

    def sentence(self, actor: Actor, verb: str) -> str:
        """Why not, and who may."""
        who = []
        for rule in self._rules(verb):
            limit = f"（{rule.where.words}）" if rule.where else ""
            who += [self.role_words(role) + limit for role in rule.roles]
        now = f"您现在的岗位是“{actor.title}”" if actor.title else "您现在没有相应岗位"
        may = f"由{'、'.join(dict.fromkeys(who))}办理" if who else "目前不开放"
        return f"“{self.words.get(verb, verb)}”{may}；{now}，没有这项权限。"

    def _rules(self, verb: str) -> list[Rule]:
        if verb not in self.words:
            raise ValueError(f"the policy does not know the verb {verb!r}")
        return [rule for rule in self.rules if rule.verb == verb]


def _follow(target: Any, path: str) -> Any:
    for name in path.split("__"):
        target = getattr(target, name, None)
    return target
