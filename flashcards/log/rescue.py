"""A file that was moved, replaced or removed while it was open: what the open handle still holds is copied out."""

import contextlib
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

from flashcards.files import make_private
from flashcards.log import backups
from flashcards.log.errors import ProgressError
from flashcards.words import counted


class MovedError(ProgressError):
    """Another file, or none, stands where the open one did; what was held is in `rescue`, and nothing was written."""

    def __init__(self, path: Path, rescue: Path | None, held: int, there: int | None) -> None:
        """`held` and `there`: how many events the open file had, and the one that stands in its place, if any."""
        self.rescue, self.held, self.there = rescue, held, there
        now = "is gone" if there is None else f"is another file with {counted(there, 'event')}"
        if rescue is None:
            super().__init__(
                f"{path} {now} while it was open, and what it held could not be copied ({counted(held, 'event')}); free the disk"
            )
        else:
            super().__init__(
                f"{path} {now} while it was open; what it held ({counted(held, 'event')}) is safe in {rescue.name}: "
                f"bring it into the file that is there now with `flashcards merge {rescue}`, or keep it apart"
            )


def rescue(path: Path, db: sqlite3.Connection) -> MovedError:
    """Copy the open file out, verified, under a name of its own, and say so."""
    ((held,),) = db.execute("SELECT count(*) FROM event").fetchall()
    stamp = datetime.now(UTC).strftime("%Y-%m-%d-%H%M%S")
    target: Path | None = path.with_name(f"{path.stem}-rescue-{stamp}{path.suffix}")
    assert target is not None
    try:
        make_private(target.parent)
        backups.write(db, target)
    except (OSError, sqlite3.Error):
        target = None
    return MovedError(path, target, held, _events_in(path))


def _events_in(path: Path) -> int | None:
    """How many events a file holds; none where there is none, or none that can be read."""
    if not path.exists():
        return None
    with contextlib.suppress(sqlite3.Error):
        uri = f"{path.absolute().as_uri()}?mode=ro"
        with contextlib.closing(sqlite3.connect(uri, uri=True)) as db:
            ((count,),) = db.execute("SELECT count(*) FROM event").fetchall()
            return int(count)
    return 0
