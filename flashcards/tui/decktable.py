"""The table of decks on the home screen: its rows, and which of its columns have room."""

from collections.abc import Sequence

from textual.content import Content

from flashcards.cards import Deck
from flashcards.library import Count, Overview
from flashcards.records import dataclass
from flashcards.text import cell_width, padded
from flashcards.tui.content import styled

GROUPS_FROM = 14
"""So many decks are grouped by the folders that they lie in."""
GAP = 3
SIGNS = 2
BAR = 5
WIDEST = 110
"""Figures do not stand farther from their titles than this."""
LONGEST = 48
"""What a title has beyond so many columns gives way before any figure."""
HEADS = ("Due", "Learning", "New", "Min", "Seen")
LEAVING = ("bar", "Min", "Seen", "Learning")
"""What gives way to a title, in this order."""
NOTHING = "·"


@dataclass(frozen=True, slots=True)
class Row:
    """A deck, or the folder above several."""

    title: str
    deck: str | None
    """None: a heading."""
    count: Count | None
    """None: it is switched off."""
    cards: int
    unseen: int

    @property
    def seen(self) -> float | None:
        """The share of its cards that were answered at least once, 0 to 1."""
        return None if self.count is None or not self.cards else 1 - self.unseen / self.cards


def rows_of(decks: Sequence[Deck], overview: Overview) -> list[Row]:
    """The decks in order; many of them below the folders that they lie in."""
    rows = [_row(deck, overview) for deck in decks]
    if len(rows) < GROUPS_FROM:
        return rows
    folders: dict[str, list[Row]] = {}
    for row in rows:
        folders.setdefault((row.deck or "").rpartition("/")[0], []).append(row)
    grouped: list[Row] = []
    for folder, inside in folders.items():
        grouped += [*([_folder(folder, inside)] if folder else []), *inside]
    return grouped


def _row(deck: Deck, overview: Overview) -> Row:
    title = f"{deck.title}{' ⚠' if deck.problems else ''}"
    count = overview.decks.get(deck.name)
    return Row(title, deck.name, count, len(deck.cards), overview.unseen[deck.name])


def _folder(name: str, rows: Sequence[Row]) -> Row:
    on = [row for row in rows if row.count is not None]
    counts = [row.count for row in on if row.count is not None]
    total = Count(
        sum(c.due for c in counts),
        sum(c.new for c in counts),
        sum(c.learning for c in counts),
        sum(c.minutes for c in counts),
    )
    return Row(name, None, total, sum(row.cards for row in on), sum(row.unseen for row in on))


def _cell(row: Row, head: str, *, bar: bool) -> str:
    count = row.count
    if count is None:
        return ""
    match head:
        case "Due" | "Learning" | "New":
            figure = {"Due": count.due, "Learning": count.learning, "New": count.new}[head]
            return f"{figure:,}" if figure else NOTHING
        case "Min":
            return f"{count.minutes:.0f}" if count.minutes >= 1 else "<1" if count.minutes else NOTHING
        case _:
            seen = row.seen
            if seen is None:
                return NOTHING
            full = min(BAR, round(seen * BAR + 0.49))
            return f"{'▰' * full}{'▱' * (BAR - full)} {seen:4.0%}" if bar else f"{seen:.0%}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows laid out for a width; heads stand over their figures."""

    rows: Sequence[Row]
    heads: tuple[str, ...]
    bar: bool
    widths: tuple[int, ...]
    title: int

    def head(self) -> Content:
        """The line of heads."""
        cells = "".join(f"{head:>{width}}" for head, width in zip(self.heads, self.widths, strict=True))
        return styled((" " * SIGNS + padded("Deck", self.title) + cells, "muted"))

    def line(self, at: int, *, here: bool) -> Content:
        """One row."""
        row = self.rows[at]
        style = "label" if row.deck is None else "muted" if row.count is None else ""
        title = row.title if row.count is not None else f"{row.title} (off)"
        indent = "  " if row.deck is not None and self._grouped and "/" in row.deck else ""
        parts = [("▸ " if here else "  ", "cursor"), (padded(indent + title, self.title), style)]
        for head, width in zip(self.heads, self.widths, strict=True):
            cell = _cell(row, head, bar=self.bar)
            quiet = cell == NOTHING or head in ("Min", "Seen")
            parts.append((" " * (width - cell_width(cell)) + cell, "muted" if quiet else style))
        return styled(*parts)

    @property
    def _grouped(self) -> bool:
        return any(row.deck is None for row in self.rows)


def laid_out(rows: Sequence[Row], width: int) -> Table:
    """The table for a width: columns that hold nothing are left out, and a title gives way last."""
    width = min(width, WIDEST)
    heads = [head for head in HEADS if any(_cell(row, head, bar=False) not in ("", NOTHING) for row in rows)]
    heads = heads or list(HEADS[:1])
    bar = True
    longest = max((min(cell_width(row.title), LONGEST) + 2 for row in rows), default=4)
    for leaving in ("", *LEAVING):
        bar = bar and leaving != "bar"
        heads = [head for head in heads if head != leaving] or heads
        widths = [GAP + max(len(head), *(cell_width(_cell(row, head, bar=bar)) for row in rows), 0) for head in heads]
        title = width - SIGNS - sum(widths)
        if title >= longest:
            break
    return Table(rows, tuple(heads), bar, tuple(widths), max(8, title))
