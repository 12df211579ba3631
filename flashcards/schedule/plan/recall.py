"""FSRS-6 over arrays: what a visit does to memory, on a grid of stabilities and difficulties.

A visit is what a day holds of a card: one answer, and after a lapse or a first sight the steps of minutes that follow.
Formulas: https://github.com/open-spaced-repetition/awesome-fsrs/wiki/The-Algorithm (FSRS-6).
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from flashcards.records import dataclass
from flashcards.schedule.fsrs6 import EASIEST, HARDEST, LEAST_STABILITY
from flashcards.schedule.plan.habits import Habits

Array = NDArray[np.float64]

AGAIN, HARD, GOOD, EASY = 1, 2, 3, 4


@dataclass(frozen=True)
class Recall:
    """The formulas of FSRS-6 with one set of 21 weights."""

    weights: tuple[float, ...]

    @property
    def _decay(self) -> float:
        return -self.weights[20]

    def after(self, days: Array | float, stability: Array | float) -> Array:
        """Probability of recall so many days after a review."""
        factor = 0.9 ** (1 / self._decay) - 1
        return np.asarray((1 + factor * np.asarray(days) / stability) ** self._decay)

    def first_stability(self, rating: int) -> float:
        return max(self.weights[rating - 1], LEAST_STABILITY)

    def first_difficulty(self, rating: int) -> float:
        w = self.weights
        return float(np.clip(w[4] - np.exp(w[5] * (rating - 1)) + 1, EASIEST, HARDEST))

    def next_difficulty(self, difficulty: Array, rating: int) -> Array:
        w = self.weights
        easiest = w[4] - np.exp(w[5] * (EASY - 1)) + 1
        moved = difficulty - w[6] * (rating - 3) * (10 - difficulty) / 9
        return np.asarray(np.clip(w[7] * easiest + (1 - w[7]) * moved, EASIEST, HARDEST))

    def passed(self, stability: Array, difficulty: Array, recall: Array, rating: int) -> Array:
        """Stability after an answer that was recalled."""
        w = self.weights
        bonus = w[15] if rating == HARD else w[16] if rating == EASY else 1.0
        growth = np.exp(w[8]) * (11 - difficulty) * stability ** -w[9] * (np.exp(w[10] * (1 - recall)) - 1)
        return np.asarray(stability * (1 + growth * bonus))

    def lapsed(self, stability: Array, difficulty: Array, recall: Array) -> Array:
        """Stability after a lapse, before its relearning."""
        w = self.weights
        left = w[11] * difficulty ** -w[12] * ((stability + 1) ** w[13] - 1) * np.exp(w[14] * (1 - recall))
        return np.asarray(np.maximum(np.minimum(left, stability / np.exp(w[17] * w[18])), LEAST_STABILITY))

    def same_day(self, stability: Array, rating: int) -> Array:
        """Stability after one more answer on the same day."""
        w = self.weights
        growth = np.exp(w[17] * (rating - 3 + w[18])) * stability ** -w[19]
        if rating >= GOOD:
            growth = np.maximum(growth, 1.0)
        return np.asarray(np.maximum(stability * growth, LEAST_STABILITY))

    def outcomes(
        self, stability: Array, difficulty: Array, recall: Array, habits: Habits
    ) -> list[tuple[Array, Array, Array]]:
        """What a visit leaves: the probability, stability and difficulty of each way it can go."""
        ways = [
            (
                recall * share,
                self.passed(stability, difficulty, recall, rating),
                self.next_difficulty(difficulty, rating),
            )
            for rating, share in zip((HARD, GOOD, EASY), habits.passed, strict=True)
        ]
        harder = self.next_difficulty(difficulty, AGAIN)
        relearned = self.same_day(self.lapsed(stability, difficulty, recall), GOOD)
        return [*ways, (1 - recall, relearned, self.next_difficulty(harder, GOOD))]

    def first_outcomes(self, habits: Habits) -> list[tuple[float, float, float]]:
        """What a first visit leaves, after its learning steps."""
        ways = []
        steps: dict[int, Sequence[int]] = {AGAIN: (GOOD, GOOD), HARD: (GOOD, GOOD), GOOD: (GOOD,), EASY: ()}
        for rating, share in zip((AGAIN, HARD, GOOD, EASY), habits.first, strict=True):
            stability = np.array(self.first_stability(rating))
            difficulty = np.array(self.first_difficulty(rating))
            for again in steps[rating]:
                stability = self.same_day(stability, again)
                difficulty = self.next_difficulty(difficulty, again)
            ways.append((share, float(stability), float(difficulty)))
        return ways

    def answered(
        self,
        stability: Array,
        difficulty: Array,
        waited: Array,
        unseen: NDArray[np.bool_],
        ratings: NDArray[np.int64],
    ) -> tuple[Array, Array]:
        """Stability and difficulty after visits that went so, each with its (re)learning steps."""
        recall = self.after(waited, stability)
        s = self.same_day(self.lapsed(stability, difficulty, recall), GOOD)
        d = self.next_difficulty(self.next_difficulty(difficulty, AGAIN), GOOD)
        for rating in (HARD, GOOD, EASY):
            s = np.where(ratings == rating, self.passed(stability, difficulty, recall, rating), s)
            d = np.where(ratings == rating, self.next_difficulty(difficulty, rating), d)
        for rating, (_, first_s, first_d) in zip((AGAIN, HARD, GOOD, EASY), self.first_outcomes(Habits()), strict=True):
            s = np.where(unseen & (ratings == rating), first_s, s)
            d = np.where(unseen & (ratings == rating), first_d, d)
        return s, d
