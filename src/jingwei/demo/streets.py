"""A whole demo subdistrict in memory: territory, office, ledgers, statistics."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import islice

from jingwei.demo import facilities, ledger_tables, plausible, staff_tables
from jingwei.demo.business import make_enterprises, make_titles
from jingwei.demo.chance import chance
from jingwei.demo.departments import make_departments
from jingwei.demo.described import Picked, described_tables
from jingwei.demo.elections import election_day, elections
from jingwei.demo.housing import make_housing, make_roads
from jingwei.demo.land import Parcel, River, make_parcels, make_rivers
from jingwei.demo.leaving import leaving_tables
from jingwei.demo.lines import Line, chief_table, lane_table, make_lanes, make_road_lines, road_table
from jingwei.demo.pipes import make_pipes, pipe_table
from jingwei.demo.profiles import LARGE, Profile
from jingwei.demo.series import Value, make_series
from jingwei.demo.staffing import Office, make_office
from jingwei.demo.tables import Table
from jingwei.demo.territory import Territory, make_territory


@dataclass(frozen=True, slots=True)
class Street:
    """Everything of one subdistrict; ``ledgers`` in the order in which links between them can be followed, ``leaving``
    what left them."""

    profile: Profile
    territory: Territory
    office: Office
    people: list[Table]
    ledgers: list[Table]
    leaving: list[Table]
    lanes: list[Line]
    roads: list[Line]
    pipes: list[Line]
    rivers: list[River]
    parcels: list[Parcel]
    series: list[Value]


def make_street(profile: Profile) -> Street:
    """The subdistrict of a profile. The same profile gives the same subdistrict; no clock is read."""
    territory = make_territory(profile)
    roads = make_roads(profile, territory)
    names = plausible.person_names(chance("names", profile))
    phones = plausible.phones(profile.first_phone)
    office = make_office(profile, territory, make_departments(profile), names, phones)
    houses, compounds = make_housing(profile, territory, roads)
    contacts = list(islice(names, profile.enterprises)), list(islice(phones, profile.enterprises))
    enterprises = make_enterprises(profile, territory, roads, *contacts)
    rivers, parcels = make_rivers(profile, territory), make_parcels(profile, territory, roads)

    def here(topic: str) -> facilities.Surroundings:
        return facilities.Surroundings.of(profile, territory, roads, topic)

    people = [
        staff_tables.department_table(office),
        staff_tables.staff_table(office),
        staff_tables.appointment_table(office),
    ]
    lanes, drawn_roads = make_lanes(profile, territory), make_road_lines(profile, territory, roads)
    pipes = make_pipes(profile, territory, drawn_roads)
    ledgers = [
        ledger_tables.house_table(houses),
        ledger_tables.compound_table(profile, territory, compounds, houses),
        ledger_tables.enterprise_table(enterprises),
        ledger_tables.title_table(profile, make_titles(profile, enterprises)),
        ledger_tables.river_table(rivers),
        lane_table(lanes),
        road_table(profile, drawn_roads),
        pipe_table(profile, pipes),
        chief_table(profile, office, lanes, drawn_roads, rivers),
        ledger_tables.parcel_table(parcels),
        facilities.elderly_care(here("care")),
        facilities.service_points(here("points")),
        facilities.waste_points(here("waste"), compounds),
        facilities.chemical_dealers(here("dealers"), enterprises),
        facilities.fire_facilities(here("fire")),
        facilities.idle_premises(here("idle")),
    ]
    share = profile.houses / LARGE.houses
    ledgers += described_tables(ledgers, _bases(territory, office), here("described"), share)
    return Street(
        profile=profile,
        territory=territory,
        office=office,
        people=people,
        ledgers=ledgers,
        leaving=leaving_tables(profile, ledgers),
        lanes=lanes,
        roads=drawn_roads,
        pipes=pipes,
        rivers=rivers,
        parcels=parcels,
        series=make_series(profile),
    )


def _bases(territory: Territory, office: Office) -> dict[str, list[Picked]]:
    """Lists that described ledgers pick from: villages, their years and elections, staff with a department."""
    villages: list[Picked] = [
        {
            "编号": area.code,
            "名称": area.name,
            "类型": "村委会" if area.community and area.community.is_village else "社区居委会",
            "区划编码": area.code,
            "换届日期": election_day(at),
        }
        for at, area in enumerate(territory.communities)
    ]
    years = [{**village, "年度截止日": date(year, 12, 31)} for village in villages for year in range(2022, 2026)]
    staff: list[Picked] = [
        {
            "工号": member.number,
            "部门": member.department.name,
            "类别": "职能部门" if member.department.stationed else "街道机关",
        }
        for member in office.staff
        if member.department
    ]
    return {"@villages": villages, "@village_years": years, "@staff": staff, **elections(villages)}
