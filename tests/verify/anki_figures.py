"""Our figures equal Anki's own, on a collection made from the same reviews: `python -m tests.verify.anki_figures [SEED]`.

Reviews a day, true retention, future due, answer buttons and hours, for all cards and for one deck. Where Anki's
definition is less true than ours (cards answered early, a clock that changes twice a year), the table says so and the
two are held together after that one difference is taken out. Anki counts by rslib/src/stats/graphs/*.rs:

- a revlog row of kind 4 or 5 (set by hand) is no answer; kind 3 is an answer given early, or with ease factor 0 practice;
- reviews a day: 86,400 seconds back from the next rollover each; by kind, mature from a last interval of 21 days on;
- true retention: every answer (not the first of a day alone) of kind 1, or with a last interval of a day or more;
- buttons: kinds 0, 2 and 3 are "learning"; hours: kinds 0, 1 and 2, at today's offset from UTC;
- future due: neither suspended cards nor, up to today, buried ones; learning steps by the second they end.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from anki.collection import Collection
from anki.decks import DeckId
from anki.notes import Note

from flashcards.days import Moment, moment
from flashcards.events import Event, Kind, Mode
from flashcards.library import Library
from flashcards.schedule.agenda import is_away, is_due, is_learning
from flashcards.schedule.states import NEW, CardState, Memory, Phase
from flashcards.stats.figures import Figures

CARDS = {f"{deck}-{n}": deck for deck in ("one", "two") for n in range(150)}
DAYS = 420
SEED = sys.argv[1] if sys.argv[1:] else "0"
PERIODS = {"all_time": None, "one_year": 365, "three_months": 90, "one_month": 30}
LEARNING, REVIEW, RELEARNING, FILTERED, MANUAL = range(5)
FILED = ("new", "learning", "relearning")
"""What Anki files as learning."""


@dataclass(frozen=True)
class World:
    """Where and how somebody studied."""

    name: str
    place: str
    rollover: int
    odd: bool = False
    """Whether cards are also answered early, practised and asked in mock interviews."""
    waking: tuple[int, int] = (0, 24)
    """Hours after the rollover between which answers fall."""
    note: str = ""


WORLDS = (
    World("Kolkata, day from 4:00", "Asia/Kolkata", 4),
    World("Phoenix, day from 0:00", "America/Phoenix", 0),
    World("Kiritimati, day from 23:00", "Pacific/Kiritimati", 23),
    World("early, practice, mock", "Asia/Kolkata", 4, odd=True, note="early: Anki 'filtered', ours young or mature"),
    World(
        "Paris, clocks change",
        "Europe/Paris",
        4,
        waking=(4, 18),
        note="hours: Anki at today's offset, ours at each moment's",
    ),
)


# -- a year of study ------------------------------------------------------------------------------------------------


@dataclass
class Study:
    """A library with a log that somebody made up to now."""

    world: World
    folder: Path
    now: datetime = field(init=False)
    library: Library = field(init=False)
    rng: random.Random = field(init=False)

    def __post_init__(self) -> None:
        decks = self.folder / "decks"
        decks.mkdir()
        for deck in ("one", "two"):
            cards = "".join(f"  - {{id: {c}, question: {c}, answer: A}}\n" for c, d in CARDS.items() if d == deck)
            (decks / f"{deck}.yaml").write_text(f"title: {deck}\ncards:\n{cards}", encoding="utf-8")
        self.library = Library(self.folder / "home", [decks])
        self.library.set("rollover_hour", self.world.rollover)
        self.rng = random.Random(f"{self.world.name} {SEED}")
        self.now = datetime.now(ZoneInfo(self.world.place))

    def at(self, when: datetime) -> Moment:
        return moment(when, self.world.rollover)

    def times(self, day: date, count: int) -> Iterator[datetime]:
        """Instants of a study day, rising, none in the second of the rollover and none to come."""
        first, last = (
            datetime(day.year, day.month, day.day, tzinfo=self.now.tzinfo)
            + timedelta(hours=self.world.rollover + hours)
            for hours in self.world.waking
        )
        last = min(last, self.now)
        length = int((last - first).total_seconds())
        for second in sorted(self.rng.randrange(30, max(31, length - 30)) for _ in range(count)):
            when = first + timedelta(seconds=second)
            if when < last and when.minute + when.second:
                yield when

    def live(self) -> None:
        today = self.at(self.now).study_day
        for n in range(DAYS, -1, -1):
            if n % 9 in (1, 2, 5) or 200 < n < 230:
                continue  # days off, so that there is a backlog
            self.a_day(today - timedelta(days=n), today)

    def a_day(self, day: date, today: date) -> None:
        log, rng = self.library.progress, self.rng
        states = log.states()
        fresh = [c for c in CARDS if states.get(c, NEW).memory is None][:4]
        queue = [c for c, s in states.items() if (is_due(s, day) or is_learning(s)) and not is_away(s, day)] + fresh
        if day == today:
            queue = queue[::2]
        rng.shuffle(queue)
        for when in self.times(day, len(queue) * 3 // 2):
            at = self.at(when)
            if not queue:
                break
            card = queue.pop()
            state = log.state(card)
            if is_away(state, day) or not (state.memory is None or is_due(state, day) or is_learning(state)):
                continue  # put away or moved meanwhile
            self.answer(card, at, Mode.REVIEW)
            if rng.random() < 0.03:
                log.undo(at)
            if is_learning(log.state(card)) and rng.random() < 0.9:
                queue.insert(0, card)
            if rng.random() < 0.02:
                self.something_else(rng.choice([*CARDS]), at)
            if self.world.odd and rng.random() < 0.2:
                mode = rng.choice([Mode.REVIEW, Mode.PRACTICE, Mode.MOCK])
                some = [c for c, s in log.states().items() if s.memory and not is_away(s, day)]
                self.answer(rng.choice(some or [*CARDS]), at, mode)

    def answer(self, card: str, at: Moment, mode: Mode) -> None:
        log, rng = self.library.progress, self.rng
        state = log.state(card)
        predicted = log.model.predicted(state, at.study_day)
        log.append(
            log.make(
                Kind.REVIEW,
                at,
                card,
                mode=mode,
                rating=rng.choices([1, 2, 3, 4], [14, 10, 66, 10])[0],
                elapsed_ms=rng.randrange(1_000, 90_000),
                parameters="fsrs6@0.9",
                spread=round(rng.random(), 6),
                predicted=predicted and round(predicted, 6),
            )
        )

    def something_else(self, card: str, at: Moment) -> None:
        log, state = self.library.progress, self.library.progress.state(card)
        kind = self.rng.choice([Kind.SUSPEND, Kind.RESUME, Kind.RESUME, Kind.BURY, Kind.RESET, Kind.RESCHEDULE])
        if kind is Kind.RESCHEDULE and state.memory is None:
            return
        due = at.study_day + timedelta(days=self.rng.randrange(60))
        log.append(log.make(kind, at, card, detail={"due": due.isoformat()} if kind is Kind.RESCHEDULE else None))


# -- the same in Anki -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Row:
    """One row of Anki's review log, with what we call it."""

    event: Event
    kind: int
    before: Memory | None
    after: Memory | None
    ease: int
    factor: int

    @property
    def early(self) -> bool:
        return self.kind == FILTERED and self.factor > 0

    @property
    def age(self) -> str:
        return "mature" if interval(self.before) >= 21 else "young"

    def values(self, card_id: int) -> tuple[int, ...]:
        taken = min(self.event.elapsed_ms or 0, 60_000)
        ivl, last = interval(self.after), interval(self.before)
        return (self.event.at_ms, card_id, -1, self.ease, ivl, last, self.factor, taken, self.kind)


def interval(memory: Memory | None) -> int:
    """Days, or seconds below zero, as Anki's columns have it."""
    if memory is None:
        return 0
    if memory.phase is Phase.REVIEW:
        return (memory.due_day - memory.last_day).days
    return -600 if memory.phase is Phase.RELEARNING or memory.step else -60


def revlog(study: Study) -> dict[str, list[Row]]:
    """The rows that Anki would have written at the same deeds, by card."""
    rows: dict[str, list[Row]] = {}
    log = study.library.progress
    for card in CARDS:
        history = log.history(card)
        memories = log.model.memories(history)
        for event, before, after in zip(history, memories, memories[1:]):
            factor = 0 if after is None else 100 + round((after.difficulty - 1) / 9 * 1000)
            if event.event in (Kind.RESET, Kind.RESCHEDULE):
                rows.setdefault(card, []).append(Row(event, MANUAL, before, after, 0, factor))
            elif event.event is Kind.REVIEW:
                if event.mode is not Mode.REVIEW:
                    kind, factor = FILTERED, 0
                elif before is None or before.phase is Phase.LEARNING:
                    kind = LEARNING
                elif before.phase is Phase.RELEARNING:
                    kind = RELEARNING
                else:
                    kind = REVIEW if event.study_day >= before.due_day else FILTERED
                rows.setdefault(card, []).append(Row(event, kind, before, after, event.rating or 0, factor))
    return rows


def collection(study: Study, rows: Mapping[str, list[Row]]) -> Collection:
    """An Anki collection with the same cards, where they stand, and the same reviews."""
    col = Collection(str(study.folder / "collection.anki2"))
    col.set_config("rollover", study.world.rollover)
    col.set_config("fsrs", True)
    col.close()
    col = Collection(str(study.folder / "collection.anki2"))
    decks = {name: col.decks.id(name) for name in ("one", "two")}
    basic = col.models.by_name("Basic")
    states, today = study.library.states(), study.at(study.now).study_day
    for card, deck in CARDS.items():
        note = Note(col, basic)
        note["Front"] = note["Back"] = card
        col.add_note(note, DeckId(decks[deck] or 1))
        (card_id,) = note.card_ids()
        assert col.db is not None
        col.db.executemany(
            "INSERT INTO revlog VALUES (?,?,?,?,?,?,?,?,?)", [r.values(card_id) for r in rows.get(card, ())]
        )
        state = states.get(card, NEW)
        values = [
            *stood(state, today, col.sched.today),
            max(0, interval(state.memory)),
            state.reps,
            state.lapses,
            card_id,
        ]
        col.db.execute(
            "UPDATE cards SET type = ?, queue = ?, due = ?, ivl = ?, reps = ?, lapses = ? WHERE id = ?", *values
        )
    return col


def stood(state: CardState, today: date, anki_today: int) -> tuple[int, int, int]:
    """Type, queue and due as Anki's card has them."""
    memory = state.memory
    if memory is None:
        type_, queue, due = 0, 0, 1
    elif memory.due_ms is not None:
        type_, queue, due = (1 if memory.phase is Phase.LEARNING else 3), 1, memory.due_ms // 1000
    else:
        type_, queue, due = 2, 2, anki_today + (memory.due_day - today).days
    if state.suspended:
        queue = -1
    elif state.buried_on == today:
        queue = -3
    return type_, queue, due


# -- side by side ---------------------------------------------------------------------------------------------------

Table = dict[Any, Any]


def counted(table: Table) -> int:
    return sum(n if isinstance(n, int) else sum(n) for n in table.values())


def clean(table: Mapping[Any, int]) -> Table:
    return {key: n for key, n in table.items() if n}


@dataclass
class Sides:
    """Both programs' figures for the same cards."""

    study: Study
    col: Collection
    rows: list[Row]
    query: str

    def __post_init__(self) -> None:
        self.anki = self.col._backend.graphs(search=self.query, days=0)
        self.at = self.study.at(self.study.now)
        self.today = self.at.study_day

    def ours(self, days: int | None = None) -> Figures:
        since = None if days is None else self.today - timedelta(days=days - 1)
        return Figures(self.study.library, self.at, self.query, since)

    def early(self, days: int | None = None) -> list[Row]:
        return [r for r in self.rows if r.early and (days is None or (self.today - r.event.study_day).days < days)]

    def crammed(self, days: int | None) -> list[Row]:
        return [
            r
            for r in self.rows
            if r.kind == FILTERED and not r.early and (days is None or (self.today - r.event.study_day).days < days)
        ]

    def reviews(self) -> tuple[Table, Table]:
        theirs = {
            (day, name): getattr(n, name)
            for day, n in self.anki.reviews.count.items()
            for name in ("learn", "relearn", "young", "mature", "filtered")
        }
        names = {
            "new": "learn",
            "learning": "learn",
            "relearning": "relearn",
            "practice": "filtered",
            "mock": "filtered",
        }
        ours = Counter[tuple[int, str]]()
        for a in self.ours().activity:
            for name, n in a.answers.items():
                ours[(a.day - self.today).days, names.get(name, name)] += n
        for row in self.early():
            day = (row.event.study_day - self.today).days
            ours[day, row.age] -= 1
            ours[day, "filtered"] += 1
        return clean(theirs), clean(ours)

    def answers_a_day(self) -> tuple[Table, Table]:
        theirs = {
            day: n.learn + n.relearn + n.young + n.mature + n.filtered for day, n in self.anki.reviews.count.items()
        }
        return clean(theirs), {(a.day - self.today).days: a.total for a in self.ours().activity}

    def retention(self) -> tuple[Table, Table]:
        names = {"today": "today", "week": "week", "month": "month", "year": "year", "all_time": "all"}
        theirs, ours = {}, {}
        yesterday = self.today - timedelta(days=1)
        before = Figures(self.study.library, self.at, self.query, yesterday, yesterday).retention
        for name in (*names, "yesterday"):
            found = getattr(self.anki.true_retention, name)
            shares = before if name == "yesterday" else self.ours().retention_by_period[names[name]]
            for age in ("young", "mature"):
                theirs[name, age] = getattr(found, f"{age}_passed"), getattr(found, f"{age}_failed")
                ours[name, age] = shares[age].passed, shares[age].total - shares[age].passed
        return theirs, ours

    def future(self) -> tuple[Table, Table]:
        forecast = self.ours().forecast(40_000)
        theirs = Counter[Any]()
        for day, n in self.anki.future_due.future_due.items():
            theirs[day if day >= 0 else "backlog"] += n
        assert self.anki.future_due.have_backlog == (forecast.backlog > 0)
        ours = {(day - self.today).days: young + mature for day, young, mature in forecast.days}
        return clean(theirs), clean({**ours, "backlog": forecast.backlog})

    def buttons(self) -> tuple[Table, Table]:
        theirs: Table = {}
        ours = Counter[Any]()
        for period, days in PERIODS.items():
            found = getattr(self.anki.buttons, period)
            theirs |= {
                (period, group, i + 1): n
                for group in ("learning", "young", "mature")
                for i, n in enumerate(getattr(found, group))
            }
            for age, ratings in self.ours(days).buttons.items():
                for rating, n in ratings.items():
                    ours[period, "learning" if age in FILED else age, rating] += n
            for row in self.early(days):
                ours[period, row.age, row.ease] -= 1
            for row in [*self.early(days), *self.crammed(days)]:
                ours[period, "learning", row.ease] += 1
        return clean(theirs), clean(ours)

    def hours(self) -> tuple[Table, Table]:
        theirs: Table = {}
        ours = Counter[Any]()
        for period, days in PERIODS.items():
            for hour, n in enumerate(getattr(self.anki.hours, period)):
                theirs |= {(period, hour, "all"): n.total, (period, hour, "passed"): n.correct}
            for hour, share in enumerate(self.ours(days).hours):
                ours[period, hour, "all"] += share.total
                ours[period, hour, "passed"] += share.passed
            for row in self.rows:
                event = row.event
                if event.event is not Kind.REVIEW or event.mode is not Mode.REVIEW:
                    continue
                if days is None or (self.today - event.study_day).days < days:
                    here, anki = (
                        local_hour(event.wall_ms, offset) for offset in (event.utc_offset_min, self.at.utc_offset_min)
                    )
                    for what in ("all", "passed") if row.ease > 1 else ("all",):
                        ours[period, here, what] -= 1
                        ours[period, anki, what] += not row.early
        return clean(theirs), clean(ours)

    def hours_as_they_are(self) -> int:
        """Answers that our hours put elsewhere than Anki's."""
        return sum(
            local_hour(r.event.wall_ms, r.event.utc_offset_min) != local_hour(r.event.wall_ms, self.at.utc_offset_min)
            for r in self.rows
            if r.event.mode is Mode.REVIEW
        )


def local_hour(wall_ms: int, offset_min: int) -> int:
    return datetime.fromtimestamp(wall_ms / 1000, timezone(timedelta(minutes=offset_min))).hour


FIGURES = {
    "answers a day": Sides.answers_a_day,
    "reviews a day": Sides.reviews,
    "true retention": Sides.retention,
    "future due": Sides.future,
    "button counts": Sides.buttons,
    "hours": Sides.hours,
}


def compare(world: World) -> tuple[int, int]:
    """Print a world's rows of the table; how many held and how many did not."""
    os.environ["TZ"] = world.place
    time.tzset()
    passed = failed = 0
    with tempfile.TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None) as folder:
        study = Study(world, Path(folder))
        study.live()
        rows = revlog(study)
        col = collection(study, rows)
        for query, cards in (("", set(CARDS)), ("deck:one", {c for c, d in CARDS.items() if d == "one"})):
            sides = Sides(study, col, [row for card in cards for row in rows.get(card, ())], query)
            for name, figure in FIGURES.items():
                theirs, ours = figure(sides)
                same = theirs == ours and counted(theirs) > 0
                passed, failed = passed + same, failed + (not same)
                print(
                    f"{world.name:28}{query or 'all cards':12}{name:16}{counted(theirs):7,} in {len(theirs):4} cells   {'equal' if same else 'DIFFERENT'}"
                )
                if not same:
                    keys = [k for k in {**theirs, **ours} if theirs.get(k, 0) != ours.get(k, 0)]
                    print(
                        "".join(f"    {k}: Anki {theirs.get(k, 0)}, ours {ours.get(k, 0)}\n" for k in keys[:6]), end=""
                    )
            aside = {
                "early answers": len(sides.early()),
                "practice and mock": len(sides.crammed(None)),
                "hours moved": sides.hours_as_they_are(),
            }
            if world.note:
                print(
                    f"    ({world.note}: "
                    + ", ".join(f"{n} {what}" for what, n in aside.items())
                    + f" of {len(sides.rows)})"
                )
            else:
                assert not any(aside.values()), aside
        col.close()
        study.library.close()
    return passed, failed


def main() -> int:
    results = [compare(world) for world in WORLDS]
    passed, failed = (sum(r[i] for r in results) for i in (0, 1))
    print(f"{passed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
