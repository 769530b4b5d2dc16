"""即报即结: kinds passed in full refuse it; a random share of a month is looked at by a second person."""

import random
from datetime import date

import pytest
from django.test import Client

from jingwei.core.actions import perform
from jingwei.core.errors import Conflict, Invalid, Refused
from jingwei.core.scope import open_scope
from jingwei.matters.actions import DrawSample, LookAtSample, Settle
from jingwei.matters.kinds import kinds
from jingwei.matters.models import Draw, Matter, Sample
from jingwei.matters.tests.asking import DONE, asked
from jingwei.people.tests.street import Street, make_street

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Street:
    return make_street()


def settled(street: Street, count: int) -> None:
    """So many small things settled by the grid worker, closed in June 2025."""
    rows = [asked(street, kind="grid", channel="grid", title=f"第{n}件", **DONE) for n in range(count)]
    with open_scope(street.scope("grid_worker")):
        perform(Settle(), rows)
    with open_scope(street.street_reader()):
        Matter.objects.filter(on_spot=True).update(closed_on=date(2025, 6, 20))


def test_kinds_whose_stages_must_all_be_passed_are_not_settled_on_the_spot(street: Street, client: Client) -> None:
    refused = {key for key, kind in kinds().items() if kind.in_full}
    assert {"check", "decision", "pass", "hazard", "hotline", "petition", "wages"} <= refused
    row = asked(street, kind="grid", channel="grid", **DONE)
    with open_scope(street.scope("office")):
        for key in sorted(refused):
            with pytest.raises(Invalid, match="不能即报即结"):
                perform(Settle(), [{**row, "kind": key}])
    form = street.sign_in(client, "grid_worker").get("/matters/settle/").content.decode()
    assert ("网格事件" in form, "安全检查" in form, "三重一大" in form) == (True, False, False)


def test_a_share_of_a_month_is_drawn_at_random_and_can_be_drawn_again(street: Street, client: Client) -> None:
    settled(street, 12)
    with open_scope(street.scope("office")):
        assert perform(DrawSample(), [{"month": "2025-06", "share": "20"}]).result["drawn"] == [3]
        draw = Draw.objects.get()
        numbers = list(
            Matter.objects.filter(on_spot=True).order_by("closed_on", "number").values_list("number", flat=True)
        )
        again = random.Random(draw.seed).sample(numbers, 3)
        assert set(again) == set(draw.samples.values_list("matter__number", flat=True))
        for month, says in (("2025-06", "每月只抽一次"), ("2099-01", "还没有结束"), ("2025-05", "没有即报即结")):
            with pytest.raises(Conflict, match=says):
                perform(DrawSample(), [{"month": month}])
        with pytest.raises(Invalid, match="请写一个月"):
            perform(DrawSample(), [{"month": "2025"}])
        first, second, third = Sample.objects.order_by("pk")
    with open_scope(street.scope("grid_worker")), pytest.raises(Refused, match="请由他人抽查"):
        perform(LookAtSample(), [{"verdict": "verified"}], targets=[first.pk])
    with open_scope(street.scope("community_secretary")):
        perform(LookAtSample(), [{"verdict": "verified"}], targets=[first.pk])
        with pytest.raises(Conflict, match="已经登记过"):
            perform(LookAtSample(), [{"verdict": "verified"}], targets=[first.pk])
        with pytest.raises(Invalid, match="写明实际是什么情况"):
            perform(LookAtSample(), [{"verdict": "refuted"}], targets=[second.pk])
    client = street.sign_in(client, "office")
    page = client.get("/matters/samples/").content.decode()
    assert ("即报即结12件" in page, "待抽查" in page, draw.seed in page) == (True, True, True)
    form = client.get(f"/matters/samples/{second.pk}/").content.decode()
    assert "已更换灯泡。" in form
    answer = client.post(f"/matters/samples/{second.pk}/", {"verdict": "refuted", "remark": "垃圾还在"})
    assert answer["Location"] == "/matters/samples/?month=2025-06"
    counts = {
        key: len(client.get(f"/matters/?f.sampled={key}").context["table"].rows)
        for key in ("waiting", "verified", "refuted")
    }
    assert counts == {"waiting": 1, "verified": 1, "refuted": 1}
    assert len(client.get("/matters/?f.on_spot=true").context["table"].rows) == 12
    assert third.looked_at is None
    assert "已经抽取过" in client.post("/matters/samples/draw/", {"month": "2025-06"}).content.decode()
