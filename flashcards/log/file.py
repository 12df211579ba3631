"""progress.db as the rest of the program has it: append to the log, act on several cards, take back, merge."""

import contextlib
import json
import os
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from flashcards.days import Moment
from flashcards.events import COLUMNS, UNDOABLE, Event, Kind, met_without, new_id
from flashcards.log import states
from flashcards.log.errors import KeptApartError, StaleError, sound
from flashcards.log.opened import Opened
from flashcards.log.read import BY_ITSELF, Wording
from flashcards.log.rescue import MovedError
from flashcards.log.rows import EVENT, marks, row_of
from flashcards.records import replace
from flashcards.schedule.states import NEW, CardState

NOW = """
    SELECT data_version, (SELECT max(at_ms) FROM event) AS latest, EXISTS (SELECT 1 FROM event WHERE id = ?) AS written,
        s.*
    FROM pragma_data_version LEFT JOIN card_state AS s ON s.card = ?
"""
"""All that is read before an event is written."""
INSERT = f"INSERT INTO event ({EVENT}, undoes) VALUES ({marks((*COLUMNS, 'undoes'))})"  # noqa: S608


class Progress(Opened):
    """An open progress.db. One process may hold several; each answer is one committed transaction."""

    def rejoin(self) -> int:
        """After MovedError: go on with the file that is there now, and bring in what was held; how many were missing."""
        held = list(self._events("event"))
        self.there = False
        self.make_file(afresh=True)
        return self.add_all(held)

    def _now(self, event: Event) -> dict[str, Any]:
        """What stands in the file that an event must know of before it is written: one statement."""
        (now,) = self._read(dict, NOW, (event.id, event.card))
        if now["data_version"] != self._version:
            self._keep_up()
            (now,) = self._read(dict, NOW, (event.id, event.card))
        return now

    def _before(self, now: Mapping[str, Any]) -> CardState:
        """The state of the card in what stands in the file."""
        with sound(self.path):
            return NEW if now["last_event"] is None else states.state_from(now[name] for name in states.COLUMNS)

    def append(self, event: Event, *, expected: CardState | None = None) -> Event:
        """Write one event and the state it makes, durably, and return it as written.

        An event whose id is there already is not written twice. `expected` is the card's state as it was shown;
        raises StaleError where the card has moved since, BusyError where another process holds the file.
        """
        return self._append(event, expected)[0]

    def answer(self, event: Event, expected: CardState | None = None) -> CardState:
        """Write an event of a card as `append` does, and return the state that it makes."""
        return self._append(event, expected)[1]

    def _append(self, event: Event, expected: CardState | None) -> tuple[Event, CardState]:
        try:
            with self._transaction():
                return self._write(event, expected)
        except MovedError as err:
            if err.rescue is not None:  # the event in hand is safe beside those that were held
                with contextlib.closing(Progress.open(err.rescue)) as rescued:
                    rescued.append(event)
            raise

    def _write(self, event: Event, expected: CardState | None = None) -> tuple[Event, CardState]:
        """Within a transaction: the event as it stands in the file then, and the state of its card."""
        now = self._now(event)
        before = self._before(now)
        if now["written"]:
            self._mark()  # an earlier try may have ended before all of it was on disk: this commit sees to that
            return self._events("event WHERE id = ?", (event.id,))[0], before
        if expected is not None and before.last_event != expected.last_event:
            raise StaleError("this card was answered in another window meanwhile; this answer was not written")
        event, seq = self._insert(event, now["latest"])
        self.own.add(event.id)
        return event, self._bring_forward(event, seq, before)

    def add_all(self, events: Iterable[Event]) -> int:
        """Write events as they are, each id once, and bring the states up; the number of those that were missing."""
        return self.merge(events)[0]

    def merge(self, events: Iterable[Event]) -> tuple[int, list[str]]:
        """Bring in the events of other logs: how many were missing here, and the ids of those that cannot be taken.

        What is here stays: an event that stands here under the same id with another content is not taken.
        """
        new: list[Event] = []
        refused: list[str] = []
        with self._transaction():
            self._keep_up()
            for event in events:
                try:
                    self._db.execute(INSERT, [*row_of(event).values()])
                    new.append(event)
                except sqlite3.IntegrityError:
                    here = self._rows("SELECT crc FROM event WHERE id = ?", (event.id,))
                    if here != [(event.crc,)]:
                        refused.append(event.id)
            self._fold_new(new)
        return len(new), refused

    def _insert(self, event: Event, latest: int | None) -> tuple[Event, int]:
        """Write an event behind the latest one; the event as it stands there, and its number."""
        at_ms = event.at_ms if latest is None else max(event.at_ms, latest + 1)
        row = row_of(event._replace(at_ms=at_ms).sealed())
        found = self._db.execute(INSERT, [*row.values()])
        assert found.lastrowid is not None
        return event._replace(at_ms=at_ms, crc=row["crc"], detail=json.loads(row["detail"])), found.lastrowid

    def remember(self, cards: Iterable[Wording]) -> None:
        """Keep deck, kind and texts of cards, for questions in SQL and for following cards through edits."""
        rows = [*cards]
        known = {*self.remembered([row.card for row in rows]).values()}
        fresh = [row for row in rows if row not in known]
        if fresh and self.writable:
            with self._transaction():
                self._keep_up()
                if not self._rows("SELECT 1 FROM pragma_table_info('catalogue') WHERE name = 'answer'"):
                    # The first files of this format have none; what the catalogue holds can be told again.
                    self._db.execute("ALTER TABLE catalogue ADD COLUMN answer TEXT NOT NULL DEFAULT ''")
                self._db.executemany("INSERT OR REPLACE INTO catalogue VALUES (?, ?, ?, ?, ?)", fresh)

    def remember_as(self, key: str, value: str) -> None:
        """Keep something under a key of the file's own."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    def leave_out(self, ids: Iterable[str]) -> None:
        """Remember events that a restore left behind."""
        self.remember_as("left_out", json.dumps(sorted(self.left_out() | {*ids})))

    def renew_device(self) -> str:
        """Give this device another name in the log, from now on."""
        name = os.urandom(4).hex()
        self.remember_as("device", name)
        self.device = name
        return name

    def act(self, kind: Kind, at: Moment, cards: Iterable[str], detail: Mapping[str, Any] | None = None) -> int:
        """Write an event for each card that it changes, as one step of undo; how many cards it took."""
        with self._transaction():
            events = []
            for card in dict.fromkeys(cards):
                event = self.make(kind, at, card, detail=dict(detail or {}))
                before = self._before(self._now(event))
                if replace(self.model.step(before, event), last_event=before.last_event) != before:
                    events.append(event)
            for event in _together(events):
                self._write(event)
        return len(events)

    def link(self, moves: Sequence[tuple[str, str, str | None]], at: Moment) -> None:
        """Have cards go on under other names, as one step of undo: the old name, the new one, and its fingerprint."""
        with self._transaction():
            made = [
                self.make(Kind.LINK, at, new, fingerprint=fingerprint, detail={"from": old})
                for old, new, fingerprint in moves
            ]
            self._write_all(_together(made))

    def tell_apart(self, pairs: Iterable[tuple[str, str]], at: Moment, *, by_itself: bool = False) -> None:
        """Write that two names are two cards, of all pairs as one step of undo; `by_itself`: nobody said so.

        What the decks show by themselves is no step of undo: it would be written again at once.
        """
        detail = {BY_ITSELF: True} if by_itself else {}
        made = [self.make(Kind.DISTINCT, at, card, detail={"from": other, **detail}) for card, other in pairs]
        with self._transaction():
            self._write_all(_together(made))

    def _write_all(self, events: Iterable[Event]) -> None:
        """Within a transaction: many events, whose cards are folded once."""
        self._keep_up()
        ((latest,),) = self._rows("SELECT max(at_ms) FROM event")
        written = []
        for event in events:
            event, _ = self._insert(event, latest)  # noqa: PLW2901 - as it stands in the file
            latest = event.at_ms
            self.own.add(event.id)
            written.append(event)
        self._fold_new(written)

    def undo(self, at: Moment, *only: Kind) -> Event | None:
        """Take back this device's latest event (`only`: of these kinds) that counts; none where nothing is left.

        Events of one action on several cards go together; the latest of them is returned. Raises KeptApartError where
        answers to two cards would then stand under one name.
        """
        if not self.there:
            return None
        with self._transaction():
            target = next(iter(self._latest(only)), None)
            if target is None:
                return None
            self.lasting = None
            events = [target]
            if target.group is not None:
                together = self._latest(only, int((target.detail or {}).get("of", 1)))
                events = [event for event in together if event.id == target.id or event.group == target.group]
            if target.event is Kind.LINK:
                self._keep_apart(events)
            undos = [self.make(Kind.UNDO, at, event.card, detail={"undoes": event.id}) for event in events]
            if len(undos) == 1:
                self._write(undos[0])
            else:
                self._write_all(undos)
        return target

    def _keep_apart(self, links: Sequence[Event]) -> None:
        """Refuse to take links back where a name that they freed has been answered as another card since."""
        names = self._names({name for link in links for name in self._names_of(link)}, self.links())
        events = self._events(f"standing WHERE card IN ({marks(names)})", names)
        card = met_without({link.id for link in links}, events)
        if card is not None:
            raise KeptApartError(
                f"{card} has been answered since as another card, and both would be one again; take those answers back first,"
                " or change the ids in the deck: what is known follows the texts"
            )

    def take_back(self, ids: Collection[str], at: Moment) -> int:
        """Take back these events, of whatever device, as far as they still count; how many those were."""
        if not ids or not self.there:
            return 0
        with self._transaction():
            wanted = {*ids}
            events = [event for event in self._events("standing") if event.id in wanted]
            self._write_all(self.make(Kind.UNDO, at, event.card, detail={"undoes": event.id}) for event in events)
        return len(events)

    def undoable(self) -> Event | None:
        """What `undo` would take back."""
        return next(iter(self._latest(())), None)

    def lasts(self, words: str) -> None:
        """Remember, for this run, something that was done and that undo does not take back: `your edit of recall`."""
        event = self.undoable()
        self.lasting = (words, event.id if event else "")

    def lasting_since(self, event: Event | None) -> str:
        """What was done since the event that undo would take back, and is not taken back with it; empty: nothing."""
        words, latest = self.lasting or ("", "")
        return words if latest == (event.id if event else "") else ""

    def changed_elsewhere(self) -> bool:
        """Whether another window has written since this one last read or wrote."""
        return self._rows("PRAGMA data_version") != [(self._version,)]

    def keep_up(self) -> None:
        """Take up what other windows have written."""
        with self._transaction():
            self._keep_up()

    def _latest(self, only: Collection[Kind], limit: int = 1) -> list[Event]:
        """This device's latest events that count and can be taken back, latest first."""
        kinds = ",".join(f"'{kind}'" for kind in sorted(only or UNDOABLE))
        # The bound lets SQLite walk back along the order instead of sorting the whole log.
        mine = f"at_ms > -1e18 AND device = ? AND event IN ({kinds})"
        mine += f" AND (event <> 'distinct' OR detail NOT LIKE '%\"{BY_ITSELF}\"%')"
        latest = f"SELECT id FROM standing WHERE {mine} ORDER BY at_ms DESC LIMIT {limit}"  # noqa: S608
        return self._events(f"event WHERE id IN ({latest})", (self.device,))[::-1]

    def make(self, kind: Kind, at: Moment, card: str | None, **columns: Any) -> Event:
        """An event of this device with a fresh id, not yet written."""
        self.make_file()  # which knows the device
        return Event(
            id=new_id(at.wall_ms),
            at_ms=at.wall_ms,
            wall_ms=at.wall_ms,
            study_day=at.study_day,
            utc_offset_min=at.utc_offset_min,
            device=self.device,
            event=kind,
            card=card,
            **columns,
        )


def _together(events: Sequence[Event]) -> list[Event]:
    """The events of one action, so that they are taken back together."""
    shared = {"group": events[0].id, "of": len(events)} if len(events) > 1 else {}
    return [event._replace(detail={**(event.detail or {}), **shared}) for event in events]
