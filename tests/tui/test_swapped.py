"""A progress file that is swapped while it is open: both faces name the rescued copy and ask, with figures."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from flashcards.library import Library
from flashcards.log.rescue import MovedError
from flashcards.plain import Sitting
from flashcards.tui.app import FlashcardsApp
from tests.conftest import Clock, press, read

Study = Callable[..., FlashcardsApp]


def swap(home: Path) -> None:
    """As a sync tool does it: an older file takes the place."""
    (home / "progress.db").rename(home / "progress.db.theirs")


@pytest.mark.parametrize(("key", "answers"), [("b", [3, 4]), ("k", [])])
async def test_the_screen_asks_whether_to_bring_in_what_the_open_file_held(
    study: Study, library: Library, home: Path, key: str, answers: list[int]
) -> None:
    app = study(begin=True)
    async with app.run_test(size=(100, 30)) as pilot:
        await press(pilot, "space")
        await press(pilot, "3")
        swap(home)
        await press(pilot, "space")
        await press(pilot, "4")
        shown = read(app)
        assert "is gone while it was open; what it held (1 event) is safe in" in shown
        assert "bring it in" in shown
        await press(pilot, key)
        if key == "b":
            assert (home / "progress.db").exists()
            await press(pilot, "4")
            assert [event.rating for event in library.progress.events()] == answers
        else:
            assert not (home / "progress.db").exists()
        (rescue,) = home.glob("progress-rescue-*.db")
        assert rescue.stat().st_size > 0


@pytest.mark.parametrize(("line", "answers"), [("b", [3, 4]), ("", [3])])
def test_plain_lines_ask_as_well(library: Library, clock: Clock, home: Path, line: str, answers: list[int]) -> None:
    session = library.session(library.today(clock.moment()), clock.moment)
    said = io.StringIO()

    class Lines(io.StringIO):
        """Swaps the file between the second reveal and its rating."""

        def readline(self, size: int | None = -1) -> str:  # type: ignore[override]
            read = super().readline()
            if read == "4\n" and (home / "progress.db").exists() and not (home / "progress.db.theirs").exists():
                swap(home)
            return read

    source = Lines(f"\n3\n\n4\n{line}\n4\nq\n")
    sitting = Sitting(library, session, clock.moment, source, said)
    if line == "b":
        sitting.run()
        assert [event.rating for event in library.progress.events()] == answers
        assert "1 event brought in; rate once more." in said.getvalue()
    else:
        with pytest.raises(MovedError):
            sitting.run()
        assert [event.rating for event in library.progress.events()] == answers, "the handle still holds it"
