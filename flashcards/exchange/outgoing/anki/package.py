"""The package: a collection of schema 11 in a zip file with its pictures, as every version of Anki reads it."""

import contextlib
import io
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha1
from html import unescape
from importlib import resources
from pathlib import Path
from typing import Any

from flashcards.days import Moment, start_ms
from flashcards.events import ANSWER_CAP_MS
from flashcards.exchange.outgoing.anki.notes import Note
from flashcards.exchange.outgoing.anki.notetypes import NoteType, stable_id
from flashcards.exchange.outgoing.anki.progress import USUAL_EASE, Progress, Row, Standing
from flashcards.records import dataclass
from flashcards.schedule.fsrs6 import LEARNING_STEPS_MIN, LONGEST_INTERVAL, RELEARNING_STEPS_MIN
from flashcards.schedule.states import LEECH_LAPSES

COMMENT = b"Made by flashcards"
"""The comment of the zip file."""
SCHEMA = 11
OLDEST = (1980, 1, 1, 0, 0, 0)
"""The same for every member, so that the same cards are the same bytes."""
_TAG = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Package:
    """What goes into the file."""

    notes: Sequence[Note]
    pictures: Mapping[str, bytes]
    at: Moment
    rollover_hour: int
    progress: Progress | None = None
    """None: every card is new there."""

    def data(self) -> bytes:
        """The file's content."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
            package.comment = COMMENT
            names = [*self.pictures]
            members = {
                "collection.anki2": self._collection(),
                "media": json.dumps({str(at): name for at, name in enumerate(names)}).encode(),
                **{str(at): self.pictures[name] for at, name in enumerate(names)},
            }
            for name, content in members.items():
                package.writestr(zipfile.ZipInfo(name, OLDEST), content, zipfile.ZIP_DEFLATED)
        return made.getvalue()

    def _collection(self) -> bytes:
        with contextlib.closing(sqlite3.connect(":memory:")) as db:
            db.executescript(resources.files(__package__).joinpath("collection.sql").read_text(encoding="utf-8"))
            _insert(db, "col", [self._head()])
            used: set[int] = set()
            # The first note of a package is as old as the package; an id is a time in milliseconds.
            first = self.at.wall_ms - len(self.notes)
            card_id = self.at.wall_ms - sum(len(note.cards) for note in self.notes)
            for at, note in enumerate(self.notes):
                _insert(db, "notes", [_note_row(first + at, note)])
                for position, entry in note.cards:
                    mine = self.progress if entry.first else None
                    standing = Standing(due=at) if mine is None else mine.standing(entry.card.id, entry.state, at)
                    _insert(db, "cards", [self._card_row(card_id, first + at, note, position, standing)])
                    rows = () if mine is None else mine.rows(entry.card.id)
                    _insert(db, "revlog", _numbered(rows, card_id, used))
                    card_id += 1
            db.commit()
            return db.serialize()

    def _head(self) -> dict[str, Any]:
        """The only row of `col`: settings, note types, decks and their options."""
        mod_s = self.at.wall_ms // 1000
        day = self.progress.first_day if self.progress else self.at.study_day
        began = start_ms(Moment(0, day, self.at.utc_offset_min), self.rollover_hour)
        west = -self.at.utc_offset_min
        conf = {
            "curDeck": 1,
            "activeDecks": [1],
            "nextPos": len(self.notes),
            "schedVer": 2,
            "sched2021": True,
            "rollover": self.rollover_hour,
            "creationOffset": west,
            "localOffset": west,
        }
        types = {note.type.id: note.type for note in self.notes}
        newest = _newest(self.notes)
        options = self._options(mod_s)
        names = dict.fromkeys(deck_name(note.entry.card.deck) for note in self.notes)
        decks = [_deck(1, "Default", 1, mod_s), *(_deck(deck_id(n), n, options[-1]["id"], mod_s) for n in names)]
        return {
            "id": 1,
            "crt": began // 1000,
            "mod": self.at.wall_ms,
            "scm": self.at.wall_ms,
            "ver": SCHEMA,
            "dty": 0,
            "usn": 0,
            "ls": 0,
            "conf": json.dumps(conf),
            "models": json.dumps({str(type_.id): type_.document(newest[type_]) for type_ in types.values()}),
            "decks": json.dumps({str(deck["id"]): deck for deck in decks}),
            "dconf": json.dumps({str(found["id"]): found for found in options}),
            "tags": "{}",
        }

    def _options(self, mod_s: int) -> list[dict[str, Any]]:
        """Anki's usual options of decks, and of those that go along with progress the weights in force here."""
        found = [_options(1, "Default", mod_s)]
        if self.progress:
            weights = [*self.progress.model.weights_for(None)]
            ours = _options(stable_id("options"), "Flashcards", mod_s)
            found.append({**ours, "fsrsParams6": weights, "desiredRetention": self.progress.retention})
        return found

    def _card_row(self, id_: int, note_id: int, note: Note, position: int, standing: Standing) -> dict[str, Any]:
        return {
            "id": id_,
            "nid": note_id,
            "did": deck_id(deck_name(note.entry.card.deck)),
            "ord": position,
            "mod": self.at.wall_ms // 1000,
            "usn": -1,
            "odue": 0,
            "odid": 0,
            **standing._asdict(),
        }


def deck_name(name: str) -> str:
    """A deck's name there: folders are decks above it."""
    return name.replace("/", "::")


def deck_id(name: str) -> int:
    """The id of a deck of that name in every package."""
    return stable_id("deck", name)


def made_here(path: Path) -> bool:
    """Whether a file is a package that was made here."""
    with contextlib.suppress(OSError, zipfile.BadZipFile), zipfile.ZipFile(path) as package:
        return package.comment == COMMENT
    return False


def _insert(db: sqlite3.Connection, table: str, rows: Iterator[dict[str, Any]] | Sequence[dict[str, Any]]) -> None:
    for row in rows:
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        db.execute(f"INSERT INTO {table} ({names}) VALUES ({values})", row)  # noqa: S608 - names of ours


def _note_row(id_: int, note: Note) -> dict[str, Any]:
    first = unescape(_TAG.sub("", note.fields[0]))
    return {
        "id": id_,
        "guid": note.guid,
        "mid": note.type.id,
        "mod": changed_s(note),
        "usn": -1,
        "tags": "".join(f" {tag}" for tag in tags_of(note)) + " " if note.entry.card.tags else "",
        "flds": "\x1f".join(note.fields),
        "sfld": first,
        "csum": int(sha1(first.encode(), usedforsecurity=False).hexdigest()[:8], 16),
        "flags": 0,
        "data": "",
    }


def tags_of(note: Note) -> list[str]:
    """The tags, none of which may hold a space there."""
    return [re.sub(r"\s+", "-", tag) for tag in note.entry.card.tags]


def changed_s(note: Note) -> int:
    """When the note's text last changed, in seconds: when its file was saved.

    A second import changes what has changed since the first, and leaves alone what was edited there afterwards.
    """
    with contextlib.suppress(OSError):
        return int(note.entry.card.place.path.stat().st_mtime)
    return 0


def _newest(notes: Sequence[Note]) -> dict[NoteType, int]:
    found: dict[NoteType, int] = {}
    for note in notes:
        found[note.type] = max(found.get(note.type, 0), changed_s(note))
    return found


def _options(id_: int, name: str, mod_s: int) -> dict[str, Any]:
    learn, relearn = ([*map(float, steps)] for steps in (LEARNING_STEPS_MIN, RELEARNING_STEPS_MIN))
    new = {"bury": False, "delays": learn, "initialFactor": USUAL_EASE, "ints": [1, 4, 0], "order": 1, "perDay": 10}
    review = {"bury": False, "ease4": 1.3, "ivlFct": 1.0, "maxIvl": LONGEST_INTERVAL, "perDay": 200, "hardFactor": 1.2}
    lapse = {"delays": relearn, "leechAction": 1, "leechFails": LEECH_LAPSES, "minInt": 1, "mult": 0.0}
    return {
        "id": id_,
        "name": name,
        "mod": mod_s,
        "usn": -1,
        "maxTaken": ANSWER_CAP_MS // 1000,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "new": new,
        "rev": review,
        "lapse": lapse,
        "dyn": False,
    }


def _deck(id_: int, name: str, options: int, mod_s: int) -> dict[str, Any]:
    today = {f"{what}Today": [0, 0] for what in ("new", "rev", "lrn", "time")}
    return {
        "id": id_,
        "name": name,
        "mod": mod_s,
        "usn": -1,
        "conf": options,
        "desc": "",
        "dyn": 0,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 0,
        "extendRev": 0,
        **today,
    }


def _numbered(rows: Iterator[Row] | Sequence[Row], card_id: int, used: set[int]) -> Iterator[dict[str, Any]]:
    """The rows with their ids, which are their times; no two are the same."""
    for row in rows:
        id_ = row.at_ms
        while id_ in used:
            id_ += 1
        used.add(id_)
        yield {
            "id": id_,
            "cid": card_id,
            "usn": -1,
            "ease": row.ease,
            "ivl": row.ivl,
            "lastIvl": row.last_ivl,
            "factor": row.factor,
            "time": row.time_ms,
            "type": row.type,
        }
