"""Which column of a sheet is which field, by the words of its head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal

from jingwei.core.fields import Field, FieldSet, forbidden
from jingwei.core.sheets.errors import letters
from jingwei.core.sheets.headings import Heading, Levels, alone, fold, read_heading, unit_for, without_unit

How = Literal[
    "key",  # named by the hidden row of a returnable sheet
    "remembered",  # decided by a person before
    "label",
    "alias",
    "part",  # one of the two columns of a location
    "similar",  # a guess that a person should look at
    "serial",  # 序号: no field, and nothing lost
    "forbidden",
    "duplicate",  # a second column for a field
    "none",
]
Part = Literal["", "lon", "lat"]
SURE = 0.85  # at and above, a match needs no second look

REMARKS = "填报问题（改好后可删除本列）"  # the head of the column that remarks are written in
_SERIAL = frozenset({"序号", "序", "no", "行号", "项次", "顺序号", "排序"})
_LON = frozenset({"经度", "lon", "lng", "longitude", "东经", "x坐标经度"})
_LAT = frozenset({"纬度", "lat", "latitude", "北纬", "y坐标纬度"})
# Words by which offices head a column of a kind, whatever the field is called; used when one field is of the kind.
_KIND_WORDS: dict[str, tuple[str, ...]] = {
    "phone": ("电话", "电话号码", "联系电话", "联系方式", "手机", "手机号", "手机号码", "移动电话", "固定电话"),
    "address": ("地址", "详细地址", "住址", "坐落", "坐落地址", "地点", "具体地址", "所在地址"),
    "credit_code": ("统一社会信用代码", "社会信用代码", "信用代码", "统一信用代码", "营业执照号", "营业执照号码"),
    "id_number": ("身份证", "身份证号", "身份证号码", "公民身份号码", "证件号码", "证件号"),
}
# The same of money of a role; a head that says no role (金额) is nobody's where there are several.
_ROLE_WORDS: dict[str, tuple[str, ...]] = {
    "planned": ("计划投资", "计划金额", "计划总投资", "拟投资", "总投资计划"),
    "budgeted": ("预算", "预算金额", "预算数"),
    "contracted": ("合同金额", "合同价", "合同总价", "合同额", "中标金额", "签约金额"),
    "settled": ("结算金额", "结算价", "结算数", "审定金额", "决算金额"),
    "spent": ("已支付", "支付金额", "已付金额", "支出金额", "实际支出", "已拨付"),
    "raised": ("筹集金额", "已筹集", "到账金额", "募集金额", "接收金额"),
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: 0-based `index`, its head as shown, and the field it was matched to, if any.

    `score` is 0 to 1 (`SURE` and above need no second look). `unit` is the unit its head names where that is not the
    field's own. `message` says in Chinese why a column is not taken.
    """

    index: int
    heading: str
    field: Field | None
    score: float
    how: How
    unit: str | None = None
    part: Part = ""
    message: str = ""


def remembered_words(heading: str) -> str:
    """The words under which a decision about a head is kept; the second of equal heads is 电话#2."""
    words, sign, times = heading.rpartition("#")
    return f"{fold(words)}#{times}" if sign and times.isdigit() else fold(heading)


class Matcher:
    """The words of the fields of one set, looked up many times."""

    def __init__(self, fields: Sequence[Field], remembered: Mapping[str, str | None] | None = None) -> None:
        fields = [field for field in fields if field.asked]
        self.fields = {field.key: field for field in fields}
        self._remembered = {remembered_words(heading): key for heading, key in (remembered or {}).items()}
        self._words: dict[str, dict[str, tuple[float, How]]] = {}  # words -> field key -> score
        for field in fields:
            self._add(field, field.label, 1.0, "label")
            for alias in field.aliases:
                self._add(field, alias, 0.95, "alias")
            if field.unit:
                # 千瓦 or 人次 do not convert: by themselves they would be read as a remark that changes the name.
                for name in (field.label, *field.aliases):
                    self._add(field, f"{name}({field.unit})", 0.95, "label")
        told = [([field for field in fields if field.kind == kind], words) for kind, words in _KIND_WORDS.items()]
        told += [([field for field in fields if field.role == role], words) for role, words in _ROLE_WORDS.items()]
        for alike, words in told:
            if len(alike) == 1:
                for word in words:
                    self._words.setdefault(word, {alike[0].key: (0.86, "alias")})
        self._halves = _halves([field for field in fields if field.kind == "location"])

    def _add(self, field: Field, text: str, score: float, how: How) -> None:
        heading = read_heading((text,))
        for words, weight in ((heading.full, score), (heading.bare, score - 0.01)):
            found = self._words.setdefault(words, {})
            if words and found.get(field.key, (0.0, how))[0] < weight:
                found[field.key] = (weight, how)

    def exact(self, heading: Heading, alone: Container[str] = ()) -> dict[str, tuple[float, How, str | None]]:
        """Fields whose words the head has, with score, manner and unit.

        `alone` holds the lower levels that no other head shares, so that they say something by themselves.
        """
        found: dict[str, tuple[float, How, str | None]] = {}

        def take(words: str, factor: float, unit: str | None) -> None:
            for key, (score, how) in self._words.get(words, {}).items():
                if score * factor > found.get(key, (0.0, how, None))[0]:
                    found[key] = (score * factor, how, unit)

        if heading.full in self._remembered:
            key = self._remembered[heading.full]
            if key is None or key in self.fields:
                return {} if key is None else {key: (1.0, "remembered", heading.unit)}
        take(heading.full, 1.0, heading.unit)
        take(heading.bare, 0.8 if heading.aside else 0.99, heading.unit)
        for tail, bare in heading.tails:
            if tail in alone:
                take(tail, 0.92, heading.unit)
                take(bare, 0.8 if heading.aside else 0.91, heading.unit)
        if not found:
            apart = without_unit(heading.full)
            if apart is not None:
                take(apart[0], 0.97, apart[1])
        return found

    def decided(self, heading: str) -> bool:
        """Whether a person has decided about a head as shown."""
        return remembered_words(heading) in self._remembered

    def refused(self, heading: Heading) -> bool:
        """True when a person decided before that this column is left out."""
        return heading.full in self._remembered and self._remembered[heading.full] is None

    def part(self, heading: Heading) -> tuple[Field, Part] | None:
        """The location field and half of it that a head 经度 or 纬度 means."""
        return self._halves.get(heading.bare)

    def similar(self, heading: Heading, free: Iterable[Field]) -> list[tuple[float, Field]]:
        """Fields a head may mean by its letters, best first: it ends like the label, or nearly is the label."""
        guesses: list[tuple[float, Field]] = []
        if heading.aside:
            return guesses
        for field in free:
            best = max((_likeness(heading.bare, fold(word)) for word in (field.label, *field.aliases)), default=0.0)
            if best:
                guesses.append((best, field))
        return sorted(guesses, key=lambda guess: -guess[0])


def _halves(locations: Sequence[Field]) -> dict[str, tuple[Field, Part]]:
    """The words that mean a half of a location: 经度 where there is one only, else with the field's name."""
    found: dict[str, tuple[Field, Part]] = {}
    halves: tuple[tuple[Iterable[str], Part], ...] = ((_LON, "lon"), (_LAT, "lat"))
    for names, part in halves:
        for name in names:
            if len(locations) == 1:
                found.setdefault(name, (locations[0], part))
            for field in locations:
                for words in (fold(field.label) + name, name + fold(field.label)):
                    found.setdefault(words, (field, part))
    return found


def _likeness(heading: str, words: str) -> float:
    if len(heading) < 2 or len(words) < 2 or heading[-1] != words[-1]:
        return 0.0
    shorter, longer = sorted((heading, words), key=len)
    if longer.endswith(shorter) and len(shorter) * 3 >= len(longer):
        return 0.6 + 0.2 * len(shorter) / len(longer)
    ratio = SequenceMatcher(None, heading, words).ratio()
    return 0.5 + 0.3 * ratio if ratio >= 0.75 else 0.0


def match_columns(
    headings: Sequence[str | Levels],
    fieldset: FieldSet,
    remembered: Mapping[str, str | None] | None = None,
    *,
    ledger: str = "",
) -> list[Column]:
    """The columns in order, each with its field or with why it has none.

    `headings` are texts, or levels (上, 下) of a head of several rows. `remembered` holds earlier decisions of a
    person by head as shown: the key of a field, or None for a column to leave out. `ledger` is the name of the ledger
    or sheet, which may make a forbidden word harmless. A field is matched once; the best column has it.
    """
    levels = [(heading,) if isinstance(heading, str) else heading for heading in headings]
    return match_heads(levels, fieldset.fields, remembered, ledger=ledger)


def match_heads(
    levels: Sequence[Levels],
    fields: Sequence[Field],
    remembered: Mapping[str, str | None] | None = None,
    *,
    ledger: str = "",
) -> list[Column]:
    """`match_columns` for some fields only."""
    matcher = Matcher(fields, remembered)
    heads = [_numbered(head, matcher) for head in in_turn(levels)]
    columns = [Column(index, head.text, None, 0.0, "none") for index, head in enumerate(heads)]
    taken: dict[str, int] = {}
    _match_exactly(columns, heads, matcher, taken, ledger=ledger)
    _match_parts(columns, heads, matcher, taken)
    _refuse(columns, heads, matcher, ledger)
    _match_similar(columns, heads, matcher, taken)
    return columns


def in_turn(levels: Sequence[Levels]) -> list[Heading]:
    """The heads; of equal ones the second is 电话#2, so that a person can tell them apart."""
    seen: Counter[str] = Counter()
    heads = []
    for head in map(read_heading, levels):
        seen[head.full] += 1
        times = seen[head.full]
        heads.append(replace(head, text=f"{head.text}#{times}") if head.full and times > 1 else head)
    return heads


def _numbered(head: Heading, matcher: Matcher) -> Heading:
    """A repeated head keeps its number only where a person has decided about it."""
    words, sign, times = head.text.rpartition("#")
    if not sign or not times.isdigit():
        return head
    if matcher.decided(head.text):
        return replace(head, full=remembered_words(head.text), bare=remembered_words(head.text), tails=())
    return replace(head, text=words)


def _match_exactly(
    columns: list[Column], heads: Sequence[Heading], matcher: Matcher, taken: dict[str, int], *, ledger: str
) -> None:
    lower = alone(heads)
    bare = Counter(head.bare for head in heads)
    offers = []
    for index, head in enumerate(heads):
        # What may not be kept cannot be asked for by another name: 备注（人脸） is no 备注, whoever said so before.
        if not head.full or forbidden(head.text, ledger=ledger):
            continue
        for key, (score, how, unit) in matcher.exact(head, lower).items():
            if not (head.aside and bare[head.bare] > 1 and score < SURE):
                offers.append((-score, index, key, how, unit))
    for negative, index, key, how, unit in sorted(offers, key=lambda offer: offer[:3]):
        field = matcher.fields[key]
        if columns[index].field is not None:
            continue
        if key in taken:
            first = columns[taken[key]]
            if columns[index].how == "none" and -negative >= SURE:
                message = (
                    f"第{letters(index + 1)}列“{heads[index].text}”和第{letters(first.index + 1)}列“{first.heading}”"
                    f"都对应“{field.label}”，只能留一列；请删去多余的一列，或改正列名"
                )
                columns[index] = replace(columns[index], how="duplicate", score=-negative, message=message)
            continue
        taken[key] = index
        columns[index] = Column(index, heads[index].text, field, -negative, how, unit_for(field, unit))


def _match_parts(columns: list[Column], heads: Sequence[Heading], matcher: Matcher, taken: dict[str, int]) -> None:
    halves: dict[tuple[str, Part], tuple[int, Field]] = {}
    for index, head in enumerate(heads):
        part = matcher.part(head) if columns[index].field is None and head.bare else None
        if part is not None and part[0].key not in taken:
            halves.setdefault((part[0].key, part[1]), (index, part[0]))
    for (key, half), (index, field) in halves.items():
        if {(key, "lon"), (key, "lat")} <= halves.keys():
            taken[key] = index
            columns[index] = replace(columns[index], field=field, score=0.95, how="part", part=half)


def _refuse(columns: list[Column], heads: Sequence[Heading], matcher: Matcher, ledger: str) -> None:
    for index, head in enumerate(heads):
        if columns[index].field is not None or not head.full:
            continue
        if head.bare in _SERIAL or head.text == REMARKS:
            columns[index] = replace(columns[index], how="serial")
            continue
        refusal = forbidden(head.text, ledger=ledger)
        if refusal is not None:
            columns[index] = replace(columns[index], how="forbidden", message=refusal.message)


def _match_similar(columns: list[Column], heads: Sequence[Heading], matcher: Matcher, taken: dict[str, int]) -> None:
    free = [field for field in matcher.fields.values() if field.key not in taken]
    offers = []
    for index, head in enumerate(heads):
        if columns[index].how != "none" or not head.bare or matcher.refused(head):
            continue
        guesses = matcher.similar(head, free)
        # Two fields that fit equally well are no guess at all.
        if guesses and (len(guesses) == 1 or guesses[0][0] - guesses[1][0] > 0.05):
            offers.append((-guesses[0][0], index, guesses[0][1]))
    for negative, index, field in sorted(offers, key=lambda offer: offer[:2]):
        rivals = [other for other in offers if other[2] is field and other[0] - negative < 0.05]
        if field.key not in taken and len(rivals) == 1:  # nor are two columns for one field
            taken[field.key] = index
            unit = unit_for(field, heads[index].unit)
            columns[index] = Column(index, heads[index].text, field, round(-negative, 2), "similar", unit)
