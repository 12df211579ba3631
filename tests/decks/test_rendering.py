"""`check` says what will not be shown as it was written."""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.cards import Deck, Problem
from flashcards.decks.file import load
from flashcards.decks.rules.closely import NOTED, examined
from tests.conftest import examples
from tests.decks.test_shipped import DECKS as SHIPPED
from tests.program import program
from tests.verify.exceptions import SHOWN

DECKS = Path(__file__).parents[2] / "decks"


def unlike_written(decks: Sequence[Deck]) -> tuple[list[Problem], list[Problem]]:
    """Problems and notes of all cards of these decks."""
    found = examined(decks)
    return [f.problem for f in found if not f.note], [f.problem for f in found if f.note]


def told(*fields: str) -> tuple[list[str], list[str]]:
    """The fields and messages of problems and notes of a deck with one card."""
    source = "title: T\ncards:\n  - id: c\n" + "".join(f"    {field}\n" for field in fields)
    deck = load(source.encode(), Path("d.yaml"), "d")
    assert not deck.problems
    return tuple([f"{p.field}: {p.message}" for p in found] for found in unlike_written([deck]))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (["question: q", "answer: 'it is $\\fcolorbox{red}{x}$'"], "answer: `$\\fcolorbox{red}{x}$` cannot be drawn"),
        (["question: __init__", "answer: a"], "question: `__init__` stands outside code"),
        (["question: q", "answer: a", "why: '<b>x</b>'"], "why: `<b>` is HTML"),
        (
            ["question: q", "choices:", "  - right: a", "  - {wrong: b, because: '$\\foo$'}"],
            "choices: `$\\foo$` cannot be drawn",
        ),
        (["cloze: '$x = {{c1::\\foo}}$'"], "cloze: `$x = \\foo$` cannot be drawn"),
        (
            ["question: '$\\foo_{{a}}$'", "number: {given: {a: 1..2}, answer: a}"],
            "question: `$\\foo_1$` cannot be drawn",
        ),
    ],
)
def test_a_problem_names_the_field(fields: list[str], said: str) -> None:
    problems, notes = told(*fields)
    assert len(problems) == 1
    assert problems[0].startswith(said)
    assert not notes


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        (["cloze: 'The template `{{ name }}` is {{c1::Jinja}}.'"], "cloze: `{{ name }}` stands in code or a formula"),
        ([f"code: {'x' * 73}", "prints: 1"], "code: the code has 73 columns in line 1"),
    ],
)
def test_what_may_be_meant_is_a_note(fields: list[str], said: str) -> None:
    problems, notes = told(*fields)
    assert not problems
    assert len(notes) == 1
    assert notes[0].startswith(said)


@pytest.mark.usefixtures("known")
def test_plain_check_tells_of_it(tmp_path: Path) -> None:
    deck = tmp_path / "d.yaml"
    deck.write_text("title: T\ncards:\n  - id: c\n    question: q\n    answer: $\\foo$\n", encoding="utf-8")
    done = program("check", str(deck), "--home", str(tmp_path))
    assert done.returncode == 1
    said = ":5:13: answer: `$\\foo$` cannot be drawn: unknown command \\foo; write it otherwise, or as code"
    assert said in done.stdout.decode()


@pytest.mark.parametrize("names", [["metrics"], pytest.param([*SHIPPED], marks=pytest.mark.slow)], ids=["one", "all"])
def test_shipped_cards_are_shown_as_they_were_written(names: list[str]) -> None:
    decks = [SHIPPED[name] for name in names]
    problems, notes = unlike_written(decks)
    assert problems == []
    assert NOTED >= set(SHOWN)
    begun = [(card.place.path, card.place.line, card.family) for deck in decks for card in deck.cards]
    noted = {max(at for at in begun if at[:2] <= (note.path, note.line))[2] for note in notes}
    assert noted <= set().union(*SHOWN.values())


_PARTS = st.sampled_from(
    [
        *"ab \n$`|{}:#-",
        "$$",
        "```",
        "{{c1::",
        "}}",
        "{{",
        r"\frac{a}{b}",
        r"\(",
        r"\)",
        "\n\n",
        "| a |",
        "**",
        "漢字",
        "::",
        "<b>",
    ]
)
_TEXTS = st.lists(_PARTS, max_size=15).map("".join)


@examples(20)
@given(st.sampled_from(["question", "answer", "cloze", "why", "code", "model"]), _TEXTS)
def test_any_text_in_any_field_is_shown_or_named(field: str, text: str) -> None:
    rows = "".join(f"      {row}\n" for row in text.split("\n"))
    others = {
        "code": "    prints: 1\n",
        "model": "    question: q\n    points: [a]\n",
        "cloze": "",
        "why": "    question: q\n    answer: a\n",
    }
    rest = others.get(field, "    question: q\n" if field == "answer" else "    answer: a\n")
    deck = load(f"title: T\ncards:\n  - id: c\n{rest}    {field}: |\n{rows}".encode(), Path("d.yaml"), "d")
    assert deck.cards or deck.problems
    assert all(problem.fix or problem.message for found in unlike_written([deck]) for problem in found)
