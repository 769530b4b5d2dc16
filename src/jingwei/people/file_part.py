"""In the file of an object: who serves in the place it lies in."""

from collections.abc import Mapping

from django.urls import reverse

from jingwei.core.ports import FileLine, FilePart, Subject, file_sections
from jingwei.people.query import serving


@file_sections
def served_by(subject: Subject, pages: Mapping[str, int], most: int) -> FilePart | None:
    """The people of its grid, nearest first, with their phones of the office; one query."""
    if subject.place is None:
        return None
    found = serving([subject.place])[subject.place]
    if not found:
        return None
    url = reverse("places:place", args=[subject.place])
    lines = tuple(
        FileLine(None, one.role_label, one.name, f"{one.place_name}，{one.phone}", url) for one in found[:most]
    )
    return FilePart("serving", "网格服务人员", lines, heads=("", "岗位", "姓名", "服务区域和工作电话"))
