"""Training on the person's own log: what it is fed, when it is kept, and that it can be taken back."""

import math
import random
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import fsrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from flashcards.cli import main
from flashcards.events import Event, Kind, Mode, histories, in_force
from flashcards.library import PROGRESS_FILE, Library
from flashcards.log.file import Progress
from flashcards.schedule import judging
from flashcards.schedule import training as tune
from flashcards.schedule.examples import Stretch, cut, lessons, seen
from flashcards.schedule.fsrs6 import scheduler
from flashcards.schedule.model import Model
from flashcards.schedule.states import NEW, CardState
from flashcards.schedule.training import Group, Trial, TuneError, worth_trying
from tests.conftest import Clock, noon

DEFAULTS = tuple(fsrs.scheduler.DEFAULT_PARAMETERS)
FORGETFUL = (*(w * 0.25 for w in DEFAULTS[:4]), *DEFAULTS[4:])
FIRM = (*(w * 3 for w in DEFAULTS[:4]), *DEFAULTS[4:])
FIRST = date(2026, 7, 1)
NOW = "2026-10-01T09:00:00+02:00"
Main = Callable[..., tuple[int, str, str]]


def happened(number: int, day: date, card: str | None, **columns: object) -> Event:
    """An event; the number orders it within its day."""
    ms = round(noon(day).timestamp() * 1000) + number * 1000
    made = {
        "id": f"{number:036d}",
        "at_ms": ms,
        "wall_ms": ms,
        "study_day": day,
        "utc_offset_min": 0,
        "device": "d",
        "event": Kind.REVIEW,
        "card": card,
    } | columns
    return Event(**made)  # type: ignore[arg-type]


@cache
def learner(seed: int, weights: tuple[float, ...] = DEFAULTS, *, days: int = 60, new: int = 10) -> tuple[Event, ...]:
    """The log of a person who forgets as these weights say, while the default ones make the schedule."""
    chance, true, schedule = random.Random(seed), Model({"true": weights}, "true"), Model()
    states: dict[str, tuple[CardState, CardState]] = {}
    log: list[Event] = []
    for day in (FIRST + timedelta(days=d) for d in range(days)):
        due = [card for card, (state, _) in states.items() if state.memory and state.memory.due_day <= day]
        for card in [*due, *(f"c{len(states) + n}" for n in range(new))]:
            state, truth = states.get(card, (NEW, NEW))
            while True:
                recall = true.predicted(truth, day)
                if recall is None:
                    rating = chance.choices((1, 2, 3, 4), (25, 10, 50, 15))[0]
                else:
                    rating = 1 if chance.random() > recall else chance.choices((2, 3, 4), (12, 78, 10))[0]
                event = happened(
                    len(log),
                    day,
                    card,
                    mode=Mode.REVIEW,
                    rating=rating,
                    parameters=schedule.key(0.9),
                    spread=chance.random(),
                    predicted=schedule.predicted(state, day),
                )
                log.append(event)
                state, truth = schedule.step(state, event), true.step(truth, event)
                if state.memory is None or state.memory.due_ms is None:
                    break
            states[card] = state, truth
    return tuple(log)


def among(name: str, log: Sequence[Event]) -> list[Event]:
    """The same log about cards whose ids begin with another letter, so that it can stand beside others."""
    return [e._replace(id=name + e.id[1:], card=f"{name}{e.card}") for e in log]


def stretches(log: Sequence[Event]) -> list[Stretch]:
    return lessons(map(seen, in_force(log))).stretches


def size(log: Sequence[Event]) -> int:
    """How many examples there are."""
    return sum(stretch.size for stretch in stretches(log))


def examples(log: Sequence[Event]) -> list[tuple[str, list[tuple[int, int]]]]:
    """The examples by card: of each the reviews it teaches, by rating and study days since the one before."""
    return [
        (stretch.card, [*zip(stretch.ratings[:end], stretch.gaps[:end], strict=True)])
        for stretch in stretches(log)
        for end, gap in enumerate(stretch.gaps, 1)
        if gap
    ]


def trial(log: Sequence[Event], model: Model | None = None, group: Group | None = None) -> Trial:
    pytest.importorskip("fsrs_rs_python")
    return tune.train(stretches(log), model or Model(), group)


# -- the training set ------------------------------------------------------------------------------------------------

steps = st.lists(
    st.tuples(
        st.sampled_from("ab"),
        st.sampled_from([*[Mode.REVIEW] * 5, Mode.PRACTICE, Mode.MOCK, Kind.RESET, Kind.SUSPEND, Kind.UNDO]),
        st.integers(1, 4),
        st.sampled_from([0, 0, 0, 1, 2, 9, -1]),
        st.sampled_from(["phone", "desk"]),
        st.sampled_from([None, None, None, 0.8]),
    ),
    max_size=25,
)


def told(history: Sequence[tuple[str, Mode | Kind, int, int, str, float | None]]) -> list[Event]:
    """Two devices' events; the study day may fall back although the time does not."""
    log: list[Event] = []
    day = FIRST
    for number, (card, what, rating, gap, device, predicted) in enumerate(history):
        day += timedelta(days=gap)
        common: dict[str, Any] = {"device": device, "at_ms": 1000 * number}
        if isinstance(what, Mode):
            common |= {"mode": what, "rating": rating, "predicted": predicted}
        elif what is Kind.UNDO:
            target = log[rating % len(log)] if log else None
            if target is None or target.event is Kind.UNDO:
                continue
            common |= {"event": what, "detail": {"undoes": target.id}}
        else:
            common |= {"event": what}
        log.append(happened(number, day, card, **common))
    return log


def by_hand(log: Sequence[Event]) -> list[tuple[str, list[tuple[int, int]]]]:
    """For each review that stands, look back over the log for what came before it."""
    taken_back = [e.detail["undoes"] for e in log if e.event is Kind.UNDO and e.detail]
    standing = sorted((e for e in log if e.event is not Kind.UNDO and e.id not in taken_back), key=lambda e: e.at_ms)
    made = []
    for end, last in enumerate(standing):
        if last.mode is not Mode.REVIEW:
            continue
        of_card = [e for e in standing[: end + 1] if e.card == last.card]
        resets = [n for n, e in enumerate(of_card) if e.event is Kind.RESET]
        since = [e for e in of_card[resets[-1] if resets else 0 :] if e.mode is Mode.REVIEW]
        latest = [max(e.study_day for e in since[: n + 1]) for n in range(len(since))]
        deltas = [0, *((b - a).days for a, b in pairwise(latest))]
        if since[0].predicted is None and deltas[-1] > 0:
            made.append((str(last.card), [(e.rating or 0, delta) for e, delta in zip(since, deltas, strict=True)]))
    return made


@given(steps, st.randoms(use_true_random=False))
def test_the_training_set_equals_one_made_by_hand(history: list[Any], shuffled: random.Random) -> None:
    log = told(history)
    expected = by_hand(log)
    shuffled.shuffle(log)
    assert sorted(examples(log)) == sorted(expected)


def test_same_day_reviews_are_no_examples_and_stay_inside_the_later_ones() -> None:
    days = [0, 0, 2, 2, 7]
    log = [happened(n, FIRST + timedelta(days=d), "c", mode=Mode.REVIEW, rating=3) for n, d in enumerate(days)]
    found = [[gap for _, gap in reviews] for _, reviews in examples(log)]
    assert found == [[0, 0, 2], [0, 0, 2, 0, 5]]


def test_a_card_is_followed_through_a_link() -> None:
    log = [
        happened(0, FIRST, "~old", mode=Mode.REVIEW, rating=3),
        happened(1, FIRST, "~new", event=Kind.LINK, detail={"from": "~old"}),
        happened(2, FIRST + timedelta(days=3), "~new", mode=Mode.REVIEW, rating=3, predicted=0.9),
    ]
    assert examples(log) == [("~new", [(3, 0), (3, 3)])]


def test_cards_that_a_link_brings_together_are_one_by_time() -> None:
    log = [
        happened(n, FIRST + timedelta(days=n), card, mode=Mode.REVIEW, rating=rating)
        for n, (card, rating) in enumerate([("~old", 3), ("~new", 4), ("~old", 2)])
    ]
    log.append(happened(3, FIRST + timedelta(days=3), "~new", event=Kind.LINK, detail={"from": "~old"}))
    (stretch,) = stretches(log)
    assert (stretch.card, [*stretch.ratings], [*stretch.gaps]) == ("~new", [3, 4, 2], [0, 1, 1])


def test_the_split_is_by_time_and_divides_no_day() -> None:
    found = stretches(learner(1, days=20))
    days = sorted(day for stretch in found for day in stretch.taught_on)
    since = cut(found)
    assert since in days
    assert len(days) * 0.4 < sum(day < since for day in days) <= len(days) / 2


def test_examples_are_handed_over_by_study_day_and_with_a_number_for_each_stretch() -> None:
    pytest.importorskip("fsrs_rs_python")
    log = [
        happened(0, FIRST, "a", mode=Mode.REVIEW, rating=3),
        happened(1, FIRST + timedelta(days=9), "a", mode=Mode.REVIEW, rating=4, predicted=0.9),
        happened(2, FIRST + timedelta(days=9), "a", event=Kind.RESET),
        happened(3, FIRST + timedelta(days=9), "a", mode=Mode.REVIEW, rating=2),
        happened(4, FIRST + timedelta(days=11), "a", mode=Mode.REVIEW, rating=1, predicted=0.9),
        happened(5, FIRST, "b", mode=Mode.REVIEW, rating=1),
        happened(6, FIRST + timedelta(days=1), "b", mode=Mode.REVIEW, rating=3, predicted=0.9),
        happened(7, FIRST + timedelta(days=10), "b", mode=Mode.REVIEW, rating=3, predicted=0.9),
    ]
    items, numbers = tune.handed(stretches(log))
    found = [[tuple(map(int, re.findall(r"\d+", repr(review)))) for review in item.reviews] for item in items]
    assert found == [[(1, 0), (3, 1)], [(3, 0), (4, 9)], [(1, 0), (3, 1), (3, 9)], [(2, 0), (1, 2)]]
    first, again, other = numbers[1], numbers[3], numbers[0]
    assert numbers == [other, first, other, again]
    assert len({first, again, other}) == 3, "after a reset a card is gone through anew"


def test_the_log_teaches_what_its_events_teach(home: Path) -> None:
    log = [
        *learner(1, days=12),
        happened(900, FIRST + timedelta(days=20), "c1", event=Kind.RESET),
        happened(901, FIRST + timedelta(days=21), "c1", mode=Mode.REVIEW, rating=3),
        happened(902, FIRST + timedelta(days=25), "c1", mode=Mode.REVIEW, rating=1, predicted=0.9),
        happened(903, FIRST + timedelta(days=11), "renamed", event=Kind.LINK, detail={"from": "c2"}),
        happened(904, FIRST + timedelta(days=11), "c3", mode=Mode.PRACTICE, rating=1),
        happened(
            905,
            FIRST,
            "known",
            event=Kind.RESCHEDULE,
            detail={"due": "2027-01-01", "stability": 9.0, "difficulty": 5.0},
        ),
        happened(906, FIRST + timedelta(days=9), "known", mode=Mode.REVIEW, rating=3, predicted=0.9),
        happened(907, FIRST + timedelta(days=9), "c4", event=Kind.RESCHEDULE, detail={"due": "2027-01-01"}),
    ]
    log.append(happened(908, FIRST + timedelta(days=9), "c5", event=Kind.UNDO, detail={"undoes": log[-9].id}))
    with closing(Progress.open(home / PROGRESS_FILE)) as progress:
        progress.merge(event.sealed() for event in log)
        found = progress.lessons()
    assert found == lessons(map(seen, in_force(log)))
    assert {"renamed", "c1", "c4"} <= {*found.latest}
    assert not {"c2", "known"} & {*found.latest}
    assert any(stretch.card == "renamed" and stretch.size for stretch in found.stretches)


def test_of_a_log_that_is_too_long_whole_cards_are_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    found = stretches(learner(1, days=20))
    assert tune.within_room(found) == found
    monkeypatch.setattr(tune, "ROOM", 3000)
    taught = tune.within_room(found)
    cards = {stretch.card for stretch in taught}
    assert taught == [stretch for stretch in found if stretch.card in cards]
    places = [place for stretch in taught for place, gap in enumerate(stretch.gaps) if gap]
    assert 2500 < sum(place + tune.ROOM_OF_ONE for place in places) <= 3000
    assert tune.within_room(found[::-1]) == taught[::-1], "the order of the log does not matter"


def test_how_many_due_days_move_is_what_the_fold_says() -> None:
    log = [*learner(1, days=25)]
    log += [
        happened(990, FIRST + timedelta(days=9), "c1", event=Kind.RESET),
        happened(991, FIRST + timedelta(days=10), "c1", mode=Mode.REVIEW, rating=4),
        happened(992, FIRST + timedelta(days=10), "c2", event=Kind.RESCHEDULE, detail={"due": "2026-12-01"}),
    ]
    of_cards = histories(log)
    before, after = Model(), Model({"mine": FORGETFUL}, "mine")
    states = {card: before.replay(history) for card, history in of_cards.items()}
    rest = (states, before, after, FIRST + timedelta(days=30), 0.9)
    known = lessons(map(seen, in_force(log))).latest
    moved = tune.moved(known, *rest, dict[str, list[Event]]().__getitem__)
    assert moved == tune.moved({}, *rest, of_cards.__getitem__)
    assert 0 < moved[0] <= moved[1] == sum(s.memory is not None and s.memory.due_ms is None for s in states.values())


# -- judging ---------------------------------------------------------------------------------------------------------


def test_recall_is_what_the_schedule_itself_predicts() -> None:
    pytest.importorskip("fsrs_rs_python")
    log = learner(1, days=20)
    predicted: dict[str, list[float | None]] = {}
    for event in log:
        predicted.setdefault(str(event.card), []).append(event.predicted)
    for stretch in stretches(log):
        assert judging.recalls(stretch, scheduler(DEFAULTS)) == predicted[stretch.card][1:]
        assert judging.recalls(stretch, scheduler(DEFAULTS), 2) == predicted[stretch.card][2:]


def judged(stretches: Sequence[Stretch], since: int = 0) -> list[tuple[float, bool, tuple[int, int, int]]]:
    """What the default weights predict of each example from a day on, whether it was passed, and its bin; by day and card."""
    found = []
    for stretch in sorted(stretches, key=lambda stretch: stretch.card):
        predicted = judging.recalls(stretch, scheduler(DEFAULTS))
        spaced = lapses = 0
        rows = zip(predicted, stretch.ratings[1:], stretch.gaps[1:], stretch.days[1:], strict=True)
        for recall, rating, gap, day in rows:
            if gap:
                spaced += 1
                found.append((day, recall, rating > 1, judging._bin(gap, spaced, lapses)))
                lapses += rating == 1
    return [row for day, *row in sorted(found, key=lambda row: row[0]) if day >= since]  # type: ignore[misc]


def test_loss_and_bins_are_those_of_fsrs_rs_but_for_its_weighting_by_age() -> None:
    rs = pytest.importorskip("fsrs_rs_python")
    found = stretches(learner(2, days=25))
    items, _ = tune.handed(found)
    theirs = rs.FSRS(list(DEFAULTS)).evaluate(items)
    age = [0.25 + 0.75 * (n / (len(items) - 1)) ** 3 for n in range(len(items))]
    bins: dict[Any, list[tuple[float, float]]] = {}
    loss = 0.0
    for (recall, passed, alike), weight in zip(judged(found), age, strict=True):
        loss -= weight * math.log(recall if passed else 1 - recall) / len(items)
        bins.setdefault(alike, []).append((recall - passed, weight))
    squares = sum(
        (sum(error for error, _ in part) / len(part)) ** 2 * sum(weight for _, weight in part) for part in bins.values()
    )
    assert theirs.rmse_bins == pytest.approx(math.sqrt(squares / sum(age)), abs=1e-4)
    assert theirs.log_loss in (pytest.approx(loss, abs=1e-4), pytest.approx(loss * len(items) / sum(age), abs=1e-4))


def test_weights_are_judged_on_the_examples_from_the_day_on() -> None:
    found = stretches(learner(2, days=25))
    since = cut(found)
    rows = judged(found, since)
    assert 0 < len(rows) < len(judged(found))
    bins: dict[Any, list[float]] = {}
    for recall, passed, alike in rows:
        bins.setdefault(alike, []).append(recall - passed)
    made = judging.HeldOut(found, since).fit(lambda _: DEFAULTS)
    assert made.log_loss == pytest.approx(-sum(math.log(p if passed else 1 - p) for p, passed, _ in rows) / len(rows))
    assert made.rmse_bins == pytest.approx(math.sqrt(sum(sum(b) ** 2 / len(b) for b in bins.values()) / len(rows)))


def fit_of(log: Sequence[Event], weights: Callable[[str], Sequence[float]]) -> judging.Fit:
    """How well weights predict a whole log."""
    return judging.HeldOut(stretches(log), 0).fit(weights)


def test_trained_weights_predict_unseen_reviews_of_the_same_person_better() -> None:
    made = trial(learner(0, FORGETFUL))
    unseen = learner(99, FORGETFUL, days=40)
    new, old = (fit_of(unseen, lambda _, w=w: w) for w in (made.weights or DEFAULTS, DEFAULTS))  # type: ignore[misc]
    assert new.log_loss < old.log_loss


def test_training_is_a_function_of_the_log() -> None:
    log = list(learner(0, FORGETFUL))
    first = trial(log)
    random.Random(5).shuffle(log)
    assert trial(log) == first
    assert first.name is not None
    assert first.name.startswith("fsrs6-")


def test_weights_lie_within_the_bounds_of_the_scheduler() -> None:
    made = trial(learner(0, FORGETFUL)).weights
    assert made is not None
    fsrs.Scheduler(parameters=made)
    assert all(weight == round(weight, 4) for weight in made)


@pytest.mark.parametrize("found", [[math.nan] * 21, [1.0] * 19])
def test_weights_that_are_none_are_refused_with_a_sentence(found: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    rs = pytest.importorskip("fsrs_rs_python")

    class Broken:
        def __init__(self, _: object) -> None: ...

        def compute_parameters(self, *_: object, **__: object) -> list[float]:
            return found

    monkeypatch.setattr(rs, "FSRS", Broken)
    with pytest.raises(TuneError, match=r"no sound weights .* the weights in force stay"):
        tune.fitted(*tune.handed(stretches(learner(1, days=20))))


def test_four_hundred_reviews_on_one_later_day_cannot_be_split() -> None:
    log = [
        happened(n, FIRST + timedelta(days=d), f"c{n % 400}", mode=Mode.REVIEW, rating=3)
        for n, d in enumerate([0] * 400 + [3] * 400)
    ]
    pytest.importorskip("fsrs_rs_python")
    with pytest.raises(TuneError, match="more study days"):
        tune.train(stretches(log), Model())


# -- groups ----------------------------------------------------------------------------------------------------------


def test_a_group_needs_a_thousand_reviews() -> None:
    log = learner(1, days=20)
    group = Group("vision", ("cnn",), frozenset(str(e.card) for e in log))
    with pytest.raises(TuneError, match=rf"the group vision needs 1,000 reviews .* there are {size(log)}$"):
        tune.train(stretches(log), Model(), group)


@pytest.mark.parametrize(
    ("before", "since", "offered"),
    [
        (0, 399, False),
        (0, 400, True),
        (0, 499, True),
        (0, 500, False),
        (0, 799, False),
        (0, 800, True),
        (0, 1600, True),
        (450, 449, False),
        (450, 450, True),
        (2000, 1999, False),
        (2000, 2400, True),
        (0, 0, False),
    ],
)
def test_training_is_offered_at_four_hundred_reviews_and_each_time_they_have_doubled(
    before: int, since: int, offered: bool
) -> None:
    assert worth_trying(before, since) is offered


# -- the command -----------------------------------------------------------------------------------------------------


def write(home: Path, log: Sequence[Event]) -> None:
    """Put events into the home's progress file, as this device's."""
    home.mkdir(parents=True, exist_ok=True)
    progress = Progress.open(home / PROGRESS_FILE)
    progress.add_all(event._replace(device=progress.device).sealed() for event in log)
    progress.close()


def deck(folder: Path, name: str, cards: Sequence[str]) -> None:
    listed = "".join(f"  - id: {card}\n    question: What is {card}?\n    answer: Answer {card}.\n" for card in cards)
    (folder / f"{name}.yaml").write_text(f"title: {name}\ncards:\n{listed}", encoding="utf-8")


@pytest.fixture
def run(home: Path, decks: Path, capsys: pytest.CaptureFixture[str]) -> Main:
    def command(*words: str) -> tuple[int, str, str]:
        code = main([*words, "--home", str(home), "--decks", str(decks), "--now", NOW])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def events_of(home: Path) -> list[Event]:
    progress = Progress.open(home / PROGRESS_FILE)
    found = list(progress.events())
    progress.close()
    return found


def states_of(home: Path) -> dict[str, CardState]:
    progress = Progress.open(home / PROGRESS_FILE)
    found = progress.states()
    progress.close()
    return found


def test_with_too_few_reviews_a_sentence_says_how_many_there_are(run: Main, home: Path) -> None:
    code, out, err = run("tune")
    assert (code, out) == (1, "")
    assert err == (
        "flashcards: training needs 400 reviews that came a day or more after the one before, and there are 0\n"
    )
    assert not home.exists()
    write(home, learner(1, days=12))
    count = size(learner(1, days=12))
    assert 0 < count < 400
    assert run("tune", "--json")[2].endswith(f"there are {count}\n")


def test_without_the_extra_a_sentence_says_how_to_get_it(
    run: Main, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(home, learner(1, days=25))
    monkeypatch.setitem(sys.modules, "fsrs_rs_python", None)
    before = events_of(home)
    code, out, err = run("tune")
    assert (code, out) == (1, "")
    assert "`pip install fsrs-rs-python`" in err
    assert err.count("\n") == 1
    assert events_of(home) == before


def test_the_undo_key_takes_training_back_and_renews_what_the_keys_promise(
    home: Path, decks: Path, clock: Clock
) -> None:
    library = Library(home, [decks])
    session = library.session(library.today(clock.moment()), clock.moment)
    session.reveal()
    fresh = {rating: state.memory for rating, state in session.view.previews.items()}
    detail = {"name": "mine", "model": "fsrs6", "weights": list(FIRM)}
    library.progress.append(library.progress.make(Kind.PARAMETERS, clock.moment(), None, detail=detail))
    session.replace_cards(library.cards)
    taken = session.undo()
    assert taken is not None
    assert (taken.event, taken.words) == (Kind.PARAMETERS, "parameters")
    assert library.progress.model == Model()
    assert {rating: state.memory for rating, state in session.view.previews.items()} == fresh
    library.close()


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        (["vision"], "write it like --group vision=cnn,detection"),
        (["=small"], "is not a group"),
        (["a@b=small"], "is not a group"),
        (["one=nodeck"], "there is no deck called nodeck"),
        (["one=small", "two=small"], "the deck small stands twice"),
        (["one=small", "one=second"], "the group one stands twice"),
    ],
)
def test_a_group_that_is_none_is_refused(groups: list[str], said: str, run: Main, decks: Path) -> None:
    deck(decks, "second", ["x"])
    code, out, err = run("tune", *(word for group in groups for word in ("--group", group)))
    assert (code, out) == (2, "")
    assert said in err
