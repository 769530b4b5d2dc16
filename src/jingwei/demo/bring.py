"""One file of the demo at a time into its subdistrict, each by the action an office would use."""

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from jingwei.core.actions import Action, perform
from jingwei.core.errors import Invalid
from jingwei.core.fields import FieldSet
from jingwei.core.files import keep_file
from jingwei.core.models import StoredFile
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.core.sheets import find_table, parse_table, read_workbook
from jingwei.demo.files import FOUNDED
from jingwei.demo.manifest import FileEntry, StreetEntry
from jingwei.demo.marks import PREFIX, mark_of
from jingwei.indicators.actions import ImportReported
from jingwei.indicators.boards.packs import make_standard_boards
from jingwei.indicators.confirming import doubts_in, token_of
from jingwei.indicators.packs import load_pack as load_indicators
from jingwei.people.actions.import_lists import ImportAppointments, ImportDepartments, ImportStaff
from jingwei.places.actions import AddSubdistrict, ImportDivisions, ImportOutlines
from jingwei.registers.actions import AttachShapes, ImportSheet
from jingwei.registers.incoming import upload
from jingwei.registers.packs import all_packs
from jingwei.registers.query import register_by_key
from jingwei.registers.upkeep import vacuum

_SCHEMES = {"general": "综合网格", "drive": "防疫网格"}
_LISTS: Mapping[str, type[Action]] = {
    "departments": ImportDepartments,
    "staff": ImportStaff,
    "appointments": ImportAppointments,
}
_DEFINED = f"{PREFIX}defined"
_MEDIA = {".csv": "text/csv", ".geojson": "application/geo+json"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

_FILLED = (
    "registers_entry", "registers_version", "registers_confirmation", "places_place", "indicators_reported",
    "people_account", "people_staff", "matters_matter", "matters_step",
    "people_post", "people_appointment", "people_department",
)  # fmt: skip


class Bringer:
    """Brings the files of a folder in. Everything runs as the system itself, within the border of one subdistrict."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def mark(self, entry: FileEntry) -> str:
        """The mark a file leaves when it is in."""
        return mark_of(entry)

    def found(self, street: StreetEntry, known: set[str]) -> None:
        """Enter the office itself."""
        mark = f"{PREFIX}founded"
        if mark in known:
            return
        values = {"code": street.code, "name": street.name, "office": street.office, "county": street.county}
        with _keeper(street):
            perform(AddSubdistrict(), [{**values, "fictional": True}], key=mark)

    def define(self, street: StreetEntry, known: set[str]) -> None:
        """Define the standard ledgers and indicators, once."""
        if _DEFINED in known:
            return
        with _office(street):
            for pack in all_packs():
                pack.define()
            load_indicators().define(FOUNDED, key=_DEFINED)
            load_indicators("district").define(FOUNDED)
            make_standard_boards()
        known.add(_DEFINED)

    def bring(self, street: StreetEntry, entry: FileEntry) -> None:
        """Bring one file in: one transaction, which also leaves its mark. Raises JingweiError."""
        kind, _, about = entry.kind.partition(":")
        if kind == "divisions":
            with _keeper(street):
                self._file(entry, ImportDivisions(), {"as_of": entry.as_of})
        elif kind == "places":
            with _keeper(street):
                values = {"scheme": entry.scheme, "scheme_name": _SCHEMES[entry.scheme], "valid_from": entry.as_of}
                self._file(entry, ImportOutlines(), {**values, "gives_rights": entry.scheme == "general"})
        elif kind in _LISTS:
            with _keeper(street):
                self._list(entry, _LISTS[kind]())
        elif kind == "register":
            with _office(street):
                self._sheet(entry, about)
        elif kind == "shapes":
            with _office(street):
                self._file(entry, AttachShapes(), {"register": about, "valid_from": entry.as_of})
        elif kind == "statistics":
            with _office(street):
                self._statistics(entry)
        else:
            raise ValueError(f"the loader does not know files of the kind {entry.kind!r}")

    def tidy(self) -> None:
        """Fresh statistics of the tables, so that the first pages are as quick as later ones; waited for."""
        if not connection.in_atomic_block:
            vacuum(*_FILLED)

    def _file(self, entry: FileEntry, action: Action, values: Mapping[str, Any]) -> None:
        perform(action, [values], targets=[self._kept(entry).pk], key=mark_of(entry))

    def _statistics(self, entry: FileEntry) -> None:
        """As a statistician does: what looks odd (growth on a base revised since) is looked at and confirmed."""
        try:
            self._file(entry, ImportReported(), {"sheet": entry.sheet})
        except Invalid as error:
            doubts = doubts_in(error.problems)
            if not doubts:
                raise
            self._file(entry, ImportReported(), {"sheet": entry.sheet, "confirmed": token_of(doubts)})

    def _list(self, entry: FileEntry, action: Action) -> None:
        rows, numbers = self._rows(entry, action.declared)
        sha256 = hashlib.sha256(self._read(entry)).hexdigest()
        context = {"row_numbers": numbers, "file": Path(entry.path).name, "sha256": sha256}
        perform(action, rows, context=context, key=mark_of(entry))

    def _sheet(self, entry: FileEntry, key: str) -> None:
        draft = upload(register_by_key(key), self._read(entry), Path(entry.path).name, entry.sheet)
        perform(ImportSheet(), [{"valid_from": entry.as_of}], targets=[draft.pk], key=mark_of(entry))

    def _rows(self, entry: FileEntry, declared: FieldSet) -> tuple[list[dict[str, Any]], list[int]]:
        workbook = read_workbook(self._read(entry), entry.path)
        parsed = parse_table(find_table(workbook.sheet(entry.sheet), declared), declared)
        if not parsed.ok:
            raise Invalid(parsed.problems)
        return parsed.rows, parsed.row_numbers

    def _kept(self, entry: FileEntry) -> StoredFile:
        name = Path(entry.path)
        return keep_file(self._read(entry), name.name, _MEDIA.get(name.suffix, _XLSX))

    def _read(self, entry: FileEntry) -> bytes:
        return (self._folder / entry.path).read_bytes()


@contextmanager
def _keeper(street: StreetEntry) -> Iterator[None]:
    with open_scope(Scope(Reader.ADMIN, street.code)):
        yield


@contextmanager
def _office(street: StreetEntry) -> Iterator[None]:
    with open_scope(Scope(Reader.STREET, street.code)):
        yield
