"""Intervals equal those of the `fsrs` package, and the laws that every schedule keeps."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.days import Moment
from flashcards.events import Event, Kind, Mode, fold, in_force
from flashcards.questions import Outcome
from flashcards.schedule.examples import Lessons, lessons, seen
from flashcards.schedule.fsrs6 import from_sm2, within_bounds
from flashcards.schedule.fuzz import choose_spread, fuzz_range, fuzzed
from flashcards.schedule.model import Model
from flashcards.schedule.states import LEECH_LAPSES, NEW, CardState, Memory, Phase, Rating, suggested
from tests.conftest import examples

DAY = date(2026, 11, 23)
MODEL = Model()
KEY = "fsrs6@0.9"


def at(day: int, minute: int = 0) -> Moment:
    """A moment of a study day counted from the first, some minutes after nine."""
    when = datetime(2026, 11, 23, 9, tzinfo=UTC) + timedelta(days=day, minutes=minute)
    return Moment(round(when.timestamp() * 1000), DAY + timedelta(days=day), 0)


def review(
    moment: Moment, rating: int, *, card: str = "c", spread: float | None = None, key: str = KEY, **more: object
) -> Event:
    columns = {
        "id": f"{moment.wall_ms:036d}",
        "at_ms": moment.wall_ms,
        "wall_ms": moment.wall_ms,
        "study_day": moment.study_day,
        "utc_offset_min": 0,
        "device": "d",
        "event": Kind.REVIEW,
        "card": card,
        "mode": Mode.REVIEW,
        "rating": rating,
        "parameters": key,
        "spread": spread,
    } | more
    return Event(**columns)  # type: ignore[arg-type]


def wait(state: CardState, moment: Moment) -> float:
    """Days until the state is due, steps of minutes as fractions."""
    assert state.memory is not None
    if state.memory.due_ms is not None:
        return (state.memory.due_ms - moment.wall_ms) / 86_400_000
    return (state.memory.due_day - moment.study_day).days


GOLDEN: list[Sequence[tuple[int, int]]] = [
    [(0, 3), (0, 3), (2, 3), (13, 3), (59, 3), (215, 1), (215, 3), (220, 3)],
    [(0, 1), (0, 1), (0, 3), (0, 3), (1, 2), (3, 3), (8, 4), (40, 3)],
    [(0, 4), (8, 3), (40, 2), (90, 1), (91, 1), (91, 3), (93, 3)],
    [(0, 2), (0, 3), (0, 3), (5, 4), (30, 4), (200, 4)],
]


@pytest.mark.parametrize("retention", [0.7, 0.9, 0.97])
@pytest.mark.parametrize("history", GOLDEN)
def test_days_and_memory_equal_those_of_the_library_fed_with_noons(
    history: Sequence[tuple[int, int]], retention: float
) -> None:
    scheduler = fsrs.Scheduler(desired_retention=retention, enable_fuzzing=False)
    theirs, ours = fsrs.Card(card_id=1), NEW
    for minute, (day, rating) in enumerate(history):
        noon = datetime(2026, 11, 23, 12, tzinfo=UTC) + timedelta(days=day)
        theirs, _ = scheduler.review_card(theirs, fsrs.Rating(rating), noon)
        ours = MODEL.step(ours, review(at(day, minute), rating, key=f"fsrs6@{retention}"))
        assert ours.memory is not None
        assert (ours.memory.stability, ours.memory.difficulty) == (theirs.stability, theirs.difficulty)
        assert ours.memory.phase == theirs.state.name.lower()
        assert wait(ours, at(day, minute)) == pytest.approx((theirs.due - noon).total_seconds() / 86400)


def test_an_answer_in_the_evening_and_one_next_morning_are_a_day_apart() -> None:
    evening, morning = at(0, 13 * 60), at(1, -60)
    assert (morning.wall_ms - evening.wall_ms) / 3_600_000 < 24
    first = MODEL.step(NEW, review(evening, 4))
    state = MODEL.step(first, review(morning, 3))
    same_day = MODEL.step(first, review(at(0, 13 * 60 + 1), 3))
    assert state.memory is not None
    assert same_day.memory is not None
    assert state.memory.stability > same_day.memory.stability


moves = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 4), st.one_of(st.none(), st.floats(0, 0.999))), min_size=1, max_size=12
)


def played(history: list[tuple[int, int, float | None]]) -> tuple[list[Event], int]:
    day, events = 0, []
    for index, (gap, rating, spread) in enumerate(history):
        day += gap
        events.append(review(at(day, index), rating, spread=spread))
    return events, day


@given(moves, st.floats(0, 0.999), st.integers(0, 400), st.sampled_from([0.7, 0.8, 0.9, 0.97]))
def test_again_hard_good_easy_never_cross_with_or_without_fuzz(
    history: list[tuple[int, int, float | None]], spread: float, gap: int, retention: float
) -> None:
    events, day = played(history)
    state, now = MODEL.replay(events), at(day + gap, 60)
    for fraction in (None, spread):
        waits = [wait(s, now) for s in MODEL.preview(state, now, retention, fraction).values()]
        assert waits == sorted(waits)
        assert waits[0] > 0


@given(moves, st.sampled_from(Rating), st.one_of(st.none(), st.floats(0, 0.999)))
def test_what_a_key_promises_is_what_happens(
    history: list[tuple[int, int, float | None]], rating: Rating, spread: float | None
) -> None:
    events, day = played(history)
    state, now = MODEL.replay(events), at(day + 3)
    promised = MODEL.preview(state, now, 0.9, spread)[rating]
    happened = MODEL.step(state, review(now, rating, spread=spread))
    assert happened.memory == promised.memory
    assert (happened.reps, happened.lapses) == (promised.reps, promised.lapses)


@given(moves)
def test_replaying_the_history_equals_going_step_by_step(history: list[tuple[int, int, float | None]]) -> None:
    events, _ = played(history)
    state = NEW
    for event in events:
        state = MODEL.step(state, event)
    assert MODEL.replay(events) == state == fold(reversed(events), MODEL.replay)["c"]


@given(moves)
def test_an_undo_is_the_exact_inverse(history: list[tuple[int, int, float | None]]) -> None:
    events, day = played(history)
    now = at(day, 500)
    undo = review(now, 1)._replace(event=Kind.UNDO, mode=None, rating=None, detail={"undoes": events[-1].id})
    assert in_force([*events, undo]) == events[:-1]
    assert fold([*events, undo], MODEL.replay) == fold(events[:-1], MODEL.replay)


@given(moves, moves, st.randoms(use_true_random=False))
def test_the_union_of_two_logs_folds_the_same_in_any_order(
    one: list[tuple[int, int, float | None]], two: list[tuple[int, int, float | None]], random: "object"
) -> None:
    first = [review(e_at, r, spread=s) for e_at, r, s in stamped(one, 0)]
    second = [review(e_at, r, spread=s, device="e") for e_at, r, s in stamped(two, 7)]
    mixed = [*first, *second, *first[:2]]
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert fold(mixed, MODEL.replay) == fold([*second, *first], MODEL.replay)


def stamped(history: list[tuple[int, int, float | None]], minute: int) -> list[tuple[Moment, int, float | None]]:
    day, made = 0, []
    for index, (gap, rating, spread) in enumerate(history):
        day += gap
        made.append((at(day, minute + 20 * index), rating, spread))
    return made


@given(st.integers(1, 36500), st.integers(1, 36500), st.floats(0, 1))
def test_fuzz_keeps_order_and_range(a: int, b: int, spread: float) -> None:
    small, large = sorted((a, b))
    assert fuzzed(small, spread) <= fuzzed(large, spread)
    low, high = fuzz_range(small)
    assert low <= fuzzed(small, spread) <= high <= 36500
    assert fuzzed(small, None) == small


def test_fuzz_reaches_both_ends_of_its_range_evenly() -> None:
    days = [fuzzed(10, i / 1000) for i in range(1000)]
    low, high = fuzz_range(10)
    counts = [days.count(day) for day in range(low, high + 1)]
    assert (min(days), max(days)) == (low, high) == (8, 12)
    assert max(counts) - min(counts) <= 1


def test_the_least_loaded_day_within_the_range_is_taken() -> None:
    day = at(0).study_day
    good = Memory(Phase.REVIEW, None, 20.0, 5.0, day, day + timedelta(days=20))
    busy = {day + timedelta(days=fuzzed(20, s / 100)): 50 for s in range(60)}
    spread = choose_spread("c", 3, good, busy)
    assert day + timedelta(days=fuzzed(20, spread)) not in busy
    assert choose_spread("c", 3, good, {}) == choose_spread("c", 3, good, {})
    assert choose_spread("c", 3, good, {}) != choose_spread("c", 4, good, {})


def test_a_clock_that_jumps_back_moves_no_card_backwards() -> None:
    state = MODEL.step(NEW, review(at(10), 4))
    after = MODEL.step(state, review(at(3), 3))
    assert state.memory is not None
    assert after.memory is not None
    assert after.memory.last_day == state.memory.last_day
    assert after.memory.due_day > state.memory.last_day


def test_a_clock_in_the_year_9999_overflows_nothing() -> None:
    far = Moment(253402214400000, date(9999, 12, 30), 0)
    state = MODEL.step(NEW, review(far, 4))
    assert state.memory is not None
    assert state.memory.last_day < state.memory.due_day <= date.max


def test_practice_and_mock_move_nothing_but_the_number_of_showings() -> None:
    state = MODEL.step(NEW, review(at(0), 3))
    for mode in (Mode.PRACTICE, Mode.MOCK):
        after = MODEL.step(state, review(at(1), 1, mode=mode))
        assert after.memory == state.memory
        assert (after.reps, after.lapses, after.shown) == (state.reps, state.lapses, state.shown + 1)


def test_eight_lapses_make_a_leech() -> None:
    state, day = NEW, 0
    for _ in range(LEECH_LAPSES):
        assert not state.leech
        for rating in (4, 1):
            state = MODEL.step(state, review(at(day), rating))
            day += 1
    assert state.lapses == LEECH_LAPSES
    assert state.leech


def test_trained_weights_change_memory_at_once_and_due_days_only_with_the_next_answer() -> None:
    weights = tuple(w * 1.3 if i < 4 else w for i, w in enumerate(fsrs.scheduler.DEFAULT_PARAMETERS))
    history = [review(at(0), 4), review(at(9), 3)]
    before = Model().replay(history).memory
    after = Model({"mine": weights}, "mine").replay(history).memory
    assert before is not None
    assert after is not None
    assert after.stability != before.stability
    assert after.due_day == before.due_day


SHORT, LONG = (tuple(w * k if i < 4 else w for i, w in enumerate(fsrs.scheduler.DEFAULT_PARAMETERS)) for k in (0.5, 2))


def trained(number: int, name: str, weights: Sequence[float], cards: Sequence[str] | None = None) -> Event:
    detail = {"name": name, "model": "fsrs6", "weights": list(weights), "cards": cards}
    return review(at(0, number), 1)._replace(event=Kind.PARAMETERS, card=None, detail=detail)


def link(number: int, old: str, new: str) -> Event:
    return review(at(0, number), 1, event=Kind.LINK, card=new, detail={"from": old})


def test_weights_of_a_group_are_for_its_cards_and_their_siblings_alone() -> None:
    model = Model.learned([trained(0, "all", LONG), trained(1, "some", SHORT, ["a", "b"])])
    names = {card: model.current_for(card) for card in ("a", "a#r", "b#1", "ab", "c", "")}
    assert names == {"a": "some", "a#r": "some", "b#1": "some", "ab": "all", "c": "all", "": "all"}
    assert (model.of("a#r").key(0.8), model.of("c").key(0.8)) == ("some@0.8", "all@0.8")
    assert (model.weights_for("a"), model.weights_for("c"), Model().weights_for("c")) == (
        SHORT,
        LONG,
        tuple(fsrs.scheduler.DEFAULT_PARAMETERS),
    )


def test_the_latest_weights_hold_and_those_for_all_end_the_groups() -> None:
    log = [
        trained(0, "x", SHORT, ["a", "b"]),
        trained(1, "y", LONG, ["b", "c"]),
        trained(2, "z", LONG),
        trained(3, "x", SHORT),
    ]
    held = [[Model.learned(log[:n]).current_for(card) for card in "abcd"] for n in range(5)]
    assert held == [["fsrs6"] * 4, ["x", "x", "fsrs6", "fsrs6"], ["x", "y", "y", "fsrs6"], ["z"] * 4, ["x"] * 4]
    assert Model.learned(log[:2]).trained_on == DAY
    assert Model.learned([]).trained_on is None


@pytest.mark.parametrize("first", [0, 2])
def test_a_card_stays_in_its_group_under_every_name_that_links_give_it(first: int) -> None:
    links = [link(1, "~a", "~b"), link(3, "~b", "~c"), link(4, "~c", "~a")]
    model = Model.learned([*links[:first], trained(9, "x", SHORT, ["~b"]), *links[first:]])
    assert [model.current_for(card) for card in ("~a", "~b", "~c#1", "~d")] == ["x", "x", "x", "fsrs6"]
    history = [review(at(0, 10), 4, card="~a"), review(at(9), 3, card="~b")]
    assert model.replay(history) == model.of("~c").replay(history)


@pytest.mark.parametrize(
    "detail",
    [
        {"model": "fsrs7"},
        {"weights": [1.0] * 34},
        {"weights": None},
        {"weights": [float("nan")] * 21},
        {"weights": ["1"] * 21},
        {"name": None},
        {"cards": "all"},
        {"cards": [["c"]]},
    ],
)
def test_weights_that_this_model_cannot_use_are_passed_over(detail: dict[str, object]) -> None:
    event = trained(0, "x", SHORT)
    assert Model.learned([event]) != Model()
    assert Model.learned([event._replace(detail={**(event.detail or {}), **detail})]) == Model()


def test_weights_out_of_bounds_are_held_within_them() -> None:
    wild = Model.learned([trained(0, "wild", [-1.0, 1e9] + [5.0] * 19)])
    memory = wild.step(NEW, review(at(0), 2)).memory
    assert memory is not None
    assert memory.stability == fsrs.scheduler.UPPER_BOUNDS_PARAMETERS[1]
    with pytest.raises(ValueError, match="not 21 finite weights"):
        within_bounds([1.0] * 20)


@given(moves, st.integers(0, 12), st.sampled_from(Rating))
def test_a_card_of_a_group_is_scheduled_as_if_its_weights_were_for_all(
    history: list[tuple[int, int, float | None]], trained_after: int, rating: Rating
) -> None:
    model = Model.learned([trained(0, "all", LONG), trained(1, "some", SHORT, ["c"])])
    alone = Model({"some": SHORT}, "some")
    events, day = played(history)
    events = [e._replace(parameters="some@0.9") if n >= trained_after else e for n, e in enumerate(events)]
    state, now = model.replay(events), at(day + 3)
    assert state == alone.replay(events)
    assert model.of("c").predicted(state, now.study_day) == alone.predicted(state, now.study_day)
    promised = model.of("c").preview(state, now, 0.9, 0.5)
    assert promised == alone.preview(state, now, 0.9, 0.5)
    next_one = review(now, rating, spread=0.5, key=model.of("c").key(0.9))
    happened = model.step(state, next_one)
    assert happened == model.replay([*events, next_one])
    assert happened.memory == promised[rating].memory


def test_a_judged_answer_never_suggests_easy() -> None:
    assert [suggested(o) for o in (Outcome.WRONG, Outcome.PARTIAL, Outcome.RIGHT, None)] == [1, 2, 3, None]


@pytest.mark.parametrize("retention", [0.0, 0.5, 0.98, 1.0])
def test_a_desired_retention_outside_the_range_is_refused(retention: float) -> None:
    with pytest.raises(ValueError, match="desired retention"):
        MODEL.preview(NEW, at(0), retention, None)


@examples(20)
@given(st.integers(0, 3))
def test_suspend_bury_flag_and_reset_are_states_of_their_own(lapses: int) -> None:
    state = MODEL.replay(played([(1, 4, None), (9, 1, None)] * (lapses + 1))[0])
    suspended = MODEL.step(state, review(at(90), 1, event=Kind.SUSPEND))
    buried = MODEL.step(suspended, review(at(90), 1, event=Kind.BURY))
    flagged = MODEL.step(buried, review(at(90), 1, event=Kind.FLAG, detail={"note": "typo?"}))
    assert (flagged.suspended, flagged.buried_on, flagged.flag) == (True, at(90).study_day, "typo?")
    back = MODEL.step(flagged, review(at(91), 1, event=Kind.RESUME))
    assert (back.suspended, back.buried_on, back.flag, back.memory) == (False, None, "typo?", state.memory)
    assert MODEL.step(back, review(at(92), 1, event=Kind.RESET)).memory is None
    moved = MODEL.step(back, review(at(92), 1, event=Kind.RESCHEDULE, detail={"due": "2027-05-01"})).memory
    assert moved is not None
    assert (moved.due_day, moved.phase) == (date(2027, 5, 1), Phase.REVIEW)


def test_a_memory_from_elsewhere_is_taken_as_it_is_and_teaches_nothing() -> None:
    detail = {"due": str(DAY + timedelta(100)), "stability": 80.0, "difficulty": 4.0}
    known = review(at(0), 0)._replace(event=Kind.RESCHEDULE, mode=None, rating=None, parameters=None, detail=detail)
    history = [known, review(at(100), 3), review(at(200), 3)]
    _, before, after, _ = MODEL.memories(history)
    assert before == Memory(Phase.REVIEW, None, 80, 4, DAY, DAY + timedelta(100))
    assert MODEL.replay(history[:1]) == CardState(memory=before, last_event=known.id)
    assert after is not None
    assert (after.stability > 150, MODEL.replay(history[:2]).reps) == (True, 1)
    assert lessons(map(seen, history)) == Lessons([], {})


@pytest.mark.parametrize(("interval", "ease"), [(100, 2.5), (1, 1.3), (3, 2.9), (2_000, 2.1), (0.5, 2.5)])
def test_a_memory_of_sm2_is_what_anki_makes_of_it(interval: float, ease: float) -> None:
    rs = pytest.importorskip("fsrs_rs_python")
    expected = rs.FSRS([]).memory_state_from_sm2(ease, interval, 0.9)
    assert from_sm2(interval, ease) == pytest.approx((expected.stability, expected.difficulty), rel=1e-4)
