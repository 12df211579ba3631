"""The person's editor: what cannot be started is said, and the screen comes back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

import pytest

from flashcards.tui import editor


class Screen:
    """Gives the terminal away as the app does: it is taken back only where nothing is raised meanwhile."""

    back = False

    @contextmanager
    def suspend(self) -> Iterator[None]:
        yield
        self.back = True


@pytest.mark.parametrize("chosen", ["/no/such/editor", "/etc/hostname", "a\0b"])
def test_an_editor_that_cannot_be_started_is_said_with_the_screen_back(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str
) -> None:
    monkeypatch.setattr(editor, "command", lambda *_: [chosen])
    screen = Screen()
    with pytest.raises(editor.EditorError, match="cannot be started"):
        editor.edit(cast("Any", screen), tmp_path / "deck.yaml", 1)
    assert screen.back


@pytest.mark.parametrize("chosen", ['vi "', "'", 'code "a b'])
def test_a_quotation_mark_that_is_not_closed_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, chosen: str
) -> None:
    monkeypatch.setenv("EDITOR", chosen)
    with pytest.raises(editor.EditorError, match="not closed"):
        editor.command(tmp_path / "deck.yaml", 1)


def test_an_editor_of_blanks_is_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EDITOR", "  ")
    with pytest.raises(editor.EditorError, match="no editor is set"):
        editor.command(tmp_path / "deck.yaml", 1)


@pytest.mark.parametrize(
    ("shell", "said"),
    [("echo more >> {}; exit 2", "sh ended with code 2; what it wrote is kept"), ("exit 2", "; nothing was changed")],
)
def test_an_editor_that_ends_with_a_code_says_whether_what_it_wrote_is_kept(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, shell: str, said: str
) -> None:
    deck = tmp_path / "deck.yaml"
    deck.write_text("title: T\n")
    monkeypatch.setattr(editor, "command", lambda *_: ["sh", "-c", shell.format(deck)])
    with pytest.raises(editor.EditorError, match=said):
        editor.edit(cast("Any", Screen()), deck, 1)
