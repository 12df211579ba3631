"""A clock that cannot be right, or a day that begins elsewhere than it did: said once, with what it means."""

from flashcards.days import MINUTE_MS, Moment, hour_words
from flashcards.events import Event
from flashcards.words import counted

BACK_MS = 5 * MINUTE_MS
"""Clocks that are set right move by less."""
DAY_MS = 24 * 60 * MINUTE_MS
AHEAD_DAYS = 2


def said_of_clock(latest: Event | None, at: Moment) -> str:
    """What is odd about the clock against the latest event of this device; empty where nothing is."""
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
    return ""


def said_of_jump(before: Moment, now: Moment) -> str:
    """What is said when the clock of a sitting jumps ahead; empty where it does not."""
    days = (now.wall_ms - before.wall_ms) / DAY_MS
    if days <= AHEAD_DAYS:
        return ""
    return f"The clock went {counted(round(days), 'day')} ahead since the last key: if it is wrong, set it before you go on"
