"""Panels of what is in memory: the forgetting curve, stability, recall today, cards by state over time."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from flashcards.log.sums import Behind
from flashcards.stats import behind as cardsets
from flashcards.stats.behind import answered
from flashcards.stats.exhibits import recall, stock
from flashcards.stats.exhibits.exhibit import Said, span
from flashcards.stats.figures import CURVE_DAYS, Figures
from flashcards.stats.wording import between_words, held_words, stability_words
from flashcards.tui.progress.drawing.charts import Bar, Fill, bars, columns
from flashcards.tui.progress.drawing.curve import line
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.drawing.plots import AIM_ACROSS
from flashcards.tui.progress.panel import (
    Drawn,
    Mark,
    Panel,
    Room,
    grouped,
    summarised,
)
from flashcards.tui.progress.panels.study import AXIS, REVIEW, labels_of
from flashcards.words import counted, day_name, percent

STATES = (
    Fill("█", "mature", "mature"),
    Fill("▓", "young", "young"),
    Fill("▒", "learning", "learning"),
    Fill("░", "bad", "relearning"),
)


def draw_curve(figures: Figures, room: Room) -> Drawn:
    points = figures.curve()
    chart = partial(curve_picture, figures, points, figures.curve_band, room.width, cursor=room.cursor)
    marks = []
    for days, share in points:
        when = "Today" if days == 0 else f"In {counted(days, 'day')}"
        said = f"{when}: {percent(share)} would be recalled without a review"
        marks.append(Mark(said, partial(cardsets.weakest, figures, figures.at.study_day + timedelta(days=days))))
    return Drawn(summarised(room, chart, recall.CURVE.says(figures)), marks)


def curve_picture(
    figures: Figures,
    points: Sequence[tuple[int, float]],
    band: Sequence[tuple[float, float]],
    width: int,
    height: int,
    cursor: int | None = None,
) -> Picture:
    """Recall over the coming days."""
    named = [Fill("⠒", "bar", "recall"), Fill(AIM_ACROSS, "aim", f"target {percent(figures.target)}")]
    if band:
        named.insert(1, Fill("░", "band", "80% of cards"))
    return line(
        points,
        width,
        height,
        labels=["today", *(f"{days} d" for days in CURVE_DAYS[1:])],
        unit="without a review",
        aim=figures.target,
        band=band,
        named=named,
        cursor=cursor,
    )


def draw_stability(figures: Figures, room: Room) -> Drawn:
    found = figures.stabilities
    total = sum(n for _, _, n in found)
    rows, marks = [], []
    for low, high, n in found:
        label = stability_words(low, high)
        rows.append(Bar(label, n, f"{n:,}"))
        said = f"Stability {label}: {counted(n, 'card')}, {percent(n / total)} of those learned"
        marks.append(Mark(said, partial(cardsets.with_stability, figures, low, high)))
    return _barred(rows, room, marks, stock.STABILITY.says(figures))


def _barred(rows: Sequence[Bar], room: Room, marks: Sequence[Mark], said: Said) -> Drawn:
    """Bars with what the exhibit says below."""
    chart = partial(bars, rows, room.width, cursor=room.cursor)
    return Drawn(summarised(room, chart, said), marks, across=0, down=1)


def draw_recall(figures: Figures, room: Room) -> Drawn:
    found = figures.recall_bins
    total = sum(n for *_, n in found)
    rows, marks = [], []
    for low, high, n in reversed(found):
        label = between_words(low, high)
        rows.append(Bar(label, n, f"{n:,}", "good" if high > figures.target else "bar"))
        said = f"Recall {label} today: {counted(n, 'card')}, {percent(n / total)} of those learned"
        marks.append(Mark(said, partial(cardsets.with_recall, figures, low, high)))
    return _barred(rows, room, marks, stock.RECALL.says(figures))


def draw_held(figures: Figures, room: Room) -> Drawn:
    steps = figures.held_over_time
    groups = grouped(*span(figures), room.width - AXIS)
    values = [[held_on(steps, g.last).get(fill.name, 0) for fill in STATES] for g in groups.items]
    chart = partial(
        columns,
        values,
        labels_of(figures, groups.items),
        room.width,
        fills=STATES,
        unit="cards at the end of each day" if groups.size == 1 else f"cards every {groups.size} days",
        cursor=room.cursor,
        from_end=True,
    )
    marks = []
    for g, counts in zip(groups.items, values, strict=True):
        words = held_words(dict(zip((fill.name for fill in STATES), counts, strict=True)))
        said = f"{day_name(g.last, figures.at.study_day, weekday=True)}, at its end: {words or 'no card learned'}"
        marks.append(Mark(said, partial(answered, figures, g.first, g.last, behind=Behind(REVIEW))))
    return Drawn(summarised(room, chart, stock.HELD.says(figures)), marks)


def held_on(steps: Sequence[tuple[date, dict[str, int]]], day: date) -> dict[str, int]:
    """The cards by age at the end of a day."""
    at = bisect_right(steps, day, key=lambda step: step[0])
    return steps[at - 1][1] if at else {}


PANELS = (
    Panel(recall.CURVE, draw_curve),
    Panel(stock.STABILITY, draw_stability),
    Panel(stock.RECALL, draw_recall),
    Panel(stock.HELD, draw_held, begin=-1),
)
