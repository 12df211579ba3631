"""What is on the screen before the full screen is, and what becomes of the keys that are typed meanwhile."""

import os
import termios
from pathlib import Path

import pytest

from flashcards.decks.folder import deck_files
from flashcards.library import bundled_decks
from tests.conftest import DECK
from tests.tui.test_terminal import Terminal, reviews, terminal

SLOW = """
import sys
class Late:
    def find_spec(self, name, *_):
        if name == {!r}:
            import time
            time.sleep(1.5)
sys.meta_path.insert(0, Late())
"""
"""A module takes a while to load."""


@pytest.fixture
def words(home: Path, decks: Path) -> list[str]:
    return ["--home", str(home), "--decks", str(decks), "--now", "2026-11-23T09:00+01:00", "review"]


@pytest.fixture
def slow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    loads_slowly("textual.app", tmp_path, monkeypatch)


def loads_slowly(module: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / "sitecustomize.py").write_text(SLOW.format(module), encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *filter(None, [os.environ.get("PYTHONPATH")])]))


def begun(screen: Terminal) -> list[int]:
    """The terminal's local modes once the question is there and the full screen is not."""
    screen.until("What is recall?")
    assert "1 Again" not in screen.plain()
    assert "Space" not in screen.plain(), "the full screen is not there yet"
    return list(map(int, termios.tcgetattr(screen.fd)[3:4]))


def test_the_question_is_there_before_the_full_screen_and_keys_are_kept(
    words: list[str], home: Path, slow: None
) -> None:
    with terminal(*words) as screen:
        (modes,) = begun(screen)
        assert not modes & termios.ECHO, "keys typed now do not show"
        screen.type(" ")
        screen.until("Again")
        screen.type("4")
        screen.until("What is precision?")
        screen.type("q")
        screen.until("Tomorrow")
        screen.type("q")
        assert screen.ended() == 0
    assert reviews(home) == [4]


@pytest.mark.slow
@pytest.mark.parametrize("called", [(), ("small", "--query", "recall or precision", "--new", "5")])
def test_a_question_that_is_known_is_there_before_any_deck_is_read(
    called: tuple[str, ...], home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "decks").mkdir(parents=True)
    (home / "decks" / "small.yaml").write_text(DECK, encoding="utf-8")
    shipped = [name for name, _ in deck_files(bundled_decks())]
    (home / "settings.yaml").write_text(f"switched_off: {shipped}\n".replace("'", ""), encoding="utf-8")
    for path in (home / "decks" / "small.yaml", home / "settings.yaml"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    with terminal("review", "--home", str(home), *called) as screen:
        screen.until("What is recall?")
        leave(screen)
    loads_slowly("flashcards.library", tmp_path, monkeypatch)
    with terminal("review", "--home", str(home), *called) as screen:
        begun(screen)
        screen.type(" ")
        screen.until("Again")
        screen.type("4")
        screen.until("What is precision?")
        leave(screen)
    assert reviews(home) == [4]


def leave(screen: Terminal) -> None:
    screen.type("q")
    screen.until("Tomorrow")
    screen.type("q")
    assert screen.ended() == 0


@pytest.mark.slow
def test_a_space_held_while_the_program_starts_reveals_and_rates_nothing(
    words: list[str], home: Path, slow: None
) -> None:
    with terminal(*words) as screen:
        begun(screen)
        screen.type(" " * 12)
        screen.until("Again")
        screen.read(1.0)
        assert reviews(home) == []


@pytest.mark.slow
def test_the_terminal_echoes_again_afterwards(words: list[str]) -> None:
    with terminal(*words) as screen:
        before = termios.tcgetattr(screen.fd)
        screen.until("Space")
        screen.type("q")
        screen.until("Tomorrow")
        screen.type("q")
        assert screen.ended() == 0
        assert termios.tcgetattr(screen.fd)[:4] == before[:4]


def test_what_cannot_be_begun_leaves_the_screen_as_it_was(words: list[str], home: Path) -> None:
    home.mkdir(exist_ok=True)
    (home / "progress.db").write_bytes(b"nothing of ours")
    with terminal(*words) as screen:
        assert screen.ended() == 1
        assert "\x1b[?1049h" not in screen.output
        assert "progress.db" in screen.output
