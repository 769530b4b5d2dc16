"""An order or a chat message pasted: read into the form of registration, which the clerk completes and sends."""

from typing import Any
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.core.scope import current_scope
from jingwei.core.ui.declared_form import form_fields, posted_values
from jingwei.core.ui.forms import FormGroup
from jingwei.core.ui.parts import Link
from jingwei.matters.actions import Receive
from jingwei.matters.kinds import kinds
from jingwei.matters.pasted import PastedRequest, read_pasted
from jingwei.matters.platforms import platform_of
from jingwei.matters.policy import policy
from jingwei.matters.receiving import asked_of
from jingwei.people.seating import SeatedRequest
from jingwei.places.models import Place

_TOLD = FieldSet(
    key="matters.paste",
    version=1,
    fields=(
        Field("kind", "类别", "choice", required=True, choices=tuple(Choice(k.key, k.name) for k in kinds().values())),
        Field("text", "粘贴工单或消息", "longtext", required=True, max_length=8000,
              help="整段粘贴，如“工单编号：… 诉求人：… 来电时间：… 诉求内容：…”，次序、换行都不限"),
    ),
)  # fmt: skip
_INTRO = "系统把认得的内容填进登记表，没有认出来的原样列在上面；核对、补齐后再提交，粘贴本身不登记。"
_CHECK = "已按粘贴的内容填好，请核对、补齐后提交。"


def paste(request: SeatedRequest) -> HttpResponse:
    """The text; and the form of registration with what was read from it. Nothing is stored."""
    policy.may(current_scope().actor, "receive")
    typed: dict[str, Any] = {"kind": "hotline"}
    problems: list[Any] = []
    if request.method == "POST":
        typed = posted_values(_TOLD, request.POST)
        clean = _TOLD.clean(typed)
        if clean.ok:
            return _filled(request, clean.values["kind"], request.POST["text"])
        problems = clean.problems
    context = {
        "title": "粘贴登记",
        "crumbs": (Link("事件", reverse("matters:list")),),
        "intro": _INTRO,
        "groups": (FormGroup(form_fields(_TOLD, typed, problems)),),
        "submit": "读取",
        "cancel_url": reverse("matters:list"),
    }
    return render(request, "desk/form.html", context, status=422 if problems else 200)


def _filled(request: SeatedRequest, kind: str, text: str) -> HttpResponse:
    action = Receive()
    declared = asked_of(kind, action.declared)
    told = read_pasted(text, declared)
    chosen = _placed(told)
    platform = platform_of(kind)
    values = {**told.values, "kind": kind, **({"channel": platform.channel} if platform else {})}
    search = {"place": reverse("people:place_options"), "category": reverse("matters:category_options")}
    unread = FormGroup((), "没有认出来的内容", "；".join(told.unread))
    context = {
        "title": f"登记{kinds()[kind].name}",
        "crumbs": (Link("事件", reverse("matters:list")), Link("粘贴登记", reverse("matters:paste"))),
        "intro": _CHECK,
        "groups": (
            *((unread,) if told.unread else ()),
            FormGroup(form_fields(declared, values, search_urls=search, chosen=chosen)),
        ),
        "submit": action.label,
        "post_url": reverse("matters:receive", args=[kind]),
        "cancel_url": reverse("matters:paste"),
        "key": str(uuid4()),
    }
    return render(request, "desk/form.html", context)


def _placed(told: PastedRequest) -> dict[str, str]:
    """Put the key of the place in the place of its name, where just one is called so; else it was not understood."""
    name = told.values.pop("place", None)
    if not name:
        return {}
    found = list(Place.objects.filter(name=name, valid_to__gt=timezone.localdate())[:2])
    if len(found) != 1:
        told.unread.append(f"所属区划：{name}")
        return {}
    told.values["place"] = str(found[0].pk)
    return {"place": found[0].name}
