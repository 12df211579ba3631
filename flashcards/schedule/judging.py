"""How well weights predict reviews, with the schedule's own arithmetic."""

import math
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from itertools import chain, compress
from math import log

from flashcards.records import dataclass
from flashcards.schedule.examples import Stretch
from flashcards.schedule.fsrs6 import Scheduler, scheduler
from flashcards.schedule.states import Rating

_AGAIN = int(Rating.AGAIN)


@dataclass(frozen=True, slots=True)
class Fit:
    """How well weights predict reviews."""

    log_loss: float
    """Mean over the reviews, in nats; 0 is clairvoyance, 0.69 tossing a coin."""
    rmse_bins: float
    """Root mean square, over bins of like reviews weighted by size, of predicted minus actual recall; 0 to 1."""


def memory_after(stretch: Stretch, fitted: Scheduler, reviews: int | None = None) -> tuple[float, float]:
    """Stability and difficulty after so many reviews of a stretch, or after all."""
    stability, difficulty = fitted.first(stretch.ratings[0])
    after = fitted.next
    for rating, gap in zip(stretch.ratings[1:reviews], stretch.gaps[1:reviews], strict=True):
        stability, difficulty = after(stability, difficulty, rating, gap)
    return stability, difficulty


def recalls(stretch: Stretch, fitted: Scheduler, first: int = 1) -> list[float]:
    """The probability of recall that the weights predict before each review from a place on, as the schedule does it."""
    stability, difficulty = memory_after(stretch, fitted, first)
    found, recall, after = [], fitted.recall, fitted.next
    for rating, gap in zip(stretch.ratings[first:], stretch.gaps[first:], strict=True):
        found.append(recall(stability, gap))
        stability, difficulty = after(stability, difficulty, rating, gap)
    return found


class HeldOut:
    """The examples from a study day on, and what came of them: what weights are judged by."""

    def __init__(self, stretches: Iterable[Stretch], since: int) -> None:
        self._parts: list[tuple[Stretch, int]] = []
        """The stretches that have some, each with the place from which on they are."""
        self._passed = bytearray()
        self._bins = array("i")
        numbers: dict[tuple[int, int, int], int] = {}
        for stretch in stretches:
            first = max(1, bisect_left(stretch.days, since))
            if first == len(stretch.days):
                continue
            self._parts.append((stretch, first))
            ratings, gaps = stretch.ratings, stretch.gaps
            spaced = first - gaps[:first].count(0)
            lapses = sum(rating == _AGAIN for rating in compress(ratings[:first], gaps))
            for rating, gap in zip(ratings[first:], gaps[first:], strict=True):
                if gap:
                    spaced += 1
                    self._passed.append(rating != _AGAIN)
                    self._bins.append(numbers.setdefault(_bin(gap, spaced, lapses), len(numbers)))
                    lapses += rating == _AGAIN

    def __len__(self) -> int:
        return len(self._passed)

    def fit(self, weights_for: Callable[[str], Sequence[float]]) -> Fit:
        """How well weights, each card's own, predict them: the measures and bins of the SRS benchmark, unweighted."""
        predicted = chain.from_iterable(
            compress(recalls(stretch, scheduler(tuple(weights_for(stretch.card))), first), stretch.gaps[first:])
            for stretch, first in self._parts
        )
        loss, sizes = 0.0, Counter(self._bins)
        off = [0.0] * len(sizes)
        for recall, passed, alike in zip(predicted, self._passed, self._bins, strict=True):
            loss -= log(max(recall if passed else 1 - recall, 1e-7))
            off[alike] += recall - passed
        squares = sum(off[alike] ** 2 / size for alike, size in sizes.items())
        return Fit(loss / len(self), math.sqrt(squares / len(self)))


class _Bins(dict[int, int]):
    """By a number from 1 on: what stands for all that are about as large; 0 for none."""

    def __init__(self, scale: float, base: float) -> None:
        super().__init__({0: 0})
        self._scale, self._base = scale, base

    def __missing__(self, number: int) -> int:
        self[number] = found = round(self._scale * self._base ** math.floor(log(number, self._base)))
        return found


_WAITED, _SEEN, _LAPSED = _Bins(248, 3.62), _Bins(1.99, 1.89), _Bins(1.65, 1.73)


def _bin(days: int, reviews: int, lapses: int) -> tuple[int, int, int]:
    """Reviews alike in days waited, number of reviews and lapses before."""
    return _WAITED[days], _SEEN[reviews + 1], _LAPSED[lapses]
