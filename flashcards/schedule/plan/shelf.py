"""The cards of a plan as arrays."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from flashcards.records import dataclass
from flashcards.schedule.plan.recall import Array

Indices = NDArray[np.int64]
STEPS, MOST = (0.001, 0.1, 0.25, 0.5, 1.0), 4
"""Weights, efforts and their ratio count as equal up to such a part of a natural logarithm: the least that leaves few."""


@dataclass(frozen=True)
class Shelf:
    """Arrays of one length, an element a card."""

    stability: Array
    """In days; of no meaning for a card never seen."""
    difficulty: Array
    elapsed: Array
    """Days since the last visit, on the first day of the plan."""
    unseen: NDArray[np.bool_]
    weight: Array
    """How much a recalled card counts, `[card, interview]`; more than 0 in all."""
    effort: Array
    """Seconds of a visit, as a multiple of the person's usual."""
    known: Array
    """Probability of knowing an unseen card without ever seeing it."""

    def __len__(self) -> int:
        return len(self.stability)

    def __getitem__(self, at: Indices) -> "Shelf":
        return Shelf(**{name: getattr(self, name)[at] for name in self.__dataclass_fields__})

    def distinct(self) -> tuple["Shelf", Indices, Array]:
        """The cards that differ, which of them each card is, and how many cards each stands for."""
        unseen = self.unseen
        columns = (
            np.where(unseen, -1.0, self.stability),
            np.where(unseen, 0.0, self.difficulty),
            np.where(unseen, 0.0, self.elapsed),
            *self.weight.T,
            self.effort,
            np.where(unseen, self.known, 0.0),
        )
        _, first, which, count = np.unique(
            np.stack(columns), axis=1, return_index=True, return_inverse=True, return_counts=True
        )
        return self[first], which.reshape(-1), count.astype(np.float64)

    def rounded(self) -> "Shelf":
        """The same cards, each told apart only from those that would be priced otherwise."""
        return Shelf(
            np.exp(_near(np.log(self.stability), 0.15)),
            _near(self.difficulty, 1.0),
            np.asarray(np.round(np.exp(_near(np.log(np.maximum(self.elapsed, 0.1)), 0.15))), dtype=np.float64),
            self.unseen,
            self._shares() * np.exp(_few(np.log(self.weight.sum(axis=1, keepdims=True)))),
            np.exp(_few(np.log(self.effort))),
            _near(self.known, 0.1),
        )

    def _shares(self) -> Array:
        """How each card's weight is spread over the interviews, in tenths."""
        shares = _near(self.weight / self.weight.sum(axis=1, keepdims=True), 0.1)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True))

    def classes(self) -> Iterator[tuple[float, Array, Indices]]:
        """The cards that share a table of values: their effort per weight, the interviews' shares, and which they are."""
        ratio, shares = np.log(self.effort / self.weight.sum(axis=1)), np.round(self._shares(), 6)
        found, which = np.unique(np.column_stack([_few(ratio), shares]), axis=0, return_inverse=True)
        for at, kind in enumerate(found):
            yield float(np.exp(kind[0])), kind[1:], np.flatnonzero(which.reshape(-1) == at)


def _few(logarithms: Array) -> Array:
    """Values that are nearly equal, taken as equal, so that few are left."""
    for step in STEPS:
        near = _near(logarithms, step)
        if len(np.unique(near)) <= MOST:
            break
    return near


def _near(values: Array, step: float) -> Array:
    """Values on multiples of a step."""
    return np.asarray(np.round(values / step) * step)
