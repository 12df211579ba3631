"""The tabs of the progress screen, and which of their panels stand where on a screen of some size."""

from collections.abc import Sequence

from flashcards.records import dataclass
from flashcards.tui.progress.panel import HEAD_ROWS, Panel, head_rows
from flashcards.tui.progress.panels import answers as answer_panels
from flashcards.tui.progress.panels import memory as memory_panels
from flashcards.tui.progress.panels import retention as retention_panels
from flashcards.tui.progress.panels import study as study_panels
from flashcards.tui.progress.panels import today as today_panels

TWO_COLUMNS = 144
"""From this width on, panels stand in two columns."""
BETWEEN = 3  # columns between two panels


@dataclass(frozen=True, slots=True)
class Tab:
    """Panels that belong together; those of a `full` tab take the whole width each."""

    title: str
    panels: tuple[Panel, ...]
    full: bool = False


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a panel stands on its page."""

    panel: Panel
    x: int
    y: int
    width: int
    height: int


_ROOMS = (today_panels, study_panels, retention_panels, memory_panels, answer_panels)
BY_NAME = {panel.name: panel for room in _ROOMS for panel in room.PANELS}


def _tab(title: str, names: str, *, full: bool = False) -> Tab:
    return Tab(title, tuple(BY_NAME[name] for name in names.split()), full)


TABS = (
    _tab("Today", "today calendar forecast", full=True),
    _tab("Study", "answers minutes hours introduced"),
    _tab("Retention", "retention retention-ages retention-decks retention-kinds"),
    _tab("Memory", "curve stability retrievability cards-over-time"),
    _tab("Answers", "calibration buttons confidence"),
    _tab("Weak spots", "lapses points mistakes", full=True),
)


def pages(tab: Tab, width: int, height: int) -> list[list[Slot]]:
    """The panels of a tab on as few pages as hold them; each page is filled from top to bottom."""
    count = 2 if width >= TWO_COLUMNS and not tab.full else 1
    rows = [tab.panels[i : i + count] for i in range(0, len(tab.panels), count)]
    made: list[list[tuple[Panel, ...]]] = []
    for row in rows:
        if not made or _rows([*made[-1], row], width) > height:
            made.append([])
        made[-1].append(row)
    return [_laid(page, width, height) for page in made]


def _wide(row: Sequence[Panel], width: int) -> int:
    """The columns of each panel of a row."""
    return (width - BETWEEN * (len(row) - 1)) // len(row)


def _least(row: Sequence[Panel], width: int) -> int:
    return max(p.least for p in row) + _more(row, width)


def _most(row: Sequence[Panel]) -> int:
    return max(p.most for p in row)


def _more(row: Sequence[Panel], width: int) -> int:
    """Rows that sentences take which are longer than a line."""
    return max(head_rows(p, _wide(row, width)) for p in row) - HEAD_ROWS


def _rows(rows: Sequence[Sequence[Panel]], width: int) -> int:
    """What these rows of panels need, with a blank row between two."""
    return sum(_least(row, width) for row in rows) + len(rows) - 1


def _laid(rows: Sequence[Sequence[Panel]], width: int, height: int) -> list[Slot]:
    """Rows with their heights: what is left over goes first to those that want a little more, the rest is shared."""
    heights = [_least(row, width) for row in rows]
    most = [_most(row) + _more(row, width) for row in rows]
    endless = max(map(_most, rows))
    left = height - _rows(rows, width)
    for i in range(len(rows)):
        if 0 < most[i] - heights[i] <= left:
            left -= most[i] - heights[i]
            heights[i] = most[i]
    while left > 0 and (growing := [i for i in range(len(rows)) if heights[i] < most[i] and _most(rows[i]) == endless]):
        heights[min(growing, key=lambda i: heights[i])] += 1
        left -= 1
    slots, y = [], 0
    for row, tall in zip(rows, heights, strict=True):
        wide = _wide(row, width)
        slots += [Slot(p, i * (wide + BETWEEN), y, wide, min(tall, height - y)) for i, p in enumerate(row)]
        y += tall + 1
    return slots
