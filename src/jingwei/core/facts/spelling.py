"""Conditions as they stand in an address: what a list is filtered by and what the engine counts are one thing.

    f.use=home&f.use=shop            use: [home, shop]; over links too: f.firm.sector=industry
    f.use-not=home                   not: {use: home}
    f.use-is=empty                   use: null; filled: not: {use: null}
    f.area-min=80&f.area-under=200   area: {min: 80, under: 200}; f.area-min=100万元
    f.opened-in=2021H1               opened: {in: 2021H1}; f.opened-last=30
    w={"having":{…}}                 what has no plain spelling, as JSON

`read_conditions(facts, write_conditions(facts, where))` gives `where` again: a condition is written plainly only where
it is read back as the same.
"""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.datastructures import MultiValueDict

from jingwei.core.errors import JingweiError
from jingwei.core.facts.bounds import BOUNDS, DAYS
from jingwei.core.facts.conditions import SPECIAL, met
from jingwei.core.facts.days import PERIODS, relative
from jingwei.core.facts.facts import Facts, UnknownFact, each
from jingwei.core.fields import Field
from jingwei.core.periods import Period, PeriodError

Where = Mapping[str, Any]
Pairs = list[tuple[str, str]]

# What an interface says of the spelling.
SPELLED = (
    "按字段筛选，可重复，同一字段的几个值为“或”，不同字段为“且”：f.字段=值；f.字段-not=值（不是）；"
    "f.字段-is=empty 或 filled（未填、已填）；f.字段-min、-max、-over、-under=值（数、日期、带单位的金额如 100万元）；"
    "f.日期字段-in=2025H1（统计期内）；f.日期字段-last=30（最近30天）；字段可接关联：f.关联字段.字段=值。"
    "个人信息字段不能筛选"
)
WRITTEN = '其余条件，写作 JSON，如 {"having":{"rows":"台账.关联字段","where":{"字段":"值"}}}；写法同指标定义的 where'

DATES = frozenset({"date", "loose_date"})
CHOSEN = DATES | {"choice", "choices", "yesno", "text", "integer", "number", "link", "industry", "division_code"}
RANGED = DATES | {"integer", "number", "amount", "area", "approximate", "formula"}
_LISTS = ("having", "having_no", "having_only", "not", "all")
_LONGEST = 4000
_DEEPEST = 8
_ISO = re.compile(r"\d{4}-\d\d-\d\d")
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DECIMAL = re.compile(r"-?[0-9]{1,12}\.[0-9]{1,12}")
_ODD = re.compile(r"[\x00\ud800-\udfff]")


def filterable(facts: Facts, path: str) -> Field | None:
    """The field at the end of a path if rows may be told apart by it; None for what is unknown or personal."""
    try:
        return facts.path(path)
    except UnknownFact:
        return None


def read_conditions(facts: Facts, given: MultiValueDict[str, str]) -> dict[str, Any]:
    """The conditions of an address; unknown and personal fields are passed over.

    Raises JingweiError for a value that is none, UnknownFact for a condition that names what is not there.
    """
    found = [_plain(facts, name, given.getlist(name)) for name in given if name.startswith("f.")]
    out = joined(*_ranges(found))
    for text in given.getlist("w"):
        out = joined(out, _json(facts, text))
    return out


def write_conditions(facts: Facts, where: Where) -> Pairs:
    """The conditions as pairs of an address."""
    pairs: Pairs = []
    rest: dict[str, Any] = {}
    for key, wanted in where.items():
        spelled = _spelled(key, wanted)
        if spelled and _read_back(facts, spelled) == {key: wanted}:
            pairs += spelled
        else:
            rest[key] = wanted
    if rest:
        pairs.append(("w", json.dumps(rest, ensure_ascii=False, separators=(",", ":"))))
    return pairs


def joined(*several: Where) -> dict[str, Any]:
    """Conditions that hold together; what two say of one field stands under `all`."""
    out: dict[str, Any] = {}
    for where in several:
        for key, wanted in where.items():
            if key not in out:
                out[key] = wanted
            elif out[key] == wanted:
                continue
            elif key in _LISTS:
                out[key] = [*each(out[key]), *each(wanted)]
            else:
                out["all"] = [*each(out.get("all", ())), {key: wanted}]
    return out


def parts_of(where: Where) -> list[tuple[Where, Where]]:
    """Each condition that may be taken away by itself, and what is left without it."""
    out: list[tuple[Where, Where]] = []
    for key, wanted in where.items():
        others = {name: value for name, value in where.items() if name != key}
        several = list(wanted) if isinstance(wanted, Sequence) and not isinstance(wanted, str) else []
        if len(several) < 2 or key == "either":
            out.append(({key: wanted}, others))
            continue
        for at, one in enumerate(several):
            left = [*several[:at], *several[at + 1 :]]
            out.append(({key: one}, {**others, key: left[0] if len(left) == 1 else left}))
    return out


def _plain(facts: Facts, name: str, values: Sequence[str]) -> dict[str, Any]:
    """What one name of an address says."""
    path, _, word = name[2:].partition("-")
    field = filterable(facts, path)
    said = list(dict.fromkeys(value.strip() for value in values if value.strip() or not word))
    if field is None or not said:
        return {}
    if field.parts and word != "is":
        # Of lines their first field is meant.
        path, field = f"{path}.{field.parts[0].key}", field.parts[0]
    if _ODD.search("".join(said)):
        raise JingweiError(f"“{field.label}”的筛选值里有不能识别的字符。", code="filter.character")
    if word == "is":
        return {path: None} if said[-1] == "empty" else {"not": {path: None}} if said[-1] == "filled" else {}
    if word in BOUNDS and field.kind in RANGED:
        return {path: {word: _bound(field, said[-1])}}
    if word in DAYS and field.kind in DATES:
        return {path: {word: int(said[-1]) if _WHOLE.fullmatch(said[-1]) and word == "last" else said[-1]}}
    if word not in ("", "not"):
        return {}
    if field.kind not in CHOSEN:
        raise JingweiError(f"“{field.label}”不能用来筛选。", code="filter.kind")
    if field.kind in DATES and not all(_ISO.fullmatch(value) for value in said):
        return _in_spans(field, path, said, word)
    read = [_value(field, value) for value in said]
    if field.kind == "yesno" and len(set(read)) > 1:
        return {}
    one = {path: read[0] if len(read) == 1 else read}
    return {"not": one} if word == "not" else one


def _in_spans(field: Field, path: str, said: Sequence[str], word: str) -> dict[str, Any]:
    """The months and years that a date may lie in: f.opened=2021, f.opened=2021H1."""
    for text in said:
        if not _ISO.fullmatch(text) and text not in PERIODS:
            try:
                Period.parse(text[:40])
            except PeriodError as error:
                form = "应为 2021、2021-03、2021H1 或 2021-03-05 这样的写法"
                message = f"“{field.label}”按“{text[:20]}”筛选不出来，{form}。"
                raise JingweiError(message, code="filter.date") from error
    spans = [{path: {"in": one}} if not _ISO.fullmatch(one) else {path: one} for one in said]
    one = spans[0] if len(spans) == 1 else {"either": spans}
    return {"not": one} if word == "not" else one


def _ranges(found: Iterable[Where]) -> list[dict[str, Any]]:
    """Bounds of one field, given one by one, make one range."""
    out: list[dict[str, Any]] = []
    ranges: dict[str, dict[str, Any]] = {}
    for where in found:
        for key, wanted in where.items():
            if isinstance(wanted, Mapping) and key not in SPECIAL:
                if key in ranges:
                    ranges[key].update(wanted)
                else:
                    ranges[key] = dict(wanted)
                    out.append({key: ranges[key]})
            else:
                out.append({key: wanted})
    return out


def _value(field: Field, text: str) -> Any:
    if field.kind == "yesno":
        return text in ("yes", "true")
    if field.kind == "integer":
        if not _WHOLE.fullmatch(text):
            raise JingweiError(f"“{field.label}”按“{text[:20]}”筛选不出来，应为整数。", code="filter.number")
        return int(text)
    return text


def _bound(field: Field, text: str) -> Any:
    if field.kind in DATES:
        if relative(text):
            return text
        try:
            return date.fromisoformat(text).isoformat()
        except ValueError as error:
            message = f"“{field.label}”的日期“{text[:20]}”写法不对，应为 2025-12-31 这样的形式。"
            raise JingweiError(message, code="date.wrong") from error
    if _WHOLE.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) and str(float(text)) == text else text[:40]


def _json(facts: Facts, text: str) -> dict[str, Any]:
    try:
        found = json.loads(text[: _LONGEST + 1]) if len(text) <= _LONGEST and not _ODD.search(text) else None
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not _shallow(found, _DEEPEST):
        raise JingweiError("地址里的筛选条件读不出来，请回到列表重新选择条件。", code="filter.wrong")
    met(facts, found)
    return found


def _shallow(value: Any, left: int) -> bool:
    if isinstance(value, str):
        return not _ODD.search(value)
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return left > 0 and all(_shallow(one, left - 1) for one in inner)


def _spelled(key: str, wanted: Any) -> Pairs:
    if key == "not" and isinstance(wanted, list):
        several = [_spelled("not", one) for one in wanted]
        return [pair for pairs in several for pair in pairs] if all(several) else []
    if key == "not" and isinstance(wanted, Mapping) and len(wanted) == 1:
        ((path, inner),) = wanted.items()
        if inner is None:
            return [(f"f.{path}-is", "filled")]
        return [(f"f.{path}-not", value) for value in _texts(inner)] if path not in SPECIAL else []
    if key in SPECIAL:
        return []
    if wanted is None:
        return [(f"f.{key}-is", "empty")]
    if isinstance(wanted, Mapping):
        return [(f"f.{key}-{word}", str(bound)) for word, bound in wanted.items()]
    return [(f"f.{key}", value) for value in _texts(wanted)]


def _texts(wanted: Any) -> list[str]:
    if isinstance(wanted, Mapping):
        return []
    return [("yes" if one else "no") if isinstance(one, bool) else str(one) for one in each(wanted)]


def _read_back(facts: Facts, pairs: Pairs) -> dict[str, Any] | None:
    given: MultiValueDict[str, str] = MultiValueDict()
    for name, value in pairs:
        given.appendlist(name, value)
    try:
        return read_conditions(facts, given)
    except JingweiError:
        return None
