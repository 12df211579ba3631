"""Charts of shares as pictures: dots within their intervals, lying or standing, against what was aimed at."""

import itertools
from collections.abc import Sequence

from flashcards.records import dataclass
from flashcards.stats.insights import Share
from flashcards.stats.wording import of_words
from flashcards.text import cell_width, padded
from flashcards.tui.progress.drawing.charts import (
    CURSOR,
    GUTTER,
    LEAST_PLOT,
    Fill,
    at,
    legend,
    put_labels,
    row_pitch,
    window,
)
from flashcards.tui.progress.drawing.picture import Picture

DOT = "●"
BELOW = "○"
"""A share whose whole interval lies below its aim."""
AIM_ACROSS, AIM_UP, AIM_MARK = "┄", "┆", "◆"
FLOORS = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.2, 0.0)
TICKS = (5, 10, 20, 25, 50, 100)  # percent
AIR = 0.05
FILLED = 0.8
"""Of the rows of an axis that its ticks should fill."""
TELLING = 5
"""Answers from which on a share may stretch the axis; a smaller one may stand at its end."""
MARGIN = 4
WIDEST_DOT = 16  # columns between two dots


@dataclass(frozen=True, slots=True)
class Spread:
    """A share with a name; `aim` is what it should be, 0 to 1."""

    label: str
    share: Share
    aim: float | None = None

    @property
    def is_below(self) -> bool:
        """Whether the share is surely lower than its aim: its interval ends before it."""
        return self.aim is not None and self.share.total > 0 and self.share.interval[1] < self.aim

    @property
    def dot(self) -> tuple[str, str]:
        return (BELOW, "bad") if self.is_below else (DOT, "bar")


@dataclass(frozen=True, slots=True)
class Axis:
    """An upright axis of shares: `low` on the row `base`, 1 so many rows above it."""

    low: float
    base: int
    rows: int
    ticks: tuple[float, ...]

    @classmethod
    def over(cls, low: float, base: int) -> "Axis":
        """The axis from row 1 to `base` whose ticks fall on rows."""
        room, span = max(1, base - 1), round((1 - low) * 100)
        counts = [span // step for step in TICKS if span % step == 0 and span // step <= max(1, room // 2)] or [1]
        count = max(
            counts,
            key=lambda n: (room // n * n >= FILLED * room, n if room // n * n >= FILLED * room else room // n * n),
        )
        return cls(
            low, base, max(1, room // count) * count, tuple(low + i * (1 - low) / count for i in range(count + 1))
        )

    def row(self, share: float) -> float:
        """Where a share stands; one below the axis stands at its end."""
        return self.base - (max(share, self.low) - self.low) / (1 - self.low) * self.rows

    def draw(self, picture: Picture, margin: int, room: int) -> None:
        """Numbers and lines at the left and below."""
        for y in range(max(1, self.base - self.rows), self.base + 1):
            picture.put(margin, y, "│", "axis")
        for tick in self.ticks:
            picture.put(0, round(self.row(tick)), f"{tick:.0%}".rjust(margin), "muted")
            picture.put(margin, round(self.row(tick)), "┤", "axis")
        picture.put(margin, self.base + 1, "└" + "─" * room, "axis")


def below(rows: Sequence[Spread]) -> list[Fill]:
    """What a hollow dot means, where there is one."""
    return [Fill(BELOW, "bad", "surely below")] if any(row.is_below for row in rows) else []


def floor(values: Sequence[float]) -> float:
    """Where an axis of these shares begins: a round number below all of them, with some air."""
    lowest = min(values, default=0.0) - AIR
    return next((f for f in FLOORS if f <= lowest), 0.0)


def ticked(low: float, most: int) -> list[float]:
    """Round shares from `low` to 1, in at most so many steps."""
    span = round((1 - low) * 100)
    for step in TICKS:
        if span % step == 0 and span // step <= most:
            return [low + i * step / 100 for i in range(span // step + 1)]
    return [low, 1.0]


def lowest(rows: Sequence[Spread]) -> float:
    """Where an axis of these shares begins; those of a few answers have no say where others have more."""
    enough = min(TELLING, max((r.share.total for r in rows), default=0))
    told = [r for r in rows if r.share.total >= enough]
    return floor([v for r in told for v in (r.share.value, r.aim) if v is not None])


def spreads(  # noqa: C901
    rows: Sequence[Spread], width: int, height: int, *, cursor: int | None = None, named: Sequence[Fill] = ()
) -> Picture:
    """Lines with a label, a dot at the share within its interval, and its numbers; an axis at the bottom."""
    picture = Picture(width, height)
    cursor = at(cursor, len(rows))
    legend(picture, "", named)
    low = lowest(rows)
    label = min(max((cell_width(r.label) for r in rows), default=0), max(6, width // 3))
    said = max((cell_width(of_words(r.share)) for r in rows), default=0)
    left = GUTTER + label + 1
    room = max(LEAST_PLOT, width - left - said - 2)
    aim_glyph = AIM_UP if len({r.aim for r in rows}) == 1 else AIM_MARK

    def place(share: float) -> int:
        return left + round((max(share, low) - low) / (1 - low) * (room - 1))

    shown = window(len(rows), height - 2, cursor)
    pitch = row_pitch(len(rows), height - 2)
    for y, index in zip(itertools.count(1, pitch), shown, strict=False):
        row = rows[index]
        here = index == cursor
        if here:
            picture.put(0, y, CURSOR, "cursor")
        picture.put(GUTTER, y, padded(row.label, label), "strong" if here else "")
        if row.share.total:
            start, end = map(place, row.share.interval)
            picture.put(start, y, "├" + "─" * (end - start - 1) + "┤" * (end > start), "band")
            if row.share.interval[0] < low:
                picture.put(start, y, "◂", "band")
        if row.aim is not None:
            for lower in range(pitch if aim_glyph == AIM_UP else 1):
                picture.put(place(row.aim), y + lower, aim_glyph, "aim")
        if row.share.value is not None:
            picture.put(place(row.share.value), y, *row.dot if row.share.value >= low else ("◂", row.dot[1]))
        picture.put(left + room + 1, y, of_words(row.share).rjust(said), "strong" if here else "muted")
        picture.area(index, 0, y, width, pitch)
    y = len(shown) * pitch + 1
    for tick in ticked(low, max(1, room // 8)):
        text = f"{tick:.0%}"
        picture.put(max(left, min(place(tick) - len(text) // 2, left + room - len(text))), y, text, "muted")
    if len(shown) < len(rows):
        picture.put(GUTTER, y, padded(f"{len(rows) - len(shown)} more", label), "muted")
    return picture


def whiskers(
    shares: Sequence[Share],
    labels: Sequence[str],
    width: int,
    height: int,
    *,
    aim: float | None,
    named: Sequence[Fill] = (),
    unit: str = "",
    cursor: int | None = None,
    from_end: bool = False,
) -> Picture:
    """Shares that stand side by side, each a dot within its interval, with a line at the aim."""
    picture = Picture(width, height)
    legend(picture, unit, named)
    axis = Axis.over(lowest([Spread("", s, aim) for s in shares]), height - 3)
    room = max(1, width - MARGIN - 1)
    pitch = max(1, min(WIDEST_DOT, room // max(1, len(shares))))
    room, left = min(room, pitch * len(shares)), MARGIN + 1
    cursor = at(cursor, len(shares))
    axis.draw(picture, MARGIN, room)
    if aim is not None:
        picture.put(left, round(axis.row(aim)), AIM_ACROSS * room, "aim")
    places = [left + pitch * i + (pitch - 1) // 2 for i in range(len(shares))]
    for x in put_labels(picture, axis.base + 2, places, labels, left=left, from_end=from_end):
        picture.put(x, axis.base + 1, "┬", "axis")
    for index, (x, share) in enumerate(zip(places, shares, strict=True)):
        picture.area(index, left + pitch * index, 1, pitch, height - 1)
        if index == cursor:
            picture.put(x, axis.base + 1, "▲", "cursor")
        if share.value is None:
            continue
        bottom, top, middle = (round(axis.row(v)) for v in (*share.interval, share.value))
        for y in range(top, bottom + 1):
            picture.put(x, y, "│", "band")
        picture.put(x, top, "╷", "band")
        if share.interval[0] >= axis.low:
            picture.put(x, bottom, "╵", "band")
        dot, style = Spread("", share, aim).dot
        picture.put(x, middle, dot if share.value >= axis.low else "▾", style)
    return picture
