"""Panels of what was done in a period: answers, minutes, hours of the day, new cards."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial

from flashcards.log.sums import ANY, Behind
from flashcards.stats.behind import answered
from flashcards.stats.exhibits import habits
from flashcards.stats.exhibits.exhibit import Exhibit, span
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Activity, total_of
from flashcards.stats.wording import activity_words, interval_words
from flashcards.tui.progress.drawing.charts import Fill, columns
from flashcards.tui.progress.drawing.picture import Picture
from flashcards.tui.progress.drawing.plots import DOT, MARGIN, whiskers
from flashcards.tui.progress.panel import (
    Drawn,
    Found,
    Group,
    Mark,
    Panel,
    Room,
    grouped,
    summarised,
)
from flashcards.words import counted, day_name, percent, span_name

REVIEW = ("review",)
AXIS = 8
"""Columns that the numbers at the left of a chart may take."""
STACK = (
    Fill("█", "mature", "mature"),
    Fill("▓", "young", "young"),
    Fill("▒", "learning", "learning"),
    Fill("░", "fresh", "new"),
    Fill("▚", "muted", "practice"),
)
STACKED = (("mature",), ("young",), ("learning", "relearning"), ("new",), ("practice", "mock"))
"""The ages of a card before the answer that each part of a column holds."""
HOURS_SHARE = 0.55
"""Of the rows of the panel of hours, for the answers; the others are for the pass rate."""


def parts_of(activity: Activity) -> list[int]:
    """Answers as a column stacks them."""
    return [sum(activity.answers.get(name, 0) for name in names) for names in STACKED]


def day_marks(figures: Figures, groups: Sequence[Group], said: Iterable[str], behind: Behind = ANY) -> list[Mark]:
    """Marks for columns of days, with the cards answered in them."""
    today = figures.at.study_day
    return [
        Mark(f"{span_name(g.first, g.last, today)}: {words}", partial(answered, figures, g.first, g.last, None, behind))
        for g, words in zip(groups, said, strict=True)
    ]


def by_day(figures: Figures) -> list[tuple[date, Activity]]:
    return [(a.day, a) for a in figures.activity]


def labels_of(figures: Figures, groups: Sequence[Group]) -> list[str]:
    return [day_name(g.first, figures.at.study_day) for g in groups]


def over_days(
    figures: Figures,
    room: Room,
    found: Iterable[tuple[date, Found]],
    values: Callable[[list[Found]], Sequence[float]],
    said: Callable[[list[Found]], str],
    exhibit: Exhibit,
    *,
    fills: Sequence[Fill],
    unit: str,
    whole: bool = True,
    behind: Behind = ANY,
) -> Drawn:
    """Columns for the days of the period, of what was found on each, with what the exhibit says below."""
    groups = grouped(*span(figures), room.width - AXIS)
    found_in = groups.sorted(found)
    chart = partial(
        columns,
        list(map(values, found_in)),
        labels_of(figures, groups.items),
        room.width,
        fills=fills,
        unit=f"{unit} {groups.unit}",
        cursor=room.cursor,
        from_end=True,
        whole=whole,
    )
    return Drawn(
        summarised(room, chart, exhibit.says(figures)), day_marks(figures, groups.items, map(said, found_in), behind)
    )


def draw_answers(figures: Figures, room: Room) -> Drawn:
    return over_days(
        figures,
        room,
        by_day(figures),
        lambda days: parts_of(total_of(days)),
        lambda days: activity_words(total_of(days)),
        habits.ANSWERS,
        fills=STACK,
        unit="answers",
    )


def draw_minutes(figures: Figures, room: Room) -> Drawn:
    return over_days(
        figures,
        room,
        by_day(figures),
        lambda days: [total_of(days).minutes],
        lambda days: activity_words(total_of(days)),
        habits.MINUTES,
        fills=[Fill("█", "bar")],
        unit="minutes",
        whole=False,
    )


def draw_introduced(figures: Figures, room: Room) -> Drawn:
    return over_days(
        figures,
        room,
        figures.introduced.items(),
        lambda days: [sum(days)],
        lambda days: counted(sum(days), "new card"),
        habits.INTRODUCED,
        fills=[Fill("█", "fresh")],
        unit="new cards",
        behind=Behind(REVIEW, before=("new",)),
    )


def draw_hours(figures: Figures, room: Room) -> Drawn:
    shares = figures.hours
    labels = [str(h) for h in range(len(shares))]
    upper = round(room.height * HOURS_SHARE)
    picture = Picture(room.width, room.height)
    answers = columns(
        [[s.total] for s in shares],
        labels,
        room.width,
        upper,
        fills=[Fill("█", "bar")],
        unit="answers by hour of the day",
        cursor=room.cursor,
        margin=MARGIN,
    )
    named = [Fill(DOT, "bar", "share"), Fill("│", "band", "95% interval")]
    passed = whiskers(shares, labels, room.width, room.height - upper, aim=None, unit="passed", named=named)
    picture.paste(answers, 0, 0)
    picture.paste(passed, 0, upper)
    marks = []
    for hour, s in enumerate(shares):
        words = "" if s.value is None else f", {percent(s.value)} passed ({interval_words(s)})"
        said = f"{hour}:00 to {hour}:59: {counted(s.total, 'answer')}{words}"
        marks.append(Mark(said, partial(answered, figures, behind=Behind(REVIEW, hour=(hour,)))))
    return Drawn(picture, marks)


PANELS = (
    Panel(habits.ANSWERS, draw_answers, whole=False, begin=-1),
    Panel(habits.MINUTES, draw_minutes, whole=False, begin=-1),
    Panel(habits.HOURS, draw_hours, whole=False, begin=12, least=16),
    Panel(habits.INTRODUCED, draw_introduced, whole=False, begin=-1),
)
