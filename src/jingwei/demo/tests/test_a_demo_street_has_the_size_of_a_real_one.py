import re
from collections import Counter
from datetime import date
from importlib.resources import files

import pytest
import shapely

from jingwei.core.codes import check_credit_code, check_organisation_code
from jingwei.demo import plausible
from jingwei.demo.profiles import LARGE
from jingwei.demo.series import statistics
from jingwei.demo.staffing import ADMINISTRATORS, serving
from jingwei.demo.streets import make_street
from jingwei.places.equal_area import area_m2, length_m
from jingwei.places.locate import Locator


@pytest.fixture(scope="module")
def street():
    return make_street(LARGE)


def table(street, key):
    return next(t for t in street.ledgers if t.key == key)


def column(table, label):
    index = [head.label for head in table.heads].index(label)
    return [row[index] for sheet in table.sheets for row in sheet.rows]


def described():
    parts = files("jingwei.demo").joinpath("ledgers").iterdir()
    return {part.name.removesuffix(".yaml") for part in parts if part.name.endswith(".yaml")}


def test_every_ledger_that_comes_along_has_rows(street):
    packed = {part.name.removesuffix(".yaml") for part in files("jingwei.registers").joinpath("pack").iterdir()}
    assert {t.key for t in street.ledgers if t.count > 2} == packed


def test_a_monthly_ledger_has_a_row_in_each_month(street):
    readings = table(street, "river_readings")
    sections, months = column(readings, "断面名称"), column(readings, "监测月份")
    assert len(set(sections)) == 14
    assert Counter(sections) == dict.fromkeys(sections, 36)
    assert {(day.year, day.month) for day in months} == {(y, m) for y in (2023, 2024, 2025) for m in range(1, 13)}
    targets = set(zip(sections, column(readings, "当年水质目标"), strict=True))
    assert len(targets) == 14, "the target of a section stays"


def test_the_counts_are_exact(street):
    counts = {t.key: t.count for t in street.ledgers}
    assert {key: counts[key] for key in counts if key not in described()} == {
        "houses": 73_441,
        "compounds": 117,
        "enterprises": 1_689,
        "titles": table(street, "titles").count,
        "rivers": 5,
        "lanes": 66,
        "roads": 128,
        "drain_pipes": table(street, "drain_pipes").count,
        "line_chiefs": table(street, "line_chiefs").count,
        "parcels": 706,
        "elderly_care": 46,
        "service_points": 88,
        "waste_points": 386,
        "chemical_dealers": 43,
        "fire_facilities": 524,
        "idle_premises": 57,
    }
    assert len(street.office.departments) == 22
    assert len(street.office.staff) == 400
    assert len(street.territory.microgrids) == 218
    assert len(statistics()) == 24


def test_residents_add_up_and_live_only_in_dwellings(street):
    houses = table(street, "houses")
    assert len(houses.heads) == 14
    residents, uses = column(houses, "居住人数"), column(houses, "房屋性质")
    assert sum(residents) == 109_863
    assert all(count == 0 for count, use in zip(residents, uses, strict=True) if "住宅" not in use)


def test_addresses_are_unique_and_points_lie_in_their_microgrid(street):
    houses = table(street, "houses")
    assert len(set(column(houses, "地址"))) == 73_441
    locator = Locator((area.code, area.shape) for area in street.territory.microgrids)
    for ledger in street.ledgers:
        if any(head.label == "经度" for head in ledger.heads):
            found = locator.locate_many(column(ledger, "经度"), column(ledger, "纬度"))
            assert found == column(ledger, "网格编码"), ledger.key


def test_compounds_say_what_the_houses_say(street):
    houses, compounds = table(street, "houses"), table(street, "compounds")
    flats, people = Counter(), Counter()
    for name, residents in zip(column(houses, "小区"), column(houses, "居住人数"), strict=True):
        flats[name] += 1
        people[name] += residents
    names = column(compounds, "小区名称")
    assert len(set(names)) == 117
    assert [flats[name] for name in names] == column(compounds, "户数")
    assert [people[name] for name in names] == column(compounds, "居住人数")
    assert set(flats) == {"", *names}


def test_credit_codes_are_valid_unique_and_carry_the_unassigned_division(street):
    codes = set(column(table(street, "enterprises"), "统一社会信用代码"))
    assert len(codes) == 1_689
    for code in codes:
        assert check_credit_code(code) == code
        assert check_organisation_code(code[8:17])
        assert code[2:8] == "990101"
    assert set(column(table(street, "titles"), "统一社会信用代码")) <= codes
    assert set(column(table(street, "chemical_dealers"), "统一社会信用代码")) <= codes


def test_titles_fit_the_trade_and_their_dates_are_in_order(street):
    sections = dict(
        zip(
            column(table(street, "enterprises"), "统一社会信用代码"),
            column(table(street, "enterprises"), "行业门类"),
            strict=True,
        )
    )
    titles = table(street, "titles")
    heads = [head.label for head in titles.heads]
    for sheet in titles.sheets:
        for row in sheet.rows:
            cells = dict(zip(heads, row, strict=True))
            ends = cells["到期(退库)日期"]
            assert ends is None or ends > cells["认定(入库)日期"]
            if cells["称号(名录)"] == "规上工业":
                assert sections[cells["统一社会信用代码"]] == "C 制造业"


def test_sheets_follow_in_time_and_tell_only_what_was_known(street):
    for ledger in street.ledgers:
        days = [sheet.as_of for sheet in ledger.sheets]
        assert days == sorted(set(days))
        for sheet in ledger.sheets:
            keys = [row[0] for row in sheet.rows]
            assert len(set(keys)) == len(keys)
    founded = column(table(street, "enterprises"), "成立日期")
    first = table(street, "enterprises").sheets[0]
    assert max(founded) <= date(2025, 12, 31)
    assert all(row[5] <= first.as_of for row in first.rows)


def test_parcels_do_not_overlap_and_have_the_area_they_state(street):
    shapes = [parcel.shape for parcel in street.parcels]
    left, right = shapely.STRtree(shapes).query(shapes, predicate="overlaps")
    assert len(left) == len(right) == 0
    inside = {area.code: area.flat for area in street.territory.microgrids}
    for parcel in street.parcels:
        assert parcel.shape.is_valid
        assert parcel.mu == pytest.approx(area_m2(parcel.shape) * 3 / 2000, abs=0.006)
        assert street.territory.plane.flatten(parcel.shape).difference(inside[parcel.area.code]).area < 1


def test_lanes_roads_and_drains_lie_in_their_grid_and_have_the_length_they_state(street):
    inside = {area.code: area.shape for area in (*street.territory.microgrids, *street.territory.grids)}
    for key, lines in (("lanes", street.lanes), ("roads", street.roads), ("drain_pipes", street.pipes)):
        assert column(table(street, key), "长度(米)") == [line.metres for line in lines]
        for line in lines:
            assert line.metres == pytest.approx(length_m(line.line), abs=0.06)
            assert line.metres > 40
            assert inside[line.area.code].buffer(1e-5).covers(line.line)


def test_chiefs_are_of_the_roster_and_some_were_changed(street):
    chiefs = table(street, "line_chiefs")
    numbers = {member.number for member in street.office.staff}
    assert {number for number in column(chiefs, "工号") if number} <= numbers
    rows = {row[0]: row for sheet in chiefs.sheets for row in sheet.rows}
    ended = [row for row in rows.values() if row[8] is not None]
    assert 0.1 < len(ended) / len(rows) < 0.4
    assert {row[1] for row in rows.values()} == {"区级", "街道级", "社区级"}
    assert all(sum(code is not None for code in row[2:5]) == 1 for row in rows.values())


def test_rivers_cross_the_territory_and_have_the_length_they_state(street):
    for river in street.rivers:
        assert river.kilometres == pytest.approx(length_m(river.line) / 1000, abs=0.006)
        assert river.kilometres > 4
        assert len(river.communities) >= 2


def test_every_microgrid_is_served_and_some_by_a_pair(street):
    served = serving(street.office)
    assert all(served.get(area.code) for area in street.territory.microgrids)
    pairs = [area for area in street.territory.microgrids if len(served[area.code]) == 2]
    assert len(pairs) > 60
    assert all(len({member.number for member in served[area.code]}) == 2 for area in pairs)
    for area in [*street.territory.communities, *street.territory.grids]:
        assert len(served[area.code]) == 1


def test_all_roles_are_held_and_administrators_hold_no_post_of_work(street):
    appointments = street.office.appointments
    assert {a.role for a in appointments} == {
        "办公室综合岗", "统计员", "调度员", "部门经办", "社区书记", "网格长", "专职网格员", "分管领导",
        "主要领导", *ADMINISTRATORS,
    }  # fmt: skip
    keepers = {a.member.number for a in appointments if a.role in ADMINISTRATORS}
    assert len(keepers) == 3
    assert [a.role in ADMINISTRATORS for a in appointments if a.member.number in keepers] == [True] * 3
    assert {a.member.number for a in appointments} == {member.number for member in street.office.staff}


def test_titles_of_posts_say_no_word_twice(street):
    titles = {a.title for a in street.office.appointments} | {member.position for member in street.office.staff}
    assert [title for title in sorted(titles) if re.search(r"(..+)\1", title)] == []
    assert {"党政综合办公室综合岗", "党建工作办公室经办岗", "统计站统计员"} <= titles
    assert [title for title in titles if title.endswith("第一网格长")]


def test_appointments_end_after_they_begin_and_successors_follow(street):
    for appointment in street.office.appointments:
        assert appointment.member.joined <= appointment.since
        if appointment.until is not None:
            assert appointment.since < appointment.until
            successors = [
                a for a in street.office.appointments
                if a.post == appointment.post and a.rank == appointment.rank and a.since == appointment.until
            ]  # fmt: skip
            assert len(successors) == 1


def test_persons_are_visibly_invented(street):
    names = [member.name for member in street.office.staff] + column(table(street, "enterprises"), "联系人")
    assert all(name[0] in plausible.SURNAMES for name in names)
    phones = [member.phone for member in street.office.staff] + column(table(street, "enterprises"), "联系电话")
    assert all(len(phone) == 11 and phone.startswith("1990000") for phone in phones)
    assert len({member.phone for member in street.office.staff}) == 400
    for people in street.people[1:]:
        assert set(column(people, "备注")) == {"虚构人员"}
