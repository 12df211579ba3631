"""What the log teaches a training: a few columns of the events that count, read in parts."""

from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

from flashcards.log.rows import COUNTS
from flashcards.schedule.examples import ELSEWHERE, FORESEEN, LINK, RESET, Lessons, Seen, lessons

EVENTS_AT_ONCE = 20_000
SEEN = f"""
    SELECT card, CASE event
        WHEN 'review' THEN CASE mode WHEN 'review' THEN rating + {FORESEEN} * (predicted IS NOT NULL) ELSE 0 END
        WHEN 'reset' THEN {RESET}
        WHEN 'link' THEN {LINK}
        WHEN 'reschedule' THEN {ELSEWHERE} * (json_extract(detail, '$.stability') IS NOT NULL)
        ELSE 0 END, study_day, CASE event WHEN 'link' THEN json_extract(detail, '$.from') END
    FROM event WHERE at_ms > ? AND at_ms <= ? AND seq <= ? AND {COUNTS}
    ORDER BY at_ms, device, id
"""  # noqa: S608
"""What `schedule.examples.seen` says of an event."""
END = "SELECT max(at_ms) FROM (SELECT at_ms FROM event WHERE at_ms > ? ORDER BY at_ms LIMIT ?)"


def taught(rows: Callable[[str, Sequence[Any]], list[Any]], newest: int, undone: str) -> Lessons:
    """What the log teaches up to its event of a number; `rows` gives those of a query, `undone` fills in `COUNTS`."""

    def parts() -> Iterator[list[Seen]]:
        at = -(2**63)
        while (end := rows(END, (at, EVENTS_AT_ONCE))[0][0]) is not None:
            yield rows(SEEN, (at, end, newest, undone))
            at = end

    return lessons(chain.from_iterable(parts()))
