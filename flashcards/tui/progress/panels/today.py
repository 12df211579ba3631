"""Panels of the day and the days around it: today, the calendar of a year, the forecast."""

from datetime import date, timedelta
from functools import partial

from flashcards.days import minutes_words
from flashcards.stats import behind as cardsets
from flashcards.stats.behind import answered
from flashcards.stats.exhibits import habits, stock
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Activity, total_of
from flashcards.stats.wording import activity_words
from flashcards.text import cell_width
from flashcards.tui.progress.drawing import heatmap
from flashcards.tui.progress.drawing.charts import CURSOR, GUTTER, Fill, across, at, columns, strip
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.panel import (
    HEAD_ROWS,
    Drawn,
    Group,
    Mark,
    Panel,
    Room,
    grouped,
    summarised,
)
from flashcards.tui.progress.panels.study import AXIS, STACK, day_marks, labels_of, parts_of
from flashcards.words import counted, percent, span_name

TODAY_COLUMNS = (("Answers", 9), ("Passed", 9), ("New", 7), ("Time", 12))
NARROW_COLUMNS = (("Answers", 8), ("Passed", 8), ("New", 6), ("Time", 11), ("a day", 7))
"""Without a bar behind them."""
A_DAY = "Answers a day"
TODAY_ROWS = 5


def draw_today(figures: Figures, room: Room) -> Drawn:
    today = figures.last_day
    spans = [
        (name, Group(today - timedelta(days=back + length - 1), today - timedelta(days=back)), length)
        for name, back, length in (("Today", 0, 1), ("Yesterday", 1, 1), ("Last 7 days", 0, 7), ("Last 30 days", 0, 30))
    ]
    found = [total_of(a for a in figures.activity if group.first <= a.day <= group.last) for _, group, _ in spans]
    picture = Picture(room.width, room.height)
    cursor = at(room.cursor, len(spans))
    label = max(len(name) for name, _, _ in spans)
    left = GUTTER + label
    right = left + sum(width for _, width in TODAY_COLUMNS) + 3
    barred = right + len(A_DAY) <= room.width
    heads = TODAY_COLUMNS if barred else NARROW_COLUMNS
    x = left
    for title, width in heads:
        picture.put(x, 0, title.rjust(width), "muted")
        x += width
    if barred:
        picture.put(right, 0, A_DAY, "muted")
    busiest = max(a.total / length for a, (_, _, length) in zip(found, spans, strict=True))
    marks = []
    for y, ((name, group, length), done) in enumerate(zip(spans, found, strict=True), 1):
        here = y - 1 == cursor
        style = "strong" if here or y == 1 else ""
        picture.put(0, y, CURSOR if here else "", "cursor")
        picture.put(GUTTER, y, name, style)
        share = "·" if done.share is None else percent(done.share)
        a_day = f"{done.total / length:,.1f}".removesuffix(".0")
        told = (
            f"{done.total:,}" if done.total else "·",
            share,
            f"{done.answers.get('new', 0) or '·'}",
            minutes_words(done.minutes),
            a_day,
        )
        x = left
        for text, (_, width) in zip(told, heads, strict=False):
            picture.put(x, y, text.rjust(width), style)
            x += width
        if barred:
            drawn = across(done.total / length, busiest, max(4, room.width - right - 8))
            picture.put(right, y, drawn, "bar")
            picture.put(right + 1 + len(drawn), y, a_day, "muted")
        picture.area(y - 1, 0, y, room.width)
        marks.append(Mark(f"{name}: {activity_words(done)}", partial(answered, figures, group.first, group.last)))
    if room.height > TODAY_ROWS + 2 and found[0].total:
        _ages(picture, found[0])
    return Drawn(picture, marks, across=0, down=1)


def _ages(picture: Picture, today: Activity) -> None:
    """What today's answers were of, as a strip with its legend."""
    x = GUTTER
    for text, style in strip(parts_of(today), picture.width - GUTTER - 1, STACK):
        x = picture.put(x, TODAY_ROWS + 1, text, style)
    x = GUTTER
    for fill, n in zip(STACK, parts_of(today), strict=True):
        if n:
            x = picture.put(x, TODAY_ROWS + 2, f"{fill.glyph} ", fill.style)
            x = picture.put(x, TODAY_ROWS + 2, f"{fill.name} {n}   ", "muted")


def draw_calendar(figures: Figures, room: Room) -> Drawn:
    today = figures.at.study_day
    first = heatmap.first_day(today, room.width)
    by_day = {a.day: a for a in figures.activity}
    days = [first + timedelta(days=i) for i in range((today - first).days + 1)]
    picture = Picture(room.width, room.height)
    picture.paste(heatmap.heat_map(figures.calendar, today, room.width, cursor=room.cursor), 0, 0)
    facts = habits.calendar_words(figures, first, today)
    if room.width > heatmap.WIDEST + max(map(cell_width, facts)) + HEAD_ROWS:
        for y, fact in enumerate(facts, 2):
            picture.put(heatmap.WIDEST + 2, y, fact, "muted")
    elif room.width >= heatmap.LEGEND + cell_width(facts[0]):
        picture.put_from_right(heatmap.ROWS - 1, facts[0], "muted")
    groups = [Group(day, day) for day in days]
    marks = day_marks(figures, groups, [activity_words(by_day.get(day, Activity(day))) for day in days])
    return Drawn(picture, marks, across=heatmap.WEEK, down=1)


def draw_forecast(figures: Figures, room: Room) -> Drawn:
    today = figures.at.study_day
    coming = figures.forecast(room.horizon)
    groups = grouped(today, today + timedelta(days=room.horizon - 1), room.width - AXIS, from_end=False)
    late = coming.backlog > 0
    values = [(0.0, 0.0, float(coming.backlog))] if late else []
    said = [f"Overdue: {counted(coming.backlog, 'card')}"] if late else []
    for g, days in zip(groups.items, groups.sorted((d, (y, m)) for d, y, m in coming.days), strict=True):
        young, mature = sum(y for y, _ in days), sum(m for _, m in days)
        values.append((float(mature), float(young), 0.0))
        total = counted(young + mature, "card")
        said.append(f"{span_name(g.first, g.last, today)}: {total} due, {young} young and {mature} mature")
    labels = [""] * late + ["today", *labels_of(figures, groups.items[1:])]
    fills = [Fill("█", "mature", "mature"), Fill("▒", "young", "young"), Fill("▞", "bad", "overdue")]
    unit = f"cards {groups.unit}"
    chart = partial(columns, values, labels, room.width, fills=fills, unit=unit, cursor=room.cursor)
    picture = summarised(room, chart, stock.forecast_words(figures, room.horizon))
    days_of: list[tuple[date | None, date]] = [(g.first, g.last) for g in groups.items]
    behind = [(None, today - timedelta(days=1))] * late + days_of
    return Drawn(
        picture,
        [
            Mark(words, partial(cardsets.due, figures, first, last))
            for words, (first, last) in zip(said, behind, strict=True)
        ],
    )


PANELS = (
    Panel(habits.TODAY, draw_today, least=TODAY_ROWS + HEAD_ROWS, most=TODAY_ROWS + HEAD_ROWS + 3),
    Panel(
        habits.CALENDAR,
        draw_calendar,
        least=heatmap.ROWS + HEAD_ROWS,
        most=heatmap.ROWS + HEAD_ROWS,
        begin=-1,
    ),
    Panel(stock.FORECAST, draw_forecast, extra="30/90 days"),
)
