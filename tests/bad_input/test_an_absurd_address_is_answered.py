"""Addresses nobody types but machines and mistakes do: an answer with a sentence, never a failure of the server."""

from __future__ import annotations

import pytest

from jingwei.registers.tests.spoiled import Office, words

pytestmark = pytest.mark.django_db

QUESTIONS = [
    "page=abc",
    "page=-1",
    "page=0",
    "page=99999999",
    "page=1e9",
    "page=",
    "page=²",
    "on=2021-13-01",
    "on=abc",
    "on=0001-01-01",
    "on=9999-12-31",
    "place=xyz",
    "place=00000000-0000-0000-0000-000000000000",
    "f.unknown=1",
    "f.use=castle",
    "f.people=abc",
    "f.people=99999999999999999999",
    "f.people=²",
    "f.people=--5",
    "f.opened=x",
    "f.citizen=x",
    "f.area=1",
    "f.point=1",
    "f.=1",
    "q=" + "长" * 3000,
    "q=" + "x" * 10_000,
    "q=%00",
    "q=a%00b",
    "q=%27%3B--",
    "q=%21%26%7C%28",
    "q=%5C",
    "q=%25%5F",
    "ended=7",
    "q=%F0%9F%98%80",
    "q=%FF%FE",
    "f.use=%00",
    "shape=nothing",
]
PAGES = ["", "print/", "facets/", "export/", "views/"]


@pytest.mark.parametrize("page", PAGES)
def test_a_list_answers_any_question(office: Office, page: str) -> None:
    before = office.rows()
    for question in QUESTIONS:
        answer = office.client.get(f"/registers/spoiled/{page}?{question}")
        assert answer.status_code < 500, question
        if answer.status_code >= 400:
            text = words(answer)
            assert any("\u4e00" <= letter <= "\u9fff" for letter in text), question
    assert office.rows() == before


@pytest.mark.parametrize(
    "path",
    [
        "/registers/nothing/",
        "/registers/nothing/import/",
        "/registers/SPOILED/",
        "/registers/entries/0/",
        "/registers/entries/00000000-0000-0000-0000-000000000000/",
        "/registers/entries/00000000-0000-0000-0000-000000000000/change/",
        "/registers/drafts/00000000-0000-0000-0000-000000000000/preview/",
        "/registers/imports/00000000-0000-0000-0000-000000000000/undo/",
        "/registers/imports/?page=abc&register=%27",
        "/registers/imports/?page=²",
        "/registers/imports/?page=99999999999999999999",
        "/registers/%00/",
        "/registers/%2e%2e/",
        "/search/?q=%27%29%28",
        "/search/?q=" + "长" * 3000,
        "/nothing/at/all/",
        "/staff/?page=abc",
        "/staff/?page=-5",
        "/staff/00000000-0000-0000-0000-000000000000/",
        "/departments/x/",
        "/mine/?x=%00",
        "/indicators/?page=abc&period=2021-13",
        "/indicators/?place=xyz",
        "/indicators/nothing/",
        "/indicators/values/?period=2021-13",
    ],
)
def test_any_address_is_answered(office: Office, path: str) -> None:
    answer = office.client.get(path)
    assert answer.status_code < 500
    assert any("\u4e00" <= letter <= "\u9fff" for letter in words(answer))


def test_an_entry_answers_any_day_and_any_form(office: Office) -> None:
    listing = office.client.get("/registers/spoiled/").content.decode()
    entry = "/registers/entries/" + listing.split("/registers/entries/")[1].split("/")[0] + "/"
    for question in ("on=abc", "on=2021-13-01", "on=0001-01-01", "on=9999-12-31", "on=%00"):
        assert office.client.get(f"{entry}?{question}").status_code < 500, question
    before = office.rows()
    bodies = (
        {"name": "x" * 100_000, "expect": "1"},
        {"name": "甲", "expect": "99999999999999999999999"},
        {"name": "甲", "people": "1e400", "expect": "1"},
        {"name": "甲", "people": "9" * 60, "expect": "1"},
        {"name": "甲", "area.n": "NaN", "area.u": "光年", "expect": "1"},
        {"name": "甲", "point.lon": "inf", "point.lat": "-inf", "expect": "1"},
        {"name": "甲", "opened": "99999-01-01", "expect": "1"},
        {"name": "甲", "valid_from": "0000-00-00", "expect": "1"},
    )
    for body in bodies:
        answer = office.client.post(entry + "change/", body)
        assert 400 <= answer.status_code < 500, (body, answer.status_code)
        assert any("\u4e00" <= letter <= "\u9fff" for letter in words(answer))
        assert office.rows() == before
    for field in ("citizen", "name", "nothing"):
        assert office.client.post(f"{entry}reveal/{field}/", {"reason": "x" * 5000}).status_code < 500
    # A character that no database keeps is dropped; the rest of the name stands.
    assert office.client.post(entry + "change/", {"name": "甲\x00乙", "expect": "1"}).status_code == 302
    assert "甲乙" in {row[1] for row in office.rows()}
