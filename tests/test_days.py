"""Study days across rollover, clock changes and time zones; intervals in words."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from flashcards.days import day_words, interval_words, minutes_words, moment


@pytest.mark.parametrize(
    ("zone", "local", "rollover", "day"),
    [
        ("Europe/Paris", "2026-11-23T03:59", 4, "2026-11-22"),
        ("Europe/Paris", "2026-11-23T04:00", 4, "2026-11-23"),
        ("Europe/Paris", "2026-11-23T00:00", 0, "2026-11-23"),
        ("Europe/Paris", "2026-11-23T22:59", 23, "2026-11-22"),
        ("Europe/Berlin", "2026-10-25T02:30", 4, "2026-10-24"),
        ("America/New_York", "2027-03-14T03:30", 4, "2027-03-13"),
        ("America/New_York", "2027-03-14T04:30", 4, "2027-03-14"),
        ("Australia/Lord_Howe", "2027-04-04T04:00", 4, "2027-04-04"),
        ("Pacific/Apia", "2026-11-23T04:00", 4, "2026-11-23"),
    ],
)
def test_a_study_day_begins_at_the_rollover_hour_of_the_place(zone: str, local: str, rollover: int, day: str) -> None:
    now = datetime.fromisoformat(local).replace(tzinfo=ZoneInfo(zone))
    assert moment(now, rollover).study_day == date.fromisoformat(day)


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu"])
def test_no_study_day_is_skipped_or_counted_twice_in_a_year_of_half_hours(zone: str) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    days = [
        moment((start + timedelta(minutes=30 * i)).astimezone(ZoneInfo(zone)), 4).study_day for i in range(48 * 366)
    ]
    assert days == sorted(days)
    assert {b - a for a, b in pairwise(days)} == {timedelta(0), timedelta(days=1)}


def test_a_moment_keeps_the_instant_and_the_offset() -> None:
    at = moment(datetime(2026, 11, 23, 9, tzinfo=ZoneInfo("Asia/Kathmandu")), 4)
    assert (at.wall_ms, at.utc_offset_min) == (1795403700000, 345)


@pytest.mark.parametrize(
    ("days", "wait_ms", "words"),
    [
        (0, 59_000, "<1 min"),
        (0, 60_000, "1 min"),
        (0, 600_000, "10 min"),
        (1, 0, "1 day"),
        (29, 0, "29 days"),
        (30, 0, "1 month"),
        (33, 0, "1.1 months"),
        (61, 0, "2 months"),
        (76, 0, "2.5 months"),
        (335, 0, "11 months"),
        (365, 0, "1 year"),
        (400, 0, "1.1 years"),
        (900, 0, "2.5 years"),
        (7_670, 0, "21 years"),
    ],
)
def test_intervals_in_words(days: int, wait_ms: int, words: str) -> None:
    assert interval_words(days, wait_ms) == words


def test_days_and_minutes_in_words() -> None:
    today = date(2026, 11, 23)
    said = [day_words(today + timedelta(days=d), today) for d in (-40, -3, -1, 0, 1, 5)]
    assert said == ["1.3 months ago", "3 days ago", "yesterday", "today", "tomorrow", "in 5 days"]
    assert [minutes_words(m) for m in (0, 0.2, 1, 12.4, 65)] == ["0 min", "<1 min", "1 min", "12 min", "1 h 05 min"]
