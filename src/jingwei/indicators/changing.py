"""What saving a definition would do: nothing, other words, another day, or another version; and doing it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from django.db import connection
from django.utils import timezone

from jingwei.core.audit import AuditLine, audit_all
from jingwei.core.errors import Conflict
from jingwei.core.fields import Field, Problem
from jingwei.indicators.definitions import last_versions
from jingwei.indicators.meaning import meaning_of
from jingwei.indicators.models import Definition

Kind = Literal["new", "version", "dated", "words", "same"]
KINDS: Mapping[Kind, str] = {
    "new": "新建", "version": "新的一版", "dated": "改启用日期", "words": "只改文字", "same": "没有变化",
}  # fmt: skip
WORDS = ("name", "decimals", "basis", "exclusions", "source", "owner")
WORD_FIELDS = (
    Field("name", "指标名称", "text", required=True, max_length=80),
    Field("unit", "单位", "text", required=True, max_length=16),
    Field("decimals", "小数位", "integer", help="0 到 6 位"),
    Field("owner", "责任部门", "text", max_length=60),
    Field("basis", "口径说明", "longtext", max_length=1000),
    Field("exclusions", "不计入什么", "longtext", max_length=1000),
    Field("source", "数据来源", "text", max_length=120),
    Field("valid_from", "启用日期", "date", help="到这一天或以后结束的统计期按它数；不填为今天"),
)


@dataclass
class Change:
    """One definition to be saved: `row` as it will be, `before` the present version (None: it is new)."""

    row: Definition
    before: Definition | None
    at: int | None = None

    @property
    def kind(self) -> Kind:
        """What saving it does."""
        before = self.before
        if before is None:
            return "new"
        if before.retired or (meaning_of(before.body), before.unit) != (self.row.body, self.row.unit):
            return "version"
        if before.valid_from != self.row.valid_from:
            return "dated"
        same = all(getattr(before, name) == getattr(self.row, name) for name in WORDS)
        return "same" if same else "words"


def change_of(key: str, values: Mapping[str, Any], body: Mapping[str, Any], before: Definition | None) -> Change:
    """What saving `values` (clean, by WORD_FIELDS) and a body would do; what is not given is empty but the day."""
    given = values.get("valid_from")
    kept = before.valid_from if before else timezone.localdate()
    words = {name: values.get(name, 0 if name == "decimals" else "") for name in WORDS}
    row = Definition(
        key=key, body=meaning_of(body), unit=values.get("unit", ""),
        valid_from=date.fromisoformat(given) if given else kept, **words,
    )  # fmt: skip
    return Change(row, before)


def lock_definitions(street: str) -> None:
    """Definitions are saved one after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))", [street])


def demand_reasons(changes: Sequence[Change], reason: str) -> list[Problem]:
    """Another way of counting needs a reason; other words do not."""
    if reason or not any(one.kind in ("version", "dated") for one in changes):
        return []
    return [Problem("reason", "变更原因", "", "口径有变动，请写明原因。", "required")]


def apply(changes: Sequence[Change], reason: str, street: str) -> dict[str, int]:
    """Write them; gives how many of each kind. One statement for versions, one for words, one for the log."""
    numbers = last_versions(one.row.key for one in changes)
    counts: dict[str, int] = dict.fromkeys(KINDS, 0)
    made: list[Definition] = []
    worded: list[Definition] = []
    lines: list[AuditLine] = []
    for one in changes:
        kind = one.kind
        counts[kind] += 1
        if kind == "same":
            continue
        if kind in ("new", "version"):
            one.row.subdistrict, one.row.version = street, numbers.get(one.row.key, 0) + 1
            one.row.why = reason[:200] if one.before else ""
            made.append(one.row)
        elif one.before is not None:
            one.row.version = one.before.version
            for name in (*WORDS, "valid_from"):
                setattr(one.before, name, getattr(one.row, name))
            one.before.revision += 1
            worded.append(one.before)
        detail = {"key": one.row.key, "version": one.row.version, "kind": kind}
        lines.append(AuditLine("indicator_defined", one.row.name, reason, detail))
    Definition.objects.bulk_create(made)
    Definition.objects.bulk_update(worded, [*WORDS, "valid_from", "revision"])
    audit_all(lines)
    return counts


def refuse_stale(targets: Sequence[Definition], present: Mapping[str, Definition]) -> None:
    """Raise Conflict where another has made a version since."""
    for target in targets:
        newer = present[target.key]
        if newer.pk != target.pk:
            raise Conflict(
                f"您打开之后，“{newer.name}”已有第{newer.version}版（{newer.valid_from}起），请在新的一版上修改。"
            )
