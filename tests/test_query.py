"""The search language: what each term finds, and what is said of those that are not understood."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from flashcards import query
from flashcards.decks import file as deckfile
from flashcards.query import Found, QueryError, parse
from flashcards.schedule.model import LEECH_LAPSES, NEW, CardState, Memory, Phase

TODAY = date(2026, 11, 23)
DECKS = {
    "metrics": """\
title: Metrics
cards:
  - {id: f1, question: What is $F_1$?, answer: The harmonic mean, tags: [single-number, why], level: mid}
  - {id: auc, question: What does the *area* mean?, choices: [right: A ranking, right: B], level: junior}
  - {id: recall, question: What is Recall?, answer: The share found, why: Of all positives}
""",
    "nets/conv": """\
title: Convolution
cards:
  - {id: stride, cloze: "A stride of {{c1::two}} halves {{c2::each side}}.", tags: [Shapes], level: senior}
  - {id: mean-pool, question: What does pooling return?, answer: The Mean of a window.}
""",
}
CARDS = {
    card.id: card
    for name, text in DECKS.items()
    for card in deckfile.load(text.encode(), Path("deck.yaml"), name).cards
}


def memory(*, due: date = TODAY, phase: Phase = Phase.REVIEW, due_ms: int | None = None) -> CardState:
    return CardState(memory=Memory(phase, None, 10.0, 5.0, due - timedelta(days=9), due, due_ms))


STATES = {
    "f1": memory(),
    "auc": memory(due=TODAY + timedelta(days=1)),
    "recall": memory(phase=Phase.LEARNING, due_ms=1),
    "stride#1": replace(memory(), suspended=True, flag=""),
    "stride#2": replace(memory(), buried_on=TODAY, lapses=LEECH_LAPSES),
}


def found(text: str) -> list[str]:
    test = parse(text)
    return [name for name, card in CARDS.items() if test(Found(card, STATES.get(name, NEW), TODAY))]


ALL = ["f1", "auc", "recall", "stride#1", "stride#2", "mean-pool"]


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("", ALL),
        ("mean", ["f1", "auc", "mean-pool"]),
        ("MEAN", ["f1", "auc", "mean-pool"]),
        ("mean harmonic", ["f1"]),
        ('"harmonic mean"', ["f1"]),
        ('"mean harmonic"', []),
        ("positives", ["recall"]),
        ("F_1", ["f1"]),
        ("Recall.", ["recall"]),
        ("single-number", ["f1"]),
        ("stride#1", ["stride#1"]),
        ("nothing-like-it", []),
        ("deck:metrics", ["f1", "auc", "recall"]),
        ("deck:nets", ["stride#1", "stride#2", "mean-pool"]),
        ("deck:nets/conv", ["stride#1", "stride#2", "mean-pool"]),
        ("deck:net", []),
        ("DECK:Metrics", ["f1", "auc", "recall"]),
        ("tag:why", ["f1"]),
        ("tag:shapes", ["stride#1", "stride#2"]),
        ("tag:single", []),
        ("kind:cloze", ["stride#1", "stride#2"]),
        ("kind:choice", ["auc"]),
        ("level:mid", ["f1"]),
        ("is:due", ["f1"]),
        ("is:new", ["mean-pool"]),
        ("is:learning", ["recall"]),
        ("is:suspended", ["stride#1"]),
        ("is:buried", ["stride#2"]),
        ("is:flagged", ["stride#1"]),
        ("is:leech", ["stride#2"]),
        ("IS:Due", ["f1"]),
        ("-is:due", ["auc", "recall", "stride#1", "stride#2", "mean-pool"]),
        ("-mean", ["recall", "stride#1", "stride#2"]),
        ('-"harmonic mean"', ["auc", "recall", "stride#1", "stride#2", "mean-pool"]),
        ("deck:metrics -kind:choice mean", ["f1"]),
        ("kind:cloze -is:suspended", ["stride#2"]),
        ("size:large", []),
        ("-", ["f1", "mean-pool"]),
    ],
)
def test_a_query_finds(text: str, cards: list[str]) -> None:
    assert found(text) == cards


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("is:duo", "is:duo is not known; did you mean due?"),
        ("is:", "is: is not known; there are due, new, learning, suspended, buried, flagged, leech"),
        ("-is:xyz", "is:xyz is not known; there are due, new, learning, suspended, buried, flagged, leech"),
        ("level:seniour", "level:seniour is not known; did you mean senior?"),
        ("level:expert", "level:expert is not known; there are junior, mid, senior"),
        ('"open', 'a quotation mark is not closed; write "several words" in two of them'),
    ],
)
def test_a_query_that_is_not_understood_is_answered_by_a_sentence(text: str, said: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    assert str(caught.value) == said


def test_every_state_that_can_be_asked_for_is_tried_here() -> None:
    assert set(query.IS) == {"due", "new", "learning", "suspended", "buried", "flagged", "leech"}


def test_an_apostrophe_in_a_word_is_no_quotation_mark() -> None:
    assert found("don't") == []


def test_a_backslash_is_looked_for() -> None:
    card = CARDS["f1"]
    texed = replace(card, question_text=r"$\frac{1}{2}$")
    assert parse(r"\frac")(Found(texed, NEW, TODAY))
    assert not parse(r"\frac")(Found(replace(card, question_text="frac"), NEW, TODAY))


def test_an_unknown_kind_is_named() -> None:
    with pytest.raises(QueryError):
        parse("kind:bsaic")
