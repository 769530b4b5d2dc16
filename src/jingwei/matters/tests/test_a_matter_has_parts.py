"""子任务: each has its own department, due and stage; the whole ends after its parts, counts know only the whole."""

import pytest
from django.test import Client

from jingwei.core.errors import Conflict
from jingwei.core.periods import Period
from jingwei.core.scope import open_scope
from jingwei.matters.models import Matter
from jingwei.matters.scoring.reckoning import reckon
from jingwei.matters.scoring.schemes import schemes
from jingwei.matters.scoring.spans import span_of
from jingwei.matters.summing import crossed
from jingwei.matters.tests.asking import DONE, dispatched, move, walk
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def parts_of(street: Street, whole: Matter) -> list[Matter]:
    with open_scope(street.street_reader()):
        return list(Matter.objects.filter(parent=whole).select_related("lead", "place").order_by("number"))


def test_the_whole_is_finished_after_its_parts_and_counts_as_one(street: Street, client: Client) -> None:
    safety = street.departments["safety"]
    whole = dispatched(street, outside_number="20250603001", title="雨后积水")
    told = {"title": "排查管网", "lead": str(street.departments["urban"].pk), "days": "3"}
    whole = move(street, "dispatcher", "part", whole, **told)
    whole = move(street, "dispatcher", "part", whole, **{**told, "title": "疏散住户", "lead": str(safety.pk)})
    mine, other = parts_of(street, whole)
    assert (mine.number, mine.stage, mine.lead_id) == (f"{whole.number}-1", "working", whole.lead_id)
    assert (whole.part_count, mine.due_at is not None, other.lead_id) == (2, True, safety.pk)
    with pytest.raises(Conflict, match="还有子任务没有办完（排查管网）"):
        move(street, "handler", "finish", whole, **DONE)
    with pytest.raises(Conflict, match="还有子任务"):
        move(street, "dispatcher", "void", whole)
    with pytest.raises(Conflict, match="不能再分子任务"):
        move(street, "dispatcher", "part", mine, **told)
    # A part has no answer of its own outside: it ends where that would be entered.
    mine = walk(street, mine, ("handler", "finish", DONE), ("leader", "approve"))
    assert mine.stage == "closed"
    move(street, "dispatcher", "void", other)
    client = street.sign_in(client, "dispatcher")
    page = client.get(f"/matters/{whole.pk}/").content.decode()
    for word in ("子任务（2）", "排查管网", "疏散住户", f"分子任务：城市建设办公室，{mine.number}"):
        assert word in page
    page = client.get(f"/matters/{mine.pk}/").content.decode()
    assert ("所属事件" in page, "雨后积水" in page, "可能是同一件" in page) == (True, True, False)
    assert [row.cells[0] for row in client.get("/matters/?f.part_count-min=2").context["table"].rows] != []
    assert len(client.get("/matters/").context["table"].rows) == 1
    assert len(client.get("/matters/parts/").context["table"].rows) == 1
    whole = move(street, "handler", "finish", whole, **DONE)
    with pytest.raises(Conflict, match="已不在办理中"):
        move(street, "dispatcher", "reopen", mine)
    month = Period.parse(f"{whole.received_on:%Y-%m}")
    with open_scope(street.scope("leader")):
        assert sum(one.received for one in crossed(month)) == 1
        plain = schemes()["plain"]
        assert reckon(plain, span_of(plain, month), "lead")[-1].tallies["returned"].of == 1


def test_a_part_is_opened_again_with_the_term_it_was_given(street: Street, client: Client) -> None:
    whole = dispatched(street, title="噪声")
    whole = move(
        street, "dispatcher", "part", whole, title="测噪声", lead=str(street.departments["urban"].pk), days="3"
    )
    (part,) = parts_of(street, whole)
    panel = next(one for one in street.sign_in(client, "handler").get("/").context["panels"] if one.title == "事件")
    tiles = {tile.label: tile for tile in panel.tiles}
    assert (tiles["子任务"].value, tiles["办理中"].value) == (1, 1)
    assert len(client.get(tiles["子任务"].url).context["table"].rows) == 1
    part = walk(street, part, ("handler", "finish", DONE), ("leader", "approve"))
    part = move(street, "dispatcher", "reopen", part)
    assert (part.stage, part.clocks["whole"]["count"], part.clocks["whole"]["term"]) == ("working", 3, "working_days")
