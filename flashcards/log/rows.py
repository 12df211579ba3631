"""Rows of the log as events and back."""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from flashcards.events import COLUMNS, Event, Kind, Mode, checksum, sorted_json

EVENT = ", ".join(COLUMNS)
COUNTS = "event <> 'undo' AND seq NOT IN (SELECT value FROM json_each(?))"
"""Which rows of `event` stand in the view `standing`, filled in with the numbers of those that were taken back: where all are
gone through, it takes less than to ask of each one."""
_KINDS = {str(kind): kind for kind in Kind}  # an enumeration takes ten times as long to ask
_MODES = {str(mode): mode for mode in Mode}
_day = lru_cache(maxsize=4096)(date.fromisoformat)
_decode = json.JSONDecoder().raw_decode


def event_from(row: Iterable[Any]) -> Event:
    """The event of a row, its columns in their order; raises ValueError or TypeError where it makes no sense."""
    (
        one,
        at_ms,
        wall_ms,
        day,
        offset,
        device,
        kind,
        card,
        fingerprint,
        mode,
        rating,
        elapsed,
        key,
        spread,
        p,
        crc,
        detail,
    ) = row
    values = (
        one,
        at_ms,
        wall_ms,
        _day(day),
        offset,
        device,
        _KINDS.get(kind) or Kind(kind),
        card,
        fingerprint,
        None if mode is None else _MODES.get(mode) or Mode(mode),
        rating,
        elapsed,
        key,
        spread,
        p,
        crc,
        {} if detail == "{}" else _read_json(detail),
    )
    return tuple.__new__(Event, values)  # half of the time of a call by name


def _read_json(text: str) -> Any:
    """What `json.loads` reads, in two thirds of the time."""
    found, end = _decode(text)
    return found if end == len(text) else json.loads(text)


def sound_event_from(row: Sequence[Any]) -> Event:
    """The event of a row that is as it was written; raises ValueError for another one."""
    event = event_from(row)
    if event.crc != checksum(*row) and event.crc != event.checksum():
        raise ValueError(f"event {event.id} is not as it was written")
    return event


def row_of(event: Event) -> dict[str, Any]:
    """The row of an event, with the column that names what it undoes."""
    row = event.to_json()
    row["undoes"] = row["detail"].get("undoes")
    row["detail"] = sorted_json(row["detail"])
    return row


def marks(values: Collection[Any]) -> str:
    """As many question marks as there are values."""
    return ",".join("?" * len(values))


def as_written(row: dict[str, Any]) -> bool:
    """Whether an event, with what it undoes, is as it was written."""
    undoes = row.pop("undoes")
    try:
        event = event_from(row[name] for name in COLUMNS)
        return event.crc == event.checksum() and undoes == (event.detail or {}).get("undoes")
    except (ValueError, TypeError, AttributeError):
        return False
