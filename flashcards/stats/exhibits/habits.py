"""Exhibits of what was done: today, the calendar, answers, minutes, new cards, hours, buttons."""

from collections import Counter
from datetime import date, timedelta

from flashcards.days import minutes_words
from flashcards.stats.exhibits.exhibit import Exhibit, Said, span
from flashcards.stats.figures import Figures
from flashcards.stats.insights import total_of
from flashcards.stats.wording import activity_words
from flashcards.words import counted, day_name, percent

WEEKS = 53
"""A year of study, as a calendar shows it."""


def year(figures: Figures) -> tuple[date, date]:
    """The days of a calendar of a year: whole weeks, up to today."""
    today = figures.at.study_day
    last = min(figures.until or today, today)
    return last - timedelta(days=last.weekday() + 7 * (WEEKS - 1)), last


def calendar_words(figures: Figures, first: date, last: date) -> list[str]:
    """Of some days: how many of them, how many in a row, the busiest."""
    days = [first + timedelta(days=i) for i in range((last - first).days + 1)]
    counts = figures.calendar
    facts = [
        f"{counted(sum(counts[d] for d in days), 'answer')} on {sum(d in counts for d in days)} of {len(days)} days"
    ]
    if figures.streak:
        facts.append(f"{counted(figures.streak, 'day')} in a row up to now")
    busiest = max(days, key=lambda day: counts[day])
    facts.append(f"busiest: {day_name(busiest, figures.at.study_day, weekday=True)}, {counts[busiest]:,}")
    return facts


def _calendar(f: Figures) -> Said:
    days, *facts = calendar_words(f, *year(f))
    return Said(days, "".join(f"; {fact}" for fact in facts))


def _answers(f: Figures) -> Said:
    whole, studied = total_of(f.activity), len(f.activity)
    first, last = span(f)
    rest = f" on {studied} of {(last - first).days + 1} days, {whole.total / studied:.1f} on a day with study"
    return Said(counted(whole.total, "answer"), rest)


def _minutes(f: Figures) -> Said:
    whole = total_of(f.activity)
    a_day = minutes_words(whole.minutes / len(f.activity))
    rest = f" in all, {a_day} on a day with study, {whole.minutes * 60 / whole.total:.1f} s an answer"
    return Said(minutes_words(whole.minutes), rest)


def _introduced(f: Figures) -> Said:
    first, last = span(f)
    total, days = f.introduced.total(), (last - first).days + 1
    return Said(counted(total, "new card"), f" in {counted(days, 'day')}, {total / days:.1f} a day")


def _hours(f: Figures) -> Said:
    busiest = max(range(24), key=lambda hour: f.hours[hour].total)
    passed = f"; {percent(f.hours[busiest].value)} of those passed"
    return Said(f"Most answers fall between {busiest}:00 and {busiest + 1}:00", passed)


def _buttons(f: Figures) -> Said:
    counts = sum(f.buttons.values(), Counter[int]())
    return Said(f"Again was pressed for {percent(counts[1] / counts.total())} of all answers")


TODAY = Exhibit(
    "today",
    "Today",
    "What was answered; passed: reviews rated better than Again.",
    "answers",
    lambda f: f.activity,
    lambda f: Said(activity_words(f.today)),
)
CALENDAR = Exhibit(
    "calendar",
    "Calendar",
    "Days of study, a column a week: fuller signs are busier days.",
    "answers",
    lambda f: f.calendar,
    _calendar,
)
ANSWERS = Exhibit(
    "answers",
    "Answers",
    "How much you did, by how well the cards were known before.",
    "answers",
    lambda f: f.activity,
    _answers,
)
MINUTES = Exhibit(
    "minutes",
    "Study time",
    "Time spent; each answer counts for a minute at most.",
    "minutes",
    lambda f: f.activity,
    _minutes,
)
INTRODUCED = Exhibit(
    "introduced",
    "New cards",
    "Cards answered for the first time.",
    "new cards",
    lambda f: f.introduced,
    _introduced,
)
HOURS = Exhibit(
    "hours",
    "Hours",
    "When you study, and how much of it you pass then.",
    "answers",
    lambda f: any(share.total for share in f.hours),
    _hours,
)
BUTTONS = Exhibit(
    "buttons",
    "Answer buttons",
    "Which rating you gave, by how well the card was known before.",
    "answers",
    lambda f: any(counts.total() for counts in f.buttons.values()),
    _buttons,
)
