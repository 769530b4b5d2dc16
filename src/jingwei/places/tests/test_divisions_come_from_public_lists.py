from pathlib import Path

import pytest

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, Refused
from jingwei.core.files import keep_file
from jingwei.core.scope import open_scope
from jingwei.places.actions import ImportDivisions
from jingwei.places.models import Division
from jingwei.places.tests.squares import keeper, office

pytestmark = pytest.mark.django_db
PUBLIC = Path(__file__).parents[4] / ".." / "shared" / "data"


@pytest.fixture(autouse=True)
def scope():
    with open_scope(keeper()):
        yield


def bring(*texts, **values):
    files = [keep_file(text.encode("utf-8-sig"), f"代码{n}.csv", "text/csv") for n, text in enumerate(texts)]
    return perform(ImportDivisions(), [values], targets=[one.pk for one in files]).result


def test_codes_come_in_with_the_parents_their_digits_name():
    result = bring("code,name\n99,沧海省\n9901,沧澜市\n990101,观海区\n990101001,望澜街道\n", as_of="2025-01-01")
    assert result == {"new": 4, "changed": 0, "same": 0, "refused": 0}
    street = Division.objects.get(code="990101001")
    assert (street.name, street.parent, str(street.as_of)) == ("望澜街道", "990101", "2025-01-01")


def test_a_newer_list_renames_and_leaves_the_rest():
    bring("code,name\n99,沧海省\n9901,沧澜市\n")
    assert bring("代码,名称\n99,沧海省\n9901,沧州市\n") == {"new": 0, "changed": 1, "same": 1, "refused": 0}
    assert Division.objects.get(code="9901").name == "沧州市"


def test_what_is_wrong_is_told_by_row_and_nothing_goes_in():
    with pytest.raises(Invalid) as caught:
        bring("code,name\n99,沧海省\n99011,沧澜市\n990101,观海区\n99,又一省\n")
    assert [(p.row, p.code) for p in caught.value.problems] == [
        (3, "division_code.length"), (5, "code.double"), (4, "code.orphan"),
    ]  # fmt: skip
    assert Division.objects.count() == 0


def test_only_the_system_administrator_keeps_public_lists():
    with open_scope(office()), pytest.raises(Refused):
        bring("code,name\n99,沧海省\n")


OWN = {
    "provinces": "code,name\n99,沧海省\n",
    "cities": "code,name,provinceCode\n9901,沧澜市,99\n",
    "counties": "code,name,cityCode\n990101,观海区,9901\n990102,望潮区,9901\n",
    "streets": "code,name,areaCode\n"
    + "".join(f"990101{number:03d},第{number}街道,990101\n" for number in range(1, 18))
    + "990102001,港口街道,990102\n",
}
LISTS = {"a small land of our own": ({name: text.encode() for name, text in OWN.items()}, 22, "990101")}
if PUBLIC.is_dir():
    whole = {name: (PUBLIC / f"{name}.csv").read_bytes() for name in OWN}
    LISTS["the public lists"] = (whole, 40_000, "110101")


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_all_levels_go_in_whole(name):
    lists, least, county = LISTS[name]
    files = [keep_file(data, f"{level}.csv", "text/csv") for level, data in lists.items()]
    result = perform(ImportDivisions(), [{"as_of": "2023-06-30"}], targets=[one.pk for one in files]).result
    assert result["new"] >= least
    assert result["refused"] == 0
    assert Division.objects.filter(parent=county).count() == 17
