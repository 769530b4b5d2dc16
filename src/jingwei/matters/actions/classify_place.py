"""区域类别: of which class a place is, so that terms inside it differ; nothing: of none of its own."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import F
from django.db.models.functions import Now

from jingwei.core.actions import Act, Action, Item, register_action
from jingwei.core.fields import Choice, Field, FieldSet
from jingwei.matters.kinds import place_classes
from jingwei.matters.models import PlaceClass
from jingwei.matters.policy import policy
from jingwei.people.linked import linked
from jingwei.places.models import Place


@register_action
class ClassifyPlace(Action):
    """Say of which class places are. Matters that came before keep the class of their day."""

    name = "matters.classify_place"
    label = "设置区域类别"
    help = "区域内没有另设类别的下级区划随它；已登记的事件按登记时的类别，不变。"
    declared = FieldSet(
        key="matters.classify_place",
        version=1,
        fields=(
            Field("place", "区划", "link", required=True, link="places.place"),
            Field(
                "place_class", "区域类别", "choice", help="不填为取消类别，随上级区划",
                choices=tuple(Choice(key, name) for key, name in place_classes().items()),
            ),
        ),
    )  # fmt: skip

    def check(self, act: Act, items: Sequence[Item]) -> None:
        """Who dispatches."""
        policy.may(act.actor, "dispatch")

    def run(self, act: Act, items: Sequence[Item]) -> Mapping[str, Any]:
        """Returns {ids} of what holds now. Raises Invalid for places that do not exist."""
        places = linked(self.declared, "place", items, Place.objects.all())
        told = {places[item.values["place"]]: item.values.get("place_class") or "" for item in items}
        PlaceClass.objects.filter(area__in=told).update(withdrawn_at=Now(), revision=F("revision") + 1)
        made = [
            PlaceClass(subdistrict=act.scope.subdistrict, area=place, place_class=key)
            for place, key in told.items()
            if key
        ]
        PlaceClass.objects.bulk_create(made)
        return {"ids": [str(one.pk) for one in made]}
