"""Each bound of the formula language at its edge: the last thing that is allowed, and the first that is not."""

import pytest

from flashcards.formulas.draws import draw, parse_given
from flashcards.formulas.functions import Budget, FormulaError
from flashcards.formulas.language import compile_formula
from flashcards.formulas.typed_numbers import parse_answer


@pytest.mark.parametrize(
    ("allowed", "refused", "words"),
    [
        pytest.param("1." + "0" * 498, "1." + "0" * 499, "at most 500 characters", id="characters"),
        pytest.param("(" * 50 + "1" + ")" * 50, "(" * 51 + "1" + ")" * 51, "more than 50 deep", id="brackets"),
        pytest.param("-" * 49 + "1", "-" * 50 + "1", "nested too deeply", id="depth of the tree"),
        pytest.param(f"[{'-1,' * 124}1]", f"[{'-1,' * 125}]", "too long", id="250 pieces"),
        pytest.param(
            f"[a{' for a in [1]' * 4}]", f"[a{' for a in [1]' * 5}]", "at most 4 `for`", id="loops of a comprehension"
        ),
        pytest.param("[0 for i in range(10000)]", "[0 for i in range(10001)]", "more than 10,000", id="elements"),
        pytest.param("[[[[[[1]]]]]]", "[[[[[[[1]]]]]]]", "more than 6 deep", id="lists in lists"),
        pytest.param("2**255", "2**256", "more than 256 bits", id="bits"),
        pytest.param("2**255 + (2**255 - 1)", "2**255 + 2**255", "256 bits", id="sums"),
    ],
)
def test_a_formula_is_allowed_up_to_its_bound_and_not_beyond(allowed: str, refused: str, words: str) -> None:
    compile_formula(allowed, []).evaluate({})
    with pytest.raises(FormulaError, match=words):
        compile_formula(refused, []).evaluate({})


def test_an_evaluation_takes_a_hundred_thousand_steps_and_not_one_more() -> None:
    budget = Budget()
    budget.charge(99_999)
    budget.charge(1)
    assert (budget.used, budget.left) == (100_000, 0)
    with pytest.raises(FormulaError, match="more than 100,000 steps"):
        budget.charge(1)
    with pytest.raises(FormulaError, match="more than 100,000 steps"):
        Budget().charge(100_001)


@pytest.mark.parametrize(
    ("allowed", "refused", "words"),
    [
        pytest.param("1000 of 1..9", "1001 of 1..9", "1 to 1,000 numbers", id="numbers"),
        pytest.param("50x20 of 1..9", "50x21 of 1..9", "1 to 1,000 numbers", id="a table of them"),
        pytest.param("9 distinct of 1..9", "10 distinct of 1..9", "only 9 different", id="different ones"),
        pytest.param("1..1000000000000", "0..1000000000000", "more than 1,000,000,000,000", id="numbers of a range"),
        pytest.param("[1, 1e15]", "[1, 2e15]", "at most 15 digits", id="large numbers"),
        pytest.param("[1, 1e-15]", "[1, 1e-16]", "at most 15 digits", id="fine numbers"),
        pytest.param(f"[{'1, ' * 165}100]", f"[{'1, ' * 165}1000]", "at most 500 characters", id="characters"),
    ],
)
def test_a_draw_is_allowed_up_to_its_bound_and_not_beyond(allowed: str, refused: str, words: str) -> None:
    draw({"x": parse_given(allowed)}, [], {}, 1)
    with pytest.raises(FormulaError, match=words):
        parse_given(refused)


@pytest.mark.parametrize(
    ("allowed", "refused", "words"),
    [
        pytest.param("0." + "3" * 98, "0." + "3" * 99, "is not a number", id="characters"),
        pytest.param("0e400", "0e401", "exponent 401 is too large", id="exponent"),
        pytest.param("1e-400", "1e-401", "exponent -401 is too large", id="exponent below"),
        pytest.param("1e308", "1e309", "the number is too large", id="size"),
    ],
)
def test_a_typed_number_is_read_up_to_its_bound_and_not_beyond(allowed: str, refused: str, words: str) -> None:
    parse_answer(allowed)
    with pytest.raises(FormulaError, match=words):
        parse_answer(refused)
