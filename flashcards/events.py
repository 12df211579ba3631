"""The log: what an event is, which events hold, and the fold that turns them into state."""

import json
import os
import zlib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from json.encoder import encode_basestring_ascii as _json
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar


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
OF_NO_STATE = (Kind.DISTINCT, Kind.NOTE)
"""Events that say something beside what is known of a card."""
_LINK = Kind.LINK  # an enumeration takes ten times as long to ask
IN_ORDER = attrgetter("at_ms", "device", "id")
"""By what events are sorted before they are folded, whatever file or device they come from."""
ANSWER_CAP_MS = 60_000
"""What counts of one answer as study time; the log keeps all of it."""


class Event(NamedTuple):
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
        row = self._asdict()
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
        row: list[Any] = [*self]
        row[-1] = sorted_json(self.detail or {})
        return checksum(*row)

    def sealed(self) -> "Event":
        """The same event with its checksum filled in."""
        return self._replace(crc=self.checksum())

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
    def undoes(self) -> str:
        """Of an undo: the id of the event that it takes back."""
        return str((self.detail or {}).get("undoes"))

    @property
    def group(self) -> str | None:
        """What the events of one action on several cards share: they are taken back together."""
        return (self.detail or {}).get("group")

    @property
    def order(self) -> tuple[int, str, str]:
        """The place of the event among others."""
        return (self.at_ms, self.device, self.id)


COLUMNS = Event._fields
sorted_json = json.JSONEncoder(sort_keys=True).encode
"""As `json.dumps` with its keys sorted, which makes an encoder at each call."""


def checksum(
    id: str,  # noqa: A002
    at_ms: int,
    wall_ms: int,
    study_day: object,
    utc_offset_min: int,
    device: str,
    event: str,
    card: str | None,
    fingerprint: str | None,
    mode: str | None,
    rating: int | None,
    elapsed_ms: int | None,
    parameters: str | None,
    spread: float | None,
    predicted: float | None,
    _: object,
    detail: str,
) -> int:
    """The checksum of the columns of a row in their order, itself left out.

    It is that of the row as `json.dumps` writes it with its keys sorted; put together here, as a log is a million rows.
    """
    text = (
        f'{{"at_ms": {at_ms}, "card": {"null" if card is None else _json(card)}, "detail": {detail}, '
        f'"device": {_json(device)}, "elapsed_ms": {"null" if elapsed_ms is None else elapsed_ms}, "event": "{event}", '
        f'"fingerprint": {"null" if fingerprint is None else _json(fingerprint)}, "id": {_json(id)}, '
        f'"mode": {"null" if mode is None else _json(mode)}, '
        f'"parameters": {"null" if parameters is None else _json(parameters)}, '
        f'"predicted": {"null" if predicted is None else repr(predicted)}, '
        f'"rating": {"null" if rating is None else rating}, "spread": {"null" if spread is None else repr(spread)}, '
        f'"study_day": "{study_day}", "utc_offset_min": {utc_offset_min}, "wall_ms": {wall_ms}}}'
    )
    return zlib.crc32(text.encode())


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
    return {e.undoes for e in events if e.event is Kind.UNDO}


def in_force(events: Iterable[Event]) -> list[Event]:
    """The events that count, in order: without undos and what they took back, each id once."""
    unique = {e.id: e for e in events}
    gone = undone(unique.values())
    return sorted((e for e in unique.values() if e.event is not Kind.UNDO and e.id not in gone), key=IN_ORDER)


def histories(events: Iterable[Event]) -> dict[str, list[Event]]:
    """The events that count, per card, in order."""
    return by_card(in_force(events))


def by_card(events: Iterable[Event]) -> dict[str, list[Event]]:
    """Events that count and are in order, per card: a link moves what a card has so far to its new name."""
    cards: dict[str, list[Event]] = {}
    for e in events:
        if e.card is None or e.event in OF_NO_STATE:
            continue
        if e.event is _LINK:
            moved = [*cards.pop(e.source, []), *cards.get(e.card, [])]
            if moved:
                cards[e.card] = sorted(moved, key=IN_ORDER)
        elif e.card in cards:
            cards[e.card].append(e)
        else:
            cards[e.card] = [e]
    return cards


def met_without(gone: Collection[str], events: Sequence[Event]) -> str | None:
    """The card under which answers to two cards would meet if some of the events did not count; none where none do.

    `gone`: the ids of those; `events`: all that count, in order.
    """
    now = {e.id: card for card, history in by_card(events).items() for e in history}
    for card, history in by_card(e for e in events if e.id not in gone).items():
        if len({now[e.id] for e in history if e.event is Kind.REVIEW}) > 1:
            return card
    return None


State = TypeVar("State")


def fold(events: Iterable[Event], replay: Callable[[Sequence[Event]], State]) -> dict[str, State]:
    """The state of every card, from nothing but the log."""
    return {card: replay(history) for card, history in histories(events).items()}
