"""Recording for somebody who never signs in (代录): what is written stands under both names."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from jingwei.core.errors import Invalid
from jingwei.core.fields import Problem
from jingwei.core.scope import Scope, current_scope, open_scope


def on_behalf_of(scope: Scope, name: str) -> Scope:
    """The same scope, with what is written in it labelled 李四代录（张三）. Raises Invalid without a name."""
    name = name.strip()
    if not name or len(name) > 40:
        raise Invalid([Problem("on_behalf_of", "代谁录入", "", "请写明代谁录入，最多40个字。", "on_behalf_of")])
    return replace(scope, actor=replace(scope.actor, label=f"{scope.actor.label}代录（{name}）"))


@contextmanager
def recorded_for(name: str) -> Iterator[Scope]:
    """Within this block the actor records for `name`; rights stay those of the actor."""
    with open_scope(on_behalf_of(current_scope(), name)) as scope:
        yield scope
