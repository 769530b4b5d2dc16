"""抽取抽查件: of what was settled on the spot in a month, a share is drawn at random; the seed stays."""

from __future__ import annotations

import random
import secrets
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from math import ceil
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.audit import audit
from jingwei.core.errors import Conflict, Invalid
from jingwei.core.fields import Field, FieldSet
from jingwei.core.periods import Period, PeriodError
from jingwei.matters.models import Draw, Matter, Sample
from jingwei.matters.policy import policy
from jingwei.matters.texts import DRAWN_ALREADY, MONTH_RUNS, MONTH_WRONG, NOTHING_TO_DRAW
from jingwei.people.linked import problem

SHARE = 10


@register_action
class DrawSample(Action):
    """Draw a month's sample. A month is drawn once."""

    name = "matters.draw_sample"
    label = "抽取"
    help = "从这个月即报即结的事件里随机抽取，每月一次；随机数种子留存，可以重新核对。抽出的由另一人到现场或电话核实。"
    declared = FieldSet(
        key="matters.draw_sample",
        version=1,
        fields=(
            Field("month", "月份", "text", required=True, max_length=16, help="如 2025-06，须已结束"),
            Field(
                "share", "抽查比例", "integer", unit="%", minimum=Decimal(1), maximum=Decimal(100),
                help="不填为10，至少抽1件",
            ),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who supervises."""
        policy.may(act.actor, "draw")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids} of the draws, {drawn} how many. Raises Conflict for a month that runs or was drawn."""
        draws = [self._draw(act, item) for item in items]
        return {"ids": [str(one.pk) for one in draws], "drawn": [one.drawn for one in draws]}

    def _draw(self, act: Act, item: Item) -> Draw:
        month = self._month(item)
        code = f"{month.start:%Y-%m}"
        if month.end >= timezone.localdate():
            raise Conflict(MONTH_RUNS.format(month=code))
        if Draw.objects.filter(month=code).exists():
            raise Conflict(DRAWN_ALREADY.format(month=code))
        # By closing day and number: the same order whoever draws it again.
        settled = Matter.objects.filter(on_spot=True, stage="closed", closed_on__range=(month.start, month.end))
        found = list(settled.order_by("closed_on", "number").only("place_id", "number"))
        if not found:
            raise Conflict(NOTHING_TO_DRAW.format(month=code))
        share = int(item.values.get("share") or SHARE)
        seed = secrets.token_hex(8)
        chosen = random.Random(seed).sample(found, max(1, ceil(len(found) * share / 100)))  # noqa: S311
        made = Draw.objects.create(
            subdistrict=act.scope.subdistrict, month=code, share=share, seed=seed, of=len(found), drawn=len(chosen),
            drawn_by=act.actor.label,
        )  # fmt: skip
        Sample.objects.bulk_create(
            Sample(subdistrict=act.scope.subdistrict, draw=made, matter=one, place_id=one.place_id) for one in chosen
        )
        Matter.objects.filter(pk__in=[one.pk for one in chosen]).update(sampled="waiting")
        audit("sampled", f"{code}即报即结抽查", detail={"seed": seed, "of": made.of, "drawn": made.drawn})
        return made

    def _month(self, item: Item) -> Period:
        told = item.values["month"]
        try:
            period = Period.parse(told)
        except PeriodError:
            period = None
        if period is None or period.start.day != 1 or (period.end - period.start) > timedelta(days=31):
            raise Invalid([problem(self.declared, "month", told, MONTH_WRONG, code="month.wrong", row=item.row)])
        return period
