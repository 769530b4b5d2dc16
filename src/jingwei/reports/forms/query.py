"""Every question asked of superiors' forms, by name."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from jingwei.core.errors import Missing
from jingwei.core.files import read_file
from jingwei.core.scope import current_scope
from jingwei.core.sheets.received import Book, read_received
from jingwei.reports.forms.bindings import bound_marks, load_all
from jingwei.reports.forms.models import FormFilling, FormSending, SuperiorForm
from jingwei.reports.forms.policy import policy
from jingwei.reports.forms.signature import Marks, alike, differing

LIKE = 0.9  # at and above, a workbook may be a known form that was changed


def forms_in_use() -> QuerySet[SuperiorForm]:
    """The forms that are still asked for, by name."""
    return SuperiorForm.objects.filter(retired=False).order_by("name", "pk")


def form_by_id(form_id: UUID) -> SuperiorForm:
    """A form with its workbook. Raises Missing, Refused."""
    policy.may(current_scope().actor, "see")
    found = SuperiorForm.objects.select_related("file__data_key").filter(pk=form_id).first()
    if found is None:
        raise Missing("没有这张表。")
    return found


def filling_by_id(filling_id: UUID) -> FormFilling:
    """A filled copy with its form and files. Raises Missing, Refused."""
    policy.may(current_scope().actor, "see")
    found = FormFilling.objects.select_related("form", "file__data_key").filter(pk=filling_id).first()
    if found is None:
        raise Missing("没有这份填好的表。")
    return found


def book_of(form: SuperiorForm) -> Book:
    """The workbook of a form as it was last received."""
    return read_received(read_file(form.file))


def last_filling(form: SuperiorForm, before: FormFilling | None = None) -> FormFilling | None:
    """The newest filled copy of a form; with `before` the one that came before it."""
    found = FormFilling.objects.filter(form=form)
    if before is not None:
        found = found.filter(made_at__lt=before.made_at).exclude(period=before.period)
    return found.order_by("-made_at").first()


def sendings_of(fillings: Iterable[FormFilling]) -> dict[UUID, list[FormSending]]:
    """To whom filled copies were sent, the earliest first; one query."""
    out: dict[UUID, list[FormSending]] = {}
    keys = [one.pk for one in fillings]
    for sending in FormSending.objects.filter(filling__in=keys).order_by("at"):
        out.setdefault(sending.filling_id, []).append(sending)
    return out


def recognised(marks: Marks) -> tuple[SuperiorForm | None, list[tuple[SuperiorForm, list[str]]]]:
    """The known form that a workbook is, and forms that it is nearly, with the places where it differs."""
    near: list[tuple[float, SuperiorForm, list[str]]] = []
    for form in forms_in_use():
        bound = bound_marks(load_all(form.bindings))
        places = differing(form.marks, marks, bound)
        if not places:
            return form, []
        share = alike(form.marks, marks, bound)
        if share >= LIKE:
            near.append((share, form, places))
    near.sort(key=lambda one: -one[0])
    return None, [(form, places) for _, form, places in near[:3]]
