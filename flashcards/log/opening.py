"""The file's format: how a new file is made, and an old one opened."""

import contextlib
import functools
import os
import sqlite3
from pathlib import Path

from flashcards import shipped
from flashcards.log import backups
from flashcards.log.errors import ProgressError

APPLICATION_ID = 0x464C4153  # "FLAS"
FORMAT = 2
SCHEMA = ("event.sql", "schema.sql", "facts.sql", "views.sql")
OPEN_TIMEOUT_S = 2.0
BUSY_TIMEOUT_MS = 50  # while a screen waits; the caller tries again
PATIENT_TIMEOUT_MS = 10_000  # where a command waits
PRAGMAS = (
    "foreign_keys=ON",
    "recursive_triggers=ON",
    "synchronous=EXTRA",
    "fullfsync=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "temp_store=MEMORY",
)


def script(name: str) -> str:
    """A script of SQL that lies beside this module."""
    return shipped.text(f"log/{name}")


def schema() -> str:
    """The statements that make all tables."""
    return "".join(map(script, SCHEMA))


def connect(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Open and check an existing file, and bring one of an earlier format up; whether it can be written."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    mode = "rw" if writable else "ro"
    db = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=OPEN_TIMEOUT_S, isolation_level=None
    )
    with contextlib.ExitStack() as failed:
        failed.callback(db.close)
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if application != APPLICATION_ID:
            raise ProgressError(f"{path} is a database of another program; name another folder with --home")
        if version > FORMAT:
            raise ProgressError(
                f"{path} has format {version} and this program knows formats up to {FORMAT}; install a newer flashcards"
            )
        for pragma in PRAGMAS:
            db.execute(f"PRAGMA {pragma}")
        if writable:
            db.execute("PRAGMA journal_mode=DELETE")  # another tool may have left it otherwise
            if version < FORMAT:
                from flashcards.log import migrations

                migrations.bring_up(path, db, version, script)
        failed.pop_all()
    return db, writable


def is_ours(path: Path) -> bool:
    """Whether a file is a log of this program, by its header."""
    with (
        contextlib.suppress(sqlite3.Error),
        contextlib.closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as db,
    ):
        ((application,),) = db.execute("PRAGMA application_id").fetchall()
        return bool(application == APPLICATION_ID)
    return False


@functools.cache
def _blank() -> bytes:
    """A log with nothing in it, as its file is: made of the schema once, in memory, and copied from then on."""
    with contextlib.closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        db.executescript(
            f"PRAGMA application_id = {APPLICATION_ID}; BEGIN; {schema()}; PRAGMA user_version = {FORMAT}; COMMIT"
        )
        return db.serialize()


def nothing() -> sqlite3.Connection:
    """An empty log in memory: what is read where there is no file yet."""
    db = sqlite3.connect(":memory:", isolation_level=None)
    db.deserialize(_blank())
    return db


def create(path: Path, device: str | None = None) -> None:
    """Make the file under another name and link it in whole, so that nobody ever sees half of one.

    `device` is its name in the log; a new one where none is given.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    backups.private(fresh)
    try:
        with contextlib.closing(nothing()) as made, contextlib.closing(sqlite3.connect(fresh)) as file:
            made.execute("INSERT INTO meta VALUES ('device', ?)", (device or os.urandom(4).hex(),))
            made.backup(file)
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass  # another process was first
        except OSError:  # a file system without links
            if not path.exists():
                fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)
