import pytest
from shapely.geometry import shape

from jingwei.core.sheets import find_table, parse_table, read_workbook
from jingwei.demo.files import make_files
from jingwei.places.geojson import read_features, read_outlines
from jingwei.places.outline_checks import check_outlines
from jingwei.registers.fieldsets import with_fields
from jingwei.registers.leaving.sheet import columns_beside
from jingwei.registers.packs import load_pack


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("demo")
    return folder, make_files(folder, scale=1 / 50)


def fields_of(key):
    pack = load_pack(key)
    return with_fields(pack.fields, columns_beside(pack.fields, pack.leaving))


def parsed(folder, entry):
    workbook = read_workbook((folder / entry.path).read_bytes(), entry.path)
    sheet = next(sheet for sheet in workbook.sheets if entry.sheet in ("", sheet.name))
    fieldset = fields_of(entry.kind.partition(":")[2])
    table = find_table(sheet, fieldset)
    return table, parse_table(table, fieldset, partial=True)


def test_every_ledger_is_read_whole_and_without_a_problem(made):
    folder, manifest = made
    for entry in manifest.of("register"):
        table, rows = parsed(folder, entry)
        assert [column.heading for column in table.columns if column.field is None] == [], entry.path
        assert rows.problems == [], entry.path
        assert len(rows.rows) == entry.rows, entry.path


def test_all_three_ways_to_write_a_date_arrive(made):
    folder, manifest = made
    for key in ("elderly_care", "service_points", "waste_points"):
        _, rows = parsed(folder, manifest.of(f"register:{key}")[0])
        assert all(row["opened"][4] == "-" for row in rows.rows)


def test_lines_and_outlines_belong_to_rows_of_their_ledger(made):
    folder, manifest = made
    for key, kind in (
        ("rivers", "LineString"),
        ("lanes", "LineString"),
        ("roads", "LineString"),
        ("drain_pipes", "LineString"),
        ("parcels", "Polygon"),
    ):
        for shapes in manifest.of(f"shapes:{key}"):
            features = read_features((folder / shapes.path).read_bytes())
            (ledger,) = manifest.of(f"register:{key}", shapes.subdistrict)
            _, rows = parsed(folder, ledger)
            assert [f["properties"]["编号"] for f in features] == [row["code"] for row in rows.rows]
            assert {f["geometry"]["type"] for f in features} == {kind}
            assert all(shape(f["geometry"]).is_valid for f in features)


def test_links_lead_to_enterprises(made):
    folder, manifest = made
    for street in manifest.streets:
        firms = {
            row["credit_code"]
            for e in manifest.of("register:enterprises", street.code)
            for row in parsed(folder, e)[1].rows
        }
        for key in ("titles", "chemical_dealers"):
            for entry in manifest.of(f"register:{key}", street.code):
                assert {row["enterprise"] for row in parsed(folder, entry)[1].rows} <= firms


def test_both_schemes_are_fit(made):
    folder, manifest = made
    for street in manifest.streets:
        general, drive = manifest.of("places", street.code)
        assert (general.scheme, drive.scheme) == ("general", "drive")
        for entry in (general, drive):
            report = check_outlines(read_outlines((folder / entry.path).read_bytes()))
            assert report.remarks == []
            assert len(report.outlines) == entry.rows


def test_what_left_names_rows_and_reasons_of_its_ledger(made):
    folder, manifest = made
    for street in manifest.streets:
        for key in ("enterprises", "houses", "person_services"):
            *stood, gone = manifest.of(f"register:{key}", street.code)
            number = load_pack(key).values["key_field"]
            there = {row[number] for entry in stood for row in parsed(folder, entry)[1].rows}
            left = parsed(folder, gone)[1].rows
            assert {row[number] for row in left} <= there
            assert {row["left_for"] for row in left} <= {one.label for one in load_pack(key).leaving.reasons}
            assert left
