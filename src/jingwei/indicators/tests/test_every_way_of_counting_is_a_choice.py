"""Every way of counting opens in the editor as choices, not as YAML, and the form sends it back to the letter."""

from datetime import date

import pytest

from jingwei.core.facts.facts import all_facts
from jingwei.core.scope import open_scope
from jingwei.indicators.definitions import load_definitions
from jingwei.indicators.editing.state import body_of, state_of
from jingwei.indicators.meaning import problem_of
from jingwei.indicators.packs import load_pack
from jingwei.indicators.tests.choices import kept_as_yaml, through_the_form
from jingwei.indicators.tests.ledgers import define_ledger
from jingwei.indicators.tests.recount import LEDGERS
from jingwei.indicators.tests.test_every_way_of_counting_agrees_with_a_recount import WAYS
from jingwei.people.tests.street import make_street
from jingwei.registers.packs import all_packs

pytestmark = pytest.mark.django_db
DONE = {"not": {"answered": None}}
BODIES = [
    *({key: value for key, value in body.items() if key != "unit"} for body, _ in WAYS.values()),
    {"highest": "persons", "aged": {"born": "born", "at": "since"}},
    {"lowest": "cases", "span": {"from": "person.since", "in": "days"}},
    {"share": "cases", "where": DONE, "at": "answered", "base": "end"},
    {"share": "cases", "where": DONE, "of": {"kind": "a"}, "at": "answered", "base": {"at": "received"}},
    {"share": "cases", "where": DONE, "until": "answered", "base": {"until": "received"}},
    {"distinct_over": [{"of": "cases.person"}, {"of": "advice.person", "until": "since"}], "as_at": "start"},
    {"months_with": "done", "meets": {"min": 90}},
    {"months_with": "done", "meets": {"min": 90, "max": 95.5}},
    {"count": "cases", "where": {"became": {"from": {"kind": "a"}}}},
    {"count": "cases", "where": {"became": {"from": {}, "to": {"kind": ["a", "b"], "answered": None}}}},
    {"count": "cases", "where": {"not": {"at_start": {}}, "at_end": {"either": [{"kind": "a"}, {"kind": "b"}]}}},
    {"count": "cases", "where": {"within": {"from": "received", "years": 3}, "not": {"kind": "a"}}},
    {"count": "cases", "where": {"either": [{"within": {"from": "received", "days": 0}}, {"due": {"last": 30}}]}},
    {"count": "cases", "where": {"due": {"min": "period.start-1 working_days", "max": "period.end + 3 months"}}},
    {"count": "cases", "where": {"due": {"in": "2021H1"}, "received": "2021-02-01", "not": {"money": 3}}},
    {"count": "cases", "where": {"no_worse": {"field": "kind", "than": {"value": "b"}}}},
    {"count": "cases", "where": {"all": [{"no_worse": {"field": "kind", "than": "kind"}}, {"kind": "a"}]}},
    {"count": "persons", "where": {"having": {"rows": "cases.person", "where": {"received": {"in": "period"}}}}},
    {"count": "persons", "where": {"having_only": [{"rows": "cases.person", "where": {"became": {"to": DONE}}}]}},
]


@pytest.mark.parametrize("body", BODIES, ids=str)
def test_it_is_a_choice_and_comes_back(body, ledgers):
    facts, names = ledgers, {"done": "办结率", "also": "办结率"}
    state = state_of(body, names)
    assert problem_of("some", body, facts, names) == ""
    assert kept_as_yaml(state) == []
    assert body_of(state, names) == body
    assert through_the_form(state, facts, names) == body


@pytest.fixture
def ledgers():
    street = make_street()
    with open_scope(street.scope("statistician")):
        for key, (name, fields) in LEDGERS.items():
            define_ledger(key, name, fields)
        yield all_facts()


def test_every_definition_of_the_packs_is_a_choice_and_comes_back():
    with open_scope(make_street().scope("office")):
        for pack in all_packs():
            pack.define()
        for name in ("street", "district"):
            load_pack(name).define(date(2022, 1, 1))
        known, facts = load_definitions(), all_facts()
        names = {key: one.row.name for key, one in known.items()}
        for key, one in known.items():
            state = state_of(one.row.body, names)
            assert kept_as_yaml(state) == [], key
            assert through_the_form(state, facts, names) == one.row.body, key
    assert len(known) > 100
