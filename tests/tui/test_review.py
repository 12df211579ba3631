"""The review screen: every key, what it does, and that nothing unseen is ever rated."""

import contextlib
import os
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widget import Widget

from flashcards.library import Library
from flashcards.questions import LETTERS, MAX_LINE
from flashcards.schedule.agenda import Agenda
from flashcards.schedule.states import Rating
from flashcards.session import Session, Stage
from flashcards.tui import editor
from flashcards.tui.answerpane import AnswerPane
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.entry import Entry
from flashcards.tui.keyline import KeyLine
from flashcards.tui.offers import offers
from flashcards.tui.review import ReviewScreen
from tests.conftest import Clock, Pasted, frame, heard, opened, press

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


SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]


@pytest.mark.parametrize("size", SIZES)
async def test_question_answer_and_closing_figures(study: Study, golden: Golden, size: tuple[int, int]) -> None:
    app = study(begin=True)
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        golden(f"review-question-{size[0]}", frame(app))
        await press(pilot, "space")
        golden(f"review-answer-{size[0]}", frame(app))
        await press(pilot, "4", "space", "4", "space", "4")
        golden(f"review-closing-{size[0]}", frame(app))


@pytest.mark.parametrize("size", [(60, 8), (40, 12), (20, 10)])
async def test_on_a_small_terminal_the_card_is_not_cut_and_the_key_line_stays(
    study: Study, size: tuple[int, int]
) -> None:
    app = study(begin=True)
    async with app.run_test(size=size) as pilot:
        await press(pilot)
        assert "What is recall?" in frame(app)
        for keys, shown in {"space 4": "What is", "space 4 space 4": "Done for today.", "escape": "flashcards"}.items():
            await press(pilot, *keys.split())
            rows = frame(app).rstrip().split("\n")
            assert shown in frame(app)
            assert rows[size[1] - 1].endswith("? all keys"), frame(app)
            assert not any(part.show_horizontal_scrollbar for part in app.screen.walk_children(Widget))
        assert rows[0] == "  flashcards" or rows[0].endswith("  Mon 23 Nov")


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
        await pilot.click("#ratings", offset=(9, 1), times=2)
        await pilot.pause()
        assert screen_of(app).session.view.stage is Stage.REVEALED
        assert ratings(library) == []
        await pilot.click("#ratings", offset=(app.size.width * 5 // 8, 1))
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


async def test_a_new_card_is_not_reset(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "R")
        assert "Nothing to reset: this card is new" in frame(app)


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
        await press(pilot, "asterisk", Pasted("typo"), "enter")
        assert library.states()[card].flag == "typo"
        await press(pilot, "i")
        assert "Flagged: typo" in frame(app)
        await press(pilot, "escape")
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


async def test_capital_e_edits_where_letters_choose_and_what_was_chosen_stays(
    shelf: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[int] = []
    monkeypatch.setattr(editor, "edit", lambda _app, _path, line: opened.append(line))
    monkeypatch.setenv("EDITOR", "vi")
    async with asked(shelf, clock, "several") as pilot:
        await press(pilot, "b", "e")
        assert opened == []
        await press(pilot, "E")
        assert len(opened) == 1
        screen = pilot.app.screen
        assert isinstance(screen, ReviewScreen)
        assert screen.letters is not None
        assert screen.letters.chosen == (1,)


async def test_e_without_an_editor_says_what_to_set(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, "e")
        assert "no editor is set" in frame(app)


@pytest.mark.parametrize(
    ("chosen", "command"),
    [
        ("vi", ["vi", "+7", "d.yaml"]),
        ("code", ["code", "--wait", "--goto", "d.yaml:7"]),
        ("emacs -nw", ["emacs", "-nw", "+7", "d.yaml"]),
        ("/usr/bin/hx", ["/usr/bin/hx", "d.yaml:7"]),
    ],
)
def test_editors_are_told_the_line_in_their_own_way(
    monkeypatch: pytest.MonkeyPatch, chosen: str, command: list[str]
) -> None:
    monkeypatch.setenv("VISUAL", chosen)
    assert editor.command(Path("d.yaml"), 7) == command


async def test_an_answer_waits_on_screen_while_another_process_writes(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "space")
        other = sqlite3.connect(library.progress.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await press(pilot, "3")
        assert screen_of(app).session.view.stage is Stage.SAVING
        assert "waiting to save" in frame(app)
        await press(pilot, "s", "4")
        other.execute("COMMIT")
        other.close()
        for _ in range(40):
            await pilot.pause(0.05)
            if screen_of(app).session.view.stage is not Stage.SAVING:
                break
        assert screen_of(app).session.view.stage is Stage.ASKING
        assert ratings(library) == [3]


async def test_an_answer_that_waits_is_the_first_to_be_taken_back(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "space", "4", "space")
        other = sqlite3.connect(library.progress.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await press(pilot, "3", "u")
        assert "Taken back: the answer that was not saved yet" in frame(app)
        assert card_of(app) == "precision"
        assert screen_of(app).session.view.stage is Stage.REVEALED
        other.execute("COMMIT")
        other.close()
        await press(pilot, "1")
        assert ratings(library) == [4, 1]


async def test_what_was_done_says_how_it_is_taken_back_also_before_a_line_to_type(
    tmp_path: Path, home: Path, clock: Clock
) -> None:
    path = tmp_path / "lines.yaml"
    path.write_text("title: T\ncards: [{id: a, question: Q, answer: A}, {id: b, question: R, accept: [B]}]\n", "utf-8")
    app = FlashcardsApp(opened(home, [path]), clock, begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "asterisk", "enter")
        assert "Flagged; u takes it back" in frame(app)
        await press(pilot, "minus")
        assert "Buried until tomorrow; Esc and u take it back" in frame(app)
        await press(pilot, "escape", "u")
        assert card_of(app) == "a"


async def test_an_answer_that_waits_is_kept_when_the_screen_is_left(
    study: Study, library: Library, clock: Clock
) -> None:
    app = study(begin=True)
    async with app.run_test(notifications=True) as pilot:
        await press(pilot, "space")
        other = sqlite3.connect(library.progress.path, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        await press(pilot, "3", "q")
        assert "q again leaves" in frame(app)
        await press(pilot, "q")
        for _ in range(40):
            await pilot.pause(0.05)
            if (library.home / "unsaved.jsonl").exists():
                break
        other.execute("COMMIT")
        other.close()
    assert ratings(library) == []
    library.sitting(clock.moment)
    assert ratings(library) == [3]


async def test_a_card_answered_elsewhere_is_refused_with_a_message(
    study: Study, library: Library, clock: Clock, home: Path, decks: Path
) -> None:
    app = study(begin=True)
    async with app.run_test(notifications=True) as pilot:
        other = opened(home, [decks])
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
    library = opened(home, [deck])
    app = FlashcardsApp(library, clock, begin=True)
    async with app.run_test() as pilot:
        await pilot.pause()
        await typed(pilot, "sue b")
        assert app.screen.query_one(AnswerPane).entry.value == "sue b"
        await press(pilot, "enter")
        assert "✓ Right" in frame(app)
        await press(pilot, "3")
        (event,) = library.progress.standing()
        assert event.detail == {"typed": "sue b"}
    library.close()


def test_the_environment_of_a_test_names_no_editor() -> None:
    assert "EDITOR" not in os.environ


# -- what belongs to whom: keys, lines, letters -------------------------------------------------------------------

KINDS = Path(__file__).parents[1] / "decks" / "kinds.yaml"


class Ticks:
    """A monotonic clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def shelf(home: Path) -> Iterator[Library]:
    made = opened(home, [KINDS])
    yield made
    made.close()


@contextlib.asynccontextmanager
async def asked(
    shelf: Library, clock: Clock, *cards: str, size: tuple[int, int] = (80, 24), ticks: Ticks | None = None
) -> AsyncIterator[Pilot[None]]:
    """The review screen with these cards of the deck of kinds."""
    app = FlashcardsApp(shelf, clock, ticks=ticks or time.monotonic)
    async with app.run_test(size=size, notifications=True) as pilot:
        session = Session(shelf.cards, shelf.progress, Agenda(new=cards), shelf.states(), clock.moment)
        await app.push_screen(ReviewScreen(shelf, session, app.moment, lambda _: session))
        await pilot.pause()
        yield pilot


def shown(pilot: Pilot[None]) -> str:
    return frame(pilot.app)


def session_of(pilot: Pilot[None]) -> Session:
    assert isinstance(pilot.app.screen, ReviewScreen)
    return pilot.app.screen.session


def foot(pilot: Pilot[None]) -> str:
    return shown(pilot).splitlines()[-1]


def entry(pilot: Pilot[None]) -> Entry:
    return pilot.app.screen.query_one(AnswerPane).entry


LETTERED = {"choice": ["asked"], "several": ["asked"], "order": ["asked"], "explain": ["ticked"], "bug": ["ticked"]}


@pytest.mark.parametrize("card", LETTERED)
async def test_no_command_has_a_letter_that_chooses_or_ticks(shelf: Library, clock: Clock, card: str) -> None:
    async with asked(shelf, clock, card) as pilot:
        if LETTERED[card] == ["ticked"]:
            await press(pilot, "space")
        screen = pilot.app.screen
        assert isinstance(screen, ReviewScreen)
        assert screen.letters is not None
        active = screen.active_bindings
        for letter in LETTERS[: len(screen.letters.texts)]:
            assert active[letter].binding.action.startswith("choose("), letter
        for letter in "ehil":
            assert letter not in active or active[letter].binding.action.startswith("choose("), letter
        for capital, action in {"E": "edit(True)", "I": "why(True)", "L": "numbers(True)"}.items():
            assert active[capital].binding.action == action


@pytest.mark.parametrize("card", ["basic", "number", "explain"])
async def test_what_is_offered_is_what_textual_would_do_and_the_foot_offers_the_same(
    shelf: Library, clock: Clock, card: str
) -> None:
    async with asked(shelf, clock, card) as pilot:
        for key in ("f9", "enter", "3"):
            await press(pilot, key)
            screen = pilot.app.screen
            active = screen.active_bindings
            every = offers(screen)
            for offer in every:
                assert {active[key].binding.tooltip for key in offer.keys} == {offer.binding.tooltip}
            assert [o for o in offers(screen, lambda b: b.show) if o.binding.show] == [
                o for o in every if o.binding.show
            ]


async def test_every_key_of_the_foot_works_when_it_is_clicked(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        line = app.screen.query_one(KeyLine)
        first = frame(app).splitlines()[-1].index("Space")
        await pilot.click(KeyLine, offset=(first - line.region.x, 0))
        await pilot.pause()
        assert screen_of(app).session.view.stage is Stage.REVEALED
        await pilot.click(KeyLine, offset=(frame(app).splitlines()[-1].index("? all") - line.region.x, 0))
        await pilot.pause()
        assert "─ Keys ─" in frame(app)


async def test_the_palette_offers_the_commands_of_the_screen(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "ctrl+p", Pasted("bury"))
        for _ in range(40):
            await pilot.pause(0.05)
            if "Bury" in frame(app):
                break
        assert "Bury: not again before tomorrow" in frame(app)
        await press(pilot, "down", "enter")
        for _ in range(40):
            await pilot.pause(0.05)
            if list(library.progress.standing()):
                break
        assert [e.event for e in library.progress.standing()] == ["bury"]


async def test_in_a_line_only_what_works_there_is_offered_and_the_way_back_is_said(
    shelf: Library, clock: Clock
) -> None:
    async with asked(shelf, clock, "number") as pilot:
        assert foot(pilot).split() == "Enter hand in Esc leave the line F1 all keys".split()
        await press(pilot, "1", "u", "7")
        assert foot(pilot).split() == "Enter hand in Esc leave the line Ctrl+Z undo typing F1 all keys".split()
        await press(pilot, "escape")
        assert "Enter back into the line" in foot(pilot)
        assert "u undo" in foot(pilot)
        await press(pilot, "enter", "8")
        assert entry(pilot).value == "1u78"
        assert session_of(pilot).view.stage is Stage.ASKING


async def test_ctrl_z_takes_back_typing_and_never_a_rating(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "basic", "number") as pilot:
        await press(pilot, "space", "3", "1", "2")
        line = entry(pilot)
        assert line.value == "12"
        await press(pilot, "ctrl+z")
        assert line.value == "1"
        await press(pilot, "ctrl+z", "ctrl+z", "ctrl+z")
        assert line.value == ""
        assert "job control" not in shown(pilot), "an empty line suspends nothing either"
        assert len(ratings(shelf)) == 1


async def test_an_enter_on_an_empty_line_is_no_answer(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "number", "typed") as pilot:
        await press(pilot, "enter")
        view = session_of(pilot).view
        assert (view.stage, view.verdict.outcome, view.suggestion) == (Stage.REVEALED, None, None)
        await press(pilot, "1", "space", "enter", "1")
        assert all("typed" not in (event.detail or {}) for event in shelf.progress.standing())


async def test_a_digit_that_does_nothing_says_why(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "choice", "basic") as pilot:
        for key, why in {
            "2": "There is no 2 here: the letters are a to ",
            "a": "",
            "9": "There is no 9 here: the ratings are 1, 2, 3, 4",
            "3": "",
            "4": "Reveal first: Space",
            "0": "There is no 0 here: Space shows the answer",
            "space": "",
            "1": "",
        }.items():
            before = len([*shelf.progress.events()])
            await press(pilot, key)
            shown = frame(pilot.app)
            assert why in shown
            assert why or ("There is no" not in shown and "Reveal first" not in shown)
            assert not why or len([*shelf.progress.events()]) == before


async def test_confidence_keys_do_not_type_digits(shelf: Library, clock: Clock) -> None:
    shelf.set("confidence", True)
    async with asked(shelf, clock, "number") as pilot:
        assert "F7 sure" in shown(pilot)
        await press(pilot, "7", "f9")
        assert entry(pilot).value == "7"
        assert session_of(pilot).view.confidence == "no idea"
        await press(pilot, "escape")
        assert "  7 sure" in shown(pilot)
        await press(pilot, "8")
        assert session_of(pilot).view.confidence == "unsure"


async def test_a_pasted_second_line_is_kept(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "typed") as pilot:
        pilot.app.screen.query_one(AnswerPane).post_message(Paste("layer\nnorm\n"))
        await pilot.pause()
        assert entry(pilot).value == "layer norm"


async def test_a_paste_too_long_for_a_line_is_refused_in_words_and_what_was_typed_stays(
    shelf: Library, clock: Clock
) -> None:
    async with asked(shelf, clock, "typed") as pilot:
        line = pilot.app.screen.query_one(AnswerPane)
        told = heard(pilot.app)
        await press(pilot, "a", "b")
        line.post_message(Paste("x" * MAX_LINE))
        await pilot.pause()
        assert line.entry.value == "ab"
        (said,) = told
        assert said == "A line takes up to 4,000 characters, and this one has 4,002: nothing was pasted."
        line.post_message(Paste("x" * (MAX_LINE - 2)))
        await pilot.pause()
        await press(pilot, "c")
        assert line.entry.value == "ab" + "x" * (MAX_LINE - 2)


async def test_nothing_entered_is_lost_to_a_resize_a_toast_a_dialog_or_an_edit(
    shelf: Library, clock: Clock, tmp_path: Path
) -> None:
    for card, keys in (
        ("number", ["4", "2"]),
        ("order", ["b", "a"]),
        ("several", ["c"]),
        ("explain", ["space", "b", "c"]),
    ):
        async with asked(shelf, clock, card) as pilot:
            screen = pilot.app.screen
            assert isinstance(screen, ReviewScreen)
            await press(pilot, *keys)
            before = (screen.pane.entry.value, screen.letters and screen.letters.chosen)
            assert any(before)
            await pilot.resize_terminal(60, 20)
            screen.tell("a toast")
            await press(pilot, "f1", "escape")
            screen.session.replace_cards({**shelf.cards, card: replace(shelf.cards[card], question_text="other words")})
            screen.follow()
            await pilot.resize_terminal(80, 24)
            await pilot.pause()
            assert (screen.pane.entry.value, screen.letters and screen.letters.chosen) == before


# -- Space --------------------------------------------------------------------------------------------------------


async def test_space_accepts_what_is_suggested_once_the_answer_was_seen(shelf: Library, clock: Clock) -> None:
    ticks = Ticks()
    async with asked(shelf, clock, "choice", "basic", "basic", ticks=ticks) as pilot:
        await press(pilot, "b")
        assert "1 Again ▸ Space" in shown(pilot)
        assert "Space Again" in foot(pilot)
        await press(pilot, "space")
        assert ratings(shelf) == [], "it was drawn this very moment"
        ticks.now += 0.2
        await press(pilot, "space")
        assert ratings(shelf) == []
        ticks.now += 0.3
        await press(pilot, "space")
        assert ratings(shelf) == [1]
        ticks.now += 1
        await press(pilot, "enter")
        assert "3 Good ▸ Space" in shown(pilot)
        ticks.now += 0.3
        await press(pilot, "enter")
        assert ratings(shelf) == [1], "Enter never rates"
        await press(pilot, "space")
        assert ratings(shelf) == [1, 3]


async def test_a_held_space_rates_nothing_and_reveals_one_card(
    shelf: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = Ticks()
    monkeypatch.setattr(
        "flashcards.tui.answering.SETTLE_S", 3.0
    )  # however slow this machine is, the next Space is sooner
    async with asked(shelf, clock, "basic", "cloze#1", ticks=ticks) as pilot:
        await press(pilot, "space")
        ticks.now += 0.5
        for _ in range(20):
            await press(pilot, "space")
            ticks.now += 0.03
        await pilot.pause(0.3)
        assert ratings(shelf) == []
        assert session_of(pilot).view.stage is Stage.REVEALED
        ticks.now += 0.5
        await press(pilot, "space")
        await pilot.pause(0.3)
        assert ratings(shelf) == [3]


async def test_a_space_soon_after_the_reveal_rates_when_no_second_follows(shelf: Library, clock: Clock) -> None:
    ticks = Ticks()
    async with asked(shelf, clock, "basic", "cloze#1", ticks=ticks) as pilot:
        await press(pilot, "space")
        ticks.now += 0.4
        await press(pilot, "space")
        await pilot.pause(0.3)
        assert ratings(shelf) == [3]
        assert session_of(pilot).view.stage is Stage.ASKING


async def test_points_are_ticked_by_letters_and_space_accepts(shelf: Library, clock: Clock) -> None:
    ticks = Ticks()
    async with asked(shelf, clock, "explain", ticks=ticks) as pilot:
        await press(pilot, "enter")
        assert "letters tick" in shown(pilot)
        await press(pilot, "a", "c")
        assert "2 of 3: Hard" in shown(pilot)
        await press(pilot, "a")
        assert "1 of 3, a must is missing: Again" in shown(pilot)
        ticks.now += 2
        await press(pilot, "space")
        assert ratings(shelf) == [1]


# -- you and right ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("card", "keys", "lines"),
    [
        ("number", ["0", "full_stop", "3", "enter"], ["You      0.3   ✗ Wrong", "Right    0.16"]),
        (
            "choice",
            ["b"],
            ["You      The model knows nothing.   ✗ Wrong", "Right    The ranking is good but inverted."],
        ),
        (
            "typed",
            [*"layer", "space", *"norn", "enter"],
            ["You      layer norn   ◐ Partly right", "Right    layer norm"],
        ),
        ("output", [*"3", "enter"], ["You      3   ✗ Wrong", "Right    [3]"]),
        ("order", [*"abcd", "enter"], ["You      1. Forward pass", "Right    1. Clear the gradients"]),
    ],
)
async def test_a_judged_answer_shows_both_the_persons_first(
    shelf: Library, clock: Clock, card: str, keys: list[str], lines: list[str]
) -> None:
    async with asked(shelf, clock, card) as pilot:
        await press(pilot, *keys)
        text = shown(pilot)
        assert text.index(lines[0]) < text.index(lines[1])


async def test_a_reason_is_shown_once(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "choice") as pilot:
        await press(pilot, "b")
        assert shown(pilot).count("Knowing nothing is 0.5.") == 1
        assert shown(pilot).count("does not depend on the balance") == 1


@pytest.mark.parametrize("size", SIZES)
async def test_judged_and_ticked_cards_at_every_size(
    shelf: Library, clock: Clock, golden: Golden, size: tuple[int, int]
) -> None:
    async with asked(shelf, clock, "choice", "explain", size=size) as pilot:
        await press(pilot, "b")
        golden(f"review-judged-{size[0]}", shown(pilot))
        await press(pilot, "1", "enter", "a", "c")
        golden(f"review-ticked-{size[0]}", shown(pilot))


async def test_what_cannot_be_read_stays_in_its_line_and_is_named(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "number") as pilot:
        await press(pilot, *"many", "enter")
        assert "many` is not a number" in shown(pilot)
        assert session_of(pilot).view.stage is Stage.ASKING
        assert entry(pilot).value == "many"
        await press(pilot, "escape", "space")
        assert session_of(pilot).view.stage is Stage.REVEALED
        assert "You      many" in shown(pilot)


async def test_a_letter_that_chooses_nothing_names_the_capital(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "choice") as pilot:
        await press(pilot, "e")
        assert "Letters choose here, commands are capitals: E edits" in shown(pilot)
        assert session_of(pilot).view.stage is Stage.ASKING


async def test_a_space_before_anything_is_typed_is_not_typed(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "typed") as pilot:
        await press(pilot, "space", "space", *"layer", "space", *"norm")
        assert entry(pilot).value == "layer norm"


# -- the end ------------------------------------------------------------------------------------------------------


async def test_the_end_lists_what_went_wrong_and_enter_opens_one(shelf: Library, clock: Clock) -> None:
    async with asked(shelf, clock, "number", "basic") as pilot:
        await press(pilot, *"12", "enter", "1", "enter", "1")
        while session_of(pilot).view.stage is not Stage.FINISHED:
            await press(pilot, "enter", "4")
        text = shown(pilot)
        assert "What went wrong today" in text
        assert "{{" not in text
        assert "you typed 12" in text
        assert "▸ Why is F₁ a harmonic mean?" in text
        await press(pilot, "down")
        assert "▸ A test finds" in shown(pilot)
        await press(pilot, "enter")
        assert "Esc closes" in shown(pilot)


async def test_each_answer_moves_the_bar_and_no_lapse_takes_its_end_away(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        assert " ▱▱▱▱▱▱▱▱▱▱ 3 left  0:00" in frame(app).splitlines()[0]
        for answered, key, full, left in ((1, "1", 2, 3), (2, "3", 4, 3), (3, "1", 5, 3), (4, "4", 7, 2)):
            await press(pilot, "enter", key)
            bar = "▰" * full + "▱" * (10 - full)
            assert f" {bar} {answered} answered, {left} left  " in frame(app).splitlines()[0], key
        await press(pilot, "u")
        assert " ▰▰▰▰▰▱▱▱▱▱ 3 answered, 3 left  " in frame(app).splitlines()[0]


async def test_a_backlog_is_said_with_the_days_that_it_takes(study: Study, library: Library, clock: Clock) -> None:
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, *["enter", "4"] * 3)
    clock.forward(days=40)
    library.set("reviews_per_day", 1)
    app = study(begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "enter", "4")
        assert "2 more are due, those that are least known come first; at 1 a day the backlog takes" in " ".join(
            frame(app).split()
        )


async def test_a_leech_is_named_after_its_lapse_with_three_ways(study: Study, library: Library, clock: Clock) -> None:
    library.set("new_per_day", 1)

    def rated(rating: Rating) -> str:
        session = library.sitting(clock.moment)
        card = session.view.card
        assert card is not None
        session.reveal()
        session.rate(rating)
        return card.id

    card = rated(Rating.EASY)
    for lapse in range(1, 9):
        while (state := library.states()[card]).memory is None or state.memory.due_day > clock.moment().study_day:
            clock.forward(days=1)
        if lapse < 7:
            rated(Rating.AGAIN)
        else:
            app = study(begin=True)
            async with app.run_test() as pilot:
                await press(pilot, "enter", "1")
                assert ("keeps lapsing" in frame(app)) == (lapse == 8)
                if lapse == 8:
                    await press(pilot, "at")
        if lapse < 8:
            clock.forward(minutes=11)
            rated(Rating.EASY)
    assert library.states()[card].suspended


LONG = (
    "title: T\ncards:\n  - id: long\n    question: |\n"
    + "".join(f"      Line {n} of a long question.\n\n" for n in range(40))
    + ("    accept: [yes]\n    hint: Think of it.\n")
)


@pytest.mark.parametrize(
    ("there", "back"), [("pagedown", "pageup"), ("ctrl+end", "ctrl+home"), ("alt+down", "alt+up"), ("down", "up")]
)
async def test_a_card_scrolls_while_its_line_has_the_focus(
    home: Path, clock: Clock, tmp_path: Path, there: str, back: str
) -> None:
    path = tmp_path / "long.yaml"
    path.write_text(LONG, encoding="utf-8")
    app = FlashcardsApp(opened(home, [path]), clock, begin=True)
    async with app.run_test(size=(60, 20)) as pilot:
        await press(pilot, "y", "home", "x", "end", "z")
        pane = app.screen.query_one(AnswerPane)
        assert pane.entry.value == "xyz", "Home and End are the line's"
        pane.scroll_to(y=0, animate=False)
        await pilot.pause()
        await press(pilot, there)
        assert pane.scroll_y > 0
        await press(pilot, back)
        assert pane.scroll_y == 0
        assert pane.typing
    app.library.close()


async def test_a_hint_can_be_taken_in_a_line(home: Path, clock: Clock, tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text("title: T\ncards:\n  - {id: a, question: Q, accept: [yes], hint: Think of it.}\n", encoding="utf-8")
    app = FlashcardsApp(opened(home, [path]), clock, begin=True)
    async with app.run_test() as pilot:
        await press(pilot, "h")
        assert "F2 hint" in frame(app).splitlines()[-1]
        await press(pilot, "f2")
        assert "Think of it." in frame(app)
        assert app.screen.query_one(AnswerPane).entry.value == "h"
    app.library.close()


async def test_a_click_on_a_choice_is_its_letter_and_the_second_of_a_double_click_is_not(
    shelf: Library, clock: Clock
) -> None:
    async with asked(shelf, clock, "several", "explain") as pilot:
        await pilot.click(AnswerPane, offset=(8, 4), times=2)
        await pilot.pause()
        screen = pilot.app.screen
        assert isinstance(screen, ReviewScreen)
        assert screen.letters is not None
        assert screen.letters.chosen == (1,)
        await press(pilot, "enter", "1", "space")
        await pilot.click(AnswerPane, offset=(8, 6), times=2)
        await pilot.pause()
        assert screen.letters.chosen == (0,)
        assert len(ratings(shelf)) == 1


@pytest.mark.parametrize(("practice", "why"), [(False, "new cards have been taken"), (True, "can be practised")])
async def test_a_sitting_without_cards_says_why(study: Study, library: Library, practice: bool, why: str) -> None:
    library.set("new_per_day", 0)
    app = study(begin=True, what="practice" if practice else "")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        text = frame(app)
        assert why in " ".join(text.split())
        assert " left" not in text
        assert "Done for today" not in text
        await press(pilot, "n")
        assert screen_of(app).session.view.card is not None


async def test_a_card_that_went_wrong_stands_whole_and_its_window_breaks_no_line(
    study: Study, library: Library, decks: Path
) -> None:
    long = "What is the name of the quantity that divides the true positives by all that were called positive?"
    (decks / "long.yaml").write_text(f"title: Long\ncards:\n  - {{id: ppv, question: '{long}', answer: A}}\n")
    library.reload()
    app = study(begin=True, decks=["long"])
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "space", "1")
        await press(pilot, "space", "4")
        assert long[:80] in frame(app)
        await press(pilot, "enter")
        rule = [line for line in frame(app).splitlines() if "────" in line and "╭" not in line and "╰" not in line]
        assert len(rule) == 1


async def test_practice_promises_no_interval(study: Study, library: Library) -> None:
    app = study(begin=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, *["enter", "4"] * 3, "P", "enter")
        bar = frame(app).splitlines()[-3:-1]
        assert "asked again" in bar[1]
        assert bar[1].count("no change") == 3
        assert "days" not in bar[1]


async def test_the_foot_counts_the_rows_of_the_card_that_shows(study: Study, library: Library, decks: Path) -> None:
    long = "\n".join(f"      - line {n}" for n in range(40))
    (decks / "long.yaml").write_text(
        f"title: Long\ncards:\n  - id: long\n    question: |\n{long}\n    answer: A\n  - {{id: short, question: Q, answer: A}}\n"
    )
    library.reload()
    app = study(begin=True, decks=["long"])
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        assert "more rows" in frame(app).splitlines()[-1]
        await press(pilot, "s")
        await pilot.pause()
        assert screen_of(app).session.view.card.id == "short"  # type: ignore[union-attr]
        assert "more rows" not in frame(app).splitlines()[-1]
        await press(pilot, "space")
        await pilot.pause()
        assert "more rows" not in frame(app).splitlines()[-1]


async def test_text_of_a_card_is_marked_with_the_mouse_and_another_card_has_no_mark(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.mouse_down(AnswerPane, offset=(7, 1))
        await pilot.hover(AnswerPane, offset=(10, 1))
        await pilot.mouse_up(AnswerPane, offset=(10, 1))
        await pilot.pause()
        question = screen_of(app).session.view.question
        assert question is not None
        assert app.screen.get_selected_text() == question.text[5:9]
        await press(pilot, "space", "3")
        assert not app.screen.get_selected_text()


async def test_what_is_said_covers_nothing_and_goes(study: Study) -> None:
    app = study(begin=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "space")
        before = frame(app).splitlines()
        screen_of(app).tell("A message")
        await pilot.pause()
        now = frame(app).splitlines()
        assert now[20].strip() == "A message"
        assert [*before[:20], *before[21:]] == [*now[:20], *now[21:]]
        assert not before[20].strip()
        await press(pilot, "3")
        assert "A message" not in frame(app)


async def test_a_warning_of_the_start_is_said_on_the_first_screen(study: Study) -> None:
    app = study(begin=True, warning="--now is 3 days ahead")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        assert "--now is 3 days ahead" in frame(app)


async def test_two_messages_of_one_moment_both_show(study: Study) -> None:
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        for text in ("The sync failed.", "The clock jumped.", "The sync failed."):
            app.notify(text, severity="warning")
        await pilot.pause(0.1)
        assert frame(app).count("The sync failed.") == 1
        assert "The clock jumped." in frame(app)
        app.screen.say("Done.")  # type: ignore[attr-defined]
        await pilot.pause()
        assert "The clock jumped." not in frame(app)
