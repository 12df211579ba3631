"""What an exhibit is: its title, what it means, when there is something to show, and what it says now.

The lines, the page and the panels draw the same exhibits and have no words of their own for them.
"""

from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from flashcards.records import dataclass
from flashcards.stats.figures import Figures

LEAST_DAYS = 14
"""What is told of days is told of at least so many."""


class Said(NamedTuple):
    """What an exhibit says now: a face may set off its main part."""

    main: str
    rest: str = ""
    lead: str = ""

    def __str__(self) -> str:
        said = f"{self.lead}{self.main}{self.rest}"
        return said if said.endswith((".", "!", "?")) else f"{said}."


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One thing to see about progress."""

    name: str
    """Of its panel, its file and its place on a page."""
    title: str
    meaning: str
    """One sentence, in less than a line of a narrow terminal."""
    of: str
    """What it is made of: `No answers yet` is said where there are none."""
    shows: Callable[[Figures], object]
    """Whether there is something to show."""
    says: Callable[[Figures], Said]
    """What it says now, where there is."""


def span(figures: Figures) -> tuple[date, date]:
    """The days that are told of: the period, from the first answer on, up to today."""
    today = figures.at.study_day
    days = [a.day for a in figures.activity]
    first = min([*days, today - timedelta(days=LEAST_DAYS - 1)])
    last = max([today, *days])
    return max(first, figures.since or first), min(last, figures.until or last)
