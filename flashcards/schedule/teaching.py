"""In what order cards are taught: what needs come first, and all decks in turn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from flashcards.cards import Card, Deck


class Waiting(Protocol):
    """New cards that wait, deck by deck as they are taught."""

    @property
    def shelf(self) -> Mapping[str, Deck]: ...

    @property
    def lines(self) -> Mapping[str, Iterable[Card]]:
        """By deck, as the decks are taught."""

    @property
    def begun(self) -> Mapping[str, int]:
        """How many cards of each deck do not wait."""

    def named(self, name: str) -> frozenset[str]:
        """Those that wait and that have this name, as an id or as that of their family."""


class Listed:
    """Cards that were chosen to wait, in the order in which they are taught."""

    def __init__(self, cards: Iterable[Card], shelf: Mapping[str, Deck]) -> None:
        self.shelf = shelf
        self.lines: dict[str, list[Card]] = {}
        self._named: dict[str, set[str]] = {}
        for card in cards:
            self.lines.setdefault(card.deck, []).append(card)
            for name in (card.id, card.family):
                self._named.setdefault(name, set()).add(card.id)
        self.begun = {deck: len(shelf[deck].cards) - len(line) for deck, line in self.lines.items()}

    def named(self, name: str) -> frozenset[str]:
        return frozenset(self._named.get(name, ()))


def needs_in(decks: Iterable[Deck]) -> set[str]:
    """Every name that a deck, a subtopic or a card of these names as coming first."""
    found: set[str] = set()
    for deck in decks:
        found.update(deck.needs, *deck.needs_of.values(), deck.summary.needs)
    return found


def teachable(decks: Sequence[Deck]) -> list[Card]:  # noqa: C901
    """The cards so that what a card or its deck needs comes first, else in deck order; cycles are broken.

    A need is the name of a deck, a card's id, or what siblings share; one that nothing has is passed over.
    """
    whole = {deck.name: deck for deck in decks}
    wanted = needs_in(decks)
    named: dict[str, list[Card]] = {}
    for deck in decks:
        for card in deck.cards:
            if card.id in wanted or card.family in wanted:
                for name in {card.id, card.family} & wanted:
                    named.setdefault(name, []).append(card)

    def needed(names: Iterable[str]) -> Iterator[Card | Deck]:
        for name in names:
            if name in whole:
                yield whole[name]
            yield from named.get(name, ())

    led_to: set[str] = set()
    """Decks whose needs have all been entered: none of their cards has to look at these again."""

    def before(node: Card | Deck) -> Iterator[Card | Deck]:
        if isinstance(node, Deck):
            yield from node.cards
        else:
            deck = whole[node.deck]
            if deck.name not in led_to:
                yield from needed(deck.needs)
                led_to.add(deck.name)
            yield from needed(deck.needs_for(node))

    def free(card: Card) -> bool:
        """Whether nothing has to come before a card, as with most."""
        if card.needs or card.deck not in led_to:
            return False
        of_subtopics = whole[card.deck].needs_of
        return not (of_subtopics and card.tags and card.tags[0] in of_subtopics)

    ordered: list[Card] = []
    entered: set[int] = set()
    stack: list[tuple[Card | Deck, Iterator[Card | Deck]]] = []
    for root in decks:
        stack.append((root, before(root)))
        entered.add(id(root))
        while stack:
            node, first = stack[-1]
            following = None
            for candidate in first:
                if id(candidate) not in entered:
                    entered.add(id(candidate))
                    if isinstance(candidate, Deck) or not free(candidate):
                        following = candidate
                        break
                    ordered.append(candidate)
            if following is not None:
                stack.append((following, before(following)))
            else:
                stack.pop()
                if isinstance(node, Card):
                    ordered.append(node)
    return ordered


def mixed(waiting: Waiting) -> Iterator[Card]:
    """Cards that wait, taken in turn from all decks; what needs something that is still waiting, waits longer.

    A round begins with the decks of which the fewest cards have been begun: a day that has room for less than one
    round leaves out other decks than the day before.
    """
    shelf, begun = waiting.shelf, {**waiting.begun}
    lines = {deck: iter(line) for deck, line in waiting.lines.items()}
    heads = {deck: head for deck, line in lines.items() if (head := next(line, None)) is not None}
    before = {deck: _needed(deck, shelf) for deck in heads}
    gone: set[str] = set()

    def waits(card: Card) -> bool:
        """Whether something that the card itself needs is still to come."""
        names = {*shelf[card.deck].needs_for(card)} - {card.id, card.family, card.deck}
        return any(name in heads or waiting.named(name) - gone for name in names)

    while heads:
        free = [head for deck, head in heads.items() if not before[deck] & heads.keys()]
        # In a circle of needs the first one goes ahead.
        ready = [head for head in free if not waits(head)]
        ready = ready or free[:1] or [next(iter(heads.values()))]
        ready.sort(key=lambda head: begun[head.deck])
        yield from ready
        for card in ready:
            gone.add(card.id)
            begun[card.deck] += 1
            following = next(lines[card.deck], None)
            if following is None:
                del heads[card.deck]
            else:
                heads[card.deck] = following


def _needed(deck: str, shelf: Mapping[str, Deck]) -> set[str]:
    """All decks that come before a deck, near and far."""
    found: set[str] = set()
    stack = [deck]
    while stack:
        known = shelf.get(stack.pop())
        for need in known.needs if known else ():
            if need not in found:
                found.add(need)
                stack.append(need)
    return found - {deck}
