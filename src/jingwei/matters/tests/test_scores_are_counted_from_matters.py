"""Scores against a plain recount of the sheet that came in; what is left out is counted apart and can come back."""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Refused
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.matters.actions import CountAgain, Exclude, ImportMatters
from jingwei.matters.models import Exclusion
from jingwei.matters.scoring.reckoning import WHOLE, Score, behind, reckon, sum_of
from jingwei.matters.scoring.schemes import schemes
from jingwei.matters.scoring.spans import span_of
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db
MONTH = Period.parse("2025-11")
SPANS = {key: span_of(scheme, MONTH) for key, scheme in schemes().items()}
SINCE, UNTIL = "2025-10-18 12:00", "2025-11-18 12:00"


def _rows(street: Street, count: int) -> Iterator[dict[str, Any]]:
    chance = random.Random("scores")
    for number in range(count):
        received = datetime(2025, 10, 1, 9) + timedelta(hours=chance.randint(0, 24 * 55))
        closed = received + timedelta(hours=chance.randint(1, 200))
        row: dict[str, Any] = {
            "outside_number": f"A{number}", "kind": "hotline" if chance.random() < 0.8 else "grid",
            "channel": "hotline",
            "title": "路灯不亮", "place": street.grid(chance.randint(1, 2), 1).code,
            "received_at": f"{received:%Y-%m-%d %H:%M}", "dispatched_at": f"{received:%Y-%m-%d %H:%M}",
            "due": f"{received + timedelta(hours=chance.randint(2, 150)):%Y-%m-%d %H:%M}",
        }  # fmt: skip
        if chance.random() < 0.85:
            row |= {"finished_at": f"{closed:%Y-%m-%d %H:%M}", "closed_at": f"{closed:%Y-%m-%d %H:%M}"}
            row["outcome"] = chance.choice(("solved", "explained", "unsolved"))
            if chance.random() < 0.8:
                row |= {
                    "rating": chance.choice(("good", "fair", "bad", "none")),
                    "contacted": chance.choice(("是", "否")),
                }
                row["solved"] = chance.choice(("是", "否"))
        yield row


@pytest.fixture
def street() -> Street:
    return make_street()


@pytest.fixture
def rows(street: Street) -> list[dict[str, Any]]:
    found = list(_rows(street, 300))
    with open_scope(street.scope("office")):
        perform(ImportMatters(), found)
    return found


def _by_name(scores: list[Score]) -> dict[str, Score]:
    return {one.name: one for one in scores}


def _beijing_by_hand(rows: list[dict[str, Any]]) -> tuple[int, list[Decimal], Decimal]:
    called = [row for row in rows if row["kind"] == "hotline" and "rating" in row and SINCE <= row["closed_at"] < UNTIL]
    contacted = sum(row["contacted"] == "是" for row in called)
    solved = sum(row["solved"] == "是" for row in called)
    pleased = sum({"good": Decimal(1), "fair": Decimal("0.9")}.get(row["rating"], Decimal(0)) for row in called)
    rates = [Decimal(100) * one / len(called) for one in (contacted, solved, pleased)]
    return len(called), rates, rates[0] / 10 + rates[1] / 2 + rates[2] * 4 / 10


def test_the_three_rates_are_what_a_recount_makes_of_them(street: Street, rows: list[dict[str, Any]]) -> None:
    scheme = schemes()["beijing"]
    with open_scope(street.scope("leader")):
        scores = _by_name(reckon(scheme, SPANS[scheme.key], "community"))
    for number, name in ((0, "全街道"), (1, "第1社区"), (2, "第2社区")):
        mine = [row for row in rows if not number or row["place"] == street.grid(number, 1).code]
        called, rates, total = _beijing_by_hand(mine)
        tallies = [scores[name].tallies[rate.key] for rate in scheme.rates]
        assert {tally.of for tally in tallies} == {called}
        assert [tally.value for tally in tallies] == rates
        told = sum_of(scheme, scores[name])
        assert told is not None
        assert abs(told - total) < Decimal("1e-20")


def test_what_is_due_is_the_denominator_of_the_score_of_grids(street: Street, rows: list[dict[str, Any]]) -> None:
    scheme = schemes()["district"]
    with open_scope(street.scope("leader")):
        whole = reckon(scheme, SPANS[scheme.key], "lead")[-1]
        due = [row for row in rows if row["kind"] == "grid" and "2025-11-01" <= row["due"] < "2025-12-01"]
        done = [row for row in due if "finished_at" in row]
        in_time = [row for row in done if row["finished_at"] <= row["due"]]
        told = {key: (tally.points, tally.of) for key, tally in whole.tallies.items()}
        assert told == {
            "handled": (len(done), len(due)), "handled_in_time": (len(in_time), len(due)), "reworked": (0, len(due)),
            "waiting": (len(due) - len(done), len(due)), "extended": (0, len(due)),
        }  # fmt: skip
        part = Decimal(len(done)) / len(due)
        expected = part * 30 + Decimal(len(in_time)) / len(due) * 20 + 20 + part * 20 + 10
        assert abs((sum_of(scheme, whole) or 0) - expected) < Decimal("1e-20")
        for rate in scheme.rates:
            sides = [
                behind(scheme, SPANS[scheme.key], "lead", WHOLE, rate, side).count() for side in ("of", "met", "rest")
            ]
            assert sides == [told[rate.key][1], told[rate.key][0], sides[0] - sides[1]]


def test_being_late_is_deducted_up_to_a_bound_and_a_share_is_of_the_whole(
    street: Street, rows: list[dict[str, Any]]
) -> None:
    scheme = schemes()["shanghai"]
    with open_scope(street.scope("leader")):
        scores = _by_name(reckon(scheme, SPANS[scheme.key], "community"))
    hotline = [row for row in rows if row["kind"] == "hotline"]
    late = [
        row for row in hotline
        if "2025-11-01" <= row["due"] < "2025-12-01" and row.get("closed_at", "9") > row["due"]
    ]  # fmt: skip
    assert scores["全街道"].deducted == len(late) > 10
    mine = [row for row in hotline if "2025-11" in row["received_at"]]
    first = [row for row in mine if row["place"] == street.grid(1, 1).code]
    share = scores["第1社区"].tallies["intake"]
    assert (share.points, share.of) == (len(first), len(mine))
    with_late, without = sum_of(scheme, scores["全街道"]), 0
    scores["全街道"].deducted = 0
    without = sum_of(scheme, scores["全街道"]) or 0
    assert with_late == without - 5


def test_what_is_left_out_is_counted_apart_and_comes_back(street: Street, rows: list[dict[str, Any]]) -> None:
    scheme = schemes()["beijing"]
    with open_scope(street.scope("office")):
        before = reckon(scheme, SPANS[scheme.key], "community")[-1]
        matter = behind(scheme, SPANS[scheme.key], "community", WHOLE, scheme.rates[0], "met").order_by("pk")[0]
        made = perform(Exclude(), [{"scheme": "beijing"}], targets=[matter.pk], reason="超出街道职责").result["ids"]
        after = reckon(scheme, SPANS[scheme.key], "community")[-1]
        assert (after.excluded, after.tallies["responded"].of) == (1, before.tallies["responded"].of - 1)
        assert reckon(schemes()["shanghai"], SPANS["shanghai"], "community")[-1].excluded == 0
        with pytest.raises(Conflict, match="不必再剔除"):
            perform(Exclude(), [{"scheme": "beijing"}], targets=[matter.pk], reason="再来一次")
        assert list(behind(scheme, SPANS[scheme.key], "community", WHOLE, None, "excluded")) == [matter]
    with open_scope(street.scope("leader")):
        perform(CountAgain(), targets=[UUID(key) for key in made], reason="复核应计入")
        again = reckon(scheme, SPANS[scheme.key], "community")[-1]
        assert (again.excluded, again.tallies["responded"].of) == (0, before.tallies["responded"].of)
        kept = Exclusion.objects.get()
        assert (kept.reason, kept.back_reason, bool(kept.by_label), bool(kept.back_by_label)) == (
            "超出街道职责", "复核应计入", True, True,
        )  # fmt: skip
        with pytest.raises(Conflict, match="已经恢复"):
            perform(CountAgain(), targets=[UUID(key) for key in made], reason="再来一次")
    for role in ("dispatcher", "handler"):
        with open_scope(street.scope(role)), pytest.raises(Refused):
            perform(Exclude(), [{"scheme": "beijing"}], targets=[matter.pk], reason="不好看")


def test_the_page_opens_each_number_to_its_matters(street: Street, rows: list[dict[str, Any]], client: Client) -> None:
    street.sign_in(client, "leader")
    assert client.get("/matters/scores/", follow=True).status_code == 200
    for scheme in schemes().values():
        for by in ("community", "lead"):
            page = client.get(f"/matters/scores/{scheme.key}/?period=2025-11&by={by}")
            table = page.context["table"]
            for row in table.rows:
                for cell in (one for one in row.cells if getattr(one, "url", "")):
                    opened = client.get(cell.url)
                    told = cell.note.partition("÷")[2].strip() or cell.note.removesuffix("件")
                    if "share" in cell.url or "intake" in cell.url:
                        continue
                    assert f" {told} 件" in opened.context["subtitle"], (scheme.key, cell)
    first = client.get("/matters/scores/beijing/rows/?period=2025-11&rate=satisfied&side=rest")
    assert all("不满意" in str(row.cells[7]) or "未评价" in str(row.cells[7]) for row in first.context["table"].rows)
    day = client.get("/matters/scores/beijing/?period=2025-11-05")
    assert "2025-11-04 12:00起，2025-11-05 12:00前" in day.context["subtitle"]
    assert client.get("/matters/scores/beijing/?period=2025-13-05").status_code == 400
    for wrong in ("/matters/scores/nothing/", "/matters/scores/beijing/rows/?part=nowhere"):
        assert client.get(wrong).status_code == 404
    street.sign_in(client, "handler")
    assert client.get("/matters/scores/beijing/").status_code == 403


def test_a_matter_is_left_out_and_taken_back_on_its_form(
    street: Street, rows: list[dict[str, Any]], client: Client
) -> None:
    street.sign_in(client, "office")
    with open_scope(street.scope("office")):
        matter = behind(schemes()["beijing"], SPANS["beijing"], "community", WHOLE, None, "of").order_by("pk")[0]
    address = f"/matters/scores/beijing/exclude/{matter.pk}/"
    assert client.get(address).status_code == 200
    assert client.post(address, {"scheme": "beijing", "reason": ""}).status_code == 422
    assert client.post(address, {"scheme": "beijing", "reason": "超出街道职责"}).status_code == 302
    page = client.get("/matters/scores/beijing/rows/?period=2025-11&side=excluded")
    assert [cell for row in page.context["table"].rows for cell in row.cells][3] == "超出街道职责"
    back = page.context["table"].rows[0].cells[-1].url
    assert client.get(back).status_code == 200
    assert client.post(back, {"reason": "复核应计入"}).status_code == 302
    assert client.get(back.replace(back.split("/")[-3], str(matter.pk))).status_code == 404
