"""定义指标: what indicators mean; another meaning is another version, other words are not."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid
from jingwei.core.facts.facts import all_facts
from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.indicators.meaning import meaning_of, problem_of
from jingwei.indicators.models import Definition
from jingwei.indicators.policy import policy

_WORDS = ("name", "decimals", "basis", "owner", "exclusions", "source")


@register_action
class DefineIndicators(Action):
    """Define indicators, one per row. What each counts travels in the context: `bodies`, key → grammar of the body.

    The same body writes nothing. Another body or unit is a new version from `valid_from` on; another name, place of
    the decimal point or explanation changes the words of the version in force.
    """

    name = "indicators.define"
    label = "定义指标"
    declared = FieldSet(
        key="indicators_define",
        version=1,
        fields=(
            Field("key", "代号", "text", required=True, max_length=48),
            Field("name", "指标名称", "text", required=True, max_length=80),
            Field("unit", "单位", "text", required=True, max_length=16),
            Field("decimals", "小数位", "integer"),
            Field("version", "版本", "integer", help="不填则在已有版本上加一"),
            Field("owner", "责任部门", "text", max_length=60),
            Field("basis", "口径说明", "longtext"),
            Field("exclusions", "不计入", "longtext"),
            Field("source", "数据来源", "text", max_length=120),
            Field("valid_from", "启用日期", "date", help="不填为今天"),
        ),
    )

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """The statistician defines what is counted."""
        policy.may(act.actor, "define")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {new, versions, worded, same} as counts. Raises Invalid for a body that counts nothing."""
        bodies: Mapping[str, Mapping[str, Any]] = act.context["bodies"]
        problems = list(self._problems(items, bodies))
        if problems:
            raise Invalid(problems)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))", [act.scope.subdistrict])
        newest = {row.key: row for row in Definition.objects.order_by("key", "-version").distinct("key")}
        fresh, worded, again = [], [], 0
        for item in items:
            wanted = _wanted(act.scope.subdistrict, item.values, bodies[item.values["key"]])
            known = newest.get(wanted.key)
            if known is None or (known.body, known.unit) != (wanted.body, wanted.unit):
                wanted.version = max(known.version + 1 if known else 1, item.values.get("version") or 1)
                again += known is not None
                fresh.append(wanted)
            elif known.retired or any(getattr(known, name) != getattr(wanted, name) for name in _WORDS):
                for name in _WORDS:
                    setattr(known, name, getattr(wanted, name))
                known.retired = False
                known.revision += 1
                worded.append(known)
        Definition.objects.bulk_create(fresh)
        Definition.objects.bulk_update(worded, [*_WORDS, "retired", "revision"])
        counts = {"new": len(fresh) - again, "versions": again, "worded": len(worded)}
        counts["same"] = len(items) - sum(counts.values())
        if fresh or worded:
            audit("indicators_defined", f"{len(fresh) + len(worded)}项指标", reason=act.reason, detail=counts)
        return counts

    def _problems(self, items: Sequence[Item], bodies: Mapping[str, Mapping[str, Any]]) -> Iterator[Problem]:
        facts = all_facts()
        stored = Definition.objects.filter(retired=False).order_by("version").values_list("key", "unit")
        units = {**dict(stored), **{item.values["key"]: item.values["unit"] for item in items}}
        known = {*bodies, *units}
        seen: set[str] = set()
        for item in items:
            key = item.values["key"]
            said = "同一代号只能定义一次。" if key in seen else problem_of(key, bodies.get(key, {}), facts, known)
            total = bodies.get(key, {}).get("parts_of")
            if not said and total in units and units[total] != item.values["unit"]:
                said = f"分项的单位应与总数“{total}”的单位“{units[total]}”相同，次数和人次不能相加。"
            seen.add(key)
            if said:
                yield Problem("key", "代号", key, said, "definition.wrong", item.row)


def _wanted(street: str, values: Mapping[str, Any], body: Mapping[str, Any]) -> Definition:
    return Definition(
        subdistrict=street,
        key=values["key"],
        name=values["name"],
        unit=values["unit"],
        decimals=values.get("decimals") or 0,
        basis=values.get("basis", ""),
        owner=values.get("owner", ""),
        exclusions=values.get("exclusions", ""),
        source=values.get("source", ""),
        valid_from=date.fromisoformat(values["valid_from"]) if values.get("valid_from") else timezone.localdate(),
        body=meaning_of(body),
    )
