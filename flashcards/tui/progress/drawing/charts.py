"""Charts of counts as pictures: bars that lie, columns that stand, and the numbers along their axes."""

import itertools
import math
from collections.abc import Sequence

from flashcards.records import dataclass
from flashcards.text import cell_width, padded
from flashcards.tui.progress.drawing.picture import Picture

EIGHTHS_ACROSS = " ▏▎▍▌▋▊▉█"
EIGHTHS_UP = " ▁▂▃▄▅▆▇█"
FULL = "█"
NICE = (1, 1.5, 2, 2.5, 3, 5)
STRIDES = (1, 2, 3, 5, 7, 10, 14, 21, 28, 30, 60, 90)
WIDEST_COLUMN = 12
FILLED = 0.75
"""Of the width that thin columns should fill; else they become one or two wide, without gaps."""
CURSOR = "▸ "
GUTTER = len(CURSOR)
LEAST_PLOT = 4  # columns


@dataclass(frozen=True, slots=True)
class Fill:
    """How a part of a column is drawn, and what it is called."""

    glyph: str
    style: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """One line of a bar chart; `said` are its numbers in words."""

    label: str
    value: float
    said: str
    style: str = "bar"


def steps(most: float, rows: int, *, whole: bool = True) -> tuple[float, int, int]:
    """An axis that reaches `most`: the value of a step, the rows that it takes, and how many steps there are.

    Of all round steps with two rows or more the one with which the data fills most of the rows; at best with two
    numbers or more along it.
    """
    rows, most = max(1, rows), most or 1
    found = []
    for power in range(0 if whole else -2, 10):
        for nice in NICE:
            step = nice * 10.0**power
            if whole and step != int(step):
                continue
            count = max(1, math.ceil(most / step - 1e-9))
            if count == 1 or count * 2 <= rows:
                found.append((min(count, 2), round(most / step * (rows // count)), step, rows // count, count))
            if count == 1 and step >= most:
                _, _, best, rows_of_step, steps_ = max(found)
                return best, rows_of_step, steps_
    raise ValueError(f"{most} is too much for an axis")


def figure(value: float) -> str:
    """A number of an axis: `0.5`, `20`, `1,500`."""
    return f"{value:,.0f}" if value == int(value) else f"{value:g}"


def across(value: float, most: float, width: int) -> str:
    """A bar that lies, in eighths of a column; what is there at all shows."""
    if value <= 0 or most <= 0:
        return ""
    eighths = max(1, round(min(1.0, value / most) * width * 8))
    return FULL * (eighths // 8) + EIGHTHS_ACROSS[eighths % 8].strip()


def window(count: int, room: int, cursor: int | None) -> range:
    """Which of many lines are shown where only so many have room: those about the cursor."""
    room = max(1, room)
    first = min(max(0, (cursor or 0) - room // 2), max(0, count - room))
    return range(first, min(count, first + room))


def row_pitch(rows: int, height: int) -> int:
    """Rows from one line to the next: airy where there is room."""
    return 2 if rows * 2 - 1 <= height else 1


def hint_more(picture: Picture, shown: range, count: int, y: int) -> None:
    """Say at the right edge that lines above or below are not shown; `y` is the row of the last one."""
    if shown.start > 0:
        picture.put(picture.width - 1, y - len(shown) + 1, "▴", "cursor")
    if shown.stop < count:
        picture.put(picture.width - 1, y, "▾", "cursor")


def at(cursor: int | None, count: int) -> int | None:
    """A cursor held within so many marks; negative ones count from the end."""
    if cursor is None or count == 0:
        return None
    return max(0, count + cursor) if cursor < 0 else min(cursor, count - 1)


def bars(rows: Sequence[Bar], width: int, height: int, *, cursor: int | None = None) -> Picture:
    """Lines with a label, a bar and its numbers."""
    picture = Picture(width, height)
    cursor = at(cursor, len(rows))
    label = min(max((cell_width(r.label) for r in rows), default=0), max(6, width // 3))
    said = max((cell_width(r.said) for r in rows), default=0)
    room = max(LEAST_PLOT, width - GUTTER - label - said - 4)
    most = max((r.value for r in rows), default=0)
    shown = window(len(rows), height, cursor)
    pitch = row_pitch(len(rows), height)
    for y, index in zip(itertools.count(0, pitch), shown, strict=False):
        row = rows[index]
        here = index == cursor
        if here:
            picture.put(0, y, CURSOR, "cursor")
        picture.put(GUTTER, y, padded(row.label, label), "strong" if here else "")
        x = GUTTER + label + 1
        drawn = across(row.value, most, room)
        picture.put(x, y, drawn, row.style)
        picture.put(x + len(drawn) + (1 if drawn else 0), y, row.said, "strong" if here else "muted")
        picture.area(index, 0, y, width, pitch)
    hint_more(picture, shown, len(rows), len(shown) - 1)
    return picture


def put_labels(
    picture: Picture, y: int, places: Sequence[int], labels: Sequence[str], *, left: int, from_end: bool = False
) -> list[int]:
    """Write as many labels below their places as have room, evenly; return the places that got one."""
    widest = max(map(cell_width, labels), default=0)
    pitch = (places[-1] - places[0]) / (len(places) - 1) if len(places) > 1 else 1
    stride = next((s for s in STRIDES if s * pitch >= widest + 2), len(places))
    first = next((i for i, label in enumerate(labels) if label), 0)
    order = range(len(places) - 1, -1, -stride) if from_end else range(first, len(places), stride)
    labelled = []
    for index in order:
        size = cell_width(labels[index])
        x = max(left, min(places[index], picture.width - size))
        if labels[index] and picture.is_free(x - 2, y, size + 4) and x + size <= picture.width:
            picture.put(x, y, labels[index], "muted")
            labelled.append(places[index])
    return labelled


def legend(picture: Picture, unit: str, fills: Sequence[Fill]) -> None:
    """The first row: what is counted, and what the fills mean."""
    x = picture.put(0, 0, unit, "muted") + 2
    named = [f for f in fills if f.name]
    size = sum(2 + cell_width(f.name) + 2 for f in named) - 2
    x = max(x, picture.width - size)
    for f in named:
        if x + 2 + cell_width(f.name) > picture.width:
            break
        picture.put(x, 0, f.glyph, f.style)
        x = picture.put(x + 2, 0, f.name, "muted") + 2


def spaced(count: int, room: int) -> list[int]:
    """Where so many columns begin in this room, and where the last one ends: all equally wide where that fills it."""
    pitch = max(1, min(WIDEST_COLUMN, room // max(1, count)))
    if pitch == 1 and FILLED * room > count:
        return [i * room // count for i in range(count + 1)] if count else [0]
    return [i * pitch for i in range(count + 1)]


def columns(
    values: Sequence[Sequence[float]],
    labels: Sequence[str],
    width: int,
    height: int,
    *,
    fills: Sequence[Fill],
    unit: str,
    cursor: int | None = None,
    from_end: bool = False,
    whole: bool = True,
    margin: int = 0,
) -> Picture:
    """Columns that stand, of one part or of several on top of each other (the first at the bottom).

    `labels` stand below them as far as they have room; `from_end` holds on to the last one. `margin` is the least
    width of the numbers at the left, so that two charts can share their columns.
    """
    picture = Picture(width, height)
    totals = [sum(parts) for parts in values]
    rows = max(1, height - 3)
    step, per_step, count = steps(max(totals, default=0) or 1, rows, whole=whole)
    rows, top = per_step * count, step * count
    base = height - 3
    margin = max(margin, *(len(figure(step * i)) for i in range(count + 1)))
    legend(picture, unit, fills)
    for y in range(base - rows + 1, base + 1):
        picture.put(margin, y, "│", "axis")
    for i in range(count + 1):
        y = base - per_step * i + 1
        picture.put(0, y, figure(step * i).rjust(margin), "muted")
        picture.put(margin, y, "┤", "axis")
    room = max(1, width - margin - 1)
    edges = spaced(len(values), room)
    gap = int(edges[-1] >= 2 * len(values))
    cursor = at(cursor, len(values))
    left = margin + 1
    picture.put(margin, base + 1, "└" + "─" * edges[-1], "axis")
    places = [left + edge for edge in edges[:-1]]
    for x in put_labels(picture, base + 2, places, labels, left=left, from_end=from_end):
        picture.put(x, base + 1, "┬", "axis")
    for index, (x, parts) in enumerate(zip(places, values, strict=True)):
        thick = max(1, left + edges[index + 1] - x - gap)
        if index == cursor:
            for y in range(1, base + 1):
                if picture.is_free(x, y):
                    picture.put(x + (thick - 1) // 2, y, "┊", "cursor")
        _stand(picture, x, base, thick, [p * rows / top for p in parts], fills)
        if index == cursor:
            picture.put(x, base + 1, "▲" * thick, "cursor")
        picture.area(index, x, 1, thick + gap, height - 1)
    return picture


def _stand(picture: Picture, x: int, base: int, thick: int, heights: Sequence[float], fills: Sequence[Fill]) -> None:
    """One column; `heights` are the rows that its parts take."""
    total = sum(heights)
    if total <= 0:
        return
    ends, sum_ = [], 0.0
    for height in heights:
        sum_ += height
        ends.append(round(sum_))
    last = max(i for i, height in enumerate(heights) if height > 0)
    solid = fills[last].glyph == FULL
    eighths = max(1, round(total * 8))
    full = eighths // 8 if solid else max(ends[-1], 1)
    for row in range(full):
        part = next((i for i, end in enumerate(ends) if row < end and heights[i] > 0), last)
        picture.put(x, base - row, fills[part].glyph * thick, fills[part].style)
    if solid and eighths % 8:
        picture.put(x, base - full, EIGHTHS_UP[eighths % 8] * thick, fills[last].style)


def strip(parts: Sequence[float], width: int, fills: Sequence[Fill]) -> list[tuple[str, str]]:
    """A bar that lies, filled to its whole width by the shares of its parts: texts with styles."""
    total = sum(parts)
    if total <= 0:
        return []
    ends, sum_ = [0], 0.0
    for part in parts:
        sum_ += part
        ends.append(round(sum_ / total * width))
    return [(f.glyph * (b - a), f.style) for f, a, b in zip(fills, ends, ends[1:], strict=False) if b > a]
