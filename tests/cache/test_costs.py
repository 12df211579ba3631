"""What a start and a key may cost, counted and not timed: it does not grow with cards that are not shown."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from flashcards import parsed
from flashcards.cache.cards import Row, StoredCards
from flashcards.cache.store import Store
from flashcards.cards import Card, Deck
from flashcards.library import Library, together
from flashcards.schedule.index import keys_of
from flashcards.schedule.states import Rating
from flashcards.tui.card import draw
from flashcards.why import why
from tests.conftest import Clock
from tests.program import program

"""What a command cannot do without: why a card is due takes the model's word for what each rating would do."""
HEAVY = ("yaml", "markdown_it", "pygments", "textual", "fsrs", "sqlite_utils", "difflib", "rich", "inspect")
ROOMS = (
    "flashcards.log.facts",
    "flashcards.interview",
    "flashcards.decks.identity",
    "flashcards.decks.file",
    "flashcards.decks.yaml.reader",
    "flashcards.markup.markdown",
    "flashcards.formulas",
)
NEW_A_DAY = 10
MARKED = r"""
title: Marked
cards:
  - id: marked
    question: |
      What is **$\alpha_1$** in `f`, and what does this print?

      ```python
      print(None)  # nothing
      ```
    answer: |
      1. A *rate*: $x^2$
         - [here](https://example.org)

      > | a | b |
      > |:-:|---|
      > | 1 | $y$ |
    why: Because of ~~this~~ that.
"""
OPENS = """
import json, sys
from datetime import UTC, datetime
from pathlib import Path
from flashcards import parsed
from flashcards.commands import review, screen
from flashcards.days import moment
from flashcards.library import Library
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.card import draw
from flashcards.tui.review import ReviewScreen
home = Path(sys.argv[1])
library = Library(home, [home / "decks"], home / "cache")
session = library.sitting(lambda: moment(datetime.now(UTC), 4))
parsed.know(library, session.view.card)
session.reveal()
shown = [line.text for line in draw(session.view, None, 0, 80).lines]
library.close()
print(json.dumps([shown, [*sys.modules]]))
"""
"""A start up to its first answer, of the home that is named."""
LATER = (
    "markdown_it",
    "pygments",
    "flashcards.markup.maths",
    "flashcards.log.facts",
    "flashcards.decks.identity.match",
    "flashcards.titles",
    "flashcards.tui.closing",
    "flashcards.commands.ahead",
    "flashcards.commands.lines",
)
"""What only comes behind the first answer, with other keys or at the end."""
ANSWER_STATEMENTS = 20
"""Statements of SQL that one answer may take, those of its triggers not counted."""


def home_with(folder: Path, cards: int) -> Path:
    (folder / "decks").mkdir(parents=True)
    lines = [
        f"  - {{id: card-{n}, question: Question {n}, answer: Answer {n}, tags: [t{n % 3}]}}\n" for n in range(cards)
    ]
    deck = folder / "decks" / "many.yaml"
    deck.write_text("title: Many\ncards:\n" + "".join(lines), encoding="utf-8")
    os.utime(deck, (1_700_000_000, 1_700_000_000))
    return folder


@pytest.fixture
def heavy(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The positions of the cards whose texts are read from the store, as they are read."""
    read: list[int] = []
    real = Store._heavy

    def counted(self: Store, path: Path, content: bytes, position: int) -> object:
        read.append(position)
        return real(self, path, content, position)

    monkeypatch.setattr(Store, "_heavy", counted)
    yield read


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The ids of the cards that are made of what the store keeps, as they are made."""
    ids: list[str] = []
    real = StoredCards._make

    def counted(self: StoredCards, position: int, row: Row) -> Card:
        card = real(self, position, row)
        ids.append(card.id)
        return card

    monkeypatch.setattr(StoredCards, "_make", counted)
    yield ids


def opened(home: Path) -> Library:
    """A library of decks that were read before, and that the log remembers."""
    for _ in range(2):
        library = Library(home, [home / "decks"], home / "cache")
        library.progress.make_file()
        library.sitting(Clock().moment)
        library.close()
    return Library(home, [home / "decks"], home / "cache")


@pytest.mark.parametrize("cards", [30, 300])
def test_a_sitting_reads_the_cards_that_it_shows_and_no_other(cards: int, tmp_path: Path, heavy: list[int]) -> None:
    library = opened(home_with(tmp_path, cards))
    heavy.clear()
    session = library.sitting(Clock().moment)
    assert len(set(heavy)) <= 1
    for _ in range(3):
        session.reveal()
        session.rate(Rating.GOOD)
    assert len(set(heavy)) <= 4
    library.overview(Clock().moment())
    assert len(set(heavy)) <= 4, "counting reads no card"
    library.close()


def test_the_start_of_a_sitting_makes_as_many_cards_among_many_as_among_few(tmp_path: Path, made: list[str]) -> None:
    counts = []
    for cards in (30, 300):
        opened(home_with(tmp_path / str(cards), cards)).close()
        made.clear()
        library = opened(tmp_path / str(cards))
        made.clear()
        session = library.sitting(Clock().moment)
        library.overview(Clock().moment())
        assert len(made) <= NEW_A_DAY + 1
        session.reveal()
        session.rate(Rating.GOOD)
        library.overview(Clock().moment())
        counts.append(len(made))
        library.close()
    assert counts[0] == counts[1] <= NEW_A_DAY + 2


def test_a_card_that_is_named_is_the_only_one_that_is_made(tmp_path: Path, made: list[str]) -> None:
    library = opened(home_with(tmp_path, 300))
    session = library.sitting(Clock().moment, cards={"card-250"})
    session.reveal()
    session.rate(Rating.GOOD)
    library.close()
    library = Library(tmp_path, [tmp_path / "decks"], tmp_path / "cache")
    made.clear()
    assert why(library, library.card("card-250"), Clock().moment()).position is None
    assert library.card("card-250").question_text == "Question 250"
    assert made == ["card-250"]
    library.close()


def test_a_new_card_is_explained_by_those_before_it(tmp_path: Path, made: list[str]) -> None:
    library = opened(home_with(tmp_path, 300))
    made.clear()
    assert why(library, library.card("card-4"), Clock().moment()).position == 5
    assert len(made) <= 6
    library.close()


@pytest.mark.parametrize("command", ["decks", "stats", "due"])
def test_a_command_that_counts_makes_the_cards_of_today(command: str, tmp_path: Path, made: list[str]) -> None:
    home = home_with(tmp_path, 300)
    opened(home).close()
    made.clear()
    done = program(command, "--json", "--home", str(home), "--decks", str(home / "decks"))
    told = json.loads(done.stdout)
    match command:
        case "decks":
            figures = [told[0][name] for name in ("cards", "siblings", "unseen", "new", "kinds")]
            assert figures == [300, 300, 300, NEW_A_DAY, {"basic": 300}]
        case "stats":
            assert told["cards"] == {"new": 300}
        case _:
            assert told["new"] == NEW_A_DAY
    assert len(made) <= NEW_A_DAY + 1


def test_a_search_makes_the_cards_that_it_finds_and_no_other(tmp_path: Path, made: list[str]) -> None:
    opened(home_with(tmp_path, 300)).close()
    library = Library(tmp_path, [tmp_path / "decks"], tmp_path / "cache")
    library.find("first", Clock().moment())  # what words are looked for in is made once of all cards
    library.close()
    for query, found, looked_at in (
        ('"answer 77"', 1, 1),
        ('"question 7" -answer', 0, 11),
        ("is:due", 0, 0),
        ("kind:number or is:leech", 0, 0),
    ):
        library = Library(tmp_path, [tmp_path / "decks"], tmp_path / "cache")
        made.clear()
        assert len(library.find(query, Clock().moment())) == found
        assert len(made) == looked_at
        library.close()


def test_a_sitting_of_a_query_makes_the_cards_that_come_up(tmp_path: Path, made: list[str]) -> None:
    library = opened(home_with(tmp_path, 300))
    asked = library.search("kind:basic", Clock().moment())
    made.clear()
    assert asked
    assert library.sitting(Clock().moment, cards=asked).left.new == NEW_A_DAY
    assert len(made) <= NEW_A_DAY + 1
    library.close()


def test_decks_that_stand_together_as_before_are_not_compared_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = home_with(tmp_path, 30)
    opened(home).close()
    compared: list[object] = []

    def counted(decks: Sequence[Deck]) -> object:
        compared.append(decks)
        return keys_of(decks)

    monkeypatch.setattr(together, "keys_of", counted)
    library = opened(home)
    assert compared == []
    (home / "decks" / "many.yaml").write_text("title: One\ncards:\n  - {id: one, question: Q, answer: A}\n", "utf-8")
    library.reload()
    assert len(compared) == 1
    assert [*library.cards] == ["one"]
    library.close()


def test_a_second_search_reads_no_card(tmp_path: Path, heavy: list[int]) -> None:
    home = home_with(tmp_path, 120)
    for _ in range(2):
        opened(home).close()
        library = Library(home, [home / "decks"], home / "cache")
        heavy.clear()
        found = library.find('"answer 7"', Clock().moment())
        assert [f.card.id for f in found] == [f"card-{n}" for n in (7, *range(70, 80))]
        library.close()
    assert heavy == []


def test_an_answer_takes_as_many_statements_among_many_cards_as_among_few(tmp_path: Path) -> None:
    counts = []
    for cards in (30, 300):
        library = opened(home_with(tmp_path / str(cards), cards))
        session = library.sitting(Clock().moment)
        statements: list[str] = []
        library.progress._db.set_trace_callback(statements.append)
        session.reveal()
        session.rate(Rating.GOOD)
        library.progress._db.set_trace_callback(None)
        counts.append(len([text for text in statements if not text.startswith("--")]))
        library.close()
    assert counts[0] == counts[1] <= ANSWER_STATEMENTS


@pytest.mark.parametrize(
    "command", [["due"], ["due", "--json"], ["decks", "--json"], ["find", "--json", "card-7"], ["why", "card-7"]]
)
def test_commands_over_known_decks_load_no_reader_of_decks(command: list[str], tmp_path: Path) -> None:
    home = home_with(tmp_path, 30)
    Library(home, [home / "decks"], home / "cache").close()
    words = [*command, "--home", str(home), "--decks", str(home / "decks")]
    script = f"import sys, json\nfrom flashcards.cli import main\nmain({words!r})\nprint(json.dumps([*sys.modules]))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = json.loads(done.stdout.splitlines()[-1])
    found = {name if name in ROOMS else name.partition(".")[0] for name in loaded}
    assert found & {*HEAVY, *ROOMS} == set()


def test_states_are_read_once_however_many_ask_until_something_is_written(tmp_path: Path) -> None:
    library = opened(home_with(tmp_path, 30))
    session = library.sitting(Clock().moment)
    for _ in range(2):
        session.reveal()
        session.rate(Rating.GOOD)
    statements: list[str] = []
    library.progress._db.set_trace_callback(statements.append)

    def reads() -> int:
        return len([text for text in statements if text.endswith("FROM card_state")])

    before = library.states()
    library.overview(Clock().moment())
    assert reads() == 1
    session.reveal()
    session.rate(Rating.GOOD)
    assert library.states() != before
    assert reads() == 2
    library.close()


def test_states_that_another_window_wrote_are_read_again(tmp_path: Path) -> None:
    home = home_with(tmp_path, 30)
    one, other = opened(home), Library(home, [home / "decks"], home / "cache")
    assert one.states() == {}
    session = other.sitting(Clock().moment)
    session.reveal()
    session.rate(Rating.GOOD)
    assert one.states() == other.states() != {}
    for library in (one, other):
        library.close()


def test_a_list_of_cards_reads_each_card_once_ever(tmp_path: Path, heavy: list[int]) -> None:
    library = opened(home_with(tmp_path, 60))
    cards = [*library.cards.values()]
    shown = library.titles(cards[:20])
    heavy.clear()
    assert library.titles(cards[:20]) == shown == [f"Question {n}" for n in range(20)]
    assert heavy == []
    library.close()


def test_a_start_up_to_its_first_answer_loads_no_parser_and_nothing_that_is_for_later(tmp_path: Path) -> None:
    home = home_with(tmp_path, 0)
    (home / "decks" / "many.yaml").write_text(MARKED, encoding="utf-8")
    library = opened(home)
    session = library.sitting(Clock().moment)
    assert session.view.card
    parsed.keep(library, session.view.card)
    session.reveal()
    shown = [line.text for line in draw(session.view, None, 0, 80).lines]
    library.close()
    done = subprocess.run([sys.executable, "-c", OPENS, str(home)], capture_output=True, text=True, check=True)
    drawn, loaded = json.loads(done.stdout)
    assert drawn == shown
    assert {*LATER} & {*loaded} == set()
