"""For whom, about which period and when a report is written."""

from dataclasses import dataclass
from datetime import date

from jingwei.core.periods import Period
from jingwei.reports.writing.growth import Against, Basis


@dataclass(frozen=True, slots=True)
class Occasion:
    """The occasion of a report. `place` is the code of the subdistrict, `street` its name, `office` who signs."""

    office: str
    street: str
    place: str
    period: Period
    signed_on: date

    def basis(self, against: Against) -> Basis:
        """How comparisons of this report are worded."""
        return Basis(against, whole_year=self.period.kind == "year")

    def shifted(self, shift: Against | None) -> Period:
        """The period itself, the same part of last year, or last year as of whose end things are counted."""
        match shift:
            case None:
                return self.period
            case "last":
                return self.period.last_year()
            case "year_end":
                return Period.months(self.period.end.year - 1)

    def words(self) -> dict[str, str]:
        """The values of `words.WORDS`."""
        year, month = self.period.end.year, self.period.end.month
        return {
            "office": self.office,
            "street": self.street,
            "year": str(year),
            "last_year": str(year - 1),
            "next_year": str(year + 1),
            "period": self.period.name,
            "span": self.period.short_name,
            "rest": "下半年" if month == 6 else f"{year + 1}年" if month == 12 else "下一步",
            "as_of": f"{month}月底",
        }
