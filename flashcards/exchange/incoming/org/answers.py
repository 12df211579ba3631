"""org-fc's log of answers: a table of all cards in a file of its own, read where that lies beside the notes."""

import contextlib
import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from flashcards.exchange.incoming import memories
from flashcards.exchange.incoming.brought import ForeignError, Remembered, Review
from flashcards.exchange.incoming.texts import text_of
from flashcards.files import read
from flashcards.records import dataclass, field
from flashcards.words import counted

USUAL_NAME = "org-fc-reviews.tsv"
RATINGS = {"again": 1, "hard": 2, "good": 3, "easy": 4}
FIRST_YEAR, LATEST_YEAR = 1970, 2096
"""Between them are the sound dates: clocks that were never set say the first."""
LOOKED_AT = 2_000
"""So many bytes show whether a table is such a log."""
_ROW = re.compile(
    r"(\d{4}-\d\d-\d\dT[^\t]*)\t[^\t]*\t([^\t]+)\t([^\t]+)\t([^\t]*)\t[^\t]*\t([^\t]*)\t(\w+)(?:\t([^\t]*).*)?"
)
"""When it was, in which file, of which card and position, ease, box and interval before it, the rating, seconds."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """One row: an answer, and what was known of the memory before it."""

    review: Review
    ease: float
    interval: float


@dataclass(slots=True)
class Answers:
    """What such logs hold."""

    files: list[str] = field(default_factory=list)
    number: int = 0
    """How many answers they hold."""
    taken: dict[tuple[str, str], int] = field(default_factory=dict)
    """By card and part: how many of them came to it, however many notes have its id."""
    unread: list[str] = field(default_factory=list)
    """The places of lines that are no answers."""
    _of: dict[str, dict[str, list[_Answer]]] = field(default_factory=dict)
    """By card and position."""

    def positions(self, card: str) -> list[str]:
        """The positions of a card that were answered."""
        return [*self._of.get(card, {})]

    def of(self, card: str, position: str) -> tuple[tuple[Review, ...], Remembered | None]:
        """The answers at a position of a card, oldest first, and the memory that it had before the first of them."""
        found = sorted(self._of.get(card, {}).get(position, []), key=lambda one: one.review.wall_ms)
        if not found or not found[0].interval:
            return tuple(one.review for one in found), None
        first = datetime.fromtimestamp(found[0].review.wall_ms / 1000).astimezone().date()
        last = first - timedelta(days=max(1, round(found[0].interval)))
        before = memories.standing(first, last, ease=found[0].ease or memories.USUAL_EASE).remembered
        return tuple(one.review for one in found), before

    def add(self, file: str, text: str) -> None:
        """Read a log."""
        self.files.append(file)
        for at, line in enumerate(text.splitlines(), 1):
            row = _ROW.fullmatch(line)
            when = _when(row[1]) if row else None
            if row is None or when is None or row[6] not in RATINGS:
                self.unread += [f"{file}:{at}"] if line.strip() else []
                continue
            took = round(number(row[7] or "") * 1000)
            review = Review(round(when.timestamp() * 1000), RATINGS[row[6]], took)
            self._of.setdefault(row[2], {}).setdefault(row[3], []).append(
                _Answer(review, number(row[4]), number(row[5]))
            )
            self.number += 1

    @property
    def found(self) -> Iterator[str]:
        """How many of them came to a card, in a line."""
        if self.number:
            yield f"{counted(sum(self.taken.values()), 'answer')} in org-fc's log ({', '.join(self.files)})"

    @property
    def lost(self) -> Iterator[str]:
        """What is left out, a line each."""
        if others := self.number - sum(self.taken.values()):
            yield f"{counted(others, 'answer')} of org-fc's log are of cards or holes that are not in these notes, left out"
        if self.unread:
            yield f"{counted(len(self.unread), 'line')} of org-fc's log {'is no answer' if len(self.unread) == 1 else 'are no answers'}, left out: {self.unread[0]}"


def answers_in(folder: Path) -> Answers:
    """The logs that lie in a folder; raises ForeignError for one that cannot be read."""
    found = Answers()
    for path in sorted(folder.glob("*.tsv")):
        if path.is_file() and not path.is_symlink() and is_log(_beginning(path)):
            found.add(path.name, text_of(path)[0])
    return found


def _beginning(path: Path) -> str:
    """The first lines of a file; empty where it cannot be read."""
    with contextlib.suppress(OSError):
        return read(path, LOOKED_AT).decode("utf-8", "replace")
    return ""


def refuse_log(path: Path, text: str) -> None:
    """Raise ForeignError for such a log: there are no cards in it."""
    if is_log(text):
        raise ForeignError(
            f"{path} is org-fc's log of answers; put it beside the notes, and import those with your history"
        )


def is_log(text: str) -> bool:
    """Whether a text begins as such a log does."""
    row = _ROW.fullmatch(text.partition("\n")[0].rstrip("\r"))
    return row is not None and row[6] in RATINGS


def _when(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        return None
    return found if FIRST_YEAR < found.year < LATEST_YEAR else None


def day(text: str) -> date | None:
    """The day of a date, or of an instant as it is here; none where there is none."""
    if "T" in text and (when := _when(text)):
        return when.date()
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def number(text: str) -> float:
    """A number that is not below zero; 0 where there is none."""
    try:
        return min(36_500.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
