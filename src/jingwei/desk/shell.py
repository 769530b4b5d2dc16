"""The frame of every page of the desk: office, reader, menu by role."""

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from jingwei.core.scope import Reader
from jingwei.core.ui.parts import MenuGroup, Shell
from jingwei.desk.menu import menu_of
from jingwei.people.seats import Seat
from jingwei.people.shell_links import account_links, user_links
from jingwei.places.offices import office_name


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell` for pages behind the sign-in, and the plain frame before it."""
    seat: Seat | None = getattr(request, "seat", None)
    if seat is None:
        return {"shell": Shell(office="经纬·街道台账与工作报告系统")}
    return {
        "shell": Shell(
            office=office_name(seat.subdistrict),
            user=seat.name,
            post=seat.title,
            on_behalf=seat.lent_by,
            menu=_marked(request, menu_of(seat)),
            users=user_links(request),
            account=account_links(seat),
            # Administrators see no records, so there is nothing to search.
            search_url="" if seat.reader is Reader.ADMIN else "/search/",
            search_value=request.GET.get("q", "") if request.path == "/search/" else "",
        )
    }


def _marked(request: HttpRequest, groups: tuple[MenuGroup, ...]) -> tuple[MenuGroup, ...]:
    """The same menu with the entry the reader is in marked: the longest address that begins the path."""
    links = [link for group in groups for link in group.links]
    fitting = [
        link.url for link in links if request.path.startswith(link.url) and (link.url != "/" or request.path == "/")
    ]
    here = max(fitting, key=len, default="")
    return tuple(
        MenuGroup(group.label, tuple(replace(link, here=True) if link.url == here else link for link in group.links))
        for group in groups
    )
