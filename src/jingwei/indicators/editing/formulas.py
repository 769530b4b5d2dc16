"""Formulas by the names of indicators: “登记人口” / “房屋总数” is shown, residents / houses is kept."""

import re
from collections.abc import Mapping

from jingwei.indicators.clauses import DefinitionError
from jingwei.indicators.formula import FormulaError, read_formula

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_QUOTED = re.compile(r"[“\"]([^”\"]{1,80})[”\"]")
_CALLS = {"last_year": "上年同期", "whole_year": "全年"}
_SIGNS = str.maketrans("＋－×÷（）—", "+-*/()-")


def shown(text: str, names: Mapping[str, str]) -> str:
    """A formula with the names of its indicators, where a name means only one."""
    alone = _alone(names)

    def word(found: re.Match[str]) -> str:
        key = found[0]
        if key in _CALLS:
            return _CALLS[key]
        return f"“{names[key]}”" if names.get(key) in alone else key

    return _WORD.sub(word, text)


def kept(text: str, names: Mapping[str, str]) -> str:
    """A formula with keys. Raises DefinitionError naming what is no indicator."""
    by_name = _by_name(names)

    def word(found: re.Match[str]) -> str:
        said = found[1].strip()
        if said in names:
            return said
        if said not in by_name:
            raise DefinitionError(f"没有名为“{said}”的指标{_near(said, by_name)}。")
        return by_name[said]

    out = _QUOTED.sub(word, text)
    for key, call in _CALLS.items():
        out = out.replace(call, key)
    return out.translate(_SIGNS)


def picked(text: str, names: Mapping[str, str]) -> str:
    """The key of an indicator picked by name or key; what is neither stays, for a formula may stand there too."""
    said = text.strip().strip('“”"')
    by_name = _by_name(names)
    if said in names:
        return said
    return by_name.get(said) or (kept(text.strip(), names) if "“" in text else said)


def called(key: str, names: Mapping[str, str]) -> str:
    """What an indicator is picked by: its name, with the key where two bear the name."""
    name = names.get(key)
    if name is None:
        return key
    return name if _alone(names).get(name) == key else _with_key(name, key)


def check(text: str, names: Mapping[str, str]) -> str:
    """What is wrong with a typed formula, with the place; empty where it can be read."""
    try:
        said = kept(text, names)
        read_formula(said)
    except DefinitionError as error:
        return error.message
    except FormulaError as error:
        return f"{error}{_place(said)}。"
    return ""


def _place(said: str) -> str:
    """Where reading stopped: what stands before and after it."""
    try:
        compile(said.strip(), "formula", "eval", flags=0x400)  # only parsed, never run (PyCF_ONLY_AST)
    except SyntaxError as error:
        at = min(max((error.offset or 1) - 1, 0), len(said.strip()))
        before, after = said.strip()[max(0, at - 12) : at], said.strip()[at : at + 12]
        return f"（第{at + 1}个字符处：{before}▲{after}）"
    except (ValueError, RecursionError, MemoryError):
        pass
    return ""


def _near(said: str, by_name: Mapping[str, str]) -> str:
    near = [name for name in by_name if said in name or name in said][:3]
    return f"，相近的有{'、'.join(f'“{one}”' for one in near)}" if near else "，请从指标中选取"


def _with_key(name: str, key: str) -> str:
    return f"{name}（{key}）"


def _by_name(names: Mapping[str, str]) -> dict[str, str]:
    """Whatever an indicator may be picked by → key."""
    return {**{_with_key(name, key): key for key, name in names.items()}, **_alone(names)}


def _alone(names: Mapping[str, str]) -> dict[str, str]:
    """Name → key, of names that mean only one."""
    found: dict[str, str] = {}
    twice: set[str] = set()
    for key, name in names.items():
        (twice.add(name) if name in found else found.setdefault(name, key))
    return {name: key for name, key in found.items() if name not in twice}
