"""A number as it stands in the text: digits or numerals, unit, approximation."""

from dataclasses import dataclass
from decimal import Decimal

DIGITS, NUMERALS, RANKING, ZERO = "digits", "numerals", "ranking", "zero"


@dataclass(slots=True)
class Token:
    """A number that states something.

    `start` and `end` span it with its approximation words, `at` is the first sign of the number itself, `measures` what
    its unit measures, `form` how it is written. `fact` names the thing where one printed number is said of several.
    """

    start: int
    end: int
    at: int
    value: Decimal
    unit: str
    measures: str
    approx: str
    form: str
    fact: str = ""
