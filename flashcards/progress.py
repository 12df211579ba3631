"""progress.db: open it, append to the log, read it, keep the states that are folded from it, back it up."""

import contextlib
import json
import os
import sqlite3
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any, NamedTuple

from flashcards import backups
from flashcards.days import Moment
from flashcards.events import UNDOABLE, Event, Kind, Mode, aliases, fold, new_id
from flashcards.scheduling import NEW, CardState, Memory, Model, Phase

APPLICATION_ID = 0x464C4153  # "FLAS"
FORMAT = 1
BUSY_TIMEOUT_S = 0.05
COLUMNS = (
    "id, at_ms, wall_ms, study_day, utc_offset_min, device, event, card, fingerprint, mode, rating, elapsed_ms, "
    "parameters, spread, predicted, crc, detail"
)
STATE_COLUMNS = (
    "card, phase, step, stability, difficulty, last_day, due_day, due_ms, reps, lapses, shown, suspended, buried_on, "
    "flag, fingerprint, last_event"
)


class ProgressError(Exception):
    """Something is wrong with progress.db; the message says what, and what to do."""


class StaleError(ProgressError):
    """The card was answered elsewhere since it was shown; nothing was written."""


class BusyError(ProgressError):
    """Another process holds the file; the same call may succeed in a moment."""


class Pace(NamedTuple):
    """Seconds that the person usually takes for a card, each answer capped at a minute."""

    new: float
    review: float


DEFAULT_PACE = Pace(new=30.0, review=12.0)
ENOUGH_FOR_PACE = 20


def _event_from(row: Sequence[Any]) -> Event:
    (id_, at_ms, wall_ms, day, offset, device, kind, card, print_, mode, rating, elapsed, parameters, spread,
     predicted, crc, detail) = row  # fmt: skip
    return Event(
        id=id_, at_ms=at_ms, wall_ms=wall_ms, study_day=date.fromisoformat(day), utc_offset_min=offset, device=device,
        event=Kind(kind), card=card, fingerprint=print_, mode=Mode(mode) if mode else None, rating=rating,
        elapsed_ms=elapsed, parameters=parameters, spread=spread, predicted=predicted, crc=crc,
        detail=json.loads(detail),
    )  # fmt: skip


def _row_of(event: Event) -> dict[str, Any]:
    row = event.to_json()
    row["undoes"] = row["detail"].get("undoes")
    row["detail"] = json.dumps(row["detail"], ensure_ascii=False, sort_keys=True)
    return row


def _state_from(row: Sequence[Any]) -> tuple[str, CardState]:
    (card, phase, step, stability, difficulty, last_day, due_day, due_ms, reps, lapses, shown, suspended, buried_on,
     flag, print_, last_event) = row  # fmt: skip
    memory = None
    if phase is not None:
        memory = Memory(
            Phase(phase), step, stability, difficulty, date.fromisoformat(last_day), date.fromisoformat(due_day), due_ms
        )
    buried = date.fromisoformat(buried_on) if buried_on else None
    return card, CardState(memory, reps, lapses, shown, bool(suspended), buried, flag, print_, last_event)


def _state_row(card: str, state: CardState) -> tuple[Any, ...]:
    m = state.memory
    memory = (
        (m.phase, m.step, m.stability, m.difficulty, m.last_day.isoformat(), m.due_day.isoformat(), m.due_ms)
        if m
        else (None,) * 7
    )
    buried = state.buried_on.isoformat() if state.buried_on else None
    return (card, *memory, state.reps, state.lapses, state.shown, int(state.suspended), buried, state.flag,
            state.fingerprint, state.last_event)  # fmt: skip


class Progress:
    """An open progress.db. One process may hold several; each answer is one committed transaction."""

    def __init__(self, path: Path, connection: sqlite3.Connection, *, writable: bool = True) -> None:
        self.path = path
        self.writable = writable
        self._db = connection
        self._identity = self._on_disk()
        self._load_names()
        if writable and self._meta("folded") != self._fold_mark():
            self.rebuild()

    # -- opening ------------------------------------------------------------------------------------------------

    @classmethod
    def open(cls, path: Path, *, create: bool = True) -> "Progress":
        """Open the file, or make it where there is none.

        Raises ProgressError for a file that is empty, damaged, not ours or of a newer program, and for one that
        is missing although backups of it exist; the file is left as it is.
        """
        try:
            if not path.exists():
                cls.refuse_lost(path)
                if not create:
                    raise ProgressError(f"{path} does not exist yet; review a card first")
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                _create(path)
            elif path.stat().st_size == 0:
                raise ProgressError(f"{path} is empty, so its progress is lost; {backups.advice(path)}")
            connection, writable = _connect(path)
        except OSError as err:
            raise ProgressError(f"{path} cannot be opened: {err.strerror}; check the folder's permissions") from err
        try:
            return cls(path, connection, writable=writable)
        except sqlite3.OperationalError as err:
            connection.close()
            raise _said(path, err) from err
        except sqlite3.DatabaseError as err:
            connection.close()
            raise ProgressError(f"{path} is damaged ({err}); {backups.advice(path)}") from err

    @staticmethod
    def refuse_lost(path: Path) -> None:
        """Raise ProgressError where the file is gone but backups of it are there."""
        if backups.newest(path) is not None:
            raise ProgressError(f"{path} is missing although backups of it exist; {backups.advice(path)}")

    def close(self) -> None:
        """Close the file; the object is of no use afterwards."""
        self._db.close()

    def _on_disk(self) -> tuple[int, int]:
        found = os.stat(self.path)  # noqa: PTH116 - as cheap as it gets: once an answer
        return found.st_dev, found.st_ino

    def _load_names(self) -> None:
        rare = [_event_from(row) for row in self._db.execute(
            f"SELECT {COLUMNS} FROM standing WHERE event IN ('link', 'parameters') ORDER BY at_ms, device, id"  # noqa: S608
        )]  # fmt: skip
        self._aliases = aliases(rare)
        trained = [e for e in rare if e.event is Kind.PARAMETERS]
        weights = {str((e.detail or {})["name"]): tuple((e.detail or {})["weights"]) for e in trained}
        self.model = Model(weights, next(reversed(weights))) if weights else Model()

    # -- reading ------------------------------------------------------------------------------------------------

    def _meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _set_meta(self, key: str, value: str) -> None:
        self._db.execute("INSERT INTO meta VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
                         (key, value))  # fmt: skip

    def _fold_mark(self) -> str:
        (last,) = self._db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
        return f"{last} {self.model.current}"

    @property
    def device(self) -> str:
        """The name of this device in the log."""
        return self._meta("device") or "unknown"

    def events(self) -> Iterator[Event]:
        """The whole log, oldest first, undone events and undos included."""
        query = f"SELECT {COLUMNS} FROM event ORDER BY at_ms, device, id"  # noqa: S608
        return map(_event_from, self._db.execute(query))

    def standing(self, since: date | None = None) -> Iterator[Event]:
        """The events that count, oldest first, from a study day on."""
        query = f"SELECT {COLUMNS} FROM standing WHERE study_day >= ? ORDER BY at_ms, device, id"  # noqa: S608
        return map(_event_from, self._db.execute(query, (since.isoformat() if since else "",)))

    def states(self) -> dict[str, CardState]:
        """The state of every card that the log knows."""
        return dict(map(_state_from, self._db.execute(f"SELECT {STATE_COLUMNS} FROM card_state")))  # noqa: S608

    def state(self, card: str) -> CardState:
        """The state of one card; new when the log does not know it."""
        row = self._db.execute(f"SELECT {STATE_COLUMNS} FROM card_state WHERE card = ?", (card,)).fetchone()  # noqa: S608
        return _state_from(row)[1] if row else NEW

    def history(self, card: str) -> list[Event]:
        """The events of a card that count, under all the names it has had, oldest first."""
        names = [card, *(old for old, newest in self._aliases.items() if newest == card)]
        marks = ",".join("?" * len(names))
        query = f"SELECT {COLUMNS} FROM standing WHERE card IN ({marks}) AND event <> 'link' ORDER BY at_ms, device, id"  # noqa: S608
        return list(map(_event_from, self._db.execute(query, names)))

    def load(self) -> Counter[date]:
        """Cards due in days, per due day."""
        rows = self._db.execute("SELECT due_day, count(*) FROM card_state WHERE phase = 'review' GROUP BY due_day")
        return Counter({date.fromisoformat(day): n for day, n in rows})

    def study_days(self) -> list[date]:
        """The study days with an answer, newest first."""
        rows = self._db.execute("SELECT DISTINCT study_day FROM standing WHERE event = 'review' ORDER BY study_day DESC")
        return [date.fromisoformat(day) for (day,) in rows]

    def pace(self) -> Pace:
        """The person's own seconds per new and per seen card, over the latest few hundred answers."""
        rows = self._db.execute(
            "SELECT new, avg(min(elapsed_ms, 60000)) / 1000.0, count(*) FROM (SELECT predicted IS NULL AS new, elapsed_ms"
            " FROM standing WHERE event = 'review' AND elapsed_ms IS NOT NULL ORDER BY at_ms DESC LIMIT 400) GROUP BY new"
        ).fetchall()
        known = {bool(new): seconds for new, seconds, n in rows if n >= ENOUGH_FOR_PACE}
        return Pace(known.get(True, DEFAULT_PACE.new), known.get(False, DEFAULT_PACE.review))

    def damaged(self) -> list[str]:
        """The ids of events whose checksum does not fit."""
        return [e.id for e in self.events() if e.crc != e.checksum()]

    # -- writing ------------------------------------------------------------------------------------------------

    @contextlib.contextmanager
    def _transaction(self) -> Generator[None]:
        if not self.writable:
            raise ProgressError(f"{self.path} is read-only here; nothing was written: check the folder's permissions")
        try:
            if self._on_disk() != self._identity:
                raise FileNotFoundError
        except FileNotFoundError:
            raise ProgressError(
                f"{self.path} was moved or replaced while it was open; nothing was written: start again"
            ) from None
        try:
            self._db.execute("BEGIN IMMEDIATE")
            yield
            self._db.execute("COMMIT")
        except sqlite3.Error as err:
            raise _said(self.path, err) from err
        finally:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")

    def append(self, event: Event, *, expected: CardState | None = None) -> Event:
        """Write one event and the state it makes, durably, and return it as written.

        An event whose id is there already is not written twice. `expected` is the card's state as it was shown;
        raises StaleError where the card has moved since, BusyError where another process holds the file.
        """
        with self._transaction():
            found = self._db.execute(f"SELECT {COLUMNS} FROM event WHERE id = ?", (event.id,)).fetchone()  # noqa: S608
            if found is not None:
                return _event_from(found)
            if expected is not None and event.card and self.state(event.card).last_event != expected.last_event:
                raise StaleError("this card was answered in another window meanwhile; this answer was not written")
            event = self._insert(event)
            self._bring_forward(event)
        return event

    def _insert(self, event: Event) -> Event:
        (last,) = self._db.execute("SELECT coalesce(max(at_ms), 0) FROM event").fetchone()
        event = replace(event, at_ms=max(event.at_ms, last + 1)).sealed()
        names = ", ".join(f":{name.strip()}" for name in COLUMNS.split(","))
        self._db.execute(f"INSERT INTO event ({COLUMNS}, undoes) VALUES ({names}, :undoes)", _row_of(event))  # noqa: S608
        return event

    def _bring_forward(self, event: Event) -> None:
        if event.event in (Kind.LINK, Kind.PARAMETERS) or event.card is None:
            self._load_names()
            self._fold_all()
        elif event.event is Kind.UNDO:
            self._store([(event.card, self.model.replay(self.history(event.card)))])
        else:
            self._store([(event.card, self.model.step(self.state(event.card), event))])
        self._set_meta("folded", self._fold_mark())

    def _store(self, states: Iterable[tuple[str, CardState]]) -> None:
        marks = ",".join("?" * len(STATE_COLUMNS.split(",")))
        self._db.executemany(
            f"INSERT OR REPLACE INTO card_state ({STATE_COLUMNS}) VALUES ({marks})",  # noqa: S608
            [_state_row(card, state) for card, state in states],
        )

    def _fold_all(self) -> None:
        self._db.execute("DELETE FROM card_state")
        self._store(fold(self.events(), self.model.replay).items())

    def remember(self, questions: Iterable[tuple[str, str]]) -> None:
        """Keep the texts of cards without an id, so that they are known again after an edit."""
        known = self.remembered()
        fresh = [(card, text) for card, text in questions if known.get(card) != text]
        if fresh and self.writable:
            with self._transaction():
                self._db.executemany("INSERT OR REPLACE INTO catalogue VALUES (?, ?)", fresh)

    def remembered(self) -> dict[str, str]:
        """The texts kept so, by card."""
        return dict(self._db.execute("SELECT card, question FROM catalogue"))

    def rebuild(self) -> None:
        """Make the states again from the log."""
        with self._transaction():
            self._fold_all()
            self._set_meta("folded", self._fold_mark())

    def undo(self, at: Moment) -> Event | None:
        """Take back this device's latest event that still counts; return it, or none where nothing is left."""
        kinds = ",".join(f"'{kind}'" for kind in sorted(UNDOABLE))
        with self._transaction():
            row = self._db.execute(
                f"SELECT {COLUMNS} FROM standing WHERE device = ? AND event IN ({kinds}) ORDER BY at_ms DESC LIMIT 1",  # noqa: S608
                (self.device,),
            ).fetchone()
            if row is None:
                return None
            target = _event_from(row)
            self._bring_forward(self._insert(self.make(Kind.UNDO, at, target.card, detail={"undoes": target.id})))
        return target

    def make(self, kind: Kind, at: Moment, card: str | None, **columns: Any) -> Event:
        """An event of this device with a fresh id, not yet written."""
        return Event(
            id=new_id(at.wall_ms), at_ms=at.wall_ms, wall_ms=at.wall_ms, study_day=at.study_day,
            utc_offset_min=at.utc_offset_min, device=self.device, event=kind, card=card, **columns,
        )  # fmt: skip

    def back_up(self, today: date) -> Path | None:
        """Copy the file into the backups folder, once a day; old copies are thinned out."""
        return backups.daily(self.path, self._db, today)


def _connect(path: Path) -> tuple[sqlite3.Connection, bool]:
    """Open and check an existing file without changing it."""
    writable = os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)
    mode = "rw" if writable else "ro"
    db = sqlite3.connect(f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=BUSY_TIMEOUT_S, isolation_level=None)
    try:
        (application,) = db.execute("PRAGMA application_id").fetchone()
        (version,) = db.execute("PRAGMA user_version").fetchone()
    except sqlite3.OperationalError as err:
        db.close()
        raise _said(path, err) from err
    except sqlite3.DatabaseError as err:
        db.close()
        raise ProgressError(f"{path} is not a progress file or is damaged ({err}); {backups.advice(path)}") from err
    if application != APPLICATION_ID:
        db.close()
        raise ProgressError(f"{path} is a database of another program; name another folder with --home")
    if version > FORMAT:
        db.close()
        raise ProgressError(
            f"{path} has format {version} and this program knows formats up to {FORMAT}; install a newer flashcards"
        )
    for pragma in ("foreign_keys=ON", "recursive_triggers=ON", "synchronous=EXTRA", "fullfsync=ON", "trusted_schema=OFF"):
        db.execute(f"PRAGMA {pragma}")
    return db, writable


def _create(path: Path) -> None:
    """Make the file under another name and link it in whole, so that nobody ever sees half of one."""
    import sqlite_utils  # noqa: PLC0415 - a third of a second that only the first start pays

    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    db = sqlite_utils.Database(fresh, execute_plugins=False)
    try:
        schema = files("flashcards").joinpath("schema.sql").read_text(encoding="utf-8")
        db.executescript(f"PRAGMA application_id = {APPLICATION_ID}; BEGIN; {schema}; PRAGMA user_version = {FORMAT}; COMMIT")
        db.table("meta").insert({"key": "device", "value": os.urandom(4).hex()})
        db.close()
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(fresh)
    finally:
        fresh.unlink(missing_ok=True)


def _said(path: Path, err: sqlite3.Error) -> ProgressError:
    text = str(err)
    if "locked" in text or "busy" in text:
        return BusyError(f"{path} is in use by another process; waiting to save")
    if "full" in text:
        return BusyError(f"the disk of {path} is full; nothing was written: make room, the answer is kept meanwhile")
    if "readonly" in text or "read-only" in text:
        return ProgressError(f"{path} is read-only; nothing was written: check the folder's permissions")
    return ProgressError(f"{path}: {text}; {backups.advice(path)}")
