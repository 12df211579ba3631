"""What to study today, and in what order."""

import hashlib
from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from flashcards.days import MINUTE_MS, Moment
from flashcards.schedule.model import NEW, CardState, Phase

LEARN_AHEAD_MS = 20 * MINUTE_MS
"""A learning step that ends this soon may be taken now, when nothing else is left."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What the agenda needs to know of a card: its place in the decks, not its text."""

    card: str
    family: str
    deck: str
    needs: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


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
        mixed: list[str] = []
        fresh = iter(self.new)
        for count, card in enumerate(self.due, 1):
            mixed.append(card)
            if count % self.reviews_between_new == 0:
                mixed.extend(card for card in [next(fresh, None)] if card)
        return [*mixed, *fresh]

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


def shuffled(cards: Iterable[str], today: date) -> list[str]:
    """A day's own order: stable within the day, mixed over decks, new tomorrow."""
    return sorted(cards, key=lambda card: hashlib.blake2b(f"{today}\n{card}".encode(), digest_size=8).digest())


def teachable(entries: Sequence[Entry], deck_needs: Mapping[str, Sequence[str]]) -> list[Entry]:
    """The entries so that what a card or its deck needs comes first, else in deck order; cycles are broken."""
    names: dict[str, list[Entry]] = {}
    for entry in entries:
        for name in {entry.card, entry.family, entry.deck}:
            names.setdefault(name, []).append(entry)
    ordered: list[Entry] = []
    entered: set[str] = set()
    for root in entries:
        stack = [(root, iter(_before(root, names, deck_needs)))] if root.card not in entered else []
        entered.add(root.card)
        while stack:
            entry, needed = stack[-1]
            following = next((n for n in needed if n.card not in entered), None)
            if following is None:
                ordered.append(entry)
                stack.pop()
            else:
                entered.add(following.card)
                stack.append((following, iter(_before(following, names, deck_needs))))
    return ordered


def _before(entry: Entry, names: Mapping[str, Sequence[Entry]], deck_needs: Mapping[str, Sequence[str]]) -> list[Entry]:
    return [e for need in (*deck_needs.get(entry.deck, ()), *entry.needs) for e in names.get(need, ())]


def mixed(entries: Sequence[Entry], deck_needs: Mapping[str, Sequence[str]]) -> list[Entry]:
    """Teachable entries taken in turn from all decks; what needs something that is still waiting, waits."""
    waiting: dict[str, deque[Entry]] = {}
    for entry in entries:
        waiting.setdefault(entry.deck, deque()).append(entry)
    left = Counter(name for entry in entries for name in {entry.card, entry.family, entry.deck})
    before = {deck: _needed(deck, deck_needs) for deck in waiting}
    order: list[Entry] = []
    while waiting:
        heads = [queue[0] for deck, queue in waiting.items() if not before[deck] & waiting.keys()]
        # In a circle of needs the first one goes ahead.
        ready = [head for head in heads if not _waits(head, left)] or heads[:1] or [next(iter(waiting.values()))[0]]
        for entry in ready:
            waiting[entry.deck].popleft()
            left.subtract({entry.card, entry.family, entry.deck})
        order += ready
        waiting = {deck: queue for deck, queue in waiting.items() if queue}
    return order


def _waits(entry: Entry, left: Mapping[str, int]) -> bool:
    """Whether something that the entry itself needs is still to come."""
    return any(left.get(name, 0) > 0 for name in entry.needs if name not in (entry.card, entry.family, entry.deck))


def _needed(deck: str, deck_needs: Mapping[str, Sequence[str]]) -> set[str]:
    """All decks that come before a deck, near and far."""
    found: set[str] = set()
    stack = list(deck_needs.get(deck, ()))
    while stack:
        need = stack.pop()
        if need not in found:
            found.add(need)
            stack += deck_needs.get(need, ())
    return found - {deck}


def plan_day(
    entries: Sequence[Entry],
    states: Mapping[str, CardState],
    at: Moment,
    limits: Limits,
    done: Done,
    *,
    deck_needs: Mapping[str, Sequence[str]],
    seconds_new: float,
    seconds_review: float,
    decks: Collection[str] | None = None,
    ahead_days: int = 0,
    cards: Collection[str] | None = None,
) -> Agenda:
    """Today's cards of the decks and of the cards asked for (all: None), within limits that count over all decks.

    Siblings are kept apart: one of a family a day, unless it is in its learning steps. `ahead_days` brings reviews
    of the coming days forward.
    """
    today = at.study_day
    here = [e for e in entries if (decks is None or e.deck in decks) and (cards is None or e.card in cards)]
    open_ = [(e, states.get(e.card, NEW)) for e in here]
    open_ = [(e, s) for e, s in open_ if not is_away(s, today)]
    learning = sorted((s.memory.due_ms or 0, e.card) for e, s in open_ if s.memory and is_learning(s))
    taken = {e.family: e.card for e, s in open_ if is_learning(s)} | dict(done.families)

    def apart(entry: Entry) -> bool:
        return taken.setdefault(entry.family, entry.card) == entry.card

    horizon = today + timedelta(days=ahead_days)
    due_days = {e.card: s.memory.due_day for e, s in open_ if s.memory and is_due(s, horizon)}
    by_card = {e.card: e for e in here}
    due = sorted(shuffled(due_days, today), key=lambda card: max(due_days[card], today - timedelta(days=30)))
    due = [card for card in due if apart(by_card[card])]
    if limits.minutes is not None:
        room = max(0, int((limits.minutes * 60 - done.seconds) / seconds_review))
    else:
        room = max(0, limits.reviews - done.reviews)
    kept = due[:room]
    new_room = max(0, limits.new - done.new)
    if limits.minutes is not None:
        left = limits.minutes * 60 - done.seconds - len(kept) * seconds_review
        new_room = min(new_room, max(0, int(left / seconds_new)))
    fresh = [
        e for e in (teachable(entries, deck_needs) if new_room else ())
        if e.card in by_card and (s := states.get(e.card, NEW)).memory is None and not is_away(s, today) and apart(e)
    ]  # fmt: skip
    return Agenda(
        learning=tuple(card for _, card in learning),
        due=tuple(kept),
        new=tuple(e.card for e in mixed(fresh, deck_needs)[:new_room]),
        held_back=len(due) - len(kept),
        reviews_between_new=limits.reviews_between_new,
    )
