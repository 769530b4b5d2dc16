"""The verbs of places: importing this package registers them."""

from jingwei.places.actions.add_subdistrict import AddSubdistrict
from jingwei.places.actions.import_divisions import ImportDivisions
from jingwei.places.actions.import_outlines import ImportOutlines
from jingwei.places.actions.redraw import RedrawPlaces

__all__ = ["AddSubdistrict", "ImportDivisions", "ImportOutlines", "RedrawPlaces"]
