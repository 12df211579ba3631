"""Exhibits of what was done: today, the calendar, answers, minutes, new cards, hours, buttons."""

from datetime import timedelta

from flashcards.days import minutes_words
from flashcards.schedule.states import Rating
from flashcards.stats.figures import Figures
from flashcards.stats.page.pictures import heatmap, plots, standings
from flashcards.stats.page.pictures.axes import DASH, date_words, named, percent
from flashcards.stats.page.pictures.exhibits import Period, Picture, Table, many, shown, waiting
from flashcards.stats.page.pictures.plots import Series

ANSWERED = ("new", "learning", "relearning", "young", "mature", "practice", "mock")
"""What an answer counts as: the age of its card, or the mode that leaves the schedule alone."""
BUTTONS = tuple((rating.label, rating.label.lower()) for rating in Rating)
WEEKS = 53


def today(f: Figures) -> Picture:
    title, meaning = (
        "Answers today",
        "What you did on this study day, by how well established each card was before the answer.",
    )
    a = f.today
    if not a.total:
        return waiting("today", title, meaning, "Nothing has been answered today.")
    names = [name for name in ANSWERED if a.answers.get(name)]
    rate = percent(a.share)
    says = f"{many(a.total, 'answer')} in {minutes_words(a.minutes)}{f', {rate} passed' if a.reviews else ''}."
    drawing = standings.parts([("", [a.answers[n] for n in names])], [(n, n) for n in names], "answers")
    table = Table(("Age", "Answers"), tuple((n, str(a.answers[n])) for n in names))
    return Picture("today", title, meaning, says, drawing, table)


def calendar(f: Figures) -> Picture:
    title, meaning = "Calendar", "Each square is a study day; the fuller and stronger it is, the more you answered."
    last = min(f.until, f.at.study_day) if f.until else f.at.study_day
    first = last - timedelta(days=last.weekday() + WEEKS * 7 - 7)
    counts = {day: n for day, n in f.calendar.items() if first <= day <= last}
    if not counts:
        return waiting("calendar", title, meaning, "Needs a first answer.")
    busiest = max(counts, key=lambda day: (counts[day], day))
    says = (
        f"{many(sum(counts.values()), 'answer')} on {many(len(counts), 'day')} of the last year;"
        f" the busiest was {date_words(busiest)} with {counts[busiest]}."
    )
    weeks = ([first + timedelta(days=7 * i + k) for k in range(7)] for i in range(WEEKS))
    rows = tuple(
        (date_words(week[0]), *(str(counts.get(day, 0)) if day <= last else "" for day in week))
        for week in weeks
        if any(day in counts for day in week)
    )
    table = Table(("Week from", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"), rows)
    return Picture(
        "calendar", title, meaning, says, heatmap.calendar(counts, last), table, heatmap.calendar(counts, last, rows=3)
    )


def answers(f: Figures, period: Period) -> Picture:
    title = "Answers a day"
    meaning = f"How much you answer, by how well established the cards were before.{period.mean}"
    if not f.activity:
        return waiting("answers", title, meaning, "Needs a first answer.")
    by = {name: period.means({a.day: a.answers.get(name, 0) for a in f.activity}) for name in ANSWERED}
    by = {name: values for name, values in by.items() if any(values)}
    total, days = sum(a.total for a in f.activity), len(f.activity)
    says = f"{many(total, 'answer')} on {many(days, 'day')}, {total / days:.0f} on a day of study."
    drawing = plots.bars(period.places, [Series(n, n, v) for n, v in by.items()], "answers a day", whole=period.whole)
    return Picture(
        "answers", title, meaning, says, drawing, period.table(list(by), [[shown(x) for x in v] for v in by.values()])
    )


def minutes(f: Figures, period: Period) -> Picture:
    title = "Minutes a day"
    meaning = f"Time at the cards, where no answer counts for more than a minute.{period.mean}"
    minutes = {a.day: a.minutes for a in f.activity}
    if not any(minutes.values()):
        return waiting("minutes", title, meaning, "Needs a first answer.")
    means = period.means(minutes)
    total = sum(minutes.values())
    says = f"{minutes_words(total)} in all, {minutes_words(total / len(minutes))} on a day of study."
    drawing = plots.bars(period.places, [Series("minutes", "mature", means)], "minutes a day", whole=False)
    return Picture("minutes", title, meaning, says, drawing, period.table(["Minutes"], [[shown(x) for x in means]]))


def introduced(f: Figures, period: Period) -> Picture:
    title = "New cards begun"
    meaning = f"First answers of new cards: each brings several reviews in the weeks that follow.{period.mean}"
    if not f.introduced:
        return waiting("introduced", title, meaning, "Needs a first answer of a new card.")
    means = period.means(f.introduced)
    says = f"{many(f.introduced.total(), 'card')} begun on {many(len(f.introduced), 'day')}."
    drawing = plots.bars(period.places, [Series("new", "new", means)], "cards a day", whole=period.whole)
    return Picture(
        "introduced", title, meaning, says, drawing, period.table(["New cards"], [[shown(x) for x in means]])
    )


def hours(f: Figures) -> Picture:
    title = "Hours of the day"
    meaning = "When you study and how often you then pass; where the 95% lines overlap, the hours hardly differ."
    if not any(s.total for s in f.hours):
        return waiting("hours", title, meaning, "Needs a first answer.")
    busiest = max(range(24), key=lambda h: f.hours[h].total)
    rate = percent(f.hours[busiest].value)
    says = f"Most answers fall between {busiest}:00 and {busiest + 1}:00; {rate} of those passed."
    places = named([f"{h}:00{DASH}{h + 1}:00" for h in range(24)], [f"{h}:00" if h % 3 == 0 else "" for h in range(24)])
    rows = tuple((places.names[h], f"{s.total:,}", percent(s.value)) for h, s in enumerate(f.hours) if s.total)
    return Picture(
        "hours", title, meaning, says, plots.hours(f.hours, places), Table(("Hour", "Answers", "Passed"), rows)
    )


def buttons(f: Figures) -> Picture:
    title = "Answer buttons"
    meaning = (
        "The ratings you gave at each age; on young and mature cards Again should be about as rare as your target says."
    )
    shown = [(age, [counts[r] for r in Rating]) for age, counts in f.buttons.items() if counts.total()]
    if not shown:
        return waiting("buttons", title, meaning, "Needs a first answer.")
    again = sum(counts[0] for _, counts in shown) / sum(sum(counts) for _, counts in shown)
    table = Table(("Age", *(label for label, _ in BUTTONS)), tuple((age, *map(str, counts)) for age, counts in shown))
    return Picture(
        "buttons",
        title,
        meaning,
        f"Again was pressed for {percent(again)} of all answers.",
        standings.parts(shown, BUTTONS, "answers"),
        table,
    )
