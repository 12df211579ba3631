"""`I` on home: a path, a preview of five cards, and the decks; `u` takes it back while it is the latest thing done."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot

from flashcards.exchange.incoming import readers
from flashcards.exchange.incoming.anki.notes import Converter
from flashcards.exchange.incoming.plan import plan
from flashcards.kinds import BY_NAME
from flashcards.library import Library
from flashcards.library.adding import add
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.dialogs import LineDialog
from flashcards.tui.question import Question
from tests.conftest import DECK, Clock, frame, heard, press, read
from tests.exchange.incoming.packages import note, package
from tests.exchange.incoming.test_anki import LOG

ROWS = "question,answer\n" + "".join(f"What is {n}?,It is {n}.\n" for n in range(9))


@pytest.fixture
def own(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A home with one deck of its own, and no shipped ones."""
    (tmp_path / "shipped").mkdir()
    monkeypatch.setattr("flashcards.library.decks.bundled_decks", lambda: tmp_path / "shipped")
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(DECK)
    library = Library(home)
    yield library
    library.close()


async def asked(app: FlashcardsApp, pilot: Pilot[None], path: Path) -> None:
    """Type a path behind `I`, and wait until its cards are shown."""
    await press(pilot, "I")
    assert isinstance(app.screen, LineDialog)
    app.screen.query_one("Line").value = str(path)  # type: ignore[attr-defined]
    await press(pilot, "enter")
    await app.workers.wait_for_complete()
    await pilot.pause()


async def until_shown(pilot: Pilot[None], text: str) -> None:
    """Wait until the screen shows a text."""
    for _ in range(200):
        if text in frame(pilot.app):
            return
        await pilot.pause(0.02)
    raise AssertionError(frame(pilot.app))


async def test_what_takes_long_is_said_to_be_done(
    own: Library, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_go_on = Event()

    def slow(work: Callable[..., Any]) -> Callable[..., Any]:
        def waiting(*given: Any, **more: Any) -> Any:
            assert may_go_on.wait(10)
            may_go_on.clear()
            return work(*given, **more)

        return waiting

    monkeypatch.setattr(readers, "read", slow(readers.read))
    monkeypatch.setattr("flashcards.tui.importing.plan", slow(plan))
    table = tmp_path / "numbers.csv"
    table.write_text(ROWS)
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await press(pilot, "I")
        app.screen.query_one("Line").value = str(table)  # type: ignore[attr-defined]
        await press(pilot, "enter")
        await until_shown(pilot, "numbers.csv is being read …")
        may_go_on.set()
        await until_shown(pilot, "numbers.csv is being compared with your decks …")
        may_go_on.set()
        await until_shown(pilot, "i Enter import")
        await press(pilot, "i")
        await until_shown(pilot, "The import is being written …")
        may_go_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "is being" not in frame(app)
        assert "9 cards: 9 new." in frame(app)


async def test_a_long_import_shows_how_far_it_is_and_the_keys_still_answer(
    own: Library, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards, may_go_on = Converter.cards, Event()

    def waiting(self: Converter, given: Any, *rest: Any) -> Any:
        if given.fields[0] == "question 3":
            assert may_go_on.wait(10)
        return cards(self, given, *rest)

    monkeypatch.setattr(Converter, "cards", waiting)
    made = tmp_path / "long.apkg"
    made.write_bytes(package(*(note("Basic", f"question {n}", "A") for n in range(4))))
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await press(pilot, "I")
        app.screen.query_one("Line").value = str(made)  # type: ignore[attr-defined]
        await press(pilot, "enter")
        await until_shown(pilot, "long.apkg is being read: 75 %")
        await press(pilot, "slash")
        assert "What is recall?" in frame(app)
        await press(pilot, "escape")
        may_go_on.set()
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "4 cards: 4 new." in frame(app)
        await press(pilot, "escape")
        assert "is being read" not in frame(app)


OPTION = re.compile(r"(?<![\w-])--[a-z]")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("prose.txt", "Running text, with a comma.\nNo comma here.\nNor here.\n", "such as `#separator:;`"),
        ("cards.tex", "What is a tree?; A graph\n", "name it .csv if it is a table"),
        ("holes.csv", "question,answer\nWhat?,x\n" + "no answer,\n" * 12, "and 2 more"),
        ("n.md", "dog::Hund <!--SR:!2026-12-24,30,250-->\n", "h brings them"),
    ],
)
async def test_what_is_said_of_a_source_names_no_option_that_cannot_be_typed_here(
    own: Library, clock: Clock, tmp_path: Path, name: str, text: str, said: str
) -> None:
    (tmp_path / name).write_text(text)
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(120, 40)) as pilot:
        toasts = heard(app)
        await asked(app, pilot, tmp_path / name)
        shown = " ".join((frame(app) + " ".join(toasts)).replace("│", " ").split())
        assert said in shown
        assert not OPTION.search(shown)
        await press(pilot, "escape")


def test_readers_name_no_option() -> None:
    files = [file for file in Path(readers.__file__).parent.rglob("*.py") if file.name != "preview.py"]
    named = {word for file in files for word in file.read_text("utf-8").split() if OPTION.search(word)}
    assert named == set()


@pytest.mark.parametrize(("key", "answer", "again"), [("k", "mine", 0), ("r", "theirs", 0), ("i", "mine", 1)])
async def test_what_both_sides_changed_is_settled_by_a_key(
    own: Library, clock: Clock, tmp_path: Path, key: str, answer: str, again: int
) -> None:
    table = tmp_path / "t.csv"
    table.write_text("id,q,a\nx,Q?,old\n")
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(120, 40)) as pilot:
        await asked(app, pilot, table)
        await press(pilot, "i")
        await app.workers.wait_for_complete()
        deck = own.home / "decks" / "t.yaml"
        deck.write_text(deck.read_text().replace("answer: old", "answer: mine"))
        table.write_text("id,q,a\nx,Q?,theirs\n")
        own.reload()
        await asked(app, pilot, table)
        shown = frame(app)
        assert "1 card: 1 changed on both sides and kept." in shown
        assert "1 card changed here and in the source; yours stays:  " in shown
        assert "k yours for good where both changed  r the source's there" in shown
        assert not OPTION.search(shown)
        await press(pilot, key)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert f"answer: {answer}" in deck.read_text()
        await asked(app, pilot, table)
        assert ("1 card changed here and in the source" in frame(app)) == again
        await press(pilot, "escape")


@pytest.mark.parametrize("key", ["i", "enter"])
async def test_a_path_is_shown_as_five_cards_and_brought_in(
    own: Library, clock: Clock, tmp_path: Path, key: str
) -> None:
    table = tmp_path / "numbers.csv"
    table.write_text(ROWS)
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await asked(app, pilot, table)
        assert isinstance(app.screen, Question)
        shown = frame(app)
        assert "numbers.csv: table, separated by commas, UTF-8" in shown
        assert [f"What is {n}?" in shown for n in range(9)] == [n % 2 == 0 for n in range(9)]
        assert not (own.home / "decks" / "numbers.yaml").exists()
        assert "i Enter import" in shown
        await press(pilot, key)
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "9 cards: 9 new." in frame(app)
        assert "numbers" in {deck.name for deck in own.decks}
        await press(pilot, "u")
        assert "The latest is the import of numbers." in frame(app)
        await press(pilot, "u")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert {deck.name for deck in own.decks} == {"small"}
        await press(pilot, "u")
        assert "Nothing is left to undo." in frame(app)


async def test_answers_of_a_package_come_where_they_are_wanted(own: Library, clock: Clock, tmp_path: Path) -> None:
    made = tmp_path / "a.apkg"
    made.write_bytes(package(note("Basic", "Q", "A", log=LOG, cards={0: {"type": 2, "due": 30}})))
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await asked(app, pilot, made)
        assert "with your answers there" in frame(app)
        await press(pilot, "h")
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert [state.reps for state in own.states().values()] == [4]


async def test_due_days_without_answers_come_where_they_are_wanted(own: Library, clock: Clock, tmp_path: Path) -> None:
    (tmp_path / "n.md").write_text("dog::Hund <!--SR:!2026-12-24,30,250-->\n")
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await asked(app, pilot, tmp_path / "n.md")
        assert "h with your due days there" in frame(app)
        await press(pilot, "h")
        await app.workers.wait_for_complete()
        await pilot.pause()
    (memory,) = (state.memory for state in own.states().values() if state.memory)
    assert (str(memory.due_day), memory.stability) == ("2026-12-24", 30)


async def test_the_deck_that_the_cards_go_into_is_chosen_in_the_preview(
    own: Library, clock: Clock, tmp_path: Path
) -> None:
    table = tmp_path / "numbers.csv"
    table.write_text(ROWS)
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await asked(app, pilot, table)
        assert "d into another deck" in frame(app)
        await press(pilot, "d")
        assert "Yours: small." in read(app)
        app.screen.query_one("Line").value = "a:b"  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert "is no name for a deck" in read(app)
        app.screen.query_one("Line").value = "small"  # type: ignore[attr-defined]
        await press(pilot, "enter")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "1 deck: decks/small.yaml" in frame(app)
        await press(pilot, "d", "escape")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert "1 deck: decks/small.yaml" in frame(app)
        await press(pilot, "i")
        await app.workers.wait_for_complete()
        await pilot.pause()
    (deck,) = own.decks
    assert {"numbers-0-a9284d", "recall"} <= {card.id for card in deck.cards}


async def test_a_text_that_is_cut_is_kept_whole_beside_its_deck(own: Library, clock: Clock, tmp_path: Path) -> None:
    table = tmp_path / "long.csv"
    table.write_text(f"question,answer\nWhat?,{'word ' * 6_000}the end\n")
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await asked(app, pilot, table)
        await press(pilot, "i")
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert "the end" in (own.home / "decks" / "long.not-imported.md").read_text()


async def test_escape_leaves_everything_as_it_was(own: Library, clock: Clock, tmp_path: Path) -> None:
    made = tmp_path / "a.apkg"
    made.write_bytes(package(note("Basic", "Q", "A")))
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await asked(app, pilot, made)
        await press(pilot, "escape")
        assert {path.name for path in own.home.rglob("*.*")} == {"small.yaml"}


async def test_what_cannot_be_read_is_said_beside_its_path_which_is_asked_for_again(
    own: Library, clock: Clock, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.apkg"
    broken.write_bytes(b"PK nothing")
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await asked(app, pilot, broken)
        assert "damaged or no archive" in read(app)
        assert app.screen.query_one("Line").value == str(broken)  # type: ignore[attr-defined]
        app.screen.query_one("Line").value = "nowhere"  # type: ignore[attr-defined]
        await press(pilot, "enter")
        assert "There is nothing there" in frame(app)


async def test_without_the_decks_of_the_home_nothing_is_imported(library: Library, clock: Clock) -> None:
    app = FlashcardsApp(library, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        said = heard(app)
        await press(pilot, "I")
        assert said == ["import writes into the decks of the home; start without --decks"]


@pytest.mark.parametrize("where", [[], ["slash", "down"], ["space"]], ids=["home", "list", "sitting"])
async def test_an_import_is_asked_about_before_an_older_review_on_every_screen(
    own: Library, clock: Clock, tmp_path: Path, where: list[str]
) -> None:
    table = tmp_path / "numbers.csv"
    table.write_text(ROWS)
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await press(pilot, "space", "space", "3", "q")
        clock.forward(minutes=1)
        await asked(app, pilot, table)
        await press(pilot, "i")
        await app.workers.wait_for_complete()
        await press(pilot, *where, "u")
        shown = read(app)
        assert "The latest is the import of numbers." in shown
        assert "b take back what came before: the review of recall" in shown
        await press(pilot, "escape")
        assert own.progress.state("recall").reps == 1
        await press(pilot, "u", "b")
        assert "Taken back: review of recall" in frame(app)
        assert own.progress.state("recall").reps == 0
        assert len(own.decks) == 2
        await press(pilot, "u", "u")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert [deck.name for deck in own.decks] == ["small"]


async def test_an_import_is_not_the_latest_after_a_review_or_an_added_card(
    own: Library, clock: Clock, tmp_path: Path
) -> None:
    table = tmp_path / "numbers.csv"
    table.write_text(ROWS)
    app = FlashcardsApp(own, clock)
    async with app.run_test(size=(90, 30)) as pilot:
        await asked(app, pilot, table)
        await press(pilot, "i")
        await app.workers.wait_for_complete()
        clock.forward(minutes=1)
        await press(pilot, "space", "space", "3", "q")
        add(own, "small", BY_NAME["basic"], {"question": "What is new?", "answer": "This."})
        await press(pilot, "u")
        assert isinstance(app.screen, Question)
        assert "that you added stays; u takes back the review of numbers-0-a9284d, today." in app.screen._text
        await press(pilot, "escape", "u", "u")
        assert "Taken back: review of numbers-0" in frame(app)
        add(own, "small", BY_NAME["basic"], {"question": "What is newer?", "answer": "That."})
        await press(pilot, "u")
        assert "stays. Nothing else is left to undo." in read(app)
    assert {deck.name for deck in own.decks} == {"small", "numbers"}
