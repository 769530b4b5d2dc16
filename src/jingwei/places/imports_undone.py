"""How imports of outlines are looked at and undone."""

from collections.abc import Sequence
from typing import ClassVar
from uuid import UUID

from django.db import connection

from jingwei.core.actions import Act
from jingwei.core.errors import Conflict
from jingwei.core.imports import HistoryKind, Standing, Undoing, Written, register_kind, standing_checks
from jingwei.core.imports.showing import some
from jingwei.core.imports.standing import standing
from jingwei.core.models import ImportRecord
from jingwei.core.records import Record
from jingwei.places.models import GridScheme, Place, Succession
from jingwei.places.outlines import level_name
from jingwei.places.policy import policy
from jingwei.places.ports import place_givers


def lock_places(street: str) -> None:
    """Outlines come in, and are taken back, one file after the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 2))", [street])


def place_name(place: Place) -> str:
    """A place by name and code."""
    return f"{place.name}（{place.code}）"


def _succession_name(one: Succession) -> str:
    return f"{one.before.name}{one.get_kind_display()}{one.after.name}"


@register_kind
class OutlineImport(HistoryKind):
    """A grid scheme from a file of outlines."""

    action = "places.import_outlines"
    label = "区划与网格"
    url = "/places/"
    policy = policy
    verb = "keep_places"
    tables: ClassVar[Sequence[Written]] = (
        Written(GridScheme, "网格体系", lambda one: one.name, silent=("order", "key")),
        Written(
            Place, "区划", place_name, silent=("path", "sort", "scheme_id"), words={"level": level_name},
            unkept={"outline": ("原来的边界", "新的边界")},
        ),
    )  # fmt: skip

    def lock(self, act: Act) -> None:
        """One file after the other."""
        lock_places(act.scope.subdistrict)

    def hinder(self, undoing: Undoing) -> None:
        """A code has one place a day: none that ended may come back where another has begun since."""
        back = {trace.row: undoing.rows[trace.row] for trace in undoing.changed.get(Place, ()) if _ended(trace.before)}
        if not back:
            return
        own = [*back, *(trace.row for trace in undoing.made.get(Place, ()))]
        others = Place.objects.filter(
            scheme__in={one.scheme_id for one in back.values()}, code__in={one.code for one in back.values()}
        ).exclude(pk__in=own)
        ended_on = {(one.scheme_id, one.code): one.valid_to for one in back.values()}
        again = [one for one in others.defer("outline") if one.valid_from >= ended_on[one.scheme_id, one.code]]
        if again:
            named = some([place_name(one) for one in again])
            raise Conflict(f"有{len(again)}个区划在这次导入之后又重新启用，不能撤销：{named}。请重新导入正确的边界。")


@register_kind
class Redrawing(OutlineImport):
    """Grids redrawn on the page of grids. The rows that went along go back first, or nothing does."""

    action = "places.redraw"
    label = "网格调整"
    verb = "redraw_places"
    tables = (*OutlineImport.tables, Written(Succession, "沿革", _succession_name, reads=("before", "after")))

    def take_back(self, record: ImportRecord, act: Act) -> int:
        """First the rows of ledgers, so that none of them stands on the new places any more."""
        lock_places(act.scope.subdistrict)
        for give_back in place_givers:
            give_back(record.sha256, act)
        return super().take_back(record, act)


def _ended(before: dict[str, object] | None) -> bool:
    return "valid_to" in (before or {})


@standing_checks
def places_on(model: type[Record], made: Sequence[UUID], own: Sequence[UUID]) -> Sequence[Standing]:
    """Places below new places, and places of a new scheme."""
    rows = Place.objects.exclude(pk__in=own).defer("outline").order_by("code")
    if model is Place:
        return [standing("后来的下级区划", "个", rows.filter(parent__in=made), place_name)]
    if model is GridScheme:
        return [standing("后来的区划", "个", rows.filter(scheme__in=made), place_name)]
    return []
