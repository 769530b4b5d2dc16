"""分发: every community (or grid) is asked for its own sheet by a day."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from django.http import QueryDict
from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.fields import Choice, Field, FieldSet, Problem
from jingwei.core.files import read_file
from jingwei.core.models import StoredFile
from jingwei.registers.models import Register
from jingwei.registers.query import register_by_key
from jingwei.registers.selection import read_selection
from jingwei.reports.handouts.blanks import read_blank, refuse_forbidden
from jingwei.reports.handouts.models import Handout, HandoutPart
from jingwei.reports.handouts.policy import policy
from jingwei.reports.handouts.query import level_places

_LEVELS = (Choice("community", "社区"), Choice("grid", "网格"))


@register_action
class HandOut(Action):
    """Hand out rows of a ledger, or the blank workbook given as `blank` in the context."""

    name = "reports.hand_out"
    label = "分发"
    offered = False
    help = "每个社区（或网格）一份：从台账预填本辖区的行，或发同一张空表。各社区在自己的工作台上下载、填好交回。"
    declared = FieldSet(
        key="reports_hand_out",
        version=1,
        fields=(
            Field("title", "名称", "text", required=True, max_length=80, help="如 2026年11月出租房屋核对"),
            Field("register", "从哪本台账预填", "text", max_length=40, help="发空表的不选"),
            Field(
                "list", "只发哪些行", "text", max_length=2000,
                help="在台账列表里筛选好，把浏览器地址栏的网址粘到这里；不填为全部在册",
            ),
            Field("level", "发到", "choice", required=True, choices=_LEVELS),
            Field("due", "截止日期", "date", required=True),
            Field("note", "填报说明", "text", max_length=300),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Ask the policy of handouts."""
        policy.may(act.actor, "hand_out")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {handout, parts} of the last one."""
        done: dict[str, Any] = {}
        for item in items:
            done = self._hand_out(act, item)
        return done

    def _hand_out(self, act: Act, item: Item) -> dict[str, Any]:
        values, blank = item.values, act.context.get("blank")
        register = self._register(values.get("register") or "", blank)
        due = date.fromisoformat(values["due"])
        if due < timezone.localdate():
            raise _wrong("due", "截止日期", values["due"], "截止日期已经过了，请填今天或以后的日期。")
        asked = _asked(register, values.get("list") or "") if register else ""
        places = level_places(values["level"])
        if not places:
            raise _wrong("level", "发到", values["level"], "这一级还没有区划，请先在“区划与网格”里导入。")
        handout = Handout(
            title=values["title"], register=register, asked=asked, blank=blank, level=values["level"], due=due,
            note=values.get("note") or "", made_by=act.actor.label, made_at=timezone.now(),
        )  # fmt: skip
        handout.save()
        HandoutPart.objects.bulk_create(
            HandoutPart(subdistrict=act.scope.subdistrict, handout=handout, place=place) for place in places
        )
        audit("handed_out", f"“{handout.title}”{len(places)}份", detail={"handout": str(handout.pk)})
        return {"handout": str(handout.pk), "parts": len(places)}

    def _register(self, key: str, blank: StoredFile | None) -> Register | None:
        if blank is not None and key:
            raise _wrong("register", "从哪本台账预填", key, "台账和空表只能选一样：从台账预填，或发上传的空表。")
        if blank is not None:
            refuse_forbidden(read_blank(read_file(blank)))
            return None
        if not key:
            raise _wrong("register", "从哪本台账预填", "", "请选一本台账预填，或上传一张空表。")
        register = register_by_key(key)
        if register.retired_on is not None:
            raise _wrong("register", "从哪本台账预填", key, f"“{register.name}”已停用，不能再分发。")
        if not register.place_field:
            raise _wrong("register", "从哪本台账预填", key, f"“{register.name}”没有网格字段，分不到各社区。")
        return register


def _asked(register: Register, text: str) -> str:
    """The question of a list's address, as it is read again."""
    question = urlsplit(text.strip()).query or text.strip().removeprefix("?")
    try:
        return read_selection(register, QueryDict(question)).params().removeprefix("?")
    except JingweiError as error:
        raise _wrong("list", "只发哪些行", text[:60], error.message) from error


def _wrong(field: str, label: str, value: str, message: str) -> Invalid:
    return Invalid([Problem(field, label, value, message, f"handout.{field}")])
