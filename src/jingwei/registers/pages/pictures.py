"""Where a row lies as a picture in the page: the outline of its grid with its own line, outline or point."""

from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString, mark_safe

from jingwei.places.drawing import Drawn, Layer, draw, picture
from jingwei.places.models import Place

_LINE = 3e-5  # how wide a line is drawn, in degrees to either side: some 3 m
_SMALL = 300  # pixels of width up to which a name would cover what is shown


def place_picture(
    title: str, place: Place | None, drawn: list[Any], lon: float | None, lat: float | None, width: int = 520
) -> SafeString | str:
    """Where it lies, as SVG: the outline of its grid, its own line or outline, its point; empty where none is known."""
    around = [place] if place is not None and place.outline else []
    layers = [Layer(draw(around, 16), "#0d3a56", 2.5, named=width > _SMALL)] if around else []
    own = [one if "Polygon" in one.geom_type else one.buffer(_LINE) for one in drawn]
    if own:
        known = tuple(Drawn(UUID(int=0), title, one, (one.centroid.x, one.centroid.y)) for one in own)
        layers.append(Layer(known, "#b3261e", 2.5, fill="#f3d9d6"))
    dots = [(lon, lat, 60)] if lon is not None and lat is not None else []
    # The pieces are escaped where the picture is made.
    return mark_safe(picture(layers, dots, f"{title}的位置", width=width)) if layers else ""  # noqa: S308
