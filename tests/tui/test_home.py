"""Home, cards, settings and problems: every key of every screen but the review."""

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import OptionList

from flashcards.library import Library
from flashcards.schedule.states import Rating
from flashcards.tui import editor
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.home import HomeScreen
from flashcards.tui.preferences import SettingsScreen
from flashcards.tui.problems import ProblemsScreen
from flashcards.tui.review import ReviewScreen
from tests.conftest import Clock, frame, press

Study = Callable[..., FlashcardsApp]
Golden = Callable[[str, str], None]
OTHER = "title: Other deck\ncards:\n  - {id: other, question: Q, answer: A}\n  - {id: broken, anwser: A}\n"


def answer(library: Library, clock: Clock, *ratings: int) -> None:
    session = library.session(library.today(clock.moment()), clock.moment)
    for rating in ratings:
        clock.forward(seconds=20)
        session.reveal()
        session.rate(Rating(rating))


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_the_first_start_explains_itself(study: Study, golden: Golden, size: tuple[int, int]) -> None:
    app = study()
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        golden(f"home-first-{size[0]}", frame(app))


async def test_home_on_the_next_day(study: Study, golden: Golden, library: Library, clock: Clock, decks: Path) -> None:
    (decks / "other.yaml").write_text(OTHER, encoding="utf-8")
    library.reload()
    answer(library, clock, 4, 3, 4, 3)
    clock.forward(days=1)
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        golden("home-next-day-80", frame(app))


async def test_space_begins_everything_and_enter_the_deck_under_the_cursor(
    study: Study, library: Library, decks: Path
) -> None:
    (decks / "other.yaml").write_text(OTHER, encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test() as pilot:
        await press(pilot, "enter")
        assert isinstance(app.screen, ReviewScreen)
        card = app.screen.session.view.card
        assert card is not None
        assert (card.id, app.screen.session.left.total) == ("other", 1)
        await press(pilot, "q", "space")
        assert isinstance(app.screen, ReviewScreen)
        assert app.screen.session.left.total == 4


async def test_done_for_today_offers_more(study: Study, library: Library, clock: Clock) -> None:
    answer(library, clock, 4, 4, 4)
    app = study()
    async with app.run_test(notifications=True) as pilot:
        await pilot.pause()
        assert "Done for today." in frame(app)
        for key in ("n", "a", "p"):
            assert f"{key} " in frame(app)
        await press(pilot, "u")
        assert "Taken back: review of softmax" in frame(app)
        assert "1 new" in frame(app)


async def test_a_deck_is_switched_off_and_on(study: Study, library: Library, home: Path) -> None:
    app = study()
    async with app.run_test() as pilot:
        await press(pilot, "o")
        assert "(off)" in frame(app)
        assert "0 new" in frame(app)
        assert "switched_off: [small]" in (home / "settings.yaml").read_text(encoding="utf-8")
        await press(pilot, "o")
        assert "3 new" in frame(app)
    assert library.settings.switched_off == ()


async def test_r_reads_the_decks_again(study: Study, decks: Path) -> None:
    app = study()
    async with app.run_test(notifications=True) as pilot:
        (decks / "other.yaml").write_text(OTHER, encoding="utf-8")
        await press(pilot, "r")
        assert "2 decks, 5 cards" in frame(app)
        assert "1 problem in decks or settings" in frame(app)


async def test_problems_lead_to_the_line_in_the_editor(
    study: Study, library: Library, decks: Path, golden: Golden, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = decks / "other.yaml"
    bad.write_text(OTHER, encoding="utf-8")
    library.reload()

    def edit(_: object, path: Path, line: int) -> None:
        assert (path, line) == (bad, 4)
        path.write_text(OTHER.replace("anwser: A", "question: Q, answer: A"), encoding="utf-8")

    monkeypatch.setattr(editor, "edit", edit)
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "exclamation_mark")
        assert isinstance(app.screen, ProblemsScreen)
        golden("problems-80", frame(app))
        await press(pilot, "enter")
        assert "No problems." in frame(app)
        await press(pilot, "q")
        assert isinstance(app.screen, HomeScreen)


async def test_settings_are_changed_checked_and_written(
    study: Study, library: Library, home: Path, golden: Golden
) -> None:
    app = study()
    async with app.run_test(size=(120, 40)) as pilot:
        await press(pilot, "comma")
        assert isinstance(app.screen, SettingsScreen)
        golden("settings-120", frame(app).replace(str(home), "HOME"))
        await press(pilot, "down", "enter", *["backspace"] * 4, *"2", "enter")
        assert "is not a number from 0.70 to 0.97" in frame(app)
        await press(pilot, "backspace", "0", "full_stop", "8", "5", "enter")
        assert library.settings.desired_retention == 0.85
        options = app.screen.query_one(OptionList)
        for name in ("timer", "motion", "fuzz"):
            while app.screen.key.name != name:
                await press(pilot, "down")
            await press(pilot, "space")
            assert getattr(library.settings, name) is False
        assert options.highlighted is not None
        assert "desired_retention: 0.85" in (home / "settings.yaml").read_text(encoding="utf-8")
        await press(pilot, "q")
        assert isinstance(app.screen, HomeScreen)


async def test_a_bad_settings_file_is_reported_and_only_its_key_falls_back(
    study: Study, library: Library, home: Path
) -> None:
    home.mkdir()
    (home / "settings.yaml").write_text("desired_retention: 2\nbuttons: 2\n", encoding="utf-8")
    library.reload()
    assert (library.settings.desired_retention, library.settings.buttons) == (0.9, 2)
    app = study()
    async with app.run_test() as pilot:
        await press(pilot, "exclamation_mark")
        assert "settings.yaml:1:20" in frame(app)


async def test_keys_are_explained(study: Study) -> None:
    app = study()
    async with app.run_test() as pilot:
        await press(pilot, "question_mark")
        assert "begin everything" in frame(app)
        await press(pilot, "escape", "q")
    assert app.return_code == 0


@pytest.mark.parametrize("content", [b"", b"not a database at all", b"SQLite format 3\x00 and then nothing of use"])
async def test_a_broken_progress_file_is_a_sentence_on_screen_too(study: Study, home: Path, content: bytes) -> None:
    home.mkdir()
    (home / "progress.db").write_bytes(content)
    app = study()
    async with app.run_test(size=(120, 40), notifications=True) as pilot:
        await pilot.pause()
        assert "progress.db" in frame(app)
    assert (home / "progress.db").read_bytes() == content


async def test_a_doubtful_edit_is_asked_about(study: Study, library: Library, clock: Clock, decks: Path) -> None:
    deck = decks / "small.yaml"
    deck.write_text(
        "title: T\ncards:\n  - question: What is recall?\n    answer: TP over positives\n", encoding="utf-8"
    )
    library.reload()
    answer(library, clock, 4)
    deck.write_text("title: T\ncards:\n  - question: What is precision of it all?\n    answer: B\n", encoding="utf-8")
    library.reload()
    app = study()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        assert "1 edited card to recognise" in frame(app)
        await press(pilot, "exclamation_mark", "enter")
        assert "No problems." in frame(app)
        (card,) = library.cards
        assert library.progress.state(card).reps == 1
