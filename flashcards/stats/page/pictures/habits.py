"""Pictures of what was done: today, the calendar, answers, minutes, new cards, hours, buttons."""

from collections.abc import Mapping
from datetime import date, timedelta

from flashcards.schedule.states import Rating
from flashcards.stats.exhibits.habits import WEEKS, year
from flashcards.stats.figures import Figures
from flashcards.stats.page.pictures import heatmap, plots, standings
from flashcards.stats.page.pictures.axes import named
from flashcards.stats.page.pictures.picture import Drawn, Period, Table, shown
from flashcards.stats.page.pictures.plots import Series
from flashcards.words import DASH, WEEKDAYS, date_words, percent

ANSWERED = ("new", "learning", "relearning", "young", "mature", "practice", "mock")
"""What an answer counts as: the age of its card, or the mode that leaves the schedule alone."""
BUTTONS = tuple((rating.label, rating.label.lower()) for rating in Rating)


def today(f: Figures) -> Drawn:
    answers = f.today.answers
    names = [name for name in ANSWERED if answers.get(name)]
    if not names:
        return Drawn()
    drawing = standings.parts([("", [answers[n] for n in names])], [(n, n) for n in names], "answers")
    return Drawn(drawing, Table(("Age", "Answers"), tuple((n, str(answers[n])) for n in names)))


def calendar(f: Figures) -> Drawn:
    first, last = year(f)
    counts = {day: n for day, n in f.calendar.items() if first <= day <= last}
    if not counts:
        return Drawn()
    weeks = ([first + timedelta(days=7 * i + k) for k in range(7)] for i in range(WEEKS))
    rows = tuple(
        (date_words(week[0], weekday=True), *(str(counts.get(day, 0)) if day <= last else "" for day in week))
        for week in weeks
        if any(day in counts for day in week)
    )
    table = Table(("Week from", *WEEKDAYS), rows)
    return Drawn(heatmap.calendar(counts, last), table, tall=heatmap.calendar(counts, last, rows=3))


def answers(f: Figures) -> Drawn:
    period = Period(f)
    by = {name: period.means({a.day: a.answers.get(name, 0) for a in f.activity}) for name in ANSWERED}
    by = {name: values for name, values in by.items() if any(values)}
    drawing = plots.bars(period.places, [Series(n, n, v) for n, v in by.items()], "answers a day", whole=period.whole)
    return Drawn(drawing, period.table(list(by), [[shown(x) for x in v] for v in by.values()]), period.mean)


def minutes(f: Figures) -> Drawn:
    return _a_day(f, {a.day: a.minutes for a in f.activity}, "minutes", "mature", counted=False)


def introduced(f: Figures) -> Drawn:
    return _a_day(f, f.introduced, "new cards", "new")


def _a_day(f: Figures, found: Mapping[date, float], unit: str, style: str, *, counted: bool = True) -> Drawn:
    """One bar for each day or stretch of days."""
    period = Period(f)
    means = period.means(found)
    drawing = plots.bars(period.places, [Series(unit, style, means)], f"{unit} a day", whole=counted and period.whole)
    return Drawn(drawing, period.table([unit.capitalize()], [[shown(x) for x in means]]), period.mean)


def hours(f: Figures) -> Drawn:
    places = named([f"{h}:00{DASH}{h + 1}:00" for h in range(24)], [f"{h}:00" if h % 3 == 0 else "" for h in range(24)])
    rows = tuple((places.names[h], f"{s.total:,}", percent(s.value)) for h, s in enumerate(f.hours) if s.total)
    how = "Where the 95% lines overlap, the hours hardly differ."
    return Drawn(plots.hours(f.hours, places), Table(("Hour", "Answers", "Passed"), rows), how)


def buttons(f: Figures) -> Drawn:
    pressed = [(age, [counts[r] for r in Rating]) for age, counts in f.buttons.items() if counts.total()]
    table = Table(("Age", *(label for label, _ in BUTTONS)), tuple((age, *map(str, counts)) for age, counts in pressed))
    how = "On young and mature cards Again should be about as rare as your target says."
    return Drawn(standings.parts(pressed, BUTTONS, "answers"), table, how)
