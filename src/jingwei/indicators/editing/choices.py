"""What can be picked in the editor, out of what the modules declare: sources, fields, ways to compare, values."""

from collections.abc import Callable, Iterator, Mapping

from jingwei.core.facts.bounds import NUMBERS
from jingwei.core.facts.days import PERIODS
from jingwei.core.facts.facts import Facts
from jingwei.core.facts.words import label_of
from jingwei.core.fields import Field
from jingwei.core.periods import Period, PeriodError

DATES = frozenset({"date", "loose_date"})
_NOT_COUNTED = frozenset({"line", "outline", "location", "attachment"})
_FAR = 2
Options = tuple[tuple[str, str], ...]
Groups = tuple[tuple[str, Options], ...]

_SAME = (("is", "是"), ("one_of", "是其中之一"), ("is_not", "不是"), ("none_of", "不是其中任何一个"))
_FILLED = (("filled", "已填"), ("empty", "未填"))
AGES: Options = (("under", "小于"), ("over", "大于"), ("min", "不小于"), ("max", "不大于"), ("between", "介于"))
_SIZES = (
    ("min", "不小于"), ("max", "不大于"), ("over", "大于"), ("under", "小于"), ("between", "介于"), ("is", "等于"),
    ("one_of", "是其中之一"), ("is_not", "不等于"), ("none_of", "不是其中任何一个"),
)  # fmt: skip
_DAYS = (
    ("min", "不早于"), ("max", "不晚于"), ("between", "介于"), ("over", "晚于"), ("under", "早于"),
    ("in", "在哪一期内"), ("last", "在最近几天内"), ("is", "就是"), ("is_not", "不是"),
)  # fmt: skip
OPS: Mapping[str, Options] = {
    "yesno": (("yes", "是"), ("no", "否或未填"), *_FILLED),
    "choices": (("is", "含"), ("one_of", "含其中之一"), ("is_not", "不含"), ("none_of", "不含其中任何一个"), *_FILLED),
    **dict.fromkeys(DATES, (*_DAYS, *_FILLED)),
    **dict.fromkeys(NUMBERS, (*_SIZES, *_FILLED)),
    "parts": _FILLED,
}
_PLAIN_OPS: Options = (*_SAME, *_FILLED)
BARE = frozenset({"yes", "no", "empty", "filled"})
MANY = frozenset({"one_of", "none_of"})


def sources(world: Mapping[str, Facts]) -> Options:
    """Every source by name; the key beside a name that two bear."""
    names = [one.source.name for one in world.values()]
    return tuple(
        (key, one.source.name if names.count(one.source.name) == 1 else f"{one.source.name}（{key}）")
        for key, one in world.items()
    )


def source_key(said: str, world: Mapping[str, Facts]) -> str:
    """The key of a source picked by name or key; what is neither stays."""
    return said if said in world else next((key for key, name in sources(world) if name == said), said)


def fields(facts: Facts, wanted: Callable[[Field], bool], chosen: str = "") -> Groups:
    """The fields of a source and of what its links lead to, in groups; what is chosen is always among them."""
    groups = tuple((label, options) for label, options in _groups(facts, wanted, "", "", _FAR) if options)
    if chosen and not any(path == chosen for _, options in groups for path, _ in options):
        groups = (*groups, ("现用", ((chosen, label_of(facts, chosen)),)))
    return groups


def _groups(
    facts: Facts, wanted: Callable[[Field], bool], path: str, label: str, far: int
) -> Iterator[tuple[str, Options]]:
    own = [one for one in facts.source.fieldset.fields if not one.personal and one.kind not in _NOT_COUNTED]
    yield label or facts.source.name, tuple((f"{path}{one.key}", one.label) for one in own if wanted(one))
    if far:
        for one in own:
            if one.kind == "link" and one.link in facts.world and one.link != facts.source.key:
                there = facts.follow(one.key)
                yield from _groups(there, wanted, f"{path}{one.key}.", f"{label}{one.label}的", far - 1)


def anything(_: Field) -> bool:
    """Any field."""
    return True


def a_number(field: Field) -> bool:
    """What can be added up."""
    return field.kind in NUMBERS


def a_date(field: Field) -> bool:
    """A day, or a month or year of which no day is known."""
    return field.kind in DATES


def an_order(field: Field) -> bool:
    """What stands in an order, the best first."""
    return field.kind == "choice"


def ops_of(field: Field | None) -> Options:
    """The ways to compare a field."""
    return _PLAIN_OPS if field is None else OPS.get(field.kind, _PLAIN_OPS)


def periods(chosen: str) -> Options:
    """The periods that a date may lie in; what is chosen is always among them."""
    known = tuple(PERIODS.items())
    if not chosen or chosen in PERIODS:
        return known
    try:
        return (*known, (chosen, Period.parse(chosen).name))
    except PeriodError:
        return (*known, (chosen, chosen))


def linking(facts: Facts, chosen: str = "") -> Groups:
    """The ledgers whose rows link to these, the lines inside these, the other ledgers; what is chosen is among them."""
    own = facts.source.fieldset.fields
    linked = tuple(
        (f"{key}.{one.key}", f"{there.source.name}（按“{one.label}”）")
        for key, there in facts.world.items()
        for one in there.source.fieldset.fields
        if one.link == facts.source.key
    )
    lines = tuple((one.key, f"{one.label}（本行的明细）") for one in own if one.kind == "parts")
    others = tuple(one for one in sources(facts.world) if one[0] != facts.source.key)
    groups: Groups = (("", (*linked, *lines)), ("其他台账（按两边相同的字段对应）", others))
    if chosen and not any(path == chosen for _, options in groups for path, _ in options):
        groups = (("现用", ((chosen, _linking_words(facts, chosen)),)), *groups)
    return tuple(one for one in groups if one[1])


def located(facts: Facts, chosen: str = "") -> Groups:
    """The ledgers whose rows have a point; what is chosen is among them."""
    found = tuple(
        (key, name)
        for key, name in sources(facts.world)
        if key == chosen or any(field.kind == "location" for field in facts.world[key].source.fieldset.fields)
    )
    return (("", found),)


def _linking_words(facts: Facts, path: str) -> str:
    key, _, link = path.partition(".")
    there = facts.world.get(key)
    return path if there is None else f"{there.source.name}（按“{label_of(there, link)}”）"
