"""A fixed clock, small decks in a temporary home, and the screen as plain text."""

import contextlib
import gc
import itertools
import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from weakref import WeakSet

import pytest
from hypothesis import HealthCheck, settings
from textual.app import App
from textual.css.model import RuleSet
from textual.css.stylesheet import Stylesheet
from textual.events import Paste
from textual.pilot import Pilot

from flashcards import garbage
from flashcards.cache.database import FILE_NAME
from flashcards.days import Moment, moment
from flashcards.library import Library
from flashcards.tui.app import FlashcardsApp

garbage.none_yet()  # while tests are collected
# Whoever runs the tests, and wherever: also what is made once for a module, before any test of it begins, knows no one's
# settings, one time zone and one terminal.
PERSONAL = ("FLASHCARDS_HOME", "FLASHCARDS_DECKS", "VISUAL", "EDITOR", "NO_COLOR", "COLORTERM", "COLUMNS", "LINES")
for name in PERSONAL:
    os.environ.pop(name, None)
os.environ.update(TZ="Europe/Paris", TERM="xterm-256color")
time.tzset()
EXAMPLES = int(os.environ.get("EXAMPLES", "1"))
"""So many times as many examples are tried: the slow proofs try ten times as many."""


def examples(number: int, **of: Any) -> settings:
    """How often Hypothesis tries; without a deadline, as a busy machine is no failure."""
    of = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow], **of}
    return settings(max_examples=number * EXAMPLES, **of)


# CI draws the same examples each time, developers fresh ones.
settings.register_profile("dev", examples(40))
settings.register_profile("ci", examples(40, derandomize=True))
settings.load_profile("ci" if os.environ.get("CI") else "dev")


def noon(day: date) -> datetime:
    """The instant that stands for a study day where another program wants a time."""
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


FRAMES = Path(__file__).parent / "frames"
_NUMBERS = itertools.count()
PARIS = timezone(timedelta(hours=1))
START = datetime(2026, 11, 23, 9, 0, tzinfo=PARIS)

DECK = """\
title: Small deck
cards:
  - id: recall
    question: What is recall?
    answer: $TP / (TP + FN)$
    why: It asks how many of the positives were found.
    source: Fawcett 2006
  - id: precision
    question: What is precision?
    answer: $TP / (TP + FP)$
    hint: Predicted positives.
  - id: softmax
    question: What does softmax return?
    answer: Positive numbers that sum to 1.
    reverse: true
"""


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **amount: float) -> None:
        self.now += timedelta(**amount)

    def moment(self, rollover_hour: int = 4) -> Moment:
        return moment(self.now, rollover_hour)


@pytest.fixture(autouse=True)
def _no_person(monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep the developer's own cache out of the tests, and the cache out of the homes they look into."""
    cache = tmp_path_factory.getbasetemp() / "caches" / str(next(_NUMBERS))
    monkeypatch.setenv("FLASHCARDS_CACHE", str(cache))
    return cache


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped decks as a start has left them in the cache."""
    folder = tmp_path_factory.mktemp("store")
    with contextlib.closing(Library(folder / "home", cache=folder)) as library:
        assert library.cards
    return folder / FILE_NAME


@pytest.fixture
def known(_no_person: Path, store: Path) -> Path:
    """The shipped decks are known from an earlier start: to read them takes longer than most commands."""
    _no_person.mkdir(parents=True)
    shutil.copy(store, _no_person)
    return _no_person


@pytest.fixture(scope="session", autouse=True)
def _parsed_once() -> Iterator[None]:
    """Every app parses the same style sheets, a fifth of its start: the rules are kept from one test to the next."""
    kept: dict[tuple[object, ...], list[RuleSet]] = {}
    parsed = Stylesheet._parse_rules

    def rules(sheet: Stylesheet, *source: Any, **of: Any) -> list[RuleSet]:
        key = (frozenset(sheet._variables.items()), source, *of.items())
        if key not in kept:
            kept[key] = parsed(sheet, *source, **of)
        return kept[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Stylesheet, "_parse_rules", rules)
        yield


@pytest.fixture(scope="session", autouse=True)
def _looked_through_seldom() -> None:
    """All modules and tests stay until the end: looking through them for garbage again and again took a sixth of all.

    They are not frozen, though: Hypothesis asks the collector who refers to its random numbers.
    """
    gc.enable()
    gc.set_threshold(10 * garbage.THINGS, 2, 10)


@pytest.fixture(scope="session", autouse=True)
def _compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Where Python leaves nothing compiled behind, the processes of tests share what they compile, for as long."""
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ["PYTHONPYCACHEPREFIX"] = str(tmp_path_factory.mktemp("compiled"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def decks(tmp_path: Path) -> Path:
    """A folder with one small deck."""
    folder = tmp_path / "decks"
    folder.mkdir()
    (folder / "small.yaml").write_text(DECK, encoding="utf-8")
    return folder


class _Opened(Library):
    def __del__(self) -> None:
        self.close()


_OPENED: WeakSet[Library] = WeakSet()


def opened(home: Path, decks: Sequence[Path] = (), cache: Path | None = None) -> Library:
    """A library that closes its files when the test lets go of it, or ends."""
    made = _Opened(home, decks, cache)
    _OPENED.add(made)
    return made


@pytest.fixture(autouse=True)
def _closed() -> Iterator[None]:
    """Close what a test has opened: of an app that is let go of, Python may look at the open file before the library."""
    before = {*_OPENED}
    yield
    for library in {*_OPENED} - before:
        library.close()


@pytest.fixture
def library(home: Path, decks: Path) -> Iterator[Library]:
    made = Library(home, [decks])
    yield made
    made.close()


@pytest.fixture
def study(library: Library, clock: Clock) -> Callable[..., FlashcardsApp]:
    """Builds the real app on the small deck and the fixed clock."""

    def build(**options: object) -> FlashcardsApp:
        return FlashcardsApp(library, clock, **options)  # type: ignore[arg-type]

    return build


def frame(app: App[None]) -> str:
    """What the screen shows, as plain lines."""
    width, height = app.size
    strips = app.screen._compositor.render_strips(app.size)
    lines = ["".join(segment.text for segment in strip)[:width].rstrip() for strip in strips]
    return "\n".join(lines[:height]).rstrip() + "\n"


def read(app: App[Any]) -> str:
    """The screen's words one after the other, wherever a line or a box ends: how long a path is shall not matter."""
    return " ".join(frame(app).replace("│", " ").split())


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with its golden file; `UPDATE_FRAMES=1` writes it."""

    def compare(name: str, text: str) -> None:
        path = FRAMES / f"{name}.txt"
        if os.environ.get("UPDATE_FRAMES"):
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.read_text(encoding="utf-8") == text, f"{request.node.name}: the frame {name} has changed"

    return compare


def heard(app: App[Any]) -> list[str]:
    """What the app says in toasts from now on, however soon each one goes."""
    said: list[str] = []
    show = app.notify

    def notify(message: str, **options: Any) -> None:
        said.append(message)
        show(message, **options)

    app.notify = notify  # type: ignore[method-assign]
    return said


class Pasted(str):
    """A text that comes all at once, as from a terminal in which it is pasted."""

    __slots__ = ()


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys and wait until the screen has settled."""
    for key in keys:
        if isinstance(key, Pasted):
            pilot.app.post_message(Paste(key))
            await pilot.pause()
        else:
            await pilot.press(key)
    await pilot.pause()
