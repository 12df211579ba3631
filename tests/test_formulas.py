"""What formulas promise: only numbers come out, only FormulaError is raised, and nothing can take long."""

import itertools
import math
import random
import re
import sys
import time
import traceback
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flashcards.answers import Tolerance, format_value, parse_answer, parse_tolerance
from flashcards.formulas import FormulaError, Value, compile_formula, draw, parse_given
from flashcards.functions import FUNCTIONS, MAX_STEPS, Budget, describe_functions

VALUES: dict[str, Value] = {"x": 7, "p": 0.25, "xs": [3, 1, 2], "m": [[1, 2], [3, 4]], "big": list(range(3000))}


def value(text: str, **values: Value) -> Any:
    """What a formula gives; the named values are its given names."""
    return compile_formula(text, values).evaluate(values)


def outcome(text: str) -> tuple[Value | None, int]:
    """Value (None for a FormulaError) and steps of a formula over VALUES."""
    budget = Budget()
    try:
        return compile_formula(text, VALUES).evaluate(VALUES, budget), budget.used
    except FormulaError as error:
        assert str(error).strip()
        assert len(str(error)) < 1000
        return None, budget.used


# Hostile texts.

HOSTILE = {
    "9**9**9": "exponent",
    "10**1000000": "exponent",
    "2**-64**64": "256 bits",
    "((2**64)**4)**4": "256 bits",
    "2**300": "256 bits",
    "2**255 * 4": "256 bits",
    "9" * 400: "256 bits",
    "1e308 * 10": "not a finite number",
    "1e999": "not a finite number",
    "1.5 ** 1e9": "too large",
    "(-8) ** 0.5": "fractional power",
    "0 ** -1": "division by zero",
    "1 / 0": "division by zero in `1 / 0`",
    "x % 0": "division by zero in `x % 0`",
    "().__class__": "no attributes",
    "x.__init__": "no attributes",
    "x.real": "no attributes",
    "__import__(1)": "two underscores",
    "x__y": "two underscores",
    "[0] * 10**9": "need numbers, not lists",
    "xs + xs": "need numbers, not lists",
    "-xs": "need numbers, not lists",
    "sum(range(10**9))": "steps",
    "range(10**30)": "too large",
    "range(20000)": "10,000 numbers",
    "range(1, 5, 0)": "outside",
    "[[i * j for i in range(9999)] for j in range(9999)]": "steps",
    "sum(1 for a in big for b in big for c in big for d in big)": "steps",
    "[a for a in xs for b in xs for c in xs for d in xs for e in xs]": "at most 4 `for`",
    "[big for i in range(9)]": "10,000 numbers",
    "[[[[[[[[1]]]]]]]]": "nested more than 6",
    "sum(big == big for i in big)": "steps",
    "matmul([big], transpose([big]))[0][0] + sum(matmul(transpose([big]), [big])[0])": "steps",
    "edit_distance(big, big)": "steps",
    "sorted(big) == [sorted(big) for i in big]": "steps",
    "prod([2 ** 255 for i in big])": "the product becomes too large",
    "receptive_field([3 for i in big], [3 for i in big])": "strides becomes too large",
    "comb(10**6, 10**5)": "comb: the result would be too large",
    "factorial(10**9)": "factorial: the result would be too large",
    "perm(10**60, 10**59)": "perm: the result would be too large",
    "binomial_cdf(10**9, 10**10, 0.5)": "steps",
    "poisson_cdf(10**30, 1)": "steps",
    "det([[1 for i in range(9)] for j in range(9)])": "larger than 8 by 8",
    "fold_sizes(10**9, 10**8)": "steps",
    "pad2d(m, 10**50)": "steps",
    "round(10**9, 10**9)": "digits must be from -15 to 15",
    "x[10**30]": "a list is needed here, not 7",
    "xs[10**30]": "no such position in the list",
    "xs[3]": "no such position in the list",
    "xs[x / 7]": "whole number",
    "xs[0, 1]": "write x\\[i\\]",
    "x[0]": "a list is needed",
    "[a for a in x]": "a list is needed",
    "[a for a, b in xs]": "a list is needed",
    "[a for a, b in [[1, 2, 3]]]": "needs lists of 2",
    "[1 for x[0] in xs]": "plain names",
    "[a for a, [b, c] in [[1, [2, 3]]]]": "plain names",
    "(x := 5)": "write == to compare",
    "lambda: 1": "lambda",
    "lambda x: x": "lambda",
    "(lambda: 1)()": "only the named functions",
    "xs[0](1)": "only the named functions",
    "(yield 1)": "cannot be read|yield",
    "await x": "cannot be read|await",
    "f'{x}'": "no texts",
    "'a' * 9": "no texts",
    '"%1000000000d" % 1': "no texts",
    "b'a'": "no texts",
    "min(*[1, 2])": "before a list",
    "min(**xs)": "or \\*\\*",
    "[*xs]": "before a list",
    "{1: 2}": "write a list",
    "{1, 2}": "write a list",
    "1j": "no number of a formula",
    "0xFF": "no number of a formula",
    "1if x else 2": "no number of a formula",
    "...": "no attributes",
    "None": "only numbers",
    "x is 7": "operators of a formula",
    "x & 1": "write `and`",
    "x ^ 2": "write \\*\\* for a power",
    "~x": "write `not`",
    "1 << 10**9": "operators of a formula|cannot be read|remove",
    "m @ m": "matmul",
    "x = 7": "cannot be read",
    "x; x": "remove it",
    "a b": "cannot be read",
    "x if 1": "cannot be read",
    "min()": "min: missing",
    "recall(1)": "called as recall\\(tp, fn\\)",
    "recall(1, 2, 3)": "called as recall\\(tp, fn\\)",
    "recall(1, tp=2)": "multiple values",
    "log(2, base=2, base=3)": "argument twice|cannot be read",
    "eval(1)": "unknown function eval",
    "open(1)": "unknown function open",
    "recal(1, 2)": "did you mean recall\\?",
    "xss": "did you mean xs\\?",
    "recall": "call it as recall\\(tp, fn\\)",
    "sqrt(-1)": "sqrt: x must be a number of at least 0, not -1",
    "log(0)": "log: x must be a number above 0",
    "log(2, base=1)": "base must not be 1",
    "gcd(2.5, 3)": "whole number",
    "mean([])": "at least one number",
    "mean(m)": "at least one number",
    "matmul(m, [[1, 2]])": "different lengths",
    "inverse([[1, 2], [2, 4]])": "singular",
    "entropy([0.5, 0.6])": "sum to 1",
    "xs < 3": "do not go together",
    "3 in x": "do not go together",
    "\uff11 + 1": "FULLWIDTH DIGIT ONE",
    "\uff58": "FULLWIDTH LATIN SMALL LETTER X",
    "\u0445": "CYRILLIC SMALL LETTER HA",
    "x \u2212 1": "MINUS SIGN",
    "\u0663": "ARABIC-INDIC DIGIT THREE",
    "x\0": "not part of a formula",
    "\x1b[0m": "not part of a formula",
    "x\\\n": "not part of a formula",
    "x # comment": "not part of a formula",
    "": "empty",
    " \n\t ": "empty",
    "-" * 3000 + "1": "at most 500 characters",
    "1" + "+1" * 20000: "at most 500 characters",
    "-" * 400 + "1": "too long or nested|cannot be read",
    "not " * 100 + "1": "too long or nested|cannot be read",
    "(" * 60 + "1" + ")" * 60: "nested more than 50",
    "[" * 60 + "]" * 60: "nested more than 50",
    "(" * 40: "cannot be read",
    ")" * 40: "cannot be read",
    "+".join("1" for _ in range(150)): "too long or nested",
    ",".join("1" for _ in range(250)): "too long or nested",
    "abs(" * 46 + "sqrt(-1)" + ")" * 46: "at least 0",
}


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:40]))
def test_a_hostile_text_is_refused_with_a_sentence_and_in_no_time(text: str) -> None:
    began = time.perf_counter()
    with pytest.raises(FormulaError, match=HOSTILE[text]):
        compile_formula(text, VALUES).evaluate(VALUES)
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("text", [None, 7, b"x", ["x"]])
def test_what_is_not_a_text_is_refused(text: Any) -> None:
    with pytest.raises(FormulaError):
        compile_formula(text, VALUES)


@pytest.mark.parametrize(
    "text",
    [
        "sum(i * j for i in range(9999) for j in range(9999))",
        "sum(t_quantile(0.9, i + 1) for i in big)",
        "sum(chi2_sf(i, 9999.5) for i in big)",
        "sum(det([[i, 0.1, 0.7], [0.3, 1 / 3, 2], [5, 1e-300, 7]]) for i in big)",
        "[big == big for i in big]",
        "[sorted(big) for i in big]",
        "[len(zip(big, big)) for i in big]",
        "sum(2 ** 255 % (i + 1) for i in big for j in big)",
        "sum(prod(big[1:30]) for i in big)",
        "sum(ngram_precision(big, big, 9) for i in big)",
        "sum(log(i + 1) for i in big for j in big)",
    ],
)
def test_the_dearest_formulas_end_within_a_second_or_two(text: str) -> None:
    began = time.perf_counter()
    outcome(text)
    assert time.perf_counter() - began < 3


TOKENS = (
    "x p xs m big 7 0 2 1e9 0.5 99999999 ( ) [ ] , + - * ** / // % < == in not and or if else for i a,b range( sum( "
    "enumerate( zip( sorted( comb( matmul( softmax( t_quantile( prod( round( lambda : = . __class__ ' \" { } := \0 é"
).split(" ")


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map(" ".join))
@example("[ 0 for i in big for i in big ]")
def test_random_tokens_give_a_value_or_a_formula_error_within_the_budget(text: str) -> None:
    found, steps = outcome(text)
    assert found is None or isinstance(found, int | float | list)
    assert 0 <= steps <= MAX_STEPS


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80))
def test_random_text_gives_a_value_or_a_formula_error(text: str) -> None:
    for read in (outcome, parse_given, parse_answer, parse_tolerance, lambda text: parse_answer(text, "MiB")):
        try:
            read(text)
        except FormulaError as error:
            assert str(error)


WELL_FORMED = st.recursive(
    st.sampled_from(["x", "p", "xs", "m", "big", "0", "1", "2.5", "10**9", "i"]),
    lambda piece: st.one_of(
        st.tuples(
            piece,
            st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "<", "<=", "==", "!=", "in", "and", "or"]),
            piece,
        )
        .map(" ".join)
        .map("({})".format),
        st.builds("({} if {} else {})".format, piece, piece, piece),
        st.builds("[{} for i in {} if {}]".format, piece, piece, piece),
        st.builds("[{}, {}]".format, piece, piece),
        st.builds("{}[{}]".format, piece, piece),
        st.builds("{}[{}:]".format, piece, piece),
        st.builds("{}({})".format, st.sampled_from(sorted(FUNCTIONS)), piece),
        st.builds("{}({}, {})".format, st.sampled_from(sorted(FUNCTIONS)), piece, piece),
    ),
    max_leaves=12,
)


@settings(max_examples=600, deadline=None)
@given(WELL_FORMED)
def test_well_formed_nonsense_gives_finite_values_or_a_formula_error(text: str) -> None:
    found, steps = outcome(text)
    assert steps <= MAX_STEPS
    rest: list[Any] = [] if found is None else [found]
    while rest:
        item = rest.pop()
        if isinstance(item, list):
            rest.extend(item)
        else:
            assert isinstance(item, int | float)
            assert math.isfinite(item)


ARGUMENTS = st.one_of(
    st.integers(-3, 12),
    st.integers(-(2**255), 2**255),
    st.floats(0, 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.lists(st.integers(0, 1), max_size=6),
    st.lists(st.floats(0, 1), max_size=6),
    st.lists(st.lists(st.integers(-5, 5), min_size=2, max_size=2), min_size=1, max_size=3),
    st.just([0.5, 0.25, 0.25]),
    st.just([0, 0, 2, 2]),
)


@settings(max_examples=1500, deadline=None)
@given(st.sampled_from(sorted(FUNCTIONS)), st.lists(ARGUMENTS, max_size=4))
def test_no_function_raises_anything_but_a_formula_error(name: str, arguments: list[Value]) -> None:
    values = {f"a{i}": argument for i, argument in enumerate(arguments)}
    before = repr(values)
    budget = Budget()
    try:
        compile_formula(f"{name}({', '.join(values)})", values).evaluate(values, budget)
    except FormulaError as error:
        assert str(error)
    assert budget.used <= MAX_STEPS
    assert repr(values) == before, "a function changed its argument"


def test_a_formula_of_the_greatest_depth_needs_little_of_the_stack() -> None:
    texts = [
        "abs(" * 49 + "1" + ")" * 49,
        "(" * 49 + "1" + ")" * 49,
        "[1 for i in " * 4 + "xs" + "]" * 4,
        "-" * 48 + "1",
    ]
    limit = sys.getrecursionlimit()
    depth = len(traceback.extract_stack())
    sys.setrecursionlimit(depth + 500)
    try:
        assert [outcome(text)[0] for text in texts] == [1, 1, [1, 1, 1], 1]
    finally:
        sys.setrecursionlimit(limit)


# The language.


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 * 3 - 4 / 5 // 6 % 7",
        "-2 ** 2",
        "2 ** -1",
        "2 ** 3 ** 2",
        "1 ** 1000 + (-1) ** 1001",
        "7 // -2 + 7 % -2",
        "1 < 2 < 3 != 4 >= 4",
        "1 < 3 < 2",
        "0 or 3 and 4",
        "not 0 + 1",
        "5 if 1 > 2 else 6",
        "1 if False else 0 if True else 2",
        "[1, 2, 3][-1]",
        "[1, 2, 3, 4][1:3] == [2, 3]",
        "[1, 2, 3, 4][::-2] == [4, 2]",
        "[10, 20, 30][:0]",
        "2 in [1, 2] and 3 not in [1, 2]",
        "[i * j for i in range(3) for j in range(i) if j != 1]",
        "sum(i for i in range(10) if i % 2 if i > 3)",
        "[x for x in [1, 2] for x in [x, x * 10]]",
        "[[i for i in range(n)] for n in range(3)]",
        "sum(a * b for a, b in zip([1, 2, 3], [4, 5, 6]))",
        "sum(i * x for i, x in enumerate([5, 6, 7]))",
        "max(3, 1, 2) + min([3, 1, 2])",
        "sum([True, False, True])",
        "round(2.5) + round(3.5) + round(2.675, 2)",
        "1_000 + 1e3 + .5 + 5.",
        "any(x > 2 for x in [1, 2, 3]) and all([])",
    ],
)
def test_a_formula_means_what_python_means(text: str) -> None:
    assert value(text) == eval(text)  # noqa: S307 - the oracle, on texts of this file


@settings(max_examples=200, deadline=None)
@given(
    st.recursive(
        st.integers(-9, 9).map(str) | st.sampled_from(["a", "b"]),
        lambda piece: (
            st.tuples(piece, st.sampled_from(["+", "-", "*", "//", "%", "<", "<=", "==", "and", "or"]), piece)
            .map(" ".join)
            .map("({})".format)
        ),
        max_leaves=10,
    ),
    st.integers(-50, 50),
    st.integers(-50, 50),
)
def test_arithmetic_agrees_with_python_on_random_expressions(text: str, a: int, b: int) -> None:
    try:
        expected = eval(text, {"a": a, "b": b})  # noqa: S307
    except ZeroDivisionError:
        with pytest.raises(FormulaError, match="division by zero"):
            value(text, a=a, b=b)
    else:
        assert value(text, a=a, b=b) == expected


def test_a_formula_knows_its_text_and_the_names_it_uses() -> None:
    formula = compile_formula("  sum(x * w for x in xs)\n + pi ", ["x", "w", "xs", "unused"])
    assert formula.text == "sum(x * w for x in xs) + pi"
    assert formula.names == {"w", "xs"}
    assert formula == compile_formula("sum(x * w for x in xs) + pi", ["xs", "w"])
    with pytest.raises(AttributeError):
        formula.text = "1"  # type: ignore[misc]


def test_given_names_come_before_constants_and_may_be_called_like_functions() -> None:
    assert value("e", e=3) == 3
    assert value("log(e)") == 1
    assert value("recall(recall, 1)", recall=3) == 0.75


def test_a_missing_value_is_named() -> None:
    with pytest.raises(FormulaError, match="fn has no value in `tp / fn`"):
        compile_formula("tp / fn", ["tp", "fn"]).evaluate({"tp": 1})


@pytest.mark.parametrize("bad", ["7", None, math.nan, math.inf, 2**300, [1, "a"], 1j, {1: 2}, (1, 2)])
def test_values_that_are_no_numbers_are_refused(bad: Any) -> None:
    with pytest.raises(FormulaError):
        value("x", x=bad)


def test_a_list_that_contains_itself_is_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(FormulaError):
        value("len(xs)", xs=endless)


# Draws.


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


@settings(max_examples=60, deadline=None)
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
    with pytest.raises(FormulaError, match="`tp > pos \\+ 60` never holds; widen") as caught:
        draw(CARD, conditions, {}, 1)
    assert "tp > 0" not in str(caught.value)


def test_conditions_that_only_exclude_each_other_are_told_so() -> None:
    conditions = [compile_formula("tp > 30", CARD), compile_formula("tp <= 30", CARD)]
    with pytest.raises(FormulaError, match="never hold together"):
        draw(CARD, conditions, {}, 1)


def test_a_step_without_a_value_is_named_once_with_its_reason() -> None:
    steps = {"a": compile_formula("tp / 0", CARD), "b": compile_formula("a + 1", ["a"])}
    with pytest.raises(FormulaError, match="where a: division by zero in `tp / 0`; widen"):
        draw(CARD, [compile_formula("b > 1", ["b"])], steps, 1)


def test_a_name_that_is_given_and_computed_is_refused() -> None:
    with pytest.raises(FormulaError, match="tp is both"):
        draw(CARD, [], {"tp": FIRST}, 1)


def test_dear_conditions_that_never_hold_end_soon() -> None:
    began = time.perf_counter()
    with pytest.raises(FormulaError, match="no draw fits"):
        draw(CARD, [compile_formula("sum(i for i in range(9000)) < tp", CARD)], {}, 1)
    assert time.perf_counter() - began < 5


# Showing.


@pytest.mark.parametrize(
    ("shown", "number"),
    [
        ("7", 7),
        ("-12345678901", -12345678901),
        ("0.3", 0.1 + 0.2),
        ("0.333333", 1 / 3),
        ("0.0001", 1e-4),
        ("1.2e-05", 1.2e-5),
        ("123457", 123456.7),
        ("1234568", 1234567.8),
        ("1000000", 999999.5),
        ("10000000", 9999999.9),
        ("1e+07", 1e7),
        ("1.5e+30", 1.5e30),
        ("3", 3.0),
        ("0", -0.0),
        ("true", True),
        ("false", False),
        ("0.9, 0.4, 0.4", [0.9, 0.4, 0.4]),
        ("[[1, 2], [0, 3]]", [[1, 2], [0, 3]]),
        ("[]", []),
    ],
)
def test_a_value_is_shown_as_a_person_would_write_it(shown: str, number: Value) -> None:
    assert format_value(number) == shown


# Answers.


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0.75", 0.75),
        (".75", 0.75),
        ("-3", -3),
        ("+3", 3),
        ("\u22123", -3),
        ("3/4", 0.75),
        ("-3/4", -0.75),
        ("3 / 4", 0.75),
        ("75%", 0.75),
        ("75 %", 0.75),
        ("7,5 %", 0.075),
        ("7.5e-1", 0.75),
        ("7.5E+2", 750),
        ("7.5*10^-1", 0.75),
        ("7.5 x 10^-1", 0.75),
        ("7.5\u00d710\u207b\u00b9", 0.75),
        ("7.5 \u00b7 10\u00b2", 750),
        ("7.5*10**-1", 0.75),
        ("10^3", 1000),
        ("2^10", 1024),
        ("2\u00b9\u2070", 1024),
        ("1,024", 1024),
        ("1 024", 1024),
        ("1\u202f024", 1024),
        ("1'024", 1024),
        ("1_024", 1024),
        ("1,024,000", 1024000),
        ("1,024.5", 1024.5),
        ("1.024,5", 1024.5),
        ("1 024,5", 1024.5),
        ("1.024.000", 1024000),
        ("1.024", 1.024),
        ("0,75", 0.75),
        ("0,024", 0.024),
        ("12,34", 12.34),
        ("1234,567", 1234.567),
        (",5", 0.5),
        ("12.", 12),
        (" = 0.75 ", 0.75),
        ("\u2248 0.75", 0.75),
        ("0", 0),
        ("007", 7),
    ],
)
def test_a_number_is_read_in_every_way_people_write_it(text: str, number: float) -> None:
    assert parse_answer(text) == number


@pytest.mark.parametrize(
    ("text", "unit", "number"),
    [
        ("12 MiB", "MiB", 12),
        ("12mib", "MiB", 12),
        ("12", "MiB", 12),
        ("12582912 B", "MiB", 12),
        ("12288 KiB", "MiB", 12),
        ("1 GB", "GiB", 1e9 / 2**30),
        ("1.5 GiB", "MiB", 1536),
        ("2 TB", "GB", 2000),
        ("3 kB", "B", 3000),
        ("3 KB", "bytes", 3000),
        ("2 s", "ms", 2000),
        ("250 \u00b5s", "ms", 0.25),
        ("250us", "ms", 0.25),
        ("90 min", "h", 1.5),
        ("5 ns", "us", 0.005),
        ("2 hours", "h", 2),
        ("3 GFLOP", "FLOP", 3e9),
        ("3 TFLOPs", "GFLOP", 3000),
        ("2 GB/s", "MB/s", 2000),
        ("75", "%", 75),
        ("75%", "%", 75),
        ("75 percent", "%", 75),
        ("3", "fits", 3),
        ("3 fits", "fits", 3),
        ("1 fit", "fits", 1),
        ("1,024 parameters", "parameters", 1024),
        ("5 Images/s", "images/s", 5),
    ],
)
def test_a_unit_may_be_typed_or_left_out_and_is_converted_in_its_family(text: str, unit: str, number: float) -> None:
    assert parse_answer(text, unit) == pytest.approx(number, rel=1e-12)


@pytest.mark.parametrize(
    ("text", "unit", "hint"),
    [
        ("12 s", "MiB", "`s` does not fit here; type the number in MiB"),
        ("12 m", "ms", "in ms"),
        ("5 s", "", "without a unit"),
        ("75%", "MiB", "in MiB"),
        ("3 folds", "fits", "in fits"),
        ("3 MB", "MB/s", "in MB/s"),
        ("5 apples", "", "without a unit"),
        ("3 s", "%", "in %"),
    ],
)
def test_a_unit_that_does_not_fit_is_refused_with_the_right_one(text: str, unit: str, hint: str) -> None:
    with pytest.raises(FormulaError, match=re.escape(hint)):
        parse_answer(text, unit)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "nan",
        "inf",
        "-inf",
        "infinity",
        "NaN",
        "1e999",
        "1e99999",
        "10^9999",
        "9" * 5000,
        "1/0",
        "0^-1",
        "1/2/3",
        "1,0,2",
        "1,024,00",
        "3 5",
        "--3",
        "1..2",
        "0x10",
        "1e",
        "e5",
        "(3)",
        "3+4",
        "3-4",
        "\u0663",
        "\uff11",
        "three",
        "1.2.3",
        "/3",
        "3/",
        "*3",
        "2^",
        "10^400 x 10^400",
        "1\n2",
        "1\0",
        "%",
        "1e400*1e400",
    ],
)
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_answer(text)


@settings(max_examples=300, deadline=None)
@given(st.integers(-(10**9), 10**9), st.integers(0, 6))
def test_a_right_answer_is_accepted_in_every_written_form(digits: int, places: int) -> None:
    exact = Fraction(digits, 10**places)
    answer = float(exact)
    plain = f"{digits / 10**places:.{places}f}"
    forms = [
        plain,
        plain.replace("-", "\u2212"),
        f"{answer!r}",
        f"{float(exact * 100)!r} %",
        f"{digits}/{10**places}",
        f"{digits}e-{places}",
        f"{digits} x 10^-{places}",
        f"{digits}\u00d710^{-places}",
        f"{abs(answer):,.{places}f}" if answer >= 0 else f"-{abs(answer):,.{places}f}",
    ]
    if places not in {0, 3}:
        forms.append(plain.replace(".", ","))
    for form in forms:
        assert Tolerance().accepts(answer, parse_answer(form)), form


@settings(max_examples=200, deadline=None)
@given(st.floats(1e-200, 1e200) | st.floats(-1e200, -1e-200) | st.integers(-(2**250), 2**250))
def test_what_python_prints_is_read_back_exactly(number: float) -> None:
    assert parse_answer(repr(number)) == float(number)


@pytest.mark.parametrize(
    ("tolerance", "answer", "right", "wrong"),
    [
        (None, 12, [12, 12.000000001], [12.01, 11, -12]),
        (None, 12.0000000000001, [12], [12.01]),
        (None, 0, [0], [0.001]),
        (None, 1 / 3, [0.333, 0.3333, 0.334, 0.335], [0.33, 0.34, -0.333]),
        (None, 1.2e-5, [1.2e-5, 1.204e-5], [1e-5, 0]),
        ("0.005", 0.75, [0.75, 0.755, 0.745], [0.756, 0.744]),
        ("0", 0.75, [0.75], [0.7501]),
        ("1%", 200, [198, 202], [197.9, 202.1]),
        ("0.5 %", -200, [-199, -201], [-198.9, 200]),
    ],
)
def test_a_tolerance_accepts_its_bounds_and_nothing_beyond(
    tolerance: str | None, answer: float, right: list[float], wrong: list[float]
) -> None:
    accepts = parse_tolerance(tolerance).accepts
    assert [accepts(answer, typed) for typed in right] == [True] * len(right)
    assert [accepts(answer, typed) for typed in wrong] == [False] * len(wrong)
    assert not any(accepts(answer, typed) for typed in (math.nan, math.inf, -math.inf))
    assert not accepts(math.nan, answer)


def test_a_tolerance_describes_itself() -> None:
    described = [parse_tolerance(text).describe() for text in (None, "0.005", "1%", "0.5 %", "0")]
    assert described == [
        "whole numbers exactly, others to three significant digits",
        "within 0.005",
        "within 1 %",
        "within 0.5 %",
        "exactly",
    ]


@pytest.mark.parametrize("text", ["", "-1", "1 %%", "abc", "100%", "nan", "1e999999", "5..6"])
def test_a_tolerance_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        parse_tolerance(text)


# The library.

PROMISED = """
abs min max sum len round floor ceil sqrt exp log log2 log10 sin cos tan tanh sigmoid relu sign prod range zip
enumerate sorted reversed any all mean median variance(xs, ddof=0) std(xs, ddof=0) quantile(xs, q) covariance
correlation rank cumsum dot outer matmul transpose norm(xs, p=2) det inverse trace argmax argmin argsort
softmax(xs, temperature=1) logsumexp entropy(ps, base=e) cross_entropy(ps, qs, base=e) kl(ps, qs, base=e)
binary_cross_entropy(y, p) gini(ps) accuracy(tp, fp, fn, tn) precision(tp, fp) recall(tp, fn)
specificity(tn, fp) f_beta(tp, fp, fn, beta=1) mcc(tp, fp, fn, tn) kappa(tp, fp, fn, tn)
confusion(labels, predictions, classes) auc(labels, scores) average_precision(labels, scores)
log_loss(labels, probabilities) brier(labels, probabilities) ece(confidences, hits, bins) mae(y, p) mse(y, p)
rmse(y, p) r2(y, p) mape(y, p) pinball(y, p, q) huber(x, delta) dcg(gains, k) ndcg(gains, k)
reciprocal_rank(relevant) precision_at(relevant, k) recall_at(relevant, k, total) ap_at(relevant, total)
pass_at_k(n, c, k) iou(box, other) dice(a, b, both) edit_distance(xs, ys)
ngram_precision(candidate, reference, n) perplexity(probabilities) wer(ref, hyp)
conv_out(size, kernel, stride=1, padding=0, dilation=1)
conv_transpose_out(size, kernel, stride=1, padding=0, output_padding=0, dilation=1)
conv_params(cin, cout, kernel, bias=1, groups=1) conv2d_valid(image, kernel) dense_params(nin, nout, bias=1)
receptive_field(kernels, strides) comb(n, k) perm(n, k) factorial gcd normal_cdf normal_quantile
binomial_pmf(k, n, p) poisson_pmf(k, mu) chi2_sf(x, df) t_quantile(q, df)
"""


def test_every_promised_function_is_there_with_its_signature_and_a_sentence() -> None:
    described = {name: (usage, sentence) for name, usage, sentence in describe_functions()}
    for name, arguments in re.findall(r"(\w+)(\([^)]*\))?", PROMISED):
        assert described[name][0] == name + arguments or not arguments, name
    assert described.keys() == FUNCTIONS.keys()
    for name, (usage, sentence) in described.items():
        assert usage.startswith(f"{name}(")
        assert 10 < len(sentence) < 130, name


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sign(-3) + sign(0)", -1),
        ("sigmoid(0)", 0.5),
        ("sigmoid(-1000) + sigmoid(1000)", 1),
        ("relu(-2) + leaky_relu(-2, slope=0.1)", -0.2),
        ("gelu(1)", 0.8413447460685429),
        ("softplus(0)", math.log(2)),
        ("clip(5, 0, 1)", 1),
        ("median([3, 1, 2, 10])", 2.5),
        ("variance([2, 4, 4, 4, 5, 5, 7, 9])", 4),
        ("std([2, 4, 4, 4, 5, 5, 7, 9], ddof=1)", 2.138089935299395),
        ("variance([0.1, 0.1, 0.1])", 0),
        ("quantile([1, 2, 3, 4], 0.25)", 1.75),
        ("nearest_rank(range(1, 101), 0.95)", 95),
        ("rank([10, 20, 20, 5])", [2, 3.5, 3.5, 1]),
        ("argsort([3, 1, 2])", [1, 2, 0]),
        ("argmax([1, 3, 3]) + 10 * argmin([2, 1, 1])", 11),
        ("cumsum([1, 2, 3])", [1, 3, 6]),
        ("outer([1, 2], [3, 4])", [[3, 4], [6, 8]]),
        ("matmul([[1, 2], [3, 4]], [[5, 6], [7, 8]])", [[19, 22], [43, 50]]),
        ("matmul([[1, 2], [3, 4]], [5, 6])", [17, 39]),
        ("matmul([1, 2], [[1, 2], [3, 4]])", [7, 10]),
        ("matmul([1, 2], [3, 4])", 11),
        ("det([[1, 2], [3, 4]])", -2),
        ("det([[2, 0, 1], [1, 3, 2], [1, 1, 4]])", 18),
        ("det([[0.1, 0.7], [0.3, 2.1]])", 0),
        ("det([[0, 1], [1, 0]])", -1),
        ("inverse([[4, 7], [2, 6]])", [[0.6, -0.7], [-0.2, 0.4]]),
        ("solve([[2, 1], [1, 3]], [3, 5])", [0.8, 1.4]),
        ("matrix_rank([[1, 2, 3], [2, 4, 6]])", 1),
        ("eigenvalues([[2, 1], [1, 2]])", [3, 1]),
        ("trace([[1, 2], [3, 4]])", 5),
        ("norm([3, 4]) + norm([3, -4], p=1) + norm([[1, 2], [2, 4]])", 17),
        ("cosine([1, 0], [1, 1])", math.sqrt(0.5)),
        ("softmax([1, 2, 3])", [0.09003057317038046, 0.24472847105479764, 0.6652409557748219]),
        ("softmax([1000, 1000], temperature=0.001)", [0.5, 0.5]),
        ("logsumexp([1000, 1000])", 1000 + math.log(2)),
        ("entropy([0.5, 0.25, 0.25], base=2)", 1.5),
        ("entropy([1, 0])", 0),
        ("kl([0.5, 0.5], [0.25, 0.75], base=2)", 0.20751874963942185),
        ("binary_cross_entropy(1, 0.8)", -math.log(0.8)),
        ("gini([0.5, 0.5])", 0.5),
        ("precision(3, 1) + recall(3, 3) + specificity(9, 1)", 2.15),
        ("f_beta(30, 10, 20)", 2 / 3),
        ("f_beta(30, 10, 20, beta=2)", 5 * 30 / (5 * 30 + 4 * 20 + 10)),
        ("mcc(6, 1, 2, 3)", 0.47809144373375745),  # Wikipedia, Phi coefficient: 12 pictures of cats and dogs
        ("kappa(20, 5, 10, 15)", 0.4),  # Wikipedia, Cohen's kappa: first example
        ("confusion([0, 1, 2, 2], [0, 2, 2, 1], 3)", [[1, 0, 0], [0, 0, 1], [0, 1, 1]]),
        ("counts_at([1, 1, 0, 0], [0.9, 0.5, 0.5, 0.1], 0.5)", [2, 1, 0, 1]),
        ("mean(class_f1([[2, 1], [0, 3]]))", (0.8 + 6 / 7) / 2),
        ("auc([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])", 0.75),  # scikit-learn, roc_auc_score
        ("auc([0, 1], [0.5, 0.5])", 0.5),
        ("average_precision([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8])", 5 / 6),  # scikit-learn, average_precision_score
        ("average_precision([1, 0], [0.5, 0.5])", 0.5),
        ("log_loss([1, 0, 0, 1], [0.9, 0.1, 0.2, 0.65])", 0.21616187468057912),  # scikit-learn, log_loss
        ("brier([0, 1, 1, 0], [0.1, 0.9, 0.8, 0.3])", 0.0375),  # scikit-learn, brier_score_loss
        ("ece([0.95, 0.85, 0.85, 0.55], [1, 1, 0, 1], 10)", 0.05 / 4 + 0.7 / 4 + 0.45 / 4),
        ("ece([0.55, 0.56], [1, 0], 20)", (0.45 + 0.56) / 2),
        ("r2([3, -0.5, 2, 7], [2.5, 0, 2, 8])", 0.9486081370449679),  # scikit-learn, r2_score
        ("mape([100, 200], [110, 180])", 0.1),
        ("pinball([1, 2, 3], [0, 2, 3], 0.1) + pinball([1, 2, 3], [1, 2, 4], 0.1)", 0.1 / 3 + 0.9 / 3),
        ("huber(0.5, 1) + huber(-3, 1)", 0.125 + 2.5),
        ("hinge(-1, 0.5)", 1.5),
        ("dcg([3, 2, 3, 0, 1, 2], 6)", 6.861126688593501),  # Wikipedia, Discounted cumulative gain
        ("ndcg([3, 2, 3, 0, 1, 2], 6)", 0.9608081943360617),
        ("reciprocal_rank([0, 0, 1]) + reciprocal_rank([0, 0])", 1 / 3),
        ("ap_at([1, 0, 1, 0], 2)", (1 + 2 / 3) / 2),
        ("precision_at([1, 0, 1, 0], 3) + recall_at([1, 0, 1, 0], 2, 4)", 2 / 3 + 0.25),
        ("pass_at_k(10, 3, 2)", 1 - 21 / 45),
        ("pass_at_k(5, 4, 2)", 1),
        ("iou([0, 0, 2, 2], [1, 1, 3, 3])", 1 / 7),
        ("iou([0, 0, 1, 1], [2, 2, 3, 3])", 0),
        ("nms([[0, 0, 2, 2], [0, 0, 2, 1.9], [5, 5, 6, 6]], [0.8, 0.9, 0.1], 0.5)", [1, 2]),
        ("dice(4, 6, 3) + jaccard(4, 6, 3)", 0.6 + 3 / 7),
        ("edit_distance([1, 2, 3, 3, 2, 4], [5, 2, 3, 3, 2, 4, 6])", 2),
        ("wer([1, 2, 3, 4], [1, 3, 4, 5])", 0.5),
        ("lcs_length([1, 2, 3, 4, 1], [3, 4, 1, 2, 1, 3])", 3),
        ("ngram_precision([1, 1, 1, 1, 1, 1, 1], [1, 2, 3, 4, 1, 5], 1)", 2 / 7),  # Papineni et al. 2002, "the the the"
        ("perplexity([0.25, 0.25])", 4),
        ("conv_out(224, 7, stride=2, padding=3)", 112),
        ("conv_transpose_out(112, 4, stride=2, padding=1)", 224),
        ("conv_params(3, 64, 7, bias=0)", 9408),  # first layer of ResNet
        ("conv_params(32, 64, [3, 5], groups=4)", 64 * 8 * 15 + 64),
        ("mlp_params([784, 128, 10])", 101770),
        ("receptive_field([3, 3, 3], [1, 2, 2])", 9),
        ("conv2d_valid([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, -1]])", [[-4, -4], [-4, -4]]),
        ("max_pool2d([[1, 2], [3, 4]], 2, 2)", [[4]]),
        ("pad2d([[1]], 1)", [[0, 0, 0], [0, 1, 0], [0, 0, 0]]),
        ("contiguous_strides([2, 3, 4])", [12, 4, 1]),
        ("broadcast_shape([8, 1, 6], [7, 1])", [8, 7, 6]),
        ("batches(100, 32) + 10 * batches(100, 32, drop_last=1)", 34),
        ("fold_sizes(10, 3)", [4, 3, 3]),
        ("discounted([1, 2, 3], 0.5)", 2.75),
        ("comb(5, 2) + comb(2, 5) + perm(5, 2) + factorial(5)", 150),
        ("normal_cdf(1.96)", 0.9750021048517795),
        ("normal_quantile(0.975)", 1.959963984540054),
        ("binomial_pmf(2, 5, 0.5)", 0.3125),
        ("binomial_pmf(0, 5, 0) + binomial_cdf(5, 5, 0.3)", 2),
        ("poisson_pmf(2, 3)", 4.5 * math.exp(-3)),
        ("chi2_sf(3.841458820694124, 1)", 0.05),  # tables
        ("chi2_sf(18.307038053275146, 10)", 0.05),
        ("t_quantile(0.975, 10)", 2.2281388519649385),
        ("t_quantile(0.05, 1)", -6.313751514675043),
        ("t_cdf(t_quantile(0.9, 7.5), 7.5)", 0.9),
        ("mcnemar(10, 5)", 16 / 15),
        ("wilson_interval(8, 10)", [0.4901624715, 0.9433178485]),
        ("psi([0.5, 0.5], [0.4, 0.6])", 0.1 * math.log(1.5)),
    ],
)
def test_a_function_gives_the_known_value(text: str, expected: Any) -> None:
    found = value(text)
    flat = (
        [found]
        if not isinstance(found, list)
        else list(itertools.chain(*found))
        if isinstance(found[0], list)
        else found
    )
    if isinstance(expected, list):
        expected = list(itertools.chain(*expected)) if isinstance(expected[0], list) else expected
    else:
        expected = [expected]
    assert flat == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "precision(0, 0)",
        "recall(0, 0)",
        "mcc(1, 0, 1, 0)",
        "kappa(3, 0, 0, 0)",
        "auc([1, 1], [0.1, 0.2])",
        "auc([0, 2], [0.1, 0.2])",
        "average_precision([0, 0], [0.1, 0.2])",
        "ndcg([0, 0], 2)",
        "r2([1, 1], [1, 2])",
        "mape([0, 1], [1, 1])",
        "correlation([1, 1], [1, 2])",
        "log_loss([1], [0])",
        "cross_entropy([1, 0], [0, 1])",
        "iou([0, 0, 0, 0], [1, 1, 1, 1])",
        "iou([2, 0, 1, 1], [0, 0, 1, 1])",
        "ngram_precision([1], [1], 2)",
        "conv_out(2, 3)",
        "conv_params(3, 4, 3, groups=2)",
        "perplexity([0.5, 0])",
        "precision(-1, 2)",
        "broadcast_shape([2], [3])",
        "standardise([2, 2])",
        "eigenvalues([[0, -1], [1, 0]])",
        "fold_sizes(3, 5)",
        "dice(1, 1, 2)",
        "wilson_interval(11, 10)",
        "pass_at_k(3, 4, 1)",
        "auc([1, 0], [0.1])",
        "mse([1, 2], [1])",
    ],
)
def test_an_undefined_case_is_refused_with_the_name_of_the_function(text: str) -> None:
    with pytest.raises(FormulaError, match=f"^{text.partition('(')[0]}: "):
        value(text)


SCORED = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 6).map(lambda x: x / 8)), min_size=2, max_size=9)


@settings(max_examples=150, deadline=None)
@given(SCORED)
def test_auc_counts_pairs_and_average_precision_sums_over_thresholds(cases: list[tuple[int, float]]) -> None:
    labels: list[Any] = [label for label, _ in cases]
    scores: list[Any] = [score for _, score in cases]
    high = [s for label, s in cases if label]
    low = [s for label, s in cases if not label]
    if high and low:
        pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in high for b in low]
        assert value("auc(y, s)", y=labels, s=scores) == pytest.approx(sum(pairs) / len(pairs))
    if high:
        area, before = 0.0, 0.0
        for threshold in sorted(set(scores), reverse=True):
            called = [label for label, score in cases if score >= threshold]
            reached = sum(called) / len(high)
            area, before = area + (reached - before) * sum(called) / len(called), reached
        assert value("average_precision(y, s)", y=labels, s=scores) == pytest.approx(area)


def _edits(xs: tuple[int, ...], ys: tuple[int, ...]) -> int:
    if not xs or not ys:
        return len(xs) + len(ys)
    if xs[0] == ys[0]:
        return _edits(xs[1:], ys[1:])
    return 1 + min(_edits(xs[1:], ys), _edits(xs, ys[1:]), _edits(xs[1:], ys[1:]))


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 2), max_size=5), st.lists(st.integers(0, 2), max_size=5))
def test_edit_distance_is_the_shortest_recursion(xs: list[Value], ys: list[Value]) -> None:
    assert value("edit_distance(a, b)", a=xs, b=ys) == _edits(tuple(xs), tuple(ys))  # type: ignore[arg-type]


@settings(max_examples=80, deadline=None)
@given(
    st.integers(1, 4).flatmap(
        lambda n: st.lists(st.lists(st.integers(-5, 5), min_size=n, max_size=n), min_size=n, max_size=n)
    )
)
def test_det_is_the_sum_over_permutations_and_inverse_undoes(rows: list[Any]) -> None:
    n = len(rows)
    leibniz = sum(
        (-1) ** sum(p[i] > p[j] for i in range(n) for j in range(i, n)) * math.prod(rows[i][p[i]] for i in range(n))
        for p in itertools.permutations(range(n))
    )
    assert value("det(m)", m=rows) == leibniz
    if leibniz:
        product = value("matmul(m, inverse(m))", m=rows)
        assert [x for row in product for x in row] == pytest.approx([float(i == j) for i in range(n) for j in range(n)])
    assert (value("matrix_rank(m)", m=rows) == n) == bool(leibniz)


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.integers(1, 7), st.integers(1, 4), st.integers(0, 3), st.integers(1, 3))
def test_conv_out_counts_the_places_of_the_kernel(
    size: int, kernel: int, stride: int, padding: int, dilation: int
) -> None:
    span = dilation * (kernel - 1) + 1
    places = len([start for start in range(0, size + 2 * padding, stride) if start + span <= size + 2 * padding])
    text = f"conv_out({size}, {kernel}, {stride}, {padding}, {dilation})"
    if places:
        assert value(text) == places
        assert value(f"conv_transpose_out({places}, {kernel}, {stride}, 0, 0, {dilation})") <= size + 2 * padding
    else:
        with pytest.raises(FormulaError):
            value(text)


@settings(max_examples=40, deadline=None)
@given(st.floats(0.01, 0.99), st.floats(0.5, 60) | st.integers(1, 9))
def test_quantiles_undo_distribution_functions(q: float, df: float) -> None:
    assert value("t_cdf(t_quantile(q, n), n)", q=q, n=df) == pytest.approx(q, abs=1e-9)
    assert value("normal_cdf(normal_quantile(q))", q=q) == pytest.approx(q, abs=1e-12)


def test_the_tail_of_chi_squared_is_its_integral() -> None:
    for df, x in itertools.product((1, 2, 3, 8, 30), (0.5, 2, 7.5, 40)):
        steps = 20_000
        width = math.sqrt(x) / steps
        # In u = sqrt(x) the density is smooth also for one degree of freedom.
        area = (
            sum(2 * u ** (df - 1) * math.exp(-u * u / 2) for u in ((i + 0.5) * width for i in range(steps)))
            * width
            / (2 ** (df / 2) * math.gamma(df / 2))
        )
        assert value(f"chi2_sf({x}, {df})") == pytest.approx(1 - area, abs=1e-7)


def test_the_library_agrees_with_scikit_learn_and_numpy() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    np = pytest.importorskip("numpy")
    stats = pytest.importorskip("scipy.stats")
    rng = np.random.default_rng(5)
    for _ in range(15):
        y = rng.integers(0, 2, 12)
        y[:2] = 0, 1
        hard = rng.integers(0, 2, 12)
        hard[:2] = 1, 0
        s = rng.integers(1, 10, 12) / 10
        a, b = rng.normal(size=12).round(2), rng.normal(size=12).round(2)
        g = rng.integers(0, 4, 12)
        g[0] = 3
        ps, qs = rng.dirichlet([1, 1, 1]), rng.dirichlet([1, 1, 1])
        m = rng.integers(-5, 6, (3, 3)) + 20 * np.eye(3, dtype=int)
        tn, fp, fn, tp = metrics.confusion_matrix(y, hard).ravel()
        names: dict[str, Any] = {
            "y": y,
            "h": hard,
            "s": s,
            "a": a,
            "b": b,
            "g": g,
            "ps": ps,
            "qs": qs,
            "m": m,
            "tn": tn,
            "fp": fp,
            "fn": fn,
            "tp": tp,
        }
        values = {name: item.tolist() for name, item in names.items()}
        expected: dict[str, float] = {
            "auc(y, s)": metrics.roc_auc_score(y, s),
            "average_precision(y, s)": metrics.average_precision_score(y, s),
            "log_loss(y, s)": metrics.log_loss(y, s),
            "brier(y, s)": metrics.brier_score_loss(y, s),
            "accuracy(tp, fp, fn, tn)": metrics.accuracy_score(y, hard),
            "precision(tp, fp)": metrics.precision_score(y, hard),
            "recall(tp, fn)": metrics.recall_score(y, hard),
            "balanced_accuracy(tp, fp, fn, tn)": metrics.balanced_accuracy_score(y, hard),
            "f_beta(tp, fp, fn, beta=2)": metrics.fbeta_score(y, hard, beta=2),
            "mcc(tp, fp, fn, tn)": metrics.matthews_corrcoef(y, hard),
            "kappa(tp, fp, fn, tn)": metrics.cohen_kappa_score(y, hard),
            "mean(class_f1(confusion(y, h, 2)))": metrics.f1_score(y, hard, average="macro"),
            "mae(a, b)": metrics.mean_absolute_error(a, b),
            "rmse(a, b)": metrics.root_mean_squared_error(a, b),
            "r2(a, b)": metrics.r2_score(a, b),
            "pinball(a, b, 0.3)": metrics.mean_pinball_loss(a, b, alpha=0.3),
            "rmsle(g, y)": metrics.root_mean_squared_log_error(g, y),
            "dcg(g, 5)": metrics.dcg_score([g], [-np.arange(12)], k=5),
            "ndcg(g, 5)": metrics.ndcg_score([g], [-np.arange(12)], k=5),
            "variance(a, ddof=1)": np.var(a, ddof=1),
            "covariance(a, b, ddof=1)": np.cov(a, b)[0, 1],
            "correlation(a, b)": np.corrcoef(a, b)[0, 1],
            "spearman(g, s)": stats.spearmanr(g, s).statistic,
            "quantile(a, 0.37)": np.quantile(a, 0.37),
            "entropy(ps, base=2)": stats.entropy(ps, base=2),
            "kl(ps, qs)": stats.entropy(ps, qs),
            "det(m)": np.linalg.det(m),
            "norm(inverse(m))": np.linalg.norm(np.linalg.inv(m)),
            "norm(solve(m, a[:3]))": np.linalg.norm(np.linalg.solve(m, a[:3])),
            "norm(a, p=3)": np.linalg.norm(a, 3),
            "chi2_sf(tp + 0.3, fn + 1)": stats.chi2.sf(tp + 0.3, fn + 1),
            "t_quantile(s[0], fn + 1)": stats.t.ppf(s[0], fn + 1),
            "binomial_cdf(tp, 12, s[0])": stats.binom.cdf(tp, 12, s[0]),
            "poisson_cdf(tp, 3.5)": stats.poisson.cdf(tp, 3.5),
        }
        for text, oracle in expected.items():
            assert compile_formula(text, values).evaluate(values) == pytest.approx(
                float(oracle), rel=1e-8, abs=1e-12
            ), text
