"""progress.db: open it, append to the log, read it, keep the states that are folded from it, back it up."""

import contextlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from flashcards.days import Moment
from flashcards.events import COLUMNS, UNDOABLE, Event, Kind, histories, new_id
from flashcards.log import backups
from flashcards.log import states as card_states
from flashcards.log.facts import TABLES, Facts
from flashcards.schedule.model import NEW, CardState, Model, weights_of
from flashcards.words import FlashcardsError

APPLICATION_ID = 0x464C4153  # "FLAS"
FORMAT = 1
SCHEMA = ("schema.sql", "facts.sql")
RARE = "event IN ('link', 'parameters')"
"""Word for word as the index of such events has it, or SQLite does not use it."""
OPEN_TIMEOUT_S = 2.0
BUSY_TIMEOUT_MS = 50  # while a screen waits; the caller tries again
EVENT = ", ".join(COLUMNS)
STATE = ", ".join(card_states.COLUMNS)
NOW = """
    SELECT data_version, (SELECT max(at_ms) FROM event) AS latest, EXISTS (SELECT 1 FROM event WHERE id = ?) AS written,
        s.*
    FROM pragma_data_version LEFT JOIN card_state AS s ON s.card = ?
"""
"""All that is read before an event is written."""


Found = TypeVar("Found")


class ProgressError(FlashcardsError):
    """Something is wrong with progress.db; the message says what, and what to do."""


class StaleError(ProgressError):
    """The card was answered elsewhere since it was shown; nothing was written."""


class BusyError(ProgressError):
    """The file is held by another process, or its disk is full or failing; the same call may succeed in a moment."""


class Pace(NamedTuple):
    """Seconds that the person usually takes for a card, each answer capped at a minute."""

    new: float
    review: float


DEFAULT_PACE = Pace(new=30.0, review=12.0)
ENOUGH_FOR_PACE = 20


def event_from(row: Mapping[str, Any]) -> Event:
    """The event of a row; raises ValueError, TypeError or KeyError where it makes no sense."""
    return Event.from_json({**row, "detail": json.loads(row["detail"])})


def row_of(event: Event) -> dict[str, Any]:
    """The row of an event, with the column that names what it undoes."""
    row = event.to_json()
    row["undoes"] = row["detail"].get("undoes")
    row["detail"] = json.dumps(row["detail"], sort_keys=True)
    return row


class Progress:
    """An open progress.db. One process may hold several; each answer is one committed transaction."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, writable: bool = True) -> None:
        self.path = path
        self.writable = writable
        self._db = connection
        self._identity = self._on_disk()
        self.device = self._meta("device") or "unknown"
        """The name of this device in the log."""
        self.facts = Facts(connection, self._rows)
        """What statistics read."""
        if writable:
            self.facts.prepare()
        self._load_model()
        if self._stale():
            self.rebuild()

    # -- opening ------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> "Progress":
        """Open the file, or make it where there is none.

        Raises ProgressError for a file that is empty, damaged, not ours or of a newer program, and for one that
        is missing although backups of it exist; the file is left as it is.
        """
        with _in_words(path), contextlib.ExitStack() as failed:
            if not path.exists():
                cls.refuse_lost(path)
                if not create:
                    raise ProgressError(f"{path} does not exist yet; review a card first")
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _create(path)
            elif path.stat().st_size == 0:
                raise ProgressError(f"{path} is empty, so its progress is lost; {backups.advice(path)}")
            connection, writable = _connect(path)
            failed.callback(connection.close)
            progress = cls(path, connection, writable=writable)
            connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
            failed.pop_all()
        return progress

    @staticmethod
    def refuse_lost(path: Path) -> None:
        """Raise ProgressError where the file is gone but backups or a journal of it are there."""
        with _in_words(path):
            if backups.newest(path) is not None:
                raise ProgressError(f"{path} is missing although backups of it exist; {backups.advice(path)}")
            if backups.journal(path).exists() and not path.exists():
                raise ProgressError(f"{path} is missing although a journal of it exists; {backups.advice(path)}")

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        self._db.close()

    def _on_disk(self) -> tuple[int, int]:
        found = os.stat(self.path)  # noqa: PTH116 - as cheap as it gets: once an answer
        return found.st_dev, found.st_ino

    def _load_model(self) -> None:
        self.model = Model.learned(self._events(f"standing WHERE {RARE}"))
        ((self._version,),) = self._rows("PRAGMA data_version")

    # -- reading ------------------------------------------------------------------------------------------------

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row at once: a read left open would keep other windows from writing."""
        with _in_words(self.path):
            return self._db.execute(query, values).fetchall()

    def _read(self, make: Callable[[Any], Found], query: str, values: Sequence[Any] = ()) -> list[Found]:
        """What is made of each row; rows are known by the names of their columns."""
        with _in_words(self.path):
            cursor = self._db.execute(query, values)
            cursor.row_factory = sqlite3.Row
            rows = cursor.fetchall()
        with self._sound():
            return [make(row) for row in rows]

    @contextlib.contextmanager
    def _sound(self) -> Generator[None]:
        """What was read should make sense."""
        try:
            yield
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as err:
            raise _damaged(self.path, err) from err

    def _events(self, source: str, values: Sequence[Any] = ()) -> list[Event]:
        # The plus keeps SQLite from walking through the whole log in order where another index finds a few rows.
        order = "at_ms, device, id" if source == "event" else "+at_ms, device, id"
        query = f"SELECT {EVENT} FROM {source} ORDER BY {order}"  # noqa: S608
        return self._read(event_from, query, values)

    def _meta(self, key: str) -> str | None:
        return next((value for (value,) in self._rows("SELECT value FROM meta WHERE key = ?", (key,))), None)

    def _stale(self) -> bool:
        ((folded, last, self._cards),) = self._rows(
            "SELECT (SELECT value FROM meta WHERE key = 'folded'), (SELECT max(seq) FROM event),"
            " (SELECT count(*) FROM card_state)"
        )
        return bool(folded != f"{last} {self._cards} {self.model.current}")

    def events(self) -> Iterator[Event]:
        """The whole log, oldest first, undone events and undos included."""
        return iter(self._events("event"))

    def standing(self, since: date | None = None) -> Iterator[Event]:
        """The events that count, oldest first, from a study day on."""
        return iter(self._events("standing WHERE study_day >= ?", (since.isoformat() if since else "",)))

    def states(self) -> dict[str, CardState]:
        """The state of every card that the log knows."""
        query = f"SELECT {STATE} FROM card_state"  # noqa: S608
        return dict(self._read(lambda row: (row["card"], card_states.state_from(row)), query))

    def state(self, card: str) -> CardState:
        """The state of one card; new when the log does not know it."""
        found = self._read(card_states.state_from, f"SELECT {STATE} FROM card_state WHERE card = ?", (card,))  # noqa: S608
        return found[0] if found else NEW

    def _links(self) -> list[set[str | None]]:
        """The pairs of names that links connect."""
        return [
            {e.card, str((e.detail or {}).get("from"))}
            for e in self._events(f"standing WHERE {RARE} AND event = 'link'")
        ]

    @staticmethod
    def _names(card: str, links: Sequence[Collection[str | None]]) -> list[str]:
        """The card with all the names that links connect it with."""
        names: set[Any] = {card}
        while more := set().union(*(link for link in links if names.intersection(link))) - names:
            names |= more
        return sorted(names)

    def _histories(self, names: Collection[str]) -> dict[str, list[Event]]:
        return histories(self._events(f"standing WHERE card IN ({_marks(names)})", [*names]))

    def history(self, card: str) -> list[Event]:
        """The events of a card that count, under all the names it has had, oldest first."""
        return self._histories(self._names(card, self._links())).get(card, [])

    def load(self) -> Counter[date]:
        """Cards due in days, per due day."""
        query = "SELECT due_day, count(*) FROM card_state WHERE phase = 'review' GROUP BY due_day"
        return Counter(dict(self._read(lambda row: (date.fromisoformat(row[0]), row[1]), query)))

    def study_days(self) -> list[date]:
        """The study days with an answer, newest first."""
        query = "SELECT DISTINCT study_day FROM day_sum ORDER BY study_day DESC"
        return self._read(lambda row: date.fromisoformat(row[0]), query)

    def pace(self) -> Pace:
        """The person's own seconds per new and per seen card, over the latest few hundred answers."""
        rows = self._rows(
            "SELECT new, avg(min(elapsed_ms, 60000)) / 1000.0, count(*) FROM"
            " (SELECT predicted IS NULL AS new, elapsed_ms FROM standing WHERE event = 'review'"
            " AND elapsed_ms IS NOT NULL ORDER BY at_ms DESC LIMIT 400) GROUP BY new"
        )
        known = {bool(new): seconds for new, seconds, n in rows if n >= ENOUGH_FOR_PACE}
        return Pace(known.get(True, DEFAULT_PACE.new), known.get(False, DEFAULT_PACE.review))

    def damaged(self) -> list[str]:
        """The ids of events that are not as they were written."""
        self._db.text_factory = lambda raw: raw.decode(errors="replace")
        try:
            rows = self._read(dict, f"SELECT {EVENT}, undoes FROM event")  # noqa: S608
        finally:
            self._db.text_factory = str
        return [str(row["id"]) for row in rows if not _as_written(row)]

    # -- writing ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _transaction(self) -> Generator[None]:
        if not self.writable:
            raise ProgressError(f"{self.path} is read-only here; nothing was written: check the folder's permissions")
        try:
            same = self._on_disk() == self._identity
        except OSError:
            same = False
        if not same:
            raise ProgressError(
                f"{self.path} was moved or replaced while it was open; nothing was written: start again"
            )
        try:
            with _in_words(self.path, "waiting to save"):
                self._db.execute("BEGIN IMMEDIATE")
                yield
                self._db.execute("COMMIT")
        finally:
            if self._db.in_transaction:
                self._version = None
                with contextlib.suppress(sqlite3.Error):
                    self._db.execute("ROLLBACK")

    def _keep_up(self) -> None:
        """Take up what other windows have written, so that no state is made from an old one."""
        if self._rows("PRAGMA data_version") != [(self._version,)]:
            self._load_model()
            if self._stale():
                self._fold_all()

    def _now(self, event: Event) -> dict[str, Any]:
        """What stands in the file that an event must know of before it is written: one statement."""
        (now,) = self._read(dict, NOW, (event.id, event.card))
        if now["data_version"] != self._version:
            self._keep_up()
            (now,) = self._read(dict, NOW, (event.id, event.card))
        return now

    def append(self, event: Event, *, expected: CardState | None = None) -> Event:
        """Write one event and the state it makes, durably, and return it as written.

        An event whose id is there already is not written twice. `expected` is the card's state as it was shown;
        raises StaleError where the card has moved since, BusyError where another process holds the file.
        """
        with self._transaction():
            return self._write(event, expected)[0]

    def answer(self, event: Event, expected: CardState | None = None) -> CardState:
        """Write an event of a card as `append` does, and return the state that it makes."""
        with self._transaction():
            return self._write(event, expected)[1]

    def _write(self, event: Event, expected: CardState | None = None) -> tuple[Event, CardState]:
        """Within a transaction: the event as it stands in the file then, and the state of its card."""
        now = self._now(event)
        with self._sound():
            before = NEW if now["last_event"] is None else card_states.state_from(now)
        if now["written"]:
            self._mark()  # an earlier try may have ended before all of it was on disk: this commit sees to that
            return self._events("event WHERE id = ?", (event.id,))[0], before
        if expected is not None and before.last_event != expected.last_event:
            raise StaleError("this card was answered in another window meanwhile; this answer was not written")
        event, seq = self._insert(event, now["latest"])
        return event, self._bring_forward(event, seq, before)

    def add_all(self, events: Iterable[Event]) -> int:
        """Write events as they are, each id once, and make the states anew; the number of those that were missing."""
        with self._transaction():
            written = 0
            for event in events:
                row = row_of(event)
                found = self._db.execute(
                    f"INSERT INTO event ({EVENT}, undoes) VALUES ({_marks(row)}) ON CONFLICT (id) DO NOTHING",  # noqa: S608
                    [*row.values()],
                )
                written += found.rowcount
            self._load_model()
            self._fold_all()
        return written

    def _insert(self, event: Event, latest: int | None) -> tuple[Event, int]:
        """Write an event behind the latest one; the event as it stands there, and its number."""
        at_ms = event.at_ms if latest is None else max(event.at_ms, latest + 1)
        row = row_of(replace(event, at_ms=at_ms).sealed())
        found = self._db.execute(f"INSERT INTO event ({EVENT}, undoes) VALUES ({_marks(row)})", [*row.values()])  # noqa: S608
        assert found.lastrowid is not None
        return replace(event, at_ms=at_ms, crc=row["crc"], detail=json.loads(row["detail"])), found.lastrowid

    def _bring_forward(self, event: Event, seq: int, before: CardState) -> CardState:
        """Bring the states up to an event just written; the state of its card, which was `before`."""
        if event.card is None or (event.event is Kind.LINK and self.model.groups):
            self._load_model()
            self._fold_all()
        elif event.event in (Kind.UNDO, Kind.LINK) or self._of_other_weights(event):
            names = self._names(event.card, self._links())
            self._forget(names)
            self.facts.forget(names)
            self._refold(self._histories(names).items())
            self.facts.sum_up(names)
        else:
            after = self.model.step(before, event)
            self._store([(event.card, after)], known=before.last_event is not None)
            self.facts.add(seq, event.card, event, before, after)
            return after
        return self.state(event.card) if event.card else NEW

    def _of_other_weights(self, event: Event) -> bool:
        return weights_of(event.parameters)[0] != self.model.current_for(event.card)

    def _refold(self, of_cards: Iterable[tuple[str, Sequence[Event]]]) -> None:
        folded = []
        with self._sound():
            for card, history in of_cards:
                states = self.model.states(history)
                folded.append((card, self.model.settled(history, states)))
                self.facts.write(card, history, states)
        self._store(folded)

    def _forget(self, names: Sequence[str]) -> None:
        """Take the states of some cards out."""
        gone = self._db.execute(f"DELETE FROM card_state WHERE card IN ({_marks(names)})", names)  # noqa: S608
        self._cards -= gone.rowcount

    def _store(self, states: Collection[tuple[str, CardState]], *, known: bool = False) -> None:
        """Write states down, of cards that have one (`known`) or of others."""
        self._db.executemany(
            f"INSERT OR REPLACE INTO card_state ({STATE}) VALUES ({_marks(card_states.COLUMNS)})",  # noqa: S608
            [card_states.row_of(card, state) for card, state in states],
        )
        self._cards += 0 if known else len(states)
        self._mark()

    def _mark(self) -> None:
        """Say up to where the states have been folded."""
        self._db.execute(
            "INSERT OR REPLACE INTO meta SELECT 'folded', coalesce(max(seq), 'None') || ? FROM event",
            (f" {self._cards} {self.model.current}",),
        )

    def _fold_all(self) -> None:
        self._db.execute("DELETE FROM card_state")
        self._cards = 0
        self.facts.forget()
        self._refold(self._every_history())
        self.facts.sum_up()

    def _every_history(self) -> Iterator[tuple[str, list[Event]]]:
        """What counts of every card: a few cards at a time, as a long log may not take more memory than a short one."""
        left = {card for (card,) in self._rows("SELECT DISTINCT card FROM event WHERE card IS NOT NULL")}
        links = self._links()
        while left:
            names = self._names(left.pop(), links)
            left.difference_update(names)
            yield from self._histories(names).items()

    def remember(self, cards: Iterable[tuple[str, str, str, str]]) -> None:
        """Keep deck, kind and question of cards, for questions in SQL and for following cards through edits."""
        known = set(self._rows("SELECT card, deck, kind, question FROM catalogue"))
        fresh = [row for row in cards if row not in known]
        if fresh and self.writable:
            with self._transaction():
                self._keep_up()
                self._db.executemany("INSERT OR REPLACE INTO catalogue VALUES (?, ?, ?, ?)", fresh)

    def remembered(self) -> dict[str, str]:
        """The questions kept so, by card."""
        return dict(self._rows("SELECT card, question FROM catalogue"))

    def rebuild(self) -> None:
        """Make the states again from the log; those of a file that cannot be written, for this process alone."""
        if self.writable:
            with self._transaction():
                self._fold_all()
        else:
            for table in ("meta", "card_state", *TABLES):
                self._db.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} AS SELECT * FROM main.{table}")  # noqa: S608
            self._fold_all()

    def undo(self, at: Moment) -> Event | None:
        """Take back this device's latest event that still counts; return it, or none where nothing is left."""
        kinds = ",".join(f"'{kind}'" for kind in sorted(UNDOABLE))
        with self._transaction():
            # The bound lets SQLite walk back along the order instead of sorting the whole log.
            mine = f"at_ms > -1e18 AND device = ? AND event IN ({kinds})"
            latest = f"SELECT id FROM standing WHERE {mine} ORDER BY at_ms DESC LIMIT 1"  # noqa: S608
            target = next(iter(self._events(f"event WHERE id = ({latest})", (self.device,))), None)
            if target is None:
                return None
            self._write(self.make(Kind.UNDO, at, target.card, detail={"undoes": target.id}))
        return target

    def make(self, kind: Kind, at: Moment, card: str | None, **columns: Any) -> Event:
        """An event of this device with a fresh id, not yet written."""
        return Event(
            id=new_id(at.wall_ms), at_ms=at.wall_ms, wall_ms=at.wall_ms, study_day=at.study_day,
            utc_offset_min=at.utc_offset_min, device=self.device, event=kind, card=card, **columns,
        )  # fmt: skip

    def back_up(self, today: date) -> Path | None:
        """Copy the file into the backups folder, once a day; old copies are thinned out.

        Raises ProgressError where no sound copy could be made; the file itself is as it was.
        """
        if not self.writable:
            return None
        with _in_words(self.path):
            return backups.daily(self.path, self._db, today)


def _marks(values: Collection[Any]) -> str:
    return ",".join("?" * len(values))


def _as_written(row: dict[str, Any]) -> bool:
    """Whether an event is as it was written."""
    undoes = row.pop("undoes")
    try:
        event = event_from(row)
        return event.crc == event.checksum() and undoes == (event.detail or {}).get("undoes")
    except (ValueError, TypeError, AttributeError):
        return False


def _connect(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Open and check an existing file without changing it."""
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
        for pragma in (
            "foreign_keys=ON", "recursive_triggers=ON", "synchronous=EXTRA", "fullfsync=ON", "trusted_schema=OFF",
            "cell_size_check=ON", "temp_store=MEMORY",
        ):  # fmt: skip
            db.execute(f"PRAGMA {pragma}")
        if writable:
            db.execute("PRAGMA journal_mode=DELETE")  # another tool may have left it otherwise
        failed.pop_all()
    return db, writable


def _create(path: Path) -> None:
    """Make the file under another name and link it in whole, so that nobody ever sees half of one."""
    import sqlite_utils  # a third of a second that only the first start pays

    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    try:
        with contextlib.closing(sqlite_utils.Database(fresh, execute_plugins=False)) as db:
            schema = "".join(files("flashcards.log").joinpath(name).read_text(encoding="utf-8") for name in SCHEMA)
            db.executescript(
                f"PRAGMA application_id = {APPLICATION_ID}; BEGIN; {schema}; PRAGMA user_version = {FORMAT}; COMMIT"
            )
            db.table("meta").insert({"key": "device", "value": os.urandom(4).hex()})
        try:
            path.hardlink_to(fresh)
        except FileExistsError:
            pass  # another process was first
        except OSError:  # a file system without links
            if not path.exists():
                fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)


@contextlib.contextmanager
def _in_words(path: Path, when_busy: str = "close it or try again") -> Generator[None]:
    """Say what goes wrong with the file in one sentence, with a remedy."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as err:  # the latter: an error text that quotes damaged bytes
        raise _said(path, err, when_busy) from err
    except OSError as err:
        raise ProgressError(f"{path} cannot be opened or copied: {err.strerror}; check its folder") from err


def _said(path: Path, err: Exception, when_busy: str) -> ProgressError:
    """By SQLite's result codes, as its texts differ between versions."""
    match getattr(err, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF:
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return BusyError(f"{path} is in use by another process; {when_busy}")
        case sqlite3.SQLITE_FULL:
            return BusyError(f"the disk of {path} is full; make room")
        case sqlite3.SQLITE_IOERR | sqlite3.SQLITE_CANTOPEN:
            return BusyError(f"{path} cannot be opened or written ({_quoted(err)}); check its disk and folder")
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return ProgressError(f"{path} cannot be written ({_quoted(err)}); check the permissions of its folder")
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB | sqlite3.SQLITE_ERROR:
            return _damaged(path, err)
        case _:
            return ProgressError(f"{path}: {_quoted(err)}; nothing was written")


def _damaged(path: Path, err: Exception) -> ProgressError:
    return ProgressError(f"{path} is damaged or not a progress file ({_quoted(err)}); {backups.advice(path)}")


def _quoted(err: Exception) -> str:
    """An error's text, which may hold bytes of the file, fit for a line."""
    return "".join(c if c.isprintable() else " " for c in str(err))[:80]
