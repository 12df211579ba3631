"""The mark by which the store knows what its own program kept."""

import pytest

from flashcards.cache import program as marks
from flashcards.cache.database import FORMAT


def test_what_runs_keeps_its_mark_when_its_files_are_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = marks.program(FORMAT)
    assert marks.program(FORMAT + 1) != mark
    monkeypatch.setattr(marks, "_ROOMS", ("decks",))
    assert marks.program(FORMAT) == mark
    marks.program.cache_clear()
    assert marks.program(FORMAT) != mark, "another program has another one"
    marks.program.cache_clear()
