"""The tables that statistics read: filled beside the log, narrowed by cards and days, always equal to the fold."""

import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any, TypeAlias

from flashcards.events import Event, Kind, Mode
from flashcards.log.counting import (
    AGES,
    COUNTED,
    FACTS,
    MILLION,
    REVIEW,
    SUMS,
    TABLES,
    OfDays,
    added,
    age,
    counted,
    trigger,
)
from flashcards.log.sums import ANY, EVERYTHING, Behind, BinSum, CardSum, DaySum, DoneSum, Filter, PointSum, SaidSum
from flashcards.records import replace
from flashcards.schedule.states import CardState, Memory

_REVIEW, _DAY = Kind.REVIEW, REVIEW.index("study_day")
ROWS_AT_ONCE = 500
ROWS_TOGETHER = 50
"""Their values are fewer than the 999 that any SQLite takes in one statement."""
Folded: TypeAlias = tuple[str, CardState, Sequence[int], Sequence[Event], Sequence[Memory | None]]
"""A card and its state, the numbers of its events, these, and its memories before, between and after them."""


class Facts:
    """Reads and keeps the tables of `facts.sql` on an open connection."""

    def __init__(self, db: sqlite3.Connection, read: Callable[[str, Sequence[Any]], list[Any]]) -> None:
        """`read` returns the rows of a query, or says in a sentence what is wrong with the file."""
        self._db = db
        self._read = read
        self.renamed: Mapping[str, str] = {}
        """Names in the log → what these cards are called by now: they are read as if they were linked."""

    # -- kept by the log's own transactions ---------------------------------------------------------------------

    def prepare(self) -> None:
        """Let one statement count an event: its facts and their sums are a trigger of this connection."""
        columns = ", ".join(f"NULL AS {name}" for name in COUNTED)
        self._db.execute(f"CREATE TEMP VIEW IF NOT EXISTS counted AS SELECT {columns}")
        self._db.execute(f"CREATE TEMP TRIGGER IF NOT EXISTS count_event {trigger()}")

    def add(self, seq: int, card: str, event: Event, before: Memory | None, after: Memory | None) -> None:
        """Count one more event of a card, which stands in the log as number `seq`."""
        review, moved_on, asked = counted(card, seq, event, before, age(before), later := age(after))
        if event.event is Kind.REVIEW or moved_on is not None:
            marks = ", ".join("?" * len(COUNTED))
            self._db.execute(f"INSERT INTO counted VALUES ({marks})", (*review, moved_on, later, json.dumps(asked)))  # noqa: S608

    def write(self, folded: Iterable[Folded], days: OfDays | None = None) -> list[tuple[str, CardState]]:
        """Write down the facts of cards, and return their states; the sums are left to do, or those by day to `days`."""
        found: list[tuple[str, CardState]] = []
        reviews: list[tuple[Any, ...]] = []
        steps: list[tuple[Any, ...]] = []
        points: list[tuple[Any, ...]] = []
        for card, now, numbers, history, memories in folded:
            found.append((card, now))
            before = age(memories[0])
            for seq, event, memory, later in zip(numbers, history, memories, memories[1:], strict=False):
                review, moved_on, asked = counted(card, seq, event, memory, before, after := age(later))
                if event.event is _REVIEW:
                    reviews.append(review)
                if moved_on is not None:
                    steps.append((card, seq, moved_on, before, after))
                if asked:
                    points += [(card, seq, review[_DAY], *one) for one in asked]
                before = after
            if len(reviews) > ROWS_AT_ONCE:
                self._write(days, reviews, steps, points)
        self._write(days, reviews, steps, points)
        return found

    def _write(self, days: OfDays | None, reviews: list[tuple[Any, ...]], *others: list[tuple[Any, ...]]) -> None:
        if days is not None:
            days.add(reviews)
        for fact, found in zip(FACTS, (reviews, *others), strict=True):
            self._insert(fact, found)
            found.clear()

    def _insert(self, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
        """Write rows, many with one statement: that takes two thirds of the time."""
        if rows:
            one, whole = f"({', '.join('?' * len(rows[0]))})", len(rows) - len(rows) % ROWS_TOGETHER
            together = f"INSERT INTO {table} VALUES {', '.join([one] * ROWS_TOGETHER)}"  # noqa: S608
            for at in range(0, whole, ROWS_TOGETHER):
                self._db.execute(together, [*chain.from_iterable(rows[at : at + ROWS_TOGETHER])])
            self._db.executemany(f"INSERT INTO {table} VALUES {one}", rows[whole:])  # noqa: S608

    def write_all(self, folded: Iterable[Folded]) -> list[tuple[str, CardState]]:
        """Write down the facts of all cards, and all sums; the states of the cards.

        An index is quicker made anew than kept up.
        """
        indexes = self._db.execute(
            "SELECT name, sql FROM pragma_index_list('review_fact') JOIN sqlite_schema USING (name) WHERE sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            self._db.execute(f"DROP INDEX {name}")
        days = OfDays()
        found = self.write(folded, days)
        for _, made in indexes:
            self._db.execute(made)
        rows = days.rows()
        for name, table in SUMS.items():
            if name in rows:
                self._insert(name, rows[name])
            else:
                self._db.execute(f"INSERT INTO {name} {table.over(table.source)}")
        return found

    def sum_up(self, cards: Collection[str]) -> None:
        """Add what was written of these cards to the sums."""
        for fact in FACTS:
            self._sum("+", self._of(cards, fact), fact)

    def forget(self, cards: Collection[str] | None = None) -> None:
        """Take the facts of some cards out, or all."""
        if cards is None:
            for table in TABLES:
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608
            return
        for fact in FACTS:
            self._take(fact, self._of(cards, fact))
            self._db.execute(f"DELETE FROM {fact} WHERE card IN (SELECT card FROM chosen)")  # noqa: S608

    def take_out(self, card: str, seq: int) -> None:
        """Take out the facts of one event of a card."""
        for fact in FACTS:
            which = f"{fact} WHERE card = ? AND seq = ?"
            if self._db.execute(f"SELECT 1 FROM {which}", (card, seq)).fetchone():  # noqa: S608
                self._take(fact, f"(SELECT * FROM {which})", (card, seq))  # noqa: S608
                self._db.execute(f"DELETE FROM {which}", (card, seq))  # noqa: S608

    def _take(self, fact: str, rows: str, values: tuple[Any, ...] = ()) -> None:
        """Take facts from the sums over facts of their sort; a sum of none goes."""
        self._sum("-", rows, fact, values)
        for name, sums in SUMS.items():
            if sums.source == fact:
                touched = f"{sums.key[0]} IN (SELECT {sums.key[0]} FROM {rows})"  # noqa: S608
                self._db.execute(f"DELETE FROM {name} WHERE n = 0 AND {touched}", values)  # noqa: S608

    def _sum(self, sign: str, rows: str, fact: str, values: tuple[Any, ...] = ()) -> None:
        """Add (`+`) or take (`-`) these facts to or from the sums over facts of their sort."""
        for name, table in SUMS.items():
            if table.source == fact:
                self._db.execute(added(sign, name, rows), values)

    # -- read by insights ---------------------------------------------------------------------------------------

    def _of(self, cards: Collection[str], fact: str) -> str:
        """The facts of these cards, as a table in SQL."""
        self._db.execute("CREATE TEMP TABLE IF NOT EXISTS chosen (card TEXT PRIMARY KEY) WITHOUT ROWID")
        self._db.execute("DELETE FROM chosen")
        self._db.executemany("INSERT INTO chosen VALUES (?)", [(card,) for card in cards])
        return f"(SELECT f.* FROM chosen CROSS JOIN {fact} AS f USING (card))"  # noqa: S608

    def _now(self, card: str) -> str:
        """What a card of the log is called by now."""
        return self.renamed.get(card, card)

    def _in_log(self, which: Filter) -> Filter:
        """The filter with the names that its cards have in the log."""
        if which.cards is None or not self.renamed:
            return which
        before = {old for old, new in self.renamed.items() if new in which.cards}
        return replace(which, cards=which.cards | before)

    def _rows(self, name: str, columns: str, which: Filter, group: str = "") -> list[Any]:
        """The sums of a table under a filter: read where they are kept so, else made from the facts."""
        source, values = self._source(name, self._in_log(which))
        return self._read(f"SELECT {columns} FROM {source} {group and f'GROUP BY {group}'}", values)  # noqa: S608

    def _source(self, name: str, which: Filter) -> tuple[str, tuple[str, ...]]:
        """Those sums as a table in SQL, and what is to be filled in."""
        table, by_day, period = SUMS[name], "study_day" in SUMS[name].key, _period(which)
        if which == EVERYTHING:
            return name, ()
        if which.cards is None:
            return (_within(name) if by_day else f"({table.over(_within(table.source))})"), period
        others = self._others(which.cards) if by_day else frozenset()
        if by_day and len(others) < len(which.cards):
            return self._all_but(others, name), (*period, *period)
        return f"({table.over(_within(self._of(which.cards, table.source)))})", period

    def _all_but(self, cards: frozenset[str], name: str) -> str:
        """All sums of days less those of some cards: where these are few, less has to be gone through."""
        table = SUMS[name]
        less = ", ".join(f"-{value} AS {value}" for value in table.values)
        both = ", ".join(f"sum({value}) AS {value}" for value in table.values)
        rest = table.over(_within(self._of(cards, table.source)))
        return (
            f"(SELECT {table.names}, {both} FROM (SELECT * FROM {_within(name)}"  # noqa: S608
            f" UNION ALL SELECT {table.names}, {less} FROM ({rest})) GROUP BY {table.names} HAVING sum(n) > 0)"
        )

    def _others(self, cards: frozenset[str]) -> frozenset[str]:
        """The cards of the log beside these."""
        return frozenset(card for (card,) in self._read("SELECT card FROM card_state", ())) - cards

    def days(self, which: Filter = EVERYTHING) -> list[DaySum]:
        """Answers by day, mode, age and rating."""
        rows = self._rows("day_sum", "study_day, mode, before, rating, n, ms", which)
        days = {day: date.fromisoformat(day) for day in {row[0] for row in rows}}
        return [DaySum(days[day], *rest) for day, *rest in rows]

    def done(self, which: Filter = EVERYTHING) -> list[DoneSum]:
        """What was done each day, oldest first."""
        # A column for each sort of answer: to group by them as well would sort all sums.
        sorts = {age: f"mode = 'review' AND before = '{age}'" for age in AGES}
        sorts |= {mode: f"mode = '{mode}'" for mode in Mode if mode != Mode.REVIEW}
        numbers = ", ".join(f"coalesce(sum(n) FILTER (WHERE {test}), 0)" for test in sorts.values())
        passed = "sum(n * (mode = 'review' AND rating > 1))"
        rows = self._rows("day_sum", f"study_day, {passed}, sum(ms), {numbers}", which, "study_day")
        return [
            DoneSum(date.fromisoformat(day), {sort: n for sort, n in zip(sorts, found, strict=True) if n}, passed, ms)
            for day, passed, ms, *found in rows
        ]

    def practised_unseen(self) -> dict[str, bool]:
        """Of cards that were practised before they were learned: whether the first such answer was right."""
        days = [day.day for day in self.days() if day.mode == "practice" and day.before == "new"]
        if not days:
            return {}
        rows = self._read(
            "SELECT card, rating > 1, min(seq) FROM review_fact"
            " WHERE mode = 'practice' AND before = 'new' AND study_day >= ? GROUP BY card",
            (min(days).isoformat(),),
        )
        return {self._now(card): bool(right) for card, right, _ in rows}

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

    def by_card(self, which: Filter = EVERYTHING) -> list[CardSum]:
        """Answers by card and age."""
        rows = self._rows("card_sum", "card, before, n, passed", which)
        return [CardSum(self._now(card), before, n, passed) for card, before, n, passed in rows]

    def points(self, sort: str, which: Filter = EVERYTHING) -> list[PointSum]:
        """Rubric points (`point`) or recognised mistakes (`mistake`)."""
        rows = self._rows("point_sum", "sort, card, key, missed, n", which)
        return [PointSum(self._now(card), key, missed, n) for found, card, key, missed, n in rows if found == sort]

    def missed_points(self, card: str) -> dict[str, tuple[int, int]]:
        """Per rubric point of a card: times missed, times asked."""
        rows = self._read("SELECT key, missed, n FROM point_sum WHERE card = ? AND sort = 'point'", (card,))
        return {key: (missed, n) for key, missed, n in rows}

    def confidence(self, which: Filter = EVERYTHING) -> list[SaidSum]:
        """Answers by card and confidence: sure, unsure, no idea."""
        rows = self._rows("confidence_sum", "card, confidence, n, passed", which)
        return [SaidSum(self._now(card), word, n, passed) for card, word, n, passed in rows]

    def cards(self, which: Filter = EVERYTHING, behind: Behind = ANY) -> list[str]:
        """The cards of these answers; most often missed ones first."""
        which, columns = self._in_log(which), behind.columns
        tests = "".join(f" AND {column} IN ({', '.join('?' * len(held))})" for column, held in columns.items())
        facts = "review_fact" if which.cards is None else self._of(which.cards, "review_fact")
        query = (
            f"SELECT card FROM {facts} WHERE study_day BETWEEN ? AND ?{tests}"  # noqa: S608
            " GROUP BY card ORDER BY sum(rating = 1) DESC, min(seq)"
        )
        rows = self._read(query, (*_period(which), *(value for held in columns.values() for value in held)))
        return [*dict.fromkeys(self._now(card) for (card,) in rows)]

    def first_days(self) -> dict[str, date]:
        """Per card the study day on which it was learned for the first time."""
        query = "SELECT card, min(study_day) FROM step_fact WHERE before = 'new' GROUP BY card"
        days = sorted(((self._now(card), date.fromisoformat(day)) for card, day in self._read(query, ())), reverse=True)
        return dict(days)


def _period(which: Filter) -> tuple[str, str]:
    """The first and the last study day as the tables have them."""
    return which.since.isoformat() if which.since else "", which.until.isoformat() if which.until else "~"


def _within(table: str) -> str:
    """The rows of a table between two study days, which are left to fill in."""
    return f"(SELECT * FROM {table} WHERE study_day BETWEEN ? AND ?)"  # noqa: S608
