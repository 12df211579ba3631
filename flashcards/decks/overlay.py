"""A person's own deck of the same name is laid over a shipped one, card by card: same id: theirs; new ids: added."""

from flashcards.cards import Card, Deck
from flashcards.records import replace


def laid(shipped: Deck, own: Deck) -> Deck:
    """The shipped deck with the person's laid over it: their cards in place of those with their ids, the others behind.

    Shipped cards that the person's deck has `retired:` are left out.
    """
    mine: dict[str, list[Card]] = {}
    for card in own.cards:
        mine.setdefault(card.family, []).append(card)
    cards: list[Card] = []
    for card in shipped.cards:
        if card.family not in mine:
            cards += [card] if card.family not in own.retired else []
        else:
            cards += mine[card.family]
            mine[card.family] = []
    cards += [card for rest in mine.values() for card in rest]
    return replace(
        shipped,
        title=own.title,
        description=own.description or shipped.description,
        needs=own.needs or shipped.needs,
        needs_of={**shipped.needs_of, **own.needs_of},
        retired=(*shipped.retired, *own.retired),
        rules_off=own.rules_off,
        cards=tuple(cards),
        problems=(*own.problems, *shipped.problems),
        own=own.path,
    )
