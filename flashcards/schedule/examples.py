"""What training learns from: one example for each review that came a day or more after the one before."""

from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

from flashcards.events import Event, Kind, Mode
from flashcards.records import dataclass
from flashcards.schedule.model import LATEST_DAY
from flashcards.schedule.states import Rating

EARLIER = 0.5
"""The share of the examples that the trial trains on; the later ones judge it."""
Seen: TypeAlias = tuple[Any, ...]
"""What is looked at of an event, as `seen` has it; what stands behind that in a row is passed over."""

# An event of a card as one whole number: its place in the log, its study day, and what it is: a rating or one of these.
_RESET, _ELSEWHERE, _FORESEEN = 5, 6, 8
_WHAT_BITS, _DAY_BITS = 4, 22
_AGAIN = int(Rating.AGAIN)


@dataclass(frozen=True, slots=True)
class Stretch:
    """The reviews of a card from the first one, or the first after a reset, up to the next reset, oldest first."""

    card: str
    ratings: Sequence[int]
    gaps: Sequence[int]
    """Study days since the review before; 0 for the first one and on the same day."""


@dataclass(frozen=True, slots=True)
class Example:
    """A review that training learns from, with all before it in its stretch."""

    stretch: Stretch
    place: int
    """Which review of the stretch it is, from 0 on."""
    day: int
    """Its study day, as `date.toordinal` counts."""
    gap: int
    """Study days since the review before."""
    passed: bool
    spaced: int
    """How many reviews of the stretch up to it came a day or more after the one before."""
    lapses: int
    """How many of those before it were failed."""

    @property
    def card(self) -> str:
        return self.stretch.card


@dataclass(frozen=True, slots=True)
class Lessons:
    """What a log teaches."""

    examples: list[Example]
    """By time."""
    latest: Mapping[str, Stretch]
    """By card: the stretch that its memory now comes from, where all of that is known."""


def seen(event: Event) -> Seen:
    """Card, kind, rating, study day, prediction, and a link's source or the stability that came from elsewhere."""
    rating = event.rating if event.mode is Mode.REVIEW else None
    other = event.source if event.event is Kind.LINK else (event.detail or {}).get("stability")
    return event.card, event.event, rating, event.study_day, event.predicted, other


def lessons(rows: Iterable[Seen]) -> Lessons:
    """What the events that count teach, given as `seen` has them, oldest first.

    Only reviews of mode `review` count. A stretch whose first review had a prediction, or that begins with a memory from
    elsewhere, lacks its learning start (part of its log is elsewhere) and is left out. A clock that jumped back makes a
    difference of 0 days, as in the fold. Same-day reviews are no examples but stay inside the later ones, as fsrs-rs
    wants it.
    """
    examples: list[tuple[int, Example]] = []
    latest = {}
    for card, life in _lives(rows).items():
        for stretch, found in _stretches(card, life):
            latest[card] = stretch
            examples += found
        if card in latest and not latest[card].ratings:
            del latest[card]
    examples.sort(key=_place)
    return Lessons([example for _, example in examples], latest)


def _place(numbered: tuple[int, Example]) -> int:
    return numbered[0]


def _lives(rows: Iterable[Seen]) -> "dict[str, array[int]]":
    """The events of each card, oldest first; a link moves what a card has so far to its new name."""
    lives: dict[str, array[int]] = {}
    days: dict[date | str, int] = {}
    last = LATEST_DAY.toordinal()
    for number, (card, kind, rating, day, predicted, other, *_) in enumerate(rows):
        if kind == "review":
            if rating is None:
                continue
            what = rating if predicted is None else rating | _FORESEEN
        elif kind == "reset":
            what = _RESET
        elif kind == "reschedule" and other is not None:
            what = _ELSEWHERE
        elif kind == "link":
            moved = sorted([*lives.pop(str(other), ()), *lives.get(card, ())])
            if moved:
                lives[card] = array("q", moved)
            continue
        else:
            continue
        at = days.get(day)
        if at is None:
            known = day if isinstance(day, date) else date.fromisoformat(day)
            at = days[day] = min(known.toordinal(), last)
        life = lives.get(card)
        if life is None:
            life = lives[card] = array("q")
        life.append((number << _DAY_BITS | at) << _WHAT_BITS | what)
    return lives


def _stretches(card: str, life: "array[int]") -> Iterator[tuple[Stretch, list[tuple[int, Example]]]]:
    """The stretches of one card with their examples, numbered by time; one that lacks its start is empty."""
    examples: list[tuple[int, Example]] = []
    stretch = Stretch(card, ratings := array("b"), gaps := array("i"))
    before = spaced = lapses = 0
    whole = True
    for packed in life:
        what = packed & (1 << _WHAT_BITS) - 1
        if what in (_RESET, _ELSEWHERE):
            yield stretch, examples
            stretch, examples = Stretch(card, ratings := array("b"), gaps := array("i")), []
            spaced = lapses = 0
            whole = what == _RESET
            continue
        if not ratings:
            whole = whole and what < _FORESEEN
        if whole:
            day = packed >> _WHAT_BITS & (1 << _DAY_BITS) - 1
            rating = what & ~_FORESEEN
            gap = max(0, day - before) if ratings else 0
            before = max(day, before) if ratings else day
            ratings.append(rating)
            gaps.append(gap)
            if gap:
                spaced += 1
                number = packed >> _WHAT_BITS + _DAY_BITS
                examples.append(
                    (number, Example(stretch, len(ratings) - 1, before, gap, rating > _AGAIN, spaced, lapses))
                )
                lapses += rating == _AGAIN
    yield stretch, examples


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """The earlier and the later examples, cut in the middle, at the beginning of a study day."""
    days = sorted(example.day for example in examples)
    cut = days[int(len(days) * EARLIER)] if days else 0
    earlier = [example for example in examples if example.day < cut]
    return earlier, [example for example in examples if example.day >= cut]
