"""The axes of pictures: round ticks, days in buckets, places along the bottom, and the frame they make."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from flashcards.records import dataclass
from flashcards.stats.page.pictures.svg import element, text_width, words
from flashcards.words import DASH, MONTHS, date_words

LONGEST_BY_DAY, LONGEST_BY_WEEK = 62, 800
"""Days up to which a period is shown day by day, and week by week; longer ones month by month."""
WIDTH = 480.0
"""Of every picture but the wide ones, in units that are pixels where it is shown at full size."""
HEIGHT = 150.0
"""Of the plot in most of them."""
APART = 8.0
"""What is left free between two labels."""


def count_words(number: float) -> str:
    """A number as an axis shows it: `12`, `1,200`, `0.5`."""
    return f"{number:,.0f}" if number == round(number) else f"{number:,.4g}"


def ticks(top: float, most: int = 5, *, whole: bool = True) -> list[float]:
    """Round numbers from 0 to at least `top`, at most so many steps; whole ones where things are counted."""
    top = max(top, 1.0 if whole else 1e-6)
    raw = top / most
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(m * power for m in (1, 2, 2.5, 5, 10) if m * power >= raw * (1 - 1e-9))
    if whole:
        step = float(math.ceil(step))
    return [i * step for i in range(math.ceil(top / step - 1e-9) + 1)]


def share_ticks(lowest: float) -> list[float]:
    """Shares from a round one below `lowest` to 1."""
    low = min(0.8, math.floor(max(0.0, lowest) * 10 + 1e-9) / 10)
    step = 0.05 if low >= 0.8 else 0.1 if low >= 0.5 else 0.2  # noqa: PLR2004 - at most six steps
    count = math.ceil((1 - low) / step - 1e-9)
    return [round(1 - i * step, 2) for i in range(count, -1, -1)]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A stretch of study days that one bar stands for."""

    first: date
    last: date
    grain: str
    """What it is: day, week or month; the first and the last one may be cut short."""

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def words(self) -> str:
        if self.first == self.last:
            return date_words(self.first, weekday=True)
        return f"{date_words(self.first, weekday=True)} {DASH} {date_words(self.last, weekday=True)}"


def buckets(first: date, last: date, *, by_week: bool = False) -> list[Bucket]:
    """The days from first to last as days (not `by_week`), weeks from Monday, or months, so that a picture holds them."""
    length = (last - first).days + 1
    grain = "day" if length <= LONGEST_BY_DAY and not by_week else "week" if length <= LONGEST_BY_WEEK else "month"
    found = []
    begin = first
    while begin <= last:
        match grain:
            case "day":
                end = begin
            case "week":
                end = begin + timedelta(days=6 - begin.weekday())
            case _:
                end = (begin.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        found.append(Bucket(begin, min(end, last), grain))
        begin = end + timedelta(days=1)
    return found


@dataclass(frozen=True, slots=True)
class Places:
    """What stands along the bottom: what each place is, and the labels to choose from, the fullest set first."""

    names: tuple[str, ...]
    labels: tuple[tuple[tuple[float, str], ...], ...]


def named(names: Sequence[str], labels: Iterable[str] | None = None) -> Places:
    """Places with a label each; every second or third where they do not fit."""
    shown = list(names if labels is None else labels)
    sets = (tuple((i, shown[i]) for i in range(0, len(shown), step) if shown[i]) for step in (1, 2, 3, 4, 6, 12))
    return Places(tuple(names), tuple(sets))


def edged(names: Sequence[str], edges: Sequence[str]) -> Places:
    """Places with a label at each edge between them, the first one included."""
    sets = (tuple((i - 0.5, edges[i]) for i in range(0, len(edges), step)) for step in (1, 2, 3))
    return Places(tuple(names), tuple(sets))


def dated(found: Sequence[Bucket]) -> Places:
    """Buckets with dates below them: days, Mondays, months, quarters or years, as they fit."""

    def where(test: Callable[[date], bool], text: Callable[[date], str]) -> tuple[tuple[float, str], ...]:
        hits: list[tuple[float, str]] = []
        for i, bucket in enumerate(found):
            days = (bucket.first + timedelta(days=k) for k in range(bucket.days))
            day = next((d for d in days if test(d)), None)
            if day is not None:
                hits.append((i, text(day)))
        return tuple(hits)

    def short(day: date) -> str:
        return f"{day.day} {MONTHS[day.month - 1]}"

    def month(day: date) -> str:
        return f"{MONTHS[day.month - 1]} {day.year}" if day.month == 1 else MONTHS[day.month - 1]

    by_day = [
        where(lambda _: True, short),
        where(lambda d: d.weekday() == 0, short),
        where(lambda d: d.weekday() == 0 and d.toordinal() // 7 % 2 == 0, short),
    ]
    by_month = [
        where(lambda d: d.day == 1, month),
        where(lambda d: d.day == 1 and d.month % 2 == 1, month),
        where(lambda d: d.day == 1 and d.month % 3 == 1, month),
        where(lambda d: d.day == 1 and d.month == 1, lambda d: str(d.year)),
    ]
    sets = [*(by_day if found and found[0].grain == "day" else ()), *by_month]
    ends = tuple({0: short(found[0].first), len(found) - 1: short(found[-1].last)}.items()) if found else ()
    return Places(tuple(b.words for b in found), (*(s for s in sets if len(s) > 1), ends))


def without_collisions(labels: Iterable[tuple[float, str]], right: float) -> list[tuple[float, str]] | None:
    """The labels with the middles where they can stand, left of `right`; none where two would touch."""
    placed: list[tuple[float, str]] = []
    free = 0.0
    for x, text in labels:
        half = text_width(text) / 2
        middle = min(max(x, half), right - half)
        if middle - half < free:
            return None
        placed.append((middle, text))
        free = middle + half + APART
    return placed


@dataclass(frozen=True, slots=True)
class Frame:
    """The rectangle of a plot and what its sides stand for."""

    left: float
    top: float
    right: float
    bottom: float
    low: float
    high: float
    places: int = 1

    @property
    def band(self) -> float:
        """Units from one place to the next."""
        return (self.right - self.left) / max(1, self.places)

    def x(self, place: float) -> float:
        """The middle of a place, counted from 0."""
        return self.left + (place + 0.5) * self.band

    def across(self, value: float) -> float:
        """Where a value of the domain lies from left to right."""
        return self.left + (value - self.low) / (self.high - self.low) * (self.right - self.left)

    def y(self, value: float) -> float:
        """How high a value lies; beyond the domain at its end."""
        inside = min(max(value, self.low), self.high)
        return self.bottom - (inside - self.low) / (self.high - self.low) * (self.bottom - self.top)

    def rules(self, values: Sequence[float], text: Callable[[float], str]) -> str:
        """Horizontal lines with their values on the left."""
        return "".join(
            element(
                "line",
                x1=self.left,
                x2=self.right,
                y1=self.y(v),
                y2=self.y(v),
                class_="base" if v == values[0] else "grid",
            )
            + words(text(v), self.left - 6, self.y(v) + 4, "t", "end")
            for v in values
        )

    def foot(self, places: Places) -> str:
        """The labels below, as many as fit without touching."""
        for labels in places.labels:
            found = without_collisions([(self.x(i), text) for i, text in labels], self.right + 10)
            if found:
                marks = "".join(
                    element("line", x1=self.x(i), x2=self.x(i), y1=self.bottom, y2=self.bottom + 4, class_="base")
                    for i, _ in labels
                )
                return marks + "".join(words(text, x, self.bottom + 20, "t", "middle") for x, text in found)
        return ""


def framed(values: Sequence[float], text: Callable[[float], str], places: int, top: float) -> Frame:
    """A frame beside the widest of its ticks."""
    left = 10 + max(text_width(text(v)) for v in values)
    return Frame(left, top, WIDTH - 12, top + HEIGHT, values[0], values[-1], places)
