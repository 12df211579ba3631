"""What the log says: events as they stand, states, and figures that a sitting begins with."""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from flashcards.events import ANSWER_CAP_MS, Event, histories
from flashcards.log import states
from flashcards.log.errors import in_words, sound
from flashcards.log.rows import EVENT, as_written, event_from, marks
from flashcards.schedule.agenda import DEFAULT_PACE, Pace
from flashcards.schedule.states import NEW, CardState

STATE = ", ".join(states.COLUMNS)
RARE = "event IN ('link', 'parameters', 'distinct')"
"""Word for word as the index of such events has it, or SQLite does not use it."""
BY_ITSELF = "by_itself"
"""In the detail of a decision that nobody made."""
UNDONE = "SELECT json_group_array(e.seq) FROM event AS u JOIN event AS e ON e.id = u.undoes WHERE u.event = 'undo'"
ENOUGH_FOR_PACE = 20
EVENTS_AT_ONCE = 1000

if TYPE_CHECKING:
    from flashcards.schedule.examples import Lessons

Found = TypeVar("Found")


class Wording(NamedTuple):
    """A card as it stood in the decks when it was last known."""

    card: str
    deck: str
    kind: str
    question: str
    answer: str = ""
    """Empty where a program without this column wrote it."""


class Reading:
    """An open log, read."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._db = connection
        self._known: tuple[object, dict[str, CardState]] = (None, {})
        """The states as they were read last, and what the file was like then."""

    def _rows(self, query: str, values: Sequence[Any] = ()) -> list[Any]:
        """Every row at once: a read left open would keep other windows from writing."""
        with in_words(self.path):
            return self._db.execute(query, values).fetchall()

    def _read(self, make: Callable[[Any], Found], query: str, values: Sequence[Any] = ()) -> list[Found]:
        """What is made of each row; rows are known by the names of their columns."""
        with in_words(self.path):
            cursor = self._db.execute(query, values)
            cursor.row_factory = sqlite3.Row
            rows = cursor.fetchall()
        with sound(self.path):
            return [make(row) for row in rows]

    def _events(self, source: str, values: Sequence[Any] = ()) -> list[Event]:
        # The plus keeps SQLite from walking through the whole log in order where another index finds a few rows.
        order = "at_ms, device, id" if source == "event" else "+at_ms, device, id"
        return self._read(event_from, f"SELECT {EVENT} FROM {source} ORDER BY {order}", values)  # noqa: S608

    def _meta(self, key: str) -> str | None:
        return next((value for (value,) in self._rows("SELECT value FROM meta WHERE key = ?", (key,))), None)

    def _undone(self) -> str:
        """What `COUNTS` is filled in with."""
        return str(self._rows(UNDONE)[0][0])

    @property
    def mark(self) -> str:
        """How far the log goes: another one after every event."""
        ((last,),) = self._rows("SELECT coalesce(max(seq), 0) FROM event")
        return str(last)

    def time_by_kind(self, since: date | None) -> dict[str, tuple[int, int]]:
        """By kind of card, from a study day on: answers in the schedule, and their milliseconds, each capped."""
        query = "SELECT c.kind, count(*), sum(f.ms) FROM review_fact AS f JOIN catalogue AS c USING (card)"
        rows = self._rows(f"{query} WHERE f.mode = 'review' AND f.study_day >= ? GROUP BY c.kind", (str(since or ""),))
        return {kind: (n, ms) for kind, n, ms in rows}

    def events(self) -> Iterator[Event]:
        """The whole log as it stands, oldest first, undone events and undos included; a part at a time is in memory."""
        query = f"SELECT {EVENT} FROM event WHERE (at_ms, device, id) > (?, ?, ?) AND seq <= ?"  # noqa: S608
        order = f"ORDER BY at_ms, device, id LIMIT {EVENTS_AT_ONCE}"
        newest, last = int(self.mark), (-(2**63), "", "")
        while found := self._read(event_from, f"{query} {order}", (*last, newest)):
            yield from found
            last = found[-1].order

    def lessons(self) -> "Lessons":
        """What the log teaches a training."""
        from flashcards.log.lessons import taught

        with sound(self.path):
            return taught(self._rows, int(self.mark), self._undone())

    def latest(self) -> Event | None:
        """The latest event of this device."""
        query = "event WHERE seq = (SELECT max(seq) FROM event WHERE device = ?)"
        return next(iter(self._events(query, (self._meta("device") or "",))), None)

    def ids(self) -> tuple[set[str], set[str]]:
        """The ids of all events, and of those that were taken back."""
        rows = self._rows("SELECT id, undoes FROM event")
        return {event for event, _ in rows}, {undone for _, undone in rows if undone}

    def is_answered_but_by(self, device: str) -> bool:
        """Whether there is a review of another device than this one."""
        return bool(self._rows("SELECT 1 FROM event WHERE event = 'review' AND device <> ? LIMIT 1", (device,)))

    @property
    def empty(self) -> bool:
        """Whether nothing was ever written."""
        return not self._rows("SELECT 1 FROM event LIMIT 1")

    def standing(self, since: date | None = None) -> Iterator[Event]:
        """The events that count, oldest first, from a study day on."""
        return iter(self._events("standing WHERE study_day >= ?", (since.isoformat() if since else "",)))

    def states(self) -> dict[str, CardState]:
        """The state of every card that the log knows."""
        now = (self._db, *self._rows("PRAGMA data_version"), self._db.total_changes)
        if self._known[0] != now:  # nobody has written since: what was read then is asked for by several in a row
            query = f"SELECT {STATE} FROM card_state"  # noqa: S608
            self._known = now, dict(self._read(lambda row: (row[0], states.state_from(row)), query))
        return dict(self._known[1])

    def state(self, card: str) -> CardState:
        """The state of one card; new when the log does not know it."""
        found = self._read(states.state_from, f"SELECT {STATE} FROM card_state WHERE card = ?", (card,))  # noqa: S608
        return found[0] if found else NEW

    def links(self) -> list[Event]:
        """The links that count, oldest first."""
        return self._events(f"standing WHERE {RARE} AND event = 'link'")

    def decisions_taken_back(self) -> list[Event]:
        """The decisions on names that do not count any more."""
        undone = "SELECT undoes FROM event WHERE undoes IS NOT NULL"
        return self._events(f"event WHERE {RARE} AND event <> 'parameters' AND id IN ({undone})")

    def told_apart(self, *, by_a_person: bool = False) -> set[frozenset[str]]:
        """The pairs of names of which it was said that they are not one card."""
        events = self._events(f"standing WHERE {RARE} AND event = 'distinct'")
        said = [e for e in events if not (by_a_person and BY_ITSELF in (e.detail or {}))]
        return {frozenset((str(e.card), e.source)) for e in said}

    @staticmethod
    def _names(cards: Iterable[str], links: Iterable[Event]) -> list[str]:
        """The cards with all the names that links connect them with."""
        beside: dict[str, set[str]] = {}
        for link in links:
            beside.setdefault(str(link.card), set()).add(link.source)
            beside.setdefault(link.source, set()).add(str(link.card))
        names, left = {*cards}, [*cards]
        while left:
            more = beside.get(left.pop(), set()) - names
            names |= more
            left += more
        return sorted(names)

    def _histories(self, names: Collection[str]) -> dict[str, list[Event]]:
        query = f"SELECT {EVENT} FROM standing WHERE card IN ({marks(names)})"  # noqa: S608
        return histories(self._read(event_from, query, [*names]))

    def history(self, card: str) -> list[Event]:
        """The events of a card that count, under all the names it has had, oldest first."""
        return self._histories(self._names([card], self.links())).get(card, [])

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
            "SELECT new, avg(min(elapsed_ms, ?)) / 1000.0, count(*) FROM"
            " (SELECT predicted IS NULL AS new, elapsed_ms FROM standing WHERE event = 'review'"
            " AND elapsed_ms IS NOT NULL ORDER BY at_ms DESC LIMIT 400) GROUP BY new",
            (ANSWER_CAP_MS,),
        )
        known = {bool(new): seconds for new, seconds, n in rows if n >= ENOUGH_FOR_PACE}
        return Pace(known.get(True, DEFAULT_PACE.new), known.get(False, DEFAULT_PACE.review))

    def remembered(self, cards: Sequence[str] | None = None) -> dict[str, Wording]:
        """What is remembered of cards, or of all (None)."""
        if cards is None:
            rows = self._rows("SELECT * FROM catalogue")
        else:
            query = "SELECT catalogue.* FROM catalogue JOIN json_each(?) ON card = value"
            rows = self._rows(query, (json.dumps(cards),))
        return {row[0]: Wording(*row) for row in rows}

    def noted_cards(self) -> set[str]:
        """The names of all cards that have stood in the decks when a sitting began."""
        return {card for (card,) in self._rows("SELECT card FROM catalogue")}

    def not_noted(self, cards: Sequence[str]) -> list[str]:
        """Those of some cards of which the same cannot be said, sorted."""
        query = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT card FROM catalogue) ORDER BY value"
        return [card for (card,) in self._rows(query, (json.dumps(cards),))]

    def catalogued(self) -> str:
        """Which file the catalogue of cards is in, and how often a card was written into it."""
        # What is replaced gets a new number.
        ((written,),) = self._rows("SELECT coalesce(max(rowid), 0) FROM catalogue")
        with in_words(self.path):
            found = self.path.stat()
        return f"{self.path} {found.st_dev} {found.st_ino} {written}"

    def remembered_as(self, key: str) -> str | None:
        """What was kept under a key of the file's own."""
        return self._meta(key)

    def left_out(self) -> set[str]:
        """The ids of events that a restore left behind: nothing brings these in by itself."""
        return set(json.loads(self._meta("left_out") or "[]"))

    def numbered(self, after: int) -> list[tuple[int, Event]]:
        """The events behind a number, in the order in which they were written here."""
        query = f"SELECT seq, {EVENT} FROM event WHERE seq > ? ORDER BY seq"  # noqa: S608
        return self._read(lambda row: (row[0], event_from(row[1:])), query, (after,))

    def damaged(self) -> list[str]:
        """The ids of events that are not as they were written."""
        self._db.text_factory = lambda raw: raw.decode(errors="replace")
        try:
            rows = self._read(dict, f"SELECT {EVENT}, undoes FROM event")  # noqa: S608
        finally:
            self._db.text_factory = str
        return [str(row["id"]) for row in rows if not as_written(row)]
