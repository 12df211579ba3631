"""A clock that cannot be right, or a day that begins elsewhere than it did: said once, with what it means."""

from flashcards.days import MINUTE_MS, Moment, hour_words
from flashcards.events import Event
from flashcards.words import counted

BACK_MS = 5 * MINUTE_MS
"""Clocks that are set right move by less."""
DAY_MS = 24 * 60 * MINUTE_MS
AHEAD_DAYS = 2
NEW_DAY = "A new study day has begun; the intervals are those of today now."
ROLLOVER = "rollover"
"""Under this key of `meta`: the hour at which the study days of the latest sitting began."""


def said_of_clock(latest: Event | None, at: Moment, began: int | None = None, begins: int | None = None) -> str:
    """What is odd about the clock against the latest event of this device; empty where nothing is.

    `began`, `begins`: the hour at which study days began at the latest sitting, and do now.
    """
    if latest is None:
        return ""
    back = latest.wall_ms - at.wall_ms
    if back >= DAY_MS:
        return (
            f"The clock is {counted(round(back / DAY_MS), 'day')} behind your latest answer: if it is wrong now, set it; "
            "no card moves backwards"
        )
    if back > BACK_MS:
        return f"The clock is {counted(round(back / MINUTE_MS), 'minute')} behind your latest answer; no card moves backwards"
    if latest.utc_offset_min != at.utc_offset_min:
        return (
            f"The time zone is {hour_words(at.utc_offset_min)} now and was {hour_words(latest.utc_offset_min)}; "
            f"the study day is {at.study_day}"
        )
    if began is not None and began != begins:
        return (
            f"Study days begin at {begins}:00 now and began at {began}:00; the days that were studied stay as they are"
        )
    return ""


def said_of_jump(before: Moment, now: Moment) -> str:
    """What is said when the clock of a sitting jumps; empty where it does not."""
    ahead = now.wall_ms - before.wall_ms
    if ahead > AHEAD_DAYS * DAY_MS:
        moved = f"{counted(round(ahead / DAY_MS), 'day')} ahead"
    elif -ahead >= DAY_MS:
        moved = f"{counted(round(-ahead / DAY_MS), 'day')} back"
    elif -ahead > BACK_MS:
        moved = f"{counted(round(-ahead / MINUTE_MS), 'minute')} back"
    else:
        return ""
    return f"The clock went {moved} since the last key: if it is wrong, set it before you go on"
