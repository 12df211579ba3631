"""What every command works with: arguments, clock, home, decks and the way out."""

import argparse
import os
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from flashcards.days import Moment, moment
from flashcards.files import PLENTY_BYTES, expanded, free_bytes
from flashcards.library import Library
from flashcards.library.patience import READ_ANEW, Patience
from flashcards.records import replace
from flashcards.schedule.agenda import Limits
from flashcards.splash import Splash
from flashcards.text import Door, cell_width, json_text, number_in, terminal_columns
from flashcards.words import UsageError, counted

MOST = 9999
"""No day has more cards or minutes."""
FIRST_YEAR, LAST_YEAR = 1971, 9000
"""The years in which a day can be planned: an interval may reach a hundred years ahead."""


def _wall_clock() -> datetime:
    """The machine's clock in its own zone; raises UsageError for a zone that no clock can have."""
    try:
        return datetime.now().astimezone()
    except (ValueError, OverflowError) as err:
        raise UsageError(
            f"the time zone {os.environ.get('TZ', '')!r} cannot be used ({err}); set TZ to one like Europe/Paris"
        ) from err


def clock_from(text: str | None) -> Callable[[], datetime]:
    """The clock: the machine's, or one that was at `text` when the program began and runs on from there."""
    if text is None:
        return _wall_clock
    try:
        given = datetime.fromisoformat(text)
    except ValueError as err:
        raise UsageError(f"--now {text!r} is not a date; write it like 2026-11-22T09:00") from err
    if not FIRST_YEAR <= given.year <= LAST_YEAR:
        raise UsageError(f"--now {text!r} is too far away; the years {FIRST_YEAR} to {LAST_YEAR} can be scheduled")
    then = given if given.tzinfo else given.astimezone()
    began = datetime.now(UTC)
    return lambda: then + (datetime.now(UTC) - began)


def home_folder(arguments: argparse.Namespace) -> Path:
    """The home: --home, FLASHCARDS_HOME, or the platform's data folder."""
    given = getattr(arguments, "home", os.environ.get("FLASHCARDS_HOME") or None)
    if given is not None:
        home = expanded(given, "--home")
        there = next((place for place in (home, *home.parents) if place.exists()), home)
        if there.exists() and not there.is_dir():
            raise UsageError(f"the home {home} cannot be used: {there} is a file; name a folder with --home")
        return home
    from platformdirs import user_data_path

    return user_data_path("flashcards", appauthor=False)


def cache_folder(arguments: argparse.Namespace, home: Path) -> Path | None:
    """Where parsed decks are kept: FLASHCARDS_CACHE, within a home that was named, or the platform's folder.

    A home that is not there yet is not made for it: then nothing is kept.
    """
    if given := os.environ.get("FLASHCARDS_CACHE"):
        return expanded(given, "FLASHCARDS_CACHE")
    if getattr(arguments, "home", None) or os.environ.get("FLASHCARDS_HOME"):
        return home / "cache" if home.is_dir() else None
    from platformdirs import user_cache_path

    return user_cache_path("flashcards", appauthor=False)


def deck_roots(arguments: argparse.Namespace) -> list[Path]:
    """The only decks to read: --decks, or FLASHCARDS_DECKS; none given: the bundled ones and the person's own."""
    given = getattr(arguments, "decks", None)
    if given:
        roots = [expanded(path, "--decks") for path in given]
        for root in roots:
            if not (root.exists() or root.is_symlink()) and arguments.command != "check":  # which says it in its way
                raise UsageError(f"--decks {root}: there is nothing there; name a deck file or a folder of decks")
        return roots
    listed = os.environ.get("FLASHCARDS_DECKS", "").split(os.pathsep)
    return [expanded(part, "FLASHCARDS_DECKS") for part in listed if part]


def whole(text: str, least: int = 0) -> int:
    """A whole number as an argument; raises ArgumentTypeError."""
    number = number_in(text)
    if number is None or not least <= number <= MOST:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from {least} to {MOST}")
    return number


def _broken(sentence: str, columns: int) -> list[str]:
    """A sentence in rows of so many columns (0: any number), what follows a little further in."""
    if not 0 < columns < cell_width(sentence):
        return [sentence]
    import textwrap

    return textwrap.wrap(sentence, columns, subsequent_indent="  ", break_long_words=False, break_on_hyphens=False)


class Context:
    """What every command works with."""

    def __init__(self, arguments: argparse.Namespace, out: Door, splash: Splash | None = None) -> None:
        """`splash`: what has the terminal already."""
        self.arguments = arguments
        self.out = out
        self.splash = splash or Splash()
        self.clock = clock_from(getattr(arguments, "now", None))
        days = (self.clock() - _wall_clock()).days if getattr(arguments, "now", None) else 0
        self.ahead = (
            f"--now is {counted(days, 'day')} ahead of the clock, and so are the answers given now" if days > 0 else ""
        )
        """What to say where answers would be dated in the future; empty where they are not."""
        self.home = home_folder(arguments)
        self.cache = cache_folder(arguments, self.home)
        """Where what was read and told is kept; none: nothing is."""

    @cached_property
    def library(self) -> Library:
        """The decks and the progress of the home; read when they are first asked for."""
        telling = Patience(READ_ANEW)
        library = Library(self.home, deck_roots(self.arguments), self.cache, telling)
        if hasattr(self.arguments, "now"):
            hour = library.settings.rollover_hour
            library.elsewhen = moment(self.clock(), hour).study_day != moment(_wall_clock(), hour).study_day
        return library

    def close(self) -> None:
        """Let go of what was opened."""
        if "library" in self.__dict__:
            self.library.close()

    @property
    def usual(self) -> bool:
        """Whether what is said now may be kept and told again: of the person's own decks, at the time it is."""
        roomy = self.cache is not None and free_bytes(self.cache) >= PLENTY_BYTES
        return (
            roomy
            and not self.library.settings_problems
            and not hasattr(self.arguments, "now")
            and not deck_roots(self.arguments)
        )

    @property
    def limits(self) -> Limits:
        """The day's limits, with what --new and --minutes say."""
        given = {name: getattr(self.arguments, name, None) for name in ("new", "minutes")}
        return replace(self.library.limits, **{name: value for name, value in given.items() if value is not None})

    @property
    def wanted(self) -> str:
        """What the sitting is of, in place of what is due: `practice`, `changed` or `check`."""
        return next((what for what in ("practice", "changed", "check") if getattr(self.arguments, what, False)), "")

    def cards_at(self, at: Moment) -> Collection[str] | None:
        """The cards that --query names then; none: all. Raises QueryError, UsageError where it names no card."""
        text = getattr(self.arguments, "query", "")
        if not text.strip():
            return None
        found = self.library.search(text, at)
        if not found:
            raise UsageError(f"no card matches {text.strip()}; try it with `flashcards find`")
        return found

    def moment(self) -> Moment:
        return moment(self.clock(), self.library.settings.rollover_hour)

    def print(self, *lines: str) -> None:
        for line in lines:
            self.out.write(line + "\n")

    def tell(self, *sentences: str) -> None:
        """Print sentences; a terminal that is narrower than one breaks it between words."""
        for sentence in sentences:
            self.print(*_broken(sentence, terminal_columns(0)))

    def print_json(self, document: Any) -> None:
        self.out.write(json_text(document) + "\n")
