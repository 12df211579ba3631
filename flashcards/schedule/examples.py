"""What training learns from: each review that came a day or more after the one before, with all before it."""

import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import accumulate, chain, compress
from operator import sub
from typing import Any, TypeAlias

from flashcards.events import Event, Kind, Mode
from flashcards.records import dataclass
from flashcards.schedule.model import LATEST_DAY

EARLIER = 0.5
"""The share of the examples that the trial trains on; the later ones judge it."""
Seen: TypeAlias = tuple[Any, ...]
"""What is looked at of an event, as `seen` has it; what stands behind that in a row is passed over."""

# What an event is: a rating, which may have been foreseen, or one of these.
RESET, ELSEWHERE, LINK, FORESEEN = 5, 6, 7, 8
_RATINGS = bytes(what & ~FORESEEN & 0xFF for what in range(256))
_ENDS = re.compile(rb"[%c%c]" % (RESET, ELSEWHERE))
_Life: TypeAlias = "tuple[bytearray, array[int], array[int]]"
"""The events of a card, oldest first: what each is, its study day, its place in the log."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The reviews of a card from the first one, or the first after a reset, up to the next reset, oldest first.

    Those with a gap are the examples.
    """

    card: str
    ratings: Sequence[int]
    gaps: Sequence[int]
    """Study days since the review before; 0 for the first one and on the same day."""
    days: Sequence[int]
    """Study days as `date.toordinal` counts, none before an earlier one."""

    @property
    def taught_on(self) -> Iterator[int]:
        """The study days of its examples."""
        return compress(self.days, self.gaps)

    @property
    def size(self) -> int:
        """How many examples it has."""
        return len(self.gaps) - self.gaps.count(0)


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a log teaches."""

    stretches: list[Stretch]
    latest: Mapping[str, Stretch]
    """By card: the stretch that its memory now comes from, where all of that is known."""


def seen(event: Event) -> Seen:
    """Card, what happened to it (0: nothing that teaches), study day, and the source of a link."""
    what = 0
    if event.event is Kind.REVIEW and event.mode is Mode.REVIEW:
        what = (event.rating or 0) + (FORESEEN if event.predicted is not None else 0)
    elif event.event is Kind.RESET:
        what = RESET
    elif event.event is Kind.RESCHEDULE and (event.detail or {}).get("stability") is not None:
        what = ELSEWHERE
    elif event.event is Kind.LINK:
        what = LINK
    return event.card, what, event.study_day, event.source if what == LINK else None


def lessons(rows: Iterable[Seen]) -> Lessons:
    """What the events that count teach, given as `seen` has them, oldest first.

    Only reviews of mode `review` count. A stretch whose first review had a prediction, or that begins with a memory from
    elsewhere, lacks its learning start (part of its log is elsewhere) and is left out. A clock that jumped back makes a
    difference of 0 days, as in the fold. Same-day reviews are no examples but stay inside the later ones, as fsrs-rs
    wants it.
    """
    stretches: list[Stretch] = []
    latest = {}
    for card, life in _lives(rows).items():
        of_card = [*_stretches(card, life)]
        stretches += [stretch for stretch in of_card if stretch.ratings]
        if of_card[-1].ratings:
            latest[card] = of_card[-1]
    return Lessons(stretches, latest)


class _Days(dict[Any, int]):
    """The number of a study day, which is a date or as the log writes one."""

    def __missing__(self, day: date | str) -> int:
        known = day if isinstance(day, date) else date.fromisoformat(day)
        self[day] = found = min(known, LATEST_DAY).toordinal()
        return found


def _lives(rows: Iterable[Seen]) -> dict[str, _Life]:
    """The events of each card; a link moves what a card has so far to its new name."""
    lives: dict[str, _Life] = {}
    numbers = _Days()
    for place, (card, what, day, source, *_) in enumerate(rows):
        if what == LINK:
            if (moved := lives.pop(source, None)) is not None:
                here = lives.get(card)
                lives[card] = _together(moved, here) if here else moved
        elif what:
            life = lives.get(card)
            if life is None:
                life = lives[card] = bytearray(), array("i"), array("q")
            whats, days, places = life
            whats.append(what)
            days.append(numbers[day])
            places.append(place)
    return lives


def _together(*lives: _Life) -> _Life:
    """The events of several cards as those of one."""
    events = sorted((place, what, day) for life in lives for what, day, place in zip(*life, strict=True))
    places, whats, days = zip(*events, strict=True)
    return bytearray(whats), array("i", days), array("q", places)


def _stretches(card: str, life: _Life) -> Iterator[Stretch]:
    """The stretches of one card; one that lacks its start is empty."""
    whats, days, _ = life
    begin, whole = 0, True
    for end in [*(found.start() for found in _ENDS.finditer(whats)), len(whats)]:
        if begin < end and (whats[begin] >= FORESEEN or not whole):
            begin = end
        latest = array("i", accumulate(days[begin:end], max))
        gaps = array("i", map(sub, latest, chain(latest[:1], latest)))
        yield Stretch(card, bytes(whats[begin:end]).translate(_RATINGS), gaps, latest)
        begin, whole = end + 1, whats[end : end + 1] != bytes([ELSEWHERE])


def cut(stretches: Iterable[Stretch]) -> int:
    """The study day from which on the examples are the later half, or more of them, as no day is divided; 0 for none."""
    taught: Counter[int] = Counter()
    for stretch in stretches:
        taught.update(stretch.taught_on)
    left = int(taught.total() * EARLIER)
    for day in sorted(taught):
        left -= taught[day]
        if left < 0:
            return day
    return 0
