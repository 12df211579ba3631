"""What every command works with: arguments, clock, home, decks and the way out."""

import argparse
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TextIO

from flashcards.days import Moment, moment
from flashcards.library import Library
from flashcards.text import clean


class UsageError(Exception):
    """The command line asks for something that cannot be; exit code 2."""


def clock_from(text: str | None) -> Callable[[], datetime]:
    """The clock: the machine's, or one that was at `text` when the program began and runs on from there."""
    if text is None:
        return lambda: datetime.now().astimezone()
    try:
        given = datetime.fromisoformat(text)
        then = given if given.tzinfo else given.astimezone()
        then + timedelta(days=366)
    except (ValueError, OverflowError) as err:
        raise UsageError(f"--now {text!r} is not a date; write it like 2026-11-22T09:00") from err
    began = datetime.now(UTC)
    return lambda: then + (datetime.now(UTC) - began)


def home_folder(arguments: argparse.Namespace) -> Path:
    """The home: --home, FLASHCARDS_HOME, or the platform's data folder."""
    given = getattr(arguments, "home", None) or os.environ.get("FLASHCARDS_HOME")
    if given:
        return Path(given).expanduser()
    from platformdirs import user_data_path

    return user_data_path("flashcards", appauthor=False)


def deck_roots(arguments: argparse.Namespace) -> list[Path]:
    """The only decks to read: --decks, or FLASHCARDS_DECKS; none given: the bundled ones and the person's own."""
    given = getattr(arguments, "decks", None)
    if given:
        return list(given)
    return [Path(part).expanduser() for part in os.environ.get("FLASHCARDS_DECKS", "").split(os.pathsep) if part]


class Context:
    """What every command works with."""

    def __init__(self, arguments: argparse.Namespace, out: TextIO) -> None:
        self.arguments = arguments
        self.out = out
        self.clock = clock_from(getattr(arguments, "now", None))
        self.library: Library = Library(home_folder(arguments), deck_roots(arguments))

    def moment(self) -> Moment:
        return moment(self.clock(), self.library.settings.rollover_hour)

    def print(self, *lines: str) -> None:
        for line in lines:
            self.out.write(clean(line) + "\n")

    def print_json(self, document: Any) -> None:
        self.out.write(json.dumps(document, ensure_ascii=False) + "\n")
