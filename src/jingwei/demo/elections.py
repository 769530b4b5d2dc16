"""Who was elected where: the cadres of villages and communities, their terms and their seats, as lists to pick from.

Eight members a village: one who heads both committees, one more who sits in both, three of each alone. Three of them
served the term before, with four who have left since. In every seventh village the two heads are two persons.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from jingwei.demo.tables import Cell

Picked = dict[str, Cell]
_PARTY, _RESIDENTS = "党组织", "村（居）委会"
_TERM_BEFORE = "第十届"
_TERM = "第十一届"
_AGAIN = 3


@dataclass(frozen=True, slots=True)
class _Mandate:
    number: int
    again: bool
    bodies: tuple[tuple[str, bool], ...]


def elections(villages: Sequence[Picked]) -> dict[str, list[Picked]]:
    """The lists `@cadres`, `@mandates` and `@seats` for villages with 编号 and 换届日期."""
    cadres: list[Picked] = []
    mandates: list[Picked] = []
    seats: list[Picked] = []
    for at, village in enumerate(villages):
        code, day = str(village["编号"]), village["换届日期"]
        assert isinstance(day, date)
        before = day.replace(year=day.year - 3)
        for one in _mandates(two_heads=at % 7 == 6):
            cadre = f"GB{code[6:]}{one.number:02d}"
            first = before if one.again or not one.bodies else day
            cadres.append({"编号": cadre, "区划编码": code, "登记日期": first})
            if first == before:
                term: Picked = {"编号": f"{cadre}-10", "届次": _TERM_BEFORE, "当选日期": before, "主职": "否"}
                mandates.append({**term, "届满日期": day, "任职人编号": cadre, "村居编号": code})
                body = _RESIDENTS if one.number % 2 else _PARTY
                seats.append({"编号": f"{cadre}-10-1", "任职编号": term["编号"], "班子": body, "负责人": "否"})
            if one.bodies:
                head = "是" if any(heads for _, heads in one.bodies) else "否"
                term = {"编号": f"{cadre}-11", "届次": _TERM, "当选日期": day, "主职": head}
                until = day.replace(year=day.year + 5)
                mandates.append({**term, "届满日期": until, "任职人编号": cadre, "村居编号": code})
                seats += [
                    {
                        "编号": f"{cadre}-11-{seat}",
                        "任职编号": term["编号"],
                        "班子": body,
                        "负责人": "是" if heads else "否",
                    }
                    for seat, (body, heads) in enumerate(one.bodies, start=1)
                ]
    return {"@cadres": cadres, "@mandates": mandates, "@seats": seats}


def _mandates(*, two_heads: bool) -> Iterator[_Mandate]:
    party, residents = ((_PARTY, False),), ((_RESIDENTS, False),)
    both = ((_PARTY, False), (_RESIDENTS, False))
    first = ((_PARTY, True), (_RESIDENTS, not two_heads))
    second = ((_PARTY, False), (_RESIDENTS, True)) if two_heads else both
    for number, bodies in enumerate((first, second, party, party, party, residents, residents, residents), start=1):
        yield _Mandate(number, number <= _AGAIN, bodies)
    for number in range(9, 13):
        yield _Mandate(number, False, ())


def election_day(at: int) -> date:
    """When the village of that place in the list elected: within five weeks of one spring."""
    return date(2021, 3, 1) + timedelta(days=at * 3 % 36)
