"""The ledgers of a full street: so many of them, rows, states of a row, sheets, keys, lines on the map."""

import json
from datetime import date, timedelta
from io import BytesIO
from itertools import pairwise
from typing import Any
from uuid import UUID

import xlsxwriter
from tests.query_counts.full_kinds import fill_kinds
from tests.query_counts.full_street import TODAY, Full
from tests.query_counts.outlines import outlines

from jingwei.core.actions import perform
from jingwei.core.files import keep_file
from jingwei.core.models import DataKey, Job
from jingwei.core.scope import open_scope
from jingwei.desk.tests.mapped import SIDE, SOUTH, WEST
from jingwei.places.actions import ImportOutlines
from jingwei.registers.actions import AttachShapes, EndEntry, ImportSheet, MergeEntries, SetConfirming
from jingwei.registers.designing.drafts import keep_proposal
from jingwei.registers.incoming import upload
from jingwei.registers.models import Draft, Register, SavedView, Source, ToldApart, Version
from jingwei.registers.packs import load_pack
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.ledgers import define_firms, house, record

HEADS = ("房屋编号", "地址", "网格编码", "房屋性质", "居住人数")


def fill_ledgers(full: Full) -> None:
    """Fill the ledgers; one house has had so many states."""
    street, keys = full.street, full.keys
    with open_scope(street.scope("office")):
        houses, firms = register_by_key("houses"), define_firms()
        perform(SetConfirming(), [{"confirm_every": "quarter"}], targets=[houses.pk])
        load_pack("rivers").define()
        since = {"valid_from": "2024-01-01"}
        keys["houses"] = record(
            houses, [{**one, **since} for one in [*full.each(lambda n: house_of(full, n)), house_of(full, 9999)]]
        )
        keys["firms"] = record(
            firms,
            full.each(
                lambda n: {
                    "code": f"F{n:04d}", "name": f"企业{n}", "grid": street.grid(1).code, "phone": f"1990001{n:04d}",
                }
            ),
        )  # fmt: skip
        rivers = full.each(lambda n: {"code": f"R{n}", "name": f"{n}号河", "grade": "区级河道", **since})
        record(register_by_key("rivers"), rivers)
        stored = shapes_file(full, 0)
        perform(AttachShapes(), [{"register": "rivers", "valid_from": "2024-02-01"}], targets=[stored.pk])
        keys["entry"], keys["firm"] = keys["houses"][0], keys["firms"][0]
        _states(full)
        perform(EndEntry(), [{"ended_on": "2024-05-01"}], targets=[UUID(keys["houses"][-1])], reason="拆除")
        keys["ended"] = keys["houses"].pop()
        _sheets(full)
        _others(full, houses, firms)
        _told_apart(full, houses)
        _merged(full, houses)
        keys["first_house"] = house_of(full, 0)["number"]
        fill_kinds(full)
        stored = outline_file(full)
        values = {"scheme": "parts", "scheme_name": "消防网格", "valid_from": "2024-01-01"}
        keys["outline_import"] = perform(ImportOutlines(), [values], targets=[stored.pk]).result["import"]


def house_of(full: Full, number: int, **more: Any) -> dict[str, Any]:
    """A house of the street, each in another grid."""
    spot = {"lon": WEST + SIDE * (number % full.rows + 0.5) / full.rows, "lat": SOUTH + SIDE / 4}
    return house(number, full.street.grid(number % full.rows + 1).code, point=spot, rented="是", **more)


def houses_sheet(full: Full, first: int = 0, wrong: bool = True, **more: Any) -> bytes:
    """A sheet of so many houses as offices make them; with a last row that stays out, where it is to be `wrong`."""
    rows = [house_of(full, number, **more) for number in range(first, first + full.rows)]
    buffer = BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        page = book.add_worksheet("房屋")
        page.write_row(0, 0, HEADS)
        for at, row in enumerate(rows, start=1):
            page.write_row(at, 0, [row[key] for key in ("number", "address", "grid", "use", "residents")])
        if wrong:
            page.write_row(len(rows) + 1, 0, ["", "没有编号的房屋", "", "住宅", 1])
    return buffer.getvalue()


def outline_file(full: Full, share: float = 1.0) -> Any:
    """A kept file of so many outlines."""
    return keep_file(json.dumps(outlines(full, share)).encode(), "网格.geojson", "application/geo+json")


def shapes_file(full: Full, shift: int) -> Any:
    """A file with a line for each river."""
    features = full.each(
        lambda n: {
            "type": "Feature",
            "properties": {"编号": f"R{n}"},
            "geometry": {
                "type": "LineString",
                "coordinates": [[WEST, SOUTH + n / 1e5], [WEST + SIDE, SOUTH + (n + shift) / 1e5 + 1e-4]],
            },
        }
    )
    text = json.dumps({"type": "FeatureCollection", "features": features})
    return keep_file(text.encode(), "河道.geojson", "application/geo+json")


def _states(full: Full) -> None:
    """States of one house that were known before: as many lines of its history."""
    now = Version.objects.get(entry=full.keys["entry"])
    columns = {f.attname: getattr(now, f.attname) for f in Version._meta.concrete_fields if f.attname != "id"}
    days = full.each(lambda n: date(2020, 1, 1) + timedelta(days=n))
    Version.objects.bulk_create(
        Version(**columns | {"valid_from": day, "valid_to": day + timedelta(days=1), "entry_revision": n + 2})
        for n, day in enumerate(days)
    )


def _told_apart(full: Full, houses: Register) -> None:
    """Of as many houses somebody said that the next one is another."""
    numbers = [*full.keys["houses"], full.keys["houses"][0]]
    pairs = [sorted(map(UUID, pair)) for pair in pairwise(numbers)]
    told = [
        ToldApart(
            subdistrict=full.street.code, register=houses, one=one, other=other, reason="两户", actor_label="系统"
        )
        for one, other in pairs
    ]
    ToldApart.objects.bulk_create(told)
    full.keys |= {"told_apart": told[0].pk, "other_house": numbers[1]}


def _merged(full: Full, houses: Register) -> None:
    """Two houses that were one."""
    two = record(houses, [house_of(full, number) for number in (9997, 9998)])
    done = perform(MergeEntries(), targets=[UUID(key) for key in two], reason="登记了两次")
    full.keys["succession"] = done.result["succession"]


def _sheets(full: Full) -> None:
    """A sheet that waits for its owner, one that came in, and so many others of both kinds."""
    houses = register_by_key("houses")
    waiting = upload(houses, houses_sheet(full, residents=5), "房屋.xlsx")
    taken = upload(houses, houses_sheet(full, first=1000, wrong=False), "新建.xlsx")
    done = perform(ImportSheet(), [{"valid_from": "2024-03-01", "partial": True}], targets=[taken.pk])
    proposal = keep_proposal(houses_sheet(full, first=2000), "沿街商铺.xlsx")
    full.keys |= {"draft": waiting.pk, "source": done.result["source"], "proposal": proposal.pk}
    jobs = [
        Job(subdistrict=full.street.code, kind="registers.export", label=f"导出{n}", about=f"{n}", owner=waiting.owner,
            owner_label="测试", account=full.street.accounts["office"].pk, file=waiting.file, state=state)
        for n in range(full.rows) for state in (Job.State.WAITING, Job.State.DONE)
    ]  # fmt: skip
    Job.objects.bulk_create(jobs)
    full.keys |= {"job": jobs[0].pk, "job_done": jobs[1].pk, "jobs": [one.pk for one in jobs[::2]]}
    Draft.objects.bulk_create(
        full.each(lambda n: Draft(subdistrict=full.street.code, register=houses, file=waiting.file, sheet=waiting.sheet,
                                  owner=waiting.owner))
    )  # fmt: skip
    Source.objects.bulk_create(
        full.each(lambda n: Source(subdistrict=full.street.code, register=houses, file=taken.file, sheet=f"表{n}",
                                   valid_from=TODAY, new=n, actor_label="系统"))
    )  # fmt: skip


def _others(full: Full, houses: Register, firms: Register) -> None:
    """So many ledgers, saved views, and keys of one ledger that end soon."""
    code = full.street.code
    columns = {f.attname: getattr(firms, f.attname) for f in Register._meta.concrete_fields if f.attname != "id"}
    columns["fields"] = {**houses.fields, "fields": [*houses.fields["fields"], *firms.fields["fields"][3:4]]}
    columns |= {"key_field": "number", "title_field": "address", "confirm_every": "half"}
    others = full.each(lambda n: Register(**columns | {"key": f"ledger{n}", "name": f"台账{n}", "order": 9}))
    Register.objects.bulk_create(others)
    keys = [*full.each(lambda n: ("firms", n + 2)), *((one.key, 1) for one in others)]
    made = [
        DataKey(subdistrict=code, ledger=ledger, number=number, end_on=TODAY + timedelta(days=number % 60))
        for ledger, number in keys
    ]
    DataKey.objects.bulk_create(made)
    full.keys |= {"ledger": firms.pk, "data_keys": [one.pk for one in made[: full.rows]], "data_key": made[0].pk}
    SavedView.objects.bulk_create(
        full.each(lambda n: SavedView(subdistrict=code, register=houses, name=f"视图{n}", shared=True, query={}))
    )
