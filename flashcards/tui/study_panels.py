"""Panels of what was done and what is to come: today, the calendar, the forecast, answers, minutes, hours, new cards."""

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date, timedelta
from functools import partial

from flashcards import cardsets
from flashcards.cardsets import answered
from flashcards.days import minutes_words
from flashcards.figures import Figures
from flashcards.insights import Activity, total_of
from flashcards.text import cell_width
from flashcards.tui import heatmap
from flashcards.tui.charts import CURSOR, GUTTER, Fill, across, at, columns, strip
from flashcards.tui.panel import (
    HEAD_ROWS, Drawn, Group, Mark, Panel, Room, day_name, grouped, many, period_of, said_of_nothing, span_name, under,
)  # fmt: skip
from flashcards.tui.picture import Picture
from flashcards.tui.plots import DOT, whiskers

REVIEW = ("review",)
AXIS = 8
"""Columns that the numbers at the left of a chart may take."""
STACK = (
    Fill("█", "mature", "mature"), Fill("▓", "young", "young"), Fill("▒", "learning", "learning"), Fill("░", "fresh", "new"),
    Fill("╳", "muted", "practice"),
)  # fmt: skip
STACKED = (("mature",), ("young",), ("learning", "relearning"), ("new",), ("practice", "mock"))
"""The ages of a card before the answer that each part of a column holds."""
HOURS_SHARE = 0.55
"""Of the rows of the panel of hours, for the answers; the others are for the pass rate."""
TODAY_COLUMNS = (("Answers", 9), ("Passed", 9), ("New", 7), ("Time", 12))
TODAY_ROWS = 5


def parts_of(activity: Activity) -> list[int]:
    """Answers as a column stacks them."""
    return [sum(activity.answers.get(name, 0) for name in names) for names in STACKED]


def said_of(activity: Activity) -> str:
    """`12 answers, 92% passed, 8 min`."""
    if not activity.total:
        return "no answers"
    share = activity.passed / activity.total
    return f"{many(activity.total, 'answer')}, {share:.0%} passed, {minutes_words(activity.minutes)}"


def in_group(figures: Figures, group: Group) -> Activity:
    """What was done in the days of a column."""
    return total_of(a for a in figures.activity if a.day in group)


def day_marks(figures: Figures, groups: Sequence[Group], said: Iterable[str], **values: Collection[str | int]) -> list[Mark]:
    """Marks for columns of days, with the cards answered in them."""
    today = figures.at.study_day
    return [
        Mark(f"{span_name(g.first, g.last, today)}: {words}", partial(answered, figures, g.first, g.last, **values))
        for g, words in zip(groups, said, strict=True)
    ]


def labels_of(figures: Figures, groups: Sequence[Group]) -> list[str]:
    return [day_name(g.first, figures.at.study_day) for g in groups]


def over_days(
    figures: Figures, room: Room, values: Callable[[Group], Sequence[float]], said: Callable[[Group], str],
    summary: tuple[str, str], *, fills: Sequence[Fill], unit: str, whole: bool = True, **behind: Collection[str | int],
) -> Drawn:  # fmt: skip
    """Columns for the days of the period, with a summary below: what counts most, and the rest."""
    groups = grouped(*period_of(figures, room), room.width - AXIS)
    picture = Picture(room.width, room.height)
    picture.paste(columns(
        [values(g) for g in groups.items], labels_of(figures, groups.items), room.width, room.height - 1, fills=fills,
        unit=f"{unit} {groups.unit}", cursor=room.cursor, from_end=True, whole=whole,
    ), 0, 0)  # fmt: skip
    under(picture, [(summary[0], "strong"), (summary[1], "muted")])
    return Drawn(picture, day_marks(figures, groups.items, map(said, groups.items), **behind))


def draw_today(figures: Figures, room: Room) -> Drawn:
    today = figures.at.study_day
    if not figures.activity:
        return said_of_nothing(figures, room, "answers")
    spans = [
        (name, Group(today - timedelta(days=back + length - 1), today - timedelta(days=back)), length)
        for name, back, length in (("Today", 0, 1), ("Yesterday", 1, 1), ("Last 7 days", 0, 7), ("Last 30 days", 0, 30))
    ]
    found = [in_group(figures, group) for _, group, _ in spans]
    picture = Picture(room.width, room.height)
    cursor = at(room.cursor, len(spans))
    label = max(len(name) for name, _, _ in spans)
    x = GUTTER + label
    for title, width in TODAY_COLUMNS:
        picture.put(x, 0, title.rjust(width), "muted")
        x += width
    picture.put(x + 3, 0, "Answers a day", "muted")
    busiest = max(a.total / length for a, (_, _, length) in zip(found, spans, strict=True))
    marks = []
    for y, ((name, group, length), done) in enumerate(zip(spans, found, strict=True), 1):
        here = y - 1 == cursor
        style = "strong" if here or y == 1 else ""
        picture.put(0, y, CURSOR if here else "", "cursor")
        picture.put(GUTTER, y, name, style)
        share = f"{done.passed / done.total:.0%}" if done.total else "·"
        told = (f"{done.total:,}" if done.total else "·", share, f"{done.answers.get('new', 0) or '·'}", minutes_words(done.minutes))
        x = GUTTER + label
        for text, (_, width) in zip(told, TODAY_COLUMNS, strict=True):
            picture.put(x, y, text.rjust(width), style)
            x += width
        drawn = across(done.total / length, busiest, max(4, room.width - x - 3 - 8))
        picture.put(x + 3, y, drawn, "bar")
        picture.put(x + 4 + len(drawn), y, f"{done.total / length:.3g}", "muted")
        picture.area(y - 1, 0, y, room.width)
        marks.append(Mark(f"{name}: {said_of(done)}", lambda g=group: answered(figures, g.first, g.last)))  # type: ignore[misc]
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
    if not figures.calendar:
        return said_of_nothing(figures, room, "answers")
    first = heatmap.first_day(today, room.width)
    by_day = {a.day: a for a in figures.activity}
    days = [first + timedelta(days=i) for i in range((today - first).days + 1)]
    picture = Picture(room.width, room.height)
    picture.paste(heatmap.heat_map(figures.calendar, today, room.width, cursor=room.cursor), 0, 0)
    studied = sum(day in by_day for day in days)
    total = sum(by_day[day].total for day in days if day in by_day)
    facts = [f"{many(total, 'answer')} on {studied} of {len(days)} days"]
    if figures.streak:
        facts.append(f"{many(figures.streak, 'day')} in a row up to now")
    busiest = max(days, key=lambda day: figures.calendar[day])
    facts.append(f"busiest: {day_name(busiest, today, weekday=True)}, {figures.calendar[busiest]:,}")
    if room.width > heatmap.WIDEST + max(map(cell_width, facts)) + HEAD_ROWS:
        for y, fact in enumerate(facts, 2):
            picture.put(heatmap.WIDEST + 2, y, fact, "muted")
    elif room.width >= heatmap.LEGEND + cell_width(facts[0]):
        picture.put_from_right(heatmap.ROWS - 1, facts[0], "muted")
    groups = [Group(day, day) for day in days]
    marks = day_marks(figures, groups, [said_of(by_day.get(day, Activity(day))) for day in days])
    return Drawn(picture, marks, across=heatmap.WEEK, down=1)


def draw_forecast(figures: Figures, room: Room) -> Drawn:
    today = figures.at.study_day
    coming = figures.forecast(room.horizon)
    if not any(state.memory for state in figures.states.values()):
        return said_of_nothing(figures, room, "cards to come back")
    groups = grouped(today, today + timedelta(days=room.horizon - 1), room.width - 10, from_end=False)
    late = coming.backlog > 0
    values = [(0.0, 0.0, float(coming.backlog))] if late else []
    said = [f"Overdue: {many(coming.backlog, 'card')}"] if late else []
    for g in groups.items:
        young = sum(y for d, y, _ in coming.days if d in g)
        mature = sum(m for d, _, m in coming.days if d in g)
        values.append((float(mature), float(young), 0.0))
        said.append(f"{span_name(g.first, g.last, today)}: {many(young + mature, 'card')} due, {young} young and {mature} mature")
    labels = [""] * late + ["today", *labels_of(figures, groups.items[1:])]
    fills = [Fill("█", "mature", "mature"), Fill("▒", "young", "young"), Fill("▞", "bad", "overdue")]
    picture = Picture(room.width, room.height)
    picture.paste(
        columns(values, labels, room.width, room.height - 1, fills=fills, unit=f"cards {groups.unit}", cursor=room.cursor), 0, 0
    )
    coming_up = coming.total - coming.backlog
    under(picture, [(f"{many(coming_up, 'card')} in {room.horizon} days", "strong"),
                    (f", {coming_up / room.horizon:.1f} a day; {coming.backlog:,} overdue", "muted")])  # fmt: skip
    behind: list[tuple[date | None, date]] = [(None, today - timedelta(days=1))] * late + [(g.first, g.last) for g in groups.items]
    marks = [
        Mark(words, partial(cardsets.due, figures, first, last))
        for words, (first, last) in zip(said, behind, strict=True)
    ]
    return Drawn(picture, marks)


def draw_answers(figures: Figures, room: Room) -> Drawn:
    if not figures.activity:
        return said_of_nothing(figures, room, "answers", period=True)
    all_, studied = total_of(figures.activity), len(figures.activity)
    first, last = period_of(figures, room)
    rest = f" on {studied} of {(last - first).days + 1} days, {all_.total / studied:.1f} on a day with study"
    return over_days(
        figures, room, lambda g: parts_of(in_group(figures, g)), lambda g: said_of(in_group(figures, g)),
        (many(all_.total, "answer"), rest), fills=STACK, unit="answers",
    )  # fmt: skip


def draw_minutes(figures: Figures, room: Room) -> Drawn:
    if not figures.activity:
        return said_of_nothing(figures, room, "minutes", period=True)
    all_ = total_of(figures.activity)
    on_a_day = minutes_words(all_.minutes / len(figures.activity))
    rest = f" in all, {on_a_day} on a day with study, {all_.minutes * 60 / all_.total:.1f} s an answer"
    return over_days(
        figures, room, lambda g: [in_group(figures, g).minutes], lambda g: said_of(in_group(figures, g)),
        (minutes_words(all_.minutes), rest), fills=[Fill("█", "bar")], unit="minutes", whole=False,
    )  # fmt: skip


def draw_added(figures: Figures, room: Room) -> Drawn:
    if not figures.introduced:
        return said_of_nothing(figures, room, "new cards", period=True)

    def count(group: Group) -> int:
        return sum(n for day, n in figures.introduced.items() if day in group)

    first, last = period_of(figures, room)
    total, days = sum(figures.introduced.values()), (last - first).days + 1
    return over_days(
        figures, room, lambda g: [count(g)], lambda g: many(count(g), "new card"),
        (many(total, "new card"), f" in {many(days, 'day')}, {total / days:.1f} a day"),
        fills=[Fill("█", "fresh")], unit="new cards", before=("new",), mode=REVIEW,
    )  # fmt: skip


def draw_hours(figures: Figures, room: Room) -> Drawn:
    shares = figures.hours
    if not any(s.total for s in shares):
        return said_of_nothing(figures, room, "answers", period=True)
    labels = [str(h) for h in range(24)]
    upper = round(room.height * HOURS_SHARE)
    picture = Picture(room.width, room.height)
    margin = 4
    picture.paste(columns(
        [[s.total] for s in shares], labels, room.width, upper, fills=[Fill("█", "bar")], unit="answers by hour of the day",
        cursor=room.cursor, margin=margin,
    ), 0, 0)  # fmt: skip
    picture.paste(whiskers(
        shares, labels, room.width, room.height - upper, aim=None, unit="passed", cursor=None, margin=margin,
        named=[Fill(DOT, "bar", "share"), Fill("│", "band", "95% interval")],
    ), 0, upper)  # fmt: skip
    marks = []
    for hour, s in enumerate(shares):
        low, high = s.interval
        words = f"{s.value:.0%} passed ({low:.0%} to {high:.0%})" if s.value is not None else ""
        said = f"{hour}:00 to {hour}:59: {many(s.total, 'answer')}{', ' * bool(words)}{words}"
        marks.append(Mark(said, lambda h=hour: answered(figures, hour=(h,), mode=REVIEW)))  # type: ignore[misc]
    return Drawn(picture, marks)


PANELS = (
    Panel("today", "Today", "What was answered; passed means every rating but Again.", draw_today,
          least=TODAY_ROWS + HEAD_ROWS, most=TODAY_ROWS + HEAD_ROWS + 3),
    Panel("calendar", "Calendar", "A year of study, a column a week: fuller signs are busier days.", draw_calendar,
          least=heatmap.ROWS + HEAD_ROWS, most=heatmap.ROWS + HEAD_ROWS, begin=-1),
    Panel("forecast", "Forecast", "Cards that come back if you study each day; new ones are not in it.", draw_forecast,
          extra="30/90 days"),
    Panel("answers", "Answers", "How much you did, by how well the cards were known before.", draw_answers, whole=False, begin=-1),
    Panel("minutes", "Study time", "Time spent; each answer counts for a minute at most.", draw_minutes, whole=False, begin=-1),
    Panel("hours", "Hours", "When you study, and how much of it you pass then.", draw_hours, whole=False, least=16, begin=12),
    Panel("added", "New cards", "Cards answered for the first time.", draw_added, whole=False, begin=-1),
)  # fmt: skip
