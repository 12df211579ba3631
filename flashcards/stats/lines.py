"""Progress in plain lines of at most 80 columns, with small bars made of glyphs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta

from flashcards.days import minutes_words
from flashcards.questions import CONFIDENCE
from flashcards.records import dataclass
from flashcards.schedule.states import Rating
from flashcards.stats.exhibits import habits, recall, stock
from flashcards.stats.exhibits.exhibit import Exhibit
from flashcards.stats.figures import Figures
from flashcards.stats.insights import RECALLED, Share, level
from flashcards.stats.wording import interval_words, lapses_words, of_words, often_words, scores
from flashcards.text import padded
from flashcards.titles import one_line
from flashcards.words import MONTHS, WEEKDAYS, counted, date_words, day_name, percent

WIDTH = 80
BAR = 28
RECENT_DAYS = COMING_DAYS = 7
LISTED = 5


@dataclass(frozen=True, slots=True)
class Glyphs:
    """What bars and calendars are made of."""

    parts: str
    """Bar ends from an eighth to a whole; the last one fills."""
    heat: str
    """From no answer to the busiest day."""
    columns: str
    """From nearly nothing to all."""


BLOCKS = Glyphs("▏▎▍▌▋▊▉█", "·░▒▓█", "▁▂▃▄▅▆▇█")
ASCII = Glyphs("#", ".:+*#", ".:-=+*#@")
"""For streams that know nothing else."""


def glyphs_for(encoding: str | None) -> Glyphs:
    """The best glyphs that an encoding can write."""
    try:
        (BLOCKS.parts + BLOCKS.heat + BLOCKS.columns).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return ASCII
    return BLOCKS


def bar(value: float, whole: float, glyphs: Glyphs = BLOCKS, width: int = BAR) -> str:
    """A bar of `value` where `whole` fills the width; what is there shows, however little it is."""
    steps = len(glyphs.parts)
    eighths = round(value / whole * width * steps) if whole else 0
    if value > 0:
        eighths = max(1, eighths)
    full, rest = divmod(eighths, steps)
    return glyphs.parts[-1] * full + (glyphs.parts[rest - 1] if rest else "")


def lines(figures: Figures, glyphs: Glyphs = BLOCKS) -> list[str]:
    """The figures worth a glance, each block under its own heading."""
    f = figures
    blocks = (
        _head(f),
        _recent(f, glyphs),
        _calendar(f, glyphs),
        _retention(f),
        _by(recall.BY_DECK, f.retention_by_deck, f, glyphs),
        _by(recall.BY_KIND, f.retention_by_kind, f, glyphs),
        _coming(f, glyphs),
        _buttons(f),
        _hours(f, glyphs),
        _trust(f),
        _confidence(f),
        _lapsed(f),
        _points(f),
        _mistakes(f),
    )
    found = [list(block) for block in blocks]
    return [padded(line.rstrip(), WIDTH).rstrip() for block in found if block for line in (*block, "")][:-1]


def scope(figures: Figures) -> str:
    """What the figures are about: the cards and the days."""
    since = f"from {date_words(figures.since, weekday=True)} " if figures.since else ""
    until = date_words(min(figures.until or figures.at.study_day, figures.at.study_day), weekday=True)
    cards = f"Cards of {figures.query}" if figures.query.strip() else "All cards"
    return f"{cards}, {since}up to {until}"


def _head(f: Figures) -> Iterator[str]:
    yield scope(f)
    yield ""
    if not f.activity:
        yield f"{nothing(f)}; `flashcards` begins."
    else:
        yield f"Today   {habits.TODAY.says(f).main}; {counted(f.streak, 'day')} in a row"
    if f.forecast(30).total:
        said = stock.FORECAST.says(f)
        yield f"Due     {said.main}{said.rest}"
    held = stock.NOW.says(f).main
    yield f"Cards   {f.held_now.total():,}{held and ': '}{held}"


def nothing(figures: Figures) -> str:
    """What to say where there are no answers."""
    return f"Nothing {'was answered in these days' if figures.since or figures.until else 'has been answered here yet'}"


def _recent(f: Figures, glyphs: Glyphs) -> Iterator[str]:
    last = min(f.until or f.last_day, f.last_day)
    days = [last - timedelta(days=back) for back in range(RECENT_DAYS)]
    found = {a.day: a for a in f.activity if a.day in days}
    if not found:
        return
    most = max(a.total for a in found.values())
    yield f"{habits.ANSWERS.title} ({RECENT_DAYS} days, newest first)"
    for day in (d for d in days if f.since is None or d >= f.since):
        told = f"{found[day].total:,} in {minutes_words(found[day].minutes)}" if day in found else "-"
        yield _row(_day(day), found[day].total if day in found else 0, most, told, glyphs)


def _day(day: date) -> str:
    return day_name(day, day, weekday=True)


def _row(name: str, value: float, whole: float, told: str, glyphs: Glyphs) -> str:
    return f"  {padded(name, 22)} {padded(bar(value, whole, glyphs), BAR)} {told}"


def _calendar(f: Figures, glyphs: Glyphs) -> Iterator[str]:
    first, last = habits.year(f)
    counts = {day: n for day, n in f.calendar.items() if first <= day <= last}
    if not counts:
        return
    busiest = max(counts.values())
    yield f"{habits.CALENDAR.title} ({glyphs.heat[0]} none, {''.join(glyphs.heat[1:])} up to {counted(busiest, 'answer')})"
    months = ""
    for week in range(habits.WEEKS):
        days = [first + timedelta(days=7 * week + k) for k in range(7)]
        name = next((MONTHS[day.month - 1] for day in days if day.day == 1), "")
        if name and len(months) <= week:
            months = months.ljust(week) + name + " "
    yield f"      {months.rstrip()}"
    for k, weekday in enumerate(WEEKDAYS):
        days = [first + timedelta(days=7 * week + k) for week in range(habits.WEEKS)]
        yield f"  {weekday} " + "".join(glyphs.heat[level(counts.get(d, 0), busiest)] for d in days if d <= last)


def _retention(f: Figures) -> Iterator[str]:
    if not recall.AGES.shows(f):
        return
    yield f"{recall.AGES.title} (target {percent(f.target)}; with the 95% interval)"
    yield f"  {'':8}{'young':36}mature"
    for name, shares in f.retention_by_period.items():
        yield f"  {name:8}" + "".join(f"{_share(shares[age]):36}" for age in RECALLED)


def _share(share: Share) -> str:
    if not share.total:
        return "-"
    return f"{of_words(share)} ({interval_words(share)})"


def _by(exhibit: Exhibit, shares: Mapping[str, Share], f: Figures, glyphs: Glyphs) -> Iterator[str]:
    found = recall.lowest_first(shares)
    if len(found) > 1:
        yield f"{exhibit.title} (lowest first)"
        for name, share in found:
            below = ", below target" if share.interval[1] < f.target else ""
            yield _row(name, share.value or 0, 1, f"{of_words(share)}{below}", glyphs)


def _coming(f: Figures, glyphs: Glyphs) -> Iterator[str]:
    forecast = f.forecast(COMING_DAYS)
    if not forecast.total:
        return
    rows = [(_day(day), young + mature) for day, young, mature in forecast.days]
    rows = [("overdue", forecast.backlog), *rows] if forecast.backlog else rows
    most = max(n for _, n in rows)
    yield f"{stock.FORECAST.title} ({COMING_DAYS} days)"
    for name, n in rows:
        yield _row(name, n, most, f"{n:,}" if n else "-", glyphs)


def _buttons(f: Figures) -> Iterator[str]:
    shown = [(age, counts) for age, counts in f.buttons.items() if counts.total()]
    if shown:
        yield habits.BUTTONS.title
        yield f"  {'':12}" + "".join(f"{r.label:>8}" for r in Rating) + f"{'answers':>10}"
        for age, counts in shown:
            total = counts.total()
            yield f"  {age:12}" + "".join(f"{percent(counts[r] / total):>8}" for r in Rating) + f"{total:>10,}"


def _hours(f: Figures, glyphs: Glyphs) -> Iterator[str]:
    if not habits.HOURS.shows(f):
        return
    most = max(s.total for s in f.hours)
    top = len(glyphs.columns)
    columns = (glyphs.columns[level(s.total, most, top) - 1] * 2 if s.total else "  " for s in f.hours)
    yield f"{habits.HOURS.title}: {habits.HOURS.says(f).main.lower()}"
    yield f"  {''.join(columns)}"
    yield "  0:00        6:00        12:00       18:00"


def _trust(f: Figures) -> Iterator[str]:
    if recall.CALIBRATION.shows(f):
        yield f"{recall.CALIBRATION.title} ({counted(f.calibration.answers, 'answer')})"
        yield f"  {scores(f.calibration)}"


def _confidence(f: Figures) -> Iterator[str]:
    said = CONFIDENCE[0]
    found = [(topic, shares[said]) for topic, shares in recall.topics(f) if shares[said].total]
    if found:
        yield f"{recall.SURENESS.title} (passed when {said}, lowest first)"
        for topic, share in found[:LISTED]:
            yield f"  {padded(topic, 24)} {_share(share)}"


def _lapsed(f: Figures) -> Iterator[str]:
    rows = ((lapses_words(s.lapses, leech=s.leech), card) for card, s in f.most_lapsed)
    return _listed(stock.LAPSES, rows, 20)


def _points(f: Figures) -> Iterator[str]:
    rows = ((often_words(m, point=True), one_line(f.wording(m))) for m in f.missed_points)
    return _listed(stock.POINTS, rows, 12)


def _mistakes(f: Figures) -> Iterator[str]:
    rows = ((often_words(m, point=False), one_line(f.wording(m))) for m in f.mistakes)
    return _listed(stock.MISTAKES, rows, 12)


def _listed(exhibit: Exhibit, rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    found = list(rows)[:LISTED]
    if found:
        yield exhibit.title
        yield from (f"  {note:{width}} {text}" for note, text in found)
