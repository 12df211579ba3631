"""A curve as a picture: a line in braille over a band, with the level that is aimed at."""

from collections.abc import Sequence

from flashcards.text import cell_width
from flashcards.tui.progress.drawing.charts import Fill, at, legend
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.drawing.plots import AIM_ACROSS, DOT, MARGIN, Axis, floor

BLANK = 0x2800
DOTS = ((0x01, 0x08), (0x02, 0x10), (0x04, 0x20), (0x40, 0x80))
"""The bits of a braille character, by row and column."""
DOWN, ACROSS = len(DOTS), len(DOTS[0])


def line(
    points: Sequence[tuple[float, float]],
    width: int,
    height: int,
    *,
    labels: Sequence[str],
    unit: str = "",
    aim: float | None = None,
    band: Sequence[tuple[float, float]] = (),
    named: Sequence[Fill] = (),
    cursor: int | None = None,
) -> Picture:
    """A line through points (x from 0 on, share), over a band with a lower and upper end at each point.

    `labels` stand below their points as far as they have room.
    """
    picture = Picture(width, height)
    legend(picture, unit, named)
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    axis = Axis.over(floor([*ys, *(low for low, _ in band), *([] if aim is None else [aim])]), height - 3)
    left, room = MARGIN + 1, max(1, width - MARGIN - 1)
    axis.draw(picture, MARGIN, room)
    if not points:
        return picture
    reach = xs[-1] or 1
    places = [left + round(x / reach * (room - 1)) for x in xs]
    for x in range(left, left + room) if band else ():
        at_x = (x - left) / max(1, room - 1) * reach
        bottom, top = (axis.row(_between(xs, ends, at_x)) for ends in zip(*band, strict=True))
        for y in range(round(top), round(bottom) + 1):
            picture.put(x, y, "░", "band within")
    for x in range(left, left + room) if aim is not None else ():
        picture.put(x, round(axis.row(aim or 0)), AIM_ACROSS, f"aim {_under(picture, x, round(axis.row(aim or 0)))}")
    _trace(
        picture, left, [axis.row(_between(xs, ys, i / max(1, room * ACROSS - 1) * reach)) for i in range(room * ACROSS)]
    )
    free_from = 0
    for index, (x, label) in enumerate(zip(places, labels, strict=True)):
        edge = max(left, min(x, width - cell_width(label)))
        if edge >= free_from:
            picture.put(edge, axis.base + 2, label, "muted")
            picture.put(x, axis.base + 1, "┬", "axis")
            free_from = edge + cell_width(label) + 2
        following = places[index + 1] if index + 1 < len(places) else width
        picture.area(index, x, 1, max(1, following - x), height - 1)
    cursor = at(cursor, len(points))
    if cursor is not None:
        picture.put(places[cursor], round(axis.row(ys[cursor])), DOT, "cursor")
        picture.put(places[cursor], axis.base + 1, "▲", "cursor")
    return picture


def _between(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    """How high the line through points is at x."""
    for i in range(1, len(xs)):
        if x <= xs[i]:
            return ys[i - 1] + (ys[i] - ys[i - 1]) * (x - xs[i - 1]) / (xs[i] - xs[i - 1])
    return ys[-1]


def _trace(picture: Picture, left: int, rows: Sequence[float]) -> None:
    """Draw a line: its row at every half column, joined where it is steep."""
    cells: dict[tuple[int, int], int] = {}
    before = None
    for i, row in enumerate(rows):
        dot = int((row + 0.5) * DOWN)
        reach = range(min(dot, before + 1), max(dot, before - 1) + 1) if before is not None else range(dot, dot + 1)
        for d in reach:
            cell = (left + i // ACROSS, d // DOWN)
            cells[cell] = cells.get(cell, 0) | DOTS[d % DOWN][i % ACROSS]
        before = dot
    for (x, y), bits in cells.items():
        picture.put(x, y, chr(BLANK + bits), f"bar {_under(picture, x, y)}")


def _under(picture: Picture, x: int, y: int) -> str:
    """The style that lets the band show behind what is drawn over it."""
    return "within" if "within" in picture.style_at(x, y) else ""
