"""Our arithmetic and the `fsrs` package say the same of every review, to the last bit."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import fsrs
import pytest

from flashcards.schedule import fsrs6
from flashcards.schedule.states import Phase

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
GAPS = (0, 0, 0, 1, 1, 2, 7, 30, 400, 3000)
A_LIFE = 25
"""Reviews of one card."""


def schedulers(rng: random.Random) -> tuple[fsrs6.Scheduler, fsrs.Scheduler]:
    """Ours and theirs, with weights from anywhere within the bounds, or the defaults."""
    drawn = tuple(rng.uniform(low, high) for low, high in zip(fsrs6.LOWEST, fsrs6.HIGHEST, strict=True))
    weights, retention = rng.choice([None, drawn, drawn]), rng.uniform(*fsrs6.RETENTION_RANGE)
    theirs = fsrs.Scheduler(weights or fsrs.scheduler.DEFAULT_PARAMETERS, retention, enable_fuzzing=False)
    return fsrs6.Scheduler(weights, retention), theirs


def lives(seed: int, reviews: int) -> Iterator[tuple[tuple[object, ...], tuple[object, ...]]]:
    """So many random reviews: what we say after each one, and what they say."""
    rng = random.Random(seed)
    for n in range(reviews):
        if n % (10 * A_LIFE) == 0:
            ours, theirs = schedulers(rng)
        if n % A_LIFE == 0:
            state: list[object] = [Phase.LEARNING, 0, None, None]
            card, day = fsrs.Card(card_id=1), 0
        gap, rating, later = rng.choice(GAPS), rng.randint(1, 4), rng.randrange(400)
        day += gap
        at = NOON + timedelta(days=day)
        *state, days, minutes = ours.review(*state, rating, gap)  # type: ignore[call-arg, arg-type]
        card, _ = theirs.review_card(card, fsrs.Rating(rating), at)
        assert card.stability is not None
        yield (
            (*state, timedelta(days=days, minutes=minutes or 0), ours.recall(card.stability, later)),
            (
                card.state.name.lower(),
                card.step,
                card.stability,
                card.difficulty,
                card.due - at,
                theirs.get_card_retrievability(card, at + timedelta(days=later)),
            ),
        )


@pytest.mark.parametrize("reviews", [5_000, pytest.param(1_000_000, marks=pytest.mark.slow)])
def test_every_review_equals_the_packages(reviews: int) -> None:
    for ours, theirs in lives(reviews, reviews):
        assert ours == theirs


def test_weights_and_their_bounds_are_the_packages() -> None:
    assert fsrs6.DEFAULTS == fsrs.scheduler.DEFAULT_PARAMETERS
    assert fsrs6.LOWEST == fsrs.scheduler.LOWER_BOUNDS_PARAMETERS
    assert fsrs6.HIGHEST == fsrs.scheduler.UPPER_BOUNDS_PARAMETERS


def test_a_step_that_is_no_longer_there_is_the_last_one() -> None:
    """A memory may come from a program with more steps of minutes."""
    theirs, ours = fsrs.Scheduler(enable_fuzzing=False), fsrs6.Scheduler()
    for phase, state in ((Phase.LEARNING, fsrs.State.Learning), (Phase.RELEARNING, fsrs.State.Relearning)):
        for step in (0, 1, 2, 5):
            for rating in (1, 2, 3, 4):
                card = fsrs.Card(1, state, step, 3.0, 5.0, NOON, NOON)
                after, _ = theirs.review_card(card, fsrs.Rating(rating), NOON)
                becomes, next_step, *_, days, minutes = ours.review(phase, step, 3.0, 5.0, rating, 0)
                wait = timedelta(days=days, minutes=minutes or 0)
                assert (becomes, next_step, wait) == (after.state.name.lower(), after.step, after.due - NOON)
