"""Formulas of derived indicators: read, worked out exactly, told in words, and never run."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jingwei.indicators.formula import (
    FormulaError,
    Joined,
    Named,
    NoQuotient,
    Number,
    Term,
    names,
    read_formula,
    told,
    worked_out,
)

KEYS = st.sampled_from(["houses", "residents", "firms"])
NUMBERS = st.integers(0, 999).map(lambda number: Number(Decimal(number)))
LEAVES = st.one_of(KEYS.map(Named), KEYS.map(lambda key: Named(key, last_year=True)), NUMBERS)
TERMS: st.SearchStrategy[Term] = st.recursive(
    LEAVES, lambda inner: st.builds(Joined, st.sampled_from("+-*/"), inner, inner), max_leaves=12
)


def _written(term: Term) -> str:
    match term:
        case Number(value):
            return str(value)
        case Named(key, last_year):
            return f"last_year({key})" if last_year else key
        case Joined(sign, left, right):
            return f"({_written(left)} {sign} {_written(right)})"


@given(TERMS)
def test_what_is_written_is_what_is_read(term):
    assert read_formula(_written(term)) == term


@given(TERMS)
def test_the_words_say_the_same_as_the_formula(term):
    said = told(term, _written, "")
    for shown, sign in (("＋", "+"), ("－", "-"), ("×", "*"), ("÷", "/"), ("（", "("), ("）", ")")):
        said = said.replace(shown, sign)
    values = {"houses": Decimal(7), "residents": Decimal(11), "firms": Decimal(13)}

    def value(named: Named) -> Decimal:
        return values[named.key] + (Decimal("0.5") if named.last_year else 0)

    try:
        wanted = worked_out(term, value)
    except NoQuotient:
        with pytest.raises(NoQuotient):
            worked_out(read_formula(said), value)
        return
    assert abs(worked_out(read_formula(said), value) - wanted) <= abs(wanted) * Decimal("1e-20")


def test_a_formula_names_each_indicator_it_needs():
    found = list(names(read_formula("(a + 2) / last_year(b) - a")))
    assert found == [Named("a"), Named("b", last_year=True), Named("a")]


@pytest.mark.parametrize(
    "text",
    ["", "a +", "__import__('os')", "a.b", "a if b else c", "[a]", "a ** b", "a // b", "-a", "last_year(a + b)",
     "last_year()", "f(a)", "True", "a, b", "'a'", "a" + "+a" * 200, "(" * 400 + "a" + ")" * 400],
)  # fmt: skip
def test_nothing_else_is_understood(text):
    with pytest.raises(FormulaError) as wrong:
        read_formula(text)
    assert "算式" in str(wrong.value)


def test_a_division_by_zero_says_what_is_zero():
    with pytest.raises(NoQuotient) as wrong:
        worked_out(read_formula("a / (b - b)"), lambda named: Decimal(3))
    assert told(wrong.value.term, lambda named: named.key) == "b－b"
