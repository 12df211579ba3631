"""The tables that statistics read: filled beside the log, narrowed by cards and days, always equal to the fold."""

import math
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple

from flashcards.events import Event, Kind
from flashcards.scheduling import CardState, Phase

ANSWER_CAP_MS = 60_000
"""What counts of one answer as study time."""
MATURE_DAYS = 21
"""A card whose interval is this long is mature, as in Anki."""
TABLES = ("review_fact", "point_fact", "day_sum", "hour_sum", "step_sum", "bin_sum", "card_sum")


def age(state: CardState) -> str:
    """Where a card stands, as statistics sort it: new, learning, relearning, young or mature."""
    memory = state.memory
    if memory is None:
        return "new"
    if memory.phase is not Phase.REVIEW:
        return memory.phase.value
    return "mature" if (memory.due_day - memory.last_day).days >= MATURE_DAYS else "young"


def loss(event: Event) -> float | None:
    """The log loss of the prediction, in nats; none where nothing was predicted."""
    if event.predicted is None or event.rating is None:
        return None
    likelihood = event.predicted if event.rating > 1 else 1 - event.predicted
    return -math.log(max(likelihood, 1e-9))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reviews count: of these cards (None: all), from and up to these study days."""

    cards: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None


EVERYTHING = Filter()


class DaySum(NamedTuple):
    """Answers of a study day, by mode, age before and rating."""

    day: date
    mode: str
    before: str
    rating: int
    n: int
    ms: int


class BinSum(NamedTuple):
    """Predictions from bin / 20 to (bin + 1) / 20 and what came of them."""

    bin: int
    n: int
    passed: int
    predicted: float
    squares: float
    loss: float


# Each sum as SQL over the facts, for when only some cards count; unfiltered the table of the same name is read.
_SUMS = {
    "day_sum": "SELECT study_day, mode, before, rating, count(*) AS n, sum(ms) AS ms FROM {facts} GROUP BY 1, 2, 3, 4",
    "hour_sum": "SELECT study_day, hour, count(*) AS n, sum(rating > 1) AS passed FROM {facts}"
    " WHERE mode = 'review' GROUP BY 1, 2",
    "step_sum": "SELECT study_day, before, after, count(*) AS n FROM {facts} WHERE mode = 'review' GROUP BY 1, 2, 3",
    "bin_sum": "SELECT study_day, CAST(predicted * 20 AS INTEGER) AS bin, count(*) AS n, sum(rating > 1) AS passed,"
    " sum(predicted) AS predicted, sum((predicted - (rating > 1)) * (predicted - (rating > 1))) AS squares,"
    " sum(loss) AS loss"
    " FROM {facts} WHERE mode = 'review' AND predicted < 1 GROUP BY 1, 2",
}


class Facts:
    """Reads and keeps the tables of `facts.sql` on an open connection."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    # -- kept by the log's own transactions ---------------------------------------------------------------------

    def count(self, history: Sequence[Event], states: Sequence[CardState]) -> None:
        """Count the reviews among the events of a card; `states` are those before, between and after them."""
        for event, before, after in zip(history, states, states[1:], strict=False):
            if event.event is Kind.REVIEW:
                self._add(event, before, after)

    def _add(self, event: Event, before: CardState, after: CardState) -> None:
        local = datetime.fromtimestamp(event.wall_ms / 1000, UTC) + timedelta(minutes=event.utc_offset_min)
        detail = event.detail or {}
        (seq,) = self._db.execute("SELECT seq FROM event WHERE id = ?", (event.id,)).fetchone()
        self._db.execute(
            "INSERT INTO review_fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (seq, event.card, event.study_day.isoformat(), local.hour, str(event.mode), event.rating, age(before),
             age(after), min(event.elapsed_ms or 0, ANSWER_CAP_MS), event.predicted, loss(event), detail.get("confidence")),
        )  # fmt: skip
        points = [("point", key, not ticked) for key, ticked in (detail.get("points") or {}).items()]
        points += [("mistake", key, True) for key in detail.get("mistakes") or ()]
        self._db.executemany(
            "INSERT OR IGNORE INTO point_fact VALUES (?, ?, ?, ?, ?)",
            [(seq, event.card, sort, key, int(missed)) for sort, key, missed in points],
        )

    def forget(self, cards: Collection[str] | None = None) -> None:
        """Take the reviews of some cards out, or all."""
        if cards is None:
            for table in TABLES:
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608
        else:
            self._db.executemany("DELETE FROM review_fact WHERE card = ?", [(card,) for card in cards])

    # -- read by insights ---------------------------------------------------------------------------------------

    def _narrowed(self, which: Filter) -> str:
        """The facts of the filter's cards, as a table name."""
        if which.cards is None:
            return "review_fact"
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (card TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("DELETE FROM chosen")
        self._db.executemany("INSERT INTO chosen VALUES (?)", [(card,) for card in which.cards])
        return "(SELECT f.* FROM chosen CROSS JOIN review_fact AS f USING (card))"

    def _rows(self, table: str, columns: str, which: Filter, group: str = "") -> Iterator[Any]:
        source = table if which.cards is None else f"({_SUMS[table].format(facts=self._narrowed(which))})"
        since = which.since.isoformat() if which.since else ""
        until = which.until.isoformat() if which.until else "~"
        query = f"SELECT {columns} FROM {source} WHERE n > 0 AND study_day BETWEEN ? AND ?"  # noqa: S608
        yield from self._db.execute(query + (f" GROUP BY {group}" if group else ""), (since, until))

    def days(self, which: Filter = EVERYTHING) -> list[DaySum]:
        """Answers by day, mode, age and rating."""
        rows = self._rows("day_sum", "study_day, mode, before, rating, n, ms", which)
        return [DaySum(date.fromisoformat(day), *rest) for day, *rest in rows]

    def hours(self, which: Filter = EVERYTHING) -> dict[int, tuple[int, int]]:
        """Per local hour: answers, and those passed."""
        return {h: (n, p) for h, n, p in self._rows("hour_sum", "hour, sum(n), sum(passed)", which, "hour")}

    def steps(self, which: Filter = EVERYTHING) -> list[tuple[date, str, str, int]]:
        """Moves of cards from one age to another, by day."""
        rows = self._rows("step_sum", "study_day, before, after, n", which)
        return sorted((date.fromisoformat(day), before, after, n) for day, before, after, n in rows)

    def bins(self, which: Filter = EVERYTHING) -> list[BinSum]:
        """Predicted recall against what happened; answers of the same day as the last one are not predicted."""
        columns = "bin, sum(n), sum(passed), sum(predicted), sum(squares), sum(loss)"
        return [BinSum(*row) for row in self._rows("bin_sum", columns, which, "bin")]

    def by_card(self, which: Filter = EVERYTHING) -> list[tuple[str, str, int, int]]:
        """Per card and age: answers, and those passed."""
        if which.cards is None and which.since is None and which.until is None:
            query = "SELECT card, before, sum(n), sum(n * (rating > 1)) FROM card_sum WHERE n > 0 GROUP BY 1, 2"
            return self._db.execute(query).fetchall()
        since = which.since.isoformat() if which.since else ""
        until = which.until.isoformat() if which.until else "~"
        query = (
            f"SELECT card, before, count(*), sum(rating > 1) FROM {self._narrowed(which)}"  # noqa: S608
            " WHERE mode = 'review' AND study_day BETWEEN ? AND ? GROUP BY 1, 2"
        )
        return self._db.execute(query, (since, until)).fetchall()

    def points(self, sort: str) -> list[tuple[str, str, int, int]]:
        """Rubric points (`point`) or recognised mistakes (`mistake`): card, key, times missed, times asked."""
        return self._db.execute(
            "SELECT card, key, sum(missed), count(*) FROM point_fact WHERE sort = ? GROUP BY 1, 2", (sort,)
        ).fetchall()

    def confidence(self) -> list[tuple[str, str, int, int]]:
        """Per card and confidence (sure, unsure, no idea): answers, and those passed."""
        return self._db.execute(
            "SELECT card, confidence, count(*), sum(rating > 1) FROM review_fact WHERE confidence IS NOT NULL GROUP BY 1, 2"
        ).fetchall()

    def cards_on(self, day: date) -> list[str]:
        """The cards answered on a study day, in order."""
        query = "SELECT DISTINCT card FROM review_fact WHERE study_day = ? ORDER BY seq"
        return [card for (card,) in self._db.execute(query, (day.isoformat(),))]
