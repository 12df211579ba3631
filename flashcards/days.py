"""Study days: when one begins, and intervals in words."""

from datetime import UTC, date, datetime, timedelta

from flashcards.records import dataclass

MINUTE_MS = 60_000
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant as a person at a place lives it."""

    wall_ms: int
    """Milliseconds since 1970, UTC."""
    study_day: date
    utc_offset_min: int


def moment(now: datetime, rollover_hour: int) -> Moment:
    """The moment of an aware datetime; a study day begins at the rollover hour, local time."""
    offset = now.utcoffset() or timedelta()
    return Moment(
        wall_ms=round(now.timestamp() * 1000),
        study_day=(now.replace(tzinfo=None) - timedelta(hours=rollover_hour)).date(),
        utc_offset_min=round(offset.total_seconds() / 60),
    )


def start_ms(at: Moment, rollover_hour: int) -> int:
    """When the study day of a moment began, in milliseconds since 1970, by the offset of that moment."""
    began = datetime(at.study_day.year, at.study_day.month, at.study_day.day, rollover_hour, tzinfo=UTC)
    return round(began.timestamp() * 1000) - at.utc_offset_min * MINUTE_MS


def interval_words(days: int, wait_ms: int = 0) -> str:
    """How long until a card comes back: `10 min`, `4 days`, `2.5 months`."""
    if days < 1:
        minutes = wait_ms / MINUTE_MS
        return f"{minutes:.0f} min" if minutes >= 1 else "<1 min"
    if days < 30:
        return "1 day" if days == 1 else f"{days} days"
    if days < 365:
        return _rounded(days / 30.44, "month")
    return _rounded(days / 365.25, "year")


def _rounded(number: float, noun: str) -> str:
    """A number with one decimal at most, and what it is of: `1 month`, `1.1 months`, `11 months`."""
    shown = f"{number:.1f}".removesuffix(".0")
    return f"{shown} {noun}" if shown == "1" else f"{shown} {noun}s"


def hour_words(offset_min: int) -> str:
    """An offset from UTC: `UTC+1`, `UTC-3:30`."""
    hours, minutes = divmod(abs(offset_min), 60)
    return f"UTC{'-' if offset_min < 0 else '+'}{hours}{f':{minutes:02d}' if minutes else ''}"


def day_meant(text: str, today: date) -> date | None:
    """The day that a person means: `today`, `tomorrow`, `3`, `+3` or `in 3 days`, `2026-12-01`; none: it is no day."""
    word = text.strip().casefold()
    days = {"today": 0, "now": 0, "tomorrow": 1}.get(word)
    number = word.removeprefix("in ").removesuffix(" days").removesuffix(" day").removeprefix("+").strip()
    if days is None and number.isdecimal() and len(number) <= len("36500"):
        days = int(number)
    try:
        return date.fromisoformat(word) if days is None else today + timedelta(days=days)
    except (ValueError, OverflowError):
        return None


def day_words(day: date, today: date) -> str:
    """A day as seen from today: `today`, `tomorrow`, `in 5 days`, `3 days ago`."""
    distance = (day - today).days
    named = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if distance in named:
        return named[distance]
    return f"in {interval_words(distance)}" if distance > 0 else f"{interval_words(-distance)} ago"


def minutes_words(minutes: float) -> str:
    """A stretch of study: `<1 min`, `12 min`, `1 h 05 min`."""
    if minutes <= 0:
        return "0 min"
    whole = round(minutes)
    if whole < 1:
        return "<1 min"
    return f"{whole} min" if whole < 60 else f"{whole // 60} h {whole % 60:02d} min"
