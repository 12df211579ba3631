"""Draws: exactly the numbers of their grid, the same for a seed for years, and only such as hold their conditions."""

import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.formulas.draws import draw, parse_given
from flashcards.formulas.language import FormulaError, compile_formula
from tests.conftest import examples


@pytest.mark.parametrize(
    ("text", "possible"),
    [
        ("5..8", {5, 6, 7, 8}),
        ("-2..2", {-2, -1, 0, 1, 2}),
        ("10..50 step 20", {10, 30, 50}),
        ("0.05..0.95 step 0.05", {round(0.05 * i, 2) for i in range(1, 20)}),
        ("-0.5..0.5 step 0.5", {-0.5, 0.0, 0.5}),
        ("1e-3..3e-3 step 1e-3", {0.001, 0.002, 0.003}),
        (["3", "5", "7"], {3, 5, 7}),
        (["1e-3", "0.5", "-2"], {0.001, 0.5, -2.0}),
        ("[3, 5,7]", {3, 5, 7}),
        (["4"], {4}),
    ],
)
def test_a_given_value_is_any_number_of_its_grid_and_no_other(text: str | list[str], possible: set[float]) -> None:
    rng = random.Random(0)
    drawn = [parse_given(text).draw(rng) for _ in range(400)]
    assert {repr(x) for x in drawn} == {repr(x) for x in possible}


def test_several_draws_are_lists_and_matrices() -> None:
    rng = random.Random(0)
    scores = parse_given("6 of 0.05..0.95 step 0.05").draw(rng)
    assert isinstance(scores, list)
    assert len(scores) == 6
    ranks = parse_given("20 distinct of 1..20").draw(rng)
    assert isinstance(ranks, list)
    assert sorted(ranks) == list(range(1, 21))
    assert ranks != sorted(ranks)
    weights = parse_given("2x3 of [-1, 1]").draw(rng)
    assert isinstance(weights, list)
    assert [len(row) for row in weights] == [3, 3]  # type: ignore[arg-type]
    assert {x for row in weights for x in row} <= {-1, 1}  # type: ignore[union-attr]
    assert len(parse_given("1000 distinct of 1..1000000000000").draw(rng)) == 1000  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "5",
        "abc",
        "5..",
        "..5",
        "60..5",
        "5..5",
        "0.5..2.5",
        "0..1 step 0",
        "0..1 step -1",
        "0..1 step 0.3",
        "1..10 step 4",
        "0 of 1..5",
        "2000 of 1..5",
        "50x50 of 1..5",
        "6 distinct of 1..5",
        "3 distinct of [1, 1, 2]",
        "2 of",
        "2 of 3 of 1..5",
        "2x of 1..5",
        "[]",
        "[a]",
        "[1, [2]]",
        "1..2..3",
        "nan..inf",
        "1..1e99",
        "1e-99..1 step 1e-99",
        "1..999999999999999",
        "\uff11..\uff15",
        "1..5; 6",
        "x" * 1000,
        [],
        ["a"],
        ["1", "inf"],
        ["1e99"],
        "2x3",
        "1,5..2,5 step 0,5",
    ],
)
def test_what_cannot_be_drawn_from_is_refused_with_a_remedy(text: str | list[str]) -> None:
    with pytest.raises(FormulaError, match=";"):
        parse_given(text)


def test_the_message_for_decimals_without_a_grid_says_how_to_add_one() -> None:
    with pytest.raises(FormulaError, match=r"add its grid, such as `0\.1\.\.0\.9 step 0\.1`"):
        parse_given("0.1..0.9")


CARD = {
    "tp": parse_given("5..60"),
    "pos": parse_given("20..80"),
    "scores": parse_given("6 of 0.05..0.95 step 0.05"),
    "ranks": parse_given("3 distinct of 1..9"),
}
FIRST = compile_formula("pos - tp", CARD)
SECOND = compile_formula("tp / fn", [*CARD, "fn"])
CONDITIONS = [
    compile_formula("tp <= pos", CARD),
    compile_formula("odds > 1 and scores[0] > scores[1]", [*CARD, "odds"]),
]


@examples(30)
@given(st.integers(0, 2**64))
def test_draws_are_the_same_for_a_seed_and_hold_their_conditions(seed: int) -> None:
    drawn = draw(CARD, CONDITIONS, {"fn": FIRST, "odds": SECOND}, seed)
    assert drawn == draw(CARD, CONDITIONS, {"fn": FIRST, "odds": SECOND}, seed)
    assert list(drawn) == ["tp", "pos", "scores", "ranks", "fn", "odds"]
    assert drawn["fn"] == drawn["pos"] - drawn["tp"] > 0  # type: ignore[operator]
    assert drawn["odds"] == drawn["tp"] / drawn["fn"] > 1  # type: ignore[operator]


def test_a_seed_of_years_ago_still_gives_the_same_numbers() -> None:
    assert draw(CARD, [], {}, 2026) == GOLDEN


GOLDEN = {"tp": 12, "pos": 40, "scores": [0.85, 0.85, 0.2, 0.4, 0.9, 0.7], "ranks": [9, 8, 2]}


def test_impossible_conditions_are_named_and_sound_ones_are_not() -> None:
    conditions = [compile_formula("tp > 0", CARD), compile_formula("tp > pos + 60", CARD)]
    with pytest.raises(
        FormulaError, match="none of 1,000 draws fits: `tp > pos \\+ 60` does not hold; widen"
    ) as caught:
        draw(CARD, conditions, {}, 1)
    assert "tp > 0" not in str(caught.value)


def test_conditions_that_only_exclude_each_other_are_told_so() -> None:
    conditions = [compile_formula("tp > 30", CARD), compile_formula("tp <= 30", CARD)]
    with pytest.raises(FormulaError, match="the conditions do not hold together"):
        draw(CARD, conditions, {}, 1)


def test_a_step_without_a_value_is_named_once_with_its_reason() -> None:
    steps = {"a": compile_formula("tp / 0", CARD), "b": compile_formula("a + 1", ["a"])}
    with pytest.raises(FormulaError, match="where a: division by zero in `tp / 0`; mend it"):
        draw(CARD, [compile_formula("b > 1", ["b"])], steps, 1)


def test_a_name_that_is_given_and_computed_is_refused() -> None:
    with pytest.raises(FormulaError, match="tp is both"):
        draw(CARD, [], {"tp": FIRST}, 1)


def test_dear_conditions_that_never_hold_end_soon() -> None:
    began = time.perf_counter()
    with pytest.raises(FormulaError, match="draws fits"):
        draw(CARD, [compile_formula("sum(i for i in range(9000)) < tp", CARD)], {}, 1)
    assert time.perf_counter() - began < 5


@examples(100)
@given(st.text(max_size=80))
def test_random_text_is_drawn_from_or_refused_with_a_formula_error(text: str) -> None:
    try:
        parse_given(text)
    except FormulaError as error:
        assert str(error)
