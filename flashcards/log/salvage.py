"""Sound events out of any file: another log, a damaged one, or lines of JSON; what is not sound is counted and named."""

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from flashcards.events import COLUMNS, Event, Kind
from flashcards.files import read
from flashcards.log.backups import journal
from flashcards.log.opening import nothing
from flashcards.log.read import Wording
from flashcards.log.rows import EVENT, as_written, event_from
from flashcards.records import dataclass, field
from flashcards.schedule.fsrs6 import RETENTION_RANGE, is_memory
from flashcards.schedule.model import weights_of

LONGEST_FILE = 4 << 30  # bytes
MAGIC = b"SQLite format 3\0"
"""What a database of SQLite begins with."""
HEADER = 100
"""Bytes of a database before its first page begins."""
UNREADABLE = (sqlite3.Error, UnicodeDecodeError, MemoryError, OverflowError)
"""What SQLite raises over damaged pages; the second comes of an error text that quotes their bytes."""


@dataclass
class Salvaged:
    """What a file gave."""

    events: list[Event] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)
    """Places that gave nothing: `event 17`, `line 4`."""
    device: str | None = None
    catalogue: list[Wording] = field(default_factory=list)


def foldable(event: Event) -> bool:
    """Whether a schedule can be made of an event."""
    detail = event.detail or {}
    try:
        if event.event is Kind.REVIEW:
            low, high = RETENTION_RANGE
            return low <= weights_of(event.parameters)[1] <= high
        if event.event is Kind.RESCHEDULE:
            date.fromisoformat(str(detail["due"]))
            return "stability" not in detail or is_memory(float(detail["stability"]), float(detail["difficulty"]))
    except (ValueError, KeyError, TypeError):
        return False
    return True


def salvaged(path: Path) -> Salvaged:
    """The sound events of a log or of lines of JSON; raises OSError where the file cannot be read at all."""
    if read(path, len(MAGIC)) == MAGIC or path.suffix == ".db":
        return _of_database(path)
    return _of_lines(read(path, LONGEST_FILE).decode("utf-8", "replace").splitlines())


def _of_lines(lines: Iterable[str]) -> Salvaged:
    found = Salvaged()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            event = Event.from_json({name: row[name] for name in COLUMNS})
            sound = event.crc == event.checksum() and foldable(event)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            sound = False
        if sound:
            found.events.append(event)
        else:
            found.bad.append(f"line {number}")
    return found


def _of_database(path: Path) -> Salvaged:
    found = Salvaged()
    with TemporaryDirectory() as folder, contextlib.ExitStack() as opened:
        db = opened.enter_context(contextlib.closing(_opened(path, Path(folder))))
        db.row_factory = sqlite3.Row
        for number, row in _rows(db):
            if row is None:
                found.bad.append(f"event {number}")
                continue
            with contextlib.suppress(ValueError, TypeError, KeyError, AttributeError):
                if as_written(dict(row)) and foldable(event := event_from(row[name] for name in COLUMNS)):
                    found.events.append(event)
                    continue
            found.bad.append(f"event {number}")
        with contextlib.suppress(*UNREADABLE):
            found.device = next((value for (value,) in db.execute("SELECT value FROM meta WHERE key = 'device'")), None)
        with contextlib.suppress(*UNREADABLE):
            found.catalogue = [Wording(*row) for row in db.execute("SELECT * FROM catalogue")]
    return found


def _opened(path: Path, folder: Path) -> sqlite3.Connection:
    """A copy of the file, so that nothing touches it; its first bytes made anew where they are damaged."""
    copy = folder / "copy.db"
    content = bytearray(path.read_bytes())
    if journal(path).exists():  # an answer that was cut off: SQLite takes it back
        journal(copy).write_bytes(journal(path).read_bytes())
    with contextlib.closing(nothing()) as fresh:
        whole = fresh.serialize()
    if len(content) > HEADER and content[:HEADER] != whole[:HEADER] and not _readable(bytes(content)):
        page = int.from_bytes(whole[16:18])
        content[:HEADER] = whole[:HEADER]
        content[28:32] = (len(content) // page).to_bytes(4)
        content[32:40] = bytes(8)  # no free pages: these are only looked for when writing
    copy.write_bytes(content)
    db = sqlite3.connect(copy, isolation_level=None)
    db.execute("PRAGMA trusted_schema=OFF")
    db.text_factory = lambda raw: raw.decode(errors="replace")
    return db


def _readable(content: bytes) -> bool:
    """Whether SQLite knows the content as a database."""
    with contextlib.closing(sqlite3.connect(":memory:")) as db:
        try:
            db.deserialize(content)
            db.execute("SELECT count(*) FROM sqlite_schema").fetchall()
        except UNREADABLE:
            return False
    return True


def _rows(db: sqlite3.Connection) -> Iterator[tuple[int, Any]]:
    """The rows of the log by number, past pages that cannot be read; none for a number that gives nothing."""
    query = f"SELECT {EVENT}, undoes FROM event NOT INDEXED WHERE seq = ?"  # noqa: S608
    last = _last_number(db)
    missing: list[int] = []
    for number in range(1, last + 1):
        try:
            row = db.execute(query, (number,)).fetchone()
        except UNREADABLE:
            yield number, None
            continue
        if row is None:
            missing.append(number)
        else:
            yield number, row
    yield from ((number, None) for number in missing)


def _last_number(db: sqlite3.Connection) -> int:
    """The number of the latest event, found without an index; 0 where the table is gone."""
    for query in (
        "SELECT max(seq) FROM event NOT INDEXED",
        "SELECT seq FROM event NOT INDEXED ORDER BY seq DESC LIMIT 1",
    ):
        with contextlib.suppress(*UNREADABLE):
            if (found := db.execute(query).fetchone()) and found[0]:
                return int(found[0])
    highest, step = 0, 1 << 20
    while step:  # the last leaf cannot be read: feel for the numbers before it
        with contextlib.suppress(*UNREADABLE):
            if db.execute("SELECT 1 FROM event NOT INDEXED WHERE seq >= ? LIMIT 1", (highest + step,)).fetchone():
                highest += step
                continue
        step //= 2
    return highest
