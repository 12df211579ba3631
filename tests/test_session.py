"""A sitting: learning steps, undo at any depth, what is kept when it is left, and a month of study."""

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import fsrs
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from flashcards import selection
from flashcards.days import moment
from flashcards.events import Kind, Mode, fold
from flashcards.library import Library
from flashcards.log.errors import StaleError
from flashcards.log.file import Progress
from flashcards.questions import Response
from flashcards.schedule.states import NEW, CardState, Rating
from flashcards.selection import Act
from flashcards.session import Session, Stage, Tally
from flashcards.why import why
from tests.conftest import DECK, PARIS, Clock, examples, noon, opened


def sitting(library: Library, clock: Clock, **options: object) -> Session:
    return library.session(library.today(clock.moment(), **options), clock.moment)  # type: ignore[arg-type]


def answer(session: Session, rating: int = 3) -> None:
    session.reveal()
    session.rate(Rating(rating))


def card_of(session: Session) -> str:
    card = session.view.card
    assert card is not None
    return card.id


def test_nothing_is_rated_before_the_reveal(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    session.rate(Rating.GOOD)
    assert session.view.stage is Stage.ASKING
    assert list(library.progress.events()) == []


def test_every_answer_is_on_disk_before_the_next_card_shows(library: Library, clock: Clock, home: Path) -> None:
    session = sitting(library, clock)
    for count in (1, 2, 3):
        answer(session)
        other = Progress.open(home / "progress.db")
        assert len(list(other.events())) == count
        other.close()


def test_what_comes_next_is_asked_ahead_once_and_as_it_then_is(
    library: Library, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = sitting(library, clock)
    session.reveal()
    before = session.view
    ahead = session.ahead()
    assert ahead is not None
    assert session.view == before, "looking ahead changes nothing"
    monkeypatch.setattr("flashcards.kinds.ask", lambda *_: pytest.fail("it was asked already"))
    session.rate(Rating.GOOD)
    now = session.view
    assert (now.card, now.question, now.stage) == (ahead.card, ahead.question, ahead.stage)


def test_nothing_is_ahead_of_the_last_card(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    while session.view.stage is not Stage.FINISHED:
        ahead, last = session.ahead(), session.view.left.total == 1
        assert (ahead is None) == last
        answer(session, 4)
    assert session.ahead() is None


def test_learning_cards_come_back_after_their_step_or_up_to_twenty_minutes_early(
    library: Library, clock: Clock
) -> None:
    session = sitting(library, clock)
    first = card_of(session)
    answer(session, 1)
    second = card_of(session)
    assert second != first
    clock.forward(minutes=2)
    answer(session, 4)
    assert card_of(session) == first, "its minute is over"
    answer(session, 3)
    answer(session, 4)
    assert card_of(session) == first, "nothing else is left, and its ten minutes are nearly over"
    answer(session, 3)
    assert session.view.stage is Stage.FINISHED


def test_a_sitting_left_in_the_middle_goes_on(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    answer(session, 4)
    left = session.left.total
    clock.forward(hours=3)
    assert sitting(library, clock).left.total == left


def test_skipped_cards_come_last_and_buried_and_suspended_ones_not_at_all(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    skipped = card_of(session)
    session.skip()
    buried = card_of(session)
    session.bury()
    session.suspend()
    assert card_of(session) == skipped
    answer(session, 4)
    assert session.view.stage is Stage.FINISHED
    clock.forward(days=1)
    again = sitting(library, clock)
    assert card_of(again) == buried
    assert again.left.total == 2, "the buried card, and the sibling of the suspended one"


def test_undo_goes_back_through_everything_also_after_a_restart(
    library: Library, clock: Clock, home: Path, decks: Path
) -> None:
    session = sitting(library, clock)
    order = []
    for act in ("answer", "bury", "suspend"):
        order.append(card_of(session))
        if act == "answer":
            answer(session, 4)
        else:
            getattr(session, act)()
    assert session.view.stage is Stage.FINISHED
    session.undo()
    assert card_of(session) == order[2]
    library.close()
    fresh = opened(home, [decks])
    later = sitting(fresh, clock)
    assert later.undo() is not None
    assert card_of(later) == order[1]
    event = later.undo()
    assert event is not None
    assert (event.event, card_of(later)) == (Kind.REVIEW, order[0])
    assert all(state.memory is None for state in fresh.states().values())
    assert later.undo() is None
    fresh.close()


def test_undo_takes_the_tally_back(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    clock.forward(seconds=7)
    answer(session, 1)
    assert (session.view.tally.answers, session.view.tally.again, session.view.tally.study_ms) == (1, 1, 7000)
    session.undo()
    assert session.view.tally.answers == 0


def test_a_pause_of_an_hour_is_kept_in_the_log_and_counts_as_a_minute(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    clock.forward(hours=1)
    answer(session)
    (event,) = library.progress.events()
    assert event.elapsed_ms == 3_600_000
    assert session.view.tally.study_ms == 60_000


def test_a_second_window_on_the_same_card_is_refused_as_stale(
    library: Library, clock: Clock, home: Path, decks: Path
) -> None:
    other = opened(home, [decks])
    mine, theirs = sitting(library, clock), sitting(other, clock)
    assert card_of(mine) == card_of(theirs)
    answer(mine, 4)
    card = card_of(theirs)
    with pytest.raises(StaleError, match="another window"):
        answer(theirs, 1)
    assert len(list(library.progress.events())) == 1
    assert card_of(theirs) != card, "the next card shows"
    other.close()


def test_an_edited_card_keeps_its_progress_and_shows_its_new_text(library: Library, clock: Clock, decks: Path) -> None:
    session = sitting(library, clock)
    answer(session, 4)
    session.undo()
    (decks / "small.yaml").write_text(DECK.replace("What is recall?", "What does recall ask?"), encoding="utf-8")
    library.reload()
    session.replace_cards(library.cards)
    view = session.view
    assert view.question is not None
    assert view.question.text == "What does recall ask?"
    answer(session, 4)
    assert library.states()["recall"].reps == 1


def test_a_card_that_is_removed_leaves_the_queue_and_returns_with_its_progress(
    library: Library, clock: Clock, decks: Path
) -> None:
    session = sitting(library, clock)
    answer(session, 4)
    gone = card_of(session)
    (decks / "small.yaml").write_text(
        "title: Empty\ncards:\n  - {id: only, question: Q, answer: A}\n", encoding="utf-8"
    )
    library.reload()
    session.replace_cards(library.cards)
    assert session.view.stage is Stage.FINISHED
    assert library.orphans() == ["recall"]
    (decks / "moved.yaml").write_text(DECK, encoding="utf-8")
    library.reload()
    assert library.orphans() == []
    assert library.states()["recall"].reps == 1
    assert gone in library.cards


def test_a_card_without_an_id_is_followed_through_an_edit_and_when_it_gets_an_id(
    library: Library, clock: Clock, decks: Path
) -> None:
    deck = decks / "small.yaml"
    deck.write_text("title: T\ncards:\n  - question: What is recal?\n    answer: TP over postives\n", encoding="utf-8")
    library.reload()
    answer(sitting(library, clock), 4)
    for text in (
        "  - question: What is recall?\n    answer: TP over postives\n",
        "  - question: What is recall?\n    answer: TP over positives\n",
        "  - id: recall-now\n    question: What is recall?\n    answer: TP over positives\n",
    ):
        deck.write_text("title: T\ncards:\n" + text, encoding="utf-8")
        library.reload()
        assert library.follow(clock.moment()), "it was linked"
        assert library.doubts() == []
        (card,) = library.cards
        assert library.progress.state(card).reps == 1
    assert library.orphans() == []


def test_a_doubtful_match_is_not_guessed(library: Library, clock: Clock, decks: Path) -> None:
    deck = decks / "small.yaml"
    deck.write_text(
        "title: T\ncards:\n  - question: What is recall?\n    answer: TP over positives\n", encoding="utf-8"
    )
    library.reload()
    answer(sitting(library, clock), 4)
    deck.write_text("title: T\ncards:\n  - question: What is recall at all?\n    answer: B\n", encoding="utf-8")
    library.reload()
    assert not library.follow(clock.moment())
    doubts = library.doubts()
    (card,) = library.cards
    assert library.progress.state(card).reps == 0
    assert [(d.card.id, d.sure) for d in doubts] == [(card, False)]
    library.link(doubts[0], clock.moment())
    assert library.progress.state(card).reps == 1


@pytest.mark.slow
def test_a_month_of_study_equals_the_library_card_by_card(library: Library, clock: Clock, decks: Path) -> None:
    """Thirty study days: the fold equals the stored states, and without fuzz every interval is the library's own."""
    cards = "".join(f"  - {{id: card-{i}, question: Question {i}, answer: Answer {i}}}\n" for i in range(60))
    (decks / "month.yaml").write_text(f"title: A month\ncards:\n{cards}", encoding="utf-8")
    library.reload()
    library.set("fuzz", False)
    rng = random.Random(5)
    scheduler = fsrs.Scheduler(enable_fuzzing=False)
    theirs: dict[str, fsrs.Card] = {}
    reviews = 0
    for day in range(30):
        session = sitting(library, clock)
        while session.view.stage is not Stage.FINISHED:
            card = card_of(session)
            rating = rng.choices([1, 2, 3, 4], [2, 2, 8, 1])[0]
            clock.forward(seconds=rng.randint(2, 400))
            answer(session, rating)
            at = noon(clock.moment().study_day)
            theirs[card], _ = scheduler.review_card(theirs.get(card, fsrs.Card(card_id=1)), fsrs.Rating(rating), at)
            memory = library.progress.state(card).memory
            assert memory is not None
            assert (memory.stability, memory.difficulty) == (theirs[card].stability, theirs[card].difficulty)
            if memory.due_ms is None:
                assert memory.due_day - memory.last_day == timedelta(days=(theirs[card].due - at).days)
            reviews += 1
        if day % 7 == 0 or day == 29:
            assert fold(library.progress.events(), library.progress.model.replay) == library.states()
        clock.now = clock.now.replace(hour=9) + timedelta(days=1)
    assert reviews > 250
    assert library.streak(clock.moment()) == 30


def test_the_numbers_on_home_are_those_of_the_sitting(library: Library, clock: Clock) -> None:
    for _ in range(12):
        total = library.overview(clock.moment()).total
        session = sitting(library, clock)
        assert (total.due, total.new, total.learning) == (session.left.due, session.left.new, session.left.learning)
        while session.view.stage is not Stage.FINISHED:
            answer(session)
            clock.forward(minutes=3)
        clock.forward(days=1)


def test_practice_asks_again_what_was_missed_and_moves_nothing(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    while session.view.stage is not Stage.FINISHED:
        answer(session, 4)
    before = {card: state.memory for card, state in library.states().items()}
    practice = library.session(library.practice(clock.moment()), clock.moment, Mode.PRACTICE)
    first = card_of(practice)
    answer(practice, 1)
    asked = Counter([first])
    while practice.view.stage is not Stage.FINISHED:
        asked[card_of(practice)] += 1
        answer(practice, 3)
    assert asked[first] == 2
    assert {card: state.memory for card, state in library.states().items()} == before


def in_days(state: CardState) -> tuple[object, ...]:
    """What a key promises of a card, but for the instant at which a step of minutes ends."""
    assert state.memory is not None
    return state.memory._replace(due_ms=None), state.reps, state.lapses, state.shown


@pytest.mark.parametrize("rating", list(Rating))
@pytest.mark.parametrize("seen", [0, 1, 4])
def test_what_is_committed_after_half_an_hour_is_what_the_keys_showed(
    library: Library, clock: Clock, rating: Rating, seen: int
) -> None:
    for _ in range(seen):
        session = sitting(library, clock)
        while session.view.stage is not Stage.FINISHED:
            answer(session, 4)
        clock.forward(days=9)
    session = sitting(library, clock)
    while session.view.stage is not Stage.FINISHED:
        session.reveal()
        promised, card = session.view.previews, card_of(session)
        clock.forward(minutes=30)
        pressed = clock.moment()
        assert session.rate(rating)
        state = library.progress.state(card)
        assert in_days(state) == in_days(promised[rating])
        assert state == fold(library.progress.events(), library.progress.model.replay)[card]
        if (step := promised[rating].memory.due_ms) is not None:  # type: ignore[union-attr]
            assert state.memory.due_ms == step + 30 * 60_000, "a step runs from the press"  # type: ignore[union-attr]
            assert state.memory.due_ms > pressed.wall_ms  # type: ignore[union-attr]
            return


@pytest.mark.parametrize("fuzz", [True, False])
def test_after_a_rollover_the_intervals_are_made_anew_and_shown_before_a_key_counts(
    library: Library, clock: Clock, *, fuzz: bool
) -> None:
    library.set("fuzz", fuzz)
    for _ in range(3):
        session = sitting(library, clock)
        while session.view.stage is not Stage.FINISHED:
            answer(session, 4)
        clock.forward(days=11)
    session = sitting(library, clock)
    clock.now = clock.now.replace(hour=23)
    session.reveal()
    card, evening = card_of(session), session.view.previews
    clock.forward(hours=7)
    assert not session.rate(Rating.GOOD)
    assert session.view.stage is Stage.REVEALED
    assert session.view.revealed_at == clock.moment()
    morning = session.view.previews
    assert {r: in_days(s) for r, s in morning.items()} != {r: in_days(s) for r, s in evening.items()}
    before = len(list(library.progress.events()))
    clock.forward(minutes=30)
    assert session.rate(Rating.GOOD)
    assert len(list(library.progress.events())) == before + 1
    state = library.progress.state(card)
    assert in_days(state) == in_days(morning[Rating.GOOD])
    assert fold(library.progress.events(), library.progress.model.replay) == library.states()


def test_the_suggested_rating_is_good_where_nothing_is_judged(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    assert session.view.suggested is None
    session.reveal()
    view = session.view
    assert (view.suggestion, view.suggested) == (None, Rating.GOOD)


def test_an_answer_costs_eight_statements_whatever_the_log_holds(library: Library, clock: Clock, decks: Path) -> None:
    cards = "".join(
        f"  - {{id: x{i}, question: Question {i}, points: [one {i}, two {i}], model: M}}\n" for i in range(9)
    )
    (decks / "more.yaml").write_text(f"title: More\ncards:\n{cards}", encoding="utf-8")
    library.reload()
    library.set("confidence", True)
    ran: list[str] = []
    for _ in range(4):
        session = sitting(library, clock)
        while session.view.stage is not Stage.FINISHED:
            library.progress._db.set_trace_callback(ran.append)
            ran.clear()
            session.say_confidence("sure")
            session.reveal()
            session.tick([0])
            session.rate(Rating.GOOD)
            assert session.view.left.total >= 0
            library.progress._db.set_trace_callback(None)
            # SQLite reports the one trigger of an answer as its statement once more.
            assert len([*dict.fromkeys(ran)]) <= 8 + any("point_sum WHERE" in sql for sql in ran), ran
            clock.forward(minutes=7)
        clock.forward(days=2)


def test_what_a_view_shows_costs_no_statement(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    ran: list[str] = []
    library.progress._db.set_trace_callback(ran.append)
    for _ in range(3):
        assert session.view == session.view
        session.reveal()
    library.progress._db.set_trace_callback(None)
    assert ran == []


def test_an_action_on_several_cards_is_one_step_of_undo_and_says_how_many_it_took(
    library: Library, clock: Clock
) -> None:
    everything = sorted(library.cards)
    first = sitting(library, clock)
    while first.view.stage is not Stage.FINISHED:
        answer(first, 4)
    learned = sum(state.memory is not None for state in library.states().values())
    before = library.states()
    at = clock.moment()
    later = {"due": (at.study_day + timedelta(days=3)).isoformat()}
    acts: list[tuple[Act, list[str], dict[str, Any] | None, int]] = [
        (selection.SUSPEND, everything, None, len(everything)),
        (selection.SUSPEND, [*everything, *everything], None, 0),
        (selection.RESUME, everything, None, len(everything)),
        (selection.BURY, everything[:2], None, 2),
        (selection.FLAG, everything, {"note": "look"}, len(everything)),
        (selection.RESCHEDULE, everything, later, learned),
        (selection.RESET, everything, None, learned),
        (selection.UNFLAG, everything[:1], {"note": None}, 1),
    ]
    for what, cards, detail, took in acts:
        assert len(selection.act(library, what, cards, at, detail).cards) == took
        assert fold(library.progress.events(), library.progress.model.replay) == library.states()
    said = []
    while (event := library.progress.undo(at)) is not None and event.event is not Kind.REVIEW:
        said.append(event.words)
    assert said == [
        f"flag of {everything[0]}",
        f"reset of {learned} cards",
        f"reschedule of {learned} cards",
        f"flag of {len(everything)} cards",
        "bury of 2 cards",
        f"resume of {len(everything)} cards",
        f"suspend of {len(everything)} cards",
    ]
    last = event.card if event else ""
    after = library.states()
    memories = {card: state.memory for card, state in before.items() if card != last}
    assert {card: after[card].memory for card in memories} == memories
    assert not any(state.suspended or state.flag or state.buried_on for state in after.values())


def test_a_day_that_was_set_holds_until_the_next_answer(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    card = card_of(session)
    answer(session, 4)
    memory = library.states()[card].memory
    day = clock.moment().study_day + timedelta(days=2)
    when = {"due": day.isoformat()}
    assert selection.act(library, selection.RESCHEDULE, [card, "no-such-card"], clock.moment(), when).cards == (card,)
    moved = library.states()[card].memory
    assert memory is not None
    assert moved == memory._replace(due_day=day)
    clock.forward(days=1)
    assert card not in library.today(clock.moment()).plan.due
    clock.forward(days=1)
    assert card in library.today(clock.moment()).plan.due


def test_a_card_that_is_reset_comes_again_as_a_new_one(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    card = card_of(session)
    answer(session, 1)
    while card_of(session) != card:
        answer(session, 4)
    session.reset()
    assert card_of(session) == card
    assert session.view.state is not None
    assert session.view.state.memory is None
    assert (session.view.left.new, session.view.left.learning) == (1, 0)
    assert library.states()[card].memory is None


def shelf(library: Library, decks: Path, count: int, **fields: str) -> None:
    """A deck of so many cards, `x0`, `x1` and so on."""
    more = "".join(f", {name}: {value}" for name, value in fields.items())
    cards = "".join(f"  - {{id: x{i}, question: Question {i}, answer: Answer {i}{more}}}\n" for i in range(count))
    (decks / "small.yaml").write_text(f"title: Many\ncards:\n{cards}", encoding="utf-8")
    library.reload()


def test_what_was_studied_today_counts_against_the_days_minutes(library: Library, clock: Clock, decks: Path) -> None:
    shelf(library, decks, 40)
    library.set("minutes_per_day", 3)
    session = sitting(library, clock)
    offered = session.view.left.total
    assert offered == 6, "half a minute each, as long as nobody knows better"
    for _ in range(2):
        clock.forward(seconds=45)
        answer(session, 4)
    assert sitting(library, clock).view.left.total == 3, "a minute and a half is left"
    clock.forward(seconds=600)
    answer(session, 4)
    assert sitting(library, clock).view.left.total == 1, "a long answer counts as a minute"


def test_a_card_learned_today_takes_no_room_from_the_reviews(library: Library, clock: Clock, decks: Path) -> None:
    shelf(library, decks, 12)
    library.set("new_per_day", 6)
    session = sitting(library, clock)
    while session.view.stage is not Stage.FINISHED:
        answer(session, 4)
    clock.forward(days=40)
    library.set("reviews_per_day", 5)
    assert len(library.today(clock.moment()).plan.due) == 5
    session = sitting(library, clock, limits=replace(library.limits, reviews=0))
    for rating in (1, 3, 3, 1, 4):
        answer(session, rating)
        clock.forward(minutes=11)
    today = library.today(clock.moment())
    assert (today.done.new, today.done.reviews) == (
        len({e.card for e in library.progress.standing(clock.moment().study_day)}),
        0,
    )
    assert len(today.plan.due) == 5, "new cards were learned, in several answers, and no review was made"


@pytest.mark.parametrize(("minutes", "shows"), [(20, True), (20.02, False)])
def test_a_step_is_taken_twenty_minutes_early_when_nothing_else_is_left(
    library: Library, clock: Clock, decks: Path, minutes: float, *, shows: bool
) -> None:
    shelf(library, decks, 1)
    session = sitting(library, clock)
    answer(session, 3)
    due_ms = session.view.state.memory.due_ms if session.view.state and session.view.state.memory else 0
    assert due_ms, "its step of ten minutes is near enough"
    clock.now = datetime.fromtimestamp(due_ms / 1000, PARIS) - timedelta(minutes=minutes)
    assert (sitting(library, clock).view.stage is Stage.ASKING) == shows


def test_one_coffee_break_does_not_spoil_the_forecast_of_minutes(library: Library, clock: Clock, decks: Path) -> None:
    shelf(library, decks, 60)
    library.set("new_per_day", 60)
    session = sitting(library, clock)
    for n in range(25):
        clock.forward(seconds=20 if n != 7 else 5400)
        answer(session, 4)
    assert library.progress.pace().new == pytest.approx((24 * 20 + 60) / 25)
    assert library.overview(clock.moment()).total.minutes == pytest.approx(35 * 21.6 / 60)


def test_a_sitting_puts_cards_on_the_days_with_the_least_to_do(library: Library, clock: Clock, decks: Path) -> None:
    shelf(library, decks, 150)
    library.set("new_per_day", 150)
    session = sitting(library, clock)
    by_day: Counter[object] = Counter()
    for _ in range(150):
        session.reveal()
        card = card_of(session)
        session.rate(Rating.EASY)
        memory = library.progress.state(card).memory
        assert memory is not None
        by_day[memory.due_day] += 1
    counts = sorted(by_day.values())
    assert len(counts) == 5, "eight days, two less or two more"
    assert counts[-1] - counts[0] <= 4, "by chance alone, days would hold from about 20 to 40 cards"


def test_the_intervals_on_the_keys_are_those_that_happen_for_many_cards_and_every_rating(
    library: Library, clock: Clock, decks: Path
) -> None:
    shelf(library, decks, 24)
    library.set("new_per_day", 24)
    spreads, rng = set(), random.Random(3)
    for _ in range(3):
        session = sitting(library, clock)
        while session.view.stage is not Stage.FINISHED:
            session.reveal()
            card, turn, rating = card_of(session), session.view.turn, rng.choice([*Rating])
            assert turn is not None
            explained = why(library, library.cards[card], clock.moment())
            assert {r: in_days(s) for r, s in explained.previews.items()} == {
                r: in_days(s) for r, s in turn.previews.items()
            }, "what `why` says is what the keys say"
            clock.forward(seconds=rng.randrange(50))
            session.rate(rating)
            assert in_days(library.progress.state(card)) == in_days(turn.previews[rating])
            spreads.add(turn.spread)
        clock.forward(days=17)
    assert len(spreads) > 40


def test_two_undos_leave_the_tally_right_and_a_new_card_new(library: Library, clock: Clock) -> None:
    session = sitting(library, clock)
    left, first = session.view.left, card_of(session)
    for seconds, rating in ((5, 1), (7, 4), (9, 3)):
        clock.forward(seconds=seconds)
        answer(session, rating)
    assert (session.view.tally.answers, session.view.tally.again, session.view.tally.study_ms) == (3, 1, 21_000)
    session.undo()
    session.undo()
    tally = session.view.tally
    assert (tally.answers, tally.again, tally.new, tally.study_ms) == (1, 1, 1, 5000)
    session.undo()
    assert session.view.tally == Tally()
    assert (card_of(session), session.view.left) == (first, left)
    answer(session, 4)
    assert session.view.tally.new == 1
    later = sitting(library, clock)
    before = later.view.left
    later.undo()
    assert card_of(later) == first
    assert (later.view.left.new, later.view.left.total) == (before.new + 1, before.total + 1)


def test_hints_that_were_taken_reach_the_log(library: Library, clock: Clock, decks: Path) -> None:
    shelf(library, decks, 3, hint="Look closely.")
    session = sitting(library, clock)
    assert session.take_hint() == "Look closely."
    assert session.take_hint() is None
    assert session.view.turn is not None
    assert session.view.turn.hints == ("Look closely.",)
    answer(session)
    answer(session)
    assert [(event.detail or {}).get("hints") for event in library.progress.events()] == [1, None]


def test_editing_a_card_does_not_restart_its_clock_nor_hide_its_answer(
    library: Library, clock: Clock, decks: Path
) -> None:
    shelf(library, decks, 1)
    session = sitting(library, clock)
    clock.forward(seconds=31)
    session.reveal()
    path = decks / "small.yaml"
    path.write_text(path.read_text().replace("Answer 0", "A better answer"), encoding="utf-8")
    library.reload()
    clock.forward(seconds=11)
    session.replace_cards(library.cards)
    view = session.view
    assert view.question is not None
    assert (view.question.answer, view.stage) == ("A better answer", Stage.REVEALED)
    session.rate(Rating.GOOD)
    (event,) = library.progress.events()
    assert event.elapsed_ms == 42_000


def test_again_while_relearning_is_not_a_second_lapse(library: Library, clock: Clock, decks: Path) -> None:
    shelf(library, decks, 1)
    answer(sitting(library, clock), 4)
    for lapses in (1, 2):
        clock.forward(days=60)
        session = sitting(library, clock)
        for rating in (1, 1, 1):
            answer(session, rating)
            assert library.states()["x0"].lapses == lapses
            clock.forward(minutes=12)
        answer(session, 3)
        assert library.states()["x0"].lapses == lapses


def test_two_equally_good_candidates_after_an_edit_are_asked_about(library: Library, clock: Clock, decks: Path) -> None:
    path = decks / "small.yaml"
    path.write_text("title: T\ncards:\n  - {question: What is a stride of two?, answer: Every other step}\n")
    library.reload()
    answer(sitting(library, clock), 4)
    path.write_text(
        "title: T\ncards:\n  - {question: What is a stride of two, answer: A step over one place}\n"
        "  - {question: What is a stride of two!, answer: It halves the size}\n"
    )
    library.reload()
    assert not library.follow(clock.moment())
    assert [match.sure for match in library.doubts()] == [False]
    assert not any(library.progress.state(card).reps for card in library.cards)


class Sitting(RuleBasedStateMachine):
    """Keys in any order: the stored states always equal the fold, and nothing ever leaves the log."""

    def __init__(self) -> None:
        super().__init__()
        import tempfile

        self.folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        root = Path(self.folder.name)
        (root / "d.yaml").write_text(DECK, encoding="utf-8")
        self.clock = Clock()
        self.library = opened(root / "home", [root / "d.yaml"])
        self.session = sitting(self.library, self.clock)
        self.logged = 0

    def teardown(self) -> None:
        self.library.close()
        self.folder.cleanup()

    @rule()
    def reveal(self) -> None:
        self.session.reveal(Response(text="x"))

    @rule(rating=st.sampled_from(Rating))
    def rate(self, rating: Rating) -> None:
        view = self.session.view
        revealed = view.stage is Stage.REVEALED
        same_day = view.revealed_at is not None and view.revealed_at.study_day == self.clock.moment().study_day
        before = len(list(self.library.progress.events()))
        assert self.session.rate(rating) == (revealed and same_day)
        assert len(list(self.library.progress.events())) == before + (revealed and same_day)
        if revealed and not same_day:
            assert self.session.rate(rating), "what holds today has been shown now"

    @rule()
    def undo(self) -> None:
        self.session.undo()

    @precondition(lambda self: self.session.view.card is not None)
    @rule(act=st.sampled_from(["skip", "bury", "suspend"]))
    def put_away(self, act: str) -> None:
        getattr(self.session, act)()

    @precondition(lambda self: self.session.view.card is not None)
    @rule(note=st.one_of(st.none(), st.text(max_size=5)))
    def flag(self, note: str | None) -> None:
        self.session.flag(note)

    @rule(minutes=st.integers(-600, 5000))
    def time_passes(self, minutes: int) -> None:
        self.clock.forward(minutes=minutes)

    @rule()
    def quit_and_return(self) -> None:
        self.session = sitting(self.library, self.clock)

    @invariant()
    def the_states_are_the_fold(self) -> None:
        events = list(self.library.progress.events())
        folded = fold(events, self.library.progress.model.replay)
        stored = {c: s for c, s in self.library.states().items() if s.last_event}
        assert folded == stored
        assert len(events) >= self.logged
        self.logged = len(events)
        assert self.session.view.left.total >= (self.session.view.card is not None)


TestSitting = Sitting.TestCase
TestSitting.settings = examples(6, stateful_step_count=25)


def test_another_windows_event_and_an_earlier_days_are_asked_about_before_they_are_taken_back(
    library: Library, clock: Clock, home: Path, decks: Path
) -> None:
    session = sitting(library, clock)
    assert session.undo_question() == ""
    answer(session, 4)
    assert session.undo_question() == "", "its own"
    other = opened(home, [decks])
    theirs = sitting(other, clock)
    assert "review of recall, today, in another run" in theirs.undo_question()
    answer(theirs, 4)
    assert "review of" in session.undo_question()
    clock.forward(days=1)
    library.close()
    assert ", yesterday" in sitting(library, clock).undo_question()
    other.close()


def test_a_sitting_follows_what_another_window_does(library: Library, clock: Clock, home: Path, decks: Path) -> None:
    other = opened(home, [decks])
    mine, theirs = sitting(library, clock), sitting(other, clock)
    assert not mine.catch_up()
    first = card_of(mine)
    mine.reveal()
    answer(theirs, 4)
    assert mine.catch_up()
    assert card_of(mine) != first, "it was answered there"
    assert not mine.catch_up()
    theirs.undo()
    assert mine.catch_up()
    assert library.states().get(first, NEW).memory is None
    theirs.flag("look")
    mine.reveal()
    card = card_of(mine)
    other.progress.append(other.progress.make(Kind.FLAG, clock.moment(), card, detail={"note": "there"}))
    assert mine.catch_up()
    assert mine.view.state is not None
    assert mine.view.state.flag == "there"
    answer(mine, 4)
    assert fold(library.progress.events(), library.progress.model.replay) == library.states()
    other.close()


@pytest.mark.parametrize("ratings", [[], [4], [3], [1, 3], [3, 4, 4, 4]])
def test_the_question_that_is_foreseen_is_the_one_that_comes(
    ratings: list[int], library: Library, clock: Clock
) -> None:
    session = library.sitting(clock.moment)
    for rating in ratings:
        session.reveal()
        session.rate(Rating(rating))
    begun = clock.now
    for asked_after in (timedelta(), timedelta(hours=20)):
        foreseen = library.opening(moment(begun + asked_after, 4))
        for later in (timedelta(), timedelta(minutes=2), timedelta(minutes=15), timedelta(hours=3)):
            clock.now = begun + asked_after + later
            at = clock.moment()
            if foreseen is not None and at.wall_ms < foreseen[2]:
                view = library.sitting(clock.moment).view
                assert (view.card, view.question) == foreseen[:2]
        assert foreseen is not None or not library.sitting(lambda: moment(begun + asked_after, 4)).view.question
