"""A person's deck is laid over the shipped one of its name card by card, and it is told when the shipped card changed."""

from pathlib import Path

import pytest

from flashcards.cards import Card, Deck
from flashcards.decks import file as deckfile
from flashcards.decks import originals, overlay

SHIPPED = """\
title: Shipped
level: mid
needs: [before]
cards:
  - id: one
    question: What?
    answer: One

  - id: two
    cloze: It is {{c1::a}} or {{c2::b}}.
  - id: three
    question: Which?
    answer: Three
"""


@pytest.fixture
def shipped(tmp_path: Path) -> Deck:
    return written(tmp_path / "program" / "group" / "deck.yaml", SHIPPED)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    return tmp_path / "home" / "decks" / "group" / "deck.yaml"


def written(path: Path, text: str) -> Deck:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return deckfile.load_file(path, "group/deck")


def card(deck: Deck, family: str) -> Card:
    return next(card for card in deck.cards if card.family == family)


def test_cards_of_the_same_id_are_the_persons_and_others_are_added(shipped: Deck, own: Path) -> None:
    mine = written(
        own, "title: Mine\ncards:\n  - {id: new, question: Q, answer: A}\n  - {id: two, question: Now?, answer: B}\n"
    )
    both = overlay.laid(shipped, mine)
    assert [(c.id, c.place.path) for c in both.cards] == [
        ("one", shipped.path),
        ("two", own),
        ("three", shipped.path),
        ("new", own),
    ]
    assert (both.title, both.needs, both.path, both.own) == ("Mine", ("before",), shipped.path, own)


def test_a_shipped_card_that_the_person_retired_is_gone(shipped: Deck, own: Path) -> None:
    both = overlay.laid(shipped, written(own, "title: Mine\nretired: [two]\ncards: []\n"))
    assert [c.family for c in both.cards] == ["one", "three"]


def test_a_card_is_begun_with_nothing_but_itself(shipped: Deck, own: Path) -> None:
    place = originals.begin(card(shipped, "two"), own)
    mine = deckfile.load_file(own, "group/deck")
    assert not mine.problems
    assert {c.family for c in mine.cards} == {"two"}
    assert mine.cards[0].place == place
    assert originals.said(mine.cards[0]) == originals.said(card(shipped, "two")), (
        "what the head says for all goes with it"
    )
    assert originals.differing(shipped, mine) == []


def test_a_version_differs_from_what_is_shipped_until_it_says_the_same(shipped: Deck, own: Path) -> None:
    originals.begin(card(shipped, "one"), own)
    originals.begin(card(shipped, "three"), own)
    mine = written(own, own.read_text(encoding="utf-8").replace("answer: One", "answer: Only one"))
    (found,) = originals.differing(shipped, mine)
    assert (found.card.answer_text, found.shipped.answer_text, found.changed) == ("Only one", "One", False)


def test_it_is_told_when_the_shipped_card_changed_since(shipped: Deck, own: Path) -> None:
    originals.keep_original(card(shipped, "one"), shipped.name, own)
    mine = written(own, "title: Mine\ncards:\n  - {id: one, question: What?, answer: Mine}\n")
    moved = written(shipped.path, SHIPPED.replace("  - id: one", "\n# moved\n  - id: one"))
    assert [found.changed for found in originals.differing(moved, mine)] == [False]
    later = written(shipped.path, SHIPPED.replace("answer: One", "answer: One and more"))
    assert [found.changed for found in originals.differing(later, mine)] == [True]
    originals.keep_original(card(later, "one"), later.name, own)
    assert [found.changed for found in originals.differing(later, mine)] == [False]
    assert [found.changed for found in originals.differing(shipped, mine)] == [True]


def test_originals_are_kept_beside_the_decks_and_go_with_the_last(shipped: Deck, own: Path) -> None:
    originals.keep_original(card(shipped, "one"), shipped.name, own)
    kept = own.parents[1] / originals.ORIGINALS / "group" / "deck.yaml"
    assert [c.id for c in deckfile.load_file(kept, "d").cards] == ["one"]
    originals.forget_original("one", shipped.name, own)
    originals.forget_original("none", shipped.name, own)
    assert not deckfile.load_file(kept, "d").cards
