"""The names of the offices in this database; they hardly ever change, so a process asks once."""

from functools import lru_cache

from jingwei.places.models import Subdistrict


@lru_cache(maxsize=64)
def office_name(code: str) -> str:
    """The full name of the office of a subdistrict; the code itself where it is not registered."""
    found = Subdistrict.objects.filter(code=code).values_list("office", flat=True).first()
    return found or code


@lru_cache(maxsize=64)
def street_name(code: str) -> str:
    """The name of a subdistrict: 望澜街道."""
    found = Subdistrict.objects.filter(code=code).values_list("name", flat=True).first()
    return found or code
