"""A definition as data: what is counted, of which source, under which conditions.

    houses:        {name: 房屋总数, unit: 套, count: houses}
    residents:     {name: 登记居住人口, unit: 人, sum: houses.residents}
    compounds:     {name: 有房屋登记的小区数, unit: 个, distinct: houses.compound}
    rented_share:  {name: 出租房屋占比, unit: '%', share: houses, where: {rented: true}}
    fiscal:        {name: 财政收入, unit: 万元, reported: fiscal}
    mean_age:      {name: 成员平均年龄, unit: 岁, average: members.age}
    age_at_vote:   {name: 当选时平均年龄, unit: 岁, average: members, aged: {born: born, at: elected_on}}
    days_to_close: {name: 平均办结用时, unit: 个工作日, average: cases, span: {from: …, in: working_days}}
    oldest:        {name: 遗留最久的一户, unit: 年, highest: targets, span: {from: listed, to: signed, in: years}}
    dearest:       {name: 单个项目最大投资, unit: 万元, highest: works.total}
    houses_before: {name: 期初房屋总数, unit: 套, count: houses, as_at: start}
    made_shops:    {name: 住宅改商铺, unit: 套, count: houses, where: {became: {from: {use: home}, to: {use: shop}}}}
    closed_share:  {name: 办结占在册比例, unit: '%', share: cases, where: {not: {closed: null}}, at: closed, base: end}
    in_either:     {name: 任一职的人, unit: 名, distinct_over: [{of: seats.person}, {of: advisers.person, where: {…}}]}
    months_good:   {name: 满意率不低于九成的月数, unit: 个, months_with: satisfied, meets: {min: 90}}
    worst_month:   {name: 满意率最低的一个月, unit: '%', lowest_month: satisfied}
    per_house:     {name: 户均人口, unit: 人, ratio: residents / houses}
    members:       {name: “两委”成员数, unit: 名, formula: party_seats + residents_seats - both_seats}
    fiscal_growth: {name: 财政收入增长, unit: '%', growth: fiscal}
    houses_added:  {name: 新增房屋, unit: 套, increase: houses}
    fiscal_rank:   {name: 财政收入全区位次, unit: 位, rank: fiscal}
    fiscal_done:   {name: 财政收入完成年度计划, unit: '%', completion: fiscal / fiscal_plan}
    months_first:  {name: 12345工作排名第一的月数, unit: 个, best_rank_months: hotline}
    worst_round:   {name: 测评最低位次, unit: 位, worst_rank: survey}
    talks_remind:  {name: 提醒谈话, unit: 人次, reported: talks_remind, parts_of: talks}

`where` are conditions (core/facts/conditions.py); `of` narrows the denominator of a share. `at` names a date field
that must lie in the period, `until` one that must not lie after its end (a running total); without either the state
at the period's end is counted. A field may lie behind links (seats.person.department). `flow` says how the months of
a reported statistic relate: cumulative (from January on), monthly (may be added up) or stock (at the end of the
month). `growth` (in per cent; of a rate in percentage points) and `increase` compare with the same period of last
year. Of rates no average is taken: their numerators and denominators are added up and divided.

`average`, `sum`, `lowest` and `highest` are of a field, of full years (`aged`) or of the time between two dates of a
row (`span`, core/facts/spans.py; without `to` up to the day counted); an average leaves out rows that have none.
Amounts are converted into the indicator's unit, never into another currency. `as_at: start` counts the state with
which the period begins (that of the day before). The whole of a share has the dates of its part; `base` gives it
others: `end` (the state at the end), {at: field} or {until: field}. `distinct_over` counts what several ledgers name,
once each; who is in both at once is counted with `having: {rows: …, match: …}`. `months_with` counts the months of
the period in which another indicator has a value (one that `meets` bounds), `highest_month` and `lowest_month` are the
largest and the smallest of its monthly values. Conditions may look at other states of the row and at days relative to
the period (core/facts/conditions.py).

`rank` is the rank as published for the period; of a counted indicator too, since no street can rank itself.
`completion` is as published; where nothing was, the value over the plan of the whole year (`fiscal / fiscal_plan`), if
a plan is named. Growth, too, is as published where it was. `best_rank_months` counts the months of the period with
published rank 1, `worst_rank` is the largest rank of the rounds (shorter periods) within it. `parts_of` names the
statistic of which a reported one is a part: all its parts must add up to it. `comparable: true` says that published
growth is at comparable prices or over a comparable list of units, so that it may differ from what the levels give.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as column
from typing import Any, Literal, get_args

from jingwei.indicators import clauses
from jingwei.indicators.clauses import DefinitionError
from jingwei.indicators.formula import FormulaError, Named, Term, names, read_formula

Verb = Literal[
    "count", "sum", "average", "distinct", "share", "reported", "ratio", "formula", "growth", "increase", "rank",
    "completion", "best_rank_months", "worst_rank", "lowest", "highest", "distinct_over", "months_with", "lowest_month",
    "highest_month",
]  # fmt: skip
VERBS: tuple[Verb, ...] = get_args(Verb)
ROUNDS: frozenset[Verb] = frozenset({"best_rank_months", "worst_rank"})
RANKS: frozenset[Verb] = ROUNDS | {"rank"}
MONTHLY: frozenset[Verb] = frozenset({"months_with", "lowest_month", "highest_month"})
DERIVED: frozenset[Verb] = RANKS | MONTHLY | {"ratio", "formula", "growth", "increase", "completion"}
Flow = Literal["cumulative", "monthly", "stock"]
FLOWS: tuple[Flow, ...] = ("cumulative", "monthly", "stock")
_TOLD = {
    "name", "unit", "decimals", "version", "owner", "basis", "exclusions", "source", "valid_from", "why", "from", "key",
    "supplier", "paper",
}  # fmt: skip
_KNOWN = {*VERBS, *_TOLD, "where", "of", "at", "until", "aged", "flow", "parts_of", "comparable"}
_KNOWN |= {"span", "as_at", "base", "meets"}
_ON_FIELDS = (*clauses.MEASURED, "distinct")


@dataclass(frozen=True)
class Counting:
    """What a definition says. `source` is a register (or a statistic's key), `field` what is summed or told apart.

    Where several ledgers are read together `source` is their keys joined by +, and `over` says what of each.
    """

    verb: Verb
    source: str
    field: str = ""
    where: Mapping[str, Any] = column(default_factory=dict)
    of: Mapping[str, Any] = column(default_factory=dict)
    at: str = ""
    until: str = ""
    aged: Mapping[str, str] = column(default_factory=dict)
    formula: Term | None = None
    flow: Flow | None = None
    parts_of: str = ""
    comparable: bool = False
    span: Mapping[str, str] = column(default_factory=dict)
    as_at: clauses.State = "end"
    base: clauses.Base | None = None
    over: tuple[clauses.Branch, ...] = ()
    meets: Mapping[str, Any] = column(default_factory=dict)

    @property
    def kind(self) -> Literal["counted", "derived", "reported"]:
        """Counted from records, derived from other indicators, or reported from outside."""
        if self.verb == "reported":
            return "reported"
        return "derived" if self.verb in DERIVED else "counted"

    @property
    def operands(self) -> tuple[Named, ...]:
        """The indicators a derived one is made of."""
        return tuple(dict.fromkeys(names(self.formula))) if self.formula else ()


def parse(key: str, body: Mapping[str, Any]) -> Counting:
    """Read one definition. Raises DefinitionError."""
    unknown = set(body) - _KNOWN
    if unknown:
        raise DefinitionError(f"指标“{key}”的定义里有不认识的项：{'、'.join(sorted(map(str, unknown)))}。")
    verbs = [verb for verb in VERBS if verb in body]
    if len(verbs) != 1:
        raise DefinitionError(f"指标“{key}”须在 {'、'.join(VERBS)} 中恰好选一项。")
    verb = verbs[0]
    said = str(body[verb])
    as_at = clauses.read_state(key, body, counted=verb not in DERIVED and verb != "reported")
    meets, base = clauses.read_bounds(key, verb, body), clauses.read_base(key, verb, body)
    if verb in DERIVED:
        return Counting(verb, "", formula=_formula(key, verb, said), meets=meets)
    if verb == "distinct_over":
        over = clauses.read_branches(key, body[verb], body)
        return Counting(verb, "+".join(dict.fromkeys(one.source for one in over)), over=over, as_at=as_at)
    source, _, what = said.partition(".")
    aged, span = clauses.read_measure(key, verb, what, body)
    if verb in _ON_FIELDS and not (what or aged or span):
        raise DefinitionError(f"指标“{key}”的 {verb} 应写作“台账.字段”。")
    where, of = body.get("where") or {}, body.get("of") or {}
    if not isinstance(where, Mapping) or not isinstance(of, Mapping):
        raise DefinitionError(f"指标“{key}”的 where、of 应为“字段：值”。")
    if verb == "share" and not where:
        raise DefinitionError(f"指标“{key}”是占比，须用 where 写明分子的条件。")
    flow = body.get("flow")
    if flow is not None and flow not in FLOWS:
        raise DefinitionError(f"指标“{key}”的 flow 应为 {'、'.join(FLOWS)} 之一，写的是“{flow}”。")
    parts_of, comparable = str(body.get("parts_of") or ""), bool(body.get("comparable"))
    if (parts_of or comparable) and verb != "reported":
        raise DefinitionError(f"指标“{key}”不是外部报来的，不能写 parts_of、comparable。")
    at, until = str(body.get("at") or ""), str(body.get("until") or "")
    if at and until:
        raise DefinitionError(f"指标“{key}”的 at（统计期内）和 until（累计至期末）只能写一个。")
    return Counting(
        verb, source, what, dict(where), dict(of), at, until, aged, None, flow, parts_of, comparable, span, as_at, base
    )


def _formula(key: str, verb: Verb, said: str) -> Term:
    text = said.strip()
    if verb == "ratio":
        top, slash, bottom = (part.strip() for part in text.partition("/"))
        if not slash or not top or not bottom:
            raise DefinitionError(f"指标“{key}”的 ratio 应写作“分子指标 / 分母指标”。")
    elif verb == "completion":
        top, _, plan = (part.strip() for part in text.partition("/"))
        if not top.isidentifier() or ("/" in text and not plan.isidentifier()):
            raise DefinitionError(f"指标“{key}”的 completion 应写一个指标的代号，或“指标 / 年度计划指标”。")
        text = f"{top} / whole_year({plan})" if plan else top
    elif verb in RANKS | MONTHLY and not text.isidentifier():
        raise DefinitionError(f"指标“{key}”的 {verb} 应写一个指标的代号。")
    elif verb in ("growth", "increase"):
        if not text.isidentifier():
            raise DefinitionError(f"指标“{key}”的 {verb} 应写一个指标的代号。")
        # The growth of a rate is a difference too, in percentage points: the engine knows the unit, the formula not.
        text = f"{text} - last_year({text})"
    try:
        return read_formula(text)
    except FormulaError as error:
        raise DefinitionError(f"指标“{key}”的{error}。") from error
