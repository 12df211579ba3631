"""Does the interview plan remember more on the day? `python -m tests.bench.plan` prints the table of README.

Simulated people study the same minutes a day by different rules; what counts is the weighted recall on the day over all
cards of the plan, as the simulated memory has it. The grid was written down before the planner:
cards 100, 400, 1000, 2000 × days 3, 14, 30, 90 × minutes 5, 20, 60, less the ones where everything or nothing fits, with
every third one skewed in its weights (a fifth of the cards counts five times) and every fourth begun (a third of the
cards is known). Then people whom the planner misjudges.

Rules: FSRS at one desired retention (due cards by recall, then new ones, the heavy first) with 0.90 as people have it and the best
of 0.70 to 0.97 in hindsight; greedy (the most recall of today per second); the plan. The bound is Lagrange's dual at the
best prices found, exact up to the grid of memories: no rule can do better on average. It is the value of the linear programme
over policies that column generation would solve.

`--seeds N` people a row, `--first N` their first seed (the table of README: 1000), `--rows 3,5` some rows.
"""

import argparse
import math
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from multiprocessing import Pool
from typing import NamedTuple

import fsrs
import numpy as np

from flashcards.schedule.plan.habits import Habits
from flashcards.schedule.plan.recall import AGAIN, EASY, GOOD, HARD, Array, Recall
from flashcards.schedule.plan.shelf import Indices, Shelf
from flashcards.schedule.plan.solver import COARSE, Problem, ranked, solved

GRID = [
    # cards, days, minutes
    (100, 3, 5),
    (100, 3, 20),
    (100, 14, 5),
    (100, 30, 5),
    (100, 90, 5),
    (400, 3, 20),
    (400, 3, 60),
    (400, 14, 5),
    (400, 14, 20),
    (400, 30, 5),
    (400, 30, 20),
    (400, 90, 5),
    (400, 90, 20),
    (1000, 3, 60),
    (1000, 14, 20),
    (1000, 14, 60),
    (1000, 30, 5),
    (1000, 30, 20),
    (1000, 30, 60),
    (1000, 90, 5),
    (1000, 90, 20),
    (2000, 14, 20),
    (2000, 14, 60),
    (2000, 30, 20),
    (2000, 30, 60),
    (2000, 90, 5),
    (2000, 90, 20),
    (2000, 90, 60),
]
"""Left out: what fits whole (100 cards × 14 days and more × 20 minutes and more, 400 × 90 × 60, 100 × 3 × 60) and what hardly
begins (2000 × 3, 1000 × 3 × 5 and 20, 1000 and 2000 × 14 × 5, 2000 × 30 × 5, 400 × 3 × 5)."""
MISJUDGED = ("slower", "quicker", "other weights", "missed days", "noisy costs", "other first odds")
MISJUDGED_ON = ((400, 14, 20), (1000, 30, 20))
RETENTIONS = (0.70, 0.75, 0.80, 0.85, 0.90, 0.95, 0.97)
WEIGHTS = tuple(fsrs.scheduler.DEFAULT_PARAMETERS)


@dataclass(frozen=True)
class Person:
    """How somebody truly remembers and works."""

    model: Recall = field(default_factory=lambda: Recall(WEIGHTS))
    habits: Habits = field(default_factory=Habits)
    missed: float = 0.0
    """Share of days without study."""
    noise: float = 0.0
    """Spread of the logarithm of a visit's seconds."""


def person(sort: str, seed: int) -> Person:
    rng = np.random.default_rng([seed, 7])
    w = np.array(WEIGHTS)
    match sort:
        case "slower":
            w[:4] *= 0.6
            w[8] -= 0.3
            return Person(Recall(tuple(w)), Habits(pass_s=11, lapse_s=30, new_s=45))
        case "quicker":
            w[:4] *= 1.5
            w[8] += 0.2
            return Person(Recall(tuple(w)), Habits(pass_s=6, lapse_s=18, new_s=28))
        case "other weights":
            w *= np.exp(rng.normal(0, 0.1, len(w)))
            return Person(Recall(tuple(w)))
        case "missed days":
            return Person(missed=0.25)
        case "noisy costs":
            return Person(noise=0.7)
        case "other first odds":
            return Person(habits=Habits(first=(0.55, 0.20, 0.23, 0.02)))
    return Person()


class Scenario(NamedTuple):
    cards: int
    days: int
    minutes: int
    skewed: bool = False
    begun: bool = False
    sort: str = ""

    @property
    def name(self) -> str:
        marks = [
            word for word, holds in (("skewed", self.skewed), ("begun", self.begun), (self.sort, self.sort)) if holds
        ]
        return f"{self.cards}, {self.days}, {self.minutes}{': ' if marks else ''}{', '.join(marks)}"


def scenarios() -> list[Scenario]:
    rows = [Scenario(*row, skewed=at % 3 == 2, begun=at % 4 == 3) for at, row in enumerate(GRID)]
    return rows + [Scenario(*row, sort=sort) for row in MISJUDGED_ON for sort in MISJUDGED]


class Desk:
    """One person's cards: what the scheduler believes of them, and what they truly are."""

    def __init__(self, scenario: Scenario, who: Person, seed: int) -> None:
        n = scenario.cards
        self.who, self.believed, self.rng = who, Recall(WEIGHTS), np.random.default_rng(seed)
        self.stability, self.difficulty = np.ones(n), np.full(n, 5.0)
        self.true_stability, self.true_difficulty = np.ones(n), np.full(n, 5.0)
        self.last, self.seen = np.zeros(n), np.zeros(n, bool)
        self.weight = np.where(np.arange(n) % 5 == 0, 5.0, 1.0) if scenario.skewed else np.ones(n)
        if scenario.begun:
            known = np.arange(n) % 3 == 1
            pick = np.arange(n) // 3
            self.seen = known
            self.stability = np.where(known, np.array([2.0, 5.0, 12.0, 30.0])[pick % 4], 1.0)
            self.difficulty = np.where(known, np.array([3.0, 5.5, 8.0])[pick % 3], 5.0)
            self.last = np.where(known, -np.array([1.0, 3.0, 8.0])[pick // 4 % 3], 0.0)
            self.true_stability, self.true_difficulty = self.stability.copy(), self.difficulty.copy()

    def shelf(self, day: int) -> Shelf:
        n = len(self.seen)
        elapsed = np.where(self.seen, day - self.last, 0.0)
        return Shelf(
            self.stability.copy(),
            self.difficulty.copy(),
            elapsed,
            ~self.seen,
            self.weight[:, None],
            np.ones(n),
            np.zeros(n),
        )

    def recalls(self, day: int) -> Array:
        """As the scheduler believes."""
        return np.where(self.seen, self.believed.after(day - self.last, self.stability), 0.0)

    def score(self, day: int) -> float:
        true = np.where(self.seen, self.who.model.after(day - self.last, self.true_stability), 0.0)
        return float((true * self.weight).sum() / self.weight.sum())

    def study(self, order: Indices, day: int, budget: float) -> float:
        """Answer cards in this order while the next one is more likely inside the budget than outside; the seconds."""
        order = np.asarray(order, dtype=int)
        if not len(order):
            return 0.0
        fresh, habits = ~self.seen[order], self.who.habits
        chance = np.where(fresh, 0.0, self.who.model.after(day - self.last[order], self.true_stability[order]))
        passed = self.rng.random(len(order)) < chance
        seconds = np.where(fresh, habits.new_s, np.where(passed, habits.pass_s, habits.lapse_s))
        if self.who.noise:
            seconds = seconds * np.exp(self.rng.normal(-(self.who.noise**2) / 2, self.who.noise, len(order)))
        usual = np.where(fresh, habits.new_s, chance * habits.pass_s + (1 - chance) * habits.lapse_s)
        begin = np.concatenate([[0.0], np.cumsum(seconds)[:-1]])
        over = begin + usual / 2 > budget
        count = int(over.argmax()) if over.any() else len(order)
        ways = np.where(
            fresh,
            _drawn(self.rng, (AGAIN, HARD, GOOD, EASY), habits.first, len(order)),
            np.where(passed, _drawn(self.rng, (HARD, GOOD, EASY), habits.passed, len(order)), AGAIN),
        )
        done, fresh, ways = order[:count], fresh[:count], ways[:count]
        for model, s, d in (
            (self.believed, self.stability, self.difficulty),
            (self.who.model, self.true_stability, self.true_difficulty),
        ):
            s[done], d[done] = model.answered(s[done], d[done], day - self.last[done], fresh, ways)
        self.last[done], self.seen[done] = day, True
        return float(seconds[:count].sum())


def _drawn(rng: np.random.Generator, ratings: tuple[int, ...], odds: tuple[float, ...], count: int) -> Array:
    return np.asarray(rng.choice(ratings, p=odds, size=count))


def by_retention(retention: float) -> Callable[[Desk, Scenario], Iterator[Indices]]:
    """Cards that are due at this retention by recall, then new ones, the heavy first."""
    decay = -WEIGHTS[20]
    factor = 0.9 ** (1 / decay) - 1

    def orders(desk: Desk, scenario: Scenario) -> Iterator[Indices]:
        for day in range(scenario.days):
            interval = np.maximum(1, np.round(desk.stability / factor * (retention ** (1 / decay) - 1)))
            due = np.flatnonzero(desk.seen & (day - desk.last >= interval))
            new = np.flatnonzero(~desk.seen)
            yield np.concatenate(
                [
                    due[np.argsort(desk.recalls(day)[due], kind="stable")],
                    new[np.argsort(-desk.weight[new], kind="stable")],
                ]
            )

    return orders


def greedy(desk: Desk, scenario: Scenario) -> Iterator[Indices]:
    """The most recall of today per second."""
    habits = Habits()
    for day in range(scenario.days):
        recall = desk.recalls(day)
        seconds = np.where(desk.seen, recall * habits.pass_s + (1 - recall) * habits.lapse_s, habits.new_s)
        yield np.argsort(-desk.weight * (1 - recall) / seconds, kind="stable")


def planned(desk: Desk, scenario: Scenario) -> Iterator[Indices]:
    prices = None
    for day in range(scenario.days):
        seconds = [scenario.minutes * 60.0] * (scenario.days - day)
        start = None if prices is None else prices[1:]
        problem, prices = solved(desk.shelf(day), desk.believed, Habits(), seconds, start=start)
        yield np.array(ranked(*problem.gains(prices)), dtype=int)


RULES: dict[str, Callable[[Desk, Scenario], Iterator[Indices]]] = {
    **{f"{r:.2f}": by_retention(r) for r in RETENTIONS},
    "greedy": greedy,
    "plan": planned,
}


def run(scenario: Scenario, rule: str, seed: int) -> tuple[float, float]:
    """Recall on the day and minutes a day, of one person under one rule."""
    who = person(scenario.sort, seed)
    desk = Desk(scenario, who, seed)
    away = np.random.default_rng([seed, 11]).random(scenario.days) < who.missed
    used = ahead = 0.0
    for day, order in enumerate(RULES[rule](desk, scenario)):
        if not away[day]:
            budget = scenario.minutes * 60.0 - ahead
            today = desk.study(order, day, budget)
            ahead = max(today - budget, -Habits().new_s)  # what a day's last card takes too much, the next day has less
            used += today
    return desk.score(scenario.days), used / 60 / scenario.days


def bound(scenario: Scenario) -> float:
    """The most that any rule recalls, for people as the planner believes them."""
    desk = Desk(scenario, Person(), 0)
    seconds = [scenario.minutes * 60.0] * scenario.days
    parts = (desk.shelf(0), desk.believed, Habits(), seconds)
    start = Problem(*parts, exact=True, grid=COARSE).solve()
    problem = Problem(*parts, exact=True, grid=(32, 7))
    total = float(desk.weight.sum())
    found = [total, problem.upper_bound(start)]
    for softness in (0.003, 0.001, 0.0003, 0.0001):
        start = problem.solve(25, start, (softness,))
        found.append(problem.upper_bound(start))
    return min(found) / total


class Cell(NamedTuple):
    mean: float
    error: float
    minutes: float


def cell(runs: list[tuple[float, float]]) -> Cell:
    scores = np.array([score for score, _ in runs])
    spread = float(scores.std(ddof=1) / math.sqrt(len(scores))) if len(scores) > 1 else 0.0
    return Cell(float(scores.mean()), spread, float(np.mean([minutes for _, minutes in runs])))


class Row(NamedTuple):
    scenario: Scenario
    cells: dict[str, Cell]
    best: str
    bound: float | None

    def verdict(self) -> str:
        """Whether the plan keeps its promises here."""
        plan, best = self.cells["plan"], self.cells[self.best]
        error = math.hypot(plan.error, best.error)
        missed = []
        if plan.mean < best.mean - 2 * error:
            missed.append("below the best fixed")
        if self.bound is not None:
            gap = self.bound - best.mean
            if gap > 0.01 and plan.mean - best.mean < 0.7 * gap - 2 * error:
                missed.append(f"closes {(plan.mean - best.mean) / gap:.0%}")
        return "; ".join(missed) or "yes"


def row(task: tuple[Scenario, int, int]) -> Row:
    scenario, first, seeds = task
    cells = {rule: cell([run(scenario, rule, first + seed) for seed in range(seeds)]) for rule in RULES}
    best = max((f"{r:.2f}" for r in RETENTIONS), key=lambda rule: cells[rule].mean)
    return Row(scenario, cells, best, None if scenario.sort else bound(scenario))


def line(found: Row) -> str:
    def shown(rule: str) -> str:
        return f"{found.cells[rule].mean:.3f} ±{found.cells[rule].error:.3f}"

    above = "–" if found.bound is None else f"{found.bound:.3f}"
    used = (
        f"{found.cells['0.90'].minutes:.1f} / {found.cells[found.best].minutes:.1f} / {found.cells['plan'].minutes:.1f}"
    )
    columns = [
        found.scenario.name,
        shown("0.90"),
        f"{shown(found.best)} at {found.best}",
        shown("greedy"),
        shown("plan"),
        above,
        used,
        found.verdict(),
    ]
    return "| " + " | ".join(columns) + " |"


HEAD = """\
| cards, days, minutes a day | FSRS 0.90 | best fixed retention | greedy | plan | bound | minutes used (0.90 / best / plan) | holds |
|---|---|---|---|---|---|---|---|"""


def main() -> int:
    options = argparse.ArgumentParser(description="Recall on the day, by rule.")
    options.add_argument("--seeds", type=int, default=4)
    options.add_argument("--first", type=int, default=0)
    options.add_argument("--rows", default="")
    options.add_argument("--processes", type=int, default=2)
    given = options.parse_args()
    rows = scenarios()
    asked = [rows[int(at)] for at in given.rows.split(",")] if given.rows else rows
    print(HEAD, flush=True)
    missed = 0
    with Pool(given.processes) as pool:
        for found in pool.imap(row, [(scenario, given.first, given.seeds) for scenario in asked]):
            missed += found.verdict() != "yes"
            print(line(found), flush=True)
    print(f"\n{len(asked) - missed} of {len(asked)} rows keep all promises.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
