"""Figures about progress, from what the log's tables hold: every panel, page and JSON takes its numbers here."""

import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from flashcards.cards import CONFIDENCE
from flashcards.events import Mode
from flashcards.log.facts import BinSum, DaySum, age
from flashcards.records import dataclass, field
from flashcards.schedule.model import Model
from flashcards.schedule.states import CardState

AGES = ("new", "learning", "relearning", "young", "mature")
HELD = ("learning", "relearning", "young", "mature")
"""The ages of a card that was answered at least once."""
RECALLED = ("young", "mature")
"""The ages whose answers count for true retention: the interval before was a day or more."""
Z = 1.959964
"""Of the normal distribution, for intervals of 95 %."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with the 95 % interval of the share (Wilson 1927)."""

    passed: int = 0
    total: int = 0

    def __add__(self, other: "Share") -> "Share":
        return Share(self.passed + other.passed, self.total + other.total)

    @property
    def value(self) -> float | None:
        return self.passed / self.total if self.total else None

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper end; 0 to 1 where there is nothing to go by."""
        n = self.total
        if n == 0:
            return 0.0, 1.0
        p = self.passed / n
        middle = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
        reach = Z / (1 + Z * Z / n) * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
        return max(0.0, middle - reach), min(1.0, middle + reach)


@dataclass(frozen=True, slots=True)
class Activity:
    """One study day: answers by age, reviews that were passed, minutes with each answer capped at one."""

    day: date
    answers: Mapping[str, int] = field(default_factory=dict)
    passed: int = 0
    """Reviews rated better than Again; practice and mock are not among them."""
    minutes: float = 0.0

    @property
    def total(self) -> int:
        return sum(self.answers.values())

    @property
    def reviews(self) -> int:
        """Answers that moved the schedule."""
        return self.total - sum(self.answers.get(mode, 0) for mode in (Mode.PRACTICE, Mode.MOCK))

    @property
    def share(self) -> float | None:
        """The share of the reviews that was passed, 0 to 1; none without a review."""
        return self.passed / self.reviews if self.reviews else None


def activity(days: Iterable[DaySum]) -> list[Activity]:
    """What was done each day, oldest first; practice and mock count as study time and answers of their own."""
    answers: dict[date, Counter[str]] = defaultdict(Counter)
    passed: Counter[date] = Counter()
    ms: Counter[date] = Counter()
    for d in days:
        answers[d.day][d.before if d.mode == Mode.REVIEW else d.mode] += d.n
        passed[d.day] += d.n if d.rating > 1 and d.mode == Mode.REVIEW else 0
        ms[d.day] += d.ms
    return [Activity(day, dict(answers[day]), passed[day], ms[day] / 60_000) for day in sorted(answers)]


def total_of(days: Iterable[Activity]) -> Activity:
    """Several days as one, called after the last of them."""
    last, answers, passed, minutes = date.min, Counter[str](), 0, 0.0
    for a in days:
        last = max(last, a.day)
        answers.update(a.answers)
        passed, minutes = passed + a.passed, minutes + a.minutes
    return Activity(last, answers, passed, minutes)


def calendar(days: Iterable[DaySum]) -> Counter[date]:
    """Answers per day, of any mode."""
    counts: Counter[date] = Counter()
    for d in days:
        counts[d.day] += d.n
    return counts


def level(count: int, busiest: int, levels: int = 4) -> int:
    """Where a day stands between none (0) and the busiest (`levels`)."""
    return 0 if count == 0 else min(levels, 1 + (count - 1) * levels // max(1, busiest))


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
            due[day][age(state)] += 1
    days = [today + timedelta(days=i) for i in range(horizon)]
    return Forecast(backlog, tuple((d, due[d].total() - due[d]["mature"], due[d]["mature"]) for d in days))


def retention(days: Iterable[DaySum]) -> dict[str, Share]:
    """True retention by age: answers of cards whose interval was a day or more, Hard counts as passed."""
    shares = {name: Share() for name in RECALLED}
    for d in days:
        if d.mode == Mode.REVIEW and d.before in RECALLED:
            shares[d.before] += Share(d.n if d.rating > 1 else 0, d.n)
    return shares


def retention_by_day(days: Iterable[DaySum]) -> list[tuple[date, Share]]:
    """True retention of each study day, oldest first."""
    shares: dict[date, Share] = defaultdict(Share)
    for d in days:
        if d.mode == Mode.REVIEW and d.before in RECALLED:
            shares[d.day] += Share(d.n if d.rating > 1 else 0, d.n)
    return sorted(shares.items())


def retention_by(rows: Iterable[tuple[str, str, int, int]], group: Callable[[str], str | None]) -> dict[str, Share]:
    """True retention per group of cards, such as decks or kinds; cards without a group are left out."""
    shares: dict[str, Share] = defaultdict(Share)
    for card, before, n, passed in rows:
        name = group(card) if before in RECALLED else None
        if name is not None:
            shares[name] += Share(passed, n)
    return dict(sorted(shares.items()))


def buttons(days: Iterable[DaySum]) -> dict[str, Counter[int]]:
    """How often each rating was given, by the card's age before; Anki's "learning" is new, learning and relearning."""
    counts: dict[str, Counter[int]] = {name: Counter() for name in AGES}
    for d in days:
        if d.mode == Mode.REVIEW:
            counts[d.before][d.rating] += d.n
    return counts


def hours(rows: Mapping[int, tuple[int, int]]) -> list[Share]:
    """Answers and passes for each of the 24 local hours."""
    return [Share(rows.get(h, (0, 0))[1], rows.get(h, (0, 0))[0]) for h in range(24)]


def introduced(days: Iterable[DaySum]) -> Counter[date]:
    """New cards first answered, per day."""
    counts: Counter[date] = Counter()
    for d in days:
        if d.mode == Mode.REVIEW and d.before == "new":
            counts[d.day] += d.n
    return counts


def held_over_time(steps: Iterable[tuple[date, str, str, int]]) -> list[tuple[date, dict[str, int]]]:
    """Cards by age at the end of each day on which one changed its age, oldest first."""
    held: Counter[str] = Counter()
    days: dict[date, dict[str, int]] = {}
    for day, before, after, n in steps:
        held[before] -= n
        held[after] += n
        days[day] = {name: held[name] for name in HELD}
    return list(days.items())


def from_day(held: list[tuple[date, dict[str, int]]], first: date) -> list[tuple[date, dict[str, int]]]:
    """What was held from a day on, that day itself with what was held from before."""
    earlier = [counts for day, counts in held if day <= first]
    return [*((first, counts) for counts in earlier[-1:]), *((day, counts) for day, counts in held if day > first)]


def held_now(states: Mapping[str, CardState], known: Iterable[str]) -> Counter[str]:
    """Cards of the decks by age, and those suspended."""
    counts: Counter[str] = Counter()
    for card in known:
        state = states.get(card)
        counts["suspended" if state and state.suspended else age(state) if state else "new"] += 1
    return counts


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


def retrievabilities(states: Mapping[str, CardState], model: Model, today: date, bins: int = 10) -> list[int]:
    """Cards by recall estimated for today, in equal bins from 0 to 1."""
    counts = [0] * bins
    for card, state in states.items():
        recall = model.of(card).predicted(state, today)
        if recall is not None:
            counts[min(bins - 1, int(recall * bins))] += 1
    return counts


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of about the same recall, and what came of them."""

    low: float
    high: float
    predicted: float
    actual: Share

    @property
    def is_off(self) -> bool:
        """Whether what happened is surely something else than what was predicted."""
        low, high = self.actual.interval
        return not low <= self.predicted <= high


@dataclass(frozen=True, slots=True)
class Calibration:
    """Recall predicted before the answer against what happened."""

    bins: tuple[Bin, ...]
    answers: int
    brier: float | None
    """Mean squared difference; lower is better (Brier 1950)."""
    log_loss: float | None
    """Mean negative log likelihood in nats; lower is better."""
    off_by: float | None
    """Expected calibration error: mean absolute difference of predicted and actual share, weighted by answers."""


def calibration(sums: Sequence[BinSum]) -> Calibration:
    """Predictions in bins of five points, with their scores."""
    bins = tuple(
        Bin(b.bin / 20, (b.bin + 1) / 20, b.predicted / b.n, Share(b.passed, b.n)) for b in sorted(sums) if b.n
    )
    n = sum(b.n for b in sums)
    if n == 0:
        return Calibration((), 0, None, None, None)
    gap = sum(abs(b.predicted - b.passed) for b in sums)
    return Calibration(bins, n, sum(b.squares for b in sums) / n, sum(b.loss for b in sums) / n, gap / n)


def curves(
    model: Model, states: Mapping[str, CardState], today: date, days: Sequence[int], most: int = 1000
) -> list[list[float]]:
    """Recall of each learned card so many days from today, if none is reviewed; of many cards an even sample."""
    learned = [(model.of(card), state) for card, state in states.items() if state.memory]
    sample = learned[:: math.ceil(len(learned) / most) or 1]
    return [[its.predicted(state, today + timedelta(days=d)) or 0.0 for d in days] for its, state in sample]


def mean_curve(of_cards: Sequence[Sequence[float]]) -> list[float]:
    """The mean of curves, point by point."""
    return [sum(point) / len(point) for point in zip(*of_cards, strict=True)]


def band(of_cards: Sequence[Sequence[float]], share: float = 0.8) -> list[tuple[float, float]]:
    """Between what the middle share of the curves lies, point by point."""
    cut = round((len(of_cards) - 1) * (1 - share) / 2)
    return [((ends := sorted(point))[cut], ends[-1 - cut]) for point in zip(*of_cards, strict=True)]


@dataclass(frozen=True, slots=True)
class Missed:
    """A rubric point or a known mistake, with its record."""

    card: str
    key: str
    missed: int
    asked: int


def most_missed(rows: Iterable[tuple[str, str, int, int]], limit: int = 10) -> list[Missed]:
    """Those missed most often first."""
    found = [Missed(*row) for row in rows if row[2]]
    return sorted(found, key=lambda m: (-m.missed, m.asked, m.card, m.key))[:limit]


def most_lapsed(states: Mapping[str, CardState], limit: int = 10) -> list[tuple[str, CardState]]:
    """Cards with the most lapses, leeches first."""
    lapsed = [(card, state) for card, state in states.items() if state.lapses]
    return sorted(lapsed, key=lambda item: (-item[1].lapses, item[0]))[:limit]


def confidence(
    rows: Iterable[tuple[str, str, int, int]], group: Callable[[str], str | None]
) -> dict[str, dict[str, Share]]:
    """Per group of cards: how often each confidence was right."""
    found: dict[str, dict[str, Share]] = {}
    for card, said, n, passed in rows:
        name = group(card)
        if name is not None and said in CONFIDENCE:
            shares = found.setdefault(name, {word: Share() for word in CONFIDENCE})
            shares[said] += Share(passed, n)
    return dict(sorted(found.items()))
