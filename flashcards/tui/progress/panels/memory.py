"""Panels of what is in memory: the forgetting curve, stability, recall today, cards by state over time."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from functools import partial

from flashcards.stats import behind as cardsets
from flashcards.stats.behind import answered
from flashcards.stats.figures import CURVE_DAYS, Figures
from flashcards.tui.progress.drawing.charts import Bar, Fill, bars, columns
from flashcards.tui.progress.drawing.curve import line
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.drawing.plots import AIM_ACROSS
from flashcards.tui.progress.panel import (
    Drawn,
    Mark,
    Panel,
    Room,
    day_name,
    grouped,
    many,
    period_of,
    said_of_nothing,
    summarised,
)
from flashcards.tui.progress.panels.study import AXIS, REVIEW, labels_of

YEAR_DAYS = 365
STATES = (
    Fill("█", "mature", "mature"),
    Fill("▓", "young", "young"),
    Fill("▒", "learning", "learning"),
    Fill("░", "bad", "relearning"),
)


def draw_curve(figures: Figures, room: Room) -> Drawn:
    points = figures.curve()
    if not points:
        return said_of_nothing(figures, room, "cards learned")
    chart = curve_picture(figures, points, figures.curve_band, room.width, room.height - 1, room.cursor)
    learned = sum(1 for state in figures.states.values() if state.memory)
    rest = f", the mean of {many(learned, 'card')}; the band holds four cards of five"
    marks = []
    for days, share in points:
        when = "Today" if days == 0 else f"In {many(days, 'day')}"
        said = f"{when}: {share:.0%} would be recalled without a review"
        marks.append(Mark(said, partial(cardsets.weakest, figures, figures.at.study_day + timedelta(days=days))))
    return Drawn(summarised(chart, [(f"{points[0][1]:.0%} today", "strong"), (rest, "muted")]), marks)


def curve_picture(
    figures: Figures,
    points: Sequence[tuple[int, float]],
    band: Sequence[tuple[float, float]],
    width: int,
    height: int,
    cursor: int | None = None,
) -> Picture:
    """Recall over the coming days."""
    named = [Fill("⠒", "bar", "recall"), Fill(AIM_ACROSS, "aim", f"target {figures.target:.0%}")]
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
    if not total:
        return said_of_nothing(figures, room, "cards learned")
    rows, marks = [], []
    for low, high, n in found:
        label = stability_label(low, high)
        rows.append(Bar(label, n, f"{n:,}"))
        said = f"Stability {label}: {many(n, 'card')}, {n / total:.0%} of those learned"
        marks.append(Mark(said, partial(cardsets.with_stability, figures, low, high)))
    half = f"Half of {many(total, 'learned card')} hold {figures.median_stability or 0:.0f} days or more"
    return _barred(rows, room, marks, half)


def stability_label(low: int, high: int | None) -> str:
    """`3 to 7 days`, `1 to 2 years`, `over 2 years`."""
    if high is None:
        return f"over {low // YEAR_DAYS} years"
    if low == 0:
        return "under 1 day" if high == 1 else f"under {high} days"
    return f"{low // YEAR_DAYS} to {high // YEAR_DAYS} years" if low >= YEAR_DAYS else f"{low} to {high} days"


def _barred(rows: Sequence[Bar], room: Room, marks: Sequence[Mark], summary: str) -> Drawn:
    """Bars with a summary below."""
    chart = bars(rows, room.width, room.height - 1, cursor=room.cursor)
    return Drawn(summarised(chart, [(summary, "strong")]), marks, across=0, down=1)


def draw_recall(figures: Figures, room: Room) -> Drawn:
    found = figures.recall_bins
    total = sum(n for *_, n in found)
    if not total:
        return said_of_nothing(figures, room, "cards learned")
    rows, marks = [], []
    for low, high, n in reversed(found):
        label = f"{low * 100:g} to {high * 100:g}%"
        rows.append(Bar(label, n, f"{n:,}", "good" if high > figures.target else "bar"))
        said = f"Recall {label} today: {many(n, 'card')}, {n / total:.0%} of those learned"
        marks.append(Mark(said, partial(cardsets.with_recall, figures, low, high)))
    now = figures.curve()[0][1]
    known = f"About {total * now:.0f} of {many(total, 'learned card')} would come back to you now, {now:.0%}"
    return _barred(rows, room, marks, known)


def draw_states(figures: Figures, room: Room) -> Drawn:
    steps = figures.held_over_time
    if not steps:
        return said_of_nothing(figures, room, "cards learned")
    groups = grouped(*period_of(figures, room), room.width - AXIS)
    values = [[held_on(steps, g.last).get(fill.name, 0) for fill in STATES] for g in groups.items]
    chart = columns(
        values,
        labels_of(figures, groups.items),
        room.width,
        room.height - 1,
        fills=STATES,
        unit="cards at the end of each day" if groups.size == 1 else f"cards every {groups.size} days",
        cursor=room.cursor,
        from_end=True,
    )
    now = figures.held_now
    kept = (*(fill.name for fill in STATES), "new", "suspended")
    told = ", ".join(f"{now[name]:,} {name}" for name in kept if now[name])
    marks = []
    for g, counts in zip(groups.items, values, strict=True):
        words = ", ".join(f"{n:,} {fill.name}" for n, fill in zip(counts, STATES, strict=True) if n)
        said = f"{day_name(g.last, figures.at.study_day, weekday=True)}, at its end: {words or 'no card learned'}"
        marks.append(Mark(said, partial(answered, figures, g.first, g.last, mode=REVIEW)))
    return Drawn(summarised(chart, [("Now: ", "muted"), (told, "strong")]), marks)


def held_on(steps: Sequence[tuple[date, dict[str, int]]], day: date) -> dict[str, int]:
    """The cards by age at the end of a day."""
    at = bisect_right(steps, day, key=lambda step: step[0])
    return steps[at - 1][1] if at else {}


PANELS = (
    Panel("curve", "Forgetting curve", "What would be left of all these cards if you stopped today.", draw_curve),
    Panel("stability", "Stability", "How long cards hold: the days until recall falls to 90%.", draw_stability),
    Panel("recall", "Recall today", "The chance, as the model sees it, that you would recall a card now.", draw_recall),
    Panel(
        "states", "Cards by state", "From learning to young to mature: what you have built up.", draw_states, begin=-1
    ),
)
