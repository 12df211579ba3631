"""FSRS-6 in plain floats: what a review makes of a memory, and how likely recall is.

The same operations in the same order as in the `fsrs` package, so that every figure equals its figures to the last bit;
the tests hold both together. The package copies a card, makes three dates and a log entry for each review, which takes
ten times as long, and loading it takes longer than all that `flashcards due` does.
"""

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import TypeAlias

from flashcards.schedule.states import Phase, Rating


def _numbers(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split()))


DEFAULTS = _numbers(
    "0.212 1.2931 2.3065 8.2956 6.4133 0.8334 3.0194 0.001 1.8722 0.1666 0.796"
    " 1.4835 0.0614 0.2629 1.6483 0.6014 1.8729 0.5425 0.0912 0.0658 0.1542"
)
LOWEST = _numbers("0.001 0.001 0.001 0.001 1 0.001 0.001 0.001 0 0 0.001 0.001 0.001 0.001 0 0 1 0 0 0 0.1")
HIGHEST = _numbers("100 100 100 100 10 4 4 0.75 4.5 0.8 3.5 5 0.25 0.9 4 1 6 2 2 0.8 0.8")
RETENTION_RANGE = (0.70, 0.97)
LONGEST_INTERVAL = 36500
"""Days."""
LEAST_STABILITY = 0.001
EASIEST, HARDEST = 1.0, 10.0
"""Difficulty lies between these."""
LEARNING_STEPS_MIN = (1.0, 10.0)
RELEARNING_STEPS_MIN = (10.0,)
_AGAIN, _HARD, _GOOD, _EASY = map(int, Rating)
_LEARNING, _REVIEW, _RELEARNING = Phase  # an enumeration takes ten times as long to ask
_E = math.e
LONE_HARD = 1.5
"""Hard on a step that is the only one makes it so much longer."""


def within_bounds(weights: Sequence[float]) -> tuple[float, ...]:
    """The weights, each held within the bounds of FSRS-6.

    Raises ValueError, with a sentence, for weights that are not 21 finite numbers.
    """
    if len(weights) != len(DEFAULTS) or not all(map(math.isfinite, weights)):
        raise ValueError(f"these are not {len(DEFAULTS)} finite weights of FSRS-6: {list(weights)}")
    return tuple(min(max(w, low), high) for w, low, high in zip(weights, LOWEST, HIGHEST, strict=True))


def is_memory(stability: float, difficulty: float) -> bool:
    """Whether these can be of a memory."""
    return LEAST_STABILITY <= stability <= LONGEST_INTERVAL and EASIEST <= difficulty <= HARDEST


def from_sm2(interval: float, ease: float) -> tuple[float, float]:
    """The stability (days) and the difficulty of a card that SM-2 showed at an interval of days with an ease such as 2.5.

    As Anki has it for cards without a log: recall falls to 90 % after that interval, and the difficulty is the one at
    which it grows as the ease says.
    """
    stability = min(max(interval, LEAST_STABILITY), LONGEST_INTERVAL)
    growth = math.exp(DEFAULTS[8]) * stability ** -DEFAULTS[9] * math.expm1((1 - 0.9) * DEFAULTS[10])
    return stability, min(max(11 - (ease - 1) / growth, EASIEST), HARDEST)


Reviewed: TypeAlias = tuple[Phase, int | None, float, float, int, float | None]
"""A memory after a review, and how long until the next: phase, step, stability, difficulty, whole days, minutes of a step."""


class Scheduler:
    """One set of weights and a desired retention."""

    def __init__(self, weights: tuple[float, ...] | None = None, retention: float = 0.9) -> None:
        """`weights`: 21 of them; the defaults where none are given.

        Raises ValueError as `within_bounds` does, and for a retention out of its range.
        """
        low, high = RETENTION_RANGE
        if not low <= retention <= high:
            raise ValueError(f"desired retention is {retention}; it lies between {low} and {high}")
        self._w = w = DEFAULTS if weights is None else within_bounds(weights)
        self._decay: float = -w[20]
        self._factor: float = 0.9 ** (1 / self._decay) - 1
        self._wanted: float = retention ** (1 / self._decay) - 1
        self._growth = math.e ** w[8]
        self._short_loss = math.e ** (w[17] * w[18])
        self._short = [math.e ** (w[17] * (rating - 3 + w[18])) for rating in Rating]
        self._short_power, self._power, self._gain = -w[19], -w[9], w[10]
        self._factors = (1.0, 1.0, w[15], 1.0, w[16])
        self._mean, self._rest = w[7] * self._first_difficulty(_EASY), 1 - w[7]
        self._moves = [-(w[6] * (rating - 3)) for rating in range(_EASY + 1)]

    def recall(self, stability: float, days: int) -> float:
        """The probability of recall so many days after a review."""
        recalled: float = (1 + self._factor * days / stability) ** self._decay
        return recalled

    def first(self, rating: int) -> tuple[float, float]:
        """Stability and difficulty after the first review."""
        difficulty = min(max(self._first_difficulty(rating), EASIEST), HARDEST)
        return max(self._w[rating - 1], LEAST_STABILITY), difficulty

    def _first_difficulty(self, rating: int) -> float:
        return float(self._w[4] - (math.e ** (self._w[5] * (rating - 1))) + 1)

    def next(self, stability: float, difficulty: float, rating: int, days: int) -> tuple[float, float]:
        """Stability and difficulty after a review so many days after the one before."""
        if days < 1:
            after = self._short[rating - 1] * (stability**self._short_power)
            after = stability * (1.0 if after < 1.0 and rating > _AGAIN else after)
        else:
            forgotten = 1 - (1 + self._factor * days / stability) ** self._decay
            if rating == _AGAIN:
                w = self._w
                after = w[11] * (difficulty ** -w[12]) * ((stability + 1) ** w[13] - 1) * (_E ** (forgotten * w[14]))
                after = min(after, stability / self._short_loss)
            else:
                growth = (
                    self._growth * (11 - difficulty) * (stability**self._power) * ((_E ** (forgotten * self._gain)) - 1)
                )
                after = stability * (1 + growth * self._factors[rating])
        harder = self._mean + self._rest * (difficulty + (10.0 - difficulty) * self._moves[rating] / 9.0)
        if not EASIEST <= harder <= HARDEST:  # `min` and `max` of each take three times as long
            harder = min(max(harder, EASIEST), HARDEST)
        return max(after, LEAST_STABILITY), harder

    def interval(self, stability: float) -> int:
        """Whole days until recall falls to the desired retention."""
        days = round((stability / self._factor) * self._wanted)
        return days if 1 <= days <= LONGEST_INTERVAL else min(max(days, 1), LONGEST_INTERVAL)

    def review(
        self, phase: Phase, step: int | None, stability: float | None, difficulty: float | None, rating: int, days: int
    ) -> Reviewed:
        """A review so many days after the one before; a card never learned has no stability yet."""
        if stability is None or difficulty is None:
            stability, difficulty = self.first(rating)
        else:
            stability, difficulty = self.next(stability, difficulty, rating, days)
        if phase is _REVIEW:
            if rating == _AGAIN:
                return _RELEARNING, 0, stability, difficulty, 0, RELEARNING_STEPS_MIN[0]
        else:
            steps = LEARNING_STEPS_MIN if phase is _LEARNING else RELEARNING_STEPS_MIN
            step, minutes = _stepped(steps, step or 0, rating)
            if step is not None:
                return phase, step, stability, difficulty, 0, minutes
        return _REVIEW, None, stability, difficulty, self.interval(stability), None


scheduler = lru_cache(maxsize=64)(Scheduler)
"""The scheduler of these weights and this retention, made once."""


def _stepped(steps: Sequence[float], step: int, rating: int) -> tuple[int | None, float | None]:
    """The step of minutes that follows one, and its minutes; none where the card counts in days from now on."""
    if rating == _AGAIN:
        return 0, steps[0]
    if rating == _EASY or step >= len(steps) or (rating == _GOOD and step + 1 == len(steps)):
        return None, None
    if rating == _GOOD:
        return step + 1, steps[step + 1]
    if step == 0:
        return 0, steps[0] * LONE_HARD if len(steps) == 1 else (steps[0] + steps[1]) / 2
    return step, steps[step]
