"""Units: a right number is read as people type it, and what is another unit is never taken for the right one."""

from itertools import product

import pytest

from flashcards.formulas.functions import FormulaError
from flashcards.formulas.typed_numbers import parse_answer


def read(text: str, unit: str = "", question: str | None = "") -> float | None:
    try:
        return parse_answer(text, unit, question)
    except FormulaError:
        return None


@pytest.mark.parametrize(
    ("texts", "unit", "number"),
    [
        ("308 tokens / s, 308 token/s, 308 tokens/sec, 308 tok/s, 308 tokens per second, 308/s", "tokens/s", 308),
        ("18480 tokens/min, 0.308 tokens/ms, 0.308k tok/s, 0.308k", "tokens/s", 308),
        (
            "86.67 milliseconds, 86.67 millisecond, 0.08667 seconds, 0.08667 s, 86670 microseconds, 86.67ms.",
            "ms",
            86.67,
        ),
        ("3 gigabytes, 3000 megabytes, 0.003 terabytes, 3e9 bytes", "GB", 3),
        ("3 gibibytes, 3072 mebibytes", "GiB", 3),
        ("2 days, 48 hr, 48 hrs", "h", 48),
        ("about 5, About 5, ~5, ~ 5, \u2248 5, = 5, approx. 5, approximately 5, ca. 5, roughly 5", "", 5),
        ("$2.22, $ 2.22, US$2.22, 2.22 USD, 2.22 $, USD 2.22, 2.22 dollar, about $2.22", "dollars", 2.22),
        ("772 \u20ac, \u20ac772, EUR 772, 772 euro", "euros", 772),
        ("-$3, \u2212$3", "dollars", -3),
        ("$2.5M, 2.5 million dollars, 2.5M", "dollars", 2_500_000),
        ("289k, 289 k, 289K, 289 thousand, 0.289M, 0.289 million", "", 289_000),
        ("15M, 15 million, 15000 thousand, 15000k, 15", "million", 15),
        ("77, 77k, 77 thousand, 77 thousand users, 77000 users, 0.077M users", "thousand users", 77),
        ("10.2x, 10.2 x, 10.2\u00d7, 10.2 times", "", 10.2),
        ("10.2x, 10.2\u00d7, 10.2 times", "times", 10.2),
        ("4.2 pp, 4.2 points, 4.2 %, 4.2 percent, 4.2 percentage points, 4.2", "percentage points", 4.2),
        ("1 hypothesis, 1", "hypotheses", 1),
        ("1 batch, 1 batches", "batches", 1),
        ("1 query", "queries", 1),
        ("1,024 tok, 1 024 tokens, 1'024 tokens.", "tokens", 1024),
    ],
)
def test_a_right_number_is_read_as_people_type_it(texts: str, unit: str, number: float) -> None:
    for text in texts.split(", "):
        assert read(text, unit) == pytest.approx(number, rel=1e-12), text


OTHER_UNITS = [
    ("GB", "3 GiB", "3 MB", "3 gigabits", "3 Gbit", "3 bits", "3 s", "3 GB/s", "3 %", "3 GFLOP"),
    ("MiB", "3 MB", "3 megabytes", "3 Mibit"),
    ("bytes", "3 bits", "3 bit"),
    ("bits", "3 bytes", "3 nats"),
    ("ms", "3 s", "3 us", "3 m", "3 min", "3 MB"),
    ("tokens/s", "3 tokens", "3 s", "3 tokens/min", "3 s/token", "3 requests/s", "3 tokens/s/GPU"),
    ("tokens", "3 tokens/s", "3 thousand tokens", "3 requests"),
    ("%", "3 pp", "3 points", "3 x", "3 users"),
    ("", "3 %", "3 percent", "300 %/s", "3 points", "3 MB", "3 tokens", "3 dollars", "$3", "3 m", "3 B"),
    ("percentage points", "3 times", "3 users"),
    ("dollars", "3 euros", "\u20ac3", "3 EUR", "3k dollars", "3 cents"),
    ("thousand users", "3 users", "3 million users", "3 million"),
    ("minibatches", "3 min"),
    ("timesteps", "3x", "3 times"),
    ("cubic metres", "3 metres", "3 cubic"),
]


@pytest.mark.parametrize(("unit", "texts"), [(unit, texts) for unit, *texts in OTHER_UNITS])
def test_another_unit_is_converted_or_not_read_and_never_taken_for_the_expected_one(
    unit: str, texts: list[str]
) -> None:
    assert [text for text in texts if read(text, unit) == 3] == []


@pytest.mark.parametrize(
    ("text", "unit", "question"),
    [
        ("15M", "MB", ""),
        ("15M", "min", ""),
        ("15k", "ms", ""),
        ("15k", "km", ""),
        ("2 million", "MB", ""),
        ("15M", "", "An index with $M = 64$ links"),
        ("5k", "", "What is pass@k?"),
        ("3x", "", "What is the slope of $f(x)$?"),
        ("3 tok", "tokens", "A program tok makes them."),
    ],
)
def test_a_letter_or_short_word_that_may_be_something_else_is_not_read(text: str, unit: str, question: str) -> None:
    assert read(text, unit, question) is None


def test_a_number_that_the_question_itself_multiplies_takes_no_letter_away() -> None:
    assert read("15k", "", "A model of 7M weights reads 30k tokens with 8x fewer passes.") == 15_000


@pytest.mark.parametrize("text", ["3x", "3\u00d7", "5k", "5 M", "3 times"])
def test_letters_are_no_multiples_where_no_number_is_asked_for(text: str) -> None:
    assert read(text, question=None) is None


@pytest.mark.parametrize(
    ("text", "question", "number"),
    [
        ("6 tokens", "The mean is 1.25. How many tokens are dropped?", 6),
        ("1 token", "How many tokens are dropped?", 1),
        ("861 rows", "How many independent test rows do you need?", 861),
        ("861 test rows", "How many independent test\n rows do you need?", 861),
        ("4k parameters", "How many **parameters** does it have?", 4000),
        ("1.349 nats", "What is the loss, in nats? Three decimals.", 1.349),
        ("3 kB", "How many bytes?", 3000),
        ("1.3 bits", "What is the loss, in nats and not bits?", None),
        ("5 examples", "1446 examples are split. How many batches are there?", None),
        ("5 batches/s", "How many batches are there?", None),
        ("3 MB", "How many kB?", None),
        ("50 %", "What is the recall?", 0.5),
        ("50 %", "What is the recall, in percent?", None),
        ("50%", "What is the recall (in %)?", None),
        ("50 percent", "How many percent are found?", None),
    ],
)
def test_what_the_question_counts_is_no_other_unit(text: str, question: str, number: float | None) -> None:
    assert read(text, "", question) == number


def test_what_is_counted_may_follow_a_multiple_that_is_the_unit() -> None:
    assert read("12.93 million parameters", "million", "How many million parameters are there?") == 12.93


PLAIN = ("", "%", "percent", "GB", "MiB", "kb", "bytes", "ms", "s", "minutes", "h", "TFLOP", "tokens", "token", "MB/s")
"""Units that have been read from the first release on."""


def test_plain_units_convert_alike_whatever_the_question_is_and_back() -> None:
    for one, other in product(PLAIN, PLAIN):
        there, back = read(f"1 {one}", other, None), read(f"1 {other}", one, None)
        assert read(f"1 {one}", other, "How many weights has it with M and k?") == there
        if one and other:
            assert (there is None) == (back is None)
            assert there is None or there * (back or 0) == pytest.approx(1)
