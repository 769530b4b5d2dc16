"""A street with a few houses and statistics, and reports drafted from them."""

from typing import Any

from jingwei.core.actions import perform
from jingwei.indicators.models import Definition
from jingwei.indicators.packs import load_pack
from jingwei.indicators.tests.counting import definition, report
from jingwei.registers.tests.ledgers import define_firms, define_houses, house, record
from jingwei.reports.actions import ConfirmFigure, DraftReport, ReadReport
from jingwei.reports.models import ReadFigure, Report

SUMMARY = """望澜街道办事处2024年工作总结

一、基层治理
2024年,全街道登记房屋4处,居住人口约20人,其中出租房屋1处。
二、经济运行
全年完成一般公共预算收入2亿元,比上年下降3.5%;新增就业力争达到500人。
"""


def fill(street: Any) -> None:
    """Six houses and two enterprises of 2025, the packed definitions, and a few statistics."""
    grids = [street.grid(1, 1).code, street.grid(1, 2).code, street.grid(2, 1).code]
    rows = [{**house(n, grids[n % 3], residents=n, rented=n < 2), "valid_from": "2025-01-01"} for n in range(6)]
    record(define_houses(), rows)
    record(define_firms(), [{"code": "F1", "name": "示例企业", "grid": grids[0], "valid_from": "2025-01-01"}])
    pack = load_pack()
    rows = []
    for row in pack.rows:
        words = {name: row[name] for name in ("unit", "decimals", "owner", "basis", "name") if name in row}
        body = {k: v for k, v in pack.bodies[row["key"]].items() if k not in (*words, "version")}
        if row["key"] == "rented":
            body["where"] = {"rented": True}
        rows.append(definition(row["key"], **{**body, **words}))
        rows[-1].subdistrict = street.code
    Definition.objects.bulk_create(rows)
    report("budget_revenue", "2025", "21000", growth="5.5")
    report("tax_revenue", "2025", "18000")


def draft(period: str = "2025", template: str = "") -> Report:
    """A draft made through its action."""
    done = perform(DraftReport(), [{"period": period, "template": template}])
    return Report.objects.get(pk=done.result["report"])


def read(text: str = SUMMARY, name: str = "2024年工作总结.txt") -> list[ReadFigure]:
    """The figures of a report read through its action."""
    done = perform(ReadReport(), context={"data": text.encode(), "filename": name})
    return list(ReadFigure.objects.filter(reading_id=done.result["reading"]).order_by("number"))


def confirm(figure: ReadFigure, indicator: str, **more: Any) -> None:
    """Confirm a read figure through its action."""
    perform(ConfirmFigure(), [{"indicator": indicator, **more}], targets=[figure.pk])
