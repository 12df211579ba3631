"""An open progress.db: found or made, held through transactions while others use it, copied, and left when it moves."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Generator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self

from flashcards.files import make_private
from flashcards.log import backups, opening
from flashcards.log.errors import ProgressError, in_words
from flashcards.log.folding import Folding
from flashcards.log.rescue import MovedError, rescue

if TYPE_CHECKING:
    from flashcards.log.facts import Facts


class Opened(Folding):
    """A log that is open, or an empty one as long as there is no file."""

    _facts: "Facts | None" = None
    _renamed: Mapping[str, str] = {}

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        *,
        writable: bool,
        there: bool = True,
        telling: Callable[[int, int], None] | None = None,
    ) -> None:
        """`there`: whether the connection is to the file, or to an empty log as long as there is none."""
        super().__init__(path, connection)
        if telling is not None:
            self.telling = telling
        self.copies_in: Path | None = None
        """Where copies are kept, if not in the home."""
        self.own: set[str] = set()
        """The ids of the events that were written through this object."""
        self.lasting: tuple[str, str] | None = None
        """What was done last that undo does not take back, and the id of the event that it would have taken back then."""
        self._moved: MovedError | None = None
        self._take(connection, writable=writable, there=there)

    def _take(self, connection: sqlite3.Connection, *, writable: bool, there: bool) -> None:
        self._db, self.writable, self.there = connection, writable, there
        self._identity = self._on_disk() if there else None
        self.device = self._meta("device") or "unknown"
        """The name of this device in the log."""
        self._facts = None
        self._load_model()
        self._cards = 0
        if there:
            if self._stale():
                self.rebuild()
            connection.execute(f"PRAGMA busy_timeout = {opening.BUSY_TIMEOUT_MS}")

    @property
    def facts(self) -> "Facts":
        """What statistics read, and what counts an answer; most commands do neither."""
        if self._facts is None:
            from flashcards.log.facts import Facts

            made = Facts(self._db, self._rows)
            made.renamed = self._renamed
            if self.writable:
                with in_words(self.path):
                    made.prepare()
            self._facts = made
        return self._facts

    def read_as(self, renamed: Mapping[str, str]) -> None:
        """Read what stands under these names as if it were linked with the cards that are called so by now."""
        self._renamed = renamed
        if self._facts is not None:
            self._facts.renamed = renamed

    # -- opening ------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: Path, *, create: bool = True, telling: Callable[[int, int], None] | None = None) -> Self:
        """Open the file; where there is none, make it, or (`create` is false) read nothing until something is written.

        Raises ProgressError for a file that is empty, damaged, not ours or of a newer program, and for one that
        is missing although backups of it exist; the file is left as it is.
        """
        with in_words(path):
            there = path.exists()
            if not there:
                refuse_lost(path)
                if not create:
                    return cls(path, opening.nothing(), writable=True, there=False, telling=telling)
                make_private(path.parent)
                opening.create(path)
            connection, writable = _opened(path)
            with contextlib.ExitStack() as failed:
                failed.callback(connection.close)
                progress = cls(path, connection, writable=writable, telling=telling)
                failed.pop_all()
        return progress

    def make_file(self, *, afresh: bool = False) -> None:
        """See to it that there is a file, made whole, before something is written.

        Not where there was one, as backups show, unless it is to be made afresh.
        """
        if not self.there:
            with in_words(self.path):
                if not self.path.exists():
                    if not afresh:
                        refuse_lost(self.path)
                    make_private(self.path.parent)
                    opening.create(self.path)
                connection, writable = _opened(self.path)
                self._db.close()
                self._take(connection, writable=writable, there=True)

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        self._db.close()

    def _on_disk(self) -> tuple[int, int]:
        found = os.stat(self.path)  # noqa: PTH116 - as cheap as it gets: once an answer
        return found.st_dev, found.st_ino

    # -- transactions ------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _transaction(self) -> Generator[None]:
        self.make_file()
        if not self.writable:
            raise ProgressError(f"{self.path} is read-only here; nothing was written: check the folder's permissions")
        self._refuse_moved()
        _ = self.facts  # made within a transaction that fails, what counts an answer would go with it
        try:
            with in_words(self.path, "waiting to save"):
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._version = None
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")

    def _refuse_moved(self) -> None:
        """Raise MovedError where the file is no longer the one that is open; what that holds is copied out first."""
        try:
            same = self._on_disk() == self._identity
        except OSError:
            same = False
        if same:
            self._moved = None
        else:
            # Once: the handle does not change any more, and the copy may be the person's by now.
            self._moved = self._moved or rescue(self.path, self._db)
            raise self._moved

    def rebuild(self) -> None:
        """Make the states again from the log; those of a file that cannot be written, for this process alone."""
        if self.writable:
            with self._transaction():
                self._fold_all()
        else:
            from flashcards.log.counting import TABLES

            for table in ("meta", "card_state", *TABLES):
                self._db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} AS SELECT * FROM main.{table}")  # noqa: S608
            self._fold_all()

    def tidy(self) -> None:
        """Make indexes and states anew."""
        with self._transaction():
            self._db.execute("REINDEX")
            self._load_model()
            self._fold_all()

    # -- copies ------------------------------------------------------------------------------------------------

    def back_up(self, today: date) -> Path | None:
        """Copy the file into the backups folder, once a day; old copies are thinned out.

        Raises ProgressError where no sound copy could be made; the file itself is as it was.
        """
        if not (self.writable and self.there):
            return None
        with in_words(self.path):
            return backups.daily(self.path, self._db, today, self.copies_in)

    def back_up_now(self, now: datetime) -> Path | None:
        """Copy the file into the backups folder, whatever copies there are."""
        if not (self.writable and self.there):
            return None
        with in_words(self.path):
            return backups.another(self.path, self._db, now, self.copies_in)

    def copy_to(self, target: Path) -> None:
        """A verified copy under any name, also while other processes write."""
        self._db.execute(f"PRAGMA busy_timeout = {opening.PATIENT_TIMEOUT_MS}")
        try:
            with in_words(target):
                backups.write(self._db, target)
        finally:
            self._db.execute(f"PRAGMA busy_timeout = {opening.BUSY_TIMEOUT_MS}")

    def unsaved(self) -> int:
        """How many events are new since the newest copy."""
        copied = 0
        if (copy := backups.newest(self.path, self.copies_in)) is not None:
            with contextlib.suppress(sqlite3.Error):
                copied = backups.latest_number(copy)
        return int(self.mark) - copied


def _opened(path: Path) -> tuple[sqlite3.Connection, bool]:
    if path.stat().st_size == 0:
        raise ProgressError(f"{path} is empty, so its progress is lost; {backups.advice(path)}")
    return opening.connect(path)


def refuse_lost(path: Path) -> None:
    """Raise ProgressError where the file is gone but backups or a journal of it are there."""
    with in_words(path):
        if backups.newest(path) is not None:
            raise ProgressError(f"{path} is missing although backups of it exist; {backups.advice(path)}")
        if backups.journal(path).exists() and not path.exists():
            raise ProgressError(f"{path} is missing although a journal of it exists; {backups.advice(path)}")
