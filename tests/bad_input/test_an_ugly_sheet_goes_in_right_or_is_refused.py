"""More than a hundred ugly sheets: each makes the right ledger and goes into one that is there, as its preview foresaw,
or is refused with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from tests.bad_input.ugly_makers import ROWS, objects
from tests.bad_input.ugly_sheets import UGLY, Ugly

from jingwei.core.actions import perform
from jingwei.core.errors import Invalid, JingweiError
from jingwei.core.fields import KINDS, Field
from jingwei.core.scope import open_scope
from jingwei.registers.actions import ImportSheet, MakeFromSheet
from jingwei.registers.designing.drafts import keep_proposal, linkable, open_workbook
from jingwei.registers.designing.plan import Plan
from jingwei.registers.designing.reading import read
from jingwei.registers.incoming import Incoming, read_incoming, upload
from jingwei.registers.models import Draft, Version
from jingwei.registers.query import register_by_key
from jingwei.registers.tests.spoiled import Office

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 30)
TRUE = {"名称": "听涛一号店", "人数": "3", "面积": "120.5", "成立日期": "2021-03-05"}


def test_there_are_at_least_sixty() -> None:
    assert sum(map(len, UGLY.values())) >= 100


@pytest.mark.parametrize("group", UGLY)
def test_a_new_ledger_is_made_of_it_or_it_is_refused(office: Office, group: str) -> None:
    wrong = []
    for name, ugly in UGLY[group].items():
        with open_scope(office.street.scope("office")):
            told = _made(ugly, office.grid)
        if told:
            wrong.append(f"{name}: {told}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("group", UGLY)
def test_it_goes_into_a_ledger_that_is_there_or_is_refused(office: Office, group: str) -> None:
    before = office.rows()
    wrong = []
    for name, ugly in UGLY[group].items():
        with open_scope(office.street.scope("office")):
            told = _brought(ugly, office.grid)
        if told:
            wrong.append(f"{name}: {told}")
    assert not wrong, "\n".join(wrong)
    assert office.rows() == before


def _made(ugly: Ugly, grid: str) -> str:
    """What is wrong with the ledger that the sheet would make; "" when it is right."""
    try:
        draft = keep_proposal(ugly.make(grid), ugly.name)
    except JingweiError as error:
        return _refusal(error, ugly.refused)
    if ugly.refused:
        return "not refused"
    plan = Plan.load(draft.plan)
    reading = read(plan, open_workbook(draft).sheet(draft.sheet), linkable(), TODAY)
    faults = [fault for fault in reading.faults if "请填写" not in fault]
    if faults or reading.fieldset is None:
        return f"faults {faults}"
    coming = reading.rows - reading.refused
    if (told := _really_made(draft, coming)) or coming != ugly.rows:
        return told or f"{coming} of {reading.rows} rows, {[problem.sentence() for problem in reading.problems[:3]]}"
    assert reading.parsed is not None
    by_label = {one.label: one for one in reading.fieldset.fields}
    first = next((row for row in reading.parsed.rows if _said(by_label["编号"], row) == "U1"), None)
    if first is None:
        return "U1 is not there"
    if coming == 0:
        return ""
    heads = {head: value for head, value in {**TRUE, **ugly.also}.items() if head not in ugly.less}
    return _differs(
        {head: _said(by_label[head], first) if head in by_label else None for head in heads}, heads
    ) or _others([row for _, row in reading.parsed.good()], by_label, ugly.less)


def _brought(ugly: Ugly, grid: str) -> str:
    """What is wrong with the rows that would go into the ledger; "" when they are right."""
    into = ugly.into if ugly.into is not None else ugly.rows
    try:
        draft = upload(register_by_key("spoiled"), ugly.make(grid), ugly.name)
    except JingweiError as error:
        return _refusal(error, into if isinstance(into, str) else "")
    if isinstance(into, str):
        return "not refused"
    incoming = read_incoming(draft, TODAY)
    new = incoming.comparison.new
    if told := _really_brought(draft, incoming):
        return told
    if len(new) != into:
        return f"{len(new)} rows, {[problem.sentence() for problem in incoming.problems[:3]]}"
    reasons = {problem.message for problem in incoming.problems if problem.severity == "error"}
    if into < ROWS and not (ugly.why and all(ugly.why in reason for reason in reasons)):
        return f"stayed out for {reasons}"
    if not into:
        return ""
    first = next((state for state in new if state.key == "U1"), None)
    if first is None:
        return f"U1 is not there, but {[state.key for state in new]}"
    fields = {one.label: one for one in incoming.preparer.fieldset.fields}
    return _differs({head: _said(fields[head], first.data) for head in TRUE}, TRUE) or _others(
        [state.data for state in new], fields, frozenset()
    )


def _really_made(draft: Draft, coming: int) -> str:
    """What is otherwise when the ledger is made; "" when as many rows go in as was foreseen. Nothing stays of it."""
    plan = Plan.load(draft.plan)
    terms = {"purpose": "试", "basis": "试", "keep_until": "2035-12-31"} if plan.personal else {}
    draft.plan = replace(
        plan, name=plan.name or "试一试", noun=plan.noun or "商铺", unit=plan.unit or "家", **terms
    ).dump()
    with transaction.atomic():
        draft.save(update_fields=["plan"])
        done = perform(MakeFromSheet(), [{"valid_from": TODAY.isoformat()}], targets=[draft.pk]).result
        transaction.set_rollback(True)
    return "" if done["new"] == coming else f"{coming} foreseen, {done['new']} written"


def _really_brought(draft: Draft, incoming: Incoming) -> str:
    """What is otherwise when the sheet is written; "" when all is as the preview foresaw. Nothing stays of it."""
    foreseen = {state.key: dict(state.data) for state in incoming.comparison.new}
    values = {"valid_from": TODAY.isoformat()}
    with transaction.atomic():
        if incoming.refused:
            with pytest.raises(Invalid), transaction.atomic():
                perform(ImportSheet(), [values], targets=[draft.pk])
        done = perform(ImportSheet(), [{**values, "partial": True}], targets=[draft.pk]).result
        written = Version.objects.filter(source_id=done["source"]).select_related("entry")
        known = {version.entry.key: version.data for version in written}
        transaction.set_rollback(True)
    if done["refused"] != incoming.refused:
        return f"{incoming.refused} refused at the preview, {done['refused']} later"
    return "" if known == foreseen else f"{foreseen} foreseen, {known} written"


def _others(rows: Sequence[Mapping[str, Any]], fields: Mapping[str, Field], less: frozenset[str]) -> str:
    """What is wrong with the other rows: each says its own people and day, and none says those of its neighbour."""
    true = {row[0]: {"人数": str(row[3]), "成立日期": row[5]} for row in objects()}
    for row in rows:
        key = _said(fields["编号"], row)
        if key not in true:
            return f"a row {key} that is none"
        heads = {head: value for head, value in true[key].items() if head in fields and head not in less}
        said = {head: _said(fields[head], row) for head in heads}
        if any(said.values()) and (told := _differs(dict(said), heads)):
            return f"{key} {told}"
    return ""


def _refusal(error: JingweiError, words: str) -> str:
    if not words or words not in error.message:
        return f"refused: {error.message}"
    return "" if error.message.endswith(("。", "”")) else f"no sentence: {error.message}"


def _said(one: Field, row: dict[str, Any]) -> str:
    return KINDS[one.kind].display(row.get(one.key), one)


def _differs(read_as: dict[str, str | None], true: dict[str, str]) -> str:
    wrong = {head: said for head, said in read_as.items() if not _same(said, true[head])}
    return f"read as {wrong}" if wrong else ""


def _same(said: str | None, true: str) -> bool:
    if said is None:
        return False
    bare = said.removesuffix("人").removesuffix("平方米")
    return said == true or bare == true or bare == f"{true}0"
