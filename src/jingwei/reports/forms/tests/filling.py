"""A street with houses and indicators, and its superior's form, for tests."""

import io

import openpyxl

from jingwei.core.actions import perform
from jingwei.core.files import keep_file, read_file
from jingwei.core.tests.received_forms import month_form
from jingwei.indicators.tests.counting import define
from jingwei.people.tests.street import Street
from jingwei.registers.tests.ledgers import define_houses, house, record
from jingwei.reports.forms.actions import BindForm, FillForm, KeepForm
from jingwei.reports.forms.actions.fill import MEDIA_TYPE
from jingwei.reports.forms.bindings import Binding
from jingwei.reports.forms.models import FormFilling, SuperiorForm

JUNE = {"period": "2026年6月", "day": "2026-07-02"}
SINCE = {"valid_from": "2026-01-01"}


def fill_street(street: Street) -> None:
    """Three houses in the first community, one in the second, and indicators; inside a scope of the office."""
    ledger = define_houses()
    first, second = street.grid(1).code, street.grid(2).code
    rows = [house(1, first, area="100"), house(2, first, area="150", rented="是"), house(3, first), house(4, second)]
    record(ledger, [row | SINCE for row in rows])
    define("houses", name="房屋总数", count="houses")
    define("residents", name="居住人口", unit="人", sum="houses.residents")
    define("floor_area", name="建筑面积", unit="平方米", sum="houses.area")
    define("rented_share", name="出租房屋占比", unit="%", decimals=1, share="houses", where={"rented": True})


def kept(data: bytes, name: str = "月报表.xlsx"):
    """The workbook as it was received."""
    return keep_file(data, name, MEDIA_TYPE)


def make_form(data: bytes | None = None, name: str = "房屋人口情况月报表") -> SuperiorForm:
    """A form made of a workbook."""
    stored = kept(data or month_form())
    done = perform(KeepForm(), [{"name": name, "issuer": "区住建局"}], targets=[stored.pk])
    return SuperiorForm.objects.get(pk=done.result["forms"][0])


def bind(form: SuperiorForm, *bindings: Binding, **context) -> SuperiorForm:
    """The form with bindings put on."""
    perform(BindForm(), targets=[form.pk], context={"bind": bindings, **context})
    return SuperiorForm.objects.get(pk=form.pk)


def month_bindings(street: Street, communities: int = 2) -> list[Binding]:
    """What the cells of `month_form` mean."""
    out = [Binding(0, "B2", "words", text="{填报单位}"), Binding(0, "F2", "words", text="{日期}")]
    for number in range(communities):
        place = {"place": street.community(number + 1).code}
        for column, key in (("C", "houses"), ("D", "residents"), ("F", "rented_share")):
            out.append(Binding(0, f"{column}{5 + number}", "indicator", key=key, **place))
        out.append(Binding(0, f"E{5 + number}", "indicator", key="floor_area", unit="万平方米", **place))
    return out


def filled(form: SuperiorForm, values=JUNE, **context) -> FormFilling:
    """The form filled."""
    done = perform(FillForm(), [values], targets=[form.pk], context=context)
    return FormFilling.objects.select_related("file", "form").get(pk=done.result["filling"])


def sheet_of(filling: FormFilling, name: str = "月报表", *, results: bool = False):
    """What a filled copy holds, as openpyxl reads it; with `results` what formulas give."""
    return openpyxl.load_workbook(io.BytesIO(read_file(filling.file)), data_only=results)[name]
