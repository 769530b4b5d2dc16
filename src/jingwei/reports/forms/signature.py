"""How a form is known again: by the words in its cells, whatever year and month they speak of."""

import re
import unicodedata
from collections.abc import Collection, Mapping

from jingwei.core.sheets.received import Book
from jingwei.core.sheets.received.book import name_of

Marks = dict[str, str]
_DIGITS = re.compile(r"[0-9]+|[一二三四五六七八九十]+(?=[、月季])|[上下](?=半年)")
_BLANKS = re.compile(r"\s+")
_MOST = 3_000


def marks_of(book: Book) -> Marks:
    """Sheets, words and formulas by sheet number and cell: {"0": 月报表, "0!A1": #年#月…, "0!C7": =SUM(C5:C6)}."""
    out: Marks = {}
    for at, sheet in enumerate(book.sheets):
        out[str(at)] = plain(sheet.name)
        for spot, cell in sorted(sheet.cells.items()):
            if len(out) >= _MOST:
                return out
            if cell.formula is not None:
                # Every copy of a shared formula would say the same words.
                out[f"{at}!{name_of(spot)}"] = "=" + _BLANKS.sub("", cell.formula.text)
            elif isinstance(cell.value, str) and plain(cell.value):
                out[f"{at}!{name_of(spot)}"] = plain(cell.value)
    return out


def plain(text: str) -> str:
    """Words without blanks, in which numbers are all alike: 2026年11月 and 2026年12月 are the same form."""
    return _DIGITS.sub("#", _BLANKS.sub("", unicodedata.normalize("NFKC", text)))


def differing(known: Mapping[str, str], found: Mapping[str, str], bound: Collection[str]) -> list[str]:
    """The places where two workbooks speak differently, in order; what is bound may say anything."""
    places = (known.keys() | found.keys()) - set(bound)
    return sorted((one for one in places if known.get(one) != found.get(one)), key=lambda one: (len(one), one))


def alike(known: Mapping[str, str], found: Mapping[str, str], bound: Collection[str]) -> float:
    """The share of words that two workbooks have in common, 0 to 1."""
    places = (known.keys() | found.keys()) - set(bound)
    return 1 - len(differing(known, found, bound)) / len(places) if places else 0.0
