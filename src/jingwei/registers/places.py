"""Where rows lie: by the code or name they write down, else by their point."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from jingwei.core.fields import Field, FieldSet, Problem
from jingwei.places.territory import Territory, territory, territory_days
from jingwei.registers.fieldsets import location_of

_OUTSIDE = "该点不在本街道范围内，请核对经纬度（应为 CGCS2000 或 WGS-84，经度在前）。"
_UNKNOWN = "网格体系中没有这个代码或名称，请对照“区划与网格”核对，或联系综合网格管理员。"


# Place by the scheme that gives rights, places by the others, longitude and latitude.
Located = tuple[UUID | None, list[UUID], float | None, float | None]


class Placer:
    """Finds the places of rows of one set of fields as of a day; `place_field` holds the code or name of a place."""

    def __init__(self, fieldset: FieldSet, place_field: str, on: date) -> None:
        self.territory: Territory = territory(on)
        self._named = fieldset.by_key.get(place_field)
        self._point = fieldset.by_key.get(location_of(fieldset) or "")

    def points(self, rows: Sequence[Mapping[str, Any]]) -> tuple[list[float | None], list[float | None]]:
        """Longitudes and latitudes, None where there is none."""
        points = [values.get(self._point.key) for values in rows] if self._point else [None] * len(rows)
        return [p["lon"] if p else None for p in points], [p["lat"] if p else None for p in points]

    def located(
        self, rows: Sequence[dict[str, Any]], numbers: Sequence[int | None], problems: list[Problem]
    ) -> list[Located]:
        """Where each row lies; what cannot be found goes to `problems`."""
        lons, lats = self.points(rows)
        places = self.places(rows, numbers, problems)
        return list(zip(places, self.territory.locate_others(lons, lats), lons, lats, strict=True))

    def places(
        self, rows: Sequence[dict[str, Any]], numbers: Sequence[int | None], problems: list[Problem]
    ) -> list[UUID | None]:
        """The place of each row. A name that was written becomes its code; what cannot be found goes to `problems`."""
        land = self.territory
        if land.empty:
            return [None] * len(rows)
        lons, lats = self.points(rows)
        located = land.locator.locate_many(lons, lats)
        inside = land.within.locate_many(lons, lats)
        bounded = self._point if len(land.within) > 0 else None
        cache: dict[str, UUID | None] = {}
        out: list[UUID | None] = []
        for index, values in enumerate(rows):
            place = located[index]
            if bounded is not None and lons[index] is not None and inside[index] is None:
                written = f"{lons[index]},{lats[index]}"
                problems.append(_problem(bounded, written, numbers[index], "place.outside", _OUTSIDE))
            if self._named is not None and (raw := values.get(self._named.key)):
                if raw not in cache:
                    cache[raw] = land.find(str(raw))
                found = cache[raw]
                if found is None:
                    problems.append(_problem(self._named, str(raw), numbers[index], "place.unknown", _UNKNOWN))
                else:
                    # Whether the sheet writes the name or the code, the ledger keeps the code.
                    values[self._named.key] = land.codes[found]
                # A point refines the place that was written down, but never moves the row to another one.
                place = place if place is not None and found in land.paths.get(place, ()) else found
            out.append(place)
        return out


class EventPlacer:
    """Finds the places of events: those that were there on the day of each, `day` being the field that says it."""

    def __init__(self, fieldset: FieldSet, place_field: str, day: Field) -> None:
        self._changes = territory_days()
        self._fieldset, self._place_field, self._day = fieldset, place_field, day.key
        self._kept: dict[date, Placer] = {}

    def located(
        self, rows: Sequence[dict[str, Any]], numbers: Sequence[int | None], problems: list[Problem]
    ) -> list[Located]:
        """Where each row lies; the territory is asked once for each of its changes that rows fall between."""
        eras: dict[date, list[int]] = {}
        for index, values in enumerate(rows):
            eras.setdefault(self._era(values.get(self._day)), []).append(index)
        out: dict[int, Located] = {}
        for era, chosen in eras.items():
            if era not in self._kept:
                self._kept[era] = Placer(self._fieldset, self._place_field, era)
            some = self._kept[era].located([rows[n] for n in chosen], [numbers[n] for n in chosen], problems)
            out.update(zip(chosen, some, strict=True))
        return [out[index] for index in range(len(rows))]

    def _era(self, day: str | None) -> date:
        """The last change up to the day, or the first: what happened before the office drew its grids lies in those."""
        on = date.fromisoformat(day) if day else timezone.localdate()
        at = bisect_right(self._changes, on)
        return self._changes[max(at - 1, 0)] if self._changes else on


def _problem(f: Field, value: str, row: int | None, code: str, message: str) -> Problem:
    return Problem(field=f.key, label=f.label, value=value, message=message, code=code, row=row)
