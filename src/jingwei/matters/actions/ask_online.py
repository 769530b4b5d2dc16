"""网上提交: a resident says what is wrong; asked is only what is needed to see to it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils import timezone

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.errors import Refused
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.actions.moving import step_of
from jingwei.matters.models import OnlineCode, Request
from jingwei.matters.online import RESIDENT, code_of, digest_of
from jingwei.matters.receiving import received

_TITLE = 40
_NUMBER = re.compile(r"\d{7,}[\dXx]*")
_SHOWN_TO = (Choice("desk", "请保密，只给街道调度岗"), Choice("handler", "承办部门也可以看"))
_KINDS = (Choice("help", "求助，需要上门或帮忙"), Choice("feedback", "反映问题、提建议"))


@register_action
class AskOnline(Action):
    """Register the request of a resident, with what is kept of the code to look later."""

    name = "matters.ask_online"
    label = "网上提交"
    offered = False
    declared = FieldSet(
        key="matters.ask_online",
        version=1,
        fields=(
            Field("kind", "您要", "choice", required=True, choices=_KINDS),
            Field(
                "text", "什么事", "longtext", required=True, max_length=1000,
                help="写清什么情况、希望怎样解决；不要写身份证号、银行卡号",
            ),
            Field("place", "所在社区", "link", required=True, link="places.place"),
            Field("address", "具体地点", "text", max_length=120, help="如“望澜路3号门前”"),
            Field(
                "contact_phone", "联系电话", "phone", personal="phone",
                help="可以不填；不填的，办理结果只能凭编号和查询码在网上看",
            ),
            Field("secret", "电话给谁看", "choice", choices=_SHOWN_TO, help="不选的，承办部门也能看到，便于联系您"),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Only the page of residents."""
        if act.actor != RESIDENT:
            raise Refused("这是居民提交诉求的页面，工作人员请用“登记”。")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {numbers}; the code is not in it, since outcomes are kept."""
        at = timezone.now()
        told = [Item(None, _told(item.values), item.row) for item in items]
        made = received(self.declared, act, told, at, lambda _, matter: step_of(matter, "receive", act, at))
        code, numbers = code_of(act.context["key"]), {one.pk: one.number for one in made}
        requests = Request.objects.filter(matter__in=numbers)
        OnlineCode.objects.bulk_create(
            OnlineCode(subdistrict=act.scope.subdistrict, request=one, digest=digest_of(numbers[one.matter_id], code))
            for one in requests
        )
        return {"numbers": [one.number for one in made]}


def _told(values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as every request has them."""
    secret = values.get("secret") == "desk"
    return {**values, "channel": "web", "title": _title(values["text"]), "secret": secret}


def _title(text: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), text)
    # Lists show titles: a number typed into the text stays there.
    first = _NUMBER.sub("…", first)
    return first if len(first) <= _TITLE else f"{first[: _TITLE - 1]}…"
