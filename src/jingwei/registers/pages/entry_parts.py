"""What the page of a row and its file share: finding it, its state, where it lies, the way between the two."""

from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from jingwei.core.errors import Missing
from jingwei.core.ui.blocks import Item, Section
from jingwei.core.ui.parts import Badge, Link
from jingwei.places.equal_area import LocalPlane
from jingwei.registers.fieldsets import fieldset_of, location_of
from jingwei.registers.history import SHAPES
from jingwei.registers.models import Entry, Source, Version
from jingwei.registers.pages.pictures import place_picture

_LONG = 1000  # metres from which a length is told in kilometres


def find_entry(entry_id: UUID) -> Entry:
    """The entry with its ledger and place. Raises Missing outside the border."""
    found = Entry.objects.select_related("register", "place").filter(pk=entry_id).first()
    if found is None:
        raise Missing("没有这条记录，或不在您的管辖范围内。")
    return found


def entry_tabs(entry: Entry, here: str) -> tuple[Link, ...]:
    """The row's own page and its file."""
    return tuple(
        Link(label, reverse(f"registers:{name}", args=[entry.pk]), here=name == here)
        for name, label in (("entry", "登记内容"), ("dossier", f"{entry.register.noun}档案"))
    )


def from_sheet(source: Source, row: int | None = None) -> str:
    """Where a state came from: the file, its sheet where it has sheets, the row."""
    sheet = f"“{source.sheet}”表" if source.sheet else ""
    return f"来自《{source.file.name}》{sheet}{f'第{row}行' if row else ''}"


def state_badge(entry: Entry) -> Badge:
    """Whether it is in use."""
    if entry.ended_on:
        return Badge("已停用", "calm", f"{entry.ended_on} 起，{entry.ended_reason}")
    return Badge("使用中", "good")


def where_it_lies(entry: Entry, state: Version, *, picture: str = "") -> Section | None:
    """The way to the map and to the place; with `picture` (screen, paper) the spot in the outline of its place."""
    links = []
    if entry.place:
        links.append(Link("网格和服务人员", reverse("places:place", args=[entry.place.pk]), icon="users"))
    along = drawn_of(entry, state)
    if along is not None:
        return _along(entry, state, along, links)
    if state.lon is None or state.lat is None:
        missing = "没有登记经纬度，图上不显示。" if location_of(fieldset_of(entry.register)) else ""
        return Section("所在位置", text=missing, links=tuple(links)) if missing or links else None
    at = urlencode({"at": f"{state.lon:.6f},{state.lat:.6f}", "name": state.title})
    links.insert(0, Link("在地图上看", f"{reverse('places:map')}?{at}", icon="map"))
    items = (Item("经纬度", f"{state.lon:.6f},{state.lat:.6f}"),)
    if not (picture and entry.place):
        return Section("所在位置", items=items, links=tuple(links))
    src = (
        f"{reverse('places:picture')}?{urlencode({'place': entry.place.pk, 'at': f'{state.lon:.6f},{state.lat:.6f}'})}"
    )
    drawn = {"src": src, "alt": f"{state.title}在{entry.place.name}的位置"}
    return Section(
        "所在位置", items=items, links=tuple(links), template=f"registers/parts/spot_on_{picture}.html", data=drawn
    )


def drawn_of(entry: Entry, state: Version) -> BaseGeometry | None:
    """The line or outline of a row; None of what is drawn as a point or not at all."""
    fields = fieldset_of(entry.register, retired=True).fields
    said = next((state.data[one.key] for one in fields if one.kind in SHAPES and state.data.get(one.key)), None)
    return shape(said) if isinstance(said, dict) else None


def _along(entry: Entry, state: Version, drawn: BaseGeometry, links: list[Link]) -> Section:
    """Where a line or an outline lies: in the outline of its grid, with its length and the way to its middle."""
    middle = (
        drawn.interpolate(0.5, normalized=True) if drawn.geom_type == "LineString" else drawn.representative_point()
    )
    at = urlencode({"at": f"{middle.x:.6f},{middle.y:.6f}", "name": state.title})
    way = Link("在地图上看", f"{reverse('places:map')}?{at}", icon="map")
    items: tuple[Item, ...] = ()
    if "Polygon" not in drawn.geom_type:
        metres = LocalPlane(middle.x, middle.y).flatten(drawn).length
        items = (Item("线位长度", f"{metres / 1000:.2f}公里" if metres >= _LONG else f"{metres:.0f}米"),)
    svg = place_picture(state.title, entry.place, [drawn], None, None, 260)
    return Section(
        "所在位置", items=items, links=(way, *links), template="registers/parts/drawn.html", data={"picture": svg}
    )
