"""The store of parsed decks: one SQLite file that may be deleted, damaged or held by others at any moment.

A file is known by its time, size and inode, and behind that by its content; what was made of a content is kept for the
very program that made it. Whatever is wrong with the store, decks are read without it.
"""

import contextlib
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from flashcards.cache import cards
from flashcards.cache.program import program
from flashcards.cards import Card, Deck
from flashcards.decks.folder import read
from flashcards.files import LITTLE_BYTES, PLENTY_BYTES, free_bytes, unlink_quietly
from flashcards.words import FlashcardsError

FILE_NAME = "parsed.db"
FORMAT = 3
APPLICATION_ID = 0x464C4143  # "FLAC"
SCHEMA = f"""
    CREATE TABLE content (id BLOB PRIMARY KEY, made_s INTEGER NOT NULL, light TEXT NOT NULL, crc INTEGER NOT NULL);
    CREATE TABLE seen (path TEXT, program TEXT, mtime_ns INTEGER, size INTEGER, inode INTEGER, hashed_ns INTEGER,
        content BLOB NOT NULL, crc INTEGER NOT NULL, PRIMARY KEY (path, program)) WITHOUT ROWID;
    CREATE TABLE card (content BLOB, position INTEGER, heavy TEXT NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (content, position)) WITHOUT ROWID;
    CREATE TABLE derived (content BLOB, position INTEGER, name TEXT, text TEXT NOT NULL, crc INTEGER NOT NULL,
        PRIMARY KEY (content, position, name)) WITHOUT ROWID;
    CREATE TABLE noted (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    PRAGMA application_id = {APPLICATION_ID};
    PRAGMA user_version = {FORMAT};
"""
LOOKED, RULED = "looked", "ruled"
"""What was made of a card's texts and fields alone, whatever it is called: it holds in a file that changed elsewhere."""
BEFORE = """
    SELECT card.heavy, derived.name, derived.text, derived.crc FROM seen
    JOIN derived ON derived.content = seen.content AND derived.name IN (?, ?)
    JOIN card ON card.content = derived.content AND card.position = derived.position
    WHERE seen.path = ? AND seen.program = ?
"""
NO_ROOM = "the disk has too little room left"
BUSY_S = 0.1
SETTLED_NS = 2_000_000_000
"""A file that changed so shortly before it was read may change again without a sign: it is read again."""
FEW = 50
"""Texts of more cards are read with those of all others of their deck."""
KEPT_S = 86_400
"""What nothing refers to stays for a day: another window may still show it."""


class ChangedError(FlashcardsError):
    """A card is asked for whose file has changed since, and the store has lost it; the message says what to do."""


def _crc(text: str, begin: int = 0) -> int:
    return zlib.crc32(text.encode(), begin)


class _UnsoundError(Exception):
    """Something in the store is not as it was written."""


class Store:
    """Reads decks, and keeps what it read in a folder (none: it only reads)."""

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._db: sqlite3.Connection | None = None
        self._again: dict[bytes, tuple[Deck, list[Mapping[str, Any]]]] = {}
        """Decks that were read again for a card that the store had lost, by content."""
        self._fresh: dict[Path, tuple[Deck, dict[int, tuple[bytes, int]]]] = {}
        """Decks that this process read and kept: where the store has each of their cards, by its identity."""

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

    def deck(self, path: Path, name: str, *, bundled: bool = False) -> Deck:
        """The deck of a file, read from it only where the store does not know it."""
        try:
            found = path.stat()
            mark = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:
            return _loaded(path, name, bundled=bundled)
        with self._careful():
            content = self._seen(path, mark)
            deck = None if content is None else self._kept(content, path, name, bundled=bundled)
            if deck is not None:
                return deck
        return self._read(path, name, mark, bundled=bundled)

    def derived(self, of: Iterable[Card], name: str, make: Callable[[Card], str]) -> list[str]:
        """A text of each card that is made of nothing but the card, made once and kept under a name."""
        of, texts, fresh = list(of), [], []
        many = self._all_derived({where[0] for c in of if (where := self._where(c))}, name) if len(of) > FEW else {}
        for card in of:
            where = self._where(card)
            text = None if where is None else many.get(where) or self._derived(*where, name)
            if text is None:
                text = make(card)
                if where is not None:
                    fresh.append((*where, name, text, _crc(text)))
            texts.append(text)
        if fresh and self._has_room():
            with self._careful():
                db = self._open()
                db.execute("BEGIN IMMEDIATE")
                db.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?)", fresh)
                db.execute("COMMIT")
        return texts

    def _where(self, card: Card) -> tuple[bytes, int] | None:
        """The content and the position under which the store has a card."""
        if isinstance(card, cards.StoredCard):
            return card.content, card.position
        return self._fresh[card.place.path][1].get(id(card)) if card.place.path in self._fresh else None

    def _all_derived(self, contents: Iterable[bytes], name: str) -> dict[tuple[bytes, int], str]:
        found = {}
        with self._careful():
            for content in contents:
                query = "SELECT position, text, crc FROM derived WHERE content = ? AND name = ?"
                for position, text, crc in self._open().execute(query, (content, name)).fetchall():
                    if _crc(text) == crc:
                        found[content, position] = str(text)
        return found

    def _derived(self, content: bytes, position: int, name: str) -> str | None:
        with self._careful():
            query = "SELECT text, crc FROM derived WHERE content = ? AND position = ? AND name = ?"
            row = self._open().execute(query, (content, position, name)).fetchone()
            if row is not None and _crc(row[0]) != row[1]:
                raise _UnsoundError
            return None if row is None else str(row[0])
        return None

    def noted(self, key: str) -> str | None:
        """What was noted under a key; none where nothing was, or it is lost."""
        with self._careful():
            row = self._open().execute("SELECT value FROM noted WHERE key = ?", (key,)).fetchone()
            return None if row is None else str(row[0])
        return None

    def note(self, key: str, value: str) -> None:
        """Note something that may be lost."""
        if not self._has_room():
            return
        with self._careful():
            self._open().execute("INSERT OR REPLACE INTO noted VALUES (?, ?)", (key, value))

    # -- a file that is new here, or has changed ----------------------------------------------------------------

    def _read(self, path: Path, name: str, mark: tuple[int, int, int], *, bundled: bool) -> Deck:
        now_ns = time.time_ns()
        try:
            data = read(path)
        except OSError:
            return _loaded(path, name, bundled=bundled)
        with self._careful():
            content = self._content(data)
            deck = self._kept(content, path, name, bundled=bundled)
            if deck is not None:
                if self._has_room():
                    self._see(path, mark, now_ns, content)
                return deck
        from flashcards.decks.file import load_with_fields  # and with it YAML and the kinds: known decks need none

        deck, fields = load_with_fields(data, path, name, bundled=bundled)
        if not self._has_room():
            return deck
        with self._careful():
            content = self._content(data)
            self._keep(content, deck, fields, lambda content: self._see(path, mark, now_ns, content))
            self._fresh[path] = deck, {id(card): (content, at) for at, card in enumerate(deck.cards)}
        return deck

    def _content(self, data: bytes) -> bytes:
        """The name of a content as this program reads it."""
        from hashlib import blake2b  # with it comes OpenSSL: known files do without

        return blake2b(data, digest_size=16, key=self._program.encode()).digest()

    @cached_property
    def _program(self) -> str:
        return program(FORMAT)

    def _keep(
        self, content: bytes, deck: Deck, fields: Sequence[Mapping[str, Any]], see: Callable[[bytes], None]
    ) -> None:
        """Write a deck down, and drop what nothing refers to any more."""
        db, now = self._open(), int(time.time())
        light = cards.light(deck)
        heavy = [_heavy(deck, fields, position) for position in range(cards.SHARED, len(deck.cards))]
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT OR REPLACE INTO content VALUES (?, ?, ?, ?)", (content, now, light, _crc(light)))
        rows = ((content, n, text, _crc(text, n + 1)) for n, text in enumerate(heavy, cards.SHARED))
        db.executemany("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?)", rows)
        at = {text: n for n, text in enumerate(heavy, cards.SHARED)}
        before = db.execute(BEFORE, (LOOKED, RULED, str(deck.path), self._program)).fetchall()
        carried = [(content, at[text], *kept) for text, *kept in before if text in at]
        db.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?)", carried)
        see(content)
        db.execute("DELETE FROM content WHERE id NOT IN (SELECT content FROM seen) AND made_s < ?", (now - KEPT_S,))
        for table in ("card", "derived"):
            db.execute(f"DELETE FROM {table} WHERE content NOT IN (SELECT id FROM content)")  # noqa: S608
        db.execute("COMMIT")

    def _has_room(self) -> bool:
        """Whether there is a store, and room on its disk for more than the progress, which comes first."""
        return self._folder is not None and free_bytes(self._folder) >= PLENTY_BYTES

    # -- what is kept -------------------------------------------------------------------------------------------

    def _seen(self, path: Path, mark: tuple[int, int, int]) -> bytes | None:
        """The content that a file had when it was last hashed, where nothing has changed since."""
        query = "SELECT mtime_ns, size, inode, hashed_ns, content, crc FROM seen WHERE path = ? AND program = ?"
        for *known, hashed_ns, content, crc in self._open().execute(query, (str(path), self._program)):
            if tuple(known) == mark and mark[0] + SETTLED_NS < hashed_ns:
                if _crc(f"{path} {mark} {hashed_ns} {content.hex()}") != crc:
                    raise _UnsoundError
                return bytes(content)
        return None

    def _see(self, path: Path, mark: tuple[int, int, int], hashed_ns: int, content: bytes) -> None:
        crc = _crc(f"{path} {mark} {hashed_ns} {content.hex()}")
        row = (str(path), self._program, *mark, hashed_ns, content, crc)
        self._open().execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _kept(self, content: bytes, path: Path, name: str, *, bundled: bool) -> Deck | None:
        row = self._open().execute("SELECT light, crc FROM content WHERE id = ?", (content,)).fetchone()
        if row is None:
            return None
        if _crc(row[0]) != row[1]:
            raise _UnsoundError
        read = partial(self._heavy, path, content)
        return cards.deck_from(row[0], path, name, content, read, bundled=bundled)

    def _heavy(self, path: Path, content: bytes, position: int) -> cards.Heavy:
        """What the store keeps of one card; where it has lost it, the file is read again."""
        with self._careful():
            query = "SELECT heavy, crc FROM card WHERE content = ? AND position = ?"
            row = self._open().execute(query, (content, position)).fetchone()
            if row is not None:
                if _crc(row[0], position + 1) != row[1]:
                    raise _UnsoundError
                return cards.heavy_from(row[0])
        if content not in self._again:
            from flashcards.decks.file import load_with_fields

            try:
                data = read(path)
            except OSError:
                data = b""
            if self._content(data) != content:
                raise ChangedError(f"{path} has changed, and what was kept of it is gone; start again")
            self._again[content] = load_with_fields(data, path, "")
        return cards.heavy_from(_heavy(*self._again[content], position))

    # -- the file -----------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _careful(self) -> Iterator[None]:
        """Go on without the store where something is wrong with it, and throw away what is damaged."""
        if self._folder is None:
            with contextlib.suppress(_UnsoundError):
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
        except (_UnsoundError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            self._throw_away()

    def _throw_away(self) -> None:
        self.close()
        if self._folder is not None:
            unlink_quietly(self._folder / FILE_NAME, self._folder / f"{FILE_NAME}-journal")

    def _open(self) -> sqlite3.Connection:
        """The open file, made where there is none; raises OSError, sqlite3.Error, _UnsoundError."""
        if self._db is not None:
            return self._db
        if self._folder is None:
            raise _UnsoundError
        path = self._folder / FILE_NAME
        self.make_room()
        if not (self._has_room() or path.exists()):
            raise OSError(NO_ROOM)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        # Widgets may ask for a card from another thread; SQLite itself takes one at a time.
        db = self._db = sqlite3.connect(path, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        db.execute("PRAGMA cell_size_check = ON")
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
            raise _UnsoundError
        return bool(application)


def _heavy(deck: Deck, fields: Sequence[Mapping[str, Any]], position: int) -> str:
    return cards.shared(deck) if position == cards.SHARED else cards.heavy(deck.cards[position], fields[position])


def _loaded(path: Path, name: str, *, bundled: bool) -> Deck:
    from flashcards.decks.file import load_file

    return load_file(path, name, bundled=bundled)


def _tables(db: sqlite3.Connection) -> int:
    return int(db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0])
