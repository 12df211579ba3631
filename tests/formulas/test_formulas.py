"""What formulas promise: only numbers come out, only FormulaError is raised, and nothing can take long."""

import math
import sys
import time
import traceback
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.formulas.functions import FUNCTIONS, MAX_STEPS, Budget
from flashcards.formulas.language import FormulaError, Value, compile_formula
from tests.conftest import examples

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
    "eval(1)": "unknown function `eval`",
    "open(1)": "unknown function `open`",
    "x / 1,000": "write numbers without one",
    "x <> 1": "write != for unequal",
    "recal(1, 2)": "did you mean `recall`\\?",
    "xss": "did you mean `xs`\\?",
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
    ",".join("1" for _ in range(250)): "a comma ends a value",
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


@examples(80)
@given(st.lists(st.sampled_from(TOKENS), max_size=40).map(" ".join))
@example("[ 0 for i in big for i in big ]")
def test_random_tokens_give_a_value_or_a_formula_error_within_the_budget(text: str) -> None:
    found, steps = outcome(text)
    assert found is None or isinstance(found, int | float | list)
    assert 0 <= steps <= MAX_STEPS


@examples(100)
@given(st.text(max_size=80))
def test_random_text_gives_a_value_or_a_formula_error(text: str) -> None:
    outcome(text)


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


@examples(100)
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
    assert value(text) == eval(text)


@examples(80)
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
        expected = eval(text, {"a": a, "b": b})
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
