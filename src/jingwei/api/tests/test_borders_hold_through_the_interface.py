"""What lies outside the border is not there: in no list, record, history, feed or row behind a figure."""

import pytest

from jingwei.api.tests.conftest import Office

pytestmark = pytest.mark.django_db


def titles(page: dict) -> list[str]:
    return [item["title"] for item in page["items"]]


def test_a_grid_worker_finds_the_own_grid_only(office: Office) -> None:
    worker, clerk = office.machine("grid_worker"), office.machine("office")
    assert titles(worker.get("registers/houses/entries")[1]) == ["示例路1号"]
    assert titles(clerk.get("registers/houses/entries")[1]) == ["示例路1号", "示例路2号"]
    assert titles(worker.get("registers/houses/entries", q="示例路")[1]) == ["示例路1号"]
    place = office.street.community(2).code
    assert titles(worker.get("registers/houses/entries", place=place)[1]) == []
    assert worker.get(f"entries/{office.near}")[0] == 200


@pytest.mark.parametrize("path", ["entries/{}", "entries/{}/history"])
def test_an_entry_of_another_grid_is_missing(office: Office, path: str) -> None:
    status, said = office.machine("grid_worker").get(path.format(office.far))
    assert (status, said["code"]) == (404, "missing")


@pytest.mark.parametrize("path", ["entries/{}", "entries/{}/history"])
def test_an_entry_of_another_street_is_missing_even_for_its_leader(office: Office, other: Office, path: str) -> None:
    status, said = office.machine("leader").get(path.format(other.near))
    assert (status, said["code"]) == (404, "missing")


@pytest.mark.parametrize("verb", ["change", "correct", "end", "restore"])
def test_nothing_is_written_across_a_border(office: Office, other: Office, verb: str) -> None:
    body = {"values": {"residents": 9} if verb in ("change", "correct") else {}, "reason": "试"}
    if verb == "end":
        body["values"] = {"ended_on": "2026-01-01"}
    worker, clerk = office.machine("grid_worker"), office.machine("office")
    for caller, entry in ((worker, office.far), (worker, other.near), (clerk, other.near)):
        status, said = caller.post(f"entries/{entry}/{verb}", body)
        assert (status, said["code"]) == (404, "missing")


def test_a_row_for_another_grid_is_refused_and_nothing_written(office: Office) -> None:
    worker = office.machine("grid_worker")
    row = {"number": "H9", "address": "示例路9号", "grid": office.street.micro(2, 1, 1).code}
    status, said = worker.post("registers/houses/entries", {"rows": [row]})
    assert (status, said["problems"][0]["code"]) == (422, "place.outside_border")
    assert len(office.machine().get("registers/houses/entries")[1]["items"]) == 2


def test_the_feed_of_changes_ends_at_the_border(office: Office, other: Office) -> None:
    def entries(role: str) -> set[str]:
        found = office.machine(role).get("changes", limit=1000)[1]["items"]
        return {item["entry"] for item in found if item["kind"] == "version"}

    assert entries("grid_worker") <= {office.near, office.firm}
    assert entries("office") <= {office.near, office.far, office.firm}


def test_a_figure_is_the_same_for_all_but_its_rows_are_not(office: Office) -> None:
    from datetime import date

    from jingwei.core.scope import open_scope
    from jingwei.indicators.models import Definition

    with open_scope(office.street.scope("statistician")):
        Definition(
            key="houses", version=1, name="房屋总数", unit="套", body={"count": "houses"}, valid_from=date(2020, 1, 1)
        ).save()
    worker, clerk = office.machine("grid_worker"), office.machine("office")
    period = {"period": "2026"}
    assert (
        worker.get("indicators/houses", **period)[1]["value"]
        == clerk.get("indicators/houses", **period)[1]["value"]
        == "2"
    )
    seen = worker.get("indicators/houses/rows", **period)[1]
    assert (seen["total"], seen["visible"], titles(seen)) == (2, 1, ["示例路1号"])
    assert clerk.get("indicators/houses/rows", **period)[1]["visible"] == 2
    parts = clerk.get("indicators/houses", **period, by="community")[1]["parts"]
    assert [part["value"] for part in parts] == ["1", "1"]
