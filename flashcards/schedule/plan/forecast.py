"""What a solved plan promises: the gain of each card today, its recall on the day, and the course until then."""

import numpy as np

from flashcards.records import dataclass
from flashcards.schedule.plan.recall import Array
from flashcards.schedule.plan.solver import SOFTNESS, Cards, Problem, Table, best_of, shares_of


@dataclass(frozen=True)
class Forecast:
    """Arrays over the cards of a plan, in the order of its shelf."""

    gain: Array
    """What a visit today adds over the best wait, in weighted recall; less than 0: a later day serves better."""
    seconds: Array
    """Of a visit today."""
    recall: Array
    """Expected on the days of the interviews, `[interview, card]`."""
    visited: Array
    """How likely the card is visited at all before the last interview."""
    course: Array
    """Weighted mean recall of the whole on each day from today to the last interview."""


def forecast(problem: Problem, prices: Array) -> Forecast:
    """Follow the plan's own choices at its prices, from each card's memory to the interviews."""
    cards, days, softness = int(problem.alike.max()) + 1, problem.days, SOFTNESS[-1]
    visited, recall, course = np.zeros(cards), np.zeros((len(problem.interviews), cards)), np.zeros(days + 1)
    total = 0.0
    for at, of in problem.classes:
        table = Table(problem, of.scale * prices, of.shares, softness)
        value = of.choices(prices, table.after)
        part = shares_of(value[:-1], best_of(value[:-1], value[-1], softness), softness)
        visited[at] = part.sum(axis=0)
        recall[:, at] = _recalls(problem, table, of, part)
        course += _course(problem, table, of, part)
        total += float(of.weight @ of.count)
    return Forecast(*problem.gains(prices), recall[:, problem.alike], visited[problem.alike], course / total)


def _recalls(problem: Problem, table: Table, of: Cards, part: Array) -> Array:
    """The expected recall of cards on the days of the interviews, when so much of each is next visited on each day."""
    days, kept = problem.days, problem.left(of.shelf)
    found = np.empty((len(problem.interviews), len(of.shelf)))
    for at, interview in enumerate(problem.interviews):
        after = np.zeros((days, problem.grid.size))
        for day in range(min(days, int(interview)) - 1, -1, -1):
            parts = table.parts(day)[: max(0, interview - day - 1)]
            after[day] = (1 - parts.sum(axis=0)) * problem.kept[interview - day - 1]
            for ahead, share in enumerate(parts):
                if share.any():
                    after[day] += share * problem.on_grid.value(after[day + 1 + ahead], ahead)
        before = part[:interview]
        found[at] = (1 - before.sum(axis=0)) * kept[at]
        for day, share in enumerate(before):
            found[at] += share * of.visits.value(after[day], day)
    return found


def _course(problem: Problem, table: Table, of: Cards, part: Array) -> Array:
    """The weighted recall of the cards on each day, in the morning."""
    days, weight = problem.days, of.weight * of.count
    met = np.concatenate([np.zeros((1, part.shape[1])), np.cumsum(part, axis=0)])
    today = np.where(of.shelf.unseen, 1.0, of.shelf.stability)
    waited = of.shelf.elapsed + np.arange(days + 1.0)[:, None]
    alone = np.where(of.shelf.unseen, of.shelf.known, problem.recall.after(waited, today))
    course = ((1 - met) * alone) @ weight
    mass = of.visits.spread(part * weight, problem.grid.size)
    for day in range(days):
        here = mass[day]
        if not here.any():
            continue
        parts = table.parts(day)
        left = 1 - np.concatenate([np.zeros((1, len(here))), np.cumsum(parts, axis=0)])
        course[day + 1 :] += (left * problem.kept[: days - day]) @ here
        mass[day + 1 :] += problem.on_grid.spread(parts * here, problem.grid.size)
    return np.asarray(course)
