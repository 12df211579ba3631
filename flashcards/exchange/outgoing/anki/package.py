"""The package: a collection of schema 11 in a zip file with its pictures and sounds, as every version of Anki reads it."""

import contextlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha1
from html import unescape
from importlib import resources
from pathlib import Path
from typing import Any

from flashcards.days import Moment
from flashcards.exchange.outgoing.anki.collection import deck_id, deck_name, head
from flashcards.exchange.outgoing.anki.notes import Note
from flashcards.exchange.outgoing.anki.progress import Progress, Row, Standing
from flashcards.exchange.outgoing.entry import Entry
from flashcards.records import dataclass

COMMENT = b"Made by flashcards"
"""The comment of the zip file."""
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The same for every member, so that the same cards are the same bytes."""
_TAG = re.compile(r"<[^>]*>")
Record = dict[str, Any]
"""A row of a table, by its columns."""


@dataclass(frozen=True, slots=True)
class Package:
    """What goes into the file."""

    notes: Sequence[Note]
    media: Mapping[str, bytes]
    at: Moment
    rollover_hour: int
    progress: Progress | None = None
    """None: every card is new there."""

    def data(self) -> bytes:
        """The file's content."""
        made = io.BytesIO()
        numbered = {str(at): name for at, name in enumerate(self.media)}
        members = {
            "collection.anki2": self._collection(),
            "media": json.dumps(numbered).encode(),
            **{number: self.media[name] for number, name in numbered.items()},
        }
        with zipfile.ZipFile(made, "w") as package:
            package.comment = COMMENT
            for name, content in members.items():
                package.writestr(zipfile.ZipInfo(name, OLDEST), content, zipfile.ZIP_DEFLATED)
        return made.getvalue()

    def _collection(self) -> bytes:
        """The database; the ids of notes and cards are times up to now, as Anki's are."""
        note_id = self.at.wall_ms - len(self.notes)
        card_id = self.at.wall_ms - sum(len(note.cards) for note in self.notes)
        used: set[int] = set()
        with contextlib.closing(sqlite3.connect(":memory:")) as db:
            db.executescript(resources.files(__package__).joinpath("collection.sql").read_text(encoding="utf-8"))
            _insert(db, "col", head(self.notes, self.at, self.rollover_hour, self.progress))
            for at, note in enumerate(self.notes):
                _insert(db, "notes", _note(note, note_id))
                for position, entry in note.cards:
                    standing, rows = self._of(entry, at)
                    card = {"id": card_id, "nid": note_id, "did": deck_id(deck_name(entry.card.deck)), "ord": position}
                    card |= {"mod": self.at.wall_ms // 1000, "usn": -1, "odue": 0, "odid": 0, **standing._asdict()}
                    _insert(db, "cards", card)
                    for row in _numbered(rows, used):
                        _insert(db, "revlog", {**row, "cid": card_id, "usn": -1})
                    card_id += 1
                note_id += 1
            db.commit()
            return db.serialize()

    def _of(self, entry: Entry, position: int) -> tuple[Standing, Iterable[Row]]:
        """Where a card stands, and its answers; the memory of one that draws goes with its first draw."""
        if self.progress is None or not entry.first:
            return Standing(due=position), ()
        card = entry.card.id
        return self.progress.standing(card, entry.state, position), self.progress.rows(card)


def made_here(path: Path) -> bool:
    """Whether a file is a package that was made here."""
    with contextlib.suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as package:
        return package.comment == COMMENT
    return False


def _insert(db: sqlite3.Connection, table: str, row: Record) -> None:
    values = ", ".join(f":{name}" for name in row)
    db.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})", row)  # noqa: S608 - names of ours


def _note(note: Note, id_: int) -> Record:
    first = unescape(_TAG.sub("", note.fields[0]))
    tags = [re.sub(r"\s+", "-", tag) for tag in note.entry.card.tags]  # a space parts them
    return {
        "id": id_,
        "guid": note.guid,
        "mid": note.type.id,
        "mod": note.mod_s,
        "usn": -1,
        "tags": f" {' '.join(tags)} " if tags else "",
        "flds": "\x1f".join(note.fields),
        "sfld": first,
        "csum": int(sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16),
        "flags": 0,
        "data": "",
    }


def _numbered(rows: Iterable[Row], used: set[int]) -> Iterator[Record]:
    """The rows with their ids, which are their times; no two are the same."""
    for row in rows:
        id_ = row.id
        while id_ in used:
            id_ += 1
        used.add(id_)
        yield {**row._asdict(), "id": id_}
