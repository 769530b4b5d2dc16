"""Who calls, as the system sees it."""

from typing import Any, cast

from django.http import HttpRequest
from ninja import Router

from jingwei.api.shapes import READ, WhoOut
from jingwei.api.surrounding import CalledRequest

router = Router(tags=["身份"])


@router.get("/whoami", response={200: WhoOut, **READ}, operation_id="whoami", summary="当前身份")
def whoami(request: HttpRequest) -> Any:
    """当前令牌或登录者的人员、岗位和数据范围。"""
    caller = cast(CalledRequest, request).caller
    seat = caller.seat
    return {
        "name": seat.name,
        "label": seat.label,
        "subdistrict": seat.subdistrict,
        "roles": sorted(seat.roles),
        "title": seat.title,
        "reader": seat.reader.name.lower(),
        "places": len(seat.scope.places),
        "token": caller.token_name or None,
        "expires_on": caller.expires_on,
    }
