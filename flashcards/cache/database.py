"""The file of parsed decks: made where there is none, left where it is in use, thrown away where it is damaged."""

import contextlib
import os
import sqlite3
import zlib
from collections.abc import Iterator
from pathlib import Path

from flashcards.files import LITTLE_BYTES, PLENTY_BYTES, free_bytes, make_private, unlink_quietly

FILE_NAME = "parsed.db"
FORMAT = 5
APPLICATION_ID = 0x464C4143  # "FLAC"
SCHEMA = f"""
    CREATE TABLE content (id BLOB PRIMARY KEY, made_s INTEGER NOT NULL, head TEXT NOT NULL, crc INTEGER NOT NULL);
    CREATE TABLE seen (path TEXT, program TEXT, mtime_ns INTEGER, size INTEGER, inode INTEGER, hashed_ns INTEGER,
        content BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (path, program)) WITHOUT ROWID;
    CREATE TABLE page (content BLOB, number INTEGER, light TEXT NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (content, number)) WITHOUT ROWID;
    CREATE TABLE lines (content BLOB, name TEXT, text BLOB NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (content, name));
    CREATE TABLE shelf (mark BLOB PRIMARY KEY, made_s INTEGER NOT NULL, kept BLOB NOT NULL, crc INTEGER NOT NULL);
    CREATE TABLE card (content BLOB, position INTEGER, heavy TEXT NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (content, position)) WITHOUT ROWID;
    CREATE TABLE derived (content BLOB, position INTEGER, name TEXT, text TEXT NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (content, position, name)) WITHOUT ROWID;
    CREATE TABLE noted (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    PRAGMA application_id = {APPLICATION_ID};
    PRAGMA user_version = {FORMAT};
"""
NO_ROOM = "the disk has too little room left"
BUSY_S = 0.1
KEPT_S = 86_400
"""What nothing refers to stays for a day: another window may still show it."""
CACHE_KIB = 256
"""Pages of the file that are held: hardly one is read twice."""


def crc_of(kept: str | bytes, begin: int = 0) -> int:
    """The sum that stands beside what is kept."""
    return zlib.crc32(kept.encode() if isinstance(kept, str) else kept, begin)


class UnsoundError(Exception):
    """Something in the store is not as it was written."""


class Database:
    """One SQLite file in a folder (none: there is no file), without which everything goes on."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._db: sqlite3.Connection | None = None

    def close(self) -> None:
        """Let go of the file; it is opened again where a card asks for it."""
        if self._db is not None:
            self._db.close()
            self._db = None

    def make_room(self) -> None:
        """Give back what the store takes of a disk that has little left: all of it can be made again."""
        if self._folder is not None and free_bytes(self._folder) < LITTLE_BYTES:
            self._throw_away()
            self._folder = None

    def _has_room(self) -> bool:
        """Whether there is a store, and room on its disk for more than the progress, which comes first."""
        return self._folder is not None and free_bytes(self._folder) >= PLENTY_BYTES

    @contextlib.contextmanager
    def _careful(self) -> Iterator[None]:
        """Go on without the store where something is wrong with it, and throw away what is damaged."""
        if self._folder is None:
            with contextlib.suppress(UnsoundError):
                yield
            return
        try:
            yield
        except sqlite3.Error as err:
            self.close()
            match getattr(err, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF:
                case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
                    pass  # another process writes: this time without
                case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_ERROR:
                    self._throw_away()
                case sqlite3.SQLITE_FULL:
                    self.make_room()
                    self._folder = None
                case _:
                    self._folder = None
        except OSError:
            self._folder = None
        except (UnsoundError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._throw_away()

    def _throw_away(self) -> None:
        self.close()
        if self._folder is not None:
            unlink_quietly(self._folder / FILE_NAME, self._folder / f"{FILE_NAME}-journal")

    def _open(self) -> sqlite3.Connection:
        """The open file, made where there is none; raises OSError, sqlite3.Error, UnsoundError."""
        if self._db is not None:
            return self._db
        if self._folder is None:
            raise UnsoundError
        path = self._folder / FILE_NAME
        self.make_room()
        if not (self._has_room() or path.exists()):
            raise OSError(NO_ROOM)
        make_private(self._folder)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        # Widgets may ask for a card from another thread; SQLite itself takes one at a time.
        db = self._db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA cell_size_check = ON")
        db.execute(f"PRAGMA cache_size = -{CACHE_KIB}")
        db.execute("PRAGMA synchronous = OFF")  # nothing here is missed after a crash
        if not self._ours(db):
            if not self._has_room():
                raise OSError(NO_ROOM)
            db.execute("BEGIN IMMEDIATE")
            if not self._ours(db):
                for statement in SCHEMA.split(";"):
                    db.execute(statement)
            db.execute("COMMIT")
        return db

    @staticmethod
    def _ours(db: sqlite3.Connection) -> bool:
        """Whether the tables are there; raises OSError for a database of another program, which is left alone."""
        ((application,), (version,)) = (
            db.execute(f"PRAGMA {name}").fetchone() for name in ("application_id", "user_version")
        )
        if application not in (0, APPLICATION_ID) or (application == 0 and _tables(db)):
            raise OSError("a database of another program")
        if application and version != FORMAT:
            raise UnsoundError
        return bool(application)


def _tables(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
