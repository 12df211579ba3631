"""How well weights predict reviews, with the schedule's own arithmetic."""

import math
from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from flashcards.records import dataclass
from flashcards.schedule.examples import Example, Stretch
from flashcards.schedule.fsrs6 import Scheduler, scheduler
from flashcards.schedule.model import Model


@dataclass(frozen=True, slots=True)
class Fit:
    """How well weights predict reviews."""

    log_loss: float
    """Mean over the reviews, in nats; 0 is clairvoyance, 0.69 tossing a coin."""
    rmse_bins: float
    """Root mean square, over bins of like reviews weighted by size, of predicted minus actual recall; 0 to 1."""


def recalls(examples: Sequence[Example], weights: Sequence[float]) -> list[float]:
    """The probability of recall that the weights predict before each example's review, as the schedule does it.

    Each stretch is gone through once, however many examples end in it.
    """
    fitted = scheduler(tuple(weights))
    stretches = {id(example.stretch): example.stretch for example in examples}
    known = {name: _recalls(stretch, fitted) for name, stretch in stretches.items()}
    return [known[id(example.stretch)][example.place] for example in examples]


def _recalls(stretch: Stretch, fitted: Scheduler) -> list[float]:
    """The probability of recall before each review but the first, which has none."""
    stability, difficulty = fitted.first(stretch.ratings[0])
    found = [math.nan]
    for rating, gap in zip(stretch.ratings[1:], stretch.gaps[1:], strict=True):
        found.append(fitted.recall(stability, gap))
        stability, difficulty = fitted.next(stability, difficulty, rating, gap)
    return found


def memory_after(stretch: Stretch, fitted: Scheduler) -> tuple[float, float]:
    """Stability and difficulty after a whole stretch."""
    memory = fitted.first(stretch.ratings[0])
    for rating, gap in zip(stretch.ratings[1:], stretch.gaps[1:], strict=True):
        memory = fitted.next(*memory, rating, gap)
    return memory


def fit(examples: Sequence[Example], predicted: Sequence[float]) -> Fit:
    """How well recall was predicted, by the measures and bins of the SRS benchmark and fsrs-rs; unweighted."""
    loss = 0.0
    bins: dict[tuple[int, int, int], list[float]] = defaultdict(list)
    for example, recall in zip(examples, predicted, strict=True):
        passed = example.passed
        loss -= math.log(max(recall if passed else 1 - recall, 1e-7))
        bins[_bin(example.gap, example.spaced, example.lapses)].append(recall - passed)
    squares = sum(math.fsum(errors) ** 2 / len(errors) for errors in bins.values())
    return Fit(loss / len(examples), math.sqrt(squares / len(examples)))


@cache
def _bin(days: int, reviews: int, lapses: int) -> tuple[int, int, int]:
    """Reviews alike in days waited, number of reviews and lapses before."""
    return (
        round(248 * 3.62 ** math.floor(math.log(days, 3.62))),
        round(1.99 * 1.89 ** math.floor(math.log(reviews + 1, 1.89))),
        round(1.65 * 1.73 ** math.floor(math.log(lapses, 1.73))) if lapses else 0,
    )


def fit_in_force(examples: Sequence[Example], model: Model) -> Fit:
    """How well the weights in force predict, each card's own."""
    by_name: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_name[model.current_for(example.card)].append(example)
    ordered = [example for part in by_name.values() for example in part]
    predicted = [p for part in by_name.values() for p in recalls(part, model.weights_for(part[0].card))]
    return fit(ordered, predicted)
