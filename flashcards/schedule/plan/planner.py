"""The one door to the planner: lists in, lists out, so that nobody else knows its arrays."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from flashcards.records import dataclass
from flashcards.schedule.plan.forecast import forecast
from flashcards.schedule.plan.habits import Habits
from flashcards.schedule.plan.plain import plain_course
from flashcards.schedule.plan.recall import Array, Recall
from flashcards.schedule.plan.shelf import Shelf
from flashcards.schedule.plan.solver import COARSE, SOFTNESS, Problem, ranked, solved
from flashcards.schedule.states import Memory

ROUNDS, TABLES = 12, 2
"""Of a search for prices of which only it is wanted how their worth differs."""


@dataclass(frozen=True)
class Found:
    """Lists over the cards, in their order."""

    now: list[float]
    recall: list[list[float]]
    """On the day of each interview."""
    visited: list[float]
    """How likely a card is visited at all."""
    gain: list[float]
    seconds: list[float]
    order: list[int]
    """Cards worth a visit today, the most gain per second first."""
    with_plan: list[float]
    """Weighted mean recall on each day to the last interview."""
    plain: list[float]
    nothing: list[float]
    otherwise: list[tuple[int, float]]
    """With so many minutes a day less or more: weighted recall on the day."""


def planned(
    memories: Sequence[Memory | None],
    weights: Sequence[Sequence[float]],
    efforts: Sequence[float],
    known: Sequence[float],
    today: date,
    interviews: Sequence[int],
    seconds: Sequence[float],
    model: tuple[float, ...],
    habits: Habits,
    retention: float,
    new_per_day: int,
    step_s: float,
) -> Found:
    """Plan for the interviews, so many days from today; weights by card and interview, none of a card all 0.

    `known`: how likely each card is known without having been seen.
    """
    shelf = _shelf(memories, weights, efforts, known, today)
    recall = Recall(model)
    problem, prices = solved(shelf, recall, habits, seconds, interviews)
    found = forecast(problem, prices)
    share = shelf.weight.T / shelf.weight.sum()
    base = float((found.recall * share).sum())
    days = np.arange(len(seconds) + 1.0)
    kept = np.where(
        shelf.unseen,
        shelf.known,
        recall.after(shelf.elapsed + days[:, None], np.where(shelf.unseen, 1.0, shelf.stability)),
    )
    order = ranked(found.gain, found.seconds) if seconds[0] else []
    return Found(
        now=kept[0].tolist(),
        recall=found.recall.tolist(),
        visited=found.visited.tolist(),
        gain=found.gain.tolist(),
        seconds=found.seconds.tolist(),
        order=order,
        with_plan=found.course.tolist(),
        plain=plain_course(shelf, recall, habits, seconds, retention, new_per_day).tolist(),
        nothing=(kept @ share.sum(axis=0)).tolist(),
        otherwise=_otherwise(problem, prices, base, step_s),
    )


def _shelf(
    memories: Sequence[Memory | None],
    weights: Sequence[Sequence[float]],
    efforts: Sequence[float],
    known: Sequence[float],
    today: date,
) -> Shelf:
    return Shelf(
        np.array([m.stability if m else 1.0 for m in memories]),
        np.array([m.difficulty if m else 5.0 for m in memories]),
        np.array([max(0.0, (today - m.last_day).days) if m else 0.0 for m in memories]),
        np.array([m is None for m in memories], dtype=bool),
        np.array(weights, dtype=np.float64),
        np.array(efforts, dtype=np.float64),
        np.array(known, dtype=np.float64),
    )


def _otherwise(problem: Problem, prices: Array, base: float, step_s: float) -> list[tuple[int, float]]:
    """What other minutes would change: the difference of what can be reached at most, on the coarse grid."""
    seconds, total = problem.seconds, float(problem.shelf.weight.sum())
    fewer = min(step_s, 60.0 * (float(seconds[seconds > 0].min()) // 120))
    values = []
    for change in (-fewer, 0.0, step_s):
        other = Problem(
            problem.shelf,
            problem.recall,
            problem.habits,
            np.where(seconds > 0, seconds + change, 0.0).tolist(),
            problem.interviews.tolist(),
            grid=COARSE,
            tables=TABLES,
        )
        values.append(other.upper_bound(other.solve(ROUNDS, prices, SOFTNESS)) / total)
    less, most, more = values
    return [
        (-round(fewer / 60), min(base, max(0.0, base + less - most))),
        (round(step_s / 60), max(base, min(1.0, base + more - most))),
    ]
