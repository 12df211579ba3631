"""Cards are read out of a deck's file, added to it and taken away, and no other byte of it changes."""

from pathlib import Path

import pytest

from flashcards.decks import file as deckfile
from flashcards.decks import source

FILE = """\
# A deck.
title: 'T'   # kept
cards:
  # About the first.
  - id: one
    question: "What?"   # a comment
    answer: |
      # no comment

      text

# in the way
    why: W

  -
    cloze: ReLU is {{c1::0}} or {{c2::x}}.

  - {id: three, question: Which?, answer: B}

# The end.
rules_off: [yes-no]
"""
CARD = "- id: new\n  question: Q\n  answer: |\n    A\n\n    B\n"


def file_of(text: str, folder: Path) -> Path:
    path = folder / "deck.yaml"
    path.write_bytes(text.encode())
    return path


@pytest.fixture(params=["\n", "\r\n"])
def deck(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return file_of(FILE.replace("\n", request.param), tmp_path)


def test_a_card_is_read_out_as_it_is_written(tmp_path: Path) -> None:
    path = file_of(FILE, tmp_path)
    one, two, _, three = deckfile.load_file(path, "deck").cards
    text = source.text_of(path)
    assert source.taken(text, one.place) == (
        '- id: one\n  question: "What?"   # a comment\n  answer: |\n    # no comment\n\n    text\n\n# in the way\n  why: W\n'
    )
    assert source.taken(text, two.place) == "-\n  cloze: ReLU is {{c1::0}} or {{c2::x}}.\n"
    assert source.taken(text, three.place) == "- {id: three, question: Which?, answer: B}\n"


def test_a_card_is_added_behind_the_others_in_the_style_of_the_file(deck: Path) -> None:
    before = deck.read_bytes()
    end = b"\r\n" if b"\r\n" in before else b"\n"
    place = source.add(deck, CARD)
    card = b"\n  - id: new\n    question: Q\n    answer: |\n      A\n\n      B\n".replace(b"\n", end)
    at = before.index(end + b"# The end.")
    assert deck.read_bytes() == before[:at] + card + before[at:]
    assert (place.line, place.column) == (20, 5)
    assert deckfile.load_file(deck, "deck").cards[-1].answer_text == "A\n\nB"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("title: T\ncards:\n- question: Q\n  answer: A", "title: T\ncards:\n- question: Q\n  answer: A\n"),
        ("title: T\ncards: []   # none yet\n", "title: T\ncards:   # none yet\n"),
        ("title: T\ncards:\nauthor: A\n", "title: T\ncards:\n"),
        ("title: T\n", "title: T\ncards:\n"),
    ],
)
def test_a_card_is_added_to_lists_of_any_form(tmp_path: Path, before: str, after: str) -> None:
    path = file_of(before, tmp_path)
    source.add(path, "- id: new\n  question: Q?\n  answer: A\n")
    written = path.read_text(encoding="utf-8")
    assert written.startswith(after)
    assert [card.id for card in deckfile.load_file(path, "d").cards][-1:] == ["new"]
    assert not deckfile.load_file(path, "d").problems


def test_a_new_file_begins_with_its_head(tmp_path: Path) -> None:
    path = tmp_path / "sub" / "deck.yaml"
    source.add(path, "- question: Q\n  answer: A\n", head="title: T\n")
    assert path.read_text(encoding="utf-8") == "title: T\ncards:\n  - question: Q\n    answer: A\n"


@pytest.mark.parametrize(
    ("before", "card", "said"),
    [
        (
            "title: T\ncards: [{question: Q, answer: A}]\n",
            CARD,
            "its cards stand in brackets; put each on lines of its own",
        ),
        ("title: T\ncards: []\n", "- question: Q\n", "no kind of card fits these fields"),
        ("just a text\n", CARD, "the card does not fit into"),
    ],
)
def test_what_does_not_fit_is_refused_and_the_file_stays(tmp_path: Path, before: str, card: str, said: str) -> None:
    path = file_of(before, tmp_path)
    with pytest.raises(source.SourceError, match=said):
        source.add(path, card)
    assert path.read_text(encoding="utf-8") == before


def test_a_card_is_taken_away_and_can_be_added_again(deck: Path) -> None:
    before = deck.read_bytes()
    two = deckfile.load_file(deck, "deck").cards[1]
    assert source.remove(deck, two.place) == "-\n  cloze: ReLU is {{c1::0}} or {{c2::x}}.\n"
    end = b"\r\n" if b"\r\n" in before else b"\n"
    gone = b"  -\n    cloze: ReLU is {{c1::0}} or {{c2::x}}.\n\n".replace(b"\n", end)
    assert deck.read_bytes() == before.replace(gone, b"")


def test_the_last_card_takes_a_file_with_it_that_says_nothing_else(tmp_path: Path) -> None:
    path = file_of("title: T\ncards:\n  - {question: Q, answer: A}\n", tmp_path)
    source.remove(path, deckfile.load_file(path, "deck").cards[0].place)
    assert not path.exists()


def test_the_last_card_leaves_a_file_that_says_more(tmp_path: Path) -> None:
    path = file_of("title: T\nauthor: A\ncards:\n  - {question: Q, answer: A}\n", tmp_path)
    source.remove(path, deckfile.load_file(path, "deck").cards[0].place)
    assert path.read_text(encoding="utf-8") == "title: T\nauthor: A\ncards: []\n"
    assert not deckfile.load_file(path, "d").problems
