"""What is kept beside the decks: of nothing but them, found out once and told again as long as it holds."""

import time
import zlib
from collections.abc import Iterable

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

    def _derived(self, content: bytes, position: int, name: str) -> str | None:
        with self._careful():
            query = "SELECT text, crc FROM derived WHERE content = ? AND position = ? AND name = ?"
            row = self._open().execute(query, (content, position, name)).fetchone()
            if row is not None and crc_of(row[0]) != row[1]:
                raise UnsoundError
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

    def shelf(self, mark: bytes) -> bytes | None:
        """What was kept of decks that stand together."""
        with self._careful():
            row = self._open().execute("SELECT kept, crc FROM shelf WHERE mark = ?", (mark,)).fetchone()
            if row is not None and zlib.crc32(row[0], zlib.crc32(mark)) != row[1]:
                raise UnsoundError
            return None if row is None else bytes(row[0])
        return None

    def keep_shelf(self, mark: bytes, kept: bytes) -> None:
        """Keep what was found out of decks that stand together, as long as they do."""
        if not self._has_room():
            return
        with self._careful():
            db, now = self._open(), int(time.time())
            db.execute("BEGIN IMMEDIATE")
            db.execute("DELETE FROM shelf WHERE made_s < ?", (now - KEPT_S,))
            row = (mark, now, kept, zlib.crc32(kept, zlib.crc32(mark)))
            db.execute("INSERT OR REPLACE INTO shelf VALUES (?, ?, ?, ?)", row)
            db.execute("COMMIT")

    def _lines(self, content: bytes, name: str) -> bytes | None:
        with self._careful():
            query = "SELECT text, crc FROM lines WHERE content = ? AND name = ?"
            row = self._open().execute(query, (content, name)).fetchone()
            if row is not None and zlib.crc32(row[0]) != row[1]:
                raise UnsoundError
            return None if row is None else bytes(row[0])
        return None
