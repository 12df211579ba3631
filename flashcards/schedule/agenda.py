"""What to study today, and in what order."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import NamedTuple

from flashcards.cards import Card
from flashcards.days import MINUTE_MS, Moment
from flashcards.events import ANSWER_CAP_MS, Event, Kind, Mode
from flashcards.hashes import blake2b
from flashcards.records import dataclass, field
from flashcards.schedule.shelf import Shelf, Unseen
from flashcards.schedule.siblings import Siblings
from flashcards.schedule.states import CardState, Phase, family
from flashcards.schedule.teaching import mixed

LEARN_AHEAD_MS = 20 * MINUTE_MS
"""A learning step that ends this soon may be taken now, when nothing else is left."""


class Pace(NamedTuple):
    """Seconds that the person usually takes for a card, each answer capped at a minute."""

    new: float
    review: float


DEFAULT_PACE = Pace(new=30.0, review=12.0)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a day may hold, over all decks; `minutes` replaces `reviews` where it is set."""

    new: int = 10
    reviews: int = 200
    minutes: float | None = None
    reviews_between_new: int = 3


@dataclass(frozen=True, slots=True)
class Done:
    """What this study day has seen already."""

    families: Mapping[str, str] = field(default_factory=dict)
    """Family → the sibling that was answered."""
    new: int = 0
    reviews: int = 0
    seconds: float = 0.0
    """Study time, each answer capped at a minute."""

    @classmethod
    def of(cls, events: Iterable[Event], today: date) -> "Done":
        """What these events, which count, say of a study day."""
        families: dict[str, str] = {}
        new: set[str] = set()
        reviewed: set[str] = set()
        milliseconds = 0
        for event in events:
            if event.event is Kind.REVIEW and event.mode is Mode.REVIEW and event.study_day == today and event.card:
                families[family(event.card)] = event.card
                milliseconds += min(event.elapsed_ms or 0, ANSWER_CAP_MS)
                (new if event.predicted is None else reviewed).add(event.card)
        return cls(families, len(new), len(reviewed - new), milliseconds / 1000)


@dataclass(frozen=True, slots=True)
class Agenda:
    """The cards of a sitting."""

    learning: tuple[str, ...] = ()
    """In steps of minutes, by due time, whether due yet or not."""
    due: tuple[str, ...] = ()
    new: tuple[str, ...] = ()
    held_back: int = 0
    """Due cards that today's limit leaves for another day."""
    reviews_between_new: int = 3

    @property
    def main(self) -> list[str]:
        """Due and new cards in one order: a new card after every few reviews, the rest at the end."""
        order: list[str] = []
        fresh = iter(self.new)
        for count, card in enumerate(self.due, 1):
            order.append(card)
            if count % self.reviews_between_new == 0 and (following := next(fresh, None)):
                order.append(following)
        return [*order, *fresh]

    def __len__(self) -> int:
        return len(self.learning) + len(self.due) + len(self.new)


def is_due(state: CardState, today: date) -> bool:
    """Whether the card counts in days and its day has come."""
    return state.memory is not None and state.memory.phase is Phase.REVIEW and state.memory.due_day <= today


def is_learning(state: CardState) -> bool:
    """Whether the card is between steps of minutes."""
    return state.memory is not None and state.memory.due_ms is not None


def is_away(state: CardState, today: date) -> bool:
    """Whether the card is suspended, or buried for today."""
    return state.suspended or state.buried_on == today


def load(states: Mapping[str, CardState]) -> Counter[date]:
    """Cards that are due in days, per due day."""
    return Counter(s.memory.due_day for s in states.values() if s.memory and s.memory.phase is Phase.REVIEW)


def urgency(card: str, state: CardState, today: date) -> tuple[float, bytes]:
    """The order of what is due, smallest first: by expected recall, the lowest first, then by a day's own shuffle.

    Of the orders that `tests/bench/backlog.py` compares, this one keeps most known on the worst day of a backlog, and as
    much as any on the others. With one set of weights recall falls as the days since the last answer grow in proportion
    to stability, so that nothing need be computed. No two cards are equal, so that a day has one order, whatever the
    order they were read in.
    """
    memory = state.memory
    elapsed = (today - memory.last_day).days / memory.stability if memory else 0.0
    return -elapsed, blake2b(f"{today}\n{card}".encode(), digest_size=8).digest()


def plan_day(
    shelf: Shelf,
    states: Mapping[str, CardState],
    at: Moment,
    limits: Limits,
    done: Done,
    pace: Pace,
    *,
    decks: Collection[str] | None = None,
    cards: Collection[str] | None = None,
    ahead_days: int = 0,
) -> Agenda:
    """Today's cards of the decks and of the cards asked for (all: None), within limits that count over all decks.

    `ahead_days` brings reviews of the coming days forward. No card is looked at but those that have a state and those
    that come up.
    """
    today = at.study_day
    here = [
        (card, state)
        for card, state in shelf.among(states)
        if (decks is None or card.deck in decks) and (cards is None or card.id in cards) and not is_away(state, today)
    ]
    learning = sorted((s.memory.due_ms or 0, c.id, c.family) for c, s in here if s.memory and is_learning(s))
    siblings = Siblings({kin: card for _, card, kin in learning} | dict(done.families))
    due = due_today(here, siblings, today, ahead_days)
    kept = due[: room_for_reviews(limits, done, pace)]
    room = room_for_new(limits, done, pace, reviews=len(kept))
    fresh: Iterable[Card] = ()
    if room:
        fresh = islice(mixed(Unseen(shelf, states, lambda s: is_away(s, today), siblings, decks, cards)), room)
    return Agenda(
        learning=tuple(card for _, card, _ in learning),
        due=tuple(kept),
        new=tuple(card.id for card in fresh),
        held_back=len(due) - len(kept),
        reviews_between_new=limits.reviews_between_new,
    )


def due_today(
    here: Iterable[tuple[Card, CardState]], siblings: Siblings, today: date, ahead_days: int = 0
) -> list[str]:
    """The cards that are due in days, or will be in `ahead_days`, in the order in which they come up."""
    horizon = today + timedelta(days=ahead_days)
    found = [(urgency(card.id, state, today), card) for card, state in here if is_due(state, horizon)]
    found.sort(key=lambda pair: pair[0])
    return [card.id for _, card in found if siblings.take(card)]


def room_for_reviews(limits: Limits, done: Done, pace: Pace) -> int:
    """How many due cards the day still holds."""
    if limits.minutes is not None:
        return max(0, int((limits.minutes * 60 - done.seconds) / pace.review))
    return max(0, limits.reviews - done.reviews)


def room_for_new(limits: Limits, done: Done, pace: Pace, *, reviews: int) -> int:
    """How many new cards the day still holds beside so many reviews."""
    room = max(0, limits.new - done.new)
    if limits.minutes is not None:
        left = limits.minutes * 60 - done.seconds - reviews * pace.review
        room = min(room, max(0, int(left / pace.new)))
    return room
