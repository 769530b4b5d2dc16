"""The figures of a full street: so many indicators, values from outside, reports with as many figures, readings."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from tests.query_counts.full_street import LATER, Full

from jingwei.core.actions import perform
from jingwei.core.files import keep_file
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.indicators.actions import (
    AssessTargets,
    EnterLights,
    ExplainRed,
    ImportReported,
    ImportTargets,
    SetTarget,
)
from jingwei.indicators.boards.models import Board
from jingwei.indicators.boards.tiles import Tile
from jingwei.indicators.models import Definition, Lock, Reported
from jingwei.indicators.targets.models import GivenLight, LightSheet, Remedy
from jingwei.indicators.tests.counting import define, report
from jingwei.people.tests.street import SINCE
from jingwei.reports.actions import DraftReport, ReadReport
from jingwei.reports.models import Figure, ReadFigure, Reading, Report

REPORTED_HEAD = "统计期,指标代号,指标名称,计量单位,口径,数值,同比增速(%),供数单位,来源文件"


def fill_figures(full: Full) -> None:
    """Fill indicators and reports."""
    street, keys = full.street, full.keys
    with open_scope(street.scope("statistician")):
        define("houses", name="房屋总数", unit="处", count="houses", owner="综合指挥中心")
        define("residents", name="居住人口", unit="人", sum="houses.residents")
        define("per_house", name="户均人口", unit="人", decimals=1, ratio="residents / houses")
        define("revenue", name="财政收入", unit="万元", reported="budget_revenue", flow="cumulative")
        Definition.objects.bulk_create(
            full.each(
                lambda n: Definition(
                    subdistrict=street.code, key=f"i{n}", name=f"指标{n}", unit="处", valid_from=SINCE,
                    body={"count": "houses", "where": {"residents": {"max": n}}},
                )
            )
        )  # fmt: skip
        Definition.objects.bulk_create(
            full.each(
                lambda n: Definition(
                    subdistrict=street.code, key="old", name="改过的指标", unit="处", valid_from=SINCE, version=n + 1,
                    body={"count": "houses"},
                )
            )
        )  # fmt: skip
        report("budget_revenue", "2025", "210", growth="4.5")
        Reported.objects.bulk_create(
            full.each(
                lambda n: Reported(
                    subdistrict=street.code, indicator="budget_revenue", period=str(_cumulative(n)), value=n,
                    unit="万元", supplier="区财政局", paper="月报", known_from=timezone.now(), actor_label="系统",
                )
            )
        )  # fmt: skip
        made = full.each(lambda n: Lock(subdistrict=street.code, period=_month(n), number=1, at=timezone.now()))
        Lock.objects.bulk_create(made)
        keys |= {"lock": made[0].pk, "locks": [one.pk for one in made]}
        done = perform(ImportReported(), [{}], targets=[reported_file(full, 7).pk])
        keys["reported_import"] = done.result["import"]
        keys["definitions_file"] = definitions_file(full).pk
        keys["reported_file"] = reported_file(full, 9).pk
        _targets(full)
        _boards(full)
        _reports(full)
        _readings(full)


def _targets(full: Full) -> None:
    """So many targets, whole and given to communities, as many red lights from above, as many remedies and versions."""
    department = full.street.departments["urban"]
    rows = full.each(
        lambda n: {"indicator": f"i{n}", "period": "2025", "operator": "at_least", "value": "900", "issuer": "区政府",
                   "paper": "1号", "department": str(department.pk)}
    )  # fmt: skip
    made = perform(SetTarget(), rows).result["targets"]
    full.keys |= {"target": made[0], "targets": made}
    lines = "\n".join(full.each(lambda n: f"指标{n} 红灯"))
    sheet = {"period": "2025Q3", "paper": "1期", "assessed": str(full.rows), "green": "0", "yellow": "0",
             "red": str(full.rows), "rank": "1", "rank_group": "全区", "lights": lines}  # fmt: skip
    sheets = perform(EnterLights(), [{**sheet, "issuer": "区考核办"}]).result["sheets"]
    plain = {key: value for key, value in sheet.items() if key not in ("rank", "rank_group", "lights")}
    perform(EnterLights(), full.each(lambda n: {**plain, "issuer": f"第{n}局", "period": "2025Q2"}))
    full.keys |= {"light_sheet": sheets[0], "light": GivenLight.objects.filter(sheet=sheets[0]).first().light}
    full.keys["light_sheets"] = list(LightSheet.objects.filter(period="2025Q2").values_list("pk", flat=True))
    why = {"cause": "因", "measure": "措", "person": "人", "due": str(LATER)}
    perform(ExplainRed(), [{"about": key, **why} for key in made])
    remedies = list(Remedy.objects.order_by("pk").values_list("pk", flat=True))
    full.keys |= {"remedy": remedies[0], "remedies": remedies}
    perform(AssessTargets())
    done = perform(ImportTargets(), [{}], targets=[target_file(full, 7).pk])
    full.keys |= {"target_import": done.result["import"], "target_file": target_file(full, 9).pk}


def target_file(full: Full, value: int) -> Any:
    """A kept sheet of so many targets."""
    lines = full.each(lambda n: f"指标{n},2024年,不低于,{value},处,区政府,2号")
    head = "指标名称,年度,要求,目标值,单位,下达单位,文号"
    return keep_file("\n".join([head, *lines]).encode("utf-8-sig"), "目标.csv", "text/csv")


def _boards(full: Full) -> None:
    """So many boards, the first with so many tiles of every kind."""
    kinds: tuple[Tile, ...] = (
        Tile("a", "value", ("houses", "per_house", "revenue")),
        Tile("b", "trend", ("revenue",)),
        Tile("c", "parts", ("residents",)),
        Tile("d", "map", ("houses",), by="grid"),
        Tile("e", "table", ("houses", "residents", "revenue"), place=full.street.community().code),
        Tile("f", "note", text="说明"),
    )
    made = full.each(
        lambda n: Board(
            subdistrict=full.street.code, title=f"看板{n}", shared="street", period="fixed", fixed="2025",
            owner_label="系统", changed_at=timezone.now(),
        )
    )  # fmt: skip
    made[0].tiles = [replace(kinds[n % len(kinds)], id=f"t{n}").dump() for n in range(full.rows)]
    for board in made[1:]:
        board.tiles = [Tile("t0", "note", text="说明").dump()]
    Board.objects.bulk_create(made)
    full.keys |= {"board": made[0].pk, "boards": [one.pk for one in made]}


def _cumulative(number: int) -> Period:
    """The months from January of one year after another."""
    return Period.months(2000 + number // 12, 1, number % 12 + 1)


def _month(number: int) -> str:
    """One month after another, long before anything was recorded."""
    return f"{1950 + number // 12}-{number % 12 + 1:02d}"


def reported_file(full: Full, value: int) -> Any:
    """A kept sheet of so many values of periods that are known."""
    lines = full.each(
        lambda n: (
            f"{2000 + n // 12}-{n % 12 + 1:02d},budget_revenue,财政收入,万元,1月至当月累计,{value},5,区财政局,月报"
        )
    )
    return keep_file("\n".join([REPORTED_HEAD, *lines]).encode("utf-8-sig"), "月报.csv", "text/csv")


def definitions_file(full: Full) -> Any:
    """A kept pack of so many new definitions, and as many that are changed."""
    new = full.each(lambda n: f"n{n}: {{name: 新指标{n}, unit: 处, count: houses}}")
    changed = full.each(lambda n: f"i{n}: {{name: 指标{n}, unit: 户, count: houses}}")
    return keep_file("\n".join([*new, *changed]).encode(), "指标.yaml", "application/yaml")


def _reports(full: Full) -> None:
    """One report of so many figures beside so many others."""
    done = perform(DraftReport(), [{"period": "2025"}])
    drafted = Report.objects.get(pk=done.result["report"])
    card = next(one for one in drafted.figures.order_by("number") if one.card["indicator"] == "houses")
    columns = {f.attname: getattr(drafted, f.attname) for f in Report._meta.concrete_fields if f.attname != "id"}
    made = full.each(lambda n: Report(**columns | {"title": f"第{n}份总结"}))
    made[0].blocks = [{"kind": "body", "runs": [["房屋", None], ["20处", n + 1]]} for n in range(full.rows)]
    Report.objects.bulk_create(made)
    Figure.objects.bulk_create(
        Figure(subdistrict=full.street.code, report=one, number=n + 1, printed="20处", card=card.card)
        for one in made
        for n in range(full.rows if one is made[0] else 2)
    )
    full.keys["report"] = made[0].pk


def summary(full: Full) -> str:
    """A published report with so many figures."""
    return "2024年工作总结\n\n" + "\n".join(full.each(lambda n: f"2024年，登记房屋{n + 20}处。"))


def _readings(full: Full) -> None:
    done = perform(ReadReport(), context={"data": summary(full).encode(), "filename": "总结.txt"})
    reading = Reading.objects.get(pk=done.result["reading"])
    figures = list(ReadFigure.objects.filter(reading=reading).order_by("number"))
    full.keys |= {"reading": reading.pk, "read_figure": figures[0].pk, "read_figures": [one.pk for one in figures]}
    Reading.objects.bulk_create(
        full.each(lambda n: Reading(subdistrict=full.street.code, name=f"{n}.txt", text="无", by="系统"))
    )
