"""In which order is a backlog best taken? Learners come back after weeks away, and a limit holds each day.

`python -m tests.bench.backlog` learns cards for months, stays away, and then works off what is due under each order.
True memory follows FSRS-6 with the shipped weights, so it shows what the order alone does.
"""

import argparse
import random
import statistics
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flashcards.days import Moment
from flashcards.schedule.model import Model, review_event
from flashcards.schedule.states import NEW, CardState, Memory, Rating

MODEL = Model()
FIRST = date(2026, 1, 1)
Order = Callable[[Memory, date, random.Random], float]


def recall(memory: Memory, day: date) -> float:
    """Retrievability on a day."""
    return MODEL.predicted(replace(NEW, memory=memory), day) or 0.0


ORDERS: dict[str, Order] = {
    "oldest due first": lambda m, day, rng: m.due_day.toordinal() + rng.random(),
    "at random": lambda m, day, rng: rng.random(),
    "recall, lowest first": lambda m, day, rng: recall(m, day),
    "recall, highest first": lambda m, day, rng: -recall(m, day),
    "shortest interval first": lambda m, day, rng: (m.due_day - m.last_day).days + rng.random(),
    "longest interval first": lambda m, day, rng: -(m.due_day - m.last_day).days + rng.random(),
    "easiest first": lambda m, day, rng: m.difficulty,
}


@dataclass
class Outcome:
    """What an order came to."""

    known: float
    """Mean over the days of the sum of recall over all cards, as a share of the cards."""
    at_worst: float
    """The same on the worst day."""
    retention: float
    """Share of the reviews that were passed."""
    days: int
    """Days until nothing overdue was left; the number of days looked at, where that never came."""


class Learner:
    """Cards under review by a memory that FSRS-6 describes."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.cards: list[CardState] = []

    def answer(self, state: CardState, day: date) -> tuple[CardState, bool]:
        """One review, with the steps of the same day after a lapse."""
        memory = state.memory
        passed = memory is None or self.rng.random() < recall(memory, day)
        rating = self.rng.choices((Rating.HARD, Rating.GOOD, Rating.EASY), (1, 7, 2))[0] if passed else Rating.AGAIN
        while True:
            event = review_event("", Moment(0, day, 0), "c", rating, "fsrs6@0.9", self.rng.random())
            state = MODEL.step(state, event)
            if state.memory is None or state.memory.due_ms is None:
                return state, passed
            rating = Rating.GOOD

    def study(self, day: date, limit: int, new: int, order: Order) -> tuple[int, int, int]:
        """A day: reviews in an order up to a limit, then new cards; passed, reviewed, left over."""
        due = [
            (order(memory, day, self.rng), n)
            for n, state in enumerate(self.cards)
            if (memory := state.memory) and memory.due_day <= day
        ]
        done = 0
        for _, n in sorted(due)[:limit]:
            self.cards[n], passed = self.answer(self.cards[n], day)
            done += passed
        self.cards += [self.answer(NEW, day)[0] for _ in range(new)]
        return done, min(limit, len(due)), max(0, len(due) - limit)


def back(name: str, seed: int, away: int, limit: int, days: int) -> Outcome:
    """Months of study, some days away, and the days after."""
    learner, day = Learner(seed), FIRST
    for _ in range(150):
        learner.study(day, 10_000, 10, ORDERS["oldest due first"])
        day += timedelta(days=1)
    day += timedelta(days=away)
    known, passed, reviewed, cleared = [], 0, 0, days
    for n in range(days):
        ok, seen, left = learner.study(day, limit, 0, ORDERS[name])
        passed, reviewed = passed + ok, reviewed + seen
        if not left:
            cleared = min(cleared, n)
        known.append(statistics.fmean(recall(s.memory, day) for s in learner.cards if s.memory))
        day += timedelta(days=1)
    return Outcome(statistics.fmean(known), min(known), passed / max(1, reviewed), cleared)


def main() -> None:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--seeds", type=int, default=3)
    reader.add_argument("--days", type=int, default=40)
    arguments = reader.parse_args()
    for away, limit in ((14, 60), (30, 60), (60, 100), (60, 30)):
        print(f"\n1,500 cards, {away} days away, then {limit} reviews a day for {arguments.days} days")
        print(f"  {'order':24} {'known':>7} {'at worst':>9} {'passed':>7} {'days to clear':>14}")
        for name in ORDERS:
            found = [back(name, seed, away, limit, arguments.days) for seed in range(arguments.seeds)]
            known, worst, retention = (
                statistics.fmean(values)
                for values in zip(*((o.known, o.at_worst, o.retention) for o in found), strict=True)
            )
            days = statistics.fmean(o.days for o in found)
            print(f"  {name:24} {known:7.1%} {worst:9.1%} {retention:7.1%} {days:14.1f}")


if __name__ == "__main__":
    main()
