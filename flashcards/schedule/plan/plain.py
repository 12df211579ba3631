"""Plain FSRS until the interview, for comparison: cards when they are due, new ones by a daily limit."""

from collections.abc import Sequence

import numpy as np

from flashcards.schedule.plan.habits import Habits
from flashcards.schedule.plan.recall import AGAIN, EASY, GOOD, HARD, Array, Recall
from flashcards.schedule.plan.shelf import Shelf

RUNS = 4
SEED = 1


def plain_course(
    shelf: Shelf, model: Recall, habits: Habits, seconds: Sequence[float], retention: float, new_per_day: int
) -> Array:
    """Weighted mean recall on each day from today to the last interview, over a few simulated courses of fixed chance."""
    return np.asarray(
        np.mean(
            [
                _course(shelf, model, habits, seconds, retention, new_per_day, np.random.default_rng(SEED + run))
                for run in range(RUNS)
            ],
            axis=0,
        )
    )


def _course(
    shelf: Shelf,
    model: Recall,
    habits: Habits,
    seconds: Sequence[float],
    retention: float,
    new_per_day: int,
    rng: np.random.Generator,
) -> Array:
    weight = shelf.weight.sum(axis=1) / shelf.weight.sum()
    stability, difficulty = shelf.stability.copy(), shelf.difficulty.copy()
    last, seen = -shelf.elapsed, ~shelf.unseen
    course = []

    def known(day: int) -> Array:
        return np.where(seen, model.after(day - last, np.where(seen, stability, 1.0)), shelf.known)

    for day, budget in enumerate(seconds):
        recall = known(day)
        course.append(float(recall @ weight))
        due = np.flatnonzero(seen & (recall <= retention + 1e-9) & (day > last))
        due = due[np.argsort(recall[due], kind="stable")]
        new = np.flatnonzero(~seen)[:new_per_day]
        cost = shelf.effort * np.where(seen, recall * habits.pass_s + (1 - recall) * habits.lapse_s, habits.new_s)
        order = np.concatenate([due, new])
        done = order[np.cumsum(cost[order]) <= budget]
        unseen = ~seen[done]
        passed = rng.choice((HARD, GOOD, EASY), p=habits.passed, size=len(done))
        ratings = np.where(rng.random(len(done)) < recall[done], passed, AGAIN)
        ratings = np.where(unseen, rng.choice((AGAIN, HARD, GOOD, EASY), p=habits.first, size=len(done)), ratings)
        stability[done], difficulty[done] = model.answered(
            stability[done], difficulty[done], day - last[done], unseen, ratings
        )
        last[done], seen[done] = day, True
    course.append(float(known(len(seconds)) @ weight))
    return np.array(course)
