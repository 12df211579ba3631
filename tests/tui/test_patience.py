"""Reading a long log anew while the full screen is up says how far it is, in the last row, and is drawn over at the end."""

from collections.abc import Callable

import pytest

from flashcards.events import Kind
from flashcards.library import Library, patience
from flashcards.tui.app import FlashcardsApp
from tests.conftest import Clock, press

Study = Callable[..., FlashcardsApp]


async def test_states_made_anew_under_an_open_screen_say_how_far_they_are(
    study: Study, library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = library.progress
    log.append(log.make(Kind.REVIEW, clock.moment(), "recall", rating=3, mode="review", parameters="fsrs6@0.9"))
    app = study()
    async with app.run_test(size=(60, 20)) as pilot:
        written: list[str] = []
        assert app._driver is not None
        monkeypatch.setattr(app._driver, "write", written.append)
        drawn: list[str] = []
        monkeypatch.setattr(app.screen, "refresh", lambda: drawn.append("all"))
        log.rebuild()
        assert written == [], "what takes no time is not mentioned"
        monkeypatch.setattr(patience, "QUIET_S", -1.0)
        log.rebuild()
        (said,) = written
        assert "\x1b[20;1H" in said, "in the last row"
        assert "  Your progress is being read anew: 50 %" in said
        assert drawn == ["all"], "and then all is drawn again, once"
        monkeypatch.undo()
        await press(pilot)
