"""Actions by name: what the API offers and the docs list."""

from typing import TypeVar

from jingwei.core.actions.base import Action

A = TypeVar("A", bound=type[Action])

_actions: dict[str, Action] = {}


def register_action(cls: A) -> A:
    """Class decorator. Raises ValueError for a name that is taken."""
    if cls.name in _actions and type(_actions[cls.name]).__qualname__ != cls.__qualname__:
        raise ValueError(f"action {cls.name} is registered twice")
    _actions[cls.name] = cls()
    return cls


def find_action(name: str) -> Action:
    """The action of that name. Raises KeyError."""
    return _actions[name]


def all_actions() -> list[Action]:
    """All actions by name."""
    return [_actions[name] for name in sorted(_actions)]
