"""The cards that a query names, found as far as they are asked for."""

from collections.abc import Collection, Iterator, Mapping

from flashcards import query
from flashcards.cards import Card, Deck
from flashcards.days import Moment
from flashcards.library.decks import Decks
from flashcards.log.file import Progress
from flashcards.query.found import searched
from flashcards.schedule.shelf import Selection
from flashcards.schedule.states import NEW, CardState, family


class Search(Selection):
    """What a query names at a moment: of the decks and states as they were when it was made."""

    def __init__(
        self, text: str, decks: Decks, progress: Progress, states: Mapping[str, CardState], at: Moment
    ) -> None:
        """Raises QueryError."""
        self._test = query.parse(text, decks.names)
        self._decks, self._cards, self._lines = decks.decks, decks.cards, decks.lines
        self._states, self._today = states, at.study_day
        self._past = query.Past(lambda: progress.facts, progress.model, kept=self._texts, texts=decks.texts)
        self._known: dict[str, set[int]] | None = None
        self._within: dict[str, Collection[int] | None] = {}

    def found(self) -> Iterator[query.Found]:
        """The cards with what the log says of them, in the order of the decks."""
        holds, of = self._test.holds, self._of
        for deck in self._decks:
            within = self.within(deck)
            cards = deck.cards if within is None else (deck.cards[position] for position in sorted(within))
            for card in cards:
                if holds(one := of(card)):
                    yield one

    def __iter__(self) -> Iterator[str]:
        return (found.card.id for found in self.found())

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __bool__(self) -> bool:
        return any(True for _ in self)

    def __contains__(self, card: object) -> bool:
        known = self._cards.get(card) if isinstance(card, str) else None
        return known is not None and self._test(self._of(known))

    def within(self, deck: Deck) -> Collection[int] | None:
        """The positions in a deck at which cards may be that are named; none: anywhere."""
        if deck.name not in self._within:
            haystack = query.Haystack(deck, lambda: self._with_states(deck), lambda: self._searched(deck))
            self._within[deck.name] = self._test.within(haystack)
            self._past.texts |= {deck.cards[position].id: line for position, line in haystack.lines.items()}
        return self._within[deck.name]

    def _of(self, card: Card) -> query.Found:
        return query.Found(card, self._states.get(card.id, NEW), self._today, self._past)

    def _with_states(self, deck: Deck) -> Collection[int]:
        """The positions of a deck's cards of whose families the log says something."""
        if self._known is None:
            self._known = {}
            for name in {*map(family, self._states)}:
                for spot in self._cards.spots(name):
                    self._known.setdefault(spot.deck.name, set()).add(spot.position)
        return self._known.get(deck.name, ())

    def _searched(self, deck: Deck) -> bytes:
        return self._lines(deck, "searched", searched)

    def _texts(self, card: Card) -> dict[str, str]:
        """What the words of a query are looked for in, of all cards of a card's deck."""
        deck = next(deck for deck in self._decks if deck.name == card.deck)
        return dict(zip(deck.ids, self._searched(deck).decode().split("\n"), strict=True))
