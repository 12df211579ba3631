"""Progress in plain lines of at most 80 columns, with small bars made of glyphs."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta

from flashcards.days import minutes_words
from flashcards.records import dataclass
from flashcards.schedule.states import Rating
from flashcards.stats.figures import Figures
from flashcards.stats.insights import RECALLED, Share, level
from flashcards.stats.page.pictures.axes import MONTHS, WEEKDAYS, date_words, percent
from flashcards.stats.page.pictures.exhibits import many
from flashcards.text import padded
from flashcards.titles import one_line

WIDTH = 80
BAR = 28
WEEKS = 53
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
        _by("deck", f.retention_by_deck, f, glyphs),
        _by("kind", f.retention_by_kind, f, glyphs),
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
    since = f"from {date_words(figures.since)} " if figures.since else ""
    until = date_words(min(figures.until or figures.at.study_day, figures.at.study_day))
    cards = f"Cards of {figures.query}" if figures.query.strip() else "All cards"
    return f"{cards}, {since}up to {until}"


def _head(f: Figures) -> Iterator[str]:
    yield scope(f)
    yield ""
    today, forecast = f.today, f.forecast(30)
    if not f.activity:
        yield f"{nothing(f)}; `flashcards` begins."
    elif today.total:
        passed = f", {percent(today.share)} passed" if today.reviews else ""
        yield f"Today   {many(today.total, 'answer')} in {minutes_words(today.minutes)}{passed}; {_streak(f)}"
    else:
        yield f"Today   nothing answered yet; {_streak(f)}"
    if forecast.total:
        _, young, mature = forecast.days[0]
        mean = (forecast.total - forecast.backlog) / 30
        yield f"Due     {forecast.backlog:,} overdue, {young + mature:,} today; {mean:.0f} a day over the next 30 days"
    held = ", ".join(f"{n:,} {name}" for name, n in sorted(f.held_now.items(), key=lambda item: -item[1]))
    yield f"Cards   {f.held_now.total():,}{held and ': '}{held}"


def nothing(figures: Figures) -> str:
    """What to say where there are no answers."""
    return f"Nothing {'was answered in these days' if figures.since or figures.until else 'has been answered here yet'}"


def _streak(f: Figures) -> str:
    return f"{many(f.streak, 'day')} in a row"


def _recent(f: Figures, glyphs: Glyphs) -> Iterator[str]:
    last = min(f.until or f.last_day, f.last_day)
    days = [last - timedelta(days=back) for back in range(RECENT_DAYS)]
    found = {a.day: a for a in f.activity if a.day in days}
    if not found:
        return
    most = max(a.total for a in found.values())
    yield f"Answers a day ({RECENT_DAYS} days, newest first)"
    for day in (d for d in days if f.since is None or d >= f.since):
        told = f"{found[day].total:,} in {minutes_words(found[day].minutes)}" if day in found else "-"
        yield _row(
            f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}",
            found[day].total if day in found else 0,
            most,
            told,
            glyphs,
        )


def _row(name: str, value: float, whole: float, told: str, glyphs: Glyphs) -> str:
    return f"  {padded(name, 22)} {padded(bar(value, whole, glyphs), BAR)} {told}"


def _calendar(f: Figures, glyphs: Glyphs) -> Iterator[str]:
    last = min(f.until or f.at.study_day, f.at.study_day)
    first = last - timedelta(days=last.weekday() + 7 * (WEEKS - 1))
    counts = {day: n for day, n in f.calendar.items() if first <= day <= last}
    if not counts:
        return
    busiest = max(counts.values())
    yield f"A year of study ({glyphs.heat[0]} none, {glyphs.heat[-1]} up to {busiest:,} answers)"
    months = ""
    for week in range(WEEKS):
        days = [first + timedelta(days=7 * week + k) for k in range(7)]
        name = next((MONTHS[day.month - 1] for day in days if day.day == 1), "")
        if name and len(months) <= week:
            months = months.ljust(week) + name + " "
    yield f"      {months.rstrip()}"
    for k, weekday in enumerate(WEEKDAYS):
        days = [first + timedelta(days=7 * week + k) for week in range(WEEKS)]
        yield f"  {weekday} " + "".join(glyphs.heat[level(counts.get(d, 0), busiest)] for d in days if d <= last)


def _retention(f: Figures) -> Iterator[str]:
    if not any(s.total for s in f.retention.values()):
        return
    yield f"True retention (target {percent(f.target)}; with the 95% interval)"
    yield f"  {'':8}{'young':36}mature"
    for name, shares in f.retention_by_period.items():
        yield f"  {name:8}" + "".join(f"{_share(shares[age]):36}" for age in RECALLED)


def _share(share: Share) -> str:
    if not share.total:
        return "-"
    low, high = share.interval
    return f"{percent(share.value)} of {share.total:,} ({percent(low)} to {percent(high)})"


def _by(name: str, shares: Mapping[str, Share], f: Figures, glyphs: Glyphs) -> Iterator[str]:
    found = sorted(((s.value or 0, key, s) for key, s in shares.items() if s.total))
    if len(found) > 1:
        yield f"True retention by {name} (lowest first)"
        for value, key, share in found:
            below = ", below target" if share.interval[1] < f.target else ""
            yield _row(key, value, 1, f"{percent(value)} of {share.total:,}{below}", glyphs)


def _coming(f: Figures, glyphs: Glyphs) -> Iterator[str]:
    forecast = f.forecast(COMING_DAYS)
    if not forecast.total:
        return
    rows = [
        (f"{WEEKDAYS[d.weekday()]} {d.day} {MONTHS[d.month - 1]}", young + mature) for d, young, mature in forecast.days
    ]
    rows = [("overdue", forecast.backlog), *rows] if forecast.backlog else rows
    most = max(n for _, n in rows)
    yield f"Due in the next {COMING_DAYS} days"
    for name, n in rows:
        yield _row(name, n, most, f"{n:,}" if n else "-", glyphs)


def _buttons(f: Figures) -> Iterator[str]:
    shown = [(age, counts) for age, counts in f.buttons.items() if counts.total()]
    if shown:
        yield "Answer buttons"
        yield f"  {'':12}" + "".join(f"{r.label:>8}" for r in Rating) + f"{'answers':>10}"
        for age, counts in shown:
            total = counts.total()
            yield f"  {age:12}" + "".join(f"{percent(counts[r] / total):>8}" for r in Rating) + f"{total:>10,}"


def _hours(f: Figures, glyphs: Glyphs) -> Iterator[str]:
    if not any(s.total for s in f.hours):
        return
    most = max(s.total for s in f.hours)
    busiest = max(range(24), key=lambda hour: f.hours[hour].total)
    top = len(glyphs.columns)
    columns = (glyphs.columns[level(s.total, most, top) - 1] * 2 if s.total else "  " for s in f.hours)
    told = f"{f.hours[busiest].total:,} of them from {busiest}:00 to {busiest + 1}:00"
    yield f"Answers by hour of the day ({told})"
    yield f"  {''.join(columns)}"
    yield "  0:00        6:00        12:00       18:00"


def _trust(f: Figures) -> Iterator[str]:
    c = f.calibration
    if c.answers:
        yield f"Predictions: off by {percent(c.off_by, 1)} on average over {many(c.answers, 'answer')}"
        yield f"  Brier score {c.brier:.3f}, log loss {c.log_loss:.3f} nats (lower is better)"


def _confidence(f: Figures) -> Iterator[str]:
    sure = [
        (shares["sure"].value or 0, topic, shares["sure"])
        for topic, shares in f.confidence.items()
        if shares["sure"].total
    ]
    if sure:
        yield "Right when you said you were sure (lowest first)"
        for _, topic, share in sorted(sure)[:LISTED]:
            yield f"  {padded(topic, 24)} {_share(share)}"


def _lapsed(f: Figures) -> Iterator[str]:
    rows = ((many(s.lapses, "lapse") + (", leech" if s.leech else ""), card) for card, s in f.most_lapsed)
    return _listed("Cards that lapse most", rows, 20)


def _points(f: Figures) -> Iterator[str]:
    rows = ((f"{m.missed} of {m.asked}", one_line(f.wording(m))) for m in f.missed_points)
    return _listed("Points missed most", rows, 12)


def _mistakes(f: Figures) -> Iterator[str]:
    rows = ((many(m.missed, "time"), one_line(f.wording(m))) for m in f.mistakes)
    return _listed("Mistakes made most", rows, 12)


def _listed(title: str, rows: Iterable[tuple[str, str]], width: int) -> Iterator[str]:
    found = list(rows)[:LISTED]
    if found:
        yield title
        yield from (f"  {note:{width}} {text}" for note, text in found)
