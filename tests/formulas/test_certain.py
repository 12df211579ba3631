"""Formulas that need not be tried: what is told to have a value has one in every draw."""

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.formulas.certain import are_certain
from flashcards.formulas.draws import draws, parse_given
from flashcards.formulas.language import FormulaError, compile_formula
from tests.conftest import examples

RANGES = [
    "1..9",
    "-3..3",
    "0..4",
    "[0]",
    "[7]",
    "0.1..0.9 step 0.1",
    "-0.5..0.5 step 0.25",
    "999999999999000..999999999999999",
]
FORMULAS = st.recursive(
    st.sampled_from(["a", "b", "2", "0.5", "0", "pi"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda of: f"({of[0]} {of[1]} {of[2]})"),
        inner.map(lambda of: f"(-{of})"),
    ),
    max_leaves=6,
)


def is_certain(ranges: dict[str, str], answer: str, *conditions: str, **steps: str) -> bool:
    drawn = {name: parse_given(text) for name, text in ranges.items()}
    names = [*ranges, *steps]
    where = {name: compile_formula(text, names) for name, text in steps.items()}
    such_that = [compile_formula(text, names) for text in conditions]
    return are_certain(
        {name: each.ends for name, each in drawn.items()}, where, such_that, compile_formula(answer, names)
    )


@given(st.sampled_from(RANGES), st.sampled_from(RANGES), FORMULAS, FORMULAS)
@examples(60)
def test_what_is_certain_has_a_value_in_every_draw(one: str, other: str, step: str, answer: str) -> None:
    ranges = {"a": one, "b": other}
    if is_certain(ranges, f"s + {answer}", f"{step} < 3 or s >= 0", s=step):
        drawn = {name: parse_given(text) for name, text in ranges.items()}
        where = {"s": compile_formula(step, [*ranges])}
        formula = compile_formula(f"s + {answer}", [*ranges, "s"])
        for values in islice(draws(drawn, (), where, seed=1), 50):
            assert isinstance(formula.evaluate(values), int | float)
        compile_formula(f"{step} < 3", [*ranges]).evaluate(values)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("a / b", True),
        ("a / (b - 1)", False),
        ("a / (b + a)", True),
        ("a * b - 3 * a + pi", True),
        ("a ** b", False),
        ("sqrt(a)", False),
        ("a > b", False),
        ("a if b > 2 else 1", False),
        ("xs[0]", False),
    ],
)
def test_what_cannot_be_told_simply_is_tried(answer: str, expected: bool) -> None:
    ranges = {"a": "1..9", "b": "1..5", **({"xs": "3 of 1..9"} if "xs" in answer else {})}
    assert is_certain(ranges, answer, "a != b") is expected


def test_products_beyond_all_bits_are_tried() -> None:
    answer = " * ".join(["a"] * 6)
    assert not is_certain({"a": RANGES[-1]}, answer)
    with pytest.raises(FormulaError, match="bits"):
        compile_formula(answer, ["a"]).evaluate({"a": 10**15 - 1})
