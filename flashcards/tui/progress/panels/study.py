"""Panels of what was done in a period: answers, minutes, hours of the day, new cards."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from functools import partial

from flashcards.days import minutes_words
from flashcards.stats.behind import answered
from flashcards.stats.figures import Figures
from flashcards.stats.insights import Activity, total_of
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
    day_name,
    grouped,
    many,
    period_of,
    said_of_nothing,
    span_name,
    summarised,
)

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


def said_of(activity: Activity) -> str:
    """`12 answers, 92% passed, 8 min`."""
    if not activity.total:
        return "no answers"
    passed = "" if activity.share is None else f", {activity.share:.0%} passed"
    return f"{many(activity.total, 'answer')}{passed}, {minutes_words(activity.minutes)}"


def day_marks(
    figures: Figures, groups: Sequence[Group], said: Iterable[str], **values: Collection[str | int]
) -> list[Mark]:
    """Marks for columns of days, with the cards answered in them."""
    today = figures.at.study_day
    return [
        Mark(
            f"{span_name(g.first, g.last, today)}: {words}", partial(answered, figures, g.first, g.last, None, **values)
        )
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
    summary: tuple[str, str],
    *,
    fills: Sequence[Fill],
    unit: str,
    whole: bool = True,
    **behind: Collection[str | int],
) -> Drawn:
    """Columns for the days of the period, of what was found on each, with a summary below."""
    groups = grouped(*period_of(figures, room), room.width - AXIS)
    found_in = groups.sorted(found)
    chart = columns(
        list(map(values, found_in)),
        labels_of(figures, groups.items),
        room.width,
        room.height - 1,
        fills=fills,
        unit=f"{unit} {groups.unit}",
        cursor=room.cursor,
        from_end=True,
        whole=whole,
    )
    picture = summarised(chart, [(summary[0], "strong"), (summary[1], "muted")])
    return Drawn(picture, day_marks(figures, groups.items, map(said, found_in), **behind))


def draw_answers(figures: Figures, room: Room) -> Drawn:
    if not figures.activity:
        return said_of_nothing(figures, room, "answers", period=True)
    all_, studied = total_of(figures.activity), len(figures.activity)
    first, last = period_of(figures, room)
    rest = f" on {studied} of {(last - first).days + 1} days, {all_.total / studied:.1f} on a day with study"
    return over_days(
        figures,
        room,
        by_day(figures),
        lambda days: parts_of(total_of(days)),
        lambda days: said_of(total_of(days)),
        (many(all_.total, "answer"), rest),
        fills=STACK,
        unit="answers",
    )


def draw_minutes(figures: Figures, room: Room) -> Drawn:
    if not figures.activity:
        return said_of_nothing(figures, room, "minutes", period=True)
    all_ = total_of(figures.activity)
    on_a_day = minutes_words(all_.minutes / len(figures.activity))
    rest = f" in all, {on_a_day} on a day with study, {all_.minutes * 60 / all_.total:.1f} s an answer"
    return over_days(
        figures,
        room,
        by_day(figures),
        lambda days: [total_of(days).minutes],
        lambda days: said_of(total_of(days)),
        (minutes_words(all_.minutes), rest),
        fills=[Fill("█", "bar")],
        unit="minutes",
        whole=False,
    )


def draw_added(figures: Figures, room: Room) -> Drawn:
    if not figures.introduced:
        return said_of_nothing(figures, room, "new cards", period=True)

    first, last = period_of(figures, room)
    total, days = sum(figures.introduced.values()), (last - first).days + 1
    return over_days(
        figures,
        room,
        figures.introduced.items(),
        lambda days: [sum(days)],
        lambda days: many(sum(days), "new card"),
        (many(total, "new card"), f" in {many(days, 'day')}, {total / days:.1f} a day"),
        fills=[Fill("█", "fresh")],
        unit="new cards",
        before=("new",),
        mode=REVIEW,
    )


def draw_hours(figures: Figures, room: Room) -> Drawn:
    shares = figures.hours
    if not any(s.total for s in shares):
        return said_of_nothing(figures, room, "answers", period=True)
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
        low, high = s.interval
        words = "" if s.value is None else f", {s.value:.0%} passed ({low:.0%} to {high:.0%})"
        said = f"{hour}:00 to {hour}:59: {many(s.total, 'answer')}{words}"
        marks.append(Mark(said, partial(answered, figures, hour=(hour,), mode=REVIEW)))
    return Drawn(picture, marks)


PANELS = (
    Panel(
        "answers",
        "Answers",
        "How much you did, by how well the cards were known before.",
        draw_answers,
        whole=False,
        begin=-1,
    ),
    Panel(
        "minutes",
        "Study time",
        "Time spent; each answer counts for a minute at most.",
        draw_minutes,
        whole=False,
        begin=-1,
    ),
    Panel(
        "hours",
        "Hours",
        "When you study, and how much of it you pass then.",
        draw_hours,
        whole=False,
        begin=12,
        least=16,
    ),
    Panel("added", "New cards", "Cards answered for the first time.", draw_added, whole=False, begin=-1),
)
