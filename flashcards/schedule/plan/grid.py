"""Points in memory space on which values are kept, and where a visit leads between them."""

import numpy as np

from flashcards.records import dataclass
from flashcards.schedule.plan.habits import Habits
from flashcards.schedule.plan.recall import Array, Recall
from flashcards.schedule.plan.shelf import Indices, Shelf

LEAST, MOST = 0.05, 4000.0
"""Stabilities at the ends of the grid, in days."""


class Grid:
    """Stabilities spaced evenly in their logarithm, times difficulties; between points values are interpolated."""

    def __init__(self, stabilities: int, difficulties: int) -> None:
        self._log_stability = np.linspace(np.log(LEAST), np.log(MOST), stabilities)
        self._difficulties = difficulties
        self.stability = np.repeat(np.exp(self._log_stability), difficulties)
        self.difficulty = np.tile(np.linspace(1.0, 10.0, difficulties), stabilities)
        self.size = stabilities * difficulties

    def corners(self, stability: Array, difficulty: Array) -> list[tuple[Indices, Array]]:
        """The four neighbours of memories as flat indices, with their shares."""
        step = self._log_stability[1] - self._log_stability[0]
        row, beyond = _place((np.log(stability) - self._log_stability[0]) / step, len(self._log_stability))
        column, across = _place((difficulty - 1.0) / 9.0 * (self._difficulties - 1), self._difficulties)
        flat = row * self._difficulties + column
        return [
            (flat, (1 - beyond) * (1 - across)),
            (flat + 1, (1 - beyond) * across),
            (flat + self._difficulties, beyond * (1 - across)),
            (flat + self._difficulties + 1, beyond * across),
        ]


def _place(at: Array, points: int) -> tuple[Indices, Array]:
    """The lower neighbour among so many points, and how far beyond it, 0 to 1."""
    at = np.clip(at, 0, points - 1.000001)
    low = at.astype(np.int64)
    return low, at - low


@dataclass
class Visits:
    """What a visit does to memories that wait on the grid (`[days waited, point]`) or belong to cards (`[day, card]`)."""

    seconds: Array
    place: Indices
    """Grid points that a visit leads to, along a last axis of their own."""
    share: Array
    """How likely each of them is; the shares of a visit sum to 1."""

    def value(self, values: Array, rows: slice | int) -> Array:
        """The expected value after a visit, given the values on the grid."""
        return np.asarray(np.einsum("...k,...k", self.share[rows], values.take(self.place[rows])))

    def spread(self, mass: Array, size: int) -> Array:
        """How much lands on each of `size` grid points for each row, when so much is visited in the first rows."""
        row, column = np.nonzero(mass)
        to = self.place[row, column] + row[:, None] * size
        landed = self.share[row, column] * mass[row, column, None]
        return np.asarray(
            np.bincount(to.ravel(), landed.ravel(), len(mass) * size).reshape(len(mass), size), dtype=np.float64
        )


class Moves:
    """Visits on a grid of few points as whole matrices: a fifth of the time there, and too much memory on a large one."""

    def __init__(self, visits: Visits, size: int) -> None:
        self.seconds = visits.seconds
        rows = np.broadcast_to(np.arange(size), visits.seconds.shape)
        self._to = np.zeros((*visits.seconds.shape, size))
        """How likely a visit leads from each point to each other, `[days waited, from, to]`."""
        np.add.at(self._to, (np.arange(len(rows))[:, None, None], rows[..., None], visits.place), visits.share)

    def value(self, values: Array, rows: slice | int) -> Array:
        """As of `Visits`."""
        return np.asarray(self._to[rows] @ values)

    def spread(self, mass: Array, size: int) -> Array:  # noqa: ARG002 - as of `Visits`
        """As of `Visits`."""
        return np.asarray(np.matmul(mass[:, None, :], self._to[: len(mass)])[:, 0])


def visits_of(
    model: Recall, habits: Habits, grid: Grid, days: Array, stability: Array, difficulty: Array, effort: Array
) -> Visits:
    """Visits after these days to these memories (arrays that broadcast)."""
    recall = model.after(days, stability)
    stability, difficulty = np.broadcast_arrays(stability * np.ones_like(recall), difficulty * np.ones_like(recall))
    ways = [
        (place, chance * share)
        for chance, after, harder in model.outcomes(stability, difficulty, recall, habits)
        for place, share in grid.corners(after, harder)
    ]
    seconds = effort * (recall * habits.pass_s + (1 - recall) * habits.lapse_s)
    return Visits(seconds, np.stack([p for p, _ in ways], axis=-1), np.stack([s for _, s in ways], axis=-1))


def visits_to(model: Recall, habits: Habits, grid: Grid, shelf: Shelf, days: int) -> Visits:
    """Visits to each card on each of so many days, were that its next one; an unseen card is met."""
    waited = shelf.elapsed + np.arange(float(days))[:, None]
    stability = np.where(shelf.unseen, 1.0, shelf.stability)
    difficulty = np.where(shelf.unseen, 5.0, shelf.difficulty)
    found = visits_of(model, habits, grid, waited, stability, difficulty, shelf.effort)
    first = [
        (place[0], chance * share[0])
        for chance, after, harder in model.first_outcomes(habits)
        for place, share in grid.corners(np.array([after]), np.array([harder]))
    ]
    found.seconds[:, shelf.unseen] = shelf.effort[shelf.unseen] * habits.new_s
    found.place[:, shelf.unseen] = [place for place, _ in first]
    found.share[:, shelf.unseen] = [share for _, share in first]
    return found
