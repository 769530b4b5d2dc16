"""The form in which two writings of the same are equal, as SQL: numbers, names, addresses.

PostgreSQL makes them, so that a ledger of 70,000 rows need not travel to be compared.
"""

import re
from collections.abc import Iterable

_NUMERALS, _DIGITS = "一二三四五六七八九〇零两", "123456789002"
# Named one by one: what a class like [:punct:] holds depends on the locale of the database.
_SIGNS = r"[][ \t·•.,，。、;；:：!！?？'\"“”‘’`~～—–_=+*#＃&/\\|()（）【】〔〕{}《》<>「」-]+"
_BUILDING = "号楼|楼栋|幢|座"
_FIRM = "股份有限公司|有限责任公司|有限公司|分公司|公司|有限合伙|普通合伙|个人独资|个体工商户|个体户|经营部"
_ROAD = "(路|街|巷|大道|支路|支巷|村|组|季|区)"
_ASIDE = re.compile("[（(][^（）()]*[）)]")
_ZEROS = r"'(^|[^0-9])0+([0-9])', '\1\2', 'g'"


def folded(text: str) -> str:
    """SQL of a text half-width, in small letters, with digits for numerals, without blanks and signs."""
    return f"translate({_bare(text)}, '{_NUMERALS}', '{_DIGITS}')"


def code_form(text: str) -> str:
    """SQL of a number as it is meant: O is nought and I is one, leading noughts and signs do not count."""
    return f"regexp_replace(translate({_bare(text)}, 'oil', '011'), {_ZEROS})"


def name_form(text: str, regions: Iterable[str] = ()) -> str:
    """SQL of a name without what firms share: the kind of company, and the region it begins with."""
    out = f"regexp_replace({folded(text)}, '{_FIRM}', '', 'g')"
    for region in regions:
        out = f"regexp_replace({out}, {_quoted('^(' + region + ')')}, '')"
    return out


def address_form(text: str) -> str:
    """SQL of an address: 3幢, 3座 and 3号楼 are 3栋; 0301 is 301."""
    return f"regexp_replace(regexp_replace({folded(text)}, '{_BUILDING}', '栋', 'g'), {_ZEROS})"


def last_numbers(form: str) -> str:
    """SQL of the last three numbers of an address form: 12-3-501; NULL where it holds none. 滨海一路 is a name."""
    bare = f"regexp_replace({form}, '[0-9]+{_ROAD}', '', 'g')"
    return f"substring(regexp_replace({bare}, '[^0-9]+', '-', 'g') from '([0-9]+(-[0-9]+){{0,2}})-?$')"


def region_words(county: str) -> list[str]:
    """The beginnings of names that only say where a firm is: 沧澜市, 沧澜, 观海区, 观海 from 沧澜市观海区."""
    words, word = [], ""
    for sign in _ASIDE.sub("", county):
        word += sign
        if sign in "省市区县州盟旗" and len(word) > 1:
            words.append(word)
            word = ""
    return [f"{name}|{name[:-1]}" if len(name) > 2 else name for name in words]


def _bare(text: str) -> str:
    return f"regexp_replace(lower(normalize({text}, NFKC)), {_quoted(_SIGNS)}, '', 'g')"


def _quoted(text: str) -> str:
    # Doubled for the parameters of the driver, in which a % begins a place.
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"
