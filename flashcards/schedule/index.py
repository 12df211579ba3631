"""All cards of some decks by id, found without making any but those that are asked for."""

from bisect import bisect_left, bisect_right
from collections.abc import ItemsView, Iterable, Iterator, Mapping, Sequence, ValuesView
from itertools import accumulate, chain
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple
from zlib import crc32

from flashcards.cards import Card, Deck
from flashcards.schedule.states import family

if TYPE_CHECKING:
    from array import array

    Keys = array[int] | memoryview[int]
KEY: Final = "Q"
PLACE_BITS = 32
LOW = (1 << PLACE_BITS) - 1


MANY = 4
"""Where more than one in so many cards is asked for, all are made at once, which takes less time for each."""


class Spot(NamedTuple):
    """A card, and where it stands."""

    deck: Deck
    position: int
    card: Card

    @classmethod
    def at(cls, deck: Deck, position: int) -> "Spot":
        return cls(deck, position, deck.cards[position])


def keys_of(decks: Iterable[Deck]) -> "Keys":
    """Of every card a sum of its family's name, and its number among all: sorted, so that a family is found by halving."""
    from array import array  # most starts have kept it

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
    return Spot.at(decks[at], number - starts[at])


class Index(Mapping[str, Card]):
    """The cards of decks in which each id stands once."""

    def __init__(self, decks: Sequence[Deck], keys: "Keys | None" = None) -> None:
        """`keys`: what `keys_of` makes of the decks, where it was kept."""
        self.decks, self._sums = decks, keys_of(decks) if keys is None else keys
        self._starts = _starts(decks)
        self._families: dict[str, list[Spot]] = {}
        self._cards: dict[str, Card] = {}
        """Those that were asked for, by id."""
        self._has_all = False

    def spots(self, name: str) -> list[Spot]:
        """The cards of a family, in the order of the decks."""
        found = self._families.get(name)
        if found is None:
            found = self._families[name] = [] if self._has_all else self._sought(name)
            self._cards.update((spot.card.id, spot.card) for spot in found)
        return found

    def expect(self, many: int) -> None:
        """Be ready for so many cards being asked for, one by one."""
        if many * MANY > len(self) and not self._has_all:
            self._has_all = True
            self._families.clear()
            for deck in self.decks:
                for position, card in enumerate(deck.cards):
                    self._families.setdefault(card.family, []).append(Spot(deck, position, card))
                    self._cards[card.id] = card

    def _sought(self, name: str) -> list[Spot]:
        wanted = crc32(name.encode(errors="replace"))
        at, found = bisect_left(self._sums, wanted << PLACE_BITS), []
        while at < len(self._sums) and self._sums[at] >> PLACE_BITS == wanted:
            spot = _spot(self.decks, self._starts, self._sums[at] & LOW)
            if spot.card.family == name:
                found.append(spot)
            at += 1
        return found

    def of_file(self, path: Path) -> Iterator[Card]:
        """The cards that stand in a file."""
        decks = (deck for deck in self.decks if path in (deck.path, deck.own))
        return (card for deck in decks for card in deck.cards if card.place.path == path)

    def get(self, card: str, default: Card | None = None) -> Card | None:  # type: ignore[override]
        if card not in self._cards and not self._has_all:
            self.spots(family(card))
        return self._cards.get(card, default)

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
