"""Files that a person names to be written: which of those that are there may be replaced."""

import argparse
from collections.abc import Callable
from pathlib import Path

from flashcards.words import UsageError


def force_argument(made: argparse.ArgumentParser) -> None:
    made.add_argument("--force", action="store_true", help="also in the place of a file that was not made so")


def refuse_others(path: Path, made_here: Callable[[Path], bool], what: str, *, force: bool | None = None) -> None:
    """Refuse to take away a file that this program did not make; an empty one is nothing to lose.

    `what` it would be if it did; `force`: whether it goes all the same, none: there is no asking for that.
    Raises UsageError. What is no file at all is refused by whoever writes.
    """
    if path.is_file() and not force and path.stat().st_size and not made_here(path):
        remedy = "name another file" if force is None else "name another file, or add --force"
        raise UsageError(f"{path} is there already and is no {what}; {remedy}")
