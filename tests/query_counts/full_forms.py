"""So many superiors' forms, the first with a line for each community, filled and sent so often."""

from typing import Any
from uuid import UUID

from django.utils import timezone
from tests.query_counts.full_street import LATER, TODAY, Full

from jingwei.core.actions import perform
from jingwei.core.files import keep_file
from jingwei.core.scope import open_scope
from jingwei.core.tests.received_forms import month_form
from jingwei.reports.forms.actions import BindForm, FillForm, KeepForm
from jingwei.reports.forms.actions.fill import MEDIA_TYPE
from jingwei.reports.forms.bindings import Binding
from jingwei.reports.forms.models import FormFilling, FormSending, SuperiorForm
from jingwei.reports.handouts.actions import GiveBack, HandOut
from jingwei.reports.handouts.models import Handout, HandoutPart
from jingwei.reports.handouts.query import Land, parts_of, rows_by_place
from jingwei.reports.handouts.sheets import sheet_for


def fill_forms(full: Full) -> None:
    """Forms, their filled copies, and to whom these were sent."""
    with open_scope(full.street.scope("statistician")):
        names = tuple(full.each(lambda n: full.street.community(n + 1).name))
        stored = keep_file(month_form(rows=names), "月报表.xlsx", MEDIA_TYPE)
        said = {"name": "月报表", "issuer": "区住建局"}
        form = UUID(perform(KeepForm(), [said], targets=[stored.pk]).result["forms"][0])
        perform(BindForm(), targets=[form], context={"bind": form_bindings(full)})
        first = SuperiorForm.objects.get(pk=form)
        columns = {
            f.attname: getattr(first, f.attname) for f in SuperiorForm._meta.concrete_fields if f.attname != "id"
        }
        others = [SuperiorForm(**columns | {"name": f"第{n}张表"}) for n in range(full.rows - 1)]
        SuperiorForm.objects.bulk_create(others)
        made = [perform(FillForm(), [{"period": p}], targets=[form]).result["filling"] for p in ("2025-04", "2025-05")]
        last = FormFilling.objects.get(pk=made[1])
        more = [
            FormFilling(**_columns(last) | {"form_id": one.pk, "made_at": timezone.now()}) for one in [first, *others]
        ]
        FormFilling.objects.bulk_create(more)
        FormSending.objects.bulk_create(
            FormSending(
                subdistrict=full.street.code, filling=one, recipient="区住建局", sent_on=TODAY, by="系统",
                at=timezone.now(),
            )
            for one in [last, *more]
        )  # fmt: skip
        full.keys |= {
            "form": first.pk, "form_file": stored.pk, "filling": last.pk, "forms": [one.pk for one in [first, *others]],
            "fillings": [one.pk for one in more],
        }  # fmt: skip


def fill_handouts(full: Full) -> None:
    """So many handouts, the first with a part for each community, so many of which came back."""
    with open_scope(full.street.scope("statistician")):
        values = {"title": "房屋核对", "register": "houses", "level": "community", "due": str(LATER)}
        handout = Handout.objects.get(pk=perform(HandOut(), [values]).result["handout"])
        others = [Handout(**_columns(handout) | {"title": f"第{n}次"}) for n in range(full.rows - 1)]
        Handout.objects.bulk_create(others)
        parts = parts_of(handout)
        found = rows_by_place(handout, [part.place_id for part in parts], Land.now())
        sheet = sheet_for(handout, found[parts[0].place_id], parts[0].place.name)
        done = {"data": sheet, "filename": "表.xlsx"}
        perform(GiveBack(), targets=[parts[0].pk], context=done)
        first = HandoutPart.objects.get(pk=parts[0].pk)
        HandoutPart.objects.filter(pk__in=[one.pk for one in parts[: full.rows // 2]]).update(
            returned=first.returned, returned_at=first.returned_at, returned_by="系统", rows=1
        )
        full.keys |= {
            "handout": handout.pk, "handouts": [handout.pk, *(one.pk for one in others)], "part": first.pk,
            "part_sheet": sheet,
        }  # fmt: skip


def _columns(row: Any) -> dict[str, Any]:
    """What a row says, without its key."""
    return {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.attname != "id"}


def form_bindings(full: Full) -> list[Binding]:
    """Two figures for each community."""
    return [
        Binding(0, f"{column}{5 + n}", "indicator", key=key, place=full.street.community(n + 1).code)
        for n in range(full.rows)
        for column, key in (("C", "houses"), ("D", "residents"))
    ]
