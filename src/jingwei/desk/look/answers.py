"""What the sample pages ask for: points and outlines of the map, cards, a paragraph to edit."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from jingwei.core.ui.blocks import Event, Item
from jingwei.core.ui.maps import CLUSTER_ABOVE, Box, cluster, point_columns
from jingwei.core.ui.prose import Paragraph
from jingwei.desk.look import forms, places
from jingwei.desk.look.basics import HERE, at


def _points(request: HttpRequest) -> HttpResponse:
    try:
        box = Box.read(request.GET.get("bbox", ""), request.GET.get("zoom", ""))
    except ValueError as wrong:
        return JsonResponse({"problem": str(wrong)}, status=400)
    inside = [(n, point) for n, point in enumerate(places.points()) if box.holds(*point)]
    if len(inside) > CLUSTER_ABOVE:
        return JsonResponse(point_columns(cluster((p for _, p in inside), box.zoom), clustered=True, total=len(inside)))
    singles = ((lon, lat, 1, str(n), f"东港路{n}号") for n, (lon, lat) in inside)
    return JsonResponse(point_columns(singles, clustered=False, total=len(inside)))


def _card(request: HttpRequest) -> HttpResponse:
    history = (Event(at(2025, 7, 1, 8, 0), "系统", "取数"),)
    return render(
        request,
        "ui/figure_card.html",
        {
            "title": "12345转办件数",
            "value": "4171件",
            "origin": "counted",
            "definition": "上半年由12345平台转来、受理日期在1月1日至6月30日的工单，重复件只计一次。",
            "period": "2025年上半年",
            "place": "望澜街道",
            "rows_url": HERE + "list",
            "rows_text": "打开4171条明细",
            "history": history,
            "items": (Item("口径", "第3版"), Item("上年同期", 3980, unit="件")),
            "doubt": "与区平台月报相差 3 件",
        },
    )


def _edit(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        return render(
            request, "ui/paragraph.html", {"paragraph": Paragraph((request.POST.get("text", ""),)), "editable": True}
        )
    context = {
        "paragraph": forms.paragraphs()[4],
        "post_url": "?page=edit",
        "revision": 1,
        "cancel_url": "?page=uncut",
    }
    return render(request, "ui/paragraph_form.html", context)


def _picture(_request: HttpRequest) -> HttpResponse:
    dots = "".join(
        f'<circle cx="{(lon - 118.05) * 5000:.0f}" cy="{600 - (lat - 24.40) * 5000:.0f}" r="1.5" fill="#b5481a"/>'
        for lon, lat in places.points()[::40]
    )
    ground = '<path fill="#f4f2ec" d="M0 0h700v600H0z"/>'
    body = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 700 600">{ground}{dots}</svg>'
    return HttpResponse(body, content_type="image/svg+xml")


def _uncut(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/paragraph.html", {"paragraph": forms.paragraphs()[4], "editable": True})


def _options(request: HttpRequest) -> HttpResponse:
    options = tuple((str(n), f"金沙社区第{n}网格", "李样本") for n in range(1, 6))
    return render(request, "ui/link_options.html", {"options": options})


ANSWERS: dict[str, Callable[[HttpRequest], HttpResponse]] = {
    "points": _points,
    "outlines": lambda _request: JsonResponse(places.outlines()),
    "picture": _picture,
    "card": _card,
    "edit": _edit,
    "uncut": _uncut,
    "options": _options,
    "reveal": lambda _request: HttpResponse("13800001234", content_type="text/plain; charset=utf-8"),
    "slow": lambda _request: HttpResponse('<p class="nothing">没有关联工单</p>'),
    "slow-facet": lambda _request: HttpResponse(
        '<section class="facet"><h2>户籍类型</h2><p class="nothing">没有可选的值</p></section>'
    ),
}
