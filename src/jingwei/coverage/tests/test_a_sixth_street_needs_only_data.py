"""A street of the tests' own, in data only: what it gives, why the rest is missing, and what one change changes."""

import json
import os
import random
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import transaction

from jingwei.coverage.change import read_change
from jingwei.coverage.errors import CoverageError
from jingwei.coverage.measure import measure
from jingwei.coverage.outcome import STAND_IN, without_stand_ins
from jingwei.coverage.table import told

pytestmark = pytest.mark.django_db
SIXTH = Path(__file__).parent / "sixth"


def _measured(**change):
    """Measured in a street that is gone afterwards; outcomes by the number of the figure."""
    with transaction.atomic():
        measured = measure(SIXTH, SIXTH, one=read_change(**change))
        transaction.set_rollback(True)
    return measured


def _outcomes(**change):
    return {outcome.figure.number: outcome for outcome in _measured(**change).outcomes}


def _values(outcomes):
    """The value of each figure, and of a share both its numbers: 12 of 12 is another state than 11 of 11."""
    return {number: (one.value, one.numerator, one.denominator) for number, one in outcomes.items()}


def _differing(before, after):
    return {number for number, value in before.items() if after[number] != value}


def test_figures_are_counted_in_what_the_street_describes():
    outcomes = _outcomes()
    given = {number for number, outcome in outcomes.items() if outcome.produced}
    assert given == {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 13, 17, 18, 19, 20, 21}
    assert len(outcomes) == 20, "a figure without a source is none"
    assert {number: int(outcomes[number].value) for number in (1, 2, 4, 5, 6, 9)} == {
        1: 12, 2: 5, 4: 680, 5: 21, 6: 8, 9: 7,
    }  # fmt: skip
    assert outcomes[3].definition == "kitchen_share@1"
    assert outcomes[3].row_ids == tuple(f"shops:{number}" for number in range(1, 6))
    assert [outcomes[number].kind for number in (1, 7, 10)] == ["counted", "reported", "derived"]
    assert len(outcomes[10].row_ids) == 12 + 21, "what a quotient is made of stands behind it too"


def test_what_is_missing_says_why():
    why = {number: outcome.why for number, outcome in _outcomes().items() if not outcome.produced}
    assert why == {
        11: "只有外部报来的数，没有记录可数",
        12: "算出 12家，报告写 13家",
        14: "指标引擎还没有“ranked_outside”这种取数（9.figures.yaml 第14行）",
        15: "模块“专项行动”还没有建成",
    }


def test_the_table_ends_with_the_number_and_lists_failing_sums_apart():
    lines = list(told(_measured()))
    assert lines[-1] == "16/20"
    assert any("9:13" in line and "两个数相加是17" in line and "已得出" in line for line in lines)


def test_only_what_lies_in_packed_ledgers_and_built_modules_counts_as_built():
    """The shops and rounds are the street's own ledgers, and so is the field that it added to the packed lanes."""
    measured = _measured()
    plain = [one.figure.number for one in measured.outcomes if one.stand_in]
    assert plain == [1, 2, 3, 4, 5, 6, 9, 10, 13, 17, 18, 21]
    left = without_stand_ins(measured.outcomes)
    assert {one.figure.number for one in left if one.produced} == {7, 8, 19, 20}
    assert {one.why for one in left if one.figure.number in plain} == {STAND_IN}


@pytest.mark.parametrize("seed", range(4))
def test_a_record_left_out_changes_exactly_the_figures_it_stands_behind(seed):
    before = _outcomes()
    named = sorted({name for outcome in before.values() for name in outcome.row_ids if "@" not in name})
    gone = random.Random(seed).choice(named)
    changed = _differing(_values(before), _values(_outcomes(without=f"9/{gone}")))
    expected = {number for number, outcome in before.items() if gone in outcome.row_ids}
    if not gone.startswith("shops:"):
        # Every shop is reached by several rounds: one less leaves it reached.
        assert changed == expected
        return
    # A share of all shops has the shops without a kitchen below the line.
    assert changed == expected | {3}


def test_only_the_last_round_of_a_shop_makes_it_unreached():
    before = _values(_outcomes())
    assert 6 not in _differing(before, _values(_outcomes(without="9/rounds:1")))
    assert _differing(before, _values(_outcomes(without="9/rounds:22"))) == set(), "a round of the year before"


def test_a_record_moved_changes_the_figures_of_its_place_only():
    before = _outcomes()
    assert "shops:1" in before[9].row_ids
    moved = _outcomes(moved="9/shops:1", place="990902019002001")
    assert _differing(_values(before), _values(moved)) == {9}


def test_a_record_told_twice_counts_twice_and_links_to_nothing():
    before = _values(_outcomes())
    after = _values(_outcomes(doubled="9/shops:12"))
    assert _differing(before, after) == {1, 3, 4, 10, 12, 13, 17} | ({9} if after[9] != before[9] else set())
    assert after[1][0] == before[1][0] + 1


def test_a_statistic_that_was_not_sent_is_missing():
    before, after = _values(_outcomes()), _values(_outcomes(without="9/revenue@2024"))
    assert _differing(before, after) == {7, 8, 11}


def test_a_sheet_of_lights_is_entered_as_it_was_given():
    before = _outcomes()
    assert (before[19].kind, before[19].value, before[19].row_ids) == ("counted", 15, ("lights@2024Q3",))
    after = _outcomes(without="9/lights@2024Q3")
    assert _differing(_values(before), _values(after)) == {19}
    assert after[19].why == "这一时期的亮灯通报还没有录入"


@pytest.mark.parametrize("name", ["shops:1", "9/shops:99", "8/shops:1"])
def test_a_record_that_is_not_there_is_refused(name):
    with pytest.raises(CoverageError):
        _measured(without=name)


def test_the_command_measures_in_a_database_of_its_own(cluster):
    env = {**os.environ, "DATABASE_ADMIN_URL": cluster.admin_url, "PYTHONPATH": str(SIXTH.parents[3])}
    command = [sys.executable, "-m", "jingwei.cli", "coverage", str(SIXTH), "--streets", str(SIXTH), "--json"]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["produced"], answer["of"]) == (16, 20)
    first = answer["figures"][0]
    assert (first["id"], first["definition"], first["value"], first["rows"]) == ("9:1", "shops@1", "12", 12)
