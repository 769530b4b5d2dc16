"""Opening a described street in the desk: brought in as a measurement brings it in, with people who can sign in, and
the figures of its report."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from django.db import transaction

from jingwei.core.actions import perform
from jingwei.core.models import Outcome
from jingwei.core.periods import Period
from jingwei.core.scope import Reader, Scope, open_scope
from jingwei.coverage.bindings import read_bindings
from jingwei.coverage.bring import office
from jingwei.coverage.description import Description, read_descriptions
from jingwei.coverage.errors import CoverageError
from jingwei.coverage.figures import Figure
from jingwei.coverage.indicators import find
from jingwei.coverage.ledgers import make_ledgers
from jingwei.coverage.measure import bring_in
from jingwei.coverage.office import bring_people
from jingwei.coverage.report import KeepFigures
from jingwei.coverage.rows import make_rows
from jingwei.coverage.systems import read_systems
from jingwei.coverage.territory import make_land
from jingwei.places.models import Place

OPENED = "coverage:opened"


def described(folder: Path, number: int) -> Description:
    """The street of that number. Raises CoverageError."""
    streets = read_descriptions(folder)
    if number not in streets:
        known = "、".join(map(str, sorted(streets))) or "一个也没有"
        raise CoverageError(f"没有序号为{number}的街道描述；文件夹 {folder} 里有：{known}。")
    return streets[number]


def open_street(folder: Path, number: int, say: Callable[[str], None]) -> Description:
    """Bring a street in unless it is there; all of it or nothing. What people did in it stays. Raises CoverageError."""
    street = described(folder, number)
    with open_scope(Scope(Reader.STREET, street.code)):
        if Outcome.objects.filter(subdistrict=street.code, key=OPENED).exists():
            say(f"{street.name}已就绪")
            return street
    bindings, systems = read_bindings(folder, number), read_systems(folder / "systems.yaml")
    if bindings.period is None:
        raise CoverageError(f"{number}.figures.yaml 缺少 period（报告的统计期，例如 period: 2021），打不开。")
    ledgers, land = make_ledgers(street), make_land(street)
    rows = make_rows(street, ledgers, land)
    say(f"正在录入{street.name}（{len(rows)}条记录）")
    with transaction.atomic():
        wrong = bring_in(street, ledgers, land, rows, bindings)
        bring_people(street, land)
        say(f"正在取数（{len(bindings.figures)}个）")
        figures = [figure(number, one, bindings.period) for one in bindings.figures]
        found = find(street, bindings, figures, wrong)
        with office(street):
            codes = dict(Place.objects.values_list("pk", "code"))
            told = {"number": number, "period": bindings.period, "found": found, "systems": systems, "places": codes}
            perform(KeepFigures(), context=told, key=OPENED)
    return street


def figure(report: int, number: int, period: Period) -> Figure:
    """A figure of which only its number and period are known: what was printed stands in the list of the report."""
    return Figure(report, number, "", Decimal(0), "", "exact", "level", str(period), "")
