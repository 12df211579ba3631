"""Figures about answers, from what the log's tables hold: what was done, and what was remembered."""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from flashcards.events import Mode
from flashcards.log.counting import AGES
from flashcards.log.sums import BinSum, CardSum, DaySum, DoneSum, PointSum, SaidSum
from flashcards.questions import CONFIDENCE
from flashcards.records import dataclass, field

RECALLED = ("young", "mature")
"""The ages whose answers count for true retention: the interval before was a day or more."""
LISTED = 10
"""So many of what goes wrong most often are told."""
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


def activity(done: Iterable[DoneSum]) -> list[Activity]:
    """What was done each day, oldest first; practice and mock count as study time and answers of their own."""
    return [
        Activity(day, answers, passed, ms / 60_000) for day, answers, passed, ms in sorted(done, key=lambda d: d.day)
    ]


def total_of(days: Iterable[Activity]) -> Activity:
    """Several days as one, called after the last of them."""
    last, answers, passed, minutes = date.min, Counter[str](), 0, 0.0
    for a in days:
        last = max(last, a.day)
        answers.update(a.answers)
        passed, minutes = passed + a.passed, minutes + a.minutes
    return Activity(last, answers, passed, minutes)


def level(count: int, busiest: int, levels: int = 4) -> int:
    """Where a day stands between none (0) and the busiest (`levels`)."""
    return 0 if count == 0 else min(levels, 1 + (count - 1) * levels // max(1, busiest))


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


def retention_by(rows: Iterable[CardSum], group: Callable[[str], str | None]) -> dict[str, Share]:
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


@dataclass(frozen=True, slots=True)
class Missed:
    """A rubric point or a known mistake, with its record."""

    card: str
    key: str
    missed: int
    asked: int


def most_missed(rows: Iterable[PointSum]) -> list[Missed]:
    """Those missed most often first."""
    found = [Missed(*row) for row in rows if row.missed]
    return sorted(found, key=lambda m: (-m.missed, m.asked, m.card, m.key))[:LISTED]


def confidence(rows: Iterable[SaidSum], group: Callable[[str], str | None]) -> dict[str, dict[str, Share]]:
    """Per group of cards: how often each confidence was right."""
    found: dict[str, dict[str, Share]] = {}
    for card, said, n, passed in rows:
        name = group(card)
        if name is not None and said in CONFIDENCE:
            shares = found.setdefault(name, {word: Share() for word in CONFIDENCE})
            shares[said] += Share(passed, n)
    return dict(sorted(found.items()))
