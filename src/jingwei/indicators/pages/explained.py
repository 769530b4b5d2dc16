"""What an indicator means, in the words of a form: numerator and denominator, dates, exclusions, source, versions."""

from collections.abc import Iterator, Mapping

from django.urls import reverse

from jingwei.core.facts.facts import Facts, UnknownFact
from jingwei.core.facts.words import in_words, label_of
from jingwei.core.models import Change
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Cell as UiCell
from jingwei.core.ui.parts import Column, Link, Row, Table
from jingwei.indicators.definitions import Defined, read_row
from jingwei.indicators.grammar import Counting
from jingwei.indicators.models import Definition
from jingwei.indicators.pages.shown import KIND_WORDS, moment
from jingwei.indicators.together import facts_of
from jingwei.indicators.wording import wording

Words = Mapping[str, str]


def meaning_items(found: Defined, facts: Mapping[str, Facts], names: Words) -> tuple[Item, ...]:
    """The definition, item by item."""
    row, counting = found.row, found.counting
    source = _source(found, facts, names)
    return (
        Item("算法", wording(found, facts, names), wide=True),
        *_fraction(counting, facts, names),
        Item("取数日期", _dates(counting, facts), wide=True),
        *(Item("不计入", said, wide=True) for said in [_left_out(row, counting, facts)] if said),
        Item("来源", source),
        Item("数据来源", row.source or None),
        Item("来源类别", KIND_WORDS[found.kind]),
        Item("责任部门", row.owner or None),
        Item("单位", row.unit),
        Item("小数位", f"{row.decimals}位" if row.decimals else "取整数"),
        Item("版本", f"第{row.version}版，{row.valid_from} 起"),
        Item("代号", row.key),
    )


def versions_section(found: Defined, facts: Mapping[str, Facts], names: Words) -> Section:
    """Every version: from when, what it counted, who brought it in and why."""
    rows = list(Definition.objects.filter(key=found.row.key).order_by("-version"))
    made = {
        one.row_id: one
        for one in Change.objects.filter(row_id__in=[row.pk for row in rows], op="I").only(
            "row_id", "actor_label", "reason", "at"
        )
    }
    lines = tuple(
        Row((
            f"第{row.version}版", row.valid_from,
            UiCell(wording(read_row(row), facts, names), note=f"单位：{row.unit}"),
            UiCell(row.why or made[row.pk].reason or None, note=f"{made[row.pk].actor_label} {moment(made[row.pk].at)}")
            if row.pk in made else None,
        ))
        for row in rows
    )  # fmt: skip
    columns = (Column("版本"), Column("启用日期", "date"), Column("算法", "long"), Column("为何改、谁登记", "long"))
    return Section(
        "各版口径",
        key="versions",
        text="口径变了就是新的一版，两版的数不作比较，走势图上断开。",
        links=(Link("两版对照", reverse("indicators:versions", args=[found.row.key])),) if len(rows) > 1 else (),
        table=Table(columns, lines),
    )


def _source(found: Defined, facts: Mapping[str, Facts], names: Words) -> str:
    counting = found.counting
    if found.kind == "derived":
        return "由" + "、".join(f"“{names.get(one.key, one.key)}”" for one in counting.operands) + "算出"
    if found.kind == "reported":
        return str(found.row.body.get("supplier") or found.row.body.get("from") or "外部单位") + "报来"
    known = _known(counting, facts)
    return f"“{known.source.name}”" if known else counting.source


def _fraction(counting: Counting, facts: Mapping[str, Facts], names: Words) -> Iterator[Item]:
    known = _known(counting, facts)
    if counting.verb == "share" and known:
        of, where = "，".join(in_words(known, counting.of)), "，".join(in_words(known, counting.where))
        yield Item("分子", f"“{known.source.name}”中{where}的行", wide=True)
        yield Item("分母", f"“{known.source.name}”" + (f"中{of}的行" if of else "的全部行"), wide=True)
    elif counting.verb == "ratio" and len(counting.operands) == 2:
        top, bottom = counting.operands
        yield Item("分子", f"{names.get(top.key, top.key)}{top.when}")
        yield Item("分母", f"{names.get(bottom.key, bottom.key)}{bottom.when}")


def _dates(counting: Counting, facts: Mapping[str, Facts]) -> str:
    known = _known(counting, facts)
    if counting.kind == "derived":
        return "与所用指标相同"
    if counting.kind == "reported":
        return {"cumulative": "1月至当月累计", "monthly": "当月", "stock": "月末"}[counting.flow or "cumulative"]
    if counting.at and known:
        return f"“{label_of(known, counting.at)}”在统计期内的"
    if counting.until and known:
        return f"“{label_of(known, counting.until)}”不晚于统计期末的，累计"
    if counting.over and any(one.at or one.until for one in counting.over):
        return "各台账各按自己的日期，见算法"
    if counting.as_at == "start":
        return "统计期第一天之前（上期末）的状态"
    return "统计期最后一天的状态；还没有过完的，取今天"


def _known(counting: Counting, facts: Mapping[str, Facts]) -> Facts | None:
    """The facts of one ledger, or of several read as one."""
    try:
        return facts_of(counting, facts) if counting.kind == "counted" else None
    except UnknownFact:
        return None


def _left_out(row: Definition, counting: Counting, facts: Mapping[str, Facts]) -> str:
    known = _known(counting, facts)
    if counting.kind != "counted" or known is None:
        return row.exclusions
    apart = {key: said for key, said in counting.where.items() if key in ("not", "having_no")}
    said = ["，".join(in_words(known, {"having": apart["having_no"]}))] if "having_no" in apart else []
    said += ["，".join(in_words(known, one)) for one in _each(apart.get("not"))]
    # What has left is counted until it comes back.
    gone = "统计期末前又恢复使用的记录" if known.source.begun else "统计期末已停用、注销的记录"
    return "；".join([gone, *said, *([row.exclusions] if row.exclusions else [])])


def _each(wanted: object) -> list[Mapping[str, object]]:
    if wanted is None:
        return []
    return list(wanted) if isinstance(wanted, list | tuple) else [wanted]  # type: ignore[list-item]
