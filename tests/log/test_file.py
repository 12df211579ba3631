"""Nothing is ever lost: the log only grows, states equal its fold, and every fault ends in one sentence."""

import contextlib
import io
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
import uuid
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from flashcards.cli import main
from flashcards.days import Moment, moment
from flashcards.events import UNDOABLE, Event, Kind, Mode, fold, in_force
from flashcards.library import Library
from flashcards.log import opening, read
from flashcards.log.errors import BusyError, ProgressError, StaleError, in_words
from flashcards.log.file import Progress
from flashcards.log.rescue import MovedError
from flashcards.log.rows import row_of
from flashcards.plain import Sitting
from flashcards.schedule.model import Model
from flashcards.schedule.states import NEW, Rating
from flashcards.session import Session, Stage
from tests.conftest import PARIS, START, Clock, examples, opened

HERE = Path(__file__).parents[1]
COLUMNS = [*Event._fields]
Open = Callable[[], Progress]


def at(*, days: float = 0, minutes: float = 0) -> Moment:
    """A moment counted from nine o'clock of the first day."""
    return moment(START + timedelta(days=days, minutes=minutes), 4)


def review(log: Progress, card: str = "c", rating: int = 3, when: Moment | None = None, **columns: Any) -> Event:
    """Answer a card as a session does."""
    when = when or at(minutes=len(list(log.events())))
    columns = {"mode": Mode.REVIEW, "parameters": log.model.key(0.9), "spread": 0.5} | columns
    return log.append(log.make(Kind.REVIEW, when, card, rating=rating, **columns))


def folded(log: Progress) -> dict[str, Any]:
    return fold(log.events(), log.model.replay)


@pytest.fixture
def home() -> Iterator[Path]:
    """In memory where there is such a folder: what a disk does to a file is for `tests/slow`."""
    with quick_folder() as folder:
        yield Path(folder) / "home"


def quick_folder() -> "TemporaryDirectory[str]":
    return TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


@pytest.fixture
def path(home: Path) -> Path:
    return home / "progress.db"


@pytest.fixture
def again(path: Path) -> Iterator[Open]:
    """Opens the file, as often as wanted; in the end no transaction may be left open."""
    opened: list[Progress] = []

    def reopen() -> Progress:
        opened.append(Progress.open(path))
        return opened[-1]

    yield reopen
    for log in opened:
        with contextlib.suppress(sqlite3.ProgrammingError):
            assert not log._db.in_transaction
        log.close()


@pytest.fixture
def log(again: Open) -> Progress:
    return again()


# -- the log only grows ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET rating = 1",
        "UPDATE OR IGNORE event SET detail = '{}', crc = 0",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT * FROM event",
        "REPLACE INTO event SELECT seq + 100, {} FROM event",
        "INSERT INTO event SELECT * FROM event WHERE true ON CONFLICT (id) DO UPDATE SET rating = 1",
    ],
)
def test_no_statement_changes_or_removes_a_line_of_the_log(log: Progress, statement: str) -> None:
    written = [review(log, rating=rating) for rating in (1, 3, 4)]
    with pytest.raises(sqlite3.IntegrityError):
        log._db.execute(statement.format(", ".join([*COLUMNS, "undoes"])))
    assert list(log.events()) == written


@pytest.mark.parametrize("statement", ["UPDATE event SET rating = 1", "DELETE FROM event"])
def test_other_programs_cannot_change_the_log_by_accident_either(log: Progress, statement: str) -> None:
    review(log)
    with (
        contextlib.closing(sqlite3.connect(log.path)) as other,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        other.execute(statement)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("rating", 0),
        ("rating", 5),
        ("rating", "four"),
        ("rating", 2.5),
        ("rating", None),
        ("mode", "exam"),
        ("mode", None),
        ("card", None),
        ("event", "dance"),
        ("event", "undo"),
        ("event", None),
        ("elapsed_ms", -1),
        ("predicted", 1.5),
        ("predicted", "likely"),
        ("spread", -0.1),
        ("id", "short"),
        ("id", None),
        ("at_ms", "now"),
        ("at_ms", None),
        ("study_day", "today"),
        ("study_day", 20261123),
        ("utc_offset_min", 2000),
        ("crc", None),
        ("detail", None),
        ("undoes", "x"),
    ],
)
def test_a_line_that_makes_no_sense_is_refused(log: Progress, column: str, value: object) -> None:
    review(log)
    names = [*COLUMNS, "undoes"]
    row = dict(zip(names, log._db.execute(f"SELECT {', '.join(names)} FROM event").fetchone(), strict=True))
    row |= {"id": str(uuid.uuid4()), column: value}
    with pytest.raises(sqlite3.IntegrityError):
        log._db.execute(
            f"INSERT INTO event ({', '.join(row)}) VALUES ({', '.join('?' * len(row))})", list(row.values())
        )


@pytest.mark.parametrize(
    "change", ["stability = 0", "stability = -1", "difficulty = 11", "stability = NULL", "due_day = 'soon'"]
)
def test_a_state_that_would_break_the_model_is_refused(log: Progress, change: str) -> None:
    review(log)
    with pytest.raises(sqlite3.IntegrityError):
        log._db.execute(f"UPDATE card_state SET {change}")


def test_every_column_is_written_from_the_first_answer_on(home: Path, tmp_path: Path, clock: Clock) -> None:
    deck = tmp_path / "number.yaml"
    deck.write_text(
        "title: N\ncards:\n  - id: double\n    question: Twice {{a}}?\n    number: {given: {a: 3..9}, answer: 2 * a}\n",
        encoding="utf-8",
    )
    library = opened(home, [deck])
    for rating in (Rating.EASY, Rating.GOOD):
        session = library.session(library.today(clock.moment()), clock.moment)
        clock.forward(seconds=7)
        assert session.view.question is not None
        session.reveal(session.view.response.__class__(text="12"))
        session.rate(rating)
        clock.forward(days=60)
    rows = rows_of(library.progress.path)
    library.close()
    assert [set(row) for row in rows] == [{"seq", "undoes", *COLUMNS}] * 2
    first, second = rows
    assert uuid.UUID(first["id"]).version == 7
    assert uuid.UUID(first["id"]).int >> 80 == first["wall_ms"] == round((START.timestamp() + 7) * 1000)
    assert first["at_ms"] == first["wall_ms"]
    assert (first["study_day"], first["utc_offset_min"], first["card"]) == ("2026-11-23", 60, "double")
    assert (first["event"], first["mode"], first["rating"], first["elapsed_ms"]) == ("review", "review", 4, 7000)
    assert first["parameters"] == "fsrs6@0.9"
    assert 0 <= first["spread"] < 1
    assert first["predicted"] is None, "it was new"
    assert 0 < second["predicted"] < 1
    assert first["device"] == second["device"] != "unknown"
    assert len(first["fingerprint"]) == 40, "question, answer and meaning"
    detail = json.loads(first["detail"])
    assert detail["typed"] == "12"
    assert {"seed", "values"} & set(detail), "the very numbers that were asked can be shown again"
    assert first["crc"] != 0


def rows_of(path: Path) -> list[dict[str, Any]]:
    """The log as it lies in the file."""
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.row_factory = sqlite3.Row
        return [dict(row) for row in db.execute("SELECT * FROM event ORDER BY seq")]


@pytest.mark.parametrize(
    "typed", ["naïve ½ 日本 🧠", "tab\tquote\"'\\", "\x00\x1b]0;x\x07", "\udcff broken bytes", "x" * 20_000]
)
def test_whatever_was_typed_comes_back_as_it_was(log: Progress, again: Open, typed: str) -> None:
    event = review(log, detail={"typed": typed, "values": {"a": 0.1 + 0.2, "b": -7, "c": [1, None, True]}})
    assert list(again().events()) == [event]
    assert again().damaged() == []


# -- the clock ------------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(-400 * 1440, 400 * 1440), min_size=2, max_size=8))
@examples(8)
def test_time_in_the_log_never_runs_back_whatever_the_clock_does(minutes: list[int]) -> None:
    with quick_folder() as folder:
        log = fresh(Path(folder))
        events = [review(log, when=at(minutes=minute)) for minute in minutes]
        assert [e.wall_ms for e in events] == [at(minutes=minute).wall_ms for minute in minutes]
        times = [e.at_ms for e in events]
        assert times == sorted(set(times))
        assert list(log.events()) == events
        assert log.states() == folded(log)
        dues = [m.due_day for n in range(1, len(events) + 1) if (m := log.model.replay(events[:n]).memory)]
        assert all(due >= e.study_day for due, e in zip(dues, events, strict=True))
        log.close()


@pytest.mark.parametrize("years", [-56, 40, 7000])
def test_one_answer_under_a_wild_clock_spoils_nothing_else(log: Progress, years: int) -> None:
    wild = moment(START.replace(year=START.year + years), 4)
    review(log, "before", 4)
    review(log, "wild", 3, wild)
    review(log, "after", 4, at(minutes=9))
    states = log.states()
    assert states == folded(log)
    before, after = states["before"].memory, states["after"].memory
    assert before is not None
    assert after is not None
    assert (after.last_day, after.due_day, after.stability) == (before.last_day, before.due_day, before.stability)
    assert log.undo(at(minutes=10)) == next(e for e in log.events() if e.card == "after")
    assert log.back_up(wild.study_day) is not None


# -- states are the fold of the log ---------------------------------------------------------------------------------


@cache
def empty_file() -> bytes:
    """A file just made: copying it is quicker than making one for every example."""
    with quick_folder() as folder:
        Progress.open(Path(folder) / "progress.db").close()
        return (Path(folder) / "progress.db").read_bytes()


def fresh(folder: Path) -> Progress:
    (folder / "progress.db").write_bytes(empty_file())
    return Progress.open(folder / "progress.db")


def disposable(log: Progress) -> dict[str, list[Any]]:
    """Every table that is made from the log, as it should be now."""
    with log._transaction():
        log._keep_up()
    tables = [name for (name,) in log._db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {
        t: sorted(log._db.execute(f"SELECT * FROM {t}"), key=repr)
        for t in tables
        if t not in ("event", "meta", "catalogue")
    }


WEIGHTS = {
    name: tuple(w * k for w in fsrs.scheduler.DEFAULT_PARAMETERS[:4]) + tuple(fsrs.scheduler.DEFAULT_PARAMETERS[4:])
    for name, k in (("mine", 1.2), ("better", 0.8))
}
cards = st.sampled_from("abcd")
spreads = st.one_of(st.none(), st.floats(0, 1, exclude_max=True))


class Life(RuleBasedStateMachine):
    """Two windows on one file, in any order; after every step the states equal the fold and the log has only grown."""

    @initialize()
    def begin(self) -> None:
        self.folder = quick_folder()
        self.windows = [fresh(Path(self.folder.name))]
        self.windows.append(Progress.open(self.windows[0].path))
        self.log = self.windows[0]
        self.written: list[Event] = []
        self.mine: list[str] = []
        self.when = START

    def teardown(self) -> None:
        kept = disposable(self.log)
        self.log.rebuild()
        assert disposable(self.log) == kept, "states and sums equal those made anew from the log"
        for window in self.windows:
            assert not window._db.in_transaction
            window.close()
        self.folder.cleanup()

    def now(self) -> Moment:
        return moment(self.when, 4)

    def write(self, kind: Kind, card: str | None, **columns: Any) -> None:
        event = self.log.append(self.log.make(kind, self.now(), card, **columns))
        self.written.append(event)
        if kind in UNDOABLE:
            self.mine.append(event.id)

    @rule(minutes=st.integers(-3000, 40_000))
    def time_goes_by(self, minutes: int) -> None:
        self.when += timedelta(minutes=minutes)

    @rule(window=st.integers(0, 1))
    def go_to_the_other_window(self, window: int) -> None:
        self.log = self.windows[window]

    @rule(window=st.integers(0, 1))
    def open_again(self, window: int) -> None:
        self.windows[window].close()
        self.log = self.windows[window] = Progress.open(self.windows[window].path)

    @rule(card=cards, rating=st.integers(1, 4), spread=spreads, mode=st.sampled_from([Mode.REVIEW, *Mode]))
    def answer(self, card: str, rating: int, spread: float | None, mode: Mode) -> None:
        shown = self.log.state(card)
        preview = self.log.model.preview(shown, self.now(), 0.9, spread)[Rating(rating)]
        event = self.log.make(
            Kind.REVIEW,
            self.now(),
            card,
            rating=rating,
            mode=mode,
            spread=spread,
            parameters=self.log.model.key(0.9),
            fingerprint=f"{card}.1",
            detail={"typed": card},
        )
        stale = self.log._stale()
        self.written.append(self.log.append(event, expected=None if stale else shown))
        self.mine.append(event.id)
        if mode is Mode.REVIEW and not stale and not any(e.event is Kind.PARAMETERS for e in self.written):
            memory = self.log.state(card).memory
            assert memory is not None
            assert preview.memory is not None
            assert (memory.stability, memory.due_day) == (preview.memory.stability, preview.memory.due_day)

    @rule(card=cards, kind=st.sampled_from([Kind.SUSPEND, Kind.RESUME, Kind.BURY, Kind.RESET]))
    def set_aside(self, card: str, kind: Kind) -> None:
        self.write(kind, card)

    @rule(card=cards, note=st.one_of(st.none(), st.text(max_size=5).filter(lambda t: t.isprintable())))
    def flag(self, card: str, note: str | None) -> None:
        self.write(Kind.FLAG, card, detail={"note": note})

    @rule(card=cards, days=st.integers(-3, 90))
    def move(self, card: str, days: int) -> None:
        self.write(Kind.RESCHEDULE, card, detail={"due": (self.now().study_day + timedelta(days=days)).isoformat()})

    @rule(old=cards, new=cards)
    def follow(self, old: str, new: str) -> None:
        self.write(Kind.LINK, new, detail={"from": old})

    @rule(name=st.sampled_from(sorted(WEIGHTS)))
    def train(self, name: str) -> None:
        self.write(Kind.PARAMETERS, None, detail={"name": name, "weights": list(WEIGHTS[name])})

    @rule(name=st.sampled_from(sorted(WEIGHTS)), of=st.sets(cards, min_size=1))
    def train_a_group(self, name: str, of: set[str]) -> None:
        self.write(Kind.PARAMETERS, None, detail={"name": name, "weights": list(WEIGHTS[name]), "cards": sorted(of)})

    @rule(card=cards, rating=st.integers(1, 4), key=st.sampled_from(["fsrs6@0.9", "mine@0.8", "lost@0.9", None]))
    def another_device_answers(self, card: str, rating: int, key: str | None) -> None:
        event = self.log.make(Kind.REVIEW, self.now(), card, rating=rating, mode=Mode.REVIEW, parameters=key)
        self.written.append(self.log.append(event._replace(device="phone")))

    @rule()
    def take_back(self) -> None:
        taken = self.log.undo(self.now())
        assert (taken.id if taken else None) == (self.mine.pop() if self.mine else None)
        if taken:
            self.written.append(list(self.log.events())[-1])

    @precondition(lambda self: self.written)
    @rule(data=st.data())
    def send_an_answer_twice(self, data: st.DataObject) -> None:
        event = data.draw(st.sampled_from(self.written))
        assert self.log.append(event) == event

    @rule()
    def lose_the_states(self) -> None:
        with contextlib.closing(sqlite3.connect(self.log.path)) as other, other:
            other.execute("DELETE FROM card_state WHERE card < 'c'")

    @invariant()
    def the_log_has_only_grown(self) -> None:
        assert list(self.log.events()) == self.written
        times = [e.at_ms for e in self.written]
        assert times == sorted(set(times))

    @invariant()
    def states_equal_the_fold(self) -> None:
        if self.log._stale():
            return  # the states were lost just now; the next write or start makes them again
        current = Model.learned(in_force(self.written))
        if not current.groups and not any("cards" in (e.detail or {}) for e in self.written):
            assert current == Model({n: WEIGHTS[n] for n in self.trained()}, (self.trained() or ["fsrs6"])[-1])
        expected = fold(self.written, current.replay)
        assert self.log.states() == expected
        for card in "abcd":
            assert self.log.model.replay(self.log.history(card)) == expected.get(card, NEW) or self.log.model != current

    def trained(self) -> list[str]:
        return [str((e.detail or {})["name"]) for e in in_force(self.written) if e.event is Kind.PARAMETERS]


TestLife = Life.TestCase
TestLife.settings = examples(8, stateful_step_count=20)


@pytest.mark.parametrize("key", ["fsrs6@0.9", "mine@0.9", "lost@0.9", None])
@pytest.mark.parametrize("name", ["mine", "fsrs6"])
@pytest.mark.parametrize("taken_back", [False, True])
def test_training_and_taking_it_back_leave_all_figures_right(
    log: Progress, key: str | None, name: str, taken_back: bool
) -> None:
    """Also where reviews name weights that come with the training, or none: then it depends on it what they count for."""
    for number, day in enumerate((0, 3, 12, 40)):
        review(log, "a", 3, at(days=day), parameters=key, predicted=0.9 if number else None)
    trained = {"name": name, "weights": [weight * 3 for weight in WEIGHTS["mine"][:4]] + [*WEIGHTS["mine"][4:]]}
    log.append(log.make(Kind.PARAMETERS, at(days=41), None, detail=trained))
    if taken_back:
        log.undo(at(days=42))
    kept = disposable(log)
    log.rebuild()
    assert disposable(log) == kept


def test_a_window_that_missed_new_weights_still_writes_right_states(log: Progress, again: Open) -> None:
    other = again()
    log.append(log.make(Kind.PARAMETERS, at(), None, detail={"name": "mine", "weights": list(WEIGHTS["mine"])}))
    review(other, "c", 4)
    review(log, "d", 4)
    assert log.states() == folded(log) == fold(log.events(), again().model.replay)
    assert other.model == log.model


def test_an_exception_on_the_way_leaves_nothing_half_written(log: Progress, monkeypatch: pytest.MonkeyPatch) -> None:
    first = review(log)

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(Model, "step", broken)
        with pytest.raises(ZeroDivisionError):
            review(log, when=at(minutes=5))
    assert list(log.events()) == [first]
    assert not log._db.in_transaction
    review(log, when=at(minutes=6))
    assert log.states() == folded(log)


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM card_state",
        "DELETE FROM card_state WHERE card = 'a'",
        "DELETE FROM meta WHERE key = 'folded'",
        "UPDATE meta SET value = '1 1 fsrs6' WHERE key = 'folded'",
        "UPDATE meta SET value = replace(value, 'fsrs6', 'fsrs7') WHERE key = 'folded'",
        "an event of another program",
    ],
)
@pytest.mark.parametrize("when", ["while the file is closed", "while it is open", "and the file is read-only then"])
def test_states_that_are_lost_or_behind_are_made_again(log: Progress, again: Open, damage: str, when: str) -> None:
    for card in "abc":
        written = review(log, card, 4)
    if when != "while it is open":
        log.close()
    with contextlib.closing(sqlite3.connect(log.path)) as other, other:
        if damage == "an event of another program":
            latest = list(log.events())[-1] if when == "while it is open" else written
            event = latest._replace(
                id=str(uuid.uuid4()),
                at_ms=latest.at_ms + 1,
                device="phone",
                event=Kind.SUSPEND,
                card="b",
                mode=None,
                rating=None,
                parameters=None,
                spread=None,
            ).sealed()
            row = row_of(event)
            marks = ", ".join("?" * len(row))
            other.execute(f"INSERT INTO event ({', '.join(COLUMNS)}, undoes) VALUES ({marks})", [*row.values()])
        else:
            other.execute(damage)
    if when == "and the file is read-only then":
        uri = f"{log.path.as_uri()}?mode=ro"
        log = Progress(log.path, sqlite3.connect(uri, uri=True, isolation_level=None), writable=False)
    elif when == "while it is open":
        review(log, "d", 4)
    else:
        log = again()
    assert log.states() == folded(log)
    assert len(log.states()) == 3 + (when == "while it is open")
    log.close()


# -- undo -----------------------------------------------------------------------------------------------------------


def test_undo_goes_back_any_number_of_steps_also_after_a_restart(log: Progress, again: Open) -> None:
    before = []
    for step in range(6):
        before.append(log.states())
        review(log, "ab"[step % 2], 1 + step % 4)
    events = list(log.events())
    for step in reversed(range(6)):
        log = again() if step % 2 else log
        assert log.undo(at(days=1, minutes=step)) == events[step]
        assert log.states() == before[step]
    assert log.undo(at(days=2)) is None
    assert len(list(log.events())) == 12
    assert list(log.events())[:6] == events
    assert list(log.standing()) == []


def test_undo_leaves_the_answers_of_other_devices_alone(log: Progress) -> None:
    mine = review(log, "a")
    theirs = review(log, "b", when=at(minutes=5))
    stranger = log.make(Kind.REVIEW, at(minutes=9), "b", rating=1, mode=Mode.REVIEW)
    theirs = log.append(stranger._replace(device="phone"))
    assert [e.card if (e := log.undo(at(minutes=10 + n))) else None for n in range(3)] == ["b", "a", None]
    assert list(log.standing()) == [theirs]
    assert mine in list(log.events())


def test_undo_brings_back_what_trained_weights_replaced(log: Progress) -> None:
    review(log)
    before = log.states()
    log.append(
        log.make(Kind.PARAMETERS, at(minutes=1), None, detail={"name": "mine", "weights": list(WEIGHTS["mine"])})
    )
    assert log.states() != before
    undone = log.undo(at(minutes=2))
    assert undone is not None
    assert undone.event is Kind.PARAMETERS
    assert log.states() == before
    assert log.model.current == "fsrs6"


# -- twice, elsewhere, at the same time -----------------------------------------------------------------------------


def test_an_answer_sent_twice_is_one_answer(log: Progress, again: Open) -> None:
    event = log.make(Kind.REVIEW, at(), "c", rating=3, mode=Mode.REVIEW)
    written = log.append(event, expected=NEW)
    assert log.append(event, expected=NEW) == again().append(event, expected=NEW) == written
    assert log.state("c").reps == 1
    assert list(log.events()) == [written]


def test_an_answer_sent_again_is_committed_again(log: Progress, again: Open) -> None:
    """The first try may have failed after its row was visible and before the journal's end was on disk."""
    event = log.append(log.make(Kind.REVIEW, at(), "c", rating=3, mode=Mode.REVIEW))
    watcher = again()._db
    before = watcher.execute("PRAGMA data_version").fetchone()
    assert log.append(event) == event
    assert watcher.execute("PRAGMA data_version").fetchone() != before


def session_of(library: Library, clock: Clock) -> Session:
    return library.session(library.today(clock.moment()), clock.moment)


def test_a_card_answered_in_another_window_is_refused_and_nothing_written(
    home: Path, decks: Path, clock: Clock
) -> None:
    windows = [opened(home, [decks]) for _ in range(2)]
    sessions = [session_of(window, clock) for window in windows]
    for session in sessions:
        session.reveal()
    sessions[0].rate(Rating.EASY)
    before = list(windows[1].progress.events()), windows[1].progress.states()
    with pytest.raises(StaleError, match="not written"):
        sessions[1].rate(Rating.AGAIN)
    assert (list(windows[1].progress.events()), windows[1].progress.states()) == before
    view = sessions[1].view
    assert view.stage is Stage.ASKING
    assert view.card is not None
    assert view.card.id == "precision"
    for window in windows:
        window.close()


@pytest.mark.parametrize("first", [Kind.REVIEW, Kind.SUSPEND, Kind.RESET, Kind.FLAG, Kind.BURY, Kind.UNDO])
def test_whatever_moved_the_card_makes_an_answer_stale(log: Progress, again: Open, first: Kind) -> None:
    review(log)
    other, shown = again(), log.state("c")
    if first is Kind.UNDO:
        other.undo(at(minutes=1))
    elif first is Kind.REVIEW:
        review(other)
    else:
        other.append(other.make(first, at(minutes=1), "c"))
    count = len(list(log.events()))
    with pytest.raises(StaleError):
        log.append(log.make(Kind.REVIEW, at(minutes=2), "c", rating=1, mode=Mode.REVIEW), expected=shown)
    assert len(list(log.events())) == count
    assert not log._db.in_transaction


@contextlib.contextmanager
def held(path: Path) -> Iterator[IO[str]]:
    """Another process that has the file locked until something is written to it."""
    code = "import sqlite3, sys; db = sqlite3.connect(sys.argv[1]); db.execute('BEGIN EXCLUSIVE'); print(flush=True); sys.stdin.read(1)"
    with subprocess.Popen(
        [sys.executable, "-c", code, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        other.stdout.readline()
        yield other.stdin
        with contextlib.suppress(BrokenPipeError):
            other.stdin.close()


def test_an_answer_waits_while_another_process_holds_the_file_and_is_written_once(
    library: Library, clock: Clock
) -> None:
    session = session_of(library, clock)
    log = library.progress
    session.reveal()
    with held(log.path) as release:
        with pytest.raises(BusyError, match="waiting to save"):
            session.rate(Rating.GOOD)
        assert session._pending is not None
        key = session._pending.id
        for _ in range(2):
            clock.forward(seconds=1)
            with pytest.raises(BusyError):
                session.retry()
            assert session.view.stage is Stage.SAVING
        for read in (
            log.states,
            lambda: list(log.events()),
            log.load,
            log.pace,
            log.study_days,
            log.remembered,
            lambda: log.history("recall"),
        ):
            with pytest.raises(BusyError):
                read()
        with pytest.raises(BusyError):
            log.back_up(clock.moment().study_day)
        release.write("\n")
        release.flush()
        with contextlib.suppress(StopIteration):
            while session.view.stage is Stage.SAVING:
                time.sleep(0.01)
                with contextlib.suppress(BusyError):
                    session.retry()
    assert [e.id for e in log.events()] == [key]
    assert session.view.tally.answers == 1
    assert session.view.stage is Stage.ASKING


@pytest.mark.parametrize("read", ["days", "hours", "steps", "bins", "by_card"])
def test_figures_of_a_file_in_use_are_refused_in_words(log: Progress, read: str) -> None:
    with held(log.path), pytest.raises(BusyError):
        getattr(log.facts, read)()


def test_opening_a_file_that_is_held_is_one_sentence(log: Progress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "OPEN_TIMEOUT_S", 0.01)
    with held(log.path), pytest.raises(BusyError, match="in use by another process"):
        Progress.open(log.path)


def test_a_log_that_is_being_read_keeps_nobody_from_answering(log: Progress, again: Open) -> None:
    for card in "abc":
        review(log, card)
    pager = log.events()
    next(pager)
    review(again(), "d")
    assert len(list(pager)) == 2


WRITER = """
import sys
from pathlib import Path
from flashcards.events import Kind, Mode
from flashcards.log.errors import BusyError, in_words
from flashcards.log.file import Progress
from flashcards.days import Moment
from datetime import date
sys.stdin.readline()
log = Progress.open(Path(sys.argv[1]))
for n in range(8):
    event = log.make(Kind.REVIEW, Moment(1_800_000_000_000 + n, date(2027, 1, 15), 0), f"{sys.argv[2]}{n % 3}", rating=3, mode=Mode.REVIEW)
    while True:
        try:
            log.append(event)
            break
        except BusyError:
            pass
"""


@pytest.mark.slow
def test_processes_that_start_on_a_fresh_home_at_once_share_one_file(path: Path, again: Open) -> None:
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, path, name],
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=HERE.parent,
        )
        for name in "abc"
    ]
    for writer in writers:
        assert writer.stdin is not None
        writer.stdin.write("\n")
        writer.stdin.flush()
    assert [(writer.communicate()[1], writer.returncode) for writer in writers] == [("", 0)] * 3
    log = again()
    events = list(log.events())
    assert len(events) == 24
    assert {e.device for e in events} == {log.device}
    assert len({e.at_ms for e in events}) == 24
    assert log.states() == folded(log)
    assert os.listdir(path.parent) == ["progress.db"]


# -- making the file ------------------------------------------------------------------------------------------------

KILLED = """
import os, resource, sys
from pathlib import Path
import sqlite_utils
from flashcards.log import opening
from flashcards.log.errors import ProgressError, in_words
from flashcards.log.file import Progress

folder = Path(sys.argv[1])

def trace(kill_at):
    count = 0
    def local(frame, event, arg):
        nonlocal count
        count += event == "line"
        if count == kill_at:
            os._exit(9)
        return local
    return lambda frame, event, arg: local if frame.f_code is opening.create.__code__ else None

def child(n, how):
    home = folder / f"{how}{n}"
    pid = os.fork()
    if pid == 0:
        if how == "killed":
            sys.settrace(trace(n))
        else:
            resource.setrlimit(resource.RLIMIT_FSIZE, (n * 4096, n * 4096))
        try:
            Progress.open(home / "progress.db").close()
        except ProgressError as err:
            os._exit(3 if "\\n" not in str(err) else 1)
        except BaseException:
            os._exit(1)
        os._exit(0)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    assert code != 1, (how, n)
    names = sorted(p.name for p in home.iterdir())
    if how == "full" and code == 3:
        assert names == [], (n, names)
    Progress.open(home / "progress.db").close()
    return code

for how in ("killed", "full"):
    codes = []
    while 0 not in codes:
        codes.append(child(len(codes) + 1, how))
    assert codes[0] != 0
    print(how, *codes)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork and rlimits")
def test_making_the_file_cut_short_anywhere_leaves_nothing_half_made(home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLED, home.parent], capture_output=True, text=True, check=False, cwd=HERE.parent
    )
    assert (done.returncode, done.stderr) == (0, "")
    killed, full = (line.split()[1:] for line in done.stdout.splitlines())
    assert (set(killed), set(full)) == ({"9", "0"}, {"3", "0"})
    assert len(killed) > 10


def test_a_file_system_without_links_will_do(path: Path, again: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", refused)
    review(again())
    assert os.listdir(path.parent) == ["progress.db"]
    assert len(list(again().events())) == 1


def test_the_folder_of_a_new_file_is_for_its_owner_alone(log: Progress) -> None:
    if os.name == "posix":
        assert log.path.parent.stat().st_mode & 0o777 == 0o700


# -- bad files: one sentence each, and not a byte touched -----------------------------------------------------------


def sound_file(path: Path, answers: int = 40) -> bytes:
    """A file with some answers; returns its bytes."""
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(empty_file())
    log = Progress.open(path)
    for n in range(answers):
        review(log, f"card-{n % 17}", 1 + n % 4, at(minutes=n), detail={"typed": "what was typed " * 5})
    log.close()
    return path.read_bytes()


def of_another_program(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.executescript("CREATE TABLE bookmarks (url TEXT); INSERT INTO bookmarks VALUES ('x')")


def with_backup(path: Path) -> None:
    sound_file(path)
    with contextlib.closing(Progress.open(path)) as log:
        assert log.back_up(date(2026, 11, 22))
    path.unlink()


def of_a_newer_program(path: Path) -> None:
    sound_file(path)
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")


def changed(change: Callable[[bytearray], object]) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        content = bytearray(sound_file(path))
        change(content)
        path.write_bytes(content)

    return make


def only_a_journal(path: Path) -> None:
    path.with_name("progress.db-journal").write_bytes(b"left behind")


BAD_FILES: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing, with backups": (
        with_backup,
        "is missing although backups of it exist; `flashcards restore .*/backups/progress-2026-11-22.db` ",
    ),
    "missing, with a journal": (only_a_journal, "is missing although a journal of it exists; move "),
    "empty": (lambda path: path.write_bytes(b""), "is empty"),
    "text": (lambda path: path.write_text("id,rating\n1,3\n"), "not a progress file"),
    "noise": (lambda path: path.write_bytes(random.Random(1).randbytes(50_000)), "not a progress file"),
    "another program's": (of_another_program, "database of another program"),
    "newer": (of_a_newer_program, "has format 99 and this program knows formats up to 2; install a newer"),
    "header wiped": (changed(lambda b: b.__setitem__(slice(0, 100), bytes(100))), "not a progress file"),
    "header scrambled": (changed(lambda b: b.__setitem__(slice(16, 24), b"\xff" * 8)), "not a progress file"),
    "schema wiped": (changed(lambda b: b.__setitem__(slice(100, 4096), bytes(3996))), "damaged"),
    "cut in its first page": (changed(lambda b: b.__delitem__(slice(2000, None))), "damaged"),
    "cut after its first page": (changed(lambda b: b.__delitem__(slice(4096, None))), "damaged"),
    "all pages but the first wiped": (
        changed(lambda b: b.__setitem__(slice(4096, None), bytes(len(b) - 4096))),
        "damaged",
    ),
    "a folder": (lambda path: path.mkdir(), "is a folder, where a file of that name holds the progress; rename"),
}


def everything_in(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, but for what can be thrown away at any moment."""
    found = (p for p in sorted(folder.rglob("*")) if p.is_file() and "cache" not in p.relative_to(folder).parts)
    return {str(p.relative_to(folder)): p.read_bytes() for p in found}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_one_sentence_and_stays_as_it_is(
    name: str, home: Path, decks: Path, path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    make, words = BAD_FILES[name]
    home.mkdir()
    make(path)
    before = everything_in(home)
    with pytest.raises(ProgressError, match=words):
        Progress.open(path)
    monkeypatch.setattr("sys.stdin", io.StringIO("\n3\n"))
    for command in (["due"], ["review", "--plain"], ["find", "recall"], *([["log"]] if path.exists() else [])):
        assert main([*command, "--home", str(home), "--decks", str(decks)]) == 1
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("flashcards: ")
        assert said.err.count("\n") == 1
        assert str(path) in said.err
        assert "; " in said.err, "the remedy"
    assert everything_in(home) == before


def test_the_advice_of_a_lost_file_works_to_the_letter(path: Path, again: Open) -> None:
    home = path.parent
    content = sound_file(path)
    with contextlib.closing(again()) as log:
        events = list(log.events())
        copy = log.back_up(date(2026, 11, 22))
    assert copy is not None
    path.write_bytes(content[:5000])
    with pytest.raises(ProgressError) as caught:
        again()
    goes_back = f"`flashcards restore {copy}` goes back to the newest copy"
    assert str(caught.value).endswith(f"; `flashcards doctor --repair` saves what is sound in it; or {goes_back}")
    path.rename(home / "old.db")
    journal = home / "progress.db-journal"
    journal.write_bytes(b"left by a crash")
    with pytest.raises(ProgressError) as caught:
        again()
    assert str(caught.value).endswith(f"; {goes_back}")
    assert main(["restore", str(copy), "--home", str(home)]) == 0
    assert not journal.exists()
    assert list(again().events()) == events


def test_a_damaged_page_is_noticed_or_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "progress.db"
    content = sound_file(path)
    with contextlib.closing(Progress.open(path)) as log:
        events, states = list(log.events()), log.states()
    chance = random.Random(2026)
    refused = told = harmless = 0
    for _ in range(150):
        flipped = bytearray(content)
        for _ in range(chance.choice((1, 1, 4, 64))):
            flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
        path.write_bytes(flipped)
        try:
            with contextlib.closing(Progress.open(path)) as log:
                damaged = log.damaged()
                read, kept = list(log.events()), log.states()
                check = log._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        except (ProgressError, sqlite3.DatabaseError) as err:
            assert isinstance(err, ProgressError) or any(w in str(err) for w in ("malformed", "unknown function")), err
            refused += 1
            continue
        if damaged or check != "ok":
            told += 1
        else:
            assert read == events
            assert kept == states or {c: s.last_event for c, s in kept.items()} != {}
            harmless += 1
    assert min(refused, told, harmless) > 5


@pytest.mark.parametrize("column", [*COLUMNS, "undoes"])
def test_the_checksum_catches_a_changed_byte_in_any_column(log: Progress, column: str) -> None:
    whole = review(log, "a", fingerprint="f", elapsed_ms=900, predicted=0.75, detail={"typed": "x"})
    log.undo(at(minutes=5))
    undo = list(log.events())[-1]
    assert log.damaged() == []
    target = undo if column == "undoes" else whole
    changes = {
        "event": "'suspend'",
        "mode": "'mock'",
        "study_day": "'2026-11-24'",
        "detail": "replace(detail, 'x', 'y')",
        "id": "replace(id, '-7', '-6')",
    }
    value = changes.get(
        column, f"CASE typeof({column}) WHEN 'text' THEN 'q' || substr({column}, 2) ELSE {column} * 0.5 END"
    )
    if column in ("at_ms", "wall_ms", "crc", "rating", "elapsed_ms", "utc_offset_min"):
        value = f"{column} - 1"
    log._db.execute("DROP TRIGGER event_never_changes")
    log._db.execute(f"UPDATE event SET {column} = {value} WHERE id = ?", (target.id,))
    (found,) = log.damaged()
    assert found == target.id or column == "id"


def test_the_checksum_is_that_of_the_row_by_name(log: Progress) -> None:
    event = review(log)
    row = {name: value for name, value in rows_of(log.path)[0].items() if name in COLUMNS and name != "crc"}
    row["detail"] = json.loads(row["detail"])
    assert zlib.crc32(json.dumps(row, sort_keys=True).encode()) == event.crc


def test_a_file_in_another_journal_mode_is_brought_back(log: Progress, again: Open, tmp_path: Path) -> None:
    review(log)
    log.close()
    with contextlib.closing(sqlite3.connect(log.path)) as tool:
        tool.execute("PRAGMA journal_mode=WAL")
    log = again()
    review(log)
    assert not log.path.with_name("progress.db-wal").exists()
    shutil.copyfile(log.path, tmp_path / "copy.db")
    with contextlib.closing(Progress.open(tmp_path / "copy.db")) as copy:
        assert len(list(copy.events())) == 2


def test_every_connection_is_set_for_safety(log: Progress) -> None:
    """What `synchronous` is for is shown by `tests/slow/power.py`."""
    wanted = {
        "journal_mode": "delete",
        "synchronous": 3,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "fullfsync": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "busy_timeout": 50,
    }
    assert {name: log._db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted} == wanted


def test_a_copy_of_the_open_file_has_every_answer(log: Progress, tmp_path: Path) -> None:
    for n in range(12):
        review(log, f"c{n}")
        shutil.copyfile(log.path, tmp_path / "copy.db")
        with contextlib.closing(Progress.open(tmp_path / "copy.db")) as copy:
            assert list(copy.events()) == list(log.events())
            assert copy.states() == log.states()


# -- the file is moved, replaced or locked up -----------------------------------------------------------------------


@pytest.mark.parametrize("how", ["unlinked", "replaced", "folder moved"])
def test_a_file_that_goes_while_it_is_open_takes_no_answer_silently(log: Progress, how: str) -> None:
    review(log)
    path = log.path
    aside = path.parent.parent / "aside"
    content = path.read_bytes()
    if how == "folder moved":
        path.parent.rename(aside)
    else:
        path.rename(aside)
    if how == "replaced":
        path.write_bytes(content)
    writes: list[Callable[[], object]] = [
        lambda: review(log, when=at(minutes=9)),
        lambda: log.undo(at(minutes=9)),
        log.rebuild,
    ]
    for write in writes:
        with pytest.raises(
            MovedError, match=r"(is gone|another file with 1 event) while it was open; what it held \(1 event\) is safe"
        ):
            write()
    rescued = [*path.parent.glob("progress-rescue-*.db")]
    assert len(rescued) == 1, "once, however often it is tried"
    with contextlib.closing(Progress.open(rescued[0])) as found:
        assert list(found.events())[:1] == list(log.events()), "and behind it the answer that was in hand"
        assert len(list(found.events())) == 2
    if how == "folder moved":
        shutil.rmtree(path.parent)
    kept = aside / path.name if how == "folder moved" else aside
    assert kept.read_bytes() == content
    assert how != "replaced" or path.read_bytes() == content
    (aside if how == "folder moved" else kept).rename(path.parent if how == "folder moved" else path)
    review(log, when=at(minutes=10))
    assert len(rows_of(path)) == 2


@pytest.mark.parametrize("how", ["unlinked", "replaced by an older one"])
def test_what_an_open_file_held_can_be_brought_into_the_one_that_is_there_now(log: Progress, how: str) -> None:
    review(log, "a")
    old = log.path.read_bytes()
    log.back_up(at().study_day)
    held = [review(log, card) for card in "abcde"]
    log.path.unlink()
    if how != "unlinked":
        log.path.write_bytes(old)
    answer = log.make(Kind.REVIEW, at(days=1), "f", mode=Mode.REVIEW, rating=3, parameters="fsrs6@0.9")
    with pytest.raises(MovedError) as moved:
        log.append(answer)
    assert (moved.value.held, moved.value.there) == (6, None if how == "unlinked" else 1)
    assert moved.value.rescue is not None
    with contextlib.closing(Progress.open(moved.value.rescue)) as rescued:
        assert [event.id for event in rescued.events()][-1] == answer.id, "the answer in hand as well"
    assert log.rejoin() == (6 if how == "unlinked" else 5)
    log.append(answer)
    assert [event.id for event in log.events()][-6:] == [*(event.id for event in held), answer.id]
    assert log.states() == folded(log)
    with contextlib.closing(sqlite3.connect(log.path)) as db:
        assert db.execute("SELECT count(*) FROM event").fetchone() == (7,)


LOCKED_UP = """
set -e
mount --bind "$1" "$1"
mount -o remount,ro,bind "$1"
shift
exec "$@"
"""


def locked_up(folder: Path, *command: str, stdin: str = "") -> "subprocess.CompletedProcess[str]":
    """Run the program on a folder that cannot be written, whoever we are."""
    run = [sys.executable, "-m", "flashcards", *command, "--home", str(folder)]
    if os.name != "posix":
        pytest.skip("read-only folders are made with POSIX permissions or mounts")
    if os.geteuid() != 0:
        mode = folder.stat().st_mode
        folder.chmod(0o555)
        for file in folder.iterdir():
            file.chmod(0o444)
        try:
            return subprocess.run(run, input=stdin, capture_output=True, text=True, check=False, cwd=HERE.parent)
        finally:
            folder.chmod(mode)
    if (
        shutil.which("unshare") is None
        or subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode
    ):
        pytest.skip("root writes to read-only folders, and a read-only mount is not allowed here")
    return subprocess.run(
        ["unshare", "-m", "sh", "-c", LOCKED_UP, "sh", str(folder), *run],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        cwd=HERE.parent,
    )


def test_a_read_only_folder_shows_everything_and_takes_no_answer(path: Path, decks: Path) -> None:
    sound_file(path)
    before = everything_in(path.parent)
    for command in (["due"], ["log", "--json"], ["find", "recall"]):
        done = locked_up(path.parent, *command, "--decks", str(decks))
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout
    refused = locked_up(path.parent, "review", "--plain", "--decks", str(decks), stdin="\n3\n\n3\n")
    assert refused.returncode == 1
    assert refused.stderr.startswith("flashcards: ")
    assert "is read-only here; nothing was written: check the folder's permissions" in refused.stderr
    assert refused.stderr.count("\n") == 1
    left = locked_up(path.parent, "review", "--plain", "--decks", str(decks), stdin="q\n")
    assert (left.returncode, left.stderr) == (0, "")
    assert left.stdout.startswith(f"{path.parent} is read-only here: answers cannot be saved."), "before any is given"
    assert everything_in(path.parent) == before


def test_a_read_only_folder_without_a_file_is_one_sentence(home: Path, decks: Path) -> None:
    home.mkdir()
    refused = locked_up(home, "review", "--plain", "--decks", str(decks))
    assert refused.returncode == 1
    assert refused.stderr.startswith(f"flashcards: {home / 'progress.db'} cannot be ")
    assert refused.stderr.count("\n") == 1


@pytest.mark.parametrize("home", ["file", "file/below"])
def test_a_home_that_is_no_folder_is_one_sentence(
    home: str, tmp_path: Path, decks: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("mine")
    assert main(["review", "--plain", "--home", str(tmp_path / home), "--decks", str(decks)]) in (1, 2)
    said = capsys.readouterr().err.splitlines()
    assert said[-1].startswith("flashcards: ")
    assert all(line.startswith(str(tmp_path)) for line in said[:-1]), "the settings cannot be read either"
    assert (tmp_path / "file").read_text() == "mine"


# -- cards without ids, followed through edits ----------------------------------------------------------------------

DROPOUT = "It zeroes each unit with the same chance and scales the others up."
LOOSE = "title: Loose\ncards:\n{}"


def loose(decks: Path, *questions: tuple[str, str]) -> None:
    cards_text = "".join(f"  - question: {q}\n    answer: {a}\n" for q, a in questions)
    (decks / "small.yaml").write_text(LOOSE.format(cards_text), encoding="utf-8")


def sit(home: Path, decks: Path, clock: Clock, rating: int | None = None) -> dict[str, int]:
    """Start the program on the decks as they are now, answer once if asked to; answers per question."""
    clock.forward(days=1)
    library = opened(home, [decks])
    try:
        session = session_of(library, clock)
        if rating is not None:
            session.reveal()
            session.rate(Rating(rating))
        states = library.progress.states()
        assert states == folded(library.progress)
        return {card.question_text: states.get(card.id, NEW).reps for card in library.cards.values()}
    finally:
        library.close()


def test_a_card_without_an_id_keeps_its_progress_through_edits_there_and_back(
    home: Path, decks: Path, clock: Clock
) -> None:
    one, two, three = (
        "What does dropout do?",
        "What does dropout do at all?",
        "What, at all, does dropout do in training?",
    )
    answer = DROPOUT
    loose(decks, (one, answer))
    assert sit(home, decks, clock, 4) == {one: 1}
    loose(decks, (two, answer))
    assert sit(home, decks, clock) == {two: 1}
    loose(decks, (three, answer))
    assert sit(home, decks, clock) == {three: 1}
    loose(decks, (one, answer))
    assert sit(home, decks, clock) == {one: 1}, "as it was before: the first name is in use again"
    clock.forward(days=60)
    assert sit(home, decks, clock, 3) == {one: 2}
    library = opened(home, [decks])
    (card,) = library.cards
    assert [e.rating for e in library.progress.history(card)] == [4, 3]
    assert [e.event for e in library.progress.events()] == [Kind.REVIEW, *[Kind.LINK] * 3, Kind.REVIEW]
    assert library.orphans() == []
    library.close()


def test_an_old_card_put_back_beside_its_edited_self_is_a_card_of_its_own(
    home: Path, decks: Path, clock: Clock
) -> None:
    one, two = ("What does dropout do?", DROPOUT), ("What does dropout do now?", DROPOUT)
    loose(decks, one)
    sit(home, decks, clock, 4)
    loose(decks, two)
    sit(home, decks, clock)
    loose(decks, two, one)
    assert sit(home, decks, clock, 4) == {two[0]: 1, one[0]: 1}
    assert sit(home, decks, clock) == {two[0]: 1, one[0]: 1}


def test_an_answer_from_before_the_edit_can_still_be_taken_back(home: Path, decks: Path, clock: Clock) -> None:
    loose(decks, ("What does dropout do?", DROPOUT))
    sit(home, decks, clock, 4)
    loose(decks, ("What does dropout do now?", DROPOUT))
    sit(home, decks, clock)
    library = opened(home, [decks])
    for taken in (Kind.LINK, Kind.REVIEW):
        event = library.progress.undo(clock.moment())
        assert event is not None
        assert event.event is taken
    assert library.progress.states() == folded(library.progress) == {}
    library.close()


# -- places and nights ----------------------------------------------------------------------------------------------


def zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except ZoneInfoNotFoundError:
        pytest.skip("this machine has no time zones")


NIGHTS = [
    ("Europe/Paris", "2027-03-28"),
    ("Europe/Paris", "2026-10-25"),
    ("America/New_York", "2027-03-14"),
    ("America/New_York", "2026-11-01"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("Australia/Lord_Howe", "2027-04-04"),
]


@pytest.mark.parametrize(("place", "day"), NIGHTS)
def test_a_night_when_the_clocks_change_is_one_study_day(log: Progress, place: str, day: str) -> None:
    midnight = datetime.fromisoformat(day).replace(tzinfo=zone(place))
    night = (midnight - timedelta(minutes=30)).astimezone(UTC)
    instants = [(night + timedelta(minutes=30 * n)).astimezone(zone(place)) for n in range(16)]
    moments = [moment(instant, 4) for instant in instants]
    yesterday, today = midnight.date() - timedelta(days=1), midnight.date()
    assert [m.study_day for m in moments] == [
        yesterday if i.hour < 4 or i.date() == yesterday else today for i in instants
    ]
    assert [m.wall_ms for m in moments] == sorted({m.wall_ms for m in moments})
    assert len({m.utc_offset_min for m in moments}) == 2, "this night the clocks do change"
    review(log, "c", 4, moment(instants[0] - timedelta(days=30), 4))
    for m in moments[:-1]:
        review(log, "c", 3, m)
    last = log.states()["c"].memory
    assert last is not None
    assert last.last_day == moments[-2].study_day
    assert log.states() == folded(log)
    assert sorted(set(log.study_days())) == sorted({moments[0].study_day, moments[-2].study_day, log.study_days()[-1]})


@pytest.mark.parametrize(("place", "day"), NIGHTS)
def test_evening_and_morning_are_one_day_apart_in_every_night(log: Progress, place: str, day: str) -> None:
    noon = datetime.fromisoformat(day).replace(hour=12, tzinfo=zone(place))
    evening = noon.replace(hour=21) - timedelta(days=1)
    plain = datetime(2026, 6, 10, 21, tzinfo=UTC)
    for card, first, second in (
        ("dst", evening, noon.replace(hour=7)),
        ("plain", plain, plain.replace(hour=7) + timedelta(days=1)),
    ):
        review(log, card, 4, moment(first, 4))
        review(log, card, 3, moment(second, 4))
    states = log.states()
    changed_night, plain_night = states["dst"].memory, states["plain"].memory
    assert changed_night is not None
    assert plain_night is not None
    assert changed_night.stability == plain_night.stability
    assert changed_night.due_day - changed_night.last_day == plain_night.due_day - plain_night.last_day


def test_a_journey_moves_no_due_day_and_loses_no_answer(log: Progress, again: Open) -> None:
    start = datetime(2026, 11, 23, 20, tzinfo=UTC)
    places = ["Pacific/Auckland", "America/Los_Angeles", "Pacific/Apia", "Europe/Paris", "Pacific/Honolulu"]
    review(log, "home", 4, moment(start.astimezone(PARIS), 4))
    due = log.states()["home"]
    for n, place in enumerate(places):
        log = again()
        review(log, f"c{n % 2}", 4, moment((start + timedelta(hours=n + 1)).astimezone(zone(place)), 4))
        assert log.states()["home"] == due
        assert log.states() == folded(log)
    events = list(log.events())
    assert {e.utc_offset_min for e in events} == {60, 780, -480, -600}
    assert [e.at_ms for e in events] == [e.wall_ms for e in events]
    memory = log.states()["c0"].memory
    assert memory is not None
    assert memory.last_day == max(e.study_day for e in events if e.card == "c0")


@pytest.mark.parametrize("hours", [(4, 0), (0, 4), (23, 0), (0, 23)])
def test_a_moved_rollover_hour_keeps_every_day_that_was_written(
    home: Path, decks: Path, clock: Clock, hours: tuple[int, int]
) -> None:
    clock.now = START.replace(hour=2)
    days = []
    for hour in hours:
        library = opened(home, [decks])
        library.set("rollover_hour", hour)
        session = library.session(
            library.today(clock.moment(hour), extra_new=3),
            lambda hour=hour: clock.moment(hour),  # type: ignore[misc]
        )
        session.reveal()
        session.rate(Rating.EASY)
        days.append(clock.moment(hour).study_day)
        log = library.progress
        assert [e.study_day for e in log.events()] == days
        assert log.states() == folded(log)
        library.close()


# -- faults that other rooms had ------------------------------------------------------------------------------------


def test_a_learning_step_ends_in_minutes_also_after_an_answer_under_a_wild_clock(log: Progress) -> None:
    review(log, "wild", 3, moment(START.replace(year=2066), 4))
    event = review(log, "after", 3, at(minutes=9))
    memory = log.state("after").memory
    assert memory is not None
    assert memory.due_ms == event.wall_ms + 600_000


@pytest.mark.parametrize("command", [["due"], ["log"], ["review", "--plain"]])
def test_a_home_that_cannot_be_reached_is_one_sentence(command: list[str], tmp_path: Path, decks: Path) -> None:
    assert main([*command, "--home", str(tmp_path / ("x" * 300)), "--decks", str(decks)]) in (1, 2)


def test_the_log_of_a_lost_file_is_not_an_empty_log(home: Path, decks: Path, path: Path) -> None:
    home.mkdir()
    with_backup(path)
    assert main(["log", "--home", str(home), "--decks", str(decks)]) == 1


def test_a_note_of_broken_bytes_ends_no_sitting(home: Path, decks: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("* caf\udce9\n\n3\nq\n"))
    assert main(["review", "--plain", "--home", str(home), "--decks", str(decks)]) == 0


@pytest.mark.parametrize("key", ["u", "b", "!", "*"])
def test_a_command_that_finds_the_file_in_use_ends_no_sitting(library: Library, clock: Clock, key: str) -> None:
    session = session_of(library, clock)
    with held(library.progress.path):
        Sitting(library, session, clock.moment, io.StringIO(f"{key}\nq\n"), io.StringIO()).run()


def test_a_file_taken_right_after_an_answer_leaves_the_next_card_up(
    library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(library, clock)
    session.reveal()
    append = Progress.append

    def taken(*_: object) -> None:
        raise BusyError

    def append_and_lose(log: Progress, event: Event, **options: Any) -> Event:
        written = append(log, event, **options)
        monkeypatch.setattr(Progress, "state", taken)
        return written

    monkeypatch.setattr(Progress, "append", append_and_lose)
    with contextlib.suppress(BusyError):
        session.rate(Rating.GOOD)
    monkeypatch.undo()
    with contextlib.suppress(BusyError):
        session.retry()
    assert session.view.stage is Stage.ASKING


def test_making_all_states_anew_says_how_far_it_has_come(path: Path) -> None:
    log = Progress.open(path)
    for card in ("a", "b", "c"):
        review(log, card)
    log.close()
    with contextlib.closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE meta SET value = 'elsewhere' WHERE key = 'folded'")
    told: list[float] = []
    log = Progress.open(path, telling=lambda done, of: told.append(done / of))
    assert told == [0, 1 / 4, 2 / 4, 3 / 4, 1]
    log.close()
    log = Progress.open(path, telling=lambda done, of: told.append(done / of))
    assert len(told) == 5, "nothing is made anew that stands"
    log.close()


def test_the_log_is_read_in_parts_whole_and_in_order(log: Progress, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "EVENTS_AT_ONCE", 3)
    written = [review(log, when=at(minutes=5 * (n % 4), days=n // 4)) for n in range(10)]
    statements: list[str] = []
    log._db.set_trace_callback(statements.append)
    assert list(log.events()) == written
    assert len(statements) == 6, (
        "how far it goes, and then each part is a statement of its own, over when its events are handed out; the last finds none"
    )


@pytest.mark.parametrize("code", [sqlite3.SQLITE_IOERR_LOCK, sqlite3.SQLITE_IOERR_RDLOCK])
def test_a_folder_without_locks_is_named_with_the_way_out(tmp_path: Path, code: int) -> None:
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorcode = code
    with pytest.raises(ProgressError, match=r"knows no locks.*--home.*sync:"), in_words(tmp_path / "progress.db"):
        raise failure
