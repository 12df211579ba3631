"""What training learns from: one example for each review that came a day or more after the one before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from flashcards.events import Event, Kind, Mode
from flashcards.records import dataclass
from flashcards.schedule.states import Rating

EARLIER = 0.5
"""The share of the examples that the trial trains on; the later ones judge it."""


@dataclass(frozen=True, slots=True)
class Review:
    """One answer as training sees it."""

    order: tuple[int, str, str]
    study_day: date
    rating: int
    delta_days: int
    """Study days since the answer before; 0 for the first one and on the same day."""


@dataclass(frozen=True, slots=True)
class Example:
    """A review that training learns from, as the last of its card's reviews up to it."""

    card: str
    reviews: tuple[Review, ...]

    @property
    def last(self) -> Review:
        return self.reviews[-1]

    @property
    def passed(self) -> bool:
        return self.last.rating > Rating.AGAIN


def stretches(history: Iterable[Event]) -> list[list[Review]]:
    """The reviews of one card that count, oldest first, beginning anew at each reset.

    Only those of mode `review`. A stretch whose first review had a prediction, or that begins with a memory from
    elsewhere, lacks its learning start (part of its log is elsewhere) and is left out. A clock that jumped back makes a difference of 0 days, as in the fold.
    """
    found: list[list[Review]] = [[]]
    whole = True
    for event in history:
        if event.event is Kind.RESET:
            found.append([])
            whole = True
        elif event.event is Kind.RESCHEDULE and "stability" in (event.detail or {}):
            found.append([])
            whole = False
        elif event.event is Kind.REVIEW and event.mode is Mode.REVIEW and event.rating is not None:
            stretch = found[-1]
            if not stretch:
                whole = whole and event.predicted is None
            if whole:
                day = max(event.study_day, stretch[-1].study_day) if stretch else event.study_day
                delta = (day - stretch[-1].study_day).days if stretch else 0
                stretch.append(Review(event.order, day, event.rating, delta))
    return [stretch for stretch in found if stretch]


def training_set(of_cards: Mapping[str, Sequence[Event]]) -> list[Example]:
    """One example per review that came a study day or more after the one before, with all before it; by time.

    `of_cards` is what `events.histories` makes of a log. Same-day reviews are no examples but stay inside the later
    ones, as fsrs-rs wants it.
    """
    found = [
        Example(card, tuple(stretch[: index + 1]))
        for card, history in of_cards.items()
        for stretch in stretches(history)
        for index, review in enumerate(stretch)
        if review.delta_days > 0
    ]
    return sorted(found, key=lambda example: example.last.order)


def split(examples: Sequence[Example]) -> tuple[list[Example], list[Example]]:
    """The earlier and the later examples, cut in the middle, at the beginning of a study day."""
    days = sorted(example.last.study_day for example in examples)
    cut = days[int(len(days) * EARLIER)] if days else date.max
    earlier = [example for example in examples if example.last.study_day < cut]
    return earlier, [example for example in examples if example.last.study_day >= cut]
