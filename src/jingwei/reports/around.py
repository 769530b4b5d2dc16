"""What stands around a number in a text: whether it is a fall, and among whom a rank is."""

import re

_FALLEN = re.compile(r"(?:下降|减少|降低|回落|下滑|减)(?:了|约|近|超|超过|达|为)?$")
_AMONG = re.compile(
    r"(?:在|位列|位居|列|居)?(全?[区市县省].*?)(?:中)?(?:并列)?(?:排名|排位|位列|位居|排|列|居)?(?:并列)?第?$"
)
_CLAUSE = re.compile(r"[,，。；;：:\n]")


def is_fall(text: str, at: int) -> bool:
    """Whether the words before the number that begins `at` say that something fell."""
    return _FALLEN.search(text[max(0, at - 8) : at]) is not None


def group_before(text: str, at: int) -> str:
    """Among whom the rank that begins `at` is (全区各镇街); empty where its clause does not say."""
    clause = _CLAUSE.split(text[max(0, at - 30) : at])[-1]
    found = _AMONG.search(clause)
    return found[1] if found else ""
