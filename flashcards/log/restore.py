"""Going back to a copy: what each copy holds, and the exchange that keeps the replaced file beside it."""

import contextlib
import os
import shutil
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path

from flashcards.files import make_private, unlink_quietly
from flashcards.log import backups
from flashcards.log.errors import ProgressError, a_folder, in_words
from flashcards.log.file import Progress
from flashcards.log.kept import put_in_place
from flashcards.log.opening import connect
from flashcards.log.salvage import MAGIC, Salvaged, salvaged
from flashcards.records import dataclass


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy that can be put back."""

    path: Path
    day: date
    events: int
    later: int
    """Events of the file that is there now which the copy does not have."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What putting a copy back came to."""

    events: int
    brought: int
    """Later events that were brought along."""
    kept: Path | None
    """Where the replaced file is."""


def now_there(path: Path) -> tuple[Salvaged, bool]:
    """The events of the file that would be replaced, and whether it is sound."""
    if not path.exists():
        return Salvaged(), True
    if (folder := a_folder(path)) is not None:
        raise folder
    found = salvaged(path)
    try:
        with contextlib.closing(connect(path)[0]) as db:
            whole = db.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",)
    except (sqlite3.Error, ProgressError):
        whole = False
    return found, whole and not found.bad


def may_be_copy(path: Path) -> bool:
    """Whether a file is an SQLite database, of which something could be put back."""
    with path.open("rb") as handle:
        return handle.read(len(MAGIC)) == MAGIC


def copies(path: Path, copies_in: Path | None = None) -> list[Copy]:
    """The copies that can be read, newest first, with what going back to them would leave out."""
    here = {event.id for event in now_there(path)[0].events}
    found = []
    for day, copy in reversed(backups.copies(path, copies_in)):
        with contextlib.suppress(OSError, sqlite3.Error):
            held = {event.id for event in salvaged(copy).events}
            found.append(Copy(copy, day, len(held), len(here - held)))
    return found


def restored(path: Path, copy: Path, *, bring_later: bool) -> Restored:
    """Put a copy in the place of the file, which is kept beside it; `bring_later`: with what only that file has.

    Raises ProgressError for a copy that is not sound; nothing was changed then.
    """
    aside = path.with_name(f"{path.stem}.{os.getpid()}.restored")
    here = now_there(path)[0].events
    with in_words(copy):
        try:
            make_private(path.parent)
            aside.unlink(missing_ok=True)
            backups.private(aside)
            shutil.copyfile(copy, aside)
            with contextlib.closing(connect(aside)[0]) as db:
                ((verdict,),) = db.execute("PRAGMA integrity_check(1)").fetchall()
                if verdict != "ok":
                    raise sqlite3.DatabaseError(verdict)
            with contextlib.closing(Progress.open(aside)) as log:
                if log.damaged():
                    raise ProgressError(f"{copy} holds events that are not as they were written; choose another copy")
                brought = log.merge(here)[0] if bring_later else 0
                held = {event.id for event in log.events()}
                log.leave_out(event.id for event in here if event.id not in held)
            kept = put_in_place(aside, path, "replaced")
        finally:
            unlink_quietly(aside, backups.journal(aside))
    return Restored(len(held), brought, kept)


def age(copy: Copy) -> str:
    """When a copy was made: its day and the time of its file."""
    made = datetime.fromtimestamp(copy.path.stat().st_mtime, UTC).astimezone()
    return f"{copy.day} {made:%H:%M}"
