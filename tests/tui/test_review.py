"""The review screen: every key, what it does, and that nothing unseen is ever rated."""

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from flashcards.library import Library
from flashcards.session import Stage
from flashcards.tui import editor
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.ratings import Button
from flashcards.tui.review import ReviewScreen
from tests.conftest import Clock, frame, press

Study = Callable[..., FlashcardsApp]
Golden = Callable[[str, str], None]


def screen_of(app: FlashcardsApp) -> ReviewScreen:
    assert isinstance(app.screen, ReviewScreen)
    return app.screen


def card_of(app: FlashcardsApp) -> str:
    card = screen_of(app).session.view.card
    assert card is not None
    return card.id


def ratings(library: Library) -> list[int | None]:
    return [event.rating for event in library.progress.standing()]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_question_answer_and_closing_figures(study: Study, golden: Golden, size: tuple[int, int]) -> None:
    app = study(begin=True)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        golden(f"review-question-{size[0]}", frame(app))
        await press(pilot, "space")
        golden(f"review-answer-{size[0]}", frame(app))
        await press(pilot, "4", "space", "4", "space", "4")
        golden(f"review-closing-{size[0]}", frame(app))


@pytest.mark.parametrize(("key", "rating"), [("1", 1), ("2", 2), ("3", 3), ("4", 4)])
async def test_four_ratings(study: Study, library: Library, key: str, rating: int) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "enter", key)
        assert ratings(library) == [rating]


async def test_key_repeat_rates_only_the_card_that_was_revealed(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        for _ in range(3):
            await press(pilot, "space", *("4" * 6))
        assert ratings(library) == [4, 4, 4]


async def test_a_double_click_reveals_and_rates_nothing(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await pilot.click("#ratings .reveal", times=2)
        await pilot.pause()
        assert screen_of(app).session.view.stage is Stage.REVEALED
        assert ratings(library) == []
        good = next(b for b in app.screen.query(Button) if b.rating == 3)
        await pilot.click(good)
        await pilot.pause()
        assert ratings(library) == [3]


async def test_two_button_mode_has_no_hard_and_no_easy(study: Study, library: Library) -> None:
    library.set("buttons", 2)
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "space", "2", "4")
        assert ratings(library) == []
        assert "Hard" not in frame(app)
        await press(pilot, "3")
        assert ratings(library) == [3]


async def test_undo_skip_bury_and_suspend(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        first = card_of(app)
        await press(pilot, "s")
        second = card_of(app)
        assert second != first
        await press(pilot, "minus")
        third = card_of(app)
        await press(pilot, "at")
        assert card_of(app) == first
        assert library.states()[second].buried_on is not None
        assert library.states()[third].suspended
        await press(pilot, "u")
        assert card_of(app) == third
        await press(pilot, "u", "u")
        assert card_of(app) == second
        assert ratings(library) == []


async def test_undo_from_the_closing_screen(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, *["space", "4"] * 3)
        assert screen_of(app).session.view.stage is Stage.FINISHED
        await press(pilot, "u")
        assert screen_of(app).session.view.stage is Stage.ASKING
        assert len(ratings(library)) == 2


async def test_a_flag_takes_a_note_and_a_second_press_takes_it_away(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        card = card_of(app)
        await press(pilot, "asterisk", *"typo", "enter")
        assert library.states()[card].flag == "typo"
        assert "⚑" in frame(app)
        await press(pilot, "asterisk")
        assert library.states()[card].flag is None
        await press(pilot, "asterisk", "escape")
        assert library.states()[card].flag is None


async def test_hint_why_keys_and_timer(study: Study, clock: Clock) -> None:
    app = study(begin=True)
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, "i")
        assert "it has not been answered yet" in frame(app)
        await press(pilot, "escape", "question_mark")
        assert "undo, any number of steps" in frame(app)
        await press(pilot, "escape")
        while card_of(app) != "precision":
            await press(pilot, "s")
        await press(pilot, "h")
        assert "Predicted positives." in frame(app)
        await press(pilot, "h")
        assert "No more hints" in frame(app)
        clock.forward(seconds=75)
        screen_of(app).tick_clock()
        await pilot.pause()
        assert "1:00+" in frame(app)
        await press(pilot, "t")
        assert "1:00" not in frame(app)


async def test_the_intervals_on_the_keys_are_those_that_happen(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "space")
        promised = screen_of(app).session.view.previews
        card = card_of(app)
        await press(pilot, "4")
        assert library.states()[card].memory == promised[4].memory  # type: ignore[index]


async def test_e_opens_the_editor_at_the_card_and_shows_the_edited_text(
    study: Study, decks: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[Path, int]] = []

    def edit(_: object, path: Path, line: int) -> None:
        opened.append((path, line))
        path.write_text(
            path.read_text(encoding="utf-8").replace("What is recall?", "Recall is what?"), encoding="utf-8"
        )

    monkeypatch.setattr(editor, "edit", edit)
    monkeypatch.setenv("EDITOR", "vi")
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "e")
        assert opened == [(decks / "small.yaml", 3)]
        assert "Recall is what?" in frame(app)


async def test_e_without_an_editor_says_what_to_set(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, "e")
        assert "no editor is set" in frame(app)


@pytest.mark.parametrize(
    ("chosen", "command"),
    [("vi", ["vi", "+7", "d.yaml"]), ("code", ["code", "--wait", "--goto", "d.yaml:7"]),
     ("emacs -nw", ["emacs", "-nw", "+7", "d.yaml"]), ("/usr/bin/hx", ["/usr/bin/hx", "d.yaml:7"])],
)  # fmt: skip
def test_editors_are_told_the_line_in_their_own_way(
    monkeypatch: pytest.MonkeyPatch, chosen: str, command: list[str]
) -> None:
    monkeypatch.setenv("VISUAL", chosen)
    assert editor.command(Path("d.yaml"), 7) == command


async def test_e_on_a_bundled_card_copies_its_deck_to_the_home(
    home: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(editor, "edit", lambda *_: None)
    monkeypatch.setenv("EDITOR", "vi")
    library = Library(home)
    app = FlashcardsApp(library, clock, decks=["backprop"], begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "e")
        assert (home / "decks" / "backprop.yaml").exists()
        deck = library.deck("backprop")
        assert (deck.bundled, deck.path) == (False, home / "decks" / "backprop.yaml")
        assert library.problems == []
    library.close()


async def test_an_answer_waits_on_screen_while_another_process_writes(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "space")
        other = sqlite3.connect(library.progress.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await press(pilot, "3")
        assert screen_of(app).session.view.stage is Stage.SAVING
        assert "waiting to save" in frame(app)
        await press(pilot, "u", "s", "4")
        other.execute("COMMIT")
        other.close()
        for _ in range(40):
            await pilot.pause(0.05)
            if screen_of(app).session.view.stage is not Stage.SAVING:
                break
        assert screen_of(app).session.view.stage is Stage.ASKING
        assert ratings(library) == [3]


async def test_a_card_answered_elsewhere_is_refused_with_a_message(
    study: Study, library: Library, clock: Clock, home: Path, decks: Path
) -> None:
    app = study(begin=True)
    async with app.run_test(notifications=True) as pilot:
        other = Library(home, [decks])
        session = other.session(other.today(clock.moment()), clock.moment)
        session.reveal()
        session.rate(4)  # type: ignore[arg-type]
        await press(pilot, "space", "1")
        assert "answered in another" in frame(app)
        assert ratings(library) == [4]
        other.close()


async def test_the_end_offers_more_new_cards_study_ahead_and_practice(study: Study, library: Library) -> None:
    library.set("new_per_day", 1)
    app = study(begin=True)
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, "space", "4")
        assert screen_of(app).session.view.stage is Stage.FINISHED
        await press(pilot, "a")
        assert "Nothing comes due this week." in frame(app)
        await press(pilot, "n", "space", "4")
        assert len(ratings(library)) == 2
        await press(pilot, "space", "4", "P", "space", "1")
        events = list(library.progress.standing())
        assert [e.mode for e in events] == ["review"] * 3 + ["practice"]


async def test_resizing_to_tiny_and_back_keeps_the_card(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test(size=(80, 24)) as pilot:
        card = card_of(app)
        for size in ((20, 5), (1, 1), (200, 60), (80, 24)):
            await pilot.resize_terminal(*size)
            await pilot.pause()
        assert card_of(app) == card
        assert "What is recall?" in frame(app)


async def test_q_goes_home_and_the_sitting_goes_on_later(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "space", "4", "q")
        assert "Small deck" in frame(app)
        await press(pilot, "space")
        assert card_of(app) == "precision"


async def typed(pilot: Pilot[None], text: str) -> None:
    await press(pilot, *(c if c.isalnum() else {" ": "space", ".": "full_stop", "/": "slash"}[c] for c in text))


async def test_letters_are_text_while_a_line_has_the_focus(home: Path, clock: Clock, tmp_path: Path) -> None:
    deck = tmp_path / "typed.yaml"
    deck.write_text("title: T\ncards:\n  - {id: t, question: Who?, accept: [sue b]}\n", encoding="utf-8")
    library = Library(home, [deck])
    app = FlashcardsApp(library, clock, begin=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await typed(pilot, "sue b")
        assert app.screen.query_one(Input).value == "sue b"
        await press(pilot, "enter")
        assert "✓ Right" in frame(app)
        await press(pilot, "3")
        (event,) = library.progress.standing()
        assert event.detail == {"typed": "sue b"}
    library.close()


def test_the_environment_of_a_test_names_no_editor() -> None:
    assert "EDITOR" not in os.environ
