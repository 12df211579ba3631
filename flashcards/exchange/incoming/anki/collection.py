"""The database within a package, read row by row; the one module here that knows SQLite.

It is somebody else's: opened read-only, its schema is trusted in nothing, only plain tables are read, and steps are counted.
"""

import contextlib
import json
import sqlite3
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flashcards.exchange.incoming.anki import wire
from flashcards.exchange.incoming.brought import MOST_CARDS, ForeignError
from flashcards.records import dataclass, field

LONGEST_VALUE = 50_000_000
MOST_STEPS = 20_000
"""So many times a hundred thousand steps of SQLite are waited for."""
STEPS = 100_000
HEAD = 100
"""Bytes at the beginning of every database."""
_UNIT = "\x1f"


@dataclass(frozen=True, slots=True)
class Template:
    """How a card is made of a note: the HTML of both sides, with names of fields in braces."""

    name: str
    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class NoteType:
    """What notes of a type have."""

    name: str
    cloze: bool
    fields: tuple[str, ...]
    templates: tuple[Template, ...]


class Note(NamedTuple):
    """One note."""

    id: int
    guid: str
    type: int
    tags: str
    fields: tuple[str, ...]


class CardRow(NamedTuple):
    """One card of a note, as it stands in the schedule."""

    id: int
    note: int
    deck: int
    ord: int
    type: int
    queue: int
    due: int
    flags: int
    interval: int
    """In days."""
    factor: int
    """Its ease, in thousandths."""
    data: str
    """What FSRS knows of it, as JSON."""


class Answer(NamedTuple):
    """One row of the log of answers."""

    ms: int
    ease: int
    factor: int
    took_ms: int
    type: int


@dataclass(slots=True)
class Collection:
    """All that is read of a database."""

    types: dict[int, NoteType] = field(default_factory=dict)
    decks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    cards: dict[int, list[CardRow]] = field(default_factory=dict)
    """By the ids of their notes."""
    answered: int = 0
    """How many answers its log has, whether they are read or not."""
    answers: dict[int, list[Answer]] = field(default_factory=dict)
    """By the ids of their cards, oldest first."""
    weights: dict[int, tuple[float, ...]] = field(default_factory=dict)
    """By the ids of decks: the weights of FSRS-6 of their presets, where they were fitted."""
    created_s: int = 0
    """When the collection was made, in seconds since 1970: days are counted from there."""


def read(path: Path, *, history: bool) -> Collection:
    """A database of Anki's; raises ForeignError."""
    with _opened(path) as db:
        found = Collection()
        tables = _tables(db)
        (found.created_s,) = _one(db, "SELECT crt FROM col")
        if "notetypes" in tables:
            found.types, found.decks = _types(db), _decks(db)
            found.weights = _weights(db, tables)
        else:
            models, decks, presets = _one(db, "SELECT models, decks, dconf FROM col")
            found.types = {int(number): _old_type(of) for number, of in _json(models).items()}
            found.decks = {int(number): tuple(str(of["name"]).split("::")) for number, of in _json(decks).items()}
            found.weights = _old_weights(_json(decks), _json(presets or "{}"))
        (notes,) = _one(db, "SELECT count(*) FROM notes")
        if notes > MOST_CARDS:
            raise ForeignError(f"it has {notes:,} notes; export its decks one by one, {MOST_CARDS:,} at most")
        for row in db.execute("SELECT id, guid, mid, tags, flds FROM notes ORDER BY id"):
            number, guid, kind, tags, fields = row
            found.notes.append(Note(int(number), str(guid), int(kind), str(tags), tuple(str(fields).split(_UNIT))))
        columns = "id, nid, CASE WHEN odid <> 0 THEN odid ELSE did END, ord, type, queue, CASE WHEN odid <> 0 AND odue <> 0 THEN odue ELSE due END, flags, ivl, factor"
        for row in db.execute(f"SELECT {columns}, data FROM cards ORDER BY nid, ord"):  # noqa: S608 - a constant
            *numbers, data = row
            card = CardRow._make([*map(int, numbers), str(data or "")])
            found.cards.setdefault(card.note, []).append(card)
        (found.answered,) = _one(db, "SELECT count(*) FROM revlog")
        for row in db.execute("SELECT cid, id, ease, factor, time, type FROM revlog ORDER BY id") if history else ():
            card_id, *rest = map(int, row)
            found.answers.setdefault(card_id, []).append(Answer(*rest))
        return found


@contextlib.contextmanager
def _opened(path: Path) -> Generator[sqlite3.Connection]:
    left = iter(range(MOST_STEPS))
    _refuse_torn(path)
    try:
        with contextlib.closing(sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
            for pragma in ("trusted_schema=OFF", "query_only=ON", "cell_size_check=ON", "mmap_size=0"):
                db.execute(f"PRAGMA {pragma}")
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST_VALUE)
            db.set_progress_handler(lambda: next(left, None) is None, STEPS)
            db.text_factory = lambda data: data.decode("utf-8", "replace")
            db.create_collation("unicase", lambda a, b: (a.casefold() > b.casefold()) - (a.casefold() < b.casefold()))
            yield db
    except (sqlite3.Error, ValueError, TypeError, KeyError, OverflowError, RecursionError) as err:
        raise ForeignError(f"its collection is damaged or not Anki's ({err}); export it again") from err


def _refuse_torn(path: Path) -> None:
    """Raise ForeignError for a database that is shorter than its head says."""
    with path.open("rb") as handle:
        head = handle.read(HEAD)
    page = int.from_bytes(head[16:18]) or 1
    said = int.from_bytes(head[28:32]) * (65_536 if page == 1 else page)
    if len(head) < HEAD or said > path.stat().st_size:
        raise ForeignError("its collection is damaged (it ends too early); export it again")


def _tables(db: sqlite3.Connection) -> set[str]:
    """The names of the tables; raises ForeignError where something that is read is none."""
    found = {
        str(name): (kind, str(sql or "")) for name, kind, sql in db.execute("SELECT name, type, sql FROM sqlite_schema")
    }
    for name in (
        "col",
        "notes",
        "cards",
        "revlog",
        *({"notetypes", "fields", "templates", "decks", "deck_config"} & found.keys()),
    ):
        kind, sql = found.get(name, ("nothing", ""))
        if kind != "table" or "VIRTUAL" in sql[:40].upper():
            raise ForeignError(f"its collection has no table `{name}` but {kind}; it is not Anki's")
    return {*found}


def _one(db: sqlite3.Connection, query: str) -> tuple[Any, ...]:
    row = db.execute(query).fetchone()
    if row is None:
        raise ValueError("a table is empty")
    return tuple(row)


def _json(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("not as Anki writes it")
    return found


def _old_type(of: dict[str, Any]) -> NoteType:
    """A note type as schema 11 has it."""
    templates = [
        Template(str(t["name"]), str(t["qfmt"]), str(t["afmt"]))
        for t in sorted(of["tmpls"], key=lambda t: int(t["ord"]))
    ]
    names = [str(f["name"]) for f in sorted(of["flds"], key=lambda f: int(f["ord"]))]
    return NoteType(str(of["name"]), int(of.get("type", 0)) == 1, tuple(names), tuple(templates))


def _old_weights(decks: dict[str, Any], presets: dict[str, Any]) -> dict[int, tuple[float, ...]]:
    fitted = {number: tuple(map(float, of.get("fsrsParams6") or ())) for number, of in presets.items()}
    return {int(number): weights for number, of in decks.items() if (weights := fitted.get(str(of.get("conf")), ()))}


def _weights(db: sqlite3.Connection, tables: set[str]) -> dict[int, tuple[float, ...]]:
    if "deck_config" not in tables:
        return {}
    fitted = {int(number): wire.floats(blob, 6) for number, blob in db.execute("SELECT id, config FROM deck_config")}
    found = {}
    for number, kind in db.execute("SELECT id, kind FROM decks"):
        normal = next((value for at, value in wire.fields(kind) if at == 1 and isinstance(value, bytes)), b"")
        if weights := fitted.get(wire.whole(normal, 1), ()):
            found[int(number)] = weights
    return found


def _types(db: sqlite3.Connection) -> dict[int, NoteType]:
    """The note types as schema 18 has them."""
    fields = _grouped(db.execute("SELECT ntid, name FROM fields ORDER BY ntid, ord"))
    templates = _grouped(db.execute("SELECT ntid, name, config FROM templates ORDER BY ntid, ord"))
    found = {}
    for number, name, config in db.execute("SELECT id, name, config FROM notetypes"):
        made = [Template(str(of), wire.text(blob, 1), wire.text(blob, 2)) for of, blob in templates.get(number, [])]
        names = tuple(str(of) for (of,) in fields.get(number, []))
        found[int(number)] = NoteType(str(name), wire.whole(config, 1) == 1, names, tuple(made))
    return found


def _grouped(rows: Iterator[Sequence[Any]]) -> dict[Any, list[Sequence[Any]]]:
    found: dict[Any, list[Sequence[Any]]] = {}
    for first, *rest in rows:
        found.setdefault(first, []).append(rest)
    return found


def _decks(db: sqlite3.Connection) -> dict[int, tuple[str, ...]]:
    return {int(number): tuple(str(name).split(_UNIT)) for number, name in db.execute("SELECT id, name FROM decks")}
