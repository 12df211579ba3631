"""A year of days as a picture: a column a week, a glyph and a colour for how much was done."""

from collections.abc import Mapping
from datetime import date, timedelta

from flashcards.stats.exhibits.habits import WEEKS
from flashcards.stats.insights import level
from flashcards.tui.progress.drawing.charts import at
from flashcards.tui.progress.drawing.picture import Picture

GLYPHS = "·▫▪■█"
"""From no answer to the most; they differ without colours too."""
STYLES = ("axis", "heat1", "heat2", "heat3", "heat4")
WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
WEEK = 7
LEFT = 5  # columns for the names of weekdays, and the gap before the first cell
CELL = 2
ROWS = WEEK + 2
LEGEND = 34
"""Columns of the last row that the legend may take."""
WIDEST = LEFT + CELL * WEEKS


def first_day(today: date, width: int) -> date:
    """The Monday that a map of this width begins with."""
    weeks = max(1, min(WEEKS, (width - LEFT) // CELL))
    return today - timedelta(days=today.weekday() + WEEK * (weeks - 1))


def heat_map(counts: Mapping[date, int], today: date, width: int, *, cursor: int | None = None) -> Picture:
    """Month names, seven rows of days up to today, and what the glyphs mean; marks are the days, oldest first."""
    picture = Picture(width, ROWS)
    start = first_day(today, width)
    days = (today - start).days + 1
    cursor = at(cursor, days)
    shown = [start + timedelta(days=i) for i in range(days)]
    busiest = max((counts.get(d, 0) for d in shown), default=0)
    for row, name in enumerate(WEEKDAYS, 1):
        picture.put(0, row, name, "muted")
    _months(picture, start, days)
    for index, day in enumerate(shown):
        x, y = LEFT + index // WEEK * CELL, 1 + index % WEEK
        grade = level(counts.get(day, 0), busiest, len(GLYPHS) - 1)
        picture.put(x, y, GLYPHS[grade], STYLES[grade])
        picture.area(index, x, y, CELL)
    if cursor is not None:
        x, y = LEFT + cursor // WEEK * CELL, 1 + cursor % WEEK
        picture.put(x - 1, y, "[", "cursor")
        picture.put(x + 1, y, "]", "cursor")
    x = picture.put(LEFT, ROWS - 1, "none ", "muted")
    for glyph, style in zip(GLYPHS, STYLES, strict=True):
        x = picture.put(x, ROWS - 1, f"{glyph} ", style)
    picture.put(x, ROWS - 1, f"{busiest:,} on a day", "muted")
    return picture


def _months(picture: Picture, start: date, days: int) -> None:
    """The name of a month above the week of its first day; the month that the map begins in, where it has room."""
    names = [(LEFT, f"{start:%b}")] if start.day > 1 else []
    for index in range(days):
        day = start + timedelta(days=index)
        if day.day == 1:
            names.append((LEFT + index // WEEK * CELL, f"{day:%b}"))
    for (x, name), (following, _) in zip(names, [*names[1:], (picture.width + 1, "")], strict=True):
        if x + len(name) < following:
            picture.put(x, 0, name, "muted")
