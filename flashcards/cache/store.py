"""The store of parsed decks: one SQLite file that may be deleted, damaged or held by others at any moment.

A file is known by its time, size and inode, and behind that by its content; what was made of a content is kept for the
very program that made it. Whatever is wrong with the store, decks are read without it.
"""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from flashcards.cache import cards
from flashcards.cache.database import FORMAT, KEPT_S, UnsoundError, crc_of
from flashcards.cache.kept import Kept
from flashcards.cache.program import program
from flashcards.cards import Card, Deck
from flashcards.decks.folder import read
from flashcards.hashes import blake2b
from flashcards.records import replace
from flashcards.words import FlashcardsError

LOOKED, RULED = "looked", "ruled"
"""What was made of a card's texts and fields alone, whatever it is called: it holds in a file that changed elsewhere."""
BEFORE = """
    SELECT card.heavy, derived.name, derived.text, derived.crc FROM seen
    JOIN derived ON derived.content = seen.content AND derived.name IN (?, ?)
    JOIN card ON card.content = derived.content AND card.position = derived.position
    WHERE seen.path = ? AND seen.program = ?
"""
SEEN = """
    SELECT path, mtime_ns, size, inode, hashed_ns, content, seen.crc, head, content.crc FROM seen
    JOIN content ON content.id = seen.content WHERE program = ?
"""
SETTLED_NS = 2_000_000_000
"""A file that changed so shortly before it was read may change again without a sign: it is read again."""
FEW = 50
"""Texts of more cards are read with those of all others of their deck."""
IDS = "ids"
"""The name of the lines that hold the ids of a deck's cards."""


class ChangedError(FlashcardsError):
    """A card is asked for whose file has changed since, and the store has lost it; the message says what to do."""


def content_of(deck: Deck) -> bytes | None:
    """The content that a deck has in the store; none where it is not kept there."""
    return deck.cards.content if isinstance(deck.cards, cards.StoredCards) else None


class Store(Kept):
    """Reads decks, and keeps what it read in a folder (none: it only reads)."""

    def __init__(self, folder: Path | None) -> None:
        super().__init__(folder)
        self._again: dict[bytes, tuple[Deck, list[Mapping[str, Any]]]] = {}
        """Decks that were read again for a card that the store had lost, by content."""
        self._fresh: dict[Path, tuple[Deck, dict[int, tuple[bytes, int]]]] = {}
        """Decks that this process read and kept: where the store has each of their cards, by its identity."""
        self._looked_up: dict[str, tuple[Any, ...]] | None = None
        """What was known of files when the first one was asked for, by path: each is taken out when it is."""

    def deck(self, path: Path, name: str, *, bundled: bool = False) -> Deck:
        """The deck of a file, read from it only where the store does not know it."""
        try:
            found = path.stat()
            mark = (found.st_mtime_ns, found.st_size, found.st_ino)
        except OSError:
            return _loaded(path, name, bundled=bundled)
        with self._careful():
            deck = self._known(path, name, mark, bundled=bundled)
            if deck is not None:
                return deck
        return self._read(path, name, mark, bundled=bundled)

    def kept(self, card: Card, name: str) -> str | None:
        """The text of a card that is kept under a name; none where it was not made yet, or is lost."""
        where = self._where(card)
        return None if where is None else self._derived(*where, name)

    def derived(self, of: Iterable[Card], name: str, make: Callable[[Card], str], *, spread: bool = False) -> list[str]:
        """A text of each card that is made of nothing but the card, made once and kept under a name.

        `spread`: over the cores of the machine.
        """
        of = list(of)
        places = [self._where(card) for card in of]
        is_many = len(of) > FEW
        many = self._all_derived({where[0] for where in places if where}, name) if is_many else {}
        known = [
            None if where is None else many.get(where) if is_many else self._derived(*where, name) for where in places
        ]
        lacking = [card for card, text in zip(of, known, strict=True) if text is None]
        if spread and lacking:
            from flashcards import cores  # only `check` makes so much

            self.close()
            made = iter(cores.spread(make, lacking))
        else:
            made = map(make, lacking)
        texts, fresh = [], []
        for where, kept in zip(places, known, strict=True):
            text = next(made) if kept is None else kept
            if kept is None and where is not None:
                fresh.append((*where, name, text, crc_of(text)))
            texts.append(text)
        if fresh and self._has_room():
            with self._careful():
                db = self._open()
                db.execute("BEGIN IMMEDIATE")
                db.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?)", fresh)
                db.execute("COMMIT")
        return texts

    def lines(self, deck: Deck, name: str, make: Callable[[Card], str]) -> bytes:
        """A line for each card of a deck, of nothing but the card, made once and kept under a name."""
        content = content_of(deck)
        kept = None if content is None else self._lines(content, name)
        if kept is None:
            made = self.derived(deck.cards, name, make) if content is None else map(make, deck.cards)
            kept = "\n".join(made).encode()
            if content is not None and self._has_room():
                with self._careful():
                    row = (content, name, kept, crc_of(kept))
                    self._open().execute("INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?)", row)
        return kept

    def _where(self, card: Card) -> tuple[bytes, int] | None:
        """The content and the position under which the store has a card."""
        if isinstance(card, cards.StoredCard):
            return card.content, card.position
        return self._fresh[card.place.path][1].get(id(card)) if card.place.path in self._fresh else None

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
            source = self._source(path, content)
            made = cards.StoredCards(name, len(deck.cards), deck.summary, source, deck.cards)
            return replace(deck, cards=made)
        return deck

    def _content(self, data: bytes) -> bytes:
        """The name of a content as this program reads it."""
        return blake2b(data, digest_size=16, key=self._program.encode()).digest()

    @cached_property
    def _program(self) -> str:
        return program(FORMAT)

    def _keep(
        self, content: bytes, deck: Deck, fields: Sequence[Mapping[str, Any]], see: Callable[[bytes], None]
    ) -> None:
        """Write a deck down, and drop what nothing refers to any more."""
        db, now = self._open(), int(time.time())
        head, ids = cards.head(deck), "\n".join(deck.ids).encode()
        heavy = [_heavy(deck, fields, position) for position in range(cards.SHARED, len(deck.cards))]
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT OR REPLACE INTO content VALUES (?, ?, ?, ?)", (content, now, head, crc_of(head)))
        db.execute("INSERT OR REPLACE INTO lines VALUES (?, ?, ?, ?)", (content, IDS, ids, crc_of(ids)))
        pages = ((content, n, text, crc_of(text, n)) for n, text in enumerate(cards.pages(deck)))
        db.executemany("INSERT OR REPLACE INTO page VALUES (?, ?, ?, ?)", pages)
        rows = ((content, n, text, crc_of(text, n + 1)) for n, text in enumerate(heavy, cards.SHARED))
        db.executemany("INSERT OR REPLACE INTO card VALUES (?, ?, ?, ?)", rows)
        at = {text: n for n, text in enumerate(heavy, cards.SHARED)}
        before = db.execute(BEFORE, (LOOKED, RULED, str(deck.path), self._program)).fetchall()
        carried = [(content, at[text], *kept) for text, *kept in before if text in at]
        db.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?, ?, ?, ?)", carried)
        see(content)
        self._forget(now - KEPT_S)
        db.execute("COMMIT")

    def _forget(self, before_s: int) -> None:
        """Drop what other programs and other contents of files have left from before a moment."""
        db = self._open()
        db.execute("DELETE FROM seen WHERE program <> ? AND hashed_ns < ?", (self._program, before_s * 10**9))
        unseen = "SELECT id FROM content WHERE made_s < ? AND id NOT IN (SELECT content FROM seen)"
        for (content,) in db.execute(unseen, (before_s,)).fetchall():
            for table in ("page", "lines", "card", "derived"):
                db.execute(f"DELETE FROM {table} WHERE content = ?", (content,))  # noqa: S608
            db.execute("DELETE FROM content WHERE id = ?", (content,))

    # -- what is kept -------------------------------------------------------------------------------------------

    def _known(self, path: Path, name: str, mark: tuple[int, int, int], *, bundled: bool) -> Deck | None:
        """The deck of the content that a file had when it was last hashed, where nothing has changed since."""
        if self._looked_up is None:
            self._looked_up = {row[0]: row[1:] for row in self._open().execute(SEEN, (self._program,))}
        row = self._looked_up.pop(str(path), None)
        if row is None:
            row = self._open().execute(f"{SEEN} AND path = ?", (self._program, str(path))).fetchone()
            row = None if row is None else row[1:]
        if row is None or row[:3] != mark or mark[0] + SETTLED_NS >= row[3]:
            return None
        hashed_ns, content, crc, head, head_crc = row[3:]
        if crc_of(f"{path} {mark} {hashed_ns} {content.hex()}") != crc or crc_of(head) != head_crc:
            raise UnsoundError
        return cards.deck_from(head, path, name, self._source(path, content), bundled=bundled)

    def _see(self, path: Path, mark: tuple[int, int, int], hashed_ns: int, content: bytes) -> None:
        crc = crc_of(f"{path} {mark} {hashed_ns} {content.hex()}")
        row = (str(path), self._program, *mark, hashed_ns, content, crc)
        self._open().execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _kept(self, content: bytes, path: Path, name: str, *, bundled: bool) -> Deck | None:
        row = self._open().execute("SELECT head, crc FROM content WHERE id = ?", (content,)).fetchone()
        if row is None:
            return None
        if crc_of(row[0]) != row[1]:
            raise UnsoundError
        return cards.deck_from(row[0], path, name, self._source(path, content), bundled=bundled)

    def _source(self, path: Path, content: bytes) -> cards.Source:
        """How what is kept of a file's cards is read."""
        ways = (partial(way, path, content) for way in (self._ids, self._pages, self._heavy))
        return cards.Source(path, content, *ways)  # type: ignore[arg-type]

    def _ids(self, path: Path, content: bytes) -> list[str]:
        """The ids of a file's cards."""
        text = self._lines(content, IDS)
        if text is None:
            return [card.id for card in self._read_again(path, content)[0].cards]
        return text.decode().split("\n") if text else []

    def _pages(self, path: Path, content: bytes, numbers: range) -> list[cards.Page]:
        """The pages of these numbers that a file's cards are on."""
        with self._careful():
            query = "SELECT light, crc, number FROM page WHERE content = ? AND number BETWEEN ? AND ? ORDER BY number"
            rows = self._open().execute(query, (content, numbers.start, numbers.stop - 1)).fetchall()
            if [number for *_, number in rows] == [*numbers]:
                if any(crc_of(text, number) != crc for text, crc, number in rows):
                    raise UnsoundError
                return [cards.page_from(text) for text, *_ in rows]
        pages = cards.pages(self._read_again(path, content)[0])
        return [cards.page_from(pages[number]) for number in numbers]

    def _heavy(self, path: Path, content: bytes, position: int) -> cards.Heavy:
        """What the store keeps of one card; where it has lost it, the file is read again."""
        with self._careful():
            query = "SELECT heavy, crc FROM card WHERE content = ? AND position = ?"
            row = self._open().execute(query, (content, position)).fetchone()
            if row is not None:
                if crc_of(row[0], position + 1) != row[1]:
                    raise UnsoundError
                return cards.heavy_from(row[0])
        return cards.heavy_from(_heavy(*self._read_again(path, content), position))

    def _read_again(self, path: Path, content: bytes) -> tuple[Deck, list[Mapping[str, Any]]]:
        """A file of which the store has lost something; raises ChangedError where it is another one now."""
        if content not in self._again:
            from flashcards.decks.file import load_with_fields

            try:
                data = read(path)
            except OSError:
                data = b""
            if self._content(data) != content:
                raise ChangedError(f"{path} has changed, and what was kept of it is gone; start again")
            self._again[content] = load_with_fields(data, path, "")
        return self._again[content]


def _heavy(deck: Deck, fields: Sequence[Mapping[str, Any]], position: int) -> str:
    return cards.shared(deck) if position == cards.SHARED else cards.heavy(deck.cards[position], fields[position])


def _loaded(path: Path, name: str, *, bundled: bool) -> Deck:
    from flashcards.decks.file import load_file

    return load_file(path, name, bundled=bundled)
