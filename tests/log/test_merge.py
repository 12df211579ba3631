"""Logs of several devices are one set of events: in any order, any number of times, damaged or not."""

import contextlib
import json
import random
import sqlite3
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from flashcards.events import Event, Kind, Mode, fold
from flashcards.log.file import Progress
from flashcards.log.salvage import salvaged
from tests.conftest import examples
from tests.log.test_backups import page_of
from tests.log.test_file import WEIGHTS, at, folded, quick_folder, review

ACTS = ("review", "review", "review", "undo", "suspend", "reset", "link", "parameters", "practice", "bury", "move")


def study(log: Progress, seed: int, acts: list[str], begin: int) -> None:
    """What one device does, between what the other does."""
    rng = random.Random(seed)
    for n, act in enumerate(acts):
        now, card = at(minutes=begin + 7 * n + 300 * rng.randrange(9)), rng.choice("abc")
        match act:
            case "review" | "practice":
                review(log, card, rng.randint(1, 4), now, mode=Mode.REVIEW if act == "review" else Mode.PRACTICE)
            case "undo":
                log.undo(now)
            case "link":
                log.append(log.make(Kind.LINK, now, card, detail={"from": rng.choice("abc")}))
            case "parameters":
                log.append(log.make(Kind.PARAMETERS, now, None, detail={"name": "mine", "weights": [*WEIGHTS["mine"]]}))
            case "move":
                due = (now.study_day + timedelta(days=rng.randrange(9))).isoformat()
                log.append(log.make(Kind.RESCHEDULE, now, card, detail={"due": due}))
            case _:
                log.append(log.make(Kind(act), now, card))


@given(st.lists(st.lists(st.sampled_from(ACTS), max_size=8), min_size=2, max_size=3), st.randoms(use_true_random=False))
@examples(8)
def test_merging_is_a_union_whatever_the_order_and_however_often(acts: list[list[str]], rng: random.Random) -> None:
    with contextlib.ExitStack() as opened:
        folder = Path(opened.enter_context(quick_folder()))
        logs = []
        for n, mine in enumerate(acts):
            logs.append(Progress.open(folder / str(n) / "progress.db"))
            opened.callback(logs[-1].close)
            study(logs[-1], n, mine, n)
        own = [list(log.events()) for log in logs]
        everything = {event.id: event for events in own for event in events}
        for log in logs:
            others = [events for events in own if events is not own[logs.index(log)]]
            rng.shuffle(others)
            for events in [*others, rng.choice(own)]:
                log.merge(rng.sample(events, len(events)))
        for log in logs:
            assert {event.id: event for event in log.events()} == everything
            assert log.states() == folded(log) == logs[0].states() == fold(everything.values(), log.model.replay)
            assert log.merge(everything.values()) == (0, [])


def test_answers_to_one_card_on_two_devices_on_one_day_fold_by_time(tmp_path: Path) -> None:
    with (
        contextlib.closing(Progress.open(tmp_path / "a" / "progress.db")) as home,
        contextlib.closing(Progress.open(tmp_path / "b" / "progress.db")) as phone,
    ):
        review(home, "c", 4, at())
        phone.merge(home.events())
        review(home, "c", 3, at(days=9, minutes=20))
        review(phone, "c", 1, at(days=9, minutes=10))
        assert home.merge(phone.events()) == (1, [])
        state = home.state("c")
        assert (state.reps, state.lapses) == (3, 1)
        assert [event.rating for event in home.history("c")] == [4, 1, 3]


def test_an_event_that_is_not_as_it_was_written_is_refused_and_what_is_here_stays(tmp_path: Path) -> None:
    with contextlib.closing(Progress.open(tmp_path / "progress.db")) as log:
        mine = review(log, "c", 3)
        other = mine._replace(rating=1).sealed()
        nonsense = review(log, "d", 3)._replace(id="x", rating=3).sealed()
        assert log.merge([other, nonsense]) == (0, [mine.id, "x"])
        assert next(log.events()) == mine


def test_lines_of_json_are_read_with_torn_and_foreign_ones_named(tmp_path: Path) -> None:
    with contextlib.closing(Progress.open(tmp_path / "progress.db")) as log:
        events = [review(log, card) for card in "abc"]
    lines = [json.dumps(event.to_json()) for event in events]
    text = "\r\n".join(
        [
            "{}",
            lines[0],
            lines[1][:50],
            "[[[" * 9999,
            lines[1],
            "",
            lines[2].replace('"c"', '"d"'),
            '{"event": "dance"}',
        ]
    )
    (tmp_path / "log.jsonl").write_text(text)
    found = salvaged(tmp_path / "log.jsonl")
    assert found.events == events[:2]
    assert found.bad == ["line 1", "line 3", "line 4", "line 7", "line 8"]


def damage(path: Path, how: str) -> None:
    content = bytearray(path.read_bytes())
    match how:
        case "first bytes":
            content[:40] = b"\xff" * 40
        case "an index":
            page = page_of(path, "event_by_card")
            content[page * 4096 + 8 : page * 4096 + 300] = bytes(292)
        case "a page of the log":
            root = page_of(path, "event") * 4096
            cell = root + int.from_bytes(content[root + 12 + 4 : root + 12 + 6])  # the third leaf's
            leaf = (int.from_bytes(content[cell : cell + 4]) - 1) * 4096
            content[leaf : leaf + 4096] = b"\xa5" * 4096
        case "cut short":
            del content[len(content) * 2 // 3 // 4096 * 4096 :]
        case "a rating":
            with contextlib.closing(sqlite3.connect(path)) as db, db:
                db.execute("DROP TRIGGER event_never_changes")
                db.execute("UPDATE event SET rating = 4 WHERE seq = 17")
            return
        case "the states":
            page = page_of(path, "card_state")
            content[page * 4096 : page * 4096 + 4096] = bytes(4096)
    path.write_bytes(content)


KINDS = ("first bytes", "an index", "a page of the log", "cut short", "a rating", "the states")


@cache
def long_log() -> tuple[bytes, dict[str, Event]]:
    """A log of 300 reviews, made once, and its events."""
    with quick_folder() as folder, contextlib.closing(Progress.open(Path(folder) / "progress.db")) as log:
        for n in range(300):
            review(log, f"c{n % 40}", 1 + n % 4, at(minutes=n), detail={"typed": "x" * (n % 50)})
        return log.path.read_bytes(), {event.id: event for event in log.events()}


@pytest.mark.parametrize("how", KINDS)
def test_sound_events_come_out_of_a_damaged_file(tmp_path: Path, how: str) -> None:
    path = tmp_path / "progress.db"
    data, events = long_log()
    path.write_bytes(data)
    damage(path, how)
    before = path.read_bytes()
    found = salvaged(path)
    assert path.read_bytes() == before, "the file is left as it is"
    assert all(events[event.id] == event for event in found.events), "nothing is made up"
    lost = len(events) - len(found.events)
    if how in ("first bytes", "an index", "the states"):
        assert (lost, found.bad) == (0, [])
    elif how == "a rating":
        assert (lost, found.bad) == (1, ["event 17"])
    else:
        assert 0 < lost < 250
    assert len({event.id for event in found.events}) == len(found.events)


@given(st.binary(max_size=400))
@examples(20)
def test_no_bytes_make_reading_lines_fail_nor_an_event_up(content: bytes) -> None:
    with quick_folder() as name:
        path = Path(name) / "log.jsonl"
        path.write_bytes(content)
        found = salvaged(path)
        assert found.events == []


@cache
def small_file() -> tuple[bytes, dict[str, Event]]:
    with quick_folder() as name, contextlib.closing(Progress.open(Path(name) / "progress.db")) as log:
        for n in range(60):
            review(log, f"c{n % 9}", 1 + n % 4, at(minutes=n))
        return log.path.read_bytes(), {event.id: event for event in log.events()}


@given(
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(min_size=1, max_size=40)), min_size=1, max_size=6),
    st.integers(0, 10**6),
)
@example([(927262, b"\x80")], 1)
@examples(20)
def test_no_damage_makes_salvaging_fail_nor_an_event_up(hits: list[tuple[int, bytes]], cut: int) -> None:
    whole, events = small_file()
    content = bytearray(whole)
    for place, data in hits:
        begin = place % len(content)
        content[begin : begin + len(data)] = data[: len(content) - begin]
    if cut % 3 == 0:
        del content[max(1, cut % len(content)) :]
    with quick_folder() as name:
        path = Path(name) / "progress.db"
        path.write_bytes(content)
        found = salvaged(path)
        assert all(events.get(event.id) == event for event in found.events)
