"""Which cards a day should hold, for the most recall on the day of the interview.

With a price on each day's second of study, cards are independent: the value of a memory just after a visit is the best
of leaving it alone until the interview and of one more visit on some later day. Prices rise where a day is too full and
fall where it has room, until the expected minutes fit. The gain of a visit today over the best wait, per second, ranks
the cards (a restless bandit's index: Whittle 1988; reviewing as optimal control: Tabibian et al. 2019).
"""

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np

from flashcards.schedule.plan.grid import Grid, Moves, visits_of, visits_to
from flashcards.schedule.plan.habits import Habits
from flashcards.schedule.plan.recall import Array, Recall
from flashcards.schedule.plan.shelf import Shelf

COARSE, FINE = (10, 3), (24, 5)
"""Stabilities and difficulties of the grid: to find prices from nothing, and to go on from near ones."""
SOFTNESS = (0.01, 0.003)
"""How near in recall two choices must be for the mass to be shared between them: at first, and at the end."""
NEGLIGIBLE = 0.002
"""Smaller shares are left out."""
PRICE_RANGE = (1e-9, 1.0)
TIES, TINY = 4, 1e-12
"""Digits by which gains per second differ or are equal; and what is as good as 0."""
CLASSES = 4, 8
"""So many tables of values are looked through in each round, and once for today's gains."""
FINE_ROUNDS = 6
"""Towards prices on the fine grid, which begin near where they end."""
BISECTIONS = 5
"""Halvings of the logarithm of `PRICE_RANGE`, until one price for all days is near enough to descend from."""
MEMORY = 8
"""Steps that the descent remembers."""
LONGEST, SHORTEST = 1.0, 1e-3
"""By how much the logarithm of a price may move in a round, and the part of a step at which the descent ends."""
ELASTICITY = 15.0
"""By how much more of its time a day loses to others than its price has risen, until steps have shown it."""
NEAR_ENOUGH = 20.0
"""The descent ends where no day is off by more than so many softnesses, as a part of its time."""
Pairs: TypeAlias = list[tuple[Array, Array]]
"""Steps, and how the slope has turned on them."""


class Cards:
    """Cards that share a table of values behind their next visit: about one effort per weight and shares of the interviews."""

    def __init__(self, problem: "Problem", scale: float, shares: Array, shelf: Shelf, count: Array) -> None:
        self.scale, self.shares, self.shelf, self.count = scale, shares, shelf, count
        self.weight = shelf.weight.sum(axis=1)
        self.visits = visits_to(problem.recall, problem.habits, problem.grid, shelf, problem.days)
        self.cost = self.visits.seconds / self.weight
        """Of a visit, for weight 1 and a price of 1, `[day, card]`."""
        earned = problem.left(shelf) * (shelf.weight.T / self.weight)
        self.alone = earned.sum(axis=0)
        """What is earned if nothing more is done, for weight 1."""
        gone = np.arange(problem.days)[:, None] >= problem.interviews
        self.before = gone @ earned
        """What interviews before a day have earned, `[day, card]`."""

    def choices(self, prices: Array, after: Array) -> Array:
        """The value of a next visit on each day, and of none (`[day or none, card]`), for weight 1."""
        days = len(prices)
        value = np.empty((days + 1, len(self.shelf)))
        for day in range(days):
            value[day] = self.visits.value(after[day], day)
        value[:-1] += self.before - prices[:, None] * self.cost
        value[-1] = self.alone
        return value


class Table:
    """At given prices, for one class of cards: the value of a memory just after a visit on each day, and of its visits.

    Shapes `[day, point]` and `[day, waited - 1, point]`, for weight 1 and effort 1. `softness` 0: the best choice; else
    a mixture of the nearly best (the maximum with an entropy, so that what is used is the value's slope in the prices).
    """

    def __init__(self, problem: "Problem", prices: Array, shares: Array, softness: float) -> None:
        self.problem, self.shares, self.softness = problem, shares, softness
        days, size = problem.days, problem.grid.size
        self.after = np.empty((days, size))
        self.visit = np.full((days, max(1, days - 1), size), -np.inf)
        for day in range(days - 1, -1, -1):
            best = self.after[day] = best_of(*self.options(day), softness)
            if day:
                rows = slice(0, day)
                self.visit[day, rows] = problem.on_grid.value(best, rows) - prices[day] * problem.on_grid.seconds[rows]

    def options(self, day: int) -> tuple[Array, Array]:
        """What can follow a visit on a day: a visit on each later day, and none."""
        problem = self.problem
        later = np.arange(day + 1, problem.days)
        values = self.visit[later, later - day - 1]
        alone = np.zeros(problem.grid.size)
        for share, interview in zip(self.shares, problem.interviews, strict=True):
            if interview > day and share:
                earned = share * problem.kept[interview - day - 1]
                alone += earned
                if interview < problem.days:
                    values[interview - day - 1 :] += earned
        return values, alone

    def parts(self, day: int) -> Array:
        """How much of what was visited on a day is visited next on each later day."""
        return shares_of(self.options(day)[0], self.after[day], self.softness)


class Problem:
    """One plan: memories, habits, interviews and the seconds of each day; solved for prices."""

    def __init__(
        self,
        shelf: Shelf,
        recall: Recall,
        habits: Habits,
        seconds: Sequence[float],
        interviews: Sequence[int] = (),
        *,
        exact: bool = False,
        grid: tuple[int, int] = FINE,
        tables: int = CLASSES[0],
    ) -> None:
        """`seconds` of study for each day from today up to the eve of the last interview, at least one day.

        `interviews` are days from today, ascending; the last one is `len(seconds)`, and alone may be left out. Prices
        are found with like cards taken together, unless `exact`, and at most so many `tables` of values.
        """
        self.shelf, self.exact = shelf, exact
        self.recall, self.habits = recall, habits
        self.seconds = np.asarray(seconds, dtype=np.float64)
        self.days = len(self.seconds)
        self.interviews = np.array(interviews or [self.days])
        self.grid = Grid(*grid)
        points, hardness = self.grid.stability, self.grid.difficulty
        waited = np.arange(1.0, max(2, self.days))[:, None]
        on_grid = visits_of(recall, habits, self.grid, waited, points, hardness, np.ones(1))
        self.on_grid = Moves(on_grid, self.grid.size) if grid == COARSE else on_grid
        self.kept = recall.after(np.arange(1.0, self.days + 1)[:, None], points)
        """Recall of a memory so many days (and one) after its visit, `[day, point]`."""
        self.alone = self.left(shelf)
        """Recall of each card on the days of the interviews if nothing more is done, `[interview, card]`."""
        like, self.alike, count = (shelf if exact else shelf.rounded()).distinct()
        """Which of the cards that differ each card is."""
        self.classes = [
            (at, Cards(self, scale, shares, like[at], count[at])) for scale, shares, at in like.classes(tables)
        ]
        """The cards that differ, by the tables of values that they share."""

    def left(self, shelf: Shelf) -> Array:
        """Recall on the days of the interviews of cards that are left alone, `[interview, card]`."""
        stability = np.where(shelf.unseen, 1.0, shelf.stability)
        return np.where(
            shelf.unseen, shelf.known, self.recall.after(shelf.elapsed + self.interviews[:, None], stability)
        )

    # -- prices ---------------------------------------------------------------------------------------------------

    def usage(self, prices: Array, softness: float = SOFTNESS[-1]) -> tuple[Array, float]:
        """The expected seconds of each day when every card follows its best plan at these prices; and the dual's value."""
        seconds, worth = np.zeros(self.days), float(prices @ self.seconds)
        for _, of in self.classes:
            table = Table(self, of.scale * prices, of.shares, softness)
            value = of.choices(prices, table.after)
            best = best_of(value[:-1], value[-1], softness)
            worth += float((best * of.weight * of.count).sum())
            part = shares_of(value[:-1], best, softness) * of.count
            seconds += (part * of.visits.seconds).sum(axis=1)
            seconds += self._flow(of.visits.spread(part * of.shelf.effort, self.grid.size), table)
        return seconds, worth

    def _flow(self, mass: Array, table: Table) -> Array:
        """The expected seconds of the visits that follow, when so much effort stands just after a visit on each day."""
        seconds = np.zeros(self.days)
        for day in range(self.days - 1):
            here = mass[day]
            if not here.any():
                continue
            part = table.parts(day) * here
            seconds[day + 1 :] += (part * self.on_grid.seconds[: self.days - day - 1]).sum(axis=1)
            mass[day + 1 :] += self.on_grid.spread(part, self.grid.size)
        return seconds

    def upper_bound(self, prices: Array) -> float:
        """No policy recalls more than this weighted sum on the day (Lagrange's dual, up to the grid)."""
        worth = float(prices @ self.seconds)
        for _, of in self.classes:
            value = of.choices(prices, Table(self, of.scale * prices, of.shares, 0.0).after)
            worth += float((value.max(axis=0) * of.weight * of.count).sum())
        return worth

    def solve(
        self,
        rounds: int = 20,
        start: Array | None = None,
        softness: Sequence[float] = (),
        pairs: Pairs | None = None,
    ) -> Array:
        """Prices at which the expected minutes of each day fit, as nearly as so many rounds bring them.

        The dual falls along the logarithms of the prices by a quasi-Newton descent (L-BFGS: Nocedal 1980), first with
        soft choices, then with sharper ones. `start` are near prices to go on from; else one price for all days is found
        first. `pairs` are the steps of a like problem, and take up those of this one.
        """
        have = np.maximum(self.seconds, 1.0)
        pairs = [] if pairs is None else pairs
        logs = np.log(np.clip(self._one_price(have) if start is None else start, *PRICE_RANGE))
        for soft in softness or (SOFTNESS if start is None else SOFTNESS[-1:]):
            logs = self._descend(logs, have, soft, rounds, pairs)
        return np.exp(logs)

    def _descend(self, logs: Array, have: Array, softness: float, rounds: int, pairs: Pairs) -> Array:
        def dual(at: Array) -> tuple[float, Array]:
            used, worth = self.usage(np.exp(at), softness)
            return worth, np.exp(at) * (self.seconds - used)

        worth, slope = dual(logs)
        length = 1.0
        for _ in range(rounds):
            bend = 1 / (np.exp(logs) * have)
            if np.abs(slope * bend).max() < NEAR_ENOUGH * softness:
                break
            way = -_newton(slope, pairs, bend)
            if way @ slope >= 0:
                pairs.clear()
                way = -_newton(slope, pairs, bend)
            scale = LONGEST / max(LONGEST, float(np.abs(way).max()))
            to = np.clip(logs + length * scale * way, *np.log(PRICE_RANGE))
            if np.array_equal(to, logs):  # as where each day has more time than it can use
                break
            value, ahead = dual(to)
            if value > worth + 1e-4 * float(slope @ (to - logs)):
                length *= 0.4
                if length < SHORTEST:
                    break
                continue
            moved, turned = to - logs, ahead - slope
            if moved @ turned > TINY:
                pairs[:] = [*pairs[1 - MEMORY :], (moved, turned)]
            logs, worth, slope, length = to, value, ahead, 1.0
        return logs

    def _one_price(self, have: Array) -> Array:
        low, high = np.log(PRICE_RANGE[0]), np.log(PRICE_RANGE[1])
        if self.usage(np.full(self.days, PRICE_RANGE[0]))[0].sum() <= have.sum():
            return np.full(self.days, PRICE_RANGE[0])
        for _ in range(BISECTIONS):
            middle = (low + high) / 2
            fits = self.usage(np.full(self.days, np.exp(middle)))[0].sum() <= have.sum()
            low, high = (low, middle) if fits else (middle, high)
        return np.full(self.days, np.exp((low + high) / 2))

    def gains(self, prices: Array) -> tuple[Array, Array]:
        """For each card: what a visit today adds over its best wait, in weighted recall, and the visit's seconds."""
        one, which, count = self.shelf.distinct()
        gain, seconds = np.zeros(len(one)), np.zeros(len(one))
        for scale, shares, at in one.classes(CLASSES[1]):
            of = Cards(self, scale, shares, one[at], count[at])
            value = of.choices(prices, Table(self, scale * prices, shares, 0.0).after)
            free = value[0] + prices[0] * of.cost[0]
            gain[at] = (free - value[1:].max(axis=0)) * of.weight
            seconds[at] = of.visits.seconds[0]
        return gain[which], seconds[which]


def ranked(gain: Array, seconds: Array) -> list[int]:
    """The cards that gain by a visit, the most per second first; equal ones, but for the last digits, as they stand."""
    rate = gain / seconds
    order = np.argsort(-np.round(rate / max(float(rate.max(initial=0.0)), TINY), TIES), kind="stable")
    return [int(card) for card in order if gain[card] > 0]


def best_of(visits: Array, alone: Array, softness: float) -> Array:
    """The value of the best of some choices (first axis) and of one more; softly, see `Table`."""
    best = np.maximum(visits.max(axis=0), alone) if len(visits) else alone
    if not softness or not len(visits):
        return np.asarray(best)
    total = np.exp((visits - best) / softness).sum(axis=0) + np.exp((alone - best) / softness)
    return np.asarray(best + softness * np.log(total))


def shares_of(visits: Array, best: Array, softness: float) -> Array:
    """How much of the mass takes each choice (first axis)."""
    part = np.exp((visits - best) / softness)
    part[part < NEGLIGIBLE] = 0.0
    return np.asarray(part)


def _newton(slope: Array, pairs: Pairs, bend: Array) -> Array:
    """The slope times an estimate of the inverse curvature from the latest steps (L-BFGS, two loops).

    `bend`: what that is in proportion to for each day, but for these steps.
    """
    way = slope.copy()
    shares = []
    for moved, turned in reversed(pairs):
        share = (moved @ way) / (moved @ turned)
        way -= share * turned
        shares.append(share)
    if pairs:
        moved, turned = pairs[-1]
        way *= bend * (moved @ turned) / (turned @ (bend * turned))
    else:
        way *= bend / ELASTICITY
    for (moved, turned), share in zip(pairs, reversed(shares), strict=True):
        way += (share - (turned @ way) / (moved @ turned)) * moved
    return way


def solved(
    shelf: Shelf,
    recall: Recall,
    habits: Habits,
    seconds: Sequence[float],
    interviews: Sequence[int] = (),
    start: Array | None = None,
) -> tuple[Problem, Array]:
    """A plan's problem with its prices: found on a coarse grid unless `start` has yesterday's, then on the fine one."""
    pairs: Pairs = []
    if start is None:
        start = Problem(shelf, recall, habits, seconds, interviews, grid=COARSE).solve(pairs=pairs)
    problem = Problem(shelf, recall, habits, seconds, interviews)
    return problem, problem.solve(FINE_ROUNDS, start, pairs=pairs)
