"""Whether two rows that share a key are likely the same object, and the reasons in words."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, hypot, radians

from jingwei.registers.alike.candidates import CODE, IDENTITY, NAME, NEAR, SOUND, Pair, Side
from jingwei.registers.alike.telling import Telling

_NEAR_METRES = 50
_SHORTEST = 3  # signs, besides the numbers, that two addresses must share
_TELL_ROADS = "东南西北中支前后上下左右大小新老栋"  # signs that make another road of one, or say nothing
_METRES = 111_320  # of one degree of latitude


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A pair that is likely one object: how likely (0 to 100, only for the order of the list), and why."""

    pair: Pair
    weight: int
    reasons: tuple[str, ...]


def weigh(pair: Pair, telling: Telling) -> Suspicion | None:
    """The suspicion, or None where the rows only happen to share a key."""
    found = list(_grounds(pair, telling))
    if not found:
        return None
    support = list(_support(pair, telling, found))
    weight = min(100, max(weight for weight, _ in found) + 5 * len(support))
    return Suspicion(pair, weight, (*(words for _, words in found), *support))


def _grounds(pair: Pair, telling: Telling) -> Iterator[tuple[int, str]]:
    if pair.bits & CODE and telling.code:
        yield 85, f"{telling.code.label}只差大小写、符号或前面的 0"
    if pair.bits & IDENTITY and telling.identity:
        yield 95, f"{telling.identity.label}相同"
    if telling.addressed:
        yield from _by_address(pair, telling)
    elif telling.name:
        yield from _by_name(pair, telling)


def _by_address(pair: Pair, telling: Telling) -> Iterator[tuple[int, str]]:
    assert telling.name is not None
    one, other, label = pair.one, pair.other, telling.name.label
    if pair.bits & NAME:
        # 白浪大道北侧 without a number is where many things are.
        near = metres(one, other)
        if one.numbers or (near is not None and near <= _NEAR_METRES):
            yield 90, f"{label}相同" if one.sort == other.sort else f"{label}写法不同，指的是同一处"
    elif pair.bits & SOUND:
        yield 75, f"{label}读音相同"
    elif alike_addresses(one.name, other.name):
        yield 60, f"{label}相近，门牌号相同"


def _by_name(pair: Pair, telling: Telling) -> Iterator[tuple[int, str]]:
    assert telling.name is not None
    one, other, label = pair.one, pair.other, telling.name.label
    there = alike_addresses(one.address, other.address)
    near = metres(one, other)
    # Where nothing is said of the address, the point or the grid must do.
    together = there if there is not None else near <= _NEAR_METRES if near is not None else one.place == other.place
    if telling.persons:
        # Many people share a name.
        if pair.bits & (NAME | SOUND) and (together or _same_phone(one, other)):
            yield (80, f"{label}相同") if pair.bits & NAME else (55, f"{label}读音相同")
    elif pair.bits & NAME:
        yield 90 if together else 50, f"{label}相同" if one.sort == other.sort else f"{label}除公司类型等字样外相同"
    elif pair.bits & SOUND and (together or there is None):
        yield 70 if together else 35, f"{label}读音相同"
    elif pair.bits & NEAR and together:
        yield 65, f"{label}只差一个字"


def _support(pair: Pair, telling: Telling, found: list[tuple[int, str]]) -> Iterator[str]:
    one, other = pair.one, pair.other
    if telling.address and not telling.addressed:
        there = alike_addresses(one.address, other.address)
        if there:
            label = telling.address.label
            yield f"{label}相同" if one.address == other.address else f"{label}相近"
    if telling.phone and _same_phone(one, other):
        yield f"{telling.phone.label}相同"
    if telling.code and not pair.bits & CODE and one_sign_apart(one.code, other.code):
        yield f"{telling.code.label}只差一位"
    near = metres(one, other)
    if near is not None and near <= _NEAR_METRES:
        yield "图上同一位置" if near < 1 else f"图上相距{near:.0f}米"


def _same_phone(one: Side, other: Side) -> bool:
    return one.phone is not None and one.phone == other.phone


def alike_addresses(one: str | None, other: str | None) -> bool | None:
    """Whether two address forms say the same place, one of them perhaps more of it; None where one is not said.

    东湖路88号东湖花园3栋 and 东湖花园3栋 do. 白浪路3号 and 石泉路3号 do not, nor 白浪路3号 and 白浪支路3号: roads
    are called alike.
    """
    if not one or not other:
        return None
    if one == other:
        return True
    fewer, more = sorted((numbers_of(one), numbers_of(other)), key=len)
    if more[len(more) - len(fewer) :] != fewer:
        return False
    short, long = sorted((_letters(one), _letters(other)), key=len)
    front = _shared(short, long)
    behind = _shared(short[front:][::-1], long[front:][::-1])
    added = long[front : len(long) - behind]
    return front + behind == len(short) and len(short) >= _SHORTEST and bool(added.strip(_TELL_ROADS))


def _shared(one: str, other: str) -> int:
    """How many signs two texts begin with alike."""
    unlike = (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return next(unlike, min(len(one), len(other)))


def numbers_of(text: str) -> list[str]:
    """The numbers in a text, in their order, the last three."""
    spaced = "".join(sign if sign.isascii() and sign.isdigit() else " " for sign in text)
    return spaced.split()[-3:]


def _letters(text: str) -> str:
    return "".join(sign for sign in text if not sign.isdigit() and sign not in "号室户")


def one_sign_apart(one: str | None, other: str | None) -> bool:
    """Whether two codes of the same length differ in one sign, or in two neighbours that changed places."""
    if not one or not other or len(one) != len(other):
        return False
    at = [index for index, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
    swapped = len(at) == 2 and at[1] == at[0] + 1 and one[at[0]] == other[at[1]] and one[at[1]] == other[at[0]]
    return len(at) == 1 or swapped


def metres(one: Side, other: Side) -> float | None:
    """How far two points lie apart; None where one has none."""
    if one.lon is None or one.lat is None or other.lon is None or other.lat is None:
        return None
    return hypot((one.lon - other.lon) * cos(radians(one.lat)), one.lat - other.lat) * _METRES
