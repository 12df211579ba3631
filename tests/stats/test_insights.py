"""Every figure equals one computed in the plainest way from the raw log alone, whatever happened in it."""

import contextlib
import math
import random
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import fsrs
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.days import Moment, moment
from flashcards.events import Event, Kind, Mode, new_id
from flashcards.library import Library
from flashcards.log.counting import TABLES
from flashcards.log.file import Progress
from flashcards.log.read import Wording
from flashcards.log.rows import EVENT, row_of
from flashcards.schedule.model import Model
from flashcards.schedule.states import NEW, CardState, Phase
from flashcards.stats.document import document
from flashcards.stats.figures import CURVE_DAYS, Figures
from flashcards.stats.insights import Share, level
from flashcards.stats.memory import STABILITY_EDGES
from tests.conftest import PARIS, START, examples, opened
from tests.log.test_file import empty_file, quick_folder, zone

DECKS = {
    "one": """\
title: One
cards:
  - {id: a, question: What is a?, answer: A, tags: [x]}
  - {id: b, question: What is b?, answer: B, tags: [y, x]}
  - id: c
    question: Explain c.
    points: [{must: First}, Second]
    tags: [x]
""",
    "two": """\
title: Two
cards:
  - id: d
    question: Which is d?
    choices: [{right: D}, {wrong: E, because: It is not.}]
    tags: [y]
  - {id: e, question: What is e?, answer: E}
""",
}
CARDS = "abcde"
GONE = "gone"
DECK = {"a": "one", "b": "one", "c": "one", "d": "two", "e": "two"}
KIND = {"a": "basic", "b": "basic", "c": "explain", "d": "choice", "e": "basic"}
TOPIC = {"a": "x", "b": "y", "c": "x", "d": "y", "e": "two"}
QUERIES = {
    "": frozenset(CARDS),
    "deck:two": frozenset("de"),
    "tag:x": frozenset("abc"),
    "kind:basic": frozenset("abe"),
    "deck:one kind:explain": frozenset("c"),
    "level:senior": frozenset(),
}
AGES = ("new", "learning", "relearning", "young", "mature")


# -- a log, read by hand --------------------------------------------------------------------------------------------


@dataclass
class Answer:
    """A review that counts, with what its card was before."""

    card: str
    event: Event
    before: str

    @property
    def day(self) -> date:
        return self.event.study_day

    @property
    def scheduled(self) -> bool:
        return self.event.mode == "review"

    @property
    def passed(self) -> bool:
        return self.event.rating != 1


def age(state: CardState) -> str:
    if state.memory is None:
        return "new"
    if state.memory.phase is not Phase.REVIEW:
        return str(state.memory.phase)
    return "young" if state.memory.due_day < state.memory.last_day + timedelta(days=21) else "mature"


class ByHand:
    """What a log says of some cards in some days, without any of the program's tables."""

    def __init__(
        self,
        log: Progress,
        at: Moment,
        rollover: int,
        query: str = "",
        since: date | None = None,
        until: date | None = None,
    ) -> None:
        self.at, self.rollover, self.model = at, rollover, log.model
        # Days that only a wrong clock has seen do not count; after a flight west one more day has begun.
        self.since, self.until = since or date.min, min(until or date.max, at.study_day + timedelta(days=1))
        self.known = QUERIES[query]
        events = list(log.events())
        gone = {e.detail["undoes"] for e in events if e.event is Kind.UNDO and e.detail}
        counts = sorted(
            (e for e in events if e.event is not Kind.UNDO and e.id not in gone),
            key=lambda e: (e.at_ms, e.device, e.id),
        )
        cards: dict[str, list[Event]] = defaultdict(list)
        for e in counts:
            if e.event is Kind.LINK:
                assert e.card and e.detail
                before = cards.pop(e.detail["from"], [])
                cards[e.card] = sorted(before + cards[e.card], key=lambda e: (e.at_ms, e.device, e.id))
            elif e.card:
                cards[e.card].append(e)
        self.histories = {c: h for c, h in cards.items() if h and (c in self.known or not query)}
        self.states: dict[str, CardState] = {}
        self.answers: list[Answer] = []
        self.moves: list[tuple[date, str, str]] = []
        for card, history in self.histories.items():
            self.live(card, history)
        self.answers.sort(key=lambda a: (a.event.at_ms, a.event.device, a.event.id))
        every_day = {e.study_day for e in counts if e.event is Kind.REVIEW}
        self.streak = 0
        following = at.study_day + timedelta(days=1)  # begun already, before a flight west
        day = next((d for d in (following, at.study_day) if d in every_day), at.study_day - timedelta(days=1))
        while day in every_day:
            self.streak, day = self.streak + 1, day - timedelta(days=1)

    def live(self, card: str, history: list[Event]) -> None:
        """Take a card through its life; each review by the weights that it names."""
        name = current = self.model.current_for(card)
        runs = dict.fromkeys({current, "fsrs6", *self.model.weights}, NEW)
        latest: date | None = None
        for event in history:
            before = runs[name]
            if event.parameters and event.mode == "review":
                named = event.parameters.split("@")[0]
                name = named if named in runs else current
            runs = {weights: Model(self.model.weights, weights).step(state, event) for weights, state in runs.items()}
            if event.event is Kind.REVIEW:
                self.answers.append(Answer(card, event, age(before)))
            if age(before) != age(runs[name]):
                # A clock that went back cannot take a card out of an age before it came in.
                self.moves.append((max(event.study_day, latest or date.min), age(before), age(runs[name])))
            if event.event is Kind.RESET:
                latest = None
            elif event.event is Kind.REVIEW and event.mode == "review":
                latest = max(event.study_day, latest or date.min)
        state, then = runs[current], runs[name].memory
        if state.memory and then:
            state = replace(state, memory=state.memory._replace(due_day=then.due_day, due_ms=then.due_ms))
        self.states[card] = state

    @property
    def inside(self) -> list[Answer]:
        return [a for a in self.answers if self.since <= a.day <= self.until]

    @property
    def recalled(self) -> list[Answer]:
        return [a for a in self.inside if a.scheduled and a.before in ("young", "mature")]

    def activity(self) -> list[tuple[date, dict[str, int], int, Any]]:
        days = []
        for day in sorted({a.day for a in self.inside}):
            here = [a for a in self.inside if a.day == day]
            kinds = Counter(a.before if a.scheduled else str(a.event.mode) for a in here)
            minutes = sum(min(a.event.elapsed_ms or 0, 60_000) for a in here) / 60_000
            days.append((day, dict(kinds), sum(a.passed and a.scheduled for a in here), pytest.approx(minutes)))
        return days

    def calibration(self) -> tuple[list[tuple[float, int, int, Any]], Any, Any, Any]:
        known = [
            (a.event.predicted, a.passed)
            for a in self.inside
            if a.scheduled and a.event.predicted is not None and a.event.predicted < 1
        ]
        bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
        for p, passed in known:
            bins[int(Decimal(str(p)) * 20)].append((p, passed))
        rows = [
            (b / 20, sum(y for _, y in bins[b]), len(bins[b]), pytest.approx(sum(p for p, _ in bins[b]) / len(bins[b])))
            for b in sorted(bins)
        ]
        if not known:
            return [], None, None, None
        n = len(known)
        brier = sum((p - y) ** 2 for p, y in known) / n
        loss = sum(-math.log(p if y else 1 - p) for p, y in known) / n
        gap = sum(
            abs(sum(p for p, _ in b) / len(b) - sum(y for _, y in b) / len(b)) * len(b) / n for b in bins.values()
        )
        return rows, pytest.approx(brier, abs=1e-9), pytest.approx(loss, abs=2e-6), pytest.approx(gap, abs=1e-9)

    def due(self, state: CardState) -> date | None:
        today = self.at.study_day
        if state.memory is None or state.suspended:
            return None
        day = state.memory.due_day
        if state.memory.due_ms is not None:
            here = timezone(timedelta(minutes=self.at.utc_offset_min))
            if moment(datetime.fromtimestamp(state.memory.due_ms / 1000, here), self.rollover).study_day >= today:
                day = today
        return None if state.buried_on == today and day <= today else day

    def forecast(self, horizon: int) -> tuple[int, list[tuple[date, int, int]]]:
        today = self.at.study_day
        dues = [(day, age(s)) for c, s in self.states.items() if c in QUERIES[""] and (day := self.due(s))]
        rows = []
        for n in range(horizon):
            here = [a for day, a in dues if day == today + timedelta(days=n)]
            rows.append((today + timedelta(days=n), sum(a != "mature" for a in here), sum(a == "mature" for a in here)))
        return sum(day < today for day, _ in dues), rows

    def recall(self, card: str, days: int) -> float | None:
        """The forgetting curve of FSRS-6, as its paper has it."""
        memory = self.states[card].memory
        if memory is None:
            return None
        decay = -self.model.weights.get(self.model.current_for(card), fsrs.scheduler.DEFAULT_PARAMETERS)[20]
        elapsed = max(0, (self.at.study_day + timedelta(days=days) - memory.last_day).days)
        return float((1 + (0.9 ** (1 / decay) - 1) * elapsed / memory.stability) ** decay)

    def held(self) -> list[tuple[date, dict[str, int]]]:
        days = sorted({day for day, *_ in self.moves if day <= self.until})
        rows = []
        for day in days:
            counts = Counter(after for d, _, after in self.moves if d <= day)
            counts.subtract(before for d, before, _ in self.moves if d <= day)
            rows.append((day, {name: max(0, counts[name]) for name in AGES[1:]}))  # a clock may run back
        earlier = [row for row in rows if row[0] <= self.since]
        later = [row for row in rows if row[0] > self.since]
        return ([(self.since, earlier[-1][1])] if earlier else []) + later

    def shares(self, group: Callable[[Answer], Any]) -> dict[Any, Share]:
        found: dict[Any, list[bool]] = defaultdict(list)
        for a in self.recalled:
            if group(a) is not None:
                found[group(a)].append(a.passed)
        return {name: Share(sum(passes), len(passes)) for name, passes in found.items()}

    def missed(self, sort: str) -> list[tuple[str, str, int, int]]:
        asked: Counter[tuple[str, str]] = Counter()
        missed: Counter[tuple[str, str]] = Counter()
        for a in self.inside:
            detail = a.event.detail or {}
            for key, ticked in detail.get("points", {}).items() if sort == "point" else ():
                asked[a.card, key] += 1
                missed[a.card, key] += not ticked
            for key in detail.get("mistakes", ()) if sort == "mistake" else ():
                asked[a.card, key] += 1
                missed[a.card, key] += 1
        rows = [(*where, n, asked[where]) for where, n in missed.items() if n and where[0] in self.known]
        return sorted(rows, key=lambda r: (-r[2], r[3], r[0], r[1]))[:10]


def agree(library: Library, at: Moment, query: str = "", since: date | None = None, until: date | None = None) -> None:
    """Every figure under this filter, against the log read by hand."""
    theirs = ByHand(library.progress, at, library.settings.rollover_hour, query, since, until)
    ours = Figures(library, at, query, since, until)
    today, inside = at.study_day, theirs.inside
    activity = [(a.day, dict(a.answers), a.passed, a.minutes) for a in ours.activity]
    assert activity == theirs.activity()
    following = today + timedelta(days=1)
    last = following if any(a.day == following for a in inside) else today
    assert (ours.last_day, ours.today.day, ours.today.total) == (last, last, sum(a.day == last for a in inside))
    assert ours.calendar == Counter(a.day for a in inside)
    assert ours.streak == theirs.streak
    scheduled = [a for a in inside if a.scheduled]
    assert {(name, r): n for name, c in ours.buttons.items() for r, n in c.items()} == Counter(
        (a.before, a.event.rating) for a in scheduled
    )
    hours = [
        datetime.fromtimestamp(a.event.wall_ms / 1000, timezone(timedelta(minutes=a.event.utc_offset_min))).hour
        for a in scheduled
    ]
    assert [(s.passed, s.total) for s in ours.hours] == [
        (sum(a.passed for a, h in zip(scheduled, hours, strict=True) if h == hour), hours.count(hour))
        for hour in range(24)
    ]
    assert ours.introduced == Counter(a.day for a in scheduled if a.before == "new")
    empty = {"young": Share(), "mature": Share()}
    assert ours.retention == empty | theirs.shares(lambda a: a.before)
    for name, length in {"today": 1, "week": 7, "month": 30, "year": 365}.items():
        first = today - timedelta(days=length - 1)
        assert ours.retention_by_period[name] == empty | theirs.shares(
            lambda a: a.before if first <= a.day <= today else None
        )
    assert ours.retention_by_period["all"] == ours.retention
    assert ours.retention_by_day == sorted(theirs.shares(lambda a: a.day).items())
    assert ours.retention_by_deck == theirs.shares(lambda a: DECK.get(a.card) if a.card in theirs.known else None)
    assert ours.retention_by_kind == theirs.shares(lambda a: KIND.get(a.card) if a.card in theirs.known else None)
    cal = ours.calibration
    assert (
        [(b.low, b.actual.passed, b.actual.total, b.predicted) for b in cal.bins],
        cal.brier,
        cal.log_loss,
        cal.off_by,
    ) == theirs.calibration()
    said: dict[str, dict[str, list[bool]]] = {}
    for a in inside:
        if a.card in theirs.known and (word := (a.event.detail or {}).get("confidence")):
            said.setdefault(TOPIC[a.card], {"sure": [], "unsure": [], "no idea": []})[word].append(a.passed)
    assert ours.confidence == {t: {w: Share(sum(p), len(p)) for w, p in words.items()} for t, words in said.items()}
    forecast = ours.forecast(40)
    assert (forecast.backlog, list(forecast.days)) == theirs.forecast(40)
    learned = [s.memory.stability for s in theirs.states.values() if s.memory]
    assert ours.stabilities == [
        (low, high, sum(low <= s < (high or math.inf) for s in learned))
        for low, high in zip(STABILITY_EDGES, [*STABILITY_EDGES[1:], None], strict=True)
    ]
    recalls = [r for card in theirs.states if (r := theirs.recall(card, 0)) is not None]
    assert ours.retrievabilities == [sum(min(9, int(r * 10)) == b for r in recalls) for b in range(10)]
    curves = {card: [theirs.recall(card, d) for d in CURVE_DAYS] for card, s in theirs.states.items() if s.memory}
    mean: list[Any] = [
        (d, pytest.approx(sum(c[i] or 0 for c in curves.values()) / len(curves)))
        for i, d in enumerate(CURVE_DAYS)
        if curves
    ]
    assert ours.curve() == mean
    for card, points in curves.items():
        assert [r for _, r in ours.curve(card)] == pytest.approx(points)
    assert ours.held_over_time == theirs.held()
    assert all(n >= 0 for _, held in ours.held_over_time for n in held.values())
    now = Counter(
        "suspended" if theirs.states.get(c, NEW).suspended else age(theirs.states.get(c, NEW)) for c in theirs.known
    )
    assert ours.held_now == now
    lapses = sorted(((c, s.lapses) for c, s in theirs.states.items() if s.lapses), key=lambda row: (-row[1], row[0]))
    assert [(c, s.lapses) for c, s in ours.most_lapsed] == lapses[:10]
    for sort, found in (("point", ours.missed_points), ("mistake", ours.mistakes)):
        assert [(m.card, m.key, m.missed, m.asked) for m in found] == theirs.missed(sort)


def views_agree(library: Library, at: Moment) -> None:
    """The views of the file, as another program reads them."""
    log = library.progress
    log.remember(Wording(c.id, c.deck, c.kind, c.question_text) for c in library.cards.values())
    at = replace(at, study_day=max([at.study_day, *log.study_days()]))  # views hold all days, whatever the clock says
    theirs = ByHand(log, at, library.settings.rollover_hour)
    ours = Figures(library, at)
    with contextlib.closing(sqlite3.connect(log.path)) as db:
        rows = db.execute(
            "SELECT id, card, deck, kind, mode, rating, passed, age, study_day, predicted FROM reviews ORDER BY at_ms, id"
        )
        assert rows.fetchall() == [
            (
                a.event.id,
                a.card,
                DECK.get(a.card),
                KIND.get(a.card),
                a.event.mode,
                a.event.rating,
                a.passed,
                a.before,
                a.day.isoformat(),
                a.event.predicted,
            )
            for a in theirs.answers
        ]
        passed = Counter(a.day for a in theirs.answers if a.passed)  # of any mode, as the view says
        assert db.execute("SELECT * FROM daily").fetchall() == [
            (
                a.day.isoformat(),
                a.total,
                sum(a.answers.get(name, 0) for name in AGES),
                passed[a.day],
                ours.introduced[a.day],
                pytest.approx(a.minutes, abs=0.006),
            )
            for a in ours.activity
        ]
        shares = theirs.shares(lambda a: (a.day.isoformat(), a.before))
        assert db.execute("SELECT * FROM retention").fetchall() == [
            (*key, s.total, s.passed, pytest.approx(s.value, abs=5e-5)) for key, s in sorted(shares.items())
        ]
        rows = db.execute(
            "SELECT card, deck, kind, phase, stability, due_day, reps, lapses, suspended, flag FROM cards_now"
        )
        assert {row[0]: row[1:] for row in rows} == {
            c: (
                DECK.get(c),
                KIND.get(c),
                s.memory.phase if s.memory else "new",
                s.memory and s.memory.stability,
                s.memory and s.memory.due_day.isoformat(),
                s.reps,
                s.lapses,
                s.suspended,
                s.flag,
            )
            for c, s in theirs.states.items()
        }


def tables(log: Progress) -> dict[str, set[Any]]:
    return {table: set(log._rows(f"SELECT * FROM {table}")) for table in TABLES}


def all_agree(library: Library, at: Moment) -> None:
    """Figures under every filter, the views, and the tables against those made from nothing."""
    log = library.progress
    days = sorted({e.study_day for e in log.events()}) or [at.study_day]
    middle = days[len(days) // 2]
    for query in QUERIES:
        agree(library, at, query)
        agree(library, at, query, since=middle)
    agree(library, at, "", None, middle)
    agree(library, at, "tag:x", days[0], middle)
    agree(library, at, "", at.study_day - timedelta(days=6), at.study_day)
    views_agree(library, at)
    kept = tables(log)
    log.rebuild()
    assert tables(log) == kept


# -- lives ----------------------------------------------------------------------------------------------------------

ROOMS = ["Europe/Paris", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "Pacific/Honolulu"]
NIGHTS = {  # each an evening before the clocks change, and what they then do
    "Paris, forward": ("Europe/Paris", "2027-03-27T18:00"),
    "Paris, back": ("Europe/Paris", "2026-10-24T18:00"),
    "New York, forward": ("America/New_York", "2027-03-13T18:00"),
    "New York, back": ("America/New_York", "2026-10-31T18:00"),
}
WEIGHTS = [round(w * 1.3, 4) if i < 4 or i == 20 else w for i, w in enumerate(fsrs.scheduler.DEFAULT_PARAMETERS)]
LENGTHS = (1, 6, 12, 40, 95, 300, 700, 1440, 2 * 1440, 5 * 1440, 13 * 1440, 40 * 1440)
"""Minutes between two deeds."""


class Life:
    """A person with a clock, a place and a rollover hour."""

    def __init__(
        self, folder: Path, place: str = "Europe/Paris", begins: str = "2026-11-23T09:00", device: str = ""
    ) -> None:
        home, decks = folder / f"home{device}", folder / "decks"
        for path in (home, decks):
            path.mkdir(exist_ok=True)
        for name, text in DECKS.items():
            (decks / f"{name}.yaml").write_text(text, encoding="utf-8")
        (home / "progress.db").write_bytes(empty_file())
        self.library = opened(home, [decks])
        self.log = self.library.progress
        self.log.device = device or self.log.device
        self.place = zone(place)
        self.now = datetime.fromisoformat(begins).replace(tzinfo=self.place).astimezone(UTC)

    @property
    def at(self) -> Moment:
        return moment(self.now.astimezone(self.place), self.library.settings.rollover_hour)

    def write(self, kind: Kind, card: str | None, **columns: Any) -> Event:
        return self.log.append(self.log.make(kind, self.at, card, **columns))

    def answer(self, card: str, rating: int, mode: Mode = Mode.REVIEW, luck: int = 0, **columns: Any) -> Event:
        """Answer as a session does; `luck` decides on what is typed, ticked and said."""
        model, state = self.log.model.of(card), self.log.state(card)
        predicted = model.predicted(state, self.at.study_day)
        detail: dict[str, Any] = {}
        if card == "c":
            detail["points"] = {"p1": luck % 2 == 0, "p2": luck % 3 == 0}
        if card == "d" and rating == 1:
            detail["mistakes"] = [f"m{luck % 2}"]
        if luck % 4:
            detail["confidence"] = ("sure", "unsure", "no idea")[luck % 4 - 1]
        return self.write(
            Kind.REVIEW,
            card,
            **(
                {
                    "fingerprint": "f.1",
                    "mode": mode,
                    "rating": rating,
                    "elapsed_ms": luck * 1700,
                    "parameters": model.key(0.9),
                    "spread": None if luck % 5 == 0 else luck / 100,
                    "detail": detail,
                    "predicted": None if predicted is None else round(predicted, 6),
                }
                | columns
            ),
        )

    def do(self, deed: str, card: str, rating: int, minutes: int, luck: int) -> None:  # noqa: C901
        self.now += timedelta(minutes=minutes)
        match deed:
            case "review":
                self.answer(card, rating, luck=luck)
            case "practice" | "mock":
                self.answer(card, rating, Mode(deed), luck)
            case "undo":
                self.log.undo(self.at)
            case "reschedule":
                self.write(
                    Kind.RESCHEDULE, card, detail={"due": (self.at.study_day + timedelta(days=luck - 3)).isoformat()}
                )
            case "link":
                self.write(Kind.LINK, card, detail={"from": (GONE + CARDS)[luck % 6]})
            case "train":
                chosen = list(QUERIES["deck:two"]) if luck % 2 else None
                self.write(
                    Kind.PARAMETERS,
                    None,
                    detail={"name": f"w{luck}", "weights": WEIGHTS} | ({"cards": chosen} if chosen else {}),
                )
            case "travel":
                self.place = zone(ROOMS[luck % len(ROOMS)])
            case "rollover":
                self.library.set("rollover_hour", luck % 24)
            case "clock runs back":
                self.now -= timedelta(minutes=2 * minutes)
            case "phone":
                event = self.log.make(
                    Kind.REVIEW, self.at, card, mode=Mode.REVIEW, rating=rating, parameters="fsrs6@0.9"
                )
                self.log.append(event._replace(device="phone"))
            case _:
                self.write(Kind(deed), card)


DEEDS = ("review",) * 12 + (
    "undo",
    "practice",
    "mock",
    "suspend",
    "resume",
    "bury",
    "flag",
    "reset",
    "reschedule",
    "link",
    "train",
    "travel",
    "rollover",
    "clock runs back",
    "phone",
)
deeds = st.tuples(
    st.sampled_from(DEEDS),
    st.sampled_from(CARDS + "abc"),
    st.sampled_from([1, 2, 3, 3, 3, 4]),
    st.sampled_from(LENGTHS),
    st.integers(0, 60),
)


@pytest.fixture
def folder() -> Iterator[Path]:
    with quick_folder() as name:
        yield Path(name)


def pour(path: Path, events: list[Event]) -> None:
    """Write events into a log as another program would that merges two."""
    rows = [list(row_of(event.sealed()).values()) for event in events]
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.executemany(f"INSERT INTO event ({EVENT}, undoes) VALUES ({', '.join('?' * 18)})", rows)


BACK_IN_TIME = [("review", "a", 1, 1, 0)] * 9 + [
    ("reschedule", "a", 1, 700, 0),
    ("clock runs back", "a", 1, 95, 0),
    ("review", "a", 1, 1, 0),
]
"""A card leaves an age on a day before the one on which it came to it."""


@given(st.lists(deeds, min_size=1, max_size=50), st.sampled_from(sorted(NIGHTS)))
@example(BACK_IN_TIME, "New York, back")
@examples(8)
def test_every_figure_equals_the_log_read_by_hand_whatever_was_done(acts: list[Any], night: str) -> None:
    with quick_folder() as name:
        life = Life(Path(name), *NIGHTS[night])
        try:
            for act in acts:
                life.do(*act)
            all_agree(life.library, life.at)
        finally:
            life.library.close()


def months(life: Life, seed: int, answers: int, minutes: tuple[int, ...], odd: float = 0.08) -> None:
    """A longer life: mostly reviews of what is due, sometimes something else."""
    rng = random.Random(seed)
    for _ in range(answers):
        states = life.log.states()
        due = [c for c, s in states.items() if c in DECK and s.memory and s.memory.due_day <= life.at.study_day]
        card = rng.choice(due) if due and rng.random() < 0.8 else rng.choice(CARDS)
        deed = rng.choice(DEEDS[12:]) if rng.random() < odd else "review"
        life.do(deed, card, rng.choices([1, 2, 3, 4], [2, 1, 9, 1])[0], rng.choice(minutes), rng.randrange(60))


@pytest.mark.parametrize("night", sorted(NIGHTS))
def test_months_across_a_night_when_the_clocks_change(folder: Path, night: str) -> None:
    place, begins = NIGHTS[night]
    life = Life(folder, place, begins)
    months(life, len(night), 60, (3, 9, 30), odd=0.05)
    assert len({e.utc_offset_min for e in life.log.events()}) == 2, "this night the clocks do change"
    months(life, 5, 120, (2, 9, 600, 2000, 9000), odd=0.1)
    all_agree(life.library, life.at)
    life.library.close()


@pytest.mark.parametrize("seed", [1, 2])
def test_two_devices_merged_give_the_figures_of_both(folder: Path, seed: int) -> None:
    mine, theirs = Life(folder), Life(folder, "America/New_York", device="phone")
    for life in (mine, theirs):
        months(life, seed + (life is theirs), 90, (2, 11, 700, 3000), odd=0.12)
    pour(mine.log.path, list(theirs.log.events()))
    theirs.library.close()
    mine.now = max(mine.now, theirs.now)
    both = opened(mine.library.home, [folder / "decks"])
    mine.library.close()
    assert len({e.device for e in both.progress.events()}) >= 2
    all_agree(both, mine.at)
    both.close()


# -- single figures, by example -------------------------------------------------------------------------------------


@pytest.fixture
def life(folder: Path) -> Iterator[Life]:
    made = Life(folder)
    yield made
    made.library.close()


def figures(life: Life, query: str = "", **period: date) -> Figures:
    return Figures(life.library, life.at, query, **period)


def test_a_fresh_home_has_figures_and_no_file_is_made(folder: Path) -> None:
    (folder / "decks").mkdir()
    (folder / "decks" / "one.yaml").write_text(DECKS["one"], encoding="utf-8")
    library = opened(folder / "home", [folder / "decks"])
    data = document(Figures(library, moment(START, 4)))
    assert (data["streak"], data["days"], data["calibration"]["brier"], data["cards"]) == (0, [], None, {"new": 3})
    assert not (folder / "home").exists()


def test_an_answer_taken_back_days_later_leaves_no_trace(life: Life) -> None:
    months(life, 3, 40, (3, 900, 4000), odd=0)
    before = tables(life.log)
    life.now += timedelta(days=2)
    for luck in (13, 14, 15):
        life.answer("c", 2, luck=luck)
    assert tables(life.log) != before
    life.now += timedelta(days=9)
    for _ in range(3):
        life.log.undo(life.at)
    assert tables(life.log) == before


def test_practice_and_mock_count_as_study_and_nowhere_else(life: Life) -> None:
    life.answer("a", 4)
    life.now += timedelta(days=8)
    for mode in (Mode.PRACTICE, Mode.MOCK):
        life.answer("a", 1, mode, elapsed_ms=30_000)
    ours = figures(life)
    assert ours.today.answers == {"practice": 1, "mock": 1}
    assert (ours.today.minutes, ours.streak, ours.calendar[life.at.study_day]) == (1.0, 1, 2)
    assert ours.retention == {"young": Share(), "mature": Share()}
    assert (ours.calibration.answers, sum(s.total for s in ours.hours), ours.buttons["young"].total()) == (0, 1, 0)


def test_reset_and_reschedule_move_cards_between_ages_over_time(life: Life) -> None:
    for card in "abe":
        life.answer(card, 4)
    first = life.at.study_day
    life.now += timedelta(days=1)
    life.write(Kind.RESCHEDULE, "a", detail={"due": (first + timedelta(days=30)).isoformat()})
    life.now += timedelta(days=1)
    life.write(Kind.RESET, "b")
    life.now += timedelta(days=1)
    life.answer("b", 3)
    none = dict.fromkeys(AGES[1:], 0)
    days = [first + timedelta(days=n) for n in range(4)]
    held = [
        {"young": 3},
        {"young": 2, "mature": 1},
        {"young": 1, "mature": 1},
        {"young": 1, "mature": 1, "learning": 1},
    ]
    assert figures(life).held_over_time == [(day, none | counts) for day, counts in zip(days, held, strict=True)]
    since = figures(life, since=days[2] + timedelta(hours=24), until=days[3]).held_over_time
    assert since == [(days[3], none | held[3])]
    assert figures(life, "deck:two", since=days[2]).held_over_time == [(days[2], none | {"young": 1})], (
        "as it stood before"
    )
    assert figures(life).introduced == {days[0]: 3, days[3]: 1}


def test_a_card_followed_through_an_edit_keeps_its_figures_under_its_new_name(life: Life) -> None:
    life.answer(GONE, 4)
    life.now += timedelta(days=9)
    life.answer(GONE, 1, luck=1)
    assert figures(life).retention_by_deck == {}
    life.write(Kind.LINK, "e", detail={"from": GONE})
    assert figures(life).retention_by_deck == {"two": Share(0, 1)}
    assert figures(life, "deck:two").today.passed == 0
    assert figures(life, "deck:two").confidence == {"two": {"sure": Share(0, 1), "unsure": Share(), "no idea": Share()}}
    life.log.undo(life.at)
    assert figures(life).retention_by_deck == {}


def test_recall_is_estimated_with_the_weights_of_each_deck(life: Life) -> None:
    life.write(Kind.PARAMETERS, None, detail={"name": "two", "weights": WEIGHTS, "cards": ["d", "e"]})
    for card in "ae":
        life.answer(card, 4)
    for days in (5, 40, 400):
        life.now += timedelta(days=days)
        agree(life.library, life.at)
    assert figures(life).curve("a") != figures(life).curve("e")


def test_what_is_overdue_is_backlog_and_what_is_put_away_is_not_due(life: Life) -> None:
    for card in CARDS:
        life.answer(card, 4)
    due = {c: s.memory.due_day for c, s in life.log.states().items() if s.memory}
    assert len(set(due.values())) == 1
    life.now = datetime(due["a"].year, due["a"].month, due["a"].day, 12, tzinfo=UTC)
    assert figures(life).forecast(3).days[0] == (due["a"], 5, 0)
    life.write(Kind.SUSPEND, "a")
    life.write(Kind.BURY, "b")
    assert figures(life).forecast(3).days[0] == (due["a"], 3, 0)
    life.now += timedelta(days=1)
    assert (figures(life).forecast(3).backlog, figures(life).forecast(3).total) == (4, 4), "buried for that day alone"


def test_a_learning_step_that_ends_after_the_day_began_is_not_overdue(life: Life) -> None:
    life.now = datetime(2026, 11, 24, 3, 55, tzinfo=PARIS)
    life.answer("a", 3)
    life.answer("b", 1)
    life.now += timedelta(minutes=6)
    forecast = figures(life).forecast(2)
    assert (forecast.backlog, forecast.days[0]) == (1, (date(2026, 11, 24), 1, 0)), "b was due at 3:56, a is at 4:05"


def test_hours_are_those_of_the_place_and_the_night_of_the_answer(life: Life) -> None:
    life.now = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for _ in range(2):  # half past two comes twice
        life.answer("a", 3)
        life.now += timedelta(hours=1)
    life.place = zone("Asia/Kolkata")
    life.now = datetime(2026, 11, 25, 13, 31, tzinfo=UTC)
    life.answer("a", 1)
    life.place = zone("America/New_York")
    life.now = datetime(2026, 11, 26, 13, 31, tzinfo=UTC)
    life.answer("a", 3)
    assert {h: (s.passed, s.total) for h, s in enumerate(figures(life).hours) if s.total} == {
        2: (2, 2),
        19: (0, 1),
        8: (1, 1),
    }


def test_a_moved_rollover_hour_leaves_past_days_as_they_were(life: Life) -> None:
    life.now = datetime(2026, 11, 24, 2, tzinfo=PARIS)
    life.answer("a", 4)
    life.library.set("rollover_hour", 0)
    life.answer("b", 4)
    assert figures(life).calendar == {date(2026, 11, 23): 1, date(2026, 11, 24): 1}
    assert figures(life).streak == 2


def test_a_streak_counts_days_up_to_today_or_yesterday_and_no_answer_that_was_taken_back(life: Life) -> None:
    for _ in range(3):
        life.answer("a", 3)
        life.now += timedelta(days=1)
    assert figures(life).streak == 3, "today can still come"
    life.answer("a", 3)
    assert figures(life).streak == 4
    life.log.undo(life.at)
    assert figures(life).streak == 3
    life.now += timedelta(days=1)
    assert figures(life).streak == 0


@pytest.mark.parametrize(
    ("passed", "total", "low", "high"),
    [
        (0, 10, 0.0, 0.27753),
        (8, 10, 0.49016, 0.94332),
        (10, 10, 0.72247, 1.0),
        (1, 2, 0.09453, 0.90547),
        (81, 263, 0.25528, 0.36617),
    ],
)  # the last one is Newcombe's, Statistics in Medicine 17 (1998), table I
def test_intervals_are_those_of_wilson(passed: int, total: int, low: float, high: float) -> None:
    assert Share(passed, total).interval == pytest.approx((low, high), abs=5e-5)


@given(st.integers(1, 5000), st.data())
def test_an_interval_ends_where_the_share_seen_would_be_just_within_reach(total: int, data: st.DataObject) -> None:
    passed = data.draw(st.integers(0, total))
    for end in Share(passed, total).interval:
        reach = 1.959964 * math.sqrt(end * (1 - end) / total)
        assert abs(passed / total - end) == pytest.approx(reach, abs=1e-6) or end in (0.0, 1.0)


def test_no_answer_tells_nothing() -> None:
    assert (Share().value, Share().interval) == (None, (0.0, 1.0))


def test_levels_of_the_calendar_rise_from_none_to_the_busiest() -> None:
    assert [level(n, 8) for n in range(9)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]
    assert level(1, 1) == 1


def test_figures_of_a_file_that_cannot_be_written_follow_its_log(life: Life) -> None:
    months(life, 4, 20, (3, 900), odd=0)
    path = life.log.path
    answers = sum(a.total for a in figures(life).activity)
    with contextlib.closing(Progress.open(path)) as log:
        late = log.make(Kind.REVIEW, life.at, "e", mode=Mode.REVIEW, rating=3, parameters="fsrs6@0.9")
    pour(path, [late._replace(at_ms=late.at_ms + 60_000)])
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, isolation_level=None)
    with contextlib.closing(Progress(path, connection, writable=False)) as log:
        assert sum(d.n for d in log.facts.days()) == answers + 1


# -- calibration ----------------------------------------------------------------------------------------------------


def simulated(folder: Path, seed: int, truth: Callable[[float, CardState, int], float]) -> Figures:
    """The answers of a learner who recalls with the probability that `truth` says: predicted, state, days since."""
    rng, model, events = random.Random(seed), Model(), []
    life = Life(folder)
    for n in range(150):
        state, day, card = NEW, rng.randrange(60), f"card-{n}"
        for turn in range(16):
            when = START + timedelta(days=day, minutes=n * 5, seconds=turn)
            predicted = model.predicted(state, moment(when, 4).study_day)
            rating = 4
            if predicted is not None and state.memory:
                since = (moment(when, 4).study_day - state.memory.last_day).days
                rating = 3 if since == 0 or rng.random() < truth(predicted, state, since) else 1
            event = life.log.make(
                Kind.REVIEW,
                moment(when, 4),
                card,
                mode=Mode.REVIEW,
                rating=rating,
                parameters="fsrs6@0.9",
                predicted=predicted and round(predicted, 6),
            )
            events.append(event._replace(id=new_id(event.wall_ms)))
            state = model.step(state, event)
            assert state.memory
            if state.memory.phase is Phase.REVIEW:
                day += max(
                    1, round((state.memory.due_day - state.memory.last_day).days * rng.choice((0.3, 1, 1, 2, 4)))
                )
    pour(life.log.path, events)
    life.library.close()
    life.now += timedelta(days=1 + (max(event.study_day for event in events) - START.date()).days)
    return Figures(opened(life.library.home, [folder / "decks"]), life.at)


def expected(ours: Figures) -> tuple[float, float, float, float]:
    """Brier score and log loss that a true prediction has, each with the standard deviation of chance."""
    ps = [e.predicted for e in ours.library.progress.events() if e.predicted is not None and e.predicted < 1]
    n = len(ps)
    brier = sum(p * (1 - p) for p in ps) / n
    loss = -sum(p * math.log(p) + (1 - p) * math.log(1 - p) for p in ps) / n
    brier_sd = math.sqrt(sum(p * (1 - p) * (1 - 2 * p) ** 2 for p in ps)) / n
    loss_sd = math.sqrt(sum(p * (1 - p) * math.log(p / (1 - p)) ** 2 for p in ps)) / n
    return brier, brier_sd, loss, loss_sd


def within(ours: Figures) -> list[bool]:
    """For each bin with enough answers: whether the prediction lies in the interval of what happened."""
    return [
        b.actual.interval[0] <= b.predicted <= b.actual.interval[1]
        for b in ours.calibration.bins
        if b.actual.total >= 40
    ]


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.slow) for n in (2, 3))])
def test_a_learner_who_forgets_as_predicted_is_found_calibrated(folder: Path, seed: int) -> None:
    ours = simulated(folder, seed, lambda predicted, state, days: predicted)
    brier, brier_sd, loss, loss_sd = expected(ours)
    cal = ours.calibration
    assert cal.answers > 1500
    assert cal.brier == pytest.approx(brier, abs=3 * brier_sd)
    assert cal.log_loss == pytest.approx(loss, abs=3 * loss_sd)
    assert len(within(ours)) >= 5
    assert sum(within(ours)) >= 0.8 * len(within(ours))
    assert cal.off_by is not None
    assert cal.off_by < 0.025
    ours.library.close()


@pytest.mark.parametrize("faster", [0.4, 2.5])
def test_a_learner_who_forgets_along_another_curve_is_found_out(folder: Path, faster: float) -> None:
    """Exponential forgetting, two and a half times as fast or as slow as stability says."""

    def truth(predicted: float, state: CardState, days: int) -> float:
        assert state.memory
        return float(0.9 ** (days * faster / state.memory.stability))

    ours = simulated(folder, 7, truth)
    _, _, loss, loss_sd = expected(ours)
    cal = ours.calibration
    assert cal.log_loss is not None
    assert cal.off_by is not None
    assert abs(cal.log_loss - loss) > 5 * loss_sd
    assert cal.off_by > 0.04
    assert sum(within(ours)) < 0.5 * len(within(ours))
    rising = [b.actual.value > b.predicted for b in cal.bins if b.actual.total >= 40 and b.actual.value is not None]
    assert all(up == (faster < 1) for up in rising[-2:])
    ours.library.close()
