"""Pages follow each other without gap or double, whatever is recorded meanwhile; questions are read strictly."""

import pytest

from jingwei.api.paging import write_cursor
from jingwei.api.tests.conftest import Office
from jingwei.core.scope import open_scope
from jingwei.registers.tests.ledgers import house, record

pytestmark = pytest.mark.django_db


def test_each_row_stands_on_one_page_though_others_come_in_between(office: Office) -> None:
    grid = office.street.micro(1, 1, 1).code
    with open_scope(office.street.scope("office")):
        record(office.houses, [house(n, grid) for n in range(100, 140)])
    caller = office.machine()
    whole = {item["key"] for item in caller.get("registers/houses/entries", limit=100)[1]["items"]}
    seen: list[str] = []
    after, extra = "", 500
    while after is not None:
        page = caller.get("registers/houses/entries", limit=7, **({"after": after} if after else {}))[1]
        seen += [item["key"] for item in page["items"]]
        after, extra = page["next"], extra + 1
        with open_scope(office.street.scope("office")):
            record(office.houses, [{**house(extra, grid), "address": f"{'阿' if extra % 2 else '做'}路{extra}号"}])
    assert len(seen) == len(set(seen))
    assert whole <= set(seen)


def test_a_list_is_narrowed(office: Office) -> None:
    caller = office.machine()
    with open_scope(office.street.scope("office")):
        record(office.houses, [house(7, office.street.micro(1, 2, 1).code, use="商铺", rented=True)])

    def keys(**query: object) -> list[str]:
        status, page = caller.get("registers/houses/entries", **query)
        assert status == 200, page
        return [item["key"] for item in page["items"]]

    assert keys(**{"f.use": "shop"}) == ["H00007"]
    assert keys(**{"f.rented": "yes", "q": "sll7"}) == ["H00007"]
    assert keys(**{"f.use-not": "home"}) == keys(w='{"not":{"use":"home"}}') == ["H00007"]
    assert keys(place=office.street.grid(1, 2).code) == keys(place=str(office.street.grid(1, 2).pk)) == ["H00007"]
    assert keys(on="2020-01-01") == []
    assert keys(known_at="2020-01-01T00:00:00+08:00") == []
    assert keys(ended="true") == []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({"f.colour": "red"}, 422, "field.unknown"),
        ({"after": "nonsense"}, 400, "cursor"),
        ({"after": write_cursor("x", "no-uuid")}, 400, "cursor"),
        ({"after": write_cursor("one part")}, 400, "cursor"),
        ({"limit": "101"}, 422, "request.less_than_equal"),
        ({"limit": "0"}, 422, "request.greater_than_equal"),
        ({"place": "000000"}, 422, "place.unknown"),
        ({"on": "昨天"}, 422, "request.date_from_datetime_parsing"),
        ({"known_at": "2025-01-01T00:00:00"}, 422, "request.timezone_aware"),
        ({"known_at": "2025-01-01T00:00:00+08:00", "q": "路"}, 422, "q.known_at"),
        ({"q": "a\0b"}, 400, "nul"),
    ],
)
def test_a_question_that_cannot_be_read_is_named(office: Office, query: dict, status: int, code: str) -> None:
    got, said = office.machine().get("registers/houses/entries", **query)
    assert (got, said["problems"][0]["code"] if "problems" in said else said["code"]) == (status, code)


@pytest.mark.parametrize("after", ["zz", "1.x5", "1.v5", "1.c", f"1.c{1 << 63}", "1.c-4", "f" * 40])
def test_a_cursor_of_the_feed_that_we_never_gave_is_refused(office: Office, after: str) -> None:
    status, said = office.machine().get("changes", after=after)
    assert (status, said["message"] != "") == (400, True)
