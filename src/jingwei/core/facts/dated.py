"""Dates and rough numbers of a source, as SQL: a month lies in a period when the whole of it does."""

from datetime import date

from jingwei.core.errors import JingweiError
from jingwei.core.facts.source import Source
from jingwei.core.facts.sql import ALWAYS, Sql, negated
from jingwei.core.fields import Field

_DATES = frozenset({"date", "loose_date"})


class UnknownFact(JingweiError):
    """A definition names something the ledgers do not have."""

    code = "fact.unknown"
    status = 422


class DatedFacts:
    """What facts say of days; the rest of them is in facts.py."""

    __slots__ = ()

    source: Source
    alias: str

    @property
    def day(self) -> date:
        """The day whose state is seen."""
        raise NotImplementedError

    def path(self, path: str) -> Field:
        """The field at the end of a path over links."""
        raise NotImplementedError

    def number(self, path: str) -> Sql:
        """The numeric value of a field, as SQL."""
        raise NotImplementedError

    def text(self, path: str) -> Sql:
        """The value of a field as text, as SQL."""
        raise NotImplementedError

    def document(self, key: str) -> str:
        """The JSON in which a field stands, as SQL."""
        raise NotImplementedError

    def day_column(self, key: str) -> Sql | None:
        """The column that holds a date; None where it stands in the row's data."""
        raise NotImplementedError

    def _piece(self, text: str) -> Sql:
        raise NotImplementedError

    @property
    def line_in_force(self) -> Sql:
        """Of lines: whether one holds on the day that is seen."""
        day, by_key, out = self.day.isoformat(), self.source.fieldset.by_key, ALWAYS
        if "from" in by_key:
            begun = self.last_day("from")
            out = out & Sql(f"COALESCE({begun.text}, '') <= %s", (*begun.values, day))
        if "to" in by_key:
            ended = self.first_day("to")
            out = out & Sql(f"COALESCE({ended.text}, '9999') > %s", (*ended.values, day))
        return out

    def within(self, key: str, start: date, end: date) -> Sql:
        """The date field lies in the days from `start` to `end`, both included; of a month the whole of it does."""
        column = self.day_column(key)
        if column is not None:
            return Sql(f"{column.text} BETWEEN %s::date AND %s::date", (*column.values, start, end))
        first, last = self.first_day(key), self.last_day(key)
        if first == last:
            return Sql(f"{first.text} BETWEEN %s AND %s", (*first.values, start.isoformat(), end.isoformat()))
        text = f"{first.text} >= %s AND {last.text} <= %s"
        return Sql(text, (*first.values, start.isoformat(), *last.values, end.isoformat()))

    def perhaps_within(self, key: str, start: date, end: date) -> Sql:
        """The date field is known to a month or year that lies in the days in part: nobody can say whether it does."""
        first, last = self.first_day(key), self.last_day(key)
        inside = negated(self.within(key, start, end))
        text = f"{first.text} <= %s AND {last.text} >= %s AND {inside.text}"
        return Sql(text, (*first.values, end.isoformat(), *last.values, start.isoformat(), *inside.values))

    def until(self, key: str, end: date) -> Sql:
        """The date field lies on or before `end`: what has happened up to then, whenever it began."""
        column = self.day_column(key)
        if column is not None:
            return Sql(f"{column.text} <= %s::date", (*column.values, end))
        value = self.last_day(key)
        return Sql(f"{value.text} <= %s", (*value.values, end.isoformat()))

    def iso(self, path: str) -> Sql:
        """A date as ISO text, as SQL. Raises UnknownFact for a field that is no date."""
        found = self.path(path)
        if found.kind not in _DATES:
            raise UnknownFact(f"台账“{self.source.name}”的“{found.label}”不是日期。")
        return self.text(path)

    def first_day(self, path: str) -> Sql:
        """The first day a date can mean, as ISO text."""
        value = self.iso(path)
        if self.path(path).kind == "date":
            return value
        return Sql(f"({value.text} || substr('-01-01', length({value.text}) - 3))", (*value.values, *value.values))

    def last_day(self, path: str) -> Sql:
        """The last day a date can mean, as ISO text."""
        value = self.iso(path)
        if self.path(path).kind == "date":
            return value
        month = f"(({value.text} || '-01')::date + interval '1 month' - interval '1 day')::date::text"
        shapes = f"WHEN 10 THEN {value.text} WHEN 7 THEN {month} ELSE {value.text} || '-12-31'"
        return Sql(f"(CASE length({value.text}) {shapes} END)", value.values * 4)

    def compared(self, path: str) -> Sql:
        """The number by which bounds are asked of: what is said to be over (near) a number is a little more (less)."""
        found, number = self.path(path), self.number(path)
        if found.kind != "approximate" or "." in path:
            return number
        how = self._piece(f"{self.document(path)}->'{path}'->>'a'")
        nudge = f"CASE {how.text} WHEN 'over' THEN 1e-9 WHEN 'near' THEN -1e-9 ELSE 0 END"
        return Sql(f"({number.text} + {nudge})", (*number.values, *how.values))

    def age(self, born: str, at: str = "") -> Sql:
        """Full years from a date of birth to another date of the row, or to the day that is counted."""
        value, then = self.first_day(born), self.first_day(at) if at else Sql("%s", (self.day.isoformat(),))
        return Sql(f"date_part('year', age(({then.text})::date, ({value.text})::date))", (*then.values, *value.values))
