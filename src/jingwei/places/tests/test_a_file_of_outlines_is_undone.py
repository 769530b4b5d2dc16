"""A file of outlines is taken back as one: what began with it holds on no day, what it ended or redrew is as before."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Refused
from jingwei.core.imports import kind_of
from jingwei.core.imports.undo import UndoImport
from jingwei.core.models import ImportRecord
from jingwei.core.scope import Actor, Reader, Scope, open_scope
from jingwei.places.models import GridScheme, Place
from jingwei.places.query import locate, places_on
from jingwei.places.territory import territory
from jingwei.places.tests.squares import STREET, features, import_features, office, square

pytestmark = pytest.mark.django_db
NEXT, TODAY = date(2025, 1, 1), date(2026, 6, 1)
DRIVE = [
    square(STREET, "试验街道", "街道", "", 0, 0, 1, 1),
    square("F01", "防疫1号", "防疫网格", STREET, 0, 0, 1, 1),
]


@pytest.fixture(autouse=True)
def scope():
    with open_scope(office()):
        yield


def take_back(record: str) -> Mapping[str, Any]:
    return perform(UndoImport(), targets=[UUID(record)], reason="边界画错").result


def state() -> list[tuple[Any, ...]]:
    """All that holds on some day, in every column."""
    columns = [field.column for field in Place._meta.concrete_fields if field.column != "revision"]
    return sorted(Place.objects.values_list(*columns), key=lambda row: str(row[0]))


def moved() -> list[dict[str, Any]]:
    made = features()
    made[2] = square(f"{STREET}001001", "第1社区第1网格", "网格", f"{STREET}001", 0, 0, 0.5, 0.3)
    made[3] = square(f"{STREET}001002", "第1社区第2网格", "网格", f"{STREET}001", 0, 0.3, 0.5, 1)
    return made


def test_a_moved_border_moves_back():
    import_features(features())
    before = state()
    done = import_features(moved(), on="2025-01-01").result
    record = ImportRecord.objects.get(pk=done["import"])
    assert (record.new, record.changed, record.same, record.gone) == (0, 2, 5, 0)
    assert (record.into, record.file_name, len(record.sha256)) == ("综合网格，2025-01-01起", "网格边界.geojson", 64)
    lon, lat = 119.802, 38.604
    assert territory(TODAY).names[locate(lon, lat, TODAY).rights] == "第1社区第2网格"
    assert take_back(done["import"])["rows"] == 4
    assert state() == before
    assert territory(TODAY).names[locate(lon, lat, TODAY).rights] == "第1社区第1网格"
    # The file, put right, may begin on the same day.
    again = import_features(moved(), on="2025-01-01").result
    assert (again["changed"], again["same"]) == (2, 5)


def test_what_the_file_left_out_is_in_force_again():
    import_features(features())
    before = state()
    few = [one for one in features() if not one["properties"]["code"].startswith(f"{STREET}002")]
    done = import_features(few, on="2025-01-01").result
    assert places_on(TODAY).count() == 4
    shown = kind_of("places.import_outlines").brought(ImportRecord.objects.get(pk=done["import"]), 100)
    assert {(line.label, line.before, line.after) for line in shown.lines} == {("停用日期", "长期", "2025-01-01")}
    take_back(done["import"])
    assert state() == before


def test_outlines_drawn_over_on_their_first_day_are_kept_and_come_back():
    import_features(features())
    before = state()
    done = import_features(moved()).result
    assert (done["changed"], Place.objects.count()) == (2, 7)
    assert state() != before
    shown = kind_of("places.import_outlines").brought(ImportRecord.objects.get(pk=done["import"]), 100)
    assert ("原来的边界", "新的边界") in {(line.before, line.after) for line in shown.lines}
    take_back(done["import"])
    assert state() == before


def test_a_new_scheme_is_gone_and_its_key_is_free():
    import_features(features())
    done = import_features(DRIVE, scheme="drive", scheme_name="防疫网格").result
    assert len(locate(119.802, 38.602, TODAY).others) == 1
    take_back(done["import"])
    assert [one.key for one in GridScheme.objects.all()] == ["general"]
    assert locate(119.802, 38.602, TODAY).others == ()
    again = import_features(DRIVE, scheme="drive", scheme_name="防疫网格", on="2025-01-01").result
    assert again["new"] == 2
    assert GridScheme.every.filter(key="drive").count() == 2


def test_a_renamed_scheme_gets_its_name_and_levels_back():
    import_features(features())
    levels = GridScheme.objects.get().levels
    renamed = [*features(), square(f"{STREET}00100101", "第1微网格", "微网格", f"{STREET}001001", 0, 0, 0.5, 0.5)]
    done = import_features(renamed, on="2025-01-01", scheme_name="全科网格").result
    assert GridScheme.objects.get().name == "全科网格"
    take_back(done["import"])
    scheme = GridScheme.objects.get()
    assert (scheme.name, scheme.levels) == ("综合网格", levels)


def test_a_name_alone_is_given_back_too():
    import_features(features())
    done = import_features(features(), on="2025-01-01", scheme_name="全科网格").result
    assert (done["changed"], done["same"]) == (0, 7)
    assert take_back(done["import"])["rows"] == 1
    assert GridScheme.objects.get().name == "综合网格"


def test_a_later_file_on_the_same_places_stands_in_the_way():
    import_features(features())
    first = import_features(moved(), on="2025-01-01").result["import"]
    second = import_features(features(), on="2025-06-01").result["import"]
    with pytest.raises(Conflict, match=r"有2行在这次导入之后又改过.*区划“第1社区第1网格（\d+）”的停用日期由测甲于"):
        take_back(first)
    take_back(second)
    take_back(first)
    assert places_on(TODAY).count() == 7
    assert set(places_on(TODAY).values_list("valid_from", flat=True)) == {date(2024, 1, 1)}


def test_a_code_that_began_again_since_stands_in_the_way():
    import_features(features())
    few = [one for one in features() if not one["properties"]["code"].startswith(f"{STREET}002")]
    done = import_features(few, on="2025-01-01").result
    import_features(features(), on="2025-06-01")
    with pytest.raises(Conflict, match="有3个区划在这次导入之后又重新启用"):
        take_back(done["import"])
    assert places_on(TODAY).count() == 7


def test_places_put_below_new_ones_stand_in_the_way():
    import_features(features())
    extra = square(f"{STREET}00100101", "第1微网格", "微网格", f"{STREET}001001", 0, 0, 0.5, 0.5)
    first = import_features(moved(), on="2025-01-01").result["import"]
    import_features([extra], on="2025-06-01", partial="是")
    with pytest.raises(Conflict, match="后来的下级区划1个（第1微网格（99010100900100101））"):
        take_back(first)


def test_a_grid_worker_may_not_undo_it():
    done = import_features(features()).result["import"]
    worker = Scope(Reader.STREET, STREET, Actor(None, "测乙", frozenset({"leader"}), title="主要领导"))
    with open_scope(worker), pytest.raises(Refused, match="办公室综合岗"):
        take_back(done)


def test_a_large_scheme_is_undone_in_as_many_queries_as_a_small_one():
    def queries(*sizes: int) -> tuple[int, int]:
        made = import_features(features(*sizes), scheme=f"s{sizes[1]}", scheme_name=f"体系{sizes[1]}").result
        with CaptureQueriesContext(connection) as caught:
            rows = take_back(made["import"])["rows"]
        return rows, len(caught)

    import_features(features())
    few, many = queries(2, 9), queries(10, 19)
    assert (few[0], many[0]) == (22, 202)
    assert few[1] == many[1]
