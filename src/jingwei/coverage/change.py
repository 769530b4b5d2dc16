"""One change to the records, as it is named on the command line: `3/titles:17`, `3/fiscal_revenue@2021`."""

from jingwei.coverage.altered import Change
from jingwei.coverage.errors import CoverageError
from jingwei.coverage.measure import Changed


def read_change(without: str = "", moved: str = "", place: str = "", doubled: str = "") -> Changed | None:
    """The change that was asked for, None where none was. Raises CoverageError."""
    named = without or moved or doubled
    if not named:
        return None
    street, slash, record = named.partition("/")
    if not slash or not street.isdigit():
        raise CoverageError(f"记录编号“{named}”应写作“街道序号/台账代号:序号”，例如 3/titles:17。")
    if without and "@" in record:
        return Changed(int(street), Change(), record)
    change = Change(record if without else "", record if moved else "", place, record if doubled else "")
    return Changed(int(street), change)
