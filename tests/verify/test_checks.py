"""The checks of the slow proofs notice what does not hold."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from flashcards.cards import Card
from flashcards.decks import examples
from flashcards.decks.file import load
from tests.verify.__main__ import check_output, check_write
from tests.verify.mistakes import MISTAKES


@pytest.fixture(autouse=True)
def _somewhere(tmp_path: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(tmp_path)
    yield
    os.chdir(before)


def card(fields: str) -> Card:
    deck = load(f"title: T\ncards:\n  - id: c\n    {fields}\n".encode(), Path("d.yaml"), "d")
    assert deck.problems == ()
    return deck.cards[0]


def example(name: str) -> Card:
    deck = load(examples.EXAMPLES.encode(), Path("examples.yaml"), "examples")
    return next(card for card in deck.cards if card.id == name)


def test_the_examples_that_need_no_library_hold() -> None:
    assert check_output(example("strided-slice")) == []
    assert check_write(example("write-softmax")) == []


def test_a_drawn_output_that_is_wrong_for_some_values_is_found() -> None:
    wrong = card("code: print({{n}} // 2)\n    given: {n: 2..9}\n    prints: '{{n // 2 if n < 9 else 5}}'")
    (said,) = check_output(wrong)
    assert said == "prints '4' with {'n': 9}, the card says '5'"


def test_each_draw_of_an_author_is_run() -> None:
    draws = "[{given: {a: '1'}, prints: '2'}, {given: {a: '2'}, prints: '5'}, {given: {a: x}, prints: '5'}]"
    said = check_output(card(f"code: print({{{{a}}}} + 1)\n    draws: {draws}"))
    assert said == [
        "prints '3' with {'a': '2'}, the card says '5'",
        "raises NameError with {'a': 'x'}: name 'x' is not defined",
    ]


def test_a_solution_that_fails_a_test_and_a_test_of_nothing_are_found() -> None:
    solved = card(
        "question: Q\n    solution: |\n      def half(x):\n          return x // 2\n"
        "    tests:\n      - {must: Halves 4, assert: half(4) == 2}\n      - {point: Halves 3, assert: half(3) == 1.5}\n"
        "      - {point: Is there, assert: 1 + 1 == 2}"
    )
    assert check_write(solved) == [
        "the solution fails `Halves 3`: AssertionError: ",
        "`Is there` holds without the solution",
        "nothing makes a mistake in the solution",
    ]


def test_a_mistake_that_no_test_refuses_or_the_solution_cannot_hold_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    halved = card(
        "question: Q\n    solution: |\n      def half(x):\n          return x / 2\n"
        "    tests:\n      - {must: Halves 4, assert: half(4) == 2}\n      - {point: Halves 2, assert: half(2) == 1}"
    )
    made = {"x / 2": "x // 2", "return x": "return -x", "x * 0.5": "x"}
    monkeypatch.setitem(MISTAKES, "d", {"c": made})
    assert check_write(halved) == [
        "no test refuses 'x // 2' for 'x / 2'",
        "the solution has no 'x * 0.5' to get wrong",
    ]
