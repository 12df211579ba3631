"""Every key of every screen, with the file locked, the decks gone, the home read-only or the disk full: a sentence."""

import importlib
import pkgutil
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
from textual.app import App
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import Screen

import flashcards.tui
from flashcards.library import Library
from flashcards.schedule.states import Rating
from flashcards.tui.app import FlashcardsApp
from flashcards.tui.boundary import Bounded
from tests.conftest import Clock, frame

POINTS = """\
title: Points
cards:
  - id: points
    question: Explain dropout.
    points: [Zeroes activations at random, Scales what is left, Does nothing at inference]
    model: It zeroes activations at random while training.
  - id: choose
    question: Which one?
    choices: [{right: This.}, {wrong: That., because: It is not.}]
  - id: second
    question: And then?
    answer: This.
"""
Fault = Callable[[Library], AbstractContextManager[None]]


@contextmanager
def held(library: Library) -> Iterator[None]:
    """Another program holds progress.db."""
    other = sqlite3.connect(library.home / "progress.db", timeout=0)
    other.execute("BEGIN EXCLUSIVE")
    try:
        yield
    finally:
        other.close()


@contextmanager
def vanished(library: Library) -> Iterator[None]:
    """The deck files are renamed."""
    for deck in library.decks:
        deck.path.rename(deck.path.with_suffix(".gone"))
    yield


@contextmanager
def full(library: Library) -> Iterator[None]:
    """No byte more fits into any file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def foreign_settings(library: Library) -> Iterator[None]:
    """The settings file is in another encoding."""
    library.home.mkdir(exist_ok=True)
    (library.home / "settings.yaml").write_bytes(b"theme: na\xefve\n")
    yield


SCREENS = {
    "home": (),
    "cards": ("slash", "down"),
    "progress": ("g",),
    "problems": ("exclamation_mark",),
    "settings": ("comma",),
    "question": ("space",),
    "answer": ("space", "enter"),
}


def keys_of(screen: Screen[object]) -> list[str]:
    """The keys of a screen, those that leave it last."""
    keys = [
        key
        for binding in type(screen).BINDINGS
        for key in (binding.key if isinstance(binding, Binding) else binding[0]).split(",")
    ]
    return [key for key in keys if key not in ("escape", "q")]


SLOWLY = [pytest.param(fault, marks=pytest.mark.slow) for fault in (vanished, full, foreign_settings)]


@pytest.mark.parametrize("fault", [held, *SLOWLY], ids=lambda f: f.__name__)
@pytest.mark.parametrize(
    "name", [name if name in ("home", "answer") else pytest.param(name, marks=pytest.mark.slow) for name in SCREENS]
)
async def test_no_key_of_any_screen_ends_the_program(
    name: str,
    fault: Fault,
    home: Path,
    decks: Path,
    study: Callable[..., FlashcardsApp],
    library: Library,
    clock: Clock,
) -> None:
    (decks / "points.yaml").write_text(POINTS, encoding="utf-8")
    library.reload()
    answer_one(library, clock)
    app = study()
    async with app.run_test(size=(80, 24)) as pilot:
        await reach(pilot, name)
        keys = keys_of(app.screen)
        with fault(library):
            for key in keys:
                await reach(pilot, name)
                await pilot.press(key)
                await pilot.pause()
                assert app.is_running, key
                assert frame(app).strip(), key
    assert app._exception is None


def answer_one(library: Library, clock: Clock) -> None:
    """A progress file that has begun."""
    session = library.session(library.today(clock.moment()), clock.moment)
    session.reveal(None)
    session.rate(Rating.GOOD)


async def reach(pilot: Pilot[None], name: str) -> None:
    """Come back to a screen from wherever, by way of home where it is not up any more."""
    app = pilot.app
    deep = 2 if SCREENS[name] else 1
    while len(app.screen_stack) > deep + 1:
        app.pop_screen()
    await pilot.pause()
    missing = SCREENS[name] if len(app.screen_stack) <= deep else SCREENS[name][1:]
    if missing and missing[0]:
        await pilot.press(*missing)
        await pilot.pause()


def test_every_screen_and_dialog_stands_within_the_boundary() -> None:
    for module in pkgutil.walk_packages(flashcards.tui.__path__, "flashcards.tui."):
        found = vars(importlib.import_module(module.name)).values()
        for kind in found:
            if isinstance(kind, type) and issubclass(kind, Screen | App) and kind.__module__ == module.name:
                assert issubclass(kind, Bounded), kind
