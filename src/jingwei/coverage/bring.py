"""Bringing a described street in: only through the importers and actions an office would use."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import groupby
from typing import Any, NoReturn

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid
from jingwei.core.files import keep_file
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.coverage.description import Description
from jingwei.coverage.errors import CoverageError
from jingwei.coverage.ledgers import MATTERS, Ledger
from jingwei.coverage.rows import Row
from jingwei.coverage.territory import Land
from jingwei.coverage.told import line_of, only
from jingwei.indicators.actions import EnterLights, EnterReported
from jingwei.indicators.confirming import doubts_in, token_of
from jingwei.indicators.targets.models import LightSheet
from jingwei.matters.actions import ImportMatters
from jingwei.matters.models import Matter
from jingwei.places.actions import AddSubdistrict, ImportOutlines
from jingwei.places.geojson import write_features
from jingwei.places.models import Place
from jingwei.registers.actions import ImportSheet
from jingwei.registers.incoming import upload
from jingwei.registers.models import Entry
from jingwei.registers.query import register_by_key


def found(street: Description) -> None:
    """Enter the office itself."""
    with keeper(street):
        names = {"code": street.code, "name": street.name, "office": f"{street.name}办事处", "fictional": True}
        perform(AddSubdistrict(), [names])


def bring_places(street: Description, land: Land) -> None:
    """Bring the grid schemes in from files of outlines."""
    with keeper(street):
        for scheme in street.places:
            features = [
                ({"code": spot.code, "name": spot.name, "level": spot.level, "parent": spot.parent}, spot.shape)
                for spot in land.schemes[scheme.key]
            ]
            text = write_features(features, scheme.name)
            file = keep_file(text.encode(), f"{scheme.name}.geojson", "application/geo+json")
            values = {"scheme": scheme.key, "scheme_name": scheme.name, "gives_rights": scheme.rights}
            perform(ImportOutlines(), [{**values, "valid_from": street.since}], targets=[file.pk])


def bring_rows(street: Description, ledgers: Mapping[str, Ledger], rows: Sequence[Row]) -> None:
    """Define the ledgers and bring their rows in, a sheet for every ledger and day. Raises CoverageError."""
    with office(street):
        for at, ledger in enumerate(ledgers.values()):
            if ledger.is_matters:
                continue
            try:
                ledger.pack.define()
            except Invalid as error:
                line = line_of(street.ledgers[at]) if at < len(street.ledgers) else 1
                street.wrong(line, f"台账“{ledger.key}”不能建立：{error.message}", error)
        order = {ledger.key: number for number, ledger in enumerate(_linked_first(ledgers))}
        in_turn = sorted(rows, key=lambda row: (order[_sheet(row)[0]], *_sheet(row)))
        for (key, since), some in groupby(in_turn, _sheet):
            if ledgers[key].is_matters:
                _matters(street, ledgers[key], list(some))
            else:
                _import(street, ledgers[key], since, list(some))


def _linked_first(ledgers: Mapping[str, Ledger]) -> list[Ledger]:
    """The ledgers, each behind those that its links lead to: a row that links to nothing is refused."""
    out: dict[str, Ledger] = {}

    def put(key: str, above: tuple[str, ...]) -> None:
        if key in out or key in above or key not in ledgers:
            return
        for one in ledgers[key].fields.fields:
            for field in (one, *one.parts):
                if field.link:
                    put(field.link, (*above, key))
        out[key] = ledgers[key]

    for key in ledgers:
        put(key, ())
    return list(out.values())


def bring_statistics(street: Description, left_out: str = "") -> None:
    """Enter what outside bodies sent, as they sent it; `left_out` (`statistic@period`) was never sent.

    Raises CoverageError; also where a value would be asked about (`doubts.py`) and the description does not say
    `confirmed: true`.
    """
    sent = [said for said in street.statistics if statistic_id(said) != left_out]
    for said in sent:
        only(street.path, said, ("of", "confirmed", *EnterReported.declared.by_key), "外部数据")
    with office(street):
        if not sent:
            return
        try:
            perform(EnterReported(), [_entered(said) for said in sent])
        except Invalid:
            # Which of them it is: one by one, the last of them being the wrong one.
            for said in sent:
                _enter(street, said)


def _enter(street: Description, said: Mapping[str, Any]) -> None:
    values = _entered(said)
    try:
        perform(EnterReported(), [values])
    except Invalid as error:
        doubts = doubts_in(error.problems)
        if doubts and said.get("confirmed") is True:
            perform(EnterReported(), [{**values, "confirmed": token_of(doubts)}])
            return
        hint = "确实如此的写 confirmed: true。" if doubts else ""
        street.wrong(line_of(said), f"外部数据“{statistic_id(said)}”登记不了：{error.message}{hint}", error)


def _entered(said: Mapping[str, Any]) -> dict[str, Any]:
    """The input of the action that enters it."""
    values = {key: value for key, value in said.items() if key not in ("of", "confirmed")}
    return {"indicator": said["of"], **values, "period": str(said["period"])}


def bring_lights(street: Description, left_out: str = "") -> None:
    """Enter the sheets of lights as they were given; `left_out` (`lights@period`) was never given. Raises
    CoverageError."""
    with office(street):
        for said in street.lights:
            only(street.path, said, EnterLights.declared.by_key, "亮灯通报")
            named = said.get("lights") or ""
            lines = "\n".join(map(str, named)) if isinstance(named, list) else named
            if sheet_id(said["period"]) == left_out:
                continue
            try:
                perform(EnterLights(), [{**said, "period": str(said["period"]), "lights": lines}])
            except Invalid as error:
                street.wrong(line_of(said), f"{said['period']}的亮灯通报录入不了：{error.message}", error)


def sheet_id(period: str) -> str:
    """How a sheet of lights is named: lights@period."""
    return f"lights@{period}"


def statistic_id(said: Mapping[str, Any]) -> str:
    """How a value from outside is named: statistic@period."""
    return f"{said['of']}@{said['period']}"


def _sheet(row: Row) -> tuple[str, date]:
    return row.ledger, row.since


def _import(street: Description, ledger: Ledger, since: date, rows: Sequence[Row]) -> None:
    fields = [one for one in ledger.fields.fields if any(one.key in row.values for row in rows)]
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([one.label for one in fields])
    writer.writerows([[cell_text(row.values.get(one.key)) for one in fields] for row in rows])
    draft = upload(register_by_key(ledger.key), file.getvalue().encode("utf-8-sig"), f"{ledger.key}.csv")
    try:
        done = perform(ImportSheet(), [{"valid_from": since}], targets=[draft.pk])
    except Invalid as error:
        # The head is row 1 of the sheet.
        _refused(street, ledger, rows, error, first_row=2)
    _all_new(ledger, rows, done.result["new"])


def _matters(street: Description, ledger: Ledger, rows: Sequence[Row]) -> None:
    """Matters, as the export of another platform."""
    told = [{key: text for key, value in row.values.items() if (text := cell_text(value))} for row in rows]
    try:
        done = perform(ImportMatters(), told, context={"file": f"{ledger.key}.csv"})
    except Invalid as error:
        _refused(street, ledger, rows, error, first_row=1)
    _all_new(ledger, rows, done.result["new"])


def _refused(street: Description, ledger: Ledger, rows: Sequence[Row], error: Invalid, first_row: int) -> NoReturn:
    first = next((one for one in error.problems if one.row or len(rows) == 1), None)
    if first is None:
        street.wrong(1, f"台账“{ledger.key}”的记录导不进去：{error.message}", error)
    row = rows[min(max((first.row or 0) - first_row, 0), len(rows) - 1)]
    street.wrong(row.line, f"记录 {row.id} 的“{first.label}”写的是“{first.value}”：{first.message}", error)


def _all_new(ledger: Ledger, rows: Sequence[Row], new: int) -> None:
    if new != len(rows):
        raise CoverageError(f"台账“{ledger.key}”应有{len(rows)}条新记录，导入了{new}条。")


def cell_text(value: Any) -> str:
    """A value as it stands in a sheet."""
    match value:
        case None:
            return ""
        case bool():
            return "是" if value else "否"
        case list() | tuple():
            return "、".join(map(str, value))
    return str(value)


@contextmanager
def keeper(street: Description) -> Iterator[None]:
    """The scope in which the system itself keeps offices and places."""
    with open_scope(Scope(Reader.ADMIN, street.code)):
        yield


@contextmanager
def office(street: Description) -> Iterator[None]:
    """The scope of the whole street."""
    with open_scope(Scope(Reader.STREET, street.code)):
        yield


def ids_of(street: Description, rows: Iterable[Row], ledgers: Mapping[str, Ledger]) -> dict[str, str]:
    """The id outside (`titles:17`, `territory:general:…`, `lights@2022Q1`) of every record inside, by the key the
    database gave it."""
    named = {(row.ledger, str(row.values[ledgers[row.ledger].key_field])): row.id for row in rows}
    with office(street):
        entries = Entry.objects.values_list("pk", "register__key", "key")
        out = {str(pk): named[register, key] for pk, register, key in entries if (register, key) in named}
        matters = Matter.objects.exclude(outside_number="").values_list("pk", "outside_number")
        out |= {str(pk): named[MATTERS, number] for pk, number in matters if (MATTERS, number) in named}
        sheets = LightSheet.objects.values_list("pk", "period")
        out |= {str(pk): sheet_id(period) for pk, period in sheets}
        places = Place.objects.values_list("pk", "scheme__key", "code")
        return out | {str(pk): f"territory:{scheme}:{code}" for pk, scheme, code in places}
