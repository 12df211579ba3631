"""The day's queue under a plan: the most gain per second first, within the day's minutes."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date

from flashcards.cards import Card, Deck
from flashcards.days import Moment
from flashcards.records import dataclass
from flashcards.schedule import agenda
from flashcards.schedule.agenda import Agenda, Done
from flashcards.schedule.siblings import Siblings
from flashcards.schedule.states import NEW, CardState
from flashcards.schedule.teaching import Listed, mixed


@dataclass(frozen=True, slots=True)
class Place:
    """A card in the ranking of a day."""

    card: str
    gain: float
    """What a visit today adds to the recall on the day, in cards of weight 1."""
    seconds: float
    """Of a visit, as expected."""


def plan_day(
    order: Sequence[Card],
    ranking: Iterable[Place],
    states: Mapping[str, CardState],
    at: Moment,
    seconds: float,
    done: Done,
    *,
    pass_since: date | None = None,
    shelf: Mapping[str, Deck],
    decks: Collection[str] | None = None,
    cards: Collection[str] | None = None,
    reviews_between_new: int = 3,
) -> Agenda:
    """The ranked cards that fit into what is left of the day's seconds, in the mixed order of any day.

    `order` holds all cards as they are to be taught: what a new card needs comes before it. One of a family a day;
    learning steps stay, whatever the minutes. In a final pass, learned cards of the ranking not seen since `pass_since` go first.
    """
    today = at.study_day
    here = {card.id: card for card in order if not agenda.is_away(states.get(card.id, NEW), today)}
    asked = {c for c, card in here.items() if (decks is None or card.deck in decks) and (cards is None or c in cards)}
    learning = sorted(
        (s.memory.due_ms or 0, c) for c in here if (s := states.get(c, NEW)).memory and agenda.is_learning(s)
    )
    siblings = Siblings({here[c].family: c for _, c in learning} | dict(done.families))
    places = {place.card: place for place in ranking if place.card in here}
    if pass_since is not None:
        places = dict(sorted(places.items(), key=lambda item: not _seen_before(states.get(item[0], NEW), pass_since)))
    needs = _Needs(order, shelf, lambda card: card in places and states.get(card, NEW).memory is None)
    left, taken = seconds - done.seconds, dict[str, None]()
    for place in places.values():
        for card in needs.before(place.card):
            if card in taken or _answered_today(states.get(card, NEW), today):
                continue
            if left < places[card].seconds / 2:
                break
            if siblings.take(here[card]):
                taken[card] = None
                left -= places[card].seconds
    seen = [card for card in taken if states.get(card, NEW).memory is not None]
    new = [card for card in order if card.id in taken and states.get(card.id, NEW).memory is None]
    return Agenda(
        learning=tuple(card for _, card in learning if card in asked),
        due=tuple(sorted(asked.intersection(seen), key=lambda card: agenda.urgency(card, states[card], today))),
        new=tuple(card.id for card in mixed(Listed(new, shelf)) if card.id in asked),
        reviews_between_new=reviews_between_new,
    )


def _seen_before(state: CardState, day: date) -> bool:
    return state.memory is not None and state.memory.last_day < day


def _answered_today(state: CardState, today: date) -> bool:
    return state.memory is not None and (state.memory.last_day == today or agenda.is_learning(state))


class _Needs:
    """What a new card needs and is new itself, before it."""

    def __init__(self, order: Sequence[Card], shelf: Mapping[str, Deck], waiting: Callable[[str], bool]) -> None:
        self._place = {card.id: at for at, card in enumerate(order)}
        self._cards = {card.id: card for card in order}
        self._shelf, self._waiting = shelf, waiting
        self._named: dict[str, list[str]] = {}
        for card in order:
            for name in {card.id, card.family}:
                self._named.setdefault(name, []).append(card.id)

    def before(self, card: str) -> list[str]:
        """The card, after all that it needs and that waits like itself, as they are to be taught."""
        found, stack = {card}, [card] if self._waiting(card) else []
        while stack:
            of = self._cards[stack.pop()]
            for name in self._shelf[of.deck].needs_for(of):
                for need in self._named.get(name, ()):
                    if need not in found and self._waiting(need) and self._place[need] < self._place[card]:
                        found.add(need)
                        stack.append(need)
        return sorted(found, key=self._place.__getitem__)
