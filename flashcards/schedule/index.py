"""All cards of some decks by id, found without making any but those that are asked for."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from itertools import accumulate, chain
from typing import TYPE_CHECKING, NamedTuple
from zlib import crc32

from flashcards.cards import Card, Deck
from flashcards.schedule.states import family

if TYPE_CHECKING:
    Keys = array[int]
KEY = "Q"
PLACE_BITS = 32
LOW = (1 << PLACE_BITS) - 1


class Spot(NamedTuple):
    """Where a card stands in its deck."""

    deck: Deck
    position: int

    @property
    def card(self) -> Card:
        return self.deck.cards[self.position]


def keys_of(decks: Iterable[Deck]) -> "Keys":
    """Of every card a sum of its family's name, and its number among all: sorted, so that a family is found by halving."""
    keys: list[int] = []
    for deck in decks:
        keys += (crc32(family(card).encode()) << PLACE_BITS | n for n, card in enumerate(deck.ids, len(keys)))
    return array(KEY, sorted(keys))


def twice(decks: Sequence[Deck], keys: "Keys") -> list[tuple[Spot, Spot]]:
    """Cards whose ids other cards have already, with the first ones of these ids; siblings of one card stand at one place."""
    names, found, first = list(chain.from_iterable(deck.ids for deck in decks)), [], dict[str, int]()
    starts, last = _starts(decks), -1
    for key in keys:
        if key >> PLACE_BITS != last:
            last = key >> PLACE_BITS
            first.clear()
        number = key & LOW
        before = first.setdefault(family(names[number]), number)
        if before != number:
            found.append((number, before))
    pairs = [(_spot(decks, starts, number), _spot(decks, starts, before)) for number, before in sorted(found)]
    return [(spot, before) for spot, before in pairs if spot.card.place != before.card.place]


def _starts(decks: Iterable[Deck]) -> list[int]:
    """The numbers of the decks' first cards."""
    return [0, *accumulate(len(deck.cards) for deck in decks)][:-1]


def _spot(decks: Sequence[Deck], starts: Sequence[int], number: int) -> Spot:
    at = bisect_right(starts, number) - 1
    return Spot(decks[at], number - starts[at])


class Index(Mapping[str, Card]):
    """The cards of decks in which each id stands once."""

    def __init__(self, decks: Sequence[Deck], keys: "Keys | None" = None) -> None:
        """`keys`: what `keys_of` makes of the decks, where it was kept."""
        self.decks, self._sums = decks, keys_of(decks) if keys is None else keys
        self._starts = _starts(decks)

    def spots(self, name: str) -> list[Spot]:
        """Where the cards of a family stand, in the order of the decks."""
        wanted = crc32(name.encode(errors="replace"))
        at, found = bisect_left(self._sums, wanted << PLACE_BITS), []
        while at < len(self._sums) and self._sums[at] >> PLACE_BITS == wanted:
            spot = _spot(self.decks, self._starts, self._sums[at] & LOW)
            if spot.card.family == name:
                found.append(spot)
            at += 1
        return found

    def get(self, card: str, default: Card | None = None) -> Card | None:  # type: ignore[override]
        return next((spot.card for spot in self.spots(family(card)) if spot.card.id == card), default)

    def __getitem__(self, card: str) -> Card:
        found = self.get(card)
        if found is None:
            raise KeyError(card)
        return found

    def __contains__(self, card: object) -> bool:
        return isinstance(card, str) and self.get(card) is not None

    def __iter__(self) -> Iterator[str]:
        return chain.from_iterable(deck.ids for deck in self.decks)

    def __len__(self) -> int:
        return len(self._sums)

    def values(self) -> "_Values":
        return _Values(self)

    def items(self) -> ItemsView[str, Card]:
        return _Items(self)


class _Values(ValuesView[Card]):
    """The cards, deck by deck: to look each one up would take longer."""

    _mapping: Index

    def __iter__(self) -> Iterator[Card]:
        return chain.from_iterable(deck.cards for deck in self._mapping.decks)

    def __reversed__(self) -> Iterator[Card]:
        return chain.from_iterable(reversed([*deck.cards]) for deck in reversed(self._mapping.decks))


class _Items(ItemsView[str, Card]):
    _mapping: Index

    def __iter__(self) -> Iterator[tuple[str, Card]]:
        return ((card.id, card) for card in self._mapping.values())
