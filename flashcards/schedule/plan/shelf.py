"""The cards of a plan as arrays."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from flashcards.records import dataclass
from flashcards.schedule.plan.recall import Array

Indices = NDArray[np.int64]
STEPS, MOST = (0.001, 0.1, 0.25, 0.5, 1.0, 2.0, 1e9), 4
"""Weights, efforts and their ratio count as equal up to such a part of a natural logarithm: the least that leaves few."""
PARTS = (0.01, 0.1, 0.25, 0.5, 0.5, 1.0, 1e9)
"""And the shares of the interviews up to such a part."""


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
        shares = _near(self.weight / self.weight.sum(axis=1, keepdims=True), 1 / 6)
        return Shelf(
            np.exp(_near(np.log(self.stability), 0.15)),
            _near(self.difficulty, 1.0),
            np.asarray(np.round(np.exp(_near(np.log(np.maximum(self.elapsed, 0.1)), 0.15))), dtype=np.float64),
            self.unseen,
            shares / shares.sum(axis=1, keepdims=True) * np.exp(_few(np.log(self.weight.sum(axis=1, keepdims=True)))),
            np.exp(_few(np.log(self.effort))),
            _near(self.known, 0.1),
        )

    def classes(self, most: int) -> Iterator[tuple[float, Array, Indices]]:
        """The cards that share a table of values: their effort per weight, the interviews' shares, and which they are.

        There are at most so many: each of them takes as long as all cards of one.
        """
        weight = self.weight.sum(axis=1, keepdims=True)
        ratio, shares = np.log(self.effort / weight[:, 0]), self.weight / weight
        for step, part in zip(STEPS, PARTS, strict=True):
            near = np.column_stack([_near(ratio, step), _near(shares, part)])
            found, which = np.unique(near, axis=0, return_inverse=True)
            if len(found) <= most:
                break
        for kind in range(len(found)):
            at = np.flatnonzero(which.reshape(-1) == kind)
            yield float(self.effort[at].sum() / weight[at].sum()), shares[at].mean(axis=0), at


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
