"""Answers: shown as a person would write them, read in every way people do, judged within their tolerance."""

import math
import re
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.formulas.functions import FormulaError, Value
from flashcards.formulas.typed_numbers import Tolerance, format_value, parse_answer, parse_tolerance, with_decimal_comma
from tests.conftest import examples

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


# Reading.


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
        ("\uff11\uff12", 12),
        ("\uff11\uff0e\uff15", 1.5),
        ("\uff0d\uff13\uff0c\uff15", -3.5),
        ("\uff13\uff10\uff05", 0.3),
        ("\u0663", 3),
        ("\u0661\u066b\u0665", 1.5),
        ("\u0967\u0968", 12),
        ("\u00bd", 0.5),
        ("1\u00bd", 1.5),
        ("\u22122 \u00be", -2.75),
        ("1 1/2", 1.5),
        ("\u2153", 1 / 3),
        ("1_000", 1000),
        ("2e-3", 0.002),
        ("2e\u22123", 0.002),
        ("3 %", 0.03),
        ("1,5", 1.5),
        ("2 million", 2_000_000),
    ],
)
def test_a_number_is_read_in_every_way_people_write_it(text: str, number: float) -> None:
    assert parse_answer(text) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234", 1.234),
        ("-12,500 %", -0.125),
        ("\uff11\uff0c\uff15\uff10\uff10", 1.5),
        ("0,024", None),
        ("1,5", None),
        ("1,234,567", None),
        ("1,234.5", None),
    ],
)
def test_a_comma_before_three_digits_may_be_that_of_a_decimal(text: str, number: float | None) -> None:
    assert with_decimal_comma(text) == number


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
        ("2*7*-4", "", "`*-4` is not read behind a number; type the result, or products, fractions and powers"),
        ("2*(7+1)", "", "`*(7+1)` is not read behind a number; type the result"),
        ("3 + 4", "MB", "`+ 4` is not read behind a number; type the result"),
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


@examples(60)
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


@examples(80)
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


@examples(60)
@given(st.text(max_size=80))
def test_random_text_is_read_or_refused_with_a_formula_error(text: str) -> None:
    readers = (parse_answer, parse_tolerance, lambda text: parse_answer(text, "MiB", ""))
    for read in (*readers, lambda text: parse_answer(f"3 {text}", "tokens/s", text)):
        try:
            read(text)
        except FormulaError as error:
            assert str(error)
