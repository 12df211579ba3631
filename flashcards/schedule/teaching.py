"""In what order cards are taught: what needs come first, and all decks in turn."""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence

from flashcards.cards import Card, Deck


def needs_in(decks: Iterable[Deck]) -> set[str]:
    """Every name that a deck, a subtopic or a card of these names as coming first."""
    found: set[str] = set()
    for deck in decks:
        found.update(deck.needs, *deck.needs_of.values(), *(card.needs for card in deck.cards if card.needs))
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


def mixed(cards: Sequence[Card], shelf: Mapping[str, Deck]) -> Iterator[Card]:
    """Teachable cards taken in turn from all decks; what needs something that is still waiting, waits.

    A round begins with the decks of which the fewest cards have been begun: a day that has room for less than one
    round leaves out other decks than the day before.
    """
    waiting: dict[str, deque[Card]] = {}
    for card in cards:
        waiting.setdefault(card.deck, deque()).append(card)
    needed = needs_in(shelf.values())
    left = Counter(name for card in cards for name in _names(card) & needed)
    before = {deck: _needed(deck, shelf) for deck in waiting}
    begun = {deck: len(shelf[deck].cards) - len(queue) for deck, queue in waiting.items()}
    while waiting:
        heads = [queue[0] for deck, queue in waiting.items() if not before[deck] & waiting.keys()]
        # In a circle of needs the first one goes ahead.
        ready = [head for head in heads if not _waits(head, shelf, left)]
        ready = ready or heads[:1] or [next(iter(waiting.values()))[0]]
        ready.sort(key=lambda head: begun[head.deck])
        for card in ready:
            waiting[card.deck].popleft()
            begun[card.deck] += 1
            left.subtract(_names(card) & needed)
        yield from ready
        waiting = {deck: queue for deck, queue in waiting.items() if queue}


def _names(card: Card) -> set[str]:
    """What others may need it by."""
    return {card.id, card.family, card.deck}


def _waits(card: Card, shelf: Mapping[str, Deck], left: Mapping[str, int]) -> bool:
    """Whether something that the card itself needs is still to come."""
    return any(left.get(name, 0) > 0 for name in {*shelf[card.deck].needs_for(card)} - _names(card))


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
