"""A picture of an exhibit, with the same as a table; and the days that pictures over time show."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta

from flashcards.records import dataclass
from flashcards.stats.exhibits.exhibit import Exhibit
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Share
from flashcards.stats.page.pictures.axes import buckets, count_words, dated
from flashcards.stats.page.pictures.svg import Drawing
from flashcards.stats.wording import interval_words
from flashcards.words import DASH, percent


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a picture in words."""

    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Drawn:
    """How a picture shows an exhibit."""

    drawing: Drawing | None = None
    """None: there is nothing to draw."""
    table: Table = Table()
    how: str = ""
    """How this picture is read, beyond what the exhibit means."""
    tall: Drawing | None = None
    """The same for narrow pages, where the drawing is too broad for them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An exhibit as a picture."""

    exhibit: Exhibit
    says: str
    drawn: Drawn

    @classmethod
    def of(cls, exhibit: Exhibit, figures: Figures, draw: Callable[[Figures], Drawn]) -> "Picture":
        """The exhibit of these figures; where there is nothing to show, it says so."""
        drawn = draw(figures) if exhibit.shows(figures) else Drawn()
        return cls(exhibit, str(exhibit.says(figures)) if drawn.drawing else f"No {exhibit.of} yet.", drawn)

    @property
    def name(self) -> str:
        return self.exhibit.name

    @property
    def title(self) -> str:
        return self.exhibit.title

    @property
    def drawing(self) -> Drawing | None:
        return self.drawn.drawing

    @property
    def tall(self) -> Drawing | None:
        return self.drawn.tall

    @property
    def table(self) -> Table:
        return self.drawn.table

    @property
    def meaning(self) -> str:
        """What the exhibit means, and how the picture is read."""
        return f"{self.exhibit.meaning} {self.drawn.how}".rstrip()

    @property
    def described(self) -> str:
        """What it is and says, for those who do not see it."""
        return f"{self.says} {self.meaning}"


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
        return "" if self.grain == "day" else f"Each bar is the mean of a {self.grain}."

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


def shown(value: float) -> str:
    return count_words(round(value, 1))


def numbers(share: Share) -> tuple[str, str, str, str]:
    return f"{share.passed:,}", f"{share.total:,}", percent(share.value, 1), interval_words(share, 1)


NUMBERS = ("Passed", "Answers", "Share", "95% interval")
