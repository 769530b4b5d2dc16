"""Which places of the street are of which class: terms differ inside them. The classes themselves are in the pack."""

from django.db import models
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from jingwei.core.records import Withdrawable
from jingwei.places.models import Place

# The class of the place itself, else of the nearest place above it that has one.
_OF = """(SELECT c.place_class FROM matters_placeclass c WHERE c.area_id = ANY(places_place.path) AND
  c.withdrawn_at IS NULL ORDER BY array_position(places_place.path, c.area_id) DESC LIMIT 1)"""


class PlaceClass(Withdrawable):
    """One place is of a class, and all in it that have none of their own."""

    # Not called place: who serves a grid knows the class of the community around it as well.
    area = models.ForeignKey(Place, on_delete=models.PROTECT, verbose_name="区划")
    place_class = models.CharField("区域类别", max_length=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subdistrict", "area"], condition=Withdrawable.in_use, name="uq_place_class"
            )
        ]


def with_class(places: QuerySet[Place]) -> QuerySet[Place]:
    """The places with the class of each as `place_class` (None: none), in the same query."""
    return places.annotate(place_class=RawSQL(_OF, []))  # noqa: S611 - no parameter goes into the text
