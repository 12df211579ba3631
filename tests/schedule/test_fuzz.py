"""Fuzz: the log stores a fraction, so what a fraction stands for may never change."""

from datetime import date, timedelta

import pytest

from flashcards.schedule.fuzz import choose_spread, fuzz_range, fuzzed
from flashcards.schedule.states import Memory, Phase

TODAY = date(2026, 11, 23)
FRACTIONS = (0.0, 0.25, 0.5, 0.75, 0.999)


def good(days: int) -> Memory:
    """What Good gives: due in so many days."""
    return Memory(Phase.REVIEW, None, 1.0, 5.0, TODAY, TODAY + timedelta(days=days))


@pytest.mark.parametrize(
    ("interval", "low", "high", "days"),
    [
        (1, 1, 1, (1, 1, 1, 1, 1)),
        (2, 2, 2, (2, 2, 2, 2, 2)),
        (3, 2, 4, (2, 2, 3, 4, 4)),
        (4, 3, 5, (3, 3, 4, 5, 5)),
        (5, 4, 6, (4, 4, 5, 6, 6)),
        (7, 5, 9, (5, 6, 7, 8, 9)),
        (8, 6, 10, (6, 7, 8, 9, 10)),
        (10, 8, 12, (8, 9, 10, 11, 12)),
        (14, 12, 16, (12, 13, 14, 15, 16)),
        (20, 17, 23, (17, 18, 20, 22, 23)),
        (30, 27, 33, (27, 28, 30, 32, 33)),
        (60, 55, 65, (55, 57, 60, 63, 65)),
        (100, 93, 107, (93, 96, 100, 104, 107)),
        (365, 345, 385, (345, 355, 365, 375, 385)),
        (1000, 948, 1052, (948, 974, 1000, 1026, 1052)),
        (36500, 34673, 36500, (34673, 35130, 35587, 36044, 36499)),
    ],
)
def test_a_fraction_stands_for_the_day_that_it_stood_for_in_the_first_release(
    interval: int, low: int, high: int, days: tuple[int, ...]
) -> None:
    assert fuzz_range(interval) == (low, high)
    assert tuple(fuzzed(interval, fraction) for fraction in FRACTIONS) == days
    assert fuzzed(interval, None) == interval


@pytest.mark.parametrize(
    ("card", "reps", "spread"), [("recall", 0, 0.520546), ("recall", 7, 0.913462), ("f1#r", 3, 0.748484)]
)
def test_a_card_and_its_count_of_reviews_give_the_fraction_that_they_gave(card: str, reps: int, spread: float) -> None:
    assert choose_spread(card, reps, good(10), {}) == spread
    assert choose_spread(card, reps, None, {}) == spread


def test_a_full_day_is_left_for_one_with_less_to_do() -> None:
    chosen = choose_spread("recall", 0, good(30), {})
    day = TODAY + timedelta(days=fuzzed(30, chosen))
    other = choose_spread("recall", 0, good(30), {day: 1})
    assert TODAY + timedelta(days=fuzzed(30, other)) != day
