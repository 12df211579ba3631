"""The decks that are studied together, and their new cards in the order in which they are taught, made as they come up."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from flashcards.cards import Card, Deck
from flashcards.records import dataclass, replace
from flashcards.schedule.index import Index, Spot
from flashcards.schedule.siblings import Siblings
from flashcards.schedule.states import NEW, CardState, family
from flashcards.schedule.teaching import needs_in, teachable


@dataclass(frozen=True, slots=True)
class Order:
    """In what order cards are taught, deck by deck."""

    decks: Sequence[str]
    """In the order of the first card of each."""
    positions: Mapping[str, Sequence[int]]
    """Of the cards of a deck; of those decks alone that are not taught as they are written."""

    @classmethod
    def of(cls, decks: Sequence[Deck], index: Index) -> "Order":
        """The order of these decks; of a deck that neither needs cards nor has needed ones, one card stands for all."""
        moved = {deck.name for deck in decks if deck.needs_of or deck.summary.needs}
        moved |= {spot.deck.name for name in needs_in(decks) for spot in index.spots(family(name))}
        whole = [deck if deck.name in moved else replace(deck, cards=deck.cards[:1]) for deck in decks]
        found: dict[str, list[Card]] = {}
        for card in teachable(whole):
            found.setdefault(card.deck, []).append(card)
        positions = {}
        for deck in decks:
            if deck.name in moved:
                at = {id(card): n for n, card in enumerate(deck.cards)}
                order = [at[id(card)] for card in found.get(deck.name, ())]
                if order != [*range(len(order))]:
                    positions[deck.name] = order
        return cls([*found], positions)


class Shelf(Mapping[str, Deck]):
    """The decks that are switched on, by name."""

    def __init__(self, decks: Sequence[Deck], index: Index, order: Order) -> None:
        """`index`: of these decks, and perhaps of others."""
        self._decks = {deck.name: deck for deck in decks}
        self._index, self._order = index, order

    @classmethod
    def of(cls, decks: Sequence[Deck]) -> "Shelf":
        index = Index(decks)
        return cls(decks, index, Order.of(decks, index))

    def __getitem__(self, deck: str) -> Deck:
        return self._decks[deck]

    def __iter__(self) -> Iterator[str]:
        return iter(self._decks)

    def __len__(self) -> int:
        return len(self._decks)

    @property
    def taught(self) -> Sequence[str]:
        """The decks that have cards, in the order in which they are taught."""
        return self._order.decks

    @cached_property
    def count(self) -> int:
        """How many cards there are."""
        return sum(len(deck.cards) for deck in self._decks.values())

    def positions(self, deck: str) -> Sequence[int]:
        """Where the cards of a deck stand, in the order in which they are taught."""
        return self._order.positions.get(deck) or range(len(self._decks[deck].cards))

    def family(self, name: str) -> list[Spot]:
        """Where the cards of a family stand, in the order in which they are taught."""
        spots = [spot for spot in self._index.spots(name) if spot.deck.name in self._decks]
        if len(spots) > 1 and len({spot.deck.name for spot in spots}) == 1:
            order = self._order.positions.get(spots[0].deck.name)
            return sorted(spots, key=lambda spot: order.index(spot.position)) if order else spots
        return spots

    def among(self, states: Mapping[str, CardState]) -> Iterator[tuple[Card, CardState]]:
        """The cards of these decks that have one of the states, with it."""
        self._index.expect(len(states))
        for name, state in states.items():
            card = self._index.get(name)
            if card is not None and card.deck in self._decks:
                yield card, state


class Selection(Collection[str], ABC):
    """Cards that are named by what holds of them."""

    @abstractmethod
    def within(self, deck: Deck) -> Collection[int] | None:
        """The positions in a deck beside which none of them is; none: they may be anywhere."""


class Unseen:
    """The new cards of a shelf that may come, deck by deck as they are taught."""

    def __init__(
        self,
        shelf: Shelf,
        states: Mapping[str, CardState],
        away: Callable[[CardState], bool],
        siblings: Siblings | None = None,
        decks: Collection[str] | None = None,
        cards: Collection[str] | None = None,
    ) -> None:
        """`away`: whether a state keeps a card from coming; `siblings`: of these one of a family comes (none: all do).

        Only those of the decks and of the cards asked for (all: None).
        """
        self.shelf, self._states, self._away = shelf, states, away
        self._siblings, self._decks, self._cards = siblings, decks, cards
        self._out: dict[str, set[int]] = {}
        """By deck the positions of cards that do not come, of those families of which something is known."""
        self.begun = dict.fromkeys(shelf, 0)
        if siblings is not None:
            self.begun |= {deck.name: len(deck.cards) - deck.summary.families for deck in shelf.values()}
        for name in {*map(family, states), *(siblings.families if siblings is not None else ())}:
            spots = shelf.family(name)
            coming = self._coming(spots)
            for spot in spots:
                if spot not in coming:
                    self._out.setdefault(spot.deck.name, set()).add(spot.position)
                    self.begun[spot.deck.name] += siblings is None
            if siblings is not None and spots and not coming:
                self.begun[spots[0].deck.name] += 1

    def _coming(self, spots: Iterable[Spot]) -> list[Spot]:
        """Those of a family that come."""
        coming = []
        for spot in spots:
            state = self._states.get(spot.card.id, NEW)
            if state.memory is None and not self._away(state):
                coming.append(spot)
        if self._siblings is None:
            return coming
        return [spot for spot in coming if self._siblings.may(spot.card)][:1]

    @property
    def lines(self) -> dict[str, Iterator[Card]]:
        """By deck, as the decks are taught."""
        return {name: self._line(name) for name in self.shelf.taught if self._decks is None or name in self._decks}

    def _line(self, name: str) -> Iterator[Card]:
        deck, out, asked = self.shelf[name], self._out.get(name, ()), self._cards
        within: Collection[int] | None = None
        if isinstance(asked, Selection):
            within = asked.within(deck)
        elif asked is not None:
            within = {position for position, card in enumerate(deck.ids) if card in asked}
        for position in self.shelf.positions(name):
            if position not in out and (within is None or position in within):
                card = deck.cards[position]
                if self._asked(card) and (self._siblings is None or self._siblings.take(card)):
                    yield card

    def named(self, name: str) -> frozenset[str]:
        """Those that come and that have this name, as an id or as that of their family."""
        cards = [spot.card for spot in self._coming(self.shelf.family(family(name)))]
        return frozenset(card.id for card in cards if name in (card.id, card.family) and self._asked(card))

    def _asked(self, card: Card) -> bool:
        return (self._decks is None or card.deck in self._decks) and (self._cards is None or card.id in self._cards)
