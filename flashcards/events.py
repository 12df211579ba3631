"""The log: what an event is, which events hold, and the fold that turns them into state."""

import json
import os
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from json.encoder import encode_basestring_ascii
from typing import Any, TypeVar

from flashcards.records import dataclass, fields, replace


class Kind(StrEnum):
    """What happened."""

    REVIEW = "review"
    UNDO = "undo"
    SUSPEND = "suspend"
    RESUME = "resume"
    BURY = "bury"
    FLAG = "flag"
    RESET = "reset"
    RESCHEDULE = "reschedule"
    LINK = "link"
    PARAMETERS = "parameters"
    DISTINCT = "distinct"
    """Two names are not one card: `card`, and `from` in the detail. Since format 2."""
    NOTE = "note"
    """A remark, of a card or of none. Since format 2."""


class Mode(StrEnum):
    """What a review was for; only `review` moves the schedule."""

    REVIEW = "review"
    PRACTICE = "practice"
    MOCK = "mock"


UNDOABLE = frozenset(Kind) - {Kind.UNDO}
OF_NAMES = frozenset({Kind.LINK, Kind.DISTINCT})
"""Decisions on which names are one card: `card`, and `from` in the detail."""
OF_NO_STATE = frozenset({Kind.DISTINCT, Kind.NOTE})
"""Events that say something beside what is known of a card."""
ANSWER_CAP_MS = 60_000
"""What counts of one answer as study time; the log keeps all of it."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log. It is written once and never changed."""

    id: str
    """UUIDv7, made when the key is pressed and kept on every retry."""
    at_ms: int
    """Milliseconds since 1970, UTC; never earlier than the event before it on this device."""
    wall_ms: int
    """What the wall clock said."""
    study_day: date
    utc_offset_min: int
    device: str
    event: Kind
    card: str | None = None
    fingerprint: str | None = None
    mode: Mode | None = None
    rating: int | None = None
    elapsed_ms: int | None = None
    """From the question to the rating, as measured, without a cap."""
    parameters: str | None = None
    """Key of the scheduler's parameters that were in force."""
    spread: float | None = None
    """Where in the range of allowed intervals the due day was put, 0 to 1; none: no fuzz."""
    predicted: float | None = None
    """Recall predicted before the answer, 0 to 1; none for a card never learned."""
    crc: int = 0
    detail: Mapping[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """Every column by name, as `log --json` prints it."""
        row: dict[str, Any] = {name: getattr(self, name) for name in COLUMNS}
        row["study_day"] = self.study_day.isoformat()
        row["detail"] = dict(self.detail or {})
        return row

    @classmethod
    def from_json(cls, row: Mapping[str, Any]) -> "Event":
        """The event that `to_json` made this of; raises ValueError, TypeError or KeyError where none did."""
        mode = row["mode"]
        read = {"study_day": date.fromisoformat(row["study_day"]), "event": Kind(row["event"])}
        return cls(**{**row, **read, "mode": None if mode is None else Mode(mode)})

    def checksum(self) -> int:
        """CRC-32 of every other column: damage to a row shows."""
        return self.checksum_with(json.dumps(self.detail or {}, sort_keys=True))

    def checksum_with(self, detail: str) -> int:
        """The checksum where the detail is written so.

        It is that of the row as `json.dumps` writes it with its keys sorted; put together here, as a log is a million rows.
        """
        text = (
            f'{{"at_ms": {self.at_ms}, "card": {_json(self.card)}, "detail": {detail}, "device": {_json(self.device)}, '
            f'"elapsed_ms": {_json(self.elapsed_ms)}, "event": "{self.event}", "fingerprint": {_json(self.fingerprint)}, '
            f'"id": {_json(self.id)}, "mode": {_json(self.mode)}, "parameters": {_json(self.parameters)}, '
            f'"predicted": {_json(self.predicted)}, "rating": {_json(self.rating)}, "spread": {_json(self.spread)}, '
            f'"study_day": "{self.study_day}", "utc_offset_min": {self.utc_offset_min}, "wall_ms": {self.wall_ms}}}'
        )
        return zlib.crc32(text.encode())

    def sealed(self) -> "Event":
        """The same event with its checksum filled in."""
        return replace(self, crc=self.checksum())

    @property
    def words(self) -> str:
        """What is said of it when it is taken back: `review of f1-harmonic`, `bury of 3 cards`, `parameters`."""
        what = '"no" about' if self.event is Kind.DISTINCT else f"{self.event} of"
        if self.group is not None:
            return f"{what} {(self.detail or {}).get('of')} cards"
        return f"{what} {self.card}" if self.card else str(self.event)

    @property
    def source(self) -> str:
        """Of a decision on names: the other name, which the card had before."""
        return str((self.detail or {}).get("from"))

    @property
    def group(self) -> str | None:
        """What the events of one action on several cards share: they are taken back together."""
        return (self.detail or {}).get("group")

    @property
    def order(self) -> tuple[int, str, str]:
        """Events are folded in this order, whatever file or device they come from."""
        return (self.at_ms, self.device, self.id)


def _json(value: str | float | None) -> str:
    """One value as JSON has it; a word of an enumeration is text there."""
    if value is None:
        return "null"
    return encode_basestring_ascii(value) if isinstance(value, str) else repr(value)


COLUMNS = tuple(f.name for f in fields(Event))


def new_id(at_ms: int) -> str:
    """A UUIDv7: sorts by time, unique over all devices (RFC 9562, section 5.7)."""
    return id_of(at_ms, os.urandom(10))


def id_of(at_ms: int, noise: bytes) -> str:
    """The UUIDv7 of a time and ten bytes that tell it from others of that time."""
    value = (at_ms & (1 << 48) - 1) << 80 | int.from_bytes(noise)
    value = value & ~(0xF << 76) | 7 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    text = f"{value:032x}"
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


def undone(events: Iterable[Event]) -> set[str]:
    """The ids of the events that an `undo` took back."""
    return {str((e.detail or {}).get("undoes")) for e in events if e.event is Kind.UNDO}


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that count, in order: without undos and what they took back, each id once."""
    unique = {e.id: e for e in events}
    gone = undone(unique.values())
    return sorted((e for e in unique.values() if e.event is not Kind.UNDO and e.id not in gone), key=lambda e: e.order)


def histories(events: Iterable[Event]) -> dict[str, list[Event]]:
    """The events that count, per card: a link moves what a card has so far to its new name."""
    cards: dict[str, list[Event]] = {}
    for e in in_force(events):
        if e.event is Kind.LINK and e.card is not None:
            moved = [*cards.pop(str((e.detail or {}).get("from")), []), *cards.get(e.card, [])]
            if moved:
                cards[e.card] = sorted(moved, key=lambda earlier: earlier.order)
        elif e.card is not None and e.event not in OF_NO_STATE:
            cards.setdefault(e.card, []).append(e)
    return cards


State = TypeVar("State")


def fold(events: Iterable[Event], replay: Callable[[Sequence[Event]], State]) -> dict[str, State]:
    """The state of every card, from nothing but the log."""
    return {card: replay(history) for card, history in histories(events).items()}
