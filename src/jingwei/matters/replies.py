"""Answers as an outside platform asks for them: field by field, or as one sheet for many orders."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Max
from django.utils import timezone

from jingwei.core.sheets import layout
from jingwei.matters.models import Matter, Request, Step
from jingwei.matters.platforms import Platform

_WIDEST = 60.0


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to one order: (label, text) in the order of the platform's form; empty where only the clerk knows."""

    matter: Matter
    number: str
    fields: tuple[tuple[str, str], ...]


def replies_of(platform: Platform, matters: Sequence[Matter]) -> list[Reply]:
    """One reply for each order of the platform: a matter that several asked for answers each of them. Two queries."""
    found: dict[object, list[str]] = {one.pk: [one.outside_number] if one.outside_number else [] for one in matters}
    asked = Request.objects.filter(matter__in=matters, channel=platform.channel).exclude(outside_number="")
    for matter, number in asked.order_by("received_at", "id").values_list("matter_id", "outside_number"):
        if number not in found[matter]:
            found[matter].append(number)
    steps = Step.objects.filter(matter__in=matters, verb="finish").order_by().values_list("matter_id")
    finished = dict(steps.annotate(last=Max("at")))
    return [
        Reply(one, number, tuple((field.label, told[field.value]) for field in platform.reply))
        for one in matters
        for number in found[one.pk]
        for told in (_told(platform, one, number, finished.get(one.pk)),)
    ]


def sheet_of(platform: Platform, replies: Sequence[Reply]) -> bytes:
    """A .xlsx with the platform's own columns, one order a row, everything as text."""
    stream, book = layout.new_book()
    page = book.add_worksheet(layout.sheet_name("批量回填"))
    head, text = layout.make_format(book, bold=True), layout.make_format(book, num_format=layout.TEXT, text_wrap=True)
    rows = [[shown for _, shown in one.fields] for one in replies]
    for index, field in enumerate(platform.reply):
        width = layout.column_width(field.label, _column(rows, index), widest=_WIDEST)
        page.set_column(index, index, width, text)
        page.write_string(0, index, field.label, head)
    for at, row in enumerate(rows, start=1):
        for index, shown in enumerate(row):
            page.write_string(at, index, shown, text)
    page.freeze_panes(1, 1)
    book.close()
    return stream.getvalue()


def _column(rows: Iterable[Sequence[str]], index: int) -> Iterable[str]:
    return (row[index] for row in rows)


def _told(platform: Platform, one: Matter, number: str, finished: object) -> dict[str, str]:
    return {
        "number": number,
        "outcome": platform.outcomes.get(one.outcome, one.get_outcome_display()) if one.outcome else "",
        "reply": one.reply,
        "contacted": {True: "是", False: "否"}.get(one.contacted, "") if one.contacted is not None else "",
        "lead": one.lead.name if one.lead else one.place.name,
        "finished_at": f"{timezone.localtime(finished):%Y-%m-%d %H:%M:%S}" if finished else "",  # type: ignore[arg-type]
        "": "",
    }
