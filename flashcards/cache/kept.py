"""What is kept beside the decks: of nothing but them, found out once and told again as long as it holds."""

import time
from collections.abc import Iterable
from typing import Any

from flashcards.cache.database import KEPT_S, Database, UnsoundError, crc_of


class Kept(Database):
    """Texts of cards by the content of their file and their position, and of decks that stand together."""

    def _all_derived(self, contents: Iterable[bytes], name: str) -> dict[tuple[bytes, int], str]:
        found = {}
        with self._careful():
            for content in contents:
                query = "SELECT position, text, crc FROM derived WHERE content = ? AND name = ?"
                for position, text, crc in self._open().execute(query, (content, name)).fetchall():
                    if crc_of(text) == crc:
                        found[content, position] = str(text)
        return found

    def _sound(self, query: str, values: tuple[Any, ...], begin: int = 0) -> Any:
        """What a query finds, held against the sum beside it; none where it finds nothing, or the store is lost."""
        with self._careful():
            row = self._open().execute(query, values).fetchone()
            if row is not None and crc_of(row[0], begin) != row[1]:
                raise UnsoundError
            return row and row[0]
        return None

    def _derived(self, content: bytes, position: int, name: str) -> str | None:
        query = "SELECT text, crc FROM derived WHERE content = ? AND position = ? AND name = ?"
        found: str | None = self._sound(query, (content, position, name))
        return found

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

    def shelf(self, mark: bytes) -> bytes | None:
        """What was kept of decks that stand together."""
        found: bytes | None = self._sound("SELECT kept, crc FROM shelf WHERE mark = ?", (mark,), crc_of(mark))
        return found

    def keep_shelf(self, mark: bytes, kept: bytes) -> None:
        """Keep what was found out of decks that stand together, as long as they do."""
        if not self._has_room():
            return
        with self._careful():
            db, now = self._open(), int(time.time())
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM shelf WHERE made_s < ?", (now - KEPT_S,))
            row = (mark, now, kept, crc_of(kept, crc_of(mark)))
            db.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?, ?)", row)
            db.execute("COMMIT")

    def _lines(self, content: bytes, name: str) -> bytes | None:
        found: bytes | None = self._sound("SELECT text, crc FROM lines WHERE content = ? AND name = ?", (content, name))
        return found
