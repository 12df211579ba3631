"""The calendar of study days as squares, a column a week."""

from collections.abc import Mapping
from datetime import date, timedelta

from flashcards.stats.exhibits.habits import WEEKS
from flashcards.stats.insights import level
from flashcards.stats.page.pictures.axes import WIDTH, without_collisions
from flashcards.stats.page.pictures.svg import Drawing, element, hover, text_width, words
from flashcards.words import MONTHS, WEEKDAYS, date_words


def calendar(counts: Mapping[date, int], last: date, rows: int = 1) -> Drawing:
    """Days as squares, a column a week; fuller and stronger squares for busier days; the last day is framed."""
    first = last - timedelta(days=last.weekday() + 7 * (WEEKS - 1))
    busiest = max((counts.get(first + timedelta(days=i), 0) for i in range(WEEKS * 7)), default=0)
    columns = -(-WEEKS // rows)
    width = WIDTH if rows > 1 else WIDTH * 2.1
    left = 40.0
    cell = (width - left - 10) / columns
    part = 7 * cell + 34
    marks = ""
    for row in range(rows):
        top = row * part + 24
        for name in (0, 2, 4, 6):
            marks += words(WEEKDAYS[name], left - 8, top + (name + 0.5) * cell + 4.5, "t", "end")
        begin = max(0, WEEKS - columns * (rows - row))
        months = []
        for week in range(begin, WEEKS - columns * (rows - row - 1)):
            monday = first + timedelta(days=week * 7)
            x = left + (week - begin) * cell
            new = [d for d in (monday + timedelta(days=k) for k in range(7)) if d.day == 1]
            months += [
                (x + cell / 2, f"{MONTHS[d.month - 1]} {d.year}" if d.month == 1 else MONTHS[d.month - 1]) for d in new
            ]
            for k in range(7):
                day = monday + timedelta(days=k)
                if day <= last:
                    marks += _day(day, counts.get(day, 0), busiest, (x, top + k * cell), cell, today=day == last)
        placed = without_collisions(months, width) or without_collisions(months[::2], width) or []
        marks += "".join(words(text, x, top - 9, "t", "middle") for x, text in placed)
    y = rows * part + 10
    x = width - 10 - 5 * cell - text_width("more") - 8
    marks += words("fewer", x - 8, y + cell / 2 + 4, "t", "end")
    for strength in range(5):
        marks += _square(strength, x + strength * cell, y, cell)
    marks += words("more", x + 5 * cell + 8, y + cell / 2 + 4, "t")
    return Drawing(width, y + cell + 8, marks)


def _square(strength: int, x: float, y: float, cell: float, style: str = "") -> str:
    size = cell * 0.86
    ground = element("rect", x=x, y=y, width=size, height=size, rx=size / 5, class_=f"heat0{style}")
    inner = size * (0, 0.42, 0.62, 0.82, 1.0)[strength]
    at = (size - inner) / 2
    filled = element(
        "rect", x=x + at, y=y + at, width=inner, height=inner, rx=inner / 5, class_=f"heat{strength}{style}"
    )
    return ground + (filled if strength else "")


def _day(day: date, count: int, busiest: int, at: tuple[float, float], cell: float, *, today: bool) -> str:
    told = f"{date_words(day, weekday=True)}: {count} answer{'' if count == 1 else 's'}"
    return hover(told, _square(level(count, busiest), *at, cell, " today" if today else ""))
