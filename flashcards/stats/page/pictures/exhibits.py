"""What an exhibit of progress is: a picture with its meaning, what it says now, and the same as a table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from flashcards.records import dataclass, field
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Share
from flashcards.stats.page.pictures.axes import DASH, buckets, count_words, dated, percent
from flashcards.stats.page.pictures.svg import Drawing


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture in words."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A figure to look at; without a drawing there is nothing to show yet, and `says` tells what it waits for."""

    name: str
    """Of its file and its place on a page."""
    title: str
    meaning: str
    """One sentence: how it is read."""
    says: str
    """One sentence: what it shows now."""
    drawing: Drawing | None = None
    table: Table = field(default_factory=lambda: Table((), ()))
    tall: Drawing | None = None
    """The same for narrow pages, where the drawing is too broad for them."""

    @property
    def described(self) -> str:
        """What it is and says, for those who do not see it."""
        return f"{self.says} {self.meaning}"


def waiting(name: str, title: str, meaning: str, needs: str) -> Picture:
    """A picture that has nothing to show yet."""
    return Picture(name, title, meaning, needs)


class Period:
    """The stretch of days that pictures over time show, in buckets."""

    def __init__(self, figures: Figures, *, by_week: bool = False) -> None:
        self._figures = figures
        days = [a.day for a in figures.activity]
        first = figures.since or min(days, default=figures.at.study_day)
        last = min(figures.until, figures.at.study_day) if figures.until else figures.at.study_day
        self.buckets = buckets(min(first, last), last, by_week=by_week)
        self.places = dated(self.buckets)
        self._of = {
            bucket.first + timedelta(days=k): i for i, bucket in enumerate(self.buckets) for k in range(bucket.days)
        }

    def weekly(self) -> "Period":
        """The same days by week where they stand by day: shares of single days say little."""
        return Period(self._figures, by_week=True) if self.grain == "day" else self

    @property
    def grain(self) -> str:
        """What one bar stands for: day, week or month."""
        return self.buckets[0].grain

    @property
    def whole(self) -> bool:
        """Whether what a bar counts is a whole number, being no mean."""
        return self.grain == "day"

    @property
    def mean(self) -> str:
        """What to say of bars that stand for more than a day."""
        return "" if self.grain == "day" else f" Each bar is the mean of a {self.grain}."

    def means(self, counts: Mapping[date, float]) -> list[float]:
        """The mean a day in each bucket."""
        sums = [0.0] * len(self.buckets)
        for day, count in counts.items():
            if day in self._of:
                sums[self._of[day]] += count
        return [total / bucket.days for total, bucket in zip(sums, self.buckets, strict=True)]

    def shares(self, shares: Iterable[tuple[date, Share]]) -> list[Share]:
        """The share over each bucket."""
        sums = [Share()] * len(self.buckets)
        for day, share in shares:
            if day in self._of:
                sums[self._of[day]] += share
        return sums

    def latest(self, rows: Sequence[tuple[date, Mapping[str, int]]]) -> list[Mapping[str, int]]:
        """What held at the end of each bucket."""
        found: list[Mapping[str, int]] = []
        at, held = 0, dict[str, int]()
        for bucket in self.buckets:
            while at < len(rows) and rows[at][0] <= bucket.last:
                held = dict(rows[at][1])
                at += 1
            found.append(held)
        return found

    def table(self, head: Sequence[str], columns: Sequence[Sequence[str]]) -> Table:
        """One row a bucket, those left out in which nothing was."""
        rows = zip(self.buckets, zip(*columns, strict=True), strict=True)
        return Table(
            (self.grain.capitalize(), *head), tuple((b.words, *row) for b, row in rows if set(row) - {"0", DASH, ""})
        )


def many(number: int, noun: str, several: str = "") -> str:
    """`1 card`, `2,000 cards`."""
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def shown(value: float) -> str:
    return count_words(round(value, 1))


def numbers(share: Share) -> tuple[str, str, str, str]:
    low, high = share.interval
    return (
        f"{share.passed:,}",
        f"{share.total:,}",
        percent(share.value, 1),
        f"{percent(low, 1)} to {percent(high, 1)}",
    )


NUMBERS = ("Passed", "Answers", "Share", "95% interval")
