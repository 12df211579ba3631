"""What can be wrong with progress.db, in one sentence with a remedy."""

import contextlib
import sqlite3
from collections.abc import Generator
from pathlib import Path

from flashcards.log import backups
from flashcards.words import FlashcardsError


class ProgressError(FlashcardsError):
    """Something is wrong with progress.db; the message says what, and what to do."""


class StaleError(ProgressError):
    """The card was answered elsewhere since it was shown; nothing was written."""


class KeptApartError(ProgressError):
    """What cannot be taken back, as answers to two cards would be under one name."""


class BusyError(ProgressError):
    """The file is held by another process, or its disk is full or failing; the same call may succeed in a moment."""


@contextlib.contextmanager
def in_words(path: Path, when_busy: str = "close it or try again") -> Generator[None]:
    """Say what goes wrong with the file in one sentence, with a remedy."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as err:  # the latter: an error text that quotes damaged bytes
        raise (a_folder(path) or _said(path, err, when_busy)) from err
    except OSError as err:
        raise a_folder(path) or ProgressError(
            f"{path} cannot be opened or copied: {err.strerror}; check its folder"
        ) from err


@contextlib.contextmanager
def sound(path: Path) -> Generator[None]:
    """What is made of the file's rows should make sense."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as err:
        raise damaged(path, err) from err


def a_folder(path: Path) -> ProgressError | None:
    """What is said where a folder stands in the place of the file."""
    said = f"{path} is a folder, where a file of that name holds the progress; rename the folder, or name another home with --home"
    return ProgressError(said) if path.is_dir() else None


NO_LOCKS = frozenset(
    {
        sqlite3.SQLITE_IOERR_LOCK,
        sqlite3.SQLITE_IOERR_RDLOCK,
        sqlite3.SQLITE_IOERR_UNLOCK,
        sqlite3.SQLITE_IOERR_CHECKRESERVEDLOCK,
    }
)
"""What SQLite says where a file system, such as some of the network's, knows no locks."""


def _said(path: Path, err: Exception, when_busy: str) -> ProgressError:  # noqa: PLR0911 - a table of codes
    """By SQLite's result codes, as its texts differ between versions."""
    code = getattr(err, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code in NO_LOCKS:
        return ProgressError(
            f"the folder of {path} knows no locks, as some network folders do not; name one on a local disk with --home,"
            " and let `sync:` in the settings carry answers"
        )
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BusyError(f"{path} is in use by another process; {when_busy}")
        case sqlite3.SQLITE_FULL:
            return BusyError(f"the disk of {path} is full; make room")
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return BusyError(f"{path} cannot be opened or written ({_quoted(err)}); check its disk and folder")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return ProgressError(f"{path} cannot be written ({_quoted(err)}); check the permissions of its folder")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_ERROR:
            return damaged(path, err)
        case _:
            return ProgressError(f"{path}: {_quoted(err)}; nothing was written")


def damaged(path: Path, err: Exception) -> ProgressError:
    """What is said of a file whose content makes no sense."""
    return ProgressError(f"{path} is damaged or not a progress file ({_quoted(err)}); {backups.advice(path)}")


def _quoted(err: Exception) -> str:
    """An error's text, which may hold bytes of the file, fit for a line."""
    return "".join(c if c.isprintable() else " " for c in str(err))[:80]
