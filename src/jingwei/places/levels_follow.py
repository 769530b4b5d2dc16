"""What lies above and below redrawn areas: parents stay the sum of their children, children come under their holder."""

from collections.abc import Mapping
from dataclasses import replace

import shapely

from jingwei.places.outline_checks import TOLERANCE_M2
from jingwei.places.outlines import CODE_DIGITS, Outline
from jingwei.places.reshaping import LATTICE, Shaping


def next_code(level: str, parent: str, beside: str, used: set[str]) -> str:
    """The next free code of a level: the serial after the last under its parent, else `beside` with a number after it.

    `used` are all codes ever borne; a code is never given twice.
    """
    digits = CODE_DIGITS.get(level)
    if digits and parent and len(parent) < digits and beside.startswith(parent) and len(beside) == digits:
        serials = [int(code[len(parent) :]) for code in used if _serial(code, parent, digits)]
        wanted = f"{parent}{max(serials, default=0) + 1:0{digits - len(parent)}d}"
        if len(wanted) == digits:
            return wanted
    number = 2
    while f"{beside}-{number}" in used:
        number += 1
    return f"{beside}-{number}"


def _serial(code: str, parent: str, digits: int) -> bool:
    return len(code) == digits and code.startswith(parent) and code[len(parent) :].isdigit()


def follow_up(ground: Shaping, before: Mapping[str, Outline]) -> None:
    """Give every parent that was the sum of its children the sum of them as they are now, up to below the top."""
    levels = {one.level for code, one in _differing(before, ground.outlines)}
    while levels:
        touched = [one for _, one in _differing(before, ground.outlines) if one.level in levels]
        parents = {one.parent for one in touched if one.parent}
        levels = set()
        for code in sorted(parents):
            if _grown(code, ground, before, {one.level for one in touched}):
                levels.add(ground.outlines[code].level)


def _grown(code: str, ground: Shaping, before: Mapping[str, Outline], levels: set[str]) -> bool:
    parent = ground.outlines.get(code)
    if parent is None or code == ground.street or code not in before:
        return False
    were = [one.shape for one in before.values() if one.parent == code and one.level in levels]
    are = [one.shape for one in ground.outlines.values() if one.parent == code and one.level in levels]
    filled = ground.area(shapely.symmetric_difference(shapely.union_all(were), before[code].shape)) <= TOLERANCE_M2
    if not are or not filled:
        return False
    whole = shapely.union_all(are, grid_size=LATTICE)
    if ground.area(shapely.symmetric_difference(whole, parent.shape)) <= TOLERANCE_M2:
        return False
    ground.outlines[code] = replace(parent, shape=whole)
    return True


def follow_down(ground: Shaping, before: Mapping[str, Outline]) -> None:
    """Put children under the area that holds most of them; one with another parent gets a code under that."""
    for parent, old in list(_differing(before, ground.outlines)):
        children = [one for one in ground.outlines.values() if one.parent == parent and one.code in before]
        if not children or parent not in before:
            continue
        level = [one for one in ground.outlines.values() if one.level == old.level]
        for child in children:
            holder = max(level, key=lambda one: _common(one, child))
            if holder.code != parent and _common(holder, child) > 0:
                _put_under(ground, child, holder.code)


def _common(one: Outline, two: Outline) -> float:
    return float(shapely.intersection(one.shape, two.shape).area) if one.shape.intersects(two.shape) else 0.0


def _put_under(ground: Shaping, child: Outline, parent: str) -> None:
    own = child.parent or ""
    code = child.code
    if child.level in CODE_DIGITS and own and code.startswith(own):
        like = parent + code[len(own) :]
        code = next_code(child.level, parent, like, ground.used)
        ground.used.add(code)
        ground.heirs[child.code] = code
        del ground.outlines[child.code]
    ground.outlines[code] = replace(child, code=code, parent=parent)
    ground.told.append(f"{child.title}随之归入“{ground.outlines[parent].name}”，编码{code}。")
    for below in [one for one in ground.outlines.values() if one.parent == child.code and code != child.code]:
        _put_under(ground, below, code)


def _differing(before: Mapping[str, Outline], after: Mapping[str, Outline]) -> list[tuple[str, Outline]]:
    """Codes whose outline ended, began or changed, each with its older outline where it had one."""
    codes = before.keys() | after.keys()
    pairs = [(code, before.get(code), after.get(code)) for code in sorted(codes)]
    return [
        (code, old or new)  # type: ignore[misc]
        for code, old, new in pairs
        if old is None or new is None or old.shape is not new.shape
    ]
