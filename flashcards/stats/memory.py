"""Figures about what is in memory: when cards come due, how well they hold, and how they are held over time."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta

from flashcards.log.counting import age
from flashcards.records import dataclass
from flashcards.schedule.model import Model
from flashcards.schedule.states import CardState
from flashcards.stats.insights import LISTED

HELD = ("learning", "relearning", "young", "mature")
"""The ages of a card that was answered at least once."""
SAMPLE = 1_000
"""The mean curve is that of so many cards at most."""
MIDDLE = 0.8
"""The share of the cards that the band around it holds."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """Cards that come due: those overdue, and per day from today on those of young and of mature age."""

    backlog: int
    days: tuple[tuple[date, int, int], ...]

    @property
    def total(self) -> int:
        return self.backlog + sum(young + mature for _, young, mature in self.days)


def due_day(state: CardState, today: date, began_ms: int) -> date | None:
    """The study day a card comes due; none for new and suspended ones, and for those buried until tomorrow.

    `began_ms` is when today began: a step of minutes that ends after that is due today, whenever it was begun.
    """
    if state.memory is None or state.suspended:
        return None
    day = state.memory.due_day
    if state.memory.due_ms is not None and state.memory.due_ms >= began_ms:
        day = today
    return None if state.buried_on == today and day <= today else day


def forecast(states: Iterable[CardState], today: date, began_ms: int, horizon: int) -> Forecast:
    """The due cards of the next days; who counts and when says `due_day`."""
    backlog = 0
    due: dict[date, Counter[str]] = defaultdict(Counter)
    for state in states:
        day = due_day(state, today, began_ms)
        if day is not None and day < today:
            backlog += 1
        elif day is not None:
            due[day][age(state.memory)] += 1
    days = [today + timedelta(days=i) for i in range(horizon)]
    return Forecast(backlog, tuple((d, due[d].total() - due[d]["mature"], due[d]["mature"]) for d in days))


def held_over_time(steps: Iterable[tuple[date, str, str, int]]) -> list[tuple[date, dict[str, int]]]:
    """Cards by age at the end of each day on which one changed its age, oldest first.

    Where the clock ran back, a card may leave an age before it came to it: fewer than none are not held.
    """
    held: Counter[str] = Counter()
    days: dict[date, dict[str, int]] = {}
    for day, before, after, n in steps:
        held[before] -= n
        held[after] += n
        days[day] = {name: max(0, held[name]) for name in HELD}
    return list(days.items())


def from_day(held: list[tuple[date, dict[str, int]]], first: date) -> list[tuple[date, dict[str, int]]]:
    """What was held from a day on, that day itself with what was held from before."""
    earlier = [counts for day, counts in held if day <= first]
    return [*((first, counts) for counts in earlier[-1:]), *((day, counts) for day, counts in held if day > first)]


def held_now(states: Mapping[str, CardState], known: Collection[str]) -> Counter[str]:
    """Cards of the decks by age, and those suspended; those without a state are new."""
    counts: Counter[str] = Counter()
    for card, state in states.items():
        if card in known:
            counts["suspended" if state.suspended else age(state.memory)] += 1
    counts["new"] += len(known) - counts.total()
    return +counts


STABILITY_EDGES = (0, 1, 3, 7, 14, 30, 60, 120, 240, 365, 730)
"""Days; the last bin is open."""


def stabilities(states: Iterable[CardState]) -> list[tuple[int, int | None, int]]:
    """Cards by stability: from, to (days; None: and more), count."""
    found = [s.memory.stability for s in states if s.memory]
    ends = (*STABILITY_EDGES[1:], None)
    return [
        (low, high, sum(low <= x and (high is None or x < high) for x in found))
        for low, high in zip(STABILITY_EDGES, ends, strict=True)
    ]


def median_stability(states: Iterable[CardState]) -> float | None:
    """The stability, in days, that half of the learned cards reach."""
    found = sorted((s.memory.stability for s in states if s.memory), reverse=True)
    return found[(len(found) - 1) // 2] if found else None


RECALL_EDGES = (0.0, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.925, 0.95, 0.975, 1.0)
"""Finer where most cards are."""


def recall_bins(recalls: Iterable[float]) -> list[tuple[float, float, int]]:
    """Recalls in bins: from, to (1 is part of the last one), count."""
    found = list(recalls)
    return [
        (low, high, sum(low <= r < high or r == high == 1 for r in found))
        for low, high in itertools.pairwise(RECALL_EDGES)
    ]


def retrievabilities(states: Mapping[str, CardState], model: Model, today: date) -> list[int]:
    """Cards by recall estimated for today, in tenths from 0 to 1."""
    counts = [0] * 10
    for card, state in states.items():
        recall = model.of(card).predicted(state, today)
        if recall is not None:
            counts[min(9, int(recall * 10))] += 1
    return counts


def curves(model: Model, states: Mapping[str, CardState], today: date, days: Sequence[int]) -> list[list[float]]:
    """Recall of each learned card so many days from today, if none is reviewed; of many cards an even sample."""
    learned = [(model.of(card), state) for card, state in states.items() if state.memory]
    sample = learned[:: math.ceil(len(learned) / SAMPLE) or 1]
    return [[its.predicted(state, today + timedelta(days=d)) or 0.0 for d in days] for its, state in sample]


def mean_curve(of_cards: Sequence[Sequence[float]]) -> list[float]:
    """The mean of curves, point by point."""
    return [sum(point) / len(point) for point in zip(*of_cards, strict=True)]


def band(of_cards: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """Between what the middle ones of the curves lie, point by point."""
    cut = round((len(of_cards) - 1) * (1 - MIDDLE) / 2)
    return [((ends := sorted(point))[cut], ends[-1 - cut]) for point in zip(*of_cards, strict=True)]


def most_lapsed(states: Mapping[str, CardState]) -> list[tuple[str, CardState]]:
    """Cards with the most lapses, leeches first."""
    lapsed = [(card, state) for card, state in states.items() if state.lapses]
    return sorted(lapsed, key=lambda item: (-item[1].lapses, item[0]))[:LISTED]
