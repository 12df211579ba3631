"""Which answers are summed up for statistics, and the rows of the sums."""

from datetime import date
from typing import NamedTuple

from flashcards.log.counting import BINS, MILLION
from flashcards.records import dataclass


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reviews count: of these cards (None: all), from and up to these study days."""

    cards: frozenset[str] | None = None
    since: date | None = None
    until: date | None = None


EVERYTHING = Filter()


@dataclass(frozen=True, slots=True)
class Behind:
    """Which answers stand behind a figure, by what their columns may hold; empty: anything."""

    mode: tuple[str, ...] = ()
    rating: tuple[int, ...] = ()
    before: tuple[str, ...] = ()
    """Ages of the card before the answer."""
    hour: tuple[int, ...] = ()
    confidence: tuple[str, ...] = ()
    bin: tuple[int, ...] = ()
    """Recall predicted from bin / 20 to (bin + 1) / 20."""

    @property
    def columns(self) -> dict[str, tuple[str | int, ...]]:
        """What is asked of each column, or of what is computed of one."""
        asked: dict[str, tuple[str | int, ...]] = {
            "mode": self.mode,
            "rating": self.rating,
            "before": self.before,
            "hour": self.hour,
            "confidence": self.confidence,
            f"predicted * {BINS} / {MILLION}": self.bin,
        }
        return {column: values for column, values in asked.items() if values}


ANY = Behind()


class DaySum(NamedTuple):
    """Answers of a study day, by mode, age before and rating."""

    day: date
    mode: str
    before: str
    rating: int
    n: int
    ms: int


class DoneSum(NamedTuple):
    """What was done on a study day."""

    day: date
    answers: dict[str, int]
    """By the card's age before, or by the mode where that moves no schedule; none is 0."""
    passed: int
    """Answers of the schedule that were passed."""
    ms: int


class CardSum(NamedTuple):
    """Answers of a card at an age, and those passed."""

    card: str
    before: str
    n: int
    passed: int


class SaidSum(NamedTuple):
    """Answers of a card before which a confidence was said, and those passed."""

    card: str
    said: str
    n: int
    passed: int


class PointSum(NamedTuple):
    """A rubric point or a mistake of a card: times missed, times asked."""

    card: str
    key: str
    missed: int
    asked: int


class BinSum(NamedTuple):
    """Predictions from bin / 20 to (bin + 1) / 20 and what came of them."""

    bin: int
    n: int
    passed: int
    predicted: float
    squares: float
    loss: float
