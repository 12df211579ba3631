"""The tables that statistics read: filled beside the log, narrowed by cards and days, always equal to the fold."""

import math
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from flashcards.days import MINUTE_MS
from flashcards.events import Event, Kind
from flashcards.schedule.model import CardState, Phase

ANSWER_CAP_MS = 60_000
"""What counts of one answer as study time."""
MATURE_DAYS = 21
"""A card whose interval is this long is mature, as in Anki."""
MILLION = 1_000_000
"""Predictions and losses are kept in whole millionths, so that what an undo takes out leaves no trace."""
FACTS = ("review_fact", "step_fact", "point_fact")


def age(state: CardState) -> str:
    """Where a card stands, as statistics sort it: new, learning, relearning, young or mature."""
    memory = state.memory
    if memory is None:
        return "new"
    if memory.phase is not Phase.REVIEW:
        return memory.phase.value
    return "mature" if (memory.due_day - memory.last_day).days >= MATURE_DAYS else "young"


def local_hour(event: Event) -> int:
    """The hour on the clock of the place where it happened, 0 to 23."""
    return (event.wall_ms // MINUTE_MS + event.utc_offset_min) // 60 % 24


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


class Sum(NamedTuple):
    """A table of sums: over which facts, by what, and what is added up."""

    source: str
    key: tuple[str, ...]
    values: dict[str, str]
    where: str = "true"

    @property
    def names(self) -> str:
        """The columns that it sums by."""
        return ", ".join(column.rpartition(" AS ")[2] for column in self.key)

    def over(self, rows: str) -> str:
        """The sums of these facts, as a query."""
        columns = [*self.key, *(f"{sql} AS {name}" for name, sql in self.values.items())]
        groups = ", ".join(str(n + 1) for n in range(len(self.key)))
        return f"SELECT {', '.join(columns)} FROM {rows} WHERE {self.where} GROUP BY {groups}"  # noqa: S608


_MISS = f"(predicted - {MILLION} * (rating > 1))"
_ANSWERS = {"n": "count(*)", "passed": "sum(rating > 1)"}
SUMS = {
    "day_sum": Sum("review_fact", ("study_day", "mode", "before", "rating"), {"n": "count(*)", "ms": "sum(ms)"}),
    "hour_sum": Sum("review_fact", ("study_day", "hour"), _ANSWERS, "mode = 'review'"),
    "bin_sum": Sum(
        "review_fact", ("study_day", f"predicted * 20 / {MILLION} AS bin"),
        {**_ANSWERS, "predicted": "sum(predicted)", "squares": f"sum({_MISS} * {_MISS})", "loss": "sum(loss)"},
        "mode = 'review' AND predicted IS NOT NULL",
    ),
    "card_sum": Sum("review_fact", ("card", "before"), _ANSWERS, "mode = 'review'"),
    "confidence_sum": Sum("review_fact", ("card", "confidence"), _ANSWERS, "confidence IS NOT NULL"),
    "step_sum": Sum("step_fact", ("study_day", "before", "after"), {"n": "count(*)"}),
    "point_sum": Sum("point_fact", ("card", "sort", "key"), {"n": "count(*)", "missed": "sum(missed)"}),
}  # fmt: skip
TABLES = (*FACTS, *SUMS)


class Facts:
    """Reads and keeps the tables of `facts.sql` on an open connection."""

    def __init__(self, db: sqlite3.Connection, read: Callable[[str, Sequence[Any]], list[Any]]) -> None:
        """`read` returns the rows of a query, or says in a sentence what is wrong with the file."""
        self._db = db
        self._read = read

    # -- kept by the log's own transactions ---------------------------------------------------------------------

    def add(self, card: str, event: Event, before: CardState, after: CardState) -> None:
        """Count one more event of a card."""
        written = self.write(card, [event], [before, after])
        for fact in written:
            self._sum("+", f"(SELECT * FROM {fact} WHERE card = ? AND seq = {_SEQ})", fact, (card, event.id))  # noqa: S608

    def write(self, card: str, history: Sequence[Event], states: Sequence[CardState]) -> list[str]:
        """Write down the events of a card; `states` are those before, between and after. The sums are left to do.

        Returns the tables that have got new rows.
        """
        rows: dict[str, list[tuple[Any, ...]]] = {fact: [] for fact in FACTS}
        was = age(states[0])
        for event, state, after in zip(history, states, states[1:], strict=False):
            becomes = age(after)
            day = event.study_day.isoformat()
            if event.event is Kind.REVIEW:
                detail = event.detail or {}
                forecast = None if event.predicted is None or event.predicted >= 1 else event.predicted
                rows["review_fact"].append((
                    card, day, local_hour(event), event.mode, event.rating, was,
                    min(event.elapsed_ms or 0, ANSWER_CAP_MS),
                    None if forecast is None else min(round(forecast * MILLION), MILLION - 1),
                    None if forecast is None else round((loss(event) or 0.0) * MILLION),
                    detail.get("confidence"), event.id,
                ))  # fmt: skip
                rows["point_fact"] += [
                    (card, day, sort, key, int(missed), event.id) for sort, key, missed in _asked(detail)
                ]
            if was != becomes:
                # A clock that went back must not take a card out of an age before the day it came in.
                first = state.memory.last_day if state.memory else event.study_day
                rows["step_fact"].append((card, max(event.study_day, first).isoformat(), was, becomes, event.id))
            was = becomes
        for fact, found in rows.items():
            if found:
                marks = ", ".join("?" * (len(found[0]) - 2))
                self._db.executemany(f"INSERT INTO {fact} SELECT ?, seq, {marks} FROM event WHERE id = ?", found)  # noqa: S608
        return [fact for fact, found in rows.items() if found]

    def sum_up(self, cards: Collection[str] | None = None) -> None:
        """Add what was written of these cards to the sums, or make all sums anew."""
        if cards is None:
            for name, table in SUMS.items():
                self._db.execute(f"INSERT INTO {name} {table.over(table.source)}")
        else:
            for fact in FACTS:
                self._sum("+", self._of(cards, fact), fact)

    def forget(self, cards: Collection[str] | None = None) -> None:
        """Take the facts of some cards out, or all."""
        if cards is None:
            for table in TABLES:
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608
            return
        for fact in FACTS:
            rows = self._of(cards, fact)
            self._sum("-", rows, fact)
            for name, sums in SUMS.items():
                if sums.source == fact:
                    touched = f"{sums.key[0]} IN (SELECT {sums.key[0]} FROM {rows})"  # noqa: S608
                    self._db.execute(f"DELETE FROM {name} WHERE n = 0 AND {touched}")  # noqa: S608
            self._db.execute(f"DELETE FROM {fact} WHERE card IN (SELECT card FROM chosen)")  # noqa: S608

    def _sum(self, sign: str, rows: str, fact: str, values: Sequence[Any] = ()) -> None:
        """Add (`+`) or take (`-`) these facts to or from the sums over facts of their sort."""
        for name, table in SUMS.items():
            if table.source == fact:
                changes = ", ".join(f"{value} = {value} {sign} excluded.{value}" for value in table.values)
                self._db.execute(f"INSERT INTO {name} {table.over(rows)} ON CONFLICT DO UPDATE SET {changes}", values)

    # -- read by insights ---------------------------------------------------------------------------------------

    def _of(self, cards: Collection[str], fact: str) -> str:
        """The facts of these cards, as a table in SQL."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (card TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("DELETE FROM chosen")
        self._db.executemany("INSERT INTO chosen VALUES (?)", [(card,) for card in cards])
        return f"(SELECT f.* FROM chosen CROSS JOIN {fact} AS f USING (card))"  # noqa: S608

    def _rows(self, name: str, columns: str, which: Filter, group: str = "") -> list[Any]:
        """The sums of a table under a filter: read where they are kept so, else made from the facts."""
        table, by_day = SUMS[name], "study_day" in SUMS[name].key
        period: tuple[str, ...] = _period(which)
        kept = f"(SELECT * FROM {name}{' WHERE study_day BETWEEN ? AND ?' if by_day else ''})"  # noqa: S608
        if which.cards is None and (by_day or which == EVERYTHING):
            source, period = kept, period if by_day else ()
        elif which.cards is None:
            source = f"({table.over(_within(table.source))})"
        elif by_day and len(others := self._others(which.cards)) < len(which.cards):
            # Of most cards: all sums less those of the other cards, which are fewer to go through.
            less = ", ".join(f"-{value} AS {value}" for value in table.values)
            both = ", ".join(f"sum({value}) AS {value}" for value in table.values)
            rest = table.over(_within(self._of(others, table.source)))
            source = (
                f"(SELECT {table.names}, {both} FROM (SELECT * FROM {kept}"  # noqa: S608
                f" UNION ALL SELECT {table.names}, {less} FROM ({rest})) GROUP BY {table.names} HAVING sum(n) > 0)"
            )
            period *= 2
        else:
            source = f"({table.over(_within(self._of(which.cards, table.source)))})"
        return self._read(f"SELECT {columns} FROM {source} {group and f'GROUP BY {group}'}", period)  # noqa: S608

    def _others(self, cards: frozenset[str]) -> frozenset[str]:
        """The cards of the log beside these."""
        return frozenset(card for (card,) in self._read("SELECT card FROM card_state", ())) - cards

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
        sums = f"sum(predicted) / {MILLION}.0, sum(squares) / {MILLION**2}.0, sum(loss) / {MILLION}.0"
        return [BinSum(*row) for row in self._rows("bin_sum", f"bin, sum(n), sum(passed), {sums}", which, "bin")]

    def by_card(self, which: Filter = EVERYTHING) -> list[tuple[str, str, int, int]]:
        """Per card and age: answers, and those passed."""
        return self._rows("card_sum", "card, before, n, passed", which)

    def points(self, sort: str, which: Filter = EVERYTHING) -> list[tuple[str, str, int, int]]:
        """Rubric points (`point`) or recognised mistakes (`mistake`): card, key, times missed, times asked."""
        rows = self._rows("point_sum", "sort, card, key, missed, n", which)
        return [(card, key, missed, n) for found, card, key, missed, n in rows if found == sort]

    def confidence(self, which: Filter = EVERYTHING) -> list[tuple[str, str, int, int]]:
        """Per card and confidence (sure, unsure, no idea): answers, and those passed."""
        return self._rows("confidence_sum", "card, confidence, n, passed", which)

    def cards(self, which: Filter = EVERYTHING, **values: Collection[str | int]) -> list[str]:
        """The cards of the answers whose columns, or `bin`, hold one of these values; most often missed ones first."""
        columns = {"bin": f"predicted * 20 / {MILLION}"}
        tests = "".join(f" AND {columns.get(name, name)} IN ({', '.join('?' * len(v))})" for name, v in values.items())
        facts = "review_fact" if which.cards is None else self._of(which.cards, "review_fact")
        query = (
            f"SELECT card FROM {facts} WHERE study_day BETWEEN ? AND ?{tests}"  # noqa: S608
            " GROUP BY card ORDER BY sum(rating = 1) DESC, min(seq)"
        )
        period = _period(which)
        return [card for (card,) in self._read(query, (*period, *(v for some in values.values() for v in some)))]

    def cards_on(self, day: date) -> list[str]:
        """The cards answered on a study day, in order."""
        query = "SELECT card FROM review_fact WHERE study_day = ? GROUP BY card ORDER BY min(seq)"
        return [card for (card,) in self._read(query, (day.isoformat(),))]


def _period(which: Filter) -> tuple[str, str]:
    """The first and the last study day as the tables have them."""
    return which.since.isoformat() if which.since else "", which.until.isoformat() if which.until else "~"


def _within(facts: str) -> str:
    """The facts between two study days, which are left to fill in."""
    return f"(SELECT * FROM {facts} WHERE study_day BETWEEN ? AND ?)"  # noqa: S608


_SEQ = "(SELECT seq FROM event WHERE id = ?)"


def _asked(detail: Any) -> Iterator[tuple[str, str, bool]]:
    """The rubric points that an answer was held against, missed or not, and the mistakes recognised in it."""
    for key, ticked in (detail.get("points") or {}).items():
        yield "point", key, not ticked
    for key in dict.fromkeys(detail.get("mistakes") or ()):
        yield "mistake", key, True
