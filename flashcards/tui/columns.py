"""The columns of a list of cards: which have room, how a card stands in them, and how it is sorted."""

from collections.abc import Callable, Sequence
from typing import Any

from textual.content import Content

from flashcards.days import day_words
from flashcards.query import Found
from flashcards.records import dataclass, replace
from flashcards.text import cell_width, padded
from flashcards.tui.content import styled

SIGNS = 3
"""Columns for the cursor and for the mark of a card, and one between them and the text."""
LEAST_TITLE = 32
LEAST_BESIDE_ORDER = 18
"""Columns of a title beside the one that the list is sorted by, which gives way to nothing else."""
LEAST_WITH_STATE = 50
LEAST_WITH_MORE = 70
"""From this width on the list has more columns than it is sorted by."""


@dataclass(frozen=True, slots=True)
class Column:
    """Something that is said of each card in a list."""

    head: str
    width: int
    said: Callable[[Found], str]
    key: Callable[[Found], Any]
    """For sorting, in the direction in which people look for it; none: the card has no such figure and comes last."""
    right: bool = False
    """Whether it stands at the right edge of its column, as numbers do."""


def due(found: Found) -> str:
    """When the card comes back; between steps of minutes it is not due as a card is whose day has come."""
    memory = found.state.memory
    if memory is not None and memory.due_ms is not None:
        return "in minutes" if memory.due_day >= found.today else "now"
    return day_words(memory.due_day, found.today) if memory else "·"


def longest_due(found: Sequence[Found]) -> int:
    """The columns that this takes of these cards; many come back on the same day, and are looked at once."""
    different = {(m.due_day, m.due_ms is None): f for f in found if (m := f.state.memory)}
    return max((cell_width(due(f)) for f in different.values()), default=0)


def state(found: Found) -> str:
    """Why it is away, or where it stands; with a sign for a flag."""
    of = found.state
    if of.suspended:
        word = "suspended"
    elif of.buried_on == found.today:
        word = "buried"
    elif of.leech:
        word = "leech"
    else:
        word = of.phase_name
    return word + (" ⚑" if of.flag is not None else "")


def _added(found: Found) -> str:
    day = found.past.first_day(found.card.id)
    return day_words(day, found.today) if day else "·"


def _newest(found: Found) -> int | None:
    day = found.past.first_day(found.card.id)
    return -day.toordinal() if day else None


def _soonest(found: Found) -> tuple[int, int] | None:
    memory = found.state.memory
    return (memory.due_day.toordinal(), memory.due_ms or 0) if memory else None


DUE = Column("Due", 14, due, _soonest)
DECK = Column("Deck", 20, lambda f: f.card.deck, lambda _: 0)
LAPSES = Column("Lapses", 6, lambda f: str(f.state.lapses or "·"), lambda f: -f.state.lapses, right=True)
DIFFICULTY = Column(
    "Difficulty",
    10,
    lambda f: f"{f.state.memory.difficulty:.1f}" if f.state.memory else "·",
    lambda f: -f.state.memory.difficulty if f.state.memory else None,
    right=True,
)
ADDED = Column("Added", 14, _added, _newest)
STATE = Column("State", 12, state, state)
SORTS = {"due": DUE, "deck": DECK, "lapses": LAPSES, "difficulty": DIFFICULTY, "added": ADDED}


def ordered(found: Sequence[Found], by: str, *, back: bool = False) -> list[Found]:
    """The cards in order; equal ones as they stand in the decks, those without the figure at the end."""
    keyed = [(SORTS[by].key(f), f) for f in found]
    known = sorted(((key, f) for key, f in keyed if key is not None), key=lambda pair: pair[0])
    cards = [f for _, f in known]
    return [*(cards[::-1] if back else cards), *(f for key, f in keyed if key is None)]


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns for a width: before the title, and behind it."""

    before: tuple[Column, ...]
    title: int
    behind: tuple[Column, ...]

    def heads(self) -> Content:
        """The heads, over their columns."""
        return styled((" " * SIGNS, ""), (self._line("Card", lambda column: column.head), "muted"))

    def row(self, found: Found, title: str, *, here: bool, marked: bool) -> Content:
        """One card."""
        signs = ("▸" if here else " ") + ("•" if marked else " ") + " "
        before = self._cells(self.before, lambda column: column.said(found), behind=False)
        behind = self._cells(self.behind, lambda column: column.said(found), behind=True)
        return styled(
            (signs, "cursor"), (before, "muted"), (padded(title[: 2 * self.title], self.title), ""), (behind, "muted")
        )

    def _line(self, title: str, said: Callable[[Column], str]) -> str:
        before, behind = (self._cells(c, said, behind=b) for c, b in ((self.before, False), (self.behind, True)))
        return before + padded(title, self.title) + behind

    @staticmethod
    def _cells(columns: Sequence[Column], said: Callable[[Column], str], *, behind: bool) -> str:
        cells = []
        for column in columns:
            cell = padded(said(column), column.width)
            cell = cell.rstrip().rjust(column.width) if column.right else cell
            cells.append(f"  {cell}" if behind else f"{cell}  ")
        return "".join(cells)


def layout(width: int, by: str, *, due: int = DUE.width, lapses: bool = True) -> Layout:
    """The columns that have room: always the title and the state, the one that is sorted by before the others.

    `due`: columns that the longest due day takes. Without `lapses` no card has lapsed, and their column says nothing.
    """
    sorted_by = SORTS[by]
    before: tuple[Column, ...] = (replace(DUE, width=due),)
    behind: tuple[Column, ...] = (STATE,) if width >= LEAST_WITH_STATE else ()
    wanted = [sorted_by, *([LAPSES] if lapses else []), DECK] if width >= LEAST_WITH_MORE else [sorted_by]
    for column in dict.fromkeys(wanted):
        if column in (DUE, STATE):
            continue
        least = LEAST_BESIDE_ORDER if column is sorted_by else LEAST_TITLE
        used = SIGNS + sum(c.width + 2 for c in (*before, *behind)) + column.width + 2
        if width - used < least and column is sorted_by:  # what the list is sorted by is to be seen
            used -= sum(c.width + 2 for c in behind)
            behind = ()
        if width - used >= least:
            behind = (column, *behind)
    title = max(8, width - SIGNS - sum(c.width + 2 for c in (*before, *behind)))
    return Layout(before, title, behind)
